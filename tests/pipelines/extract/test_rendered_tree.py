"""What a browser shows of a page, and not what its markup says besides."""

from __future__ import annotations

import pytest

import newsmill
from newsmill.pipelines.extract import Extraction, extract, parse

FIRST = (
    "The night ferry to Odby sails again from the first of March, the port office said on Tuesday, after "
    "six years."
)
LAST = (
    "Whether the line can cover its costs remains open; the county has promised to pay for any loss until "
    "next year."
)


def page_with(inner: str) -> str:
    return (
        f"<html><head><title>The ferry sails again</title></head><body><ul><li><a href=/a>News</a></li>"
        f"<li><a href=/b>Sport</a></li></ul>"
        f"<main><h1>The ferry sails again</h1><p>14 May 2024</p><div><p>{FIRST}</p>{inner}<p>{LAST}</p>"
        f"</div></main></body></html>"
    )


def read(inner: str, *, markup: str | None = None) -> Extraction:
    tree = parse(page_with(inner))
    assert tree is not None
    return extract(tree, "https://news.example.com/2024/05/ferry", markup=markup)


def between(inner: str) -> list[str]:
    body = read(inner).body
    assert (body[0], body[-1]) == (FIRST, LAST)
    return body[1:-1]


SENTENCE = "Engineers {} replaced both engines over the winter and widened the car deck by half."


@pytest.mark.parametrize(
    "hidden",
    [
        "<span class=sr-only>Opens in a new window</span>",
        '<span class="visually-hidden">External link</span>',
        '<span class="screen-reader-text">Read about</span>',
        '<i class="material-icons">directions_boat</i>',
        '<span class="material-symbols-outlined" aria-hidden="true">arrow_forward</span>',
        '<i class="fa fa-share" aria-hidden="true">share</i>',
    ],
)
def test_labels_for_screen_readers_and_names_of_icons_are_not_shown(hidden: str) -> None:
    assert between(f"<p>{SENTENCE.format(hidden)}</p>") == [SENTENCE.format("").replace("  ", " ")]


def test_an_article_in_a_class_for_screen_readers_is_text_all_the_same() -> None:
    text = SENTENCE.format("there") + " " + FIRST.replace("Tuesday", "Monday")
    assert between(f"<p><span class=sr-only>{text}</span></p>") == [text]


def test_an_italic_word_is_not_an_icon() -> None:
    assert between(f"<p>{SENTENCE.format('<i>quietly</i>')}</p>") == [SENTENCE.format("quietly")]


@pytest.mark.parametrize(
    "formula",
    [
        '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>m</mi><mo>=</mo><mn>5</mn></mrow>'
        '<annotation encoding="application/x-tex">m = 5</annotation></semantics></math></span>'
        '<span class="katex-html" aria-hidden="true"><span>m=5</span></span></span>',
        (
            '<span class="MathJax_Preview">m=5</span><span class="MathJax" id="MathJax-1"><span>m=5</span>'
            '</span><script type="math/tex">m = 5</script>'
        ),
        (
            '<mjx-container><mjx-math aria-hidden="true">m=5</mjx-math><mjx-assistive-mml><math alttext="m = '
            '5"><mi>m</mi></math></mjx-assistive-mml></mjx-container>'
        ),
        (
            '<span class="mwe-math-element"><span style="display:none"><math alttext="{\\displaystyle m = 5}">'
            '<mi>m</mi></math></span><img src="/m.svg" alt="{\\displaystyle m = 5}"></span>'
        ),
        '<span class="ztext-math" data-tex="m = 5"><span>m=5</span></span>',
    ],
    ids=["katex", "mathjax 2", "mathjax 3", "mediawiki", "data-tex"],
)
def test_a_formula_comes_once_and_as_latex(formula: str) -> None:
    assert between(f"<p>{SENTENCE.format(formula)}</p>") == [SENTENCE.format("$m = 5$")]


def test_mathml_without_latex_comes_once() -> None:
    math = "<math><mi>m</mi><mo>=</mo><mn>5</mn></math>"
    assert between(f"<p>{SENTENCE.format(math)}</p>") == [SENTENCE.format("m=5")]


