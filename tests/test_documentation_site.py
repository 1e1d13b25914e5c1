"""The API reference shows lists of parameters as lists."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def lists() -> ModuleType:
    pytest.importorskip("griffe")  # of the docs group
    spec = importlib.util.spec_from_file_location("docstring_lists", ROOT / "docs" / "docstring_lists.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_two_columns_become_a_list_and_a_long_meaning_stays_one_item(lists: ModuleType) -> None:
    docstring = (
        "Reads.\n\nurl      its address\nnumber   which one;\n         from 1\nlanguage of the text\n\n"
        "Raises `Rejected`."
    )
    assert lists.with_lists(docstring) == (
        "Reads.\n\n- `url`: its address\n- `number`: which one; from 1\n- `language`: of the text\n\n"
        "Raises `Rejected`."
    )


@pytest.mark.parametrize(
    "docstring",
    [
        "One sentence.",
        "A paragraph that\ngoes over two lines.",
        "Example:\n\n    >>> clean(raw)\n    Record(…)",
        "Sizes.  Two spaces after a full stop\nare no column.",
    ],
)
def test_other_docstrings_stay_as_they_are(lists: ModuleType, docstring: str) -> None:
    assert lists.with_lists(docstring) == docstring
