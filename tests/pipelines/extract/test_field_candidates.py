"""`explain` shows what else was considered for title, date, authors and source, and why it lost."""

from stories import SWIMMING_HALL, paragraphs

from newsmill import explain

TEXT = paragraphs(SWIMMING_HALL)
PAGE = f"""<html lang=en><head><title>Swimming hall to close | The Orland Courier</title>
<meta property="og:site_name" content="The Orland Courier">
<meta property="article:published_time" content="2024-03-11T23:30:00Z"><meta name=author content="Jan Typist"></head>
<body><header><a href=/>The Orland Courier</a></header><main><article><h1>Swimming hall to close</h1>
<p class=byline>By Mara Quist, Reuters</p><p>12 March 2024</p><p>Updated: 14 March 2024</p><div>{TEXT}</div>
<p>Source: The Orland Courier</p></article></main><aside><h3>Read next</h3><h3>The roof of the market hall</h3></aside>
</body></html>""".encode()


def candidates(field):
    return [one for one in explain(PAGE).extraction.candidates if one.field == field]


def test_the_taken_value_of_each_field_is_the_records():
    explained = explain(PAGE)
    for field, value in (
        ("title", explained.record.title),
        ("published", explained.record.published),
        ("source", explained.record.source),
    ):
        assert {one.value for one in candidates(field) if one.taken} == {value}


def test_a_losing_author_says_what_was_more_reliable():
    lost = [one for one in candidates("authors") if not one.taken]
    assert [(one.value, one.at, one.rule, one.why) for one in lost] == [
        ("Jan Typist", -1, "meta-author", "credit-line is more reliable")
    ]


def test_a_losing_source_says_that_it_is_the_site():
    lost = [one for one in candidates("source") if not one.taken]
    assert [(one.value, one.rule, one.why) for one in lost] == [
        ("The Orland Courier", "credit-line-below", "it is the site itself")
    ]


def test_a_losing_date_says_what_it_is_of_and_where_it_stands():
    lost = {one.value: one for one in candidates("published") if not one.taken}
    assert lost["2024-03-14"].why == "it is an update"
    assert lost["2024-03-14"].at > 0
    assert (lost["2024-03-11T23:30:00+00:00"].at, lost["2024-03-11T23:30:00+00:00"].rule) == (
        -1,
        "date-metadata",
    )


def test_a_losing_headline_says_its_points():
    lost = [one for one in candidates("title") if not one.taken and one.at >= 0]
    assert {one.value for one in lost} >= {"Read next", "The roof of the market hall"}
    assert all("points" in one.why for one in lost)


def test_no_candidates_are_kept_where_nobody_asked():
    from newsmill.pipelines.extract import extract, parse

    assert extract(parse(PAGE.decode())).candidates == []