def test_a_picture_of_an_emoji_is_its_character() -> None:
    emoji = '<img class="emoji" alt="⛴️" src="https://s.example.org/emoji/26f4.svg">'
    assert between(f"<p>{SENTENCE.format(emoji)}</p>") == [SENTENCE.format("⛴️")]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("said the &amp;quot;captain&amp;quot; aloud,", 'said the "captain" aloud,'),
        ("Falk &amp;amp; Holm", "Falk & Holm"),
        ("of Odby&amp;#8217;s yard", "of Odby’s yard"),
        ("in the caf&amp;eacute;", "in the café"),
        ("a&amp;nbsp;few", "a few"),
        ("ship&shy;wrights", "shipwrights"),
        ("ship&amp;shy;wrights", "shipwrights"),
    ],
)
def test_references_escaped_twice_and_soft_hyphens(source: str, shown: str) -> None:
    assert between(f"<p>{SENTENCE.format(source)}</p>") == [SENTENCE.format(shown)]


def test_code_about_references_stays_as_it_is() -> None:
    assert between(
        "<p>Write <code>&amp;amp;nbsp;</code> where the two words of a name must stay on one line of the page.</p>"
    ) == ["Write &amp;nbsp; where the two words of a name must stay on one line of the page."]


@pytest.mark.parametrize(
    "style", ["style='white-space: pre-line'", "style='white-space:pre-wrap'", "class='whitespace-pre-line'"]
)
def test_line_ends_that_a_style_keeps_part_paragraphs(style: str) -> None:
    lines = [SENTENCE.format("first"), SENTENCE.format("then")]
    assert between(f"<div {style}>{lines[0]}\n\n{lines[1]}</div>") == lines


@pytest.mark.parametrize(
    "code",
    [
        "<pre><code>if ready:\n    sail()\n    print(12345)</code></pre>",
        "<pre><code><span>if</span> ready:\n    <span>sail</span>()\n    print(12345)\n</code></pre>",
        "<pre><div>if ready:</div><div>    sail()</div><div>    print(12345)</div></pre>",
        "<pre>if ready:<br>    sail()<br>    print(12345)</pre>",
    ],
)
def test_code_keeps_its_lines_and_in_markup_its_indentation(code: str) -> None:
    assert between(code) == ["if ready:", "sail()", "print(12345)"]
    assert "```\nif ready:\n    sail()\n    print(12345)\n```" in (read(code, markup="markdown").markup or "")
    assert "<pre>if ready:\n    sail()\n    print(12345)</pre>" in (read(code, markup="html").markup or "")


def test_a_declarative_shadow_tree_is_shown() -> None:
    tree = parse(
        f"<html><body><h1>The ferry sails again</h1><p>14 May 2024</p><story-text><template "
        f"shadowrootmode=open><div><p>{FIRST}</p><slot></slot></div></template>"
        f"<p>{SENTENCE.format('there')}</p><p>{LAST}</p></story-text></body></html>"
    )
    assert tree is not None
    assert extract(tree).body == [FIRST, SENTENCE.format("there"), LAST]


@pytest.mark.parametrize(
    ("place", "part", "script"),
    [
        ("B:0", "S:0", '$RC("B:0","S:0")'),
        ("P:1a", "S:1a", '$RS("S:1a","P:1a")'),
        ("B:2", "S:7", '$RC("B:2","S:7")'),
        ("B:3", "S:3", ""),
    ],
)
def test_a_part_that_react_streams_late_is_moved_to_its_place(place: str, part: str, script: str) -> None:
    tree = parse(
        f"<html><head><title>The ferry sails again</title></head><body><main><h1>The ferry sails again</h1>"
        f'<p>14 May 2024</p><div><p>{FIRST}</p><!--$?--><template id="{place}"></template><!--/$-->'
        f'<p>{LAST}</p></div></main><footer>© 2024 Quay Post</footer><div hidden id="{part}"><p>'
        f"{SENTENCE.format('there')}</p><p>{SENTENCE.format('here')}</p></div><script>{script}</script></body></html>"
    )
    assert tree is not None
    assert extract(tree).body == [FIRST, SENTENCE.format("there"), SENTENCE.format("here"), LAST]


