"""Where a saved page came from, by what the page or its neighbours say."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.files import saved_url
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.plan import plan
from newsmill.pipelines.readers.slices import Reading

URL = "http://news.example.com/2012/a.html"


def page(path: Path, **options: str) -> Page:
    (slice_,) = plan([str(path)], Options(**options))
    (item,) = read(Reading(slice_))
    assert isinstance(item, Page)
    return item


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (f"<!-- saved from url=(0035){URL} -->", URL),
        ("<!-- Mirrored from news.example.com/2012/a.html by HTTrack Website Copier -->", URL),
        (f'<link rel="canonical" href="{URL}">', URL),
        (f"<link href='{URL}' rel='canonical'>", URL),
        (f"<base href={URL}>", URL),
        (
            '<link rel="canonical" href="http://news.example.com/?id=1&amp;p=2">',
            "http://news.example.com/?id=1&p=2",
        ),
        ('<link rel="canonical" href="http://news.example.com/">', None),
        ('<base href="http://news.example.com/2012/">', None),
        ('<link rel="canonical" href="/2012/a.html">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="stylesheet" href="http://news.example.com/a.css">', None),
        ('<link rel="canonical" href="http://[broken/a.html">', None),
    ],
)
def test_a_page_names_itself(head: str, url: str | None) -> None:
    assert saved_url(f"<html><head>{head}</head><body><p>text</p></body></html>".encode()) == url


def test_the_comment_of_the_browser_goes_before_the_canonical_link() -> None:
    raw = f'<!-- saved from url=(0035){URL} --><link rel="canonical" href="http://other.example/b.html">'
    assert saved_url(raw.encode()) == URL


def test_a_home_page_may_have_a_canonical_link_without_a_path() -> None:
    raw = b'<link rel="canonical" href="http://news.example.com/">'
    assert saved_url(raw, "index.html") == "http://news.example.com/"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html.url", URL),
        ("a.url", f"[InternetShortcut]\r\nURL={URL}\r\n"),
        ("a.html.json", f'{{"url": "{URL}"}}'),
        ("a.json", f'{{"url": "{URL}"}}'),
    ],
)
def test_a_file_beside_the_page_names_it(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / "a.html").write_text("<p>text</p>")
    (tmp_path / name).write_text(content)
    assert page(tmp_path / "a.html").url == URL


@pytest.mark.parametrize(
    ("rule", "url"),
    [
        ("http://{path}", "http://saved.example/2012/a.html"),
        ("http://x.example/{stem}", "http://x.example/a"),
        ("http://x.example/{name}?old", "http://x.example/a.html?old"),
    ],
)
def test_a_rule_makes_the_url_of_the_path(tmp_path: Path, rule: str, url: str) -> None:
    folder = tmp_path / "mirror" / "saved.example" / "2012"
    folder.mkdir(parents=True)
    (folder / "a.html").write_text(f'<link rel="canonical" href="{URL}">')
    assert page(tmp_path / "mirror", url_rule=rule).url == url
