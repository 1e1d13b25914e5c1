"""The frame of every self-contained HTML file.

The text shown in it comes from hostile pages. Three measures protect the reader, and each is sufficient by
itself: every text goes through `escape`, markup of a page is never written, and the file's
Content-Security-Policy allows only the style and script that newsmill ships, by digest.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import re
from collections.abc import Iterable
from pathlib import Path

__all__ = ["ASSETS", "asset", "document", "escape", "policy"]

ASSETS = Path(__file__).parent / "assets"
# Invisible characters: bidirectional controls, and control characters that a file cannot contain. They are
# shown as a box, not as `\ufffd`, which means a lost byte in a page with mojibake.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def escape(text: object) -> str:
    """Escape text for HTML elements and quoted attributes. Control characters and bidirectional controls
    become `▯`.
    """
    return html.escape(_UNSEEN.sub("▯", str(text)), quote=True)


@functools.cache
def asset(name: str) -> str:
    """The text of a style sheet or script that newsmill ships."""
    return (ASSETS / name).read_text("utf-8")


def policy(
    styles: Iterable[str], scripts: Iterable[str] = (), *, forms: bool = False, frames: bool = False
) -> str:
    """A Content-Security-Policy that allows exactly these styles and scripts, and nothing else.

    forms, frames   allow forms and frames too, of the page's own origin only
    """
    rules = ["default-src 'none'", _allowed("style-src", styles), _allowed("script-src", scripts)]
    rules += ["base-uri 'none'", "form-action 'self'" if forms else "form-action 'none'"]
    if frames:
        rules.append("frame-src 'self'")
    return "; ".join(rules)


def _allowed(directive: str, sources: Iterable[str]) -> str:
    digests = [f"'sha256-{_digest(source)}'" for source in sources]
    return f"{directive} {' '.join(digests)}" if digests else f"{directive} 'none'"


def _digest(source: str) -> str:
    return base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def document(
    title: str,
    body: Iterable[str],
    *,
    styles: Iterable[str] = (),
    script: str | None = None,
    forms: bool = False,
    frames: bool = False,
) -> str:
    """A complete HTML file.

    title   plain text
    body    HTML; the caller has escaped every text in it
    styles  names of style sheets in `assets/`, after `base.css`
    script  name of the script in `assets/`
    """
    sheets = [asset("base.css"), *(asset(name) for name in styles)]
    scripts = [asset(script)] if script else []
    return "\n".join((
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">',
        (
        f'<meta http-equiv="Content-Security-Policy" '
        f'content="{policy(sheets, scripts, forms=forms, frames=frames)}">'
    ),
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape(title)}</title>",
        *(f"<style>{sheet}</style>" for sheet in sheets),
        "</head><body>",
        *body,
        *(f"<script>{source}</script>" for source in scripts),
        "</body></html>\n",
    ))  # fmt: skip