def test_a_hidden_part_without_a_place_stays_hidden() -> None:
    tree = parse(
        f"<html><body><main><h1>The ferry sails again</h1><p>14 May 2024</p><div><p>{FIRST}</p><p>{LAST}</p></div>"
        f'</main><div hidden id="S:4"><p>{SENTENCE.format("there")}</p></div><template id="B:9"></template>'
        "</body></html>"
    )
    assert tree is not None
    assert SENTENCE.format("there") not in extract(tree).body


def test_a_picture_that_is_only_in_noscript_is_an_image_of_the_body() -> None:
    found = read("<figure><noscript><img src=https://img.example.com/quay.jpg></noscript></figure>")
    assert [image.url for image in found.images] == ["https://img.example.com/quay.jpg"]


def test_attributes_that_spill_into_the_text_are_not_text() -> None:
    clip = (
        '<div class="clip"><div class="pic" data-description="Falk told “<a '
        'href="https://clips.example.com/1">Morning Quay</a>” that the ferry had '
        'to sail before the storms, and that nobody had wanted to hear it. " data-duration="01:10" '
        'data-id="" data-tags="quay, ferry"><b>Now playing</b></div></div>'
    )
    body = read(clip * 3).body
    assert [body[0], body[-1]] == [FIRST, LAST]
    assert not any("data-" in text or "wanted to hear" in text for text in body)


# ---- characters that XML forbids ---------------------------------------------------------------------------

FORBIDDEN_IN = {
    "after a lazily loaded picture": "<p><noscript><img src=a.jpg></noscript>Ice{} held it back for a week.</p>",
    "before text that keeps its lines": '<div style="white-space:pre-line">Ice{}\nheld <b>it</b>{}\nback</div>',
    "beside an icon": '<p>Ice{} held <i class="icon-clock">clock</i>{} it back.</p>',
    "beside a label of screen readers": '<p>Ice{} held <span class="sr-only">Opens here</span>{} it back.</p>',
    "beside a reference escaped twice": "<p>Ice{} &amp;amp; snow held it back.</p>",
    "in a template": "<template shadowrootmode=open><p>Ice{} held it back for a week.</p></template>{}<p>Now</p>",
}


@pytest.mark.parametrize("character", ["\x0b", "\x0c", "\x03", "&#11;", "&#x1f;", "\ufffe", "&#xFFFF;"])
@pytest.mark.parametrize("where", FORBIDDEN_IN)
def test_control_characters_of_word_processors_reject_no_page(character: str, where: str) -> None:
    part = FORBIDDEN_IN[where].replace("{}", character)
    record = newsmill.clean(page_with(part).encode(), url="https://news.example.com/2024/05/ferry")
    assert record.body.startswith(FIRST)
    assert record.body.endswith(LAST)
    assert "Ice" in record.body
    assert not any(mark in record.body for mark in "\x0b\x0c\x03\x1f\ufffe\uffff")


def test_control_characters_in_words_vanish_as_in_a_browser() -> None:
    assert between("<p>The fer&#1;ry and the p\x08ort&#x1F; were&#11;closed&#x0C;for a day.</p>") == [
        "The ferry and the port were closed for a day."
    ]


def test_references_to_other_characters_stay() -> None:
    assert between(
        "<p>Lines end&#10;in &#47;, &#x41;, &#65; &#127801; or a &#x1F339;, not in \\u0007.</p>"
    ) == ["Lines end in /, A, A \U0001f339 or a \U0001f339, not in \\u0007."]


def test_control_characters_in_json_reach_no_record() -> None:
    data = (
        '{"@type": "NewsArticle", "headline": "The ferry\\u000bsails again", "author": {"name": "Anna\\u0001 Berg"},'
        f' "articleBody": "{FIRST} It\\u0007 is old.\\n{LAST}"}}'
    )
    page = f"<html><head><script type='application/ld+json'>{data}</script></head><body><div id=app></div></body>"
    record = newsmill.clean(page.encode(), url="https://news.example.com/2024/05/ferry")
    assert record.title == "The ferry sails again"
    assert [author.name for author in record.authors] == ["Anna Berg"]
    assert record.body == f"{FIRST} It is old.\n{LAST}"
