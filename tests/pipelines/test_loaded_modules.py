"""A worker loads what most pages need, and no more: each module costs every worker memory and every command time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newsmill.command_line import _start_ahead
from newsmill.pipelines.runs import spawning

SAVED = Path(__file__).parents[2] / "data" / "saved" / "watchmaker.shtml"

# An HTTP client and what it needs, which w3lib loads; parsers for pages that lxml gives up; packages for readers.
NEEDED_BY_FEW = (
    "urllib.request", "http.client", "email", "ssl", "w3lib", "tldextract", "requests", "bs4", "chardet", "html5lib",
    "fastwarc", "warcio", "pyarrow", "click", "rich", "multiprocessing", "asyncio",
)  # fmt: skip

CLEAN = """
import sys
import newsmill.pipelines.runs.worker
import newsmill
page = open(sys.argv[1], "rb").read()
record = newsmill.clean(page, url="http://news.example.com/2021/story-17.html?b=2&a=1")
assert record.id and record.body
print(*sys.modules, sep="\\n")
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules of a process that has cleaned a page as a worker does."""
    done = subprocess.run(
        [sys.executable, "-c", CLEAN, str(SAVED)], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("name", NEEDED_BY_FEW)
def test_cleaning_a_page_loads_nothing_that_few_pages_need(loaded: set[str], name: str) -> None:
    assert "newsmill.pipelines.extract" in loaded
    assert name not in loaded


def test_printing_the_record_of_a_file_loads_no_other_reader_and_no_run_folder() -> None:
    program = """
import sys
from newsmill.command_line import main
sys.argv = ["newsmill", "clean", sys.argv[1]]
try:
    main()
except SystemExit as end:
    assert not end.code
print(*sys.modules, sep="\\n", file=sys.stderr)
"""
    command = [sys.executable, "-c", program, str(SAVED)]
    # The first run of an installation also saves what it derived from newsmill's tables.
    subprocess.run(command, capture_output=True, check=True)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith('{"schema":')
    loaded = {name for name in done.stderr.split() if name.isidentifier() or "." in name}
    assert "newsmill.pipelines.clean_command" in loaded
    assert not loaded & {
        "newsmill.pipelines.clean", "numpy", "lxml.etree", "multiprocessing", "fastwarc", "zstandard", "email",
        "tarfile", "zipfile", "plistlib", "tempfile", "rich", "newsmill.pipelines.readers.warc",
        "newsmill.pipelines.runs.folder",
    }  # fmt: skip


def test_the_command_line_starts_a_worker_before_it_loads_anything_itself() -> None:
    program = """
import sys
from newsmill.pipelines.runs import spawning
spawning.spawn_ahead = lambda: print(*sys.modules, sep="\\n")
sys.argv = ["newsmill", "clean", "page.html"]
from newsmill.command_line import _start_ahead
_start_ahead(sys.argv[1:])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "newsmill.pipelines.runs.spawning" in loaded
    assert not loaded & {"click", "msgspec", "numpy", "lxml.etree", "newsmill.pipelines.readers.plan"}


@pytest.mark.parametrize("arguments", [["clean", "--help"], ["clean", "a.html", "-h"], ["stats", "out"], []])
def test_commands_that_clean_nothing_start_no_worker(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spawning, "spawn_ahead", lambda: pytest.fail("a worker was started"))
    _start_ahead(arguments)
