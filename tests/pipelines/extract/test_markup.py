"""The body with its structure kept."""

from __future__ import annotations

from newsmill.pipelines.extract import extract, parse

STORY = """<html><head><title>The library moves</title></head><body><article><h1>The library moves</h1>
<p>The new library on Harbour Street opens its doors in June, with <b>eight hundred thousand</b> books and
<a href="/plans">four floors</a>, the council said.</p>
<h2>What is <em>in it</em></h2>
<ul><li>A hall for children on the ground floor, open all day.</li>
<li>Reading rooms on the floors above, <script>x</script>open until eight.</li></ul>
<blockquote><p>We wanted a house
in which anybody could spend a whole day, young or old, said the head of the library.</p></blockquote>
<figure><img src="/hall.jpg"><figcaption>The new hall</figcaption></figure>
<table><tr><td>Floor</td><td>Books</td></tr><tr><td>Second</td><td>350,000</td></tr></table>
<p>The old house closes at the end of September &lt;soon&gt;, and
<a href="javascript:alert(1)">nobody knows yet</a> what will become of it, she said.</p>
</article></body></html>"""


def render(style: str) -> str:
    tree = parse(STORY)
    assert tree is not None
    markup = extract(tree, "http://news.example.com/a/story.html", markup=style).markup
    assert markup is not None
    return markup


def test_markdown_keeps_headings_lists_quotes_tables_links_and_images() -> None:
    assert render("markdown") == (
        "The new library on Harbour Street opens its doors in June, with **eight hundred thousand** books and "
        "[four floors](http://news.example.com/plans), the council said.\n\n"
        "## What is *in it*\n\n"
        "- A hall for children on the ground floor, open all day.\n"
        "- Reading rooms on the floors above, open until eight.\n\n"
        "> We wanted a house in which anybody could spend a whole day, young or old, said the head of the "
        "library.\n\n"
        "![The new hall](http://news.example.com/hall.jpg)\n\n"
        "| Floor | Books |\n| --- | --- |\n| Second | 350,000 |\n\n"
        "The old house closes at the end of September \\<soon\\>, and nobody knows yet what will become "
        "of it, she said."
    )


def test_html_is_made_anew_and_nothing_in_it_runs() -> None:
    markup = render("html")
    assert "<h2>What is <em>in it</em></h2>" in markup
    assert "<ul><li>A hall for children on the ground floor, open all day.</li>" in markup
    assert (
        "<table><tr><td>Floor</td><td>Books</td></tr><tr><td>Second</td><td>350,000</td></tr></table>"
        in markup
    )
    assert (
        '<figure><img src="http://news.example.com/hall.jpg" alt="The new hall"><figcaption>The new '
        "hall</figcaption></figure>"
    ) in markup
    assert "September &lt;soon&gt;" in markup
    assert "script" not in markup
