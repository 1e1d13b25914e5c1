"""Assets saved along with pages (scripts, styles, frames, logs), recognised by file and folder names."""

from __future__ import annotations

import re
from collections.abc import Container

from newsmill.pipelines.regex import lazy_regex

__all__ = ["is_asset", "is_asset_folder"]

# Folders a browser creates next to a page saved as "complete": the page's name plus a suffix that depends on
# its language.
_ASSET_FOLDER = lazy_regex(
    r"(.+)(?:_files|\.files|-files|-Dateien|_Dateien|_fichiers|_archivos|_arquivos|_ficheiros|_file|"
    r"_bestanden|_pliki|_soubory|-filer"
    r"|_tiedostot|_fájlok|_elemei|_datoteke|_dosyalar|_fails|_failid)",
    re.IGNORECASE,
)
# Files that are never pages, whatever they contain.
_ASSET_NAME = lazy_regex(
    r"(?:.*\.(?:js|mjs|css|svgz?|map|rss|atom|woff2?|ttf|eot|otf|ico|webmanifest|download)(?:\?.*|\(\d+\))?"
    r"|saved_resource(?:\(\d+\))?(?:\.html?)?|robots\.txt|humans\.txt|(?:app-)?ads\.txt|security\.txt|"
    r"llms\.txt|cookies\.txt"
    r"|sitemap[^/]*\.(?:xml|txt)(?:\.gz)?|wget-log(?:\.\d+)?|hts-(?:log|err|in_progress)[^/]*|doit\.log|"
    r"crossdomain\.xml"
    r"|opensearch[^/]*\.xml"
    r"|mimetype"  # in EPUB and OpenDocument files
    r"|\._.*)",  # what macOS keeps of a file beside it, on other disks and in archives
    re.IGNORECASE,
)
_ASSET_PATH = lazy_regex(r"(?:\A|/)(?:hts-cache|__MACOSX|saved_resource[^/]*_files)/", re.IGNORECASE)
_HTTRACK_INDEX = lazy_regex(
    rb"<title>\s*(?:Local index - HTTrack|List of available projects - HTTrack)", re.IGNORECASE
)


def is_asset_folder(folder: str, siblings: Container[str]) -> bool:
    """Whether a folder holds the assets of a page saved as "complete".

    siblings   the names next to the folder
    """
    match = _ASSET_FOLDER.fullmatch(folder)
    return match is not None and any(f"{match.group(1)}{suffix}" in siblings for suffix in _PAGE_SUFFIXES)


_PAGE_SUFFIXES = (
    ".html",
    ".htm",
    ".xhtml",
    ".shtml",
    ".php",
    ".asp",
    ".aspx",
    ".jsp",
    ".HTML",
    ".HTM",
    ".html.gz",
    "",
)


def is_asset(path: str, head: bytes = b"") -> bool:
    """Whether a file saved along with pages is an asset, judged by its path and first bytes."""
    name = path.rpartition("/")[2]
    return bool(_ASSET_NAME.fullmatch(name) or _ASSET_PATH.search(path) or _HTTRACK_INDEX.search(head))
