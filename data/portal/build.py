"""Build the demo portal: `articles/*.md`, `templates/*.html` and `static/` in, `www/` out.

    python data/portal/build.py

What is built is committed; a test builds it again and compares.
"""

from __future__ import annotations

import shutil

from listings import build_listings
from pages import HERE, WWW, build_articles, read_articles, write
from pictures import PICTURES, picture


def main() -> None:
    """Build the whole site."""
    if WWW.exists():
        shutil.rmtree(WWW)
    articles = read_articles()
    build_articles(articles)
    build_listings(articles)
    for file in sorted((HERE / "static").rglob("*")):
        if file.is_file():
            write(file.relative_to(HERE / "static").as_posix(), file.read_bytes())
    for name in PICTURES:
        write(f"/img/{name}.png", picture(name))


if __name__ == "__main__":
    main()
