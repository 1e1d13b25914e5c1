"""What is derived from newsmill's tables is kept between processes, and never changes what comes out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from newsmill.pipelines import derived_cache
from newsmill.pipelines.derived_cache import kept
from newsmill.pipelines.extract.lexicon import labels
from newsmill.pipelines.regex import compile_kept

SAMPLE = Path(__file__).parents[2] / "data" / "saved" / "watchmaker.shtml"
CLEAN = """
import json, sys
from pathlib import Path
import newsmill
from newsmill.pipelines import derived_cache
from newsmill.pipelines.record import encode
record = newsmill.clean(Path(sys.argv[1]).read_bytes(), url="http://news.example.com/a.html")
new = len(derived_cache._store()._new)
derived_cache.save()
print(json.dumps([new, encode(record).decode()]))
"""


@pytest.fixture
def store(tmp_path, monkeypatch):
    """An empty store of this process, in a folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("NEWSMILL_CACHE", raising=False)
    derived_cache._store.cache_clear()
    yield tmp_path / "newsmill"
    derived_cache._store.cache_clear()


def _another_process() -> None:
    derived_cache._store.cache_clear()


def _clean(**settings: str) -> tuple[int, str]:
    """The number of values that a new process derives to clean a page, and the record."""
    environment = {**os.environ, **settings}
    done = subprocess.run(
        [sys.executable, "-c", CLEAN, str(SAMPLE)], env=environment, capture_output=True, check=True
    )
    new, record = json.loads(done.stdout)
    return new, record


def test_second_process_derives_nothing_and_makes_the_same_record(tmp_path):
    new, first = _clean(XDG_CACHE_HOME=str(tmp_path), NEWSMILL_CACHE="1")
    assert new > 100
    new, second = _clean(XDG_CACHE_HOME=str(tmp_path), NEWSMILL_CACHE="1")
    assert new == 0
    new, without = _clean(NEWSMILL_CACHE="0")
    assert new == 0
    assert first == second == without


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        (r"(?P<year>\d{4})年(?P<month>\d\d?)月", 0),
        (r"[\u3400-\u9fff\uf900-\ufaff]{2,4}(?!\w)", 0),
        (r"\bby\s+((?i:staff)|desk)", re.IGNORECASE),
        (rb"\x1b\$\)[AGE]", re.DOTALL),
        ("|".join(label.pattern for label in labels.LABELS), 0),
    ],
)
def test_kept_pattern_is_the_compiled_pattern(store, pattern, flags):
    for _ in range(2):
        assert compile_kept(pattern, flags) == re.compile(pattern, flags)
        assert compile_kept(pattern, flags).groupindex == re.compile(pattern, flags).groupindex
        derived_cache.save()
        _another_process()
    assert any(store.iterdir())


def test_value_is_derived_once_for_all_processes(store):
    calls = []

    def derive() -> list[str]:
        calls.append(1)
        return ["a", "b"]

    for _ in range(3):
        assert kept("letters", "ab", derive, list[str]) == ["a", "b"]
        derived_cache.save()
        _another_process()
    assert len(calls) == 1


def test_value_asked_for_again_is_derived_again_and_not_saved_twice(store):
    kept("letters", "ab", lambda: "ab", str)
    derived_cache.save()
    _another_process()
    assert [kept("letters", "ab", lambda: "again", str) for _ in range(2)] == ["ab", "again"]
    written = [path.stat().st_mtime_ns for path in store.iterdir()]
    derived_cache.save()
    assert [path.stat().st_mtime_ns for path in store.iterdir()] == written


def test_values_of_processes_that_save_one_after_the_other_are_all_kept(store):
    kept("letters", "a", lambda: "a", str)
    first = derived_cache._store()
    _another_process()
    kept("letters", "b", lambda: "b", str)
    derived_cache.save()
    first.save()
    _another_process()
    assert kept("letters", "a", lambda: "derived again", str) == "a"
    assert kept("letters", "b", lambda: "derived again", str) == "b"


def test_file_of_other_sources_does_not_count(store, monkeypatch):
    kept("letters", "a", lambda: "old", str)
    derived_cache.save()
    monkeypatch.setattr(derived_cache, "__version__", "0.0.0+changed")
    _another_process()
    assert kept("letters", "a", lambda: "new", str) == "new"


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"\xc1 no msgpack",
        lambda content: content[:-1],
        lambda content: content[:-1] + b"b",  # it would be read as another value
    ],
)
def test_damaged_file_does_not_count_and_is_written_again(store, damage):
    kept("letters", "a", lambda: "a", str)
    derived_cache.save()
    (path,) = store.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    _another_process()
    assert kept("letters", "a", lambda: "again", str) == "again"
    derived_cache.save()
    _another_process()
    assert kept("letters", "a", lambda: "third", str) == "again"


def test_folder_that_cannot_be_written_does_no_harm(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.delenv("NEWSMILL_CACHE", raising=False)
    _another_process()
    assert kept("letters", "a", lambda: "a", str) == "a"
    derived_cache.save()
    _another_process()
    assert kept("letters", "a", lambda: "b", str) == "b"
    _another_process()


def test_environment_turns_it_off(store, monkeypatch):
    monkeypatch.setenv("NEWSMILL_CACHE", "0")
    _another_process()
    assert kept("letters", "a", lambda: "a", str) == "a"
    derived_cache.save()
    assert not store.exists()
