"""Mojibake that was written as character references or JSON escapes."""

from __future__ import annotations

import html.entities
import json
from collections.abc import Callable

import pytest

from newsmill import clean
from newsmill.pipelines.decode import repair, repair_and_explain
from newsmill.pipelines.decode.escaped_mojibake import unescape

TITLE = "Les forêts brûlées renaîtront dès l’été"
PARAGRAPHS = [
    "Après les incendies de l’été dernier, les premières pousses sont apparues, a expliqué hier la forestière en chef.",
    "« C’est très encourageant », a-t-elle ajouté, même si la régénération prendra des décennies là où tout a brûlé.",
    "Une équipe de bénévoles replantera des chênes dès février, à côté du vieux château où tout avait commencé.",
]


def _misread(text: str) -> str:
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())


def _named(text: str) -> str:
    return "".join(
        f"&{html.entities.codepoint2name.get(ord(c), f'#{ord(c)}')};" if c > "\x7f" else c for c in text
    )


def _numbered(text: str) -> str:
    return "".join(f"&#{ord(c)};" if c > "\x7f" else c for c in text)


def _of_bytes(text: str) -> str:
    return "".join(f"&#x{ord(c):X};" if c > "\x7f" else c for c in text.encode().decode("latin-1"))


ESCAPES: list[Callable[[str], str]] = [
    lambda text: _named(_misread(text)),
    lambda text: _numbered(_misread(text)),
    _of_bytes,
    lambda text: _named(_misread(text)).replace("&", "&amp;"),
]


@pytest.mark.parametrize("escape", ESCAPES)
def test_a_page_of_escaped_mojibake_is_read(escape: Callable[[str], str]) -> None:
    body = "".join(f"<p>{escape(each)}</p>" for each in PARAGRAPHS)
    head, body = f"<title>{escape(TITLE)}</title>", f"<h1>{escape(TITLE)}</h1><article>{body}</article>"
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    record = clean(page.encode(), url="https://journal.example/forets/renaissance.html")
    assert record.title == TITLE
    assert record.body.split("\n") == PARAGRAPHS
    assert any("escaped" not in each.found for each in record.repairs)


@pytest.mark.parametrize("escape", [_misread, *ESCAPES[:3]])
def test_escaped_mojibake_in_json_that_a_page_holds_is_read(escape: Callable[[str], str]) -> None:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": escape(TITLE)}
    data["articleBody"] = "\n".join(map(escape, PARAGRAPHS))
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    page = f"<html><head><title>Journal</title>{script}</head><body><div id=app></div></body></html>"
    record = clean(page.encode(), url="https://journal.example/forets/renaissance.html")
    assert record.title == TITLE
    assert record.body.split("\n") == PARAGRAPHS


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("du caf&Atilde;&copy; cr&Atilde;&uml;me", "du café crème"),
        ("L&#195;&#169;gende du si&#xC3;&#xA8;cle", "Légende du siècle"),
        ("d&amp;Atilde;&amp;copy;j&amp;Atilde;&amp;nbsp;", "déjà"),
        ('{"t": "d\\u00c3\\u00a9cision r\\u00c3\\u00a9cente"}', '{"t": "décision récente"}'),
        ('push("{\\"t\\":\\"d\\\\u00c3\\\\u00a9cision\\"}")', 'push("{\\"t\\":\\"décision\\"}")'),
        ("&ETH;&#159;&Ntilde;&euro;&ETH;&cedil;&ETH;&sup2;&ETH;&micro;&Ntilde;&sbquo;", "Привет"),
        ("&auml;&cedil;&shy;&aelig;&ndash;&Dagger;&aelig;&ndash;&deg;&eacute;—&raquo;", "中文新闻"),
    ],
)
def test_single_spans_come_back(damaged: str, text: str) -> None:
    assert repair(damaged) == text


def test_a_repair_tells_the_escapes_that_it_replaced() -> None:
    text = "un caf&eacute; et un th&Atilde;&copy;"
    repaired = repair_and_explain(text)
    (change,) = repaired.repairs
    assert (text[change.start : change.start + len(change.found)], change.restored) == ("&Atilde;&copy;", "é")
    assert repaired.text == "un caf&eacute; et un thé"
    assert change.channel == "utf-8 as windows-1252; escaped"


@pytest.mark.parametrize(
    "text",
    [
        "voil&agrave;&nbsp;&laquo;&nbsp;tout&nbsp;&raquo;",
        "cr&eacute;&eacute;e &agrave; No&euml;l",
        "/[\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u00ff]/g",
        '{"t": "cr\\u00e9\\u00e9e \\u00e0 No\\u00ebl"}',
        '"\\u00c0\\u00c1\\u00c2\\u00c3\\u00c4\\u00c5": "A"',
        "AT&amp;T &amp;eacute; &lt;b&gt; &Auml;&Ouml;&Uuml;&szlig;",
        "&Aring;&auml;&ouml; &AElig;&Oslash;",
        '"\\u00c0\\u00c1\\u00c2" "\\u00e9\\u00e8\\u00ea" "\\u00c0\\u00c1\\u00c2" "\\u00e9\\u00e8\\u00ea"',
    ],
)
def test_escaped_text_that_is_fine_stays_as_it_is(text: str) -> None:
    assert repair(text) == text


def test_places_are_those_of_the_text_with_its_escapes() -> None:
    text = "&Atilde;&copy; a \\u00e9\\u00c3\\u00a9"
    unescaped = unescape(text)
    assert unescaped is not None
    assert unescaped.text == "Ã© a éÃ©"
    assert [unescaped.place(at) for at in range(9)] == [0, 8, 14, 15, 16, 17, 23, 29, 35]
    assert unescape("&lt;p&gt; &eacute; d\\u00e9j\\u00e0") is None


@pytest.mark.parametrize("hostile", ["\\" * 400_000, "&" + "amp;" * 100_000, "&amp;" * 80_000])
def test_rows_of_escape_characters_are_passed_in_linear_time(hostile: str) -> None:
    # The pair at the end makes sure that the text is unescaped. Quadratic time would be minutes.
    assert repair(f"{hostile} &Atilde;&copy; \\u00c3\\u00a9").endswith(" é é")
