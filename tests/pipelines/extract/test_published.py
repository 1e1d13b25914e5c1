"""Publication against update, and what completes a date that the page shows only in part."""

import pytest

from newsmill import clean

TEXT = "".join(
    (
        f"<p>The harbour board of Lindvik voted on Tuesday to rebuild the old timber quay, number {n}, before "
        f"the winter storms arrive.</p>"
    )
    for n in ("one", "two", "three", "four", "five")
)


def page(head="", line="", tail="", lang="en"):
    return (
        f'<html lang="{lang}"><head><meta charset="utf-8"><title>Board rebuilds the quay - '
        f"Tidende</title>{head}</head><body>"
        f'<article><h1>Board rebuilds the quay</h1><div class="meta">{line}</div><div '
        f'class="text">{TEXT}</div>{tail}</article></body></html>'
    ).encode()


def dates(raw, url="https://www.tidende.com/news/quay", fetched_at=None):
    record = clean(raw, url=url, fetched_at=fetched_at)
    return record.published, record.updated


PUBLISHED = '<meta property="article:published_time" content="2022-11-08T10:47:56+01:00">'
MODIFIED = '<meta property="article:modified_time" content="2024-09-06T08:00:00+02:00">'


@pytest.mark.parametrize(
    ("head", "line", "expected", "why"),
    [
        ("", "Published March 12, 2024 | Updated March 14, 2024", ("2024-03-12", "2024-03-14"),
            "two dates in one line"),
        (PUBLISHED + MODIFIED, "Sep 6, 2024", ("2022-11-08T10:47:56+01:00", "2024-09-06"),
            "a bare date that only the declared change agrees with"),
        (PUBLISHED, "Updated on September 6, 2024", ("2022-11-08T10:47:56+01:00", "2024-09-06"),
            "an update beside a declared publication"),
        (PUBLISHED + MODIFIED, "November 8, 2022", ("2022-11-08", "2024-09-06T08:00:00+02:00"),
            "a declared change that is later"),
        ("", "14 December 2011 Last updated at 17:09 GMT", ("2011-12-14", "2011-12-14T17:09+00:00"),
            "a change of which only the time is written"),
        ("", "08:39, 06 Jan 2026Updated 08:41, 06 Jan 2026", ("2026-01-06T08:39", "2026-01-06T08:41"),
            "two cells without a space"),
        ((
            '<meta property="article:published_time" content="2019-11-20T06:35:39Z"><meta '
            'property="article:modified_time" content="2019-11-20T06:39:54Z">'
        ),
         "Updated 1:39 am EST, Wednesday, November 20, 2019",
         ("2019-11-20T01:35:39-05:00", "2019-11-20T01:39-05:00"), "the page's own clock is known from its update"),
    ],
)  # fmt: skip
def test_publication_and_change_are_told_apart(head, line, expected, why):
    assert dates(page(head, line)) == expected, why


def test_an_update_alone_is_not_a_publication_where_the_address_is_older():
    assert dates(page(line="Updated on September 6, 2024"), "https://www.tidende.com/2024/05/quay") == (
        None,
        "2024-09-06",
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('<time datetime="2019-07-10T13:18:00+09:00">3 hours ago</time>', "2019-07-10T13:18:00+09:00"),
        ('<span class="date" title="2019-07-10 13:18">3 hours ago</span>', "2019-07-10T13:18"),
        ('<abbr title="2019-07-10 13:18">yesterday</abbr>', "2019-07-10T13:18"),
        ('<bdi data-published="1562735880">3 hours ago</bdi>', "2019-07-10T05:18:00+00:00"),
        ('<span data-timestamp="1562735880000">vor 3 Stunden</span>', "2019-07-10T05:18:00+00:00"),
        ('<relative-time datetime="2019-07-10T13:18:00Z">on Jul 10</relative-time>', "2019-07-10"),
        ('<span itemprop="datePublished" content="2019-07-10T13:18:00+02:00">3 hours ago</span>',
            "2019-07-10T13:18:00+02:00"),
        ("<span><script>showDate('2019/07/10 13:18:09')</script></span>By Anna Berg", "2019-07-10T13:18:09"),
    ],
)  # fmt: skip
def test_attributes_complete_what_the_reader_sees_in_part(line, expected):
    assert (dates(page(line=line))[0] or "").startswith(expected)


