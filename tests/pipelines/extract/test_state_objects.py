"""Scripts are parsed only where they may hold the headline, however JSON writes it."""

import json

import pytest

from newsmill.pipelines.extract.fields.state_objects import folded, holding, is_headline


@pytest.mark.parametrize(
    "headline",
    [
        "Harbour Opens Again",
        "İzmir'de liman açıldı",
        "江城港口重新开放",
        "Straße am Hafen",
        "Où va le port ?",
        "ﬁne weather",
    ],
)
def test_a_script_with_the_headline_passes(headline):
    holds = holding(folded(headline))
    assert holds is not None
    for written in (headline, headline.upper(), headline.title()):
        for whole in (json.dumps({"title": written}), json.dumps({"title": written}, ensure_ascii=False)):
            for script in (whole, f"JSON.parse({json.dumps(whole)})", whole.replace("/", r"\/")):
                if folded(written) == folded(headline):
                    assert holds(script), script


def test_a_letter_written_as_an_escape_passes():
    holds = holding("harbour opens")
    assert holds is not None
    for script in (r'{"t": "H\u0061rbour opens"}', r'{"t": "\u0048arbour opens"}'):
        assert json.loads(script)["t"] == "Harbour opens"
        assert holds(script)
    assert not holds(r'{"t": "The pier closes", "u": "\u003cb\u003e"}')


def test_a_headline_without_letters_rules_no_script_out():
    assert holding("!!! ???") is None


@pytest.mark.parametrize(
    "written", ["Weiſs harbour", "WEISS HARBOUR", "weiß harbour", "Weiss  Harbour", "江 weiß Harbour"]
)
def test_letters_that_fold_to_others_are_found_in_a_script(written):
    holds = holding("weiss harbour")
    assert holds is not None
    for run in ("harbour", "weiss"):
        assert holding(run)(f'{{"t": "{written}"}}')
    assert holding("kelvin")('{"t": "\u212aelvin"}')


def test_every_letter_that_folds_to_ascii_is_known():
    for letter in map(chr, range(128, 0x1_0000)):
        for run in filter(str.isascii, {letter.casefold()}):
            assert holding(f"x{run}")(f"x{letter}"), ascii(letter)


def test_the_headline_is_known_however_it_is_written():
    assert is_headline("  Harbour\n OPENS ", "harbour opens")
    assert is_headline("ﬃ", "ffi")
    assert not is_headline("Harbour", "harbour opens")
    assert not is_headline(7, "7")
