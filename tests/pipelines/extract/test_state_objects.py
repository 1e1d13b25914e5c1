"""Scripts are parsed only where they may hold the headline, however JSON writes it."""

import json

import pytest

from newsmill.pipelines.extract.fields.state_objects import folded, holding


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
