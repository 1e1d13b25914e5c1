"""References to windows-1252 code points."""

from __future__ import annotations

import pytest

from newsmill.pipelines.clean import clean
from newsmill.pipelines.decode.character_references import as_browsers_read
from newsmill.pipelines.page import Page


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("1998&#150;2012", "1998&#8211;2012"),
        ("&#x93;quoted&#148;", "&#8220;quoted&#8221;"),
        ("&#0151;", "&#8212;"),
        ("&#160;&#169;&#1500;&#20013;", "&#160;&#169;&#1500;&#20013;"),
        ("&#x9012;", "&#x9012;"),
        ("&#129;", "&#129;"),
        ("&amp;#150; is written so", "&amp;#150; is written so"),
    ],
)
def test_references_mean_what_browsers_show(source: str, meant: str) -> None:
    assert as_browsers_read(source) == meant


def test_a_record_has_the_dash() -> None:
    title = "Festival 1998&#150;2012 opens its doors"
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>Some text.</p></body></html>"
    record = clean(Page(raw=html.encode()))
    assert "1998–2012" in (record.title or "")
