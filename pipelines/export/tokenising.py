"""Sentences and tokens for the formats of corpus linguistics, and functions given on the command line."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from newsmill.pipelines.export.missing_extra import Unusable, require
from newsmill.pipelines.spaceless_scripts import CHINESE_AND_JAPANESE

__all__ = ["named_function", "sentences", "simple_tokens", "token_counter", "tokeniser"]

# Characters of scripts without spaces, then words, numbers, and any other visible character by itself.
_LETTERS = rf"[^\W\d_{CHINESE_AND_JAPANESE}]+"
_TOKEN = re.compile(rf"[{CHINESE_AND_JAPANESE}]|\d+(?:[.,:]\d+)*%?|{_LETTERS}(?:['’\-]{_LETTERS})*|[^\s]")

# A sentence ends with its punctuation and the closing quotes after it; a Latin full stop ends one only before
# a space that no lower-case letter follows.
_SENTENCE = re.compile(
    r".+?(?:[。！？!?…]+[\"'”’」』）)\]]*|\.(?=[\"'”’)]*\s+[^\sa-z])[\"'”’)]*|$)", re.DOTALL
)


def simple_tokens(text: str) -> list[str]:
    """Words and numbers; Chinese and Japanese character by character; punctuation marks as separate tokens."""
    return _TOKEN.findall(text)


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph, without the spaces around them."""
    return [text for found in _SENTENCE.findall(paragraph) if (text := found.strip())]


def tokeniser(name: str | None) -> Callable[[str], Sequence[str]]:
    """The tokeniser of that name: `simple` (the default), `jieba`, or `module:function`. Raises `Unusable`."""
    if name in (None, "simple"):
        return simple_tokens
    if name == "jieba":
        require(["jieba"], "--tokeniser jieba", extra="tokens")
        import jieba

        jieba.setLogLevel("ERROR")
        return lambda text: [token for token in jieba.cut(text) if not token.isspace()]
    return named_function(str(name), "--tokeniser")


def token_counter(name: str) -> Callable[[str], int]:
    """A function that counts tokens: `tiktoken:ENCODING`, `sentencepiece:FILE`, or `module:function`.
    Raises `Unusable`."""
    kind, _, which = name.partition(":")
    if kind == "tiktoken":
        require(["tiktoken"], "--tokens tiktoken", extra="tokens")
        import tiktoken

        try:
            encoding = tiktoken.get_encoding(which or "cl100k_base")
        except Exception as error:  # an unknown name, or a vocabulary that is not there and cannot be fetched
            raise Unusable(f"--tokens {name}: the vocabulary cannot be loaded: {error}") from error
        return lambda text: len(encoding.encode_ordinary(text))
    if kind == "sentencepiece":
        require(["sentencepiece"], "--tokens sentencepiece", extra="tokens")
        import sentencepiece

        if not which:
            raise Unusable("--tokens sentencepiece needs the file of a model: sentencepiece:FILE")
        try:
            model = sentencepiece.SentencePieceProcessor(model_file=which)
        except (OSError, RuntimeError) as error:
            raise Unusable(f"--tokens: the model {which} cannot be read: {error}") from error
        return lambda text: len(model.encode(text))
    count = named_function(name, "--tokens")
    return lambda text: _as_count(count(text))


def _as_count(found: Any) -> int:
    """A number of tokens, or the tokens themselves."""
    return found if isinstance(found, int) else len(found)


def named_function(name: str, option: str) -> Callable[..., Any]:
    """The function `module:name`, also searched for in the current folder. Raises `Unusable`."""
    module, found, attribute = name.partition(":")
    if not found or not module or not attribute:
        raise Unusable(
            f"{option} needs a function as module:name, not {name!r}. Example: {option} my_tokens:cut"
        )
    here = str(Path.cwd())
    added = here not in sys.path
    if added:
        sys.path.insert(0, here)
    try:
        function = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, SyntaxError) as error:
        raise Unusable(f"{option}: {name} cannot be loaded: {error}") from error
    finally:
        if added:
            sys.path.remove(here)
    if not callable(function):
        raise Unusable(f"{option}: {name} is not a function.")
    loaded: Callable[..., Any] = function
    return loaded
