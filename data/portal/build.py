"""Build the demo portal: `articles/*.md`, `templates/*.html` and `static/` in, `www/` out.

    python data/portal/build.py [FOLDER]

The result is committed; a test builds it again and compares.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pages
from listings import build_listings
from pictures import PICTURES, picture


def main(folder: Path) -> None:
    """Build the whole site into `folder`, which is emptied first."""
    if folder.exists():
        shutil.rmtree(folder)
    pages.WWW = folder
    articles = pages.read_articles()
    pages.build_articles(articles)
    build_listings(articles)
    static = pages.HERE / "static"
    for file in sorted(static.rglob("*")):
        if file.is_file():
            pages.write(file.relative_to(static).as_posix(), file.read_bytes())
    for name in PICTURES:
        pages.write(f"/img/{name}.png", picture(name))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else pages.WWW)
