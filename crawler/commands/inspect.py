"""`newsmill inspect`: one page next to its record. It is here because it may have to fetch the page."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
import msgspec

from newsmill.crawler.fetch.single_page import FetchProblem, fetch_page
from newsmill.pipelines.page import Page, Rejected
from newsmill.pipelines.readers.sources import InputError
from newsmill.pipelines.report.inspector import inspect_page
from newsmill.pipelines.report.locate_page import PageNotFound, find_page
from newsmill.pipelines.report.other_extractors import PEERS, MissingPeer, check
from newsmill.pipelines.writers.atomic import atomic_write

__all__ = ["inspect"]


# URLs are fetched only by `fetch_page`, which accepts http and https and refuses private networks, never by
# the input readers, which open any file system a scheme names.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/{1,2}", re.ASCII)


class _NotUsable(click.ClickException):
    """Input that is missing or not a page, or an output that cannot be written."""

    exit_code = 2


@click.command(
    epilog="""\b
Examples:
  newsmill inspect page.html -o page-inspected.html
  newsmill inspect crawl.warc.gz#offset=1234
  newsmill inspect http://news.example.com/a.html --against trafilatura,readability
""",
)
@click.argument("page", metavar="PAGE|URL|WARC#offset=N")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
    help="The HTML file to write, or - for standard output.  [default: inspected.html]",
)  # fmt: skip
@click.option(
    "--against", default="", metavar="NAMES", help=f"Compare with other extractors: {','.join(PEERS)}."
)
@click.option("--url", help="The page's URL, if the file does not say.")
@click.option("--charset", help="The charset of the HTTP header, if there was one.")
@click.option("--allow-private", is_flag=True, help="Also fetch from this machine and from private networks.")
def inspect(
    page: str, output: Path | None, against: str, url: str | None, charset: str | None, allow_private: bool
) -> None:
    """Show what was kept of a page, what was not, and why.

    Writes one self-contained HTML file: the page on the left, block by block, its record on the right. PAGE
    may be `-` for standard input. For a page in a WARC, zip or JSONL file, give the `origin` of its record.
    """
    names = [name for name in against.replace(" ", "").split(",") if name]
    try:
        check(names)
        found = _page(page, allow_private)
        found = msgspec.structs.replace(found, url=url or found.url, charset=charset or found.charset)
        shown = inspect_page(found, names)
    except MissingPeer as error:
        raise click.UsageError(str(error)) from error
    except (InputError, PageNotFound, FetchProblem) as error:
        raise _NotUsable(str(error)) from error
    except Rejected as error:
        raise _NotUsable(f"{page} gives no record ({error.reason}): {error.detail}") from error
    if output == Path("-"):
        sys.stdout.buffer.write(shown.html.encode("utf-8", "replace"))
        return
    target = output or Path("inspected.html")
    try:
        with atomic_write(target) as file:
            file.write(shown.html.encode("utf-8", "replace"))
    except OSError as error:
        raise _NotUsable(f"{target} cannot be written ({error.strerror}); name another with -o.") from error
    click.echo(f"{shown.title}: open {target} in a browser.", err=True)


def _page(reference: str, allow_private: bool) -> Page:
    if reference == "-":
        return Page(raw=sys.stdin.buffer.read(), origin="stdin")
    if _SCHEME.match(reference) and not Path(reference).exists():
        return fetch_page(reference, allow_private=allow_private)
    return find_page(reference)