@pytest.mark.parametrize("name", ["published_on", "time-of-upload", "post-created", "firstPublishedAt"])
def test_a_meta_tag_of_any_name_lends_the_year(name):
    head = f'<meta name="{name}" content="2023-05-08 09:30:57">'
    assert dates(page(head, "8 May, 09:30"))[0] == "2023-05-08T09:30"


@pytest.mark.parametrize("name", ["expires", "build-time", "copyright-date", "event-start"])
def test_a_meta_tag_of_another_thing_lends_nothing(name):
    assert dates(page(f'<meta name="{name}" content="2023-05-08 09:30:57">'))[0] is None


@pytest.mark.parametrize(
    ("line", "url", "lang", "fetched_at", "expected", "why"),
    [
        ("04/05/2024", "https://www.tidende.co.uk/a/quay", "en", None, "2024-05-04", "the country of the domain"),
        ("04/05/2024", None, "en-US", None, "2024-04-05", "the declared region"),
        ("04/05/2024", None, "en-AU", None, "2024-05-04", "the declared region"),
        ("Saturday 04/05/2024", None, "en-US", None, "2024-05-04", "the weekday"),
        ("Friday, 04/05/2024", None, "en-GB", None, "2024-04-05", "the weekday"),
        ("05/11/2024", None, "en-GB", "2024-06-01T00:00:00Z", "2024-05-11", "never after the capture"),
        ("04/05/2024 (see also 23/04/2024)", None, "en", None, "2024-05-04", "a second date"),
        ("04/05/2024 08:15 GMT", None, "en", None, "2024-05-04", "the time zone"),
        ("04/05/2024 08:15 EST", None, "en", None, "2024-04-05", "the time zone"),
        ("Published on 01/25/24", None, "en", None, "2024-01-25", "two digits of the year behind a label"),
    ],
)  # fmt: skip
def test_day_and_month_are_ordered_by_evidence(line, url, lang, fetched_at, expected, why):
    assert (dates(page(line=line, lang=lang), url, fetched_at)[0] or "")[:10] == expected, why


@pytest.mark.parametrize(
    "line",
    [
        "<div>2023</div><div>05/08</div><div>18:15</div>",
        "<p>8 May 2023</p><p>6:15 PM</p>",
        "<div>May 8</div><div>18:15 2023</div>",
    ],
)
def test_a_date_over_several_blocks_is_one(line):
    assert dates(page(line=line))[0] == "2023-05-08T18:15"


def test_state_objects_date_the_story_that_has_the_headline():
    state = (
        '<script id="__NEXT_DATA__" type="application/json">{"props": {"other": {"title": "A crane '
        'falls", "publishedAt": "2020-01-01T00:01:00Z"}, '
        '"story": {"title": "Board rebuilds the quay", "publishedAt": "2024-03-12T08:15:00Z", '
        '"updatedAt": "2024-03-13T09:00:00Z"}}}</script>'
    )
    assert dates(page(tail=state)) == ("2024-03-12T08:15:00+00:00", "2024-03-13T09:00:00+00:00")
    nuxt = (
        '<script type="application/json" id="__NUXT_DATA__">[{"story": 1}, {"title": 2, "createdAt": 3}, '
        '"Board rebuilds the quay", "2024-03-12T08:15:00Z"]</script>'
    )
    assert dates(page(tail=nuxt))[0] == "2024-03-12T08:15:00+00:00"


@pytest.mark.parametrize(
    "line", ["Tel. 03-12-2024", "ISBN 12-03-24", "Regulation No 12/03/2024", "version 12.03.2024"]
)
def test_numbers_of_other_things_are_not_dates(line):
    assert dates(page(line=line))[0] is None


def test_the_day_of_the_issue_counts_only_before_the_capture():
    raw = page().replace(
        b"<article>", "<div>Τετάρτη 21 Δεκέμβρη 2011</div>".encode() + b"<p>x1</p>" * 12 + b"<article>"
    )
    raw = raw.replace(b'lang="en"', b'lang="el"')
    assert dates(raw, fetched_at="2011-12-25T04:00:00Z")[0] == "2011-12-21"
    assert dates(raw, fetched_at="2011-12-21T18:00:00Z")[0] is None


def test_the_day_at_the_end_of_the_title_outweighs_one_in_a_caption():
    caption = "The timber quay of Lindvik as it was seen from the ferry in the storm, 24 April 2023"
    raw = page(line=f"<p>{caption}</p>").replace(b" - Tidende<", b" | Tidende | 28.04.2023<")
    assert dates(raw)[0] == "2023-04-28"
