"""Each article of the demo portal: its page's bytes against its expected record, which was written from its source."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.demo import PORTAL, declared_charset, portal_folder
from pipelines.clean import clean
from pipelines.page import Page
from pipelines.record import Record

WWW = portal_folder() / "www"
EXPECTED = sorted(
    "/" + file.relative_to(WWW).as_posix().removesuffix(".json")
    for file in WWW.rglob("*.*.json")
    if not file.name.endswith(".joined.json")
)
ARTICLES = [path for path in EXPECTED if re.search(r"content_|/t2012|/c2|/en/2021|/8812", path)]
OTHERS = [path for path in EXPECTED if path not in ARTICLES and not path.endswith("/8813.html")]


def expected(path: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((WWW / (path[1:] + ".json")).read_text(encoding="utf-8"))
    return loaded


def cleaned(path: str) -> Record:
    """The page's record, as a crawl of the portal gets it."""
    raw = (WWW / path[1:]).read_bytes()
    return clean(Page(raw=raw, url=PORTAL + path, charset=declared_charset(path)))


def people(listed: list[Any]) -> list[tuple[str, str | None]]:
    return [(p["name"], p["role"]) if isinstance(p, dict) else (p.name, p.role) for p in listed]


def folded(text: str) -> list[str]:
    """Paragraphs, with the blanks and bars between the cells of a table row as one blank."""
    return [re.sub(r"[\s|]+", " ", line).strip(" -|") for line in text.split("\n")]


@pytest.mark.parametrize("path", ARTICLES)
def test_the_body_is_the_article_and_nothing_else(path: str) -> None:
    assert folded(cleaned(path).body) == folded(expected(path)["body"])


@pytest.mark.parametrize("path", ARTICLES)
def test_the_head_is_what_the_page_shows(path: str) -> None:
    want, got = expected(path), cleaned(path)
    assert got.kind == want["kind"]
    assert got.title == want["title"]
    assert got.subtitle == want["subtitle"]
    assert (got.published or "").startswith(want["published"])
    assert got.source == want["source"]
    assert got.account == want["account"]
    assert (got.language or "").partition("-")[0] == want["language"].partition("-")[0]


@pytest.mark.parametrize("path", ARTICLES)
def test_people_are_named_with_their_roles(path: str) -> None:
    want, got = expected(path), cleaned(path)
    assert people(got.authors) == people(want["authors"])
    assert people(got.editors) == people(want["editors"])


@pytest.mark.parametrize("path", ARTICLES)
def test_section_and_keywords_and_images(path: str) -> None:
    want, got = expected(path), cleaned(path)
    assert got.section == want["section"]
    assert got.keywords == want["keywords"]
    assert [(image.url, image.caption) for image in got.images] == [
        (image["url"], image["caption"]) for image in want["images"]
    ]


@pytest.mark.parametrize("path", OTHERS)
def test_a_page_that_is_no_article_is_told_from_one(path: str) -> None:
    want, got = expected(path), cleaned(path)
    assert (got.kind, got.body) == (want["kind"], "")


def test_text_that_was_broken_before_it_was_sent_is_restored_and_listed() -> None:
    record = cleaned("/a/20201212/c20410.html")
    whole = ["每小时最多能看到一百二十颗左右", "带上厚衣服和热水，躺下来看比仰着脖子看舒服得多"]
    restored = [repair for repair in record.repairs if repair.where == "body"]
    for text in whole:
        assert text in record.body
        assert any(text in repair.restored or repair.restored in text for repair in restored), text
    lost_nothing = next(r for r in restored if r.restored in whole[0] or whole[0] in r.restored)
    assert lost_nothing.certain


@pytest.mark.parametrize(
    "path", [path for path in ARTICLES if path.endswith(".shtml") and "20688" not in path]
)
def test_the_utf8_include_at_the_foot_of_a_gbk_page_has_its_own_span(path: str) -> None:
    raw = (WWW / path[1:]).read_bytes()
    start, end = raw.index(b"<!-- include"), raw.index(b"<!-- /include")
    spans = {(span.start, span.end): span.charset for span in cleaned(path).charset.spans}

    def charset_at(position: int) -> str:
        return next(name for (first, last), name in spans.items() if first <= position < last)

    for position, byte in enumerate(raw):
        if byte > 0x7F:
            inside = start <= position < end
            assert (charset_at(position) == "utf-8") == inside, position


@pytest.mark.parametrize(
    ("path", "used"),
    [
        ("/gb/content/2005-05/20/content_1034.htm", ("gb2312", "gbk", "gb18030")),
        ("/news/201207/t20120711_20688.shtml", ("gb2312", "gbk", "gb18030")),
        ("/a/20210318/c21077.html", ("utf-8",)),
        ("/tw/2012/t20120905_301.html", ("big5",)),
    ],
)
def test_a_charset_that_the_bytes_contradict_is_not_believed(path: str, used: tuple[str, ...]) -> None:
    assert cleaned(path).charset.used in used


def test_the_portal_is_large_enough_to_be_a_portal() -> None:
    assert len(ARTICLES) >= 40
    for template in (r"/gb/content", r"/news/2", r"/a/2"):
        assert len([path for path in ARTICLES if re.match(template, path)]) >= 8


def test_what_is_committed_is_what_the_sources_build(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(portal_folder() / "build.py"), str(tmp_path / "www")], check=True, timeout=60
    )
    built = {file.relative_to(tmp_path / "www"): file for file in (tmp_path / "www").rglob("*.*")}
    stored = {file.relative_to(WWW): file for file in WWW.rglob("*.*")}
    assert set(built) == set(stored)
    for name, file in built.items():
        if file.is_file() and file.suffix not in (".png", ".gz"):  # packed by another zlib, other bytes
            assert file.read_bytes() == stored[name].read_bytes(), name
