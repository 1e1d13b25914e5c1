"""The README: its example's output is real, its commands exist, its links lead somewhere, and both
languages say the same."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from newsmill.command_group import _CommandLine

ROOT = Path(__file__).resolve().parents[1]
READMES = ["README.md", "README.zh-CN.md"]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code(name: str) -> list[str]:
    """The code blocks, without what is commented beside the commands."""
    blocks = re.findall(r"```(?:sh|python)\n(.*?)```", text(name), re.DOTALL)
    return [re.sub(r"\s+#.*", "", block) for block in blocks]


@pytest.mark.parametrize("name", READMES)
def test_the_example_gives_the_output_it_shows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(ROOT / name), module_relative=False, encoding="utf-8")
    assert result.attempted >= 6
    assert result.failed == 0


@pytest.mark.parametrize("name", READMES)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)|<img [^>]*src=\"([^\"]+)\"", text(name))
    local = [link or image for link, image in links if "://" not in link + image]
    assert local
    assert [link for link in local if not (ROOT / link).exists()] == []


def test_every_command_shown_exists() -> None:
    shown = set(
        re.findall(r"newsmill (crawl|clean|export|inspect|diff|demo|\w+)\b", "\n".join(code("README.md")))
    )
    assert shown - {"import"} <= set(_CommandLine.table)


def test_both_languages_show_the_same() -> None:
    assert code(READMES[0]) == code(READMES[1])
    headings = [len(re.findall(r"^#+ ", text(name), re.MULTILINE)) for name in READMES]
    assert headings[0] == headings[1]
    tables = [len(re.findall(r"^\|", text(name), re.MULTILINE)) for name in READMES]
    assert tables[0] == tables[1]
