"""`newsmill clean` for a person: what it prints, what it says when something is wrong, and its exit codes."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsmill.pipelines.record import decode_record
from newsmill.pipelines.runs.manifest import read_manifest

NEWSMILL = [sys.executable, "-c", "from newsmill import main; main()"]
GOOD = (
    "<html><head><title>城东新图书馆开放</title></head><body><h1>城东新图书馆开放</h1><p>本报讯 "
    "城东新图书馆昨日正式向市民开放，首日接待读者三千余人次，馆内藏书四十二万册。</p></body></html>"
).encode()


def newsmill(*arguments: str | Path, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [*NEWSMILL, *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=120, check=False)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.html").write_bytes(GOOD.replace("三千".encode(), f"{number}千".encode()))
    return folder


def test_a_page_is_one_line_of_json_on_standard_output(saved: Path) -> None:
    done = newsmill("clean", saved / "0.html")
    assert (done.returncode, done.stderr) == (0, b"")
    record = decode_record(done.stdout)
    assert done.stdout.count(b"\n") == 1
    assert "0千余人次" in record.body
    assert record.origin == "0.html"


def test_a_page_may_come_from_standard_input_with_its_url() -> None:
    done = newsmill("clean", "-", "--url", "http://news.example.com/a.html", stdin=gzip.compress(GOOD))
    assert done.returncode == 0, done.stderr
    assert decode_record(done.stdout).url == "http://news.example.com/a.html"


def test_a_folder_without_output_goes_to_standard_output_line_by_line(saved: Path) -> None:
    done = newsmill("clean", saved)
    assert [decode_record(line).origin for line in done.stdout.splitlines()] == [
        f"saved/{number}.html" for number in range(3)
    ]


def test_a_folder_becomes_records_rejects_and_a_manifest_that_adds_up(saved: Path, tmp_path: Path) -> None:
    (saved / "3-empty.html").write_bytes(b"")
    (saved / "4-paper.html").write_bytes(b"%PDF-1.7 not a page")
    (saved / "5-cut.html.gz").write_bytes(gzip.compress(GOOD)[:-20])
    (saved / "6-gone.html").symlink_to(saved / "nothing.html")
    (saved / "7-last.html").write_bytes(GOOD)
    out = tmp_path / "out"
    done = newsmill("clean", saved, "-o", out, "--workers", "1")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"4 rejects" in done.stderr
    manifest = read_manifest(out)
    assert manifest is not None
    counts = manifest.counts
    assert counts.pages == counts.records + counts.rejects == 8
    assert counts.rejects_by_reason == {"binary": 1, "empty": 1, "truncated": 1, "unreadable": 1}
    rejects = [json.loads(line) for line in (out / "rejects.jsonl").read_text().splitlines()]
    assert [reject["origin"] for reject in rejects] == [
        "saved/3-empty.html", "saved/4-paper.html", "saved/5-cut.html.gz", "saved/6-gone.html",
    ]  # fmt: skip
    records = (out / "records-00000.jsonl").read_bytes().splitlines()
    assert decode_record(records[-1]).origin == "saved/7-last.html"
    assert manifest.inputs[0].files == 8
    assert sorted(path.name for path in out.iterdir() if path.stem != "report") == [
        "manifest.json", "quarantine", "records-00000.jsonl", "rejects.jsonl",
    ]  # fmt: skip


def test_rejects_up_to_the_limit_are_not_a_failure(saved: Path, tmp_path: Path) -> None:
    (saved / "empty.html").write_bytes(b"")
    assert newsmill("clean", saved, "-o", tmp_path / "out", "--max-rejects", "1").returncode == 0


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("missing.html", None, 2, "There is no file or folder"),
        ("empty.html", b"", 1, "The page is empty."),
        ("paper.pdf", b"%PDF-1.7\n\xe2\xe3\xcf\xd3", 1, "a PDF document, not a page"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00", 1, "a PNG image, not a page"),
        ("noise.html", bytes(range(1, 32)) * 50, 1, "The bytes are not text."),
        ("cut.html.gz", gzip.compress(GOOD)[:-20], 1, "ends too early"),
        ("nothing.zip", b"PK\x05\x06" + bytes(18), 2, "There are no pages in"),
        ("no-column.jsonl", b'{"a": 1, "b": 2}\n', 1, "Name it with --html-column"),
    ],
)
def test_input_that_is_not_a_page_is_a_sentence_and_an_exit_code(
    tmp_path: Path, name: str, content: bytes | None, code: int, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = newsmill("clean", tmp_path / name)
    assert done.returncode == code
    assert done.stdout == b""
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_file_that_may_not_be_read_is_a_sentence_and_harms_no_other(saved: Path, tmp_path: Path) -> None:
    (saved / "1.html").unlink()
    (saved / "1.html").mkdir()
    os.mkfifo(saved / "1b.html")
    done = newsmill("clean", saved)
    assert [decode_record(line).origin for line in done.stdout.splitlines()] == [
        "saved/0.html",
        "saved/2.html",
    ]


@pytest.mark.parametrize("files", [[], ["logo.png", "site.css"]])
def test_a_folder_without_pages_is_reported_and_leaves_nothing(tmp_path: Path, files: list[str]) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for name in files:
        (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    done = newsmill("clean", folder, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert b"There are no pages in" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_command_with_a_wrong_input_does_nothing_and_can_be_put_right(saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = newsmill("clean", saved, tmp_path / "missing", "-o", out)
    assert done.returncode == 2
    assert b"There is no file or folder" in done.stderr
    assert not out.exists()
    assert newsmill("clean", saved, "-o", out).returncode == 0


def test_the_output_folder_may_not_be_a_file(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    done = newsmill("clean", saved, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert b"is a file" in done.stderr
    assert (tmp_path / "out").read_text() == "mine"


def test_records_of_something_else_are_not_overwritten(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "records-00000.jsonl").write_text("mine")
    done = newsmill("clean", saved, "-o", tmp_path)
    assert done.returncode == 2
    assert b"another run" in done.stderr
    assert (tmp_path / "records-00000.jsonl").read_text() == "mine"


def test_a_closed_pipe_is_not_an_error(saved: Path) -> None:
    for number in range(200):
        (saved / f"more{number}.html").write_bytes(GOOD)
    command = f"{sys.executable} -c 'from newsmill import main; main()' clean {saved} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=120, check=False)
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1


def test_help_shows_an_example() -> None:
    done = newsmill("clean", "--help")
    assert done.returncode == 0
    assert b"newsmill clean saved/ -o out" in done.stdout


def test_a_command_that_is_wrong_is_usage(saved: Path) -> None:
    assert newsmill("clean").returncode == 2
    assert newsmill("clean", saved, "--memory-limit", "lots").returncode == 2


def _hears_ctrl_c() -> None:
    # Tests that are run in a shell's background inherit its deafness.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_with_a_sentence_and_the_same_command_continues(saved: Path, tmp_path: Path) -> None:
    for number in range(3000):
        (saved / f"more{number:04d}.html").write_bytes(GOOD)
    out = tmp_path / "out"
    command = [*NEWSMILL, "clean", str(saved), "-o", str(out), "--shard-size", "50K"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, preexec_fn=_hears_ctrl_c)
    deadline = time.monotonic() + 60
    while not (out / ".newsmill" / "shard-00000.json").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    *progress, last = said.decode().splitlines()  # on a slow machine lines of progress come before
    assert last == "Stopped. The same command continues from here."
    assert all(re.match(r"\d[\d,]* pages.*, [\d,]+ pages/s, ", line) for line in progress)
    for number in range(3000):  # the rest of it is not what this test is about
        (saved / f"more{number:04d}.html").unlink()
    done = newsmill("clean", saved, "-o", out, "--shard-size", "50K")
    assert done.returncode == 2
    assert b"inputs have changed" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_without_room_is_a_sentence_and_an_exit_code_of_its_own(saved: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*NEWSMILL, "clean", str(saved)], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 3
    assert (
        done.stderr.decode().strip() == "Error: Standard output cannot be written: No space left on device."
    )


def test_inputs_that_were_only_touched_have_not_changed(saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert newsmill("clean", saved, "-o", out, "--workers", "1").returncode == 0
    (saved / "1.html").touch()
    again = newsmill("clean", saved, "-o", out, "--workers", "1")
    assert again.returncode == 0
    assert b"Nothing to do" in again.stderr
