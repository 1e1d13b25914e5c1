"""Registered domains, by the public suffix list that tldextract ships.

The same rules as `tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)`, read from the same file. The package
itself is not imported: it loads an HTTP client, and keeps the list in tries. With both, each worker took 0.2 s
longer to start and 15 MB more.
"""

from __future__ import annotations

import functools
import re
from importlib.util import find_spec
from pathlib import Path

__all__ = ["registered_domain"]

_SNAPSHOT = ".tld_set_snapshot"
_PRIVATE = "// ===BEGIN PRIVATE DOMAINS==="
_RULE = re.compile(r"^[.*!]*\w\S*", re.MULTILINE)
# Full stops of other scripts, which separate labels as well.
_DOTS = str.maketrans("。．｡", "...")


def registered_domain(host: str) -> str:
    """The registered domain of a host (`news.example.co.uk` → `example.co.uk`), as written; empty if it does not
    end with a public suffix or has no label before it.
    """
    labels = host.strip().translate(_DOTS).rstrip(".").split(".")
    at = _suffix_at(labels)
    return ".".join(labels[at - 1 :]) if at > 0 and labels[at - 1] else ""


def _suffix_at(labels: list[str]) -> int:
    """The index of the first label of the public suffix; 0 if there is none or nothing is before it."""
    rules = _rules()
    found = at = len(labels)
    path = ""
    for label in reversed(labels):
        label = _decoded(label)
        longer = f"{label}.{path}" if path else label
        if longer not in rules:
            if f"*.{path}" in rules:
                return at if f"!{longer}" in rules else at - 1
            break
        path, at = longer, at - 1
        if rules[path]:
            found = at
    return found % len(labels)


def _decoded(label: str) -> str:
    """A label in lower case and in Unicode, as in the list."""
    label = label.lower()
    if not label.startswith("xn--"):
        return label
    import idna

    try:
        return idna.decode(label)
    except (UnicodeError, IndexError):
        return label


@functools.cache
def _rules() -> dict[str, bool]:
    """The suffixes of the list, and what they end with (False): `co.uk` and `uk`, `*.ck`, `!www.ck`."""
    rules: dict[str, bool] = {}
    for rule in _public_rules():
        rest = rule
        while rest := rest.partition(".")[2]:
            rules.setdefault(rest, False)
        rules[rule] = True
    return rules


def _public_rules() -> list[str]:
    """The rules of registries, without those of private domains."""
    spec = find_spec("tldextract")
    try:
        # `get_data` also reads packages in zip files; a loader may lack it.
        snapshot = str(Path(spec.origin).with_name(_SNAPSHOT))  # type: ignore[union-attr, arg-type]
        text: str = spec.loader.get_data(snapshot).decode()  # type: ignore[union-attr]
    except (AttributeError, OSError, TypeError):  # another version of tldextract keeps its list elsewhere
        from tldextract import TLDExtract

        return TLDExtract(suffix_list_urls=(), cache_dir=None).tlds
    return _RULE.findall(text.partition(_PRIVATE)[0])
