"""Answers about a page's lines are kept while its fields are read, and no longer."""

from newsmill import clean
from newsmill.pipelines.extract.fields import dates
from newsmill.pipelines.extract.fields.page_cache import forget_page, remembered


def test_the_same_line_is_asked_once_a_page():
    asked = []

    @remembered
    def length(line: str) -> int:
        asked.append(line)
        return len(line)

    assert [length("24 April 2024"), length("24 April 2024")] == [13, 13]
    assert asked == ["24 April 2024"]
    forget_page()
    assert length("24 April 2024") == 13
    assert asked == ["24 April 2024"] * 2


def test_nothing_of_a_page_is_kept_once_its_fields_are_read(monkeypatch):
    held = []

    @remembered
    def hold(line: str) -> str:
        held.append(line)
        return line

    def asking(*arguments, **options):
        hold("asked while the page is read")
        return find(*arguments, **options)

    find = dates.find_dates
    monkeypatch.setattr("newsmill.pipelines.extract.fields.line_dates.find_dates", asking)
    page = (
        b"<h1>Harbour opens</h1><p>12 April 2024</p>"
        + b"<p>The harbour opened again after a long winter.</p>" * 8
    )
    clean(page)
    clean(page)
    assert len(held) == 2
