"""The walk and the measuring of blocks are written twice, in Python and compiled: both say the same of every page."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
from typing import Any
from unittest.mock import patch

import lxml.etree
import lxml.html
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsmill.pipelines.compiled import disabled_by_env
from newsmill.pipelines.extract import Block, Document, parse, read_blocks
from newsmill.pipelines.extract.body.assembly import assemble
from newsmill.pipelines.extract.body.feature_columns import NAMES
from newsmill.pipelines.extract.body.features import columns_of, measure, measure_in_python
from newsmill.pipelines.extract.body.interruptions import _asked_for
from newsmill.pipelines.extract.body.model import Network, context, load
from newsmill.pipelines.extract.fields.date_attributes import described_in_python, telling_in_python
from newsmill.pipelines.extract.page.character_classes import count_wide_in_python, has_digit_in_python
from newsmill.pipelines.extract.page.character_classes import width as width_of
from newsmill.pipelines.extract.page.control_characters import has_controls_in_python
from newsmill.pipelines.extract.page.rendered_tree import _TWICE, unseen_in_python, with_ampersands_in_python
from newsmill.pipelines.extract.page.tree import _LONG_TAG, Element, ends_in_comment_in_python
from newsmill.pipelines.extract.page.walk_in_python import read_blocks_in_python

_WITHOUT = "newsmill was installed without a C compiler"
compiled = pytest.importorskip("newsmill.pipelines.extract.page._walk", reason=_WITHOUT)
measuring = pytest.importorskip("newsmill.pipelines.extract.body._measure", reason=_WITHOUT)
pytestmark = pytest.mark.skipif(
    disabled_by_env(), reason="NEWSMILL_PURE_PYTHON asks for the Python fallbacks"
)


def seen(document: Document) -> dict[str, Any]:
    """All that a document says; elements compare by identity."""
    return {
        "blocks": [
            (
                block.index, block.text, block.tag, block.element, block.container, block.links, block.link_chars,
                block.bold_chars,
                block.heading, block.breaks, block.offset, block.hidden,
            )
            for block in document.blocks
        ],
        "containers": [
            (
                box.index, box.parent, box.element, box.tag, box.depth, box.own, box.chain, box.hidden, box.first,
                box.end,
            )
            for box in document.containers
        ],
        "pictures": [
            (picture.element, picture.tag, picture.at, picture.container, picture.in_link)
            for picture in document.pictures
        ],
        "metadata_elements": document.metadata_elements,
        "columns": document.columns or columns_of(document),
    }  # fmt: skip


def both(tree: Element) -> tuple[dict[str, Any], dict[str, Any]]:
    read_blocks(tree)  # gives the compiled walk its tables
    return seen(compiled.walk(tree)), seen(read_blocks_in_python(tree))


PAGES = {
    "an article": "<html><head><title>标题</title><meta name=a content=b></head><body class='page main'><h1 "
        "id=title>标题</h1>"
    "<p>第一段 <a href=/a>链接</a>，<b>粗体</b>。</p><p>Second&nbsp; paragraph.</p></body></html>",
    "lines of the source": (
        "<p>中文\n   继续</p><p>中文 \t\n\u3000继续</p><p>中文\u3000\n继续</p><p>中文\nabc</p><p>abc\r\n"
        "\tdef</p>"
    ),
    "characters without width": (
        "<p>a\u200bb\ufeffc</p><p>\u200f\u2060only</p><p>x\u00ad\u200f\u2060y</p><p>\u200b</p><p>\u200e "
        "\u2060</p>"
    ),
    "spaces of all kinds": "<p>\u1680a\u2003b\u2028c\u205fd\u3000e\x1cf\x85g\xa0</p><p><b>\u3000\u2003x\u00a0</b></p>",
    "beyond the basic plane": "<p>𠮷野家 😀 <a>𠀋𠀋</a>\U000e0001</p>",
    "preformatted": (
        "<pre>one\n\n  two <b>bold\nstill</b> three\nfour\n<a>x\n</a>\n</pre><div><pre>\n</pre> tail\n"
        "</div><pre>a<br>b\n<p>c\nd</p>\n</pre>"
    ),
    "links and bold type": (
        "<p><a>one <b>two</b> three</a> four <strong> five </strong></p><p><a>six<br>seven</a>"
        "<div>eight</div>"
    ),
    "blocks in a link": "<a href=/><div>one</div><div>two<p>three</a> four",
    "breaks and rules": "<div>one<br>two<br><br>three<hr>four<br> <br>five</div>",
    "hidden": "<div style='display : NONE'>a<p>b</p></div><span style='visibility:hidden'>c<script>x</script>"
        "</span>d<p hidden>e</p>"
    "<p style='color:red; display:block'>f</p><div style='diſplay:none'>g</div><span style='dısplay:none'>h</span>",
    "widgets": (
        "<p>a<svg><text>b</text></svg>c<select><option>d</select>e</p><svg><p>swallowed</p><h1>page</h1>"
        "</svg><canvas><article>x"
    ),
    "pictures and players": (
        "<p>a<img src=1><a><img src=2>b</a><video></video><iframe src=x></iframe></p><object><p>in</p>"
        "</object>"
    ),
    "machines": (
        "<head><script>1</script><title>t</title></head><body><noscript><meta name=x></noscript>"
        "<script>2</script><p>a<title>u</title>"
    ),
    "quoted names": (
        "<blockquote class=comment><div class=footer>a</div><blockquote><p class=nav>b</p></blockquote>"
        "</blockquote><div class=nav>c"
    ),
    "forms": "<form class=comments><div>a<form class=comments>b",
    "names in every attribute": "<div class=' a ' id=comment role=navigation itemprop=articleBody "
        "data-component=related data-testid=share data-role=ad x=y>a</div>"
    "<div class='' id=footer>b</div><div class>c</div>",
    "odd names": "<o:p>a</o:p><x-y>b</x-y><p:div>c</p:div><title-block>d</title-block><plaintext>e<b>f",
    "headings": "<h1>a<p>b</p>c</h1><h6>d</h6><h2><h3>e</h3>f</h2>g",
    "entities": "<p>&lt;b&gt; &copy; &#22269; &nbsp;&zwj;&#0;&#xD800;</p>",
    "deep": "<div>" * 300 + "a" + "<i>" * 300 + "b",
    "empty": "<html></html>",
}  # fmt: skip


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES.keys())
def test_both_walks_see_the_same_page(html: str) -> None:
    tree = lxml.etree.fromstring(html, lxml.etree.HTMLParser())
    fast, slow = both(tree)
    assert fast == slow


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES.keys())
def test_both_walks_see_the_same_part_of_a_page(html: str) -> None:
    tree = lxml.etree.fromstring(f"<div>{html}</div><p>tail", lxml.etree.HTMLParser())
    for part in tree.iter("div", "p"):
        fast, slow = both(part)
        assert fast == slow


def compiled_blocks(tree: Element) -> list[Block]:
    read_blocks(tree)
    return list(compiled.walk(tree).blocks)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.text("ab c", min_size=1, max_size=5), max_size=12),
    st.sets(st.text("abc", min_size=1, max_size=3)),
)
def test_blocks_with_a_word_are_found_in_the_whole_page(texts: list[str], words: set[str]) -> None:
    document = parse("".join(f"<p>{text}</p>" for text in texts) or "<p></p>")
    assert document is not None
    page = read_blocks(document)
    assert page.blocks_with(words) == [
        block for block in page.blocks if any(word in block.text for word in words)
    ]


def test_widgets_within_widgets_are_not_searched_again_and_again() -> None:
    tree = parse("<svg>" * 40 + "<p>swallowed" + "</svg>" * 40 + "<svg><text>none</text></svg><p>after")
    assert tree is not None
    fast, slow = both(tree)
    assert fast == slow
    assert [block[1] for block in fast["blocks"]] == ["swallowed", "after"]


@pytest.mark.parametrize("error", [ImportError, TypeError, ValueError])
def test_modules_built_for_another_lxml_are_disabled_by_env(error: type[Exception]) -> None:
    script = (
        "import sys, importlib.abc\n"
        "class Finder(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        f"        if name.endswith('._walk'): raise {error.__name__}('size changed, may indicate binary "
        f"incompatibility')\n"
        "sys.meta_path.insert(0, Finder())\n"
        "import newsmill; print(newsmill.clean('<h1>a</h1><p>One sentence, and another one.</p>'.encode()).kind)\n"
        "from newsmill.pipelines.compiled import available; print(available())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[1] == "False"


def test_what_is_not_an_element_of_a_tree_is_an_error() -> None:
    read_blocks(lxml.etree.fromstring("<p/>"))
    for asked in (compiled.walk, compiled.texts_in, lambda element: compiled.has_paragraphs(element, 1)):
        with pytest.raises(ValueError, match="no element"):
            asked(lxml.etree._Element())
        with pytest.raises(TypeError):
            asked(None)


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES.keys())
def test_texts_and_paragraphs_are_those_that_lxml_finds(html: str) -> None:
    tree = lxml.etree.fromstring(f"<div>{html}</div><p>tail", lxml.etree.HTMLParser())
    for element in tree.iter():
        assert compiled.texts_in(element) == element.xpath("descendant::text()")
        count = len(list(element.iter("p")))
        assert compiled.has_paragraphs(element, count)
        assert not compiled.has_paragraphs(element, count + 1)


def test_texts_and_paragraphs_of_xml() -> None:
    tree = lxml.etree.fromstring(
        "<r xmlns:x='urn:x'>a<![CDATA[b]]><x:p>c</x:p><!-- d --><p/><?e f?>g<p><p>h</p></p></r>"
    )
    for element in tree.iter():
        assert compiled.texts_in(element) == element.xpath("descendant::text()")
    assert compiled.has_paragraphs(tree, 3)
    assert not compiled.has_paragraphs(tree, 4)


@pytest.mark.parametrize(
    "html",
    [
        *PAGES.values(),
        "<p>a &amp; b<b>c</b> &amp; d<br>&amp;</p><script>x && y</script><pre>&amp;nbsp;<i>&amp;</i></pre> &amp;",
    ],
    ids=[*PAGES.keys(), "ampersands"],
)
def test_ampersands_are_found_alike_in_texts_and_tails(html: str) -> None:
    tree = lxml.etree.fromstring(f"<div>{html}</div><p>tail", lxml.etree.HTMLParser())
    for element in tree.iter(lxml.etree.Element):
        assert compiled.with_ampersands(element) == with_ampersands_in_python(element)


@pytest.mark.parametrize(
    ("html", "asks"),
    [
        ("<form><input type=email></form>", True),
        ("<form><p><input name=choice type=RADIO>yes</p></form>", True),
        ("<form><input type=emails><input><input type=''><input type=text></form>", False),
        ("<div email=radio>radio</div>", False),
    ],
)
def test_fields_for_an_address_or_a_choice_are_found_alike(html: str, asks: bool) -> None:
    tree = lxml.etree.fromstring(html, lxml.etree.HTMLParser())
    assert compiled.asks_reader(tree) is any(map(_asked_for, tree.iter("input"))) is asks
    assert read_blocks(tree).asks_reader is asks


@pytest.mark.parametrize(
    "around",
    ["<noscript>", "<template>", "<select>", "<svg>", "<span style='display:none'>", "<object>", "<button>"],
)
def test_the_walk_notices_fields_in_what_it_does_not_read(around: str) -> None:
    tree = lxml.etree.fromstring(f"<p>text</p>{around}<b><input type=email></b>", lxml.etree.HTMLParser())
    assert any(map(_asked_for, tree.iter("input")))
    assert read_blocks(tree).asks_reader


def test_both_walks_see_the_same_xml() -> None:
    tree = lxml.etree.fromstring(
        "<!DOCTYPE html [<!ENTITY e 'entity'>]><html xmlns='http://www.w3.org/1999/xhtml' xmlns:x='urn:x'>"
        "<body x:class='nav' class='a&e;b'>"
        "<p>one <![CDATA[two]]> three<!-- c -->four<?pi x?>five&e;six</p><x:p>seven</x:p></body></html>",
        lxml.etree.XMLParser(resolve_entities=False),
    )
    bare = lxml.etree.fromstring(
        "<html><p class='a'>one<![CDATA[two]]>three<!-- c -->four<b><![CDATA[ x ]]> y</b><?pi x?>five</p>tail</html>",
        lxml.etree.XMLParser(strip_cdata=False),
    )
    empty = lxml.etree.fromstring(
        "<p><![CDATA[]]>text<b><![CDATA[]]>more</b><![CDATA[]]>tail</p>",
        lxml.etree.XMLParser(strip_cdata=False),
    )
    assert [block.text for block in compiled_blocks(empty)] == ["textmoretail"]
    for root in (tree, bare, empty):
        fast, slow = both(root)
        assert fast == slow


def assert_measured_alike(document: Document, title: str) -> None:
    if document.blocks:
        fast, slow = measure(document, title), measure_in_python(document, title)
        for name in ("weight", "good", "levels", "group", "first", "end", "heading", "title"):
            assert np.array_equal(getattr(fast, name), getattr(slow, name)), name
        probability = load()[0](fast.matrix)
        wanted = np.flatnonzero(probability >= np.median(probability))
        further = context(document, fast, probability, wanted)
        with patch("newsmill.pipelines.extract.body.model.compiled_measuring", lambda: None):
            assert np.allclose(context(document, slow, probability, wanted), further, rtol=1e-6, atol=1e-6)
        body = assemble(document, fast, probability)
        with patch("newsmill.pipelines.extract.body.assembly.compiled_measuring", lambda: None):
            again = assemble(document, fast, probability)
        assert ([block.index for block in body.blocks], body.rules) == (
            [block.index for block in again.blocks],
            again.rules,
        )
        different = np.flatnonzero(~np.isclose(fast.matrix, slow.matrix, rtol=1e-6, atol=1e-6).all(axis=0))
        assert [NAMES[column] for column in different] == []


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES.keys())
def test_blocks_are_measured_alike(html: str) -> None:
    tree = lxml.etree.fromstring(html, lxml.etree.HTMLParser())
    for document in (read_blocks(tree), read_blocks_in_python(tree)):
        assert_measured_alike(document, "标题 - a site")


@pytest.mark.parametrize("units", [(1,), (3, 1), (80, 1), (13, 50, 1)])
def test_networks_judge_alike(units: tuple[int, ...]) -> None:
    random = np.random.default_rng(7)
    layers, before = [], 30
    for width in units:
        weights = random.standard_normal((before, width), np.float32)
        layers.append((weights, random.standard_normal(width, np.float32)))
        before = width
    network = Network(layers)
    inputs = random.standard_normal((40, 30), np.float32) * (random.random((40, 30)) < 0.4)
    for order in ("C", "F"):
        rows = np.array(inputs, np.float32, order=order)
        assert np.allclose(network(rows), network.in_python(rows), atol=1e-5)
        wanted = np.array([3, 39, 0])
        parts = (np.asarray(rows[:, :21], order=order), np.asarray(rows[wanted, 21:], order=order))
        assert np.array_equal(network(parts[0], wanted, parts[1]), network(rows)[wanted])
    assert len(network(inputs[:0].astype(np.float32))) == 0


def test_a_network_judges_only_what_fits_it() -> None:
    one = (np.ones((2, 1), np.float32), np.zeros(1, np.float32))
    for layers in ([], [one] * 9, [one, one], [(np.ones((2, 2), np.float32), np.zeros(2, np.float32))]):
        with pytest.raises(ValueError, match=r"network|layers"):
            measuring.Perceptron(layers)
    network, result = measuring.Perceptron([one]), np.zeros(1, np.float32)
    with pytest.raises(ValueError, match="inputs"):
        network.probabilities(np.zeros((1, 3), np.float32), result)
    for wrong in (-1, 1):
        with pytest.raises(IndexError):
            network.probabilities(np.zeros((1, 2), np.float32), result, np.array([wrong]))


def test_inputs_of_another_size_are_an_error() -> None:
    one, none = np.zeros(1, np.float32), np.zeros(1, np.int64)
    with pytest.raises(ValueError, match="wrong shape"):
        measuring.fill_context(
            probability=one,
            weight=one,
            levels=np.zeros((4, 1), np.int64),
            first=none,
            end=none,
            group=none,
            heading=np.zeros(1, np.uint8),
            patterns=np.zeros((2, 7), np.float32),
            wanted=none,
            halves=(4, 10),
            rows=np.empty((3, 1), np.float32),
        )


def test_a_matrix_of_another_size_is_an_error() -> None:
    document = read_blocks(lxml.etree.fromstring("<p>a", lxml.etree.HTMLParser()))
    columns = columns_of(document)
    for rows in (len(NAMES) - 1, len(NAMES) + 1):
        with pytest.raises(ValueError, match="the matrix has"):
            measuring.fill(
                table=np.frombuffer(columns.blocks, np.int64).reshape(-1, 1),
                boxes=np.frombuffer(columns.boxes, np.int64).reshape(6, -1),
                counts=np.frombuffer(columns.classes, np.float64).reshape(-1, 1),
                last=np.frombuffer(columns.last, np.uint8),
                title=-1,
                hints=np.array([1 << bit for bit in range(20)]),
                tags=12,
                halves=(5, 12),
                rows=np.empty((rows, 1), np.float32),
                weight=np.empty(1, np.float32),
                good=np.empty(1),
                levels=np.empty((4, 1), np.int64),
                group=np.empty(1, np.int64),
            )


WORDS = st.sampled_from(
    ["word", " ", "\n", "中文", "，", "\u3000", "\u200b", "\t\n ", "😀", "&nbsp;", "&amp;", "x\ny", "。"]
)
TOOLS = st.sampled_from(["¶", " #", "§1", "\n[edit]", "\u00a0¶", "Â"])
TAGS = st.sampled_from(  # as on pages, and where they least belong
    [
        "p",
        "div",
        "span",
        "a",
        "b",
        "strong",
        "h1",
        "h3",
        "br",
        "hr",
        "img",
        "pre",
        "blockquote",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "form",
        "select",
        "svg",
        "script",
        "style",
        "noscript",
        "iframe",
        "title",
        "body",
        "html",
        "head",
        "article",
        "o:p",
        "button",
        "textarea",
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        " class=nav",
        " id=comment",
        " style='display:none'",
        " hidden",
        " class='article body'",
        " role=main",
    ]
)
MARKUP = st.recursive(
    WORDS,
    lambda inner: st.builds(
        lambda tag, attributes, parts, closed: (
            f"<{tag}{attributes}>{''.join(parts)}" + (f"</{tag}>" if closed else "")
        ),
        TAGS,
        ATTRIBUTES,
        st.lists(inner, max_size=4),
        st.booleans(),
    ),
    max_leaves=25,
)


@given(st.lists(MARKUP, max_size=6).map("".join))
@settings(max_examples=300, deadline=None)
def test_both_walks_see_the_same_in_any_markup(html: str) -> None:
    tree = parse(html)
    if tree is not None:
        fast, slow = both(tree)
        assert fast == slow
        assert_measured_alike(read_blocks(tree), "word 中文")


# What `shown` looks for, and what is nearly that.
UNSEEN_TAGS = st.sampled_from(
    [
        "i",
        "span",
        "em",
        "b",
        "mat-icon",
        "img",
        "script",
        "template",
        "noscript",
        "pre",
        "h2",
        "sup",
        "xmp",
        "listing",
        "math",
        "mjx-container",
        "div",
        "html",
        "body",
        "o:p",
    ]
)
UNSEEN_ATTRIBUTES = st.sampled_from(
    [
        "",
        " class=sr-only",
        " class='a VisuallyHidden visuallyhidden'",
        " class='screen-reader'",
        " class='a-screenreader'",
        " class=sr-onl",
        " class='Material-Icons'",
        " class=FA",
        " class='katex-display'",
        " class='x MathJax'",
        " class='math'",
        " class='whitespace-pre-line'",
        " style='white-space: pre'",
        " style='letter-spacing: 1px'",
        " style='white-space:break-spaces'",
        " alt='😀'",
        " alt=smile",
        " alt",
        " type='math/tex; mode=display'",
        " type=module",
        " shadowrootmode=open",
        " id='P:1'",
        " id=B",
        " itemprop=name",
        " property",
        " pubdate=1",
        " class",
    ]
)
UNSEEN = st.recursive(
    WORDS | TOOLS,
    lambda inner: st.builds(
        lambda tag, attributes, parts: f"<{tag}{attributes}>{''.join(parts)}</{tag}>",
        UNSEEN_TAGS,
        UNSEEN_ATTRIBUTES,
        st.lists(inner, max_size=3),
    ),
    max_leaves=20,
)


@given(st.lists(UNSEEN, max_size=6).map("".join))
@settings(max_examples=300, deadline=None)
def test_what_a_reader_does_not_see_is_found_alike(html: str) -> None:
    tree = lxml.etree.fromstring(f"<div>{html}</div>", lxml.etree.HTMLParser())
    for part in (tree, tree[0], tree[0][0]):
        assert compiled.unseen(part) == tuple(unseen_in_python(part))
        assert compiled.described(part) == list(described_in_python(part))


@pytest.mark.parametrize("size", [0, 5, 8192, 8193])
@pytest.mark.parametrize(
    "source",
    [b"%s", b"<p>%s", b"<p %s", b"<%s>a", b"</p %s>", b"<p>%s><b>", b"a>b>%s", b"a<b %s<c>", b"<b<c%s"],
)
def test_long_tags_are_noticed_alike(source: bytes, size: int) -> None:
    text = source % (b"x" * size)
    assert compiled.long_tag(text, 8192, 0) == _start_of(_LONG_TAG.search(text))


@given(st.lists(st.sampled_from([b"<!--", b"-->", b"<", b"!", b"-", b">", b"a"]), max_size=12).map(b"".join))
@settings(max_examples=500, deadline=None)
def test_an_open_comment_is_noticed_alike(source: bytes) -> None:
    assert compiled.ends_in_comment(source) == ends_in_comment_in_python(source)


@given(
    st.lists(st.sampled_from([b"<", b">", b"a", b"/", b" "]), max_size=20).map(b"".join), st.integers(1, 6)
)
def test_a_tag_is_as_long_in_both(source: bytes, limit: int) -> None:
    pattern = re.compile(rb"<[a-zA-Z][^<>]{%d,}" % limit)
    for start in range(len(source) + 1):
        assert compiled.long_tag(source, limit, start) == _start_of(pattern.search(source, start))


def _start_of(found: re.Match[bytes] | None) -> int:
    return -1 if found is None else found.start()


@given(
    st.lists(
        st.sampled_from(["&", "amp;", "amp", ";", "#", "nbsp", "x12", "12345678", "_", "é", " "]), max_size=12
    )
)
@settings(max_examples=500, deadline=None)
def test_references_that_were_escaped_twice_are_noticed_alike(parts: list[str]) -> None:
    source = "".join(parts).encode()
    assert compiled.may_be_escaped_twice(source) == (_TWICE.search(source) is not None)


@given(
    st.lists(
        st.sampled_from(
            [
                "&",
                "&#",
                "x",
                "X",
                "0",
                "1",
                "7",
                "9",
                "b",
                "F",
                "FFFE",
                "65534",
                "127",
                ";",
                "\x0b",
                "\uffff",
                "，",
                "é",
            ]
        ),
        max_size=9,
    )
)
@settings(max_examples=1000, deadline=None)
def test_control_characters_are_noticed_alike(parts: list[str]) -> None:
    source = "".join(parts).encode()
    assert compiled.has_controls(source) == has_controls_in_python(source)


@pytest.mark.parametrize("code", [*range(300), 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1000B])
@pytest.mark.parametrize("form", ["&#%d;", "&#0%d;", "&#x%x;", "&#X%X;", "&#%d", "&#%d ;"])
def test_references_to_control_characters_are_noticed_alike(code: int, form: str) -> None:
    source = b"a" + (form % code).encode() + b"b"
    assert compiled.has_controls(source) == has_controls_in_python(source)


def test_elements_outlive_the_tree_they_came_from() -> None:
    def blocks() -> Document:
        tree = lxml.etree.fromstring(
            "<html><body><div class=x><p>one</p></div></body></html>", lxml.etree.HTMLParser()
        )
        detached = tree.find(".//div")
        assert detached is not None
        parent = detached.getparent()
        assert parent is not None
        parent.remove(detached)
        read_blocks(tree)
        return compiled.walk(detached)  # type: ignore[no-any-return]

    found = blocks().blocks
    gc.collect()
    for _ in range(100):
        lxml.etree.fromstring("<html>" + "<p>other</p>" * 100, lxml.etree.HTMLParser())
    assert found[0].element.tag == "p"
    assert found[0].element.getparent().get("class") == "x"  # type: ignore[union-attr]


def test_an_index_that_no_container_has_is_an_error() -> None:
    tree = lxml.etree.fromstring("<p>a", lxml.etree.HTMLParser())
    elements = compiled.walk(tree).containers[0].elements
    assert len(elements) == 4
    for index in (-1, 4):
        with pytest.raises(IndexError):
            elements[index]
    with pytest.raises(TypeError):
        compiled.walk(None)
    with pytest.raises(TypeError):
        compiled.walk("<p>")


@pytest.mark.parametrize(("pure", "said"), [("0", "with compiled modules"), ("1", "in Python alone")])
def test_the_compiled_modules_can_be_disabled_by_env_and_the_version_says_so(pure: str, said: str) -> None:
    script = "import newsmill; newsmill.main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "--version"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "NEWSMILL_PURE_PYTHON": pure},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said in done.stdout


def test_what_is_disabled_by_env_gives_the_same_record() -> None:
    raw = PAGES["an article"].replace("第一段", "第一段，写得长一些。" * 20).encode()
    script = (
        "import sys, newsmill, msgspec; "
        "sys.stdout.buffer.write(msgspec.json.encode(newsmill.clean(sys.stdin.buffer.read())))"
    )
    records = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=raw,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "NEWSMILL_PURE_PYTHON": pure},
            capture_output=True,
            check=True,
        ).stdout
        for pure in ("0", "1")
    }
    assert len(records) == 1
    assert "写得长一些".encode() in records.pop()


_MARKED = [
    '<p>By <a href="/authors/jane" rel="author">Jane <b>Doe</b></a>, <time datetime="2024-04-24">today</time></p>',
    '<p class="x" data-date="2024-04-24" title="24 April 2024">a<!-- b -->c<script>d("2024/04/24")</script>e<br>f</p>',
    '<p><svg xml:lang="en"><title>t</title></svg><img alt="x"><a>z</a><span content="2024-04-24" date=""></span></p>',
    "<p>a &amp; b &nope; <![CDATA[c]]> d</p>",
]


@pytest.mark.parametrize("html", _MARKED)
def test_elements_that_may_hold_a_date_are_the_same(html: str) -> None:
    root = lxml.html.fragment_fromstring(html)
    assert compiled.telling(root) == list(telling_in_python(root))
    for element in root.iter(lxml.etree.Element):
        assert compiled.telling(element) == list(telling_in_python(element))


@pytest.mark.parametrize("html", _MARKED)
def test_pieces_of_text_are_those_of_itertext(html: str) -> None:
    root = lxml.html.fragment_fromstring(html)
    for gone in root.findall(".//b"):  # leaves text nodes side by side
        gone.drop_tag()
    for comment in root.xpath(".//comment()"):
        comment.drop_tree()
    for element in root.iter(lxml.etree.Element):
        assert compiled.pieces_in(element) == list(element.itertext())


@given(st.text(st.sampled_from("a é\u303f\u3040市长\u9fff\ua000\uabff\uac00한\ud7af\ud7b0𠀀😀")))
def test_counts_wide_characters_as_in_python(text: str) -> None:
    assert compiled.count_wide(text) == count_wide_in_python(text)


@given(st.text())
@example("a٣")
@example("²½Ⅷ三")
def test_digits_are_found_as_in_python(text: str) -> None:
    assert compiled.has_digit(text) == has_digit_in_python(text)


def test_a_wide_character_counts_for_two_and_a_half() -> None:
    assert width_of("市长 says") == 2 * 2.5 + 5
