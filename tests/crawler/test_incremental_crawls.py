"""The second crawl of a site: what is new, what changed, what is gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType
from loopback import Server, article, articles, crawl, listing, manifest, rejects, serving, site_file

ETAG = '"one"'


def conditional(body: str, etag: str) -> Any:
    """A page that answers 304 to whoever has it."""

    def answer(handler: Any) -> None:
        unchanged = handler.headers.get("If-None-Match") == etag
        payload = b"" if unchanged else body.encode()
        handler.send_response(304 if unchanged else 200)
        handler.send_header("ETag", etag)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        if not unchanged:
            handler.send_header("Content-Length", str(len(payload)))
        handler.end_headers()
        handler.wfile.write(payload)

    return answer


def one_site(folder: Path, server: Server) -> Path:
    return site_file(
        folder,
        f'start = "{server.address}/"\nallow_private = true\n[politeness]\ndelay = 0\nconcurrency = 4\n',
    )


def test_the_next_run_writes_what_is_new_and_what_changed_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    pages: dict[str, Any] = {
        "/": listing("/a1.html", "/a2.html", "/a3.html", "/a4.html"),
        "/a1.html": conditional(article("不变的新闻"), ETAG),
        "/a2.html": article("会改的新闻"),
        "/a3.html": article("会消失的新闻"),
        "/a4.html": article("每次都换计数器的新闻") + "<!-- 1 -->",
    }
    with serving(pages) as server:
        site = one_site(tmp_path, server)
        crawl(site, out)
        first = {record["url"]: record for record in articles(out)}
        assert {url.rpartition("/")[2] for url in first} == {"a1.html", "a2.html", "a3.html", "a4.html"}
        pages["/"] = listing("/a1.html", "/a2.html", "/a3.html", "/a4.html", "/a5.html")
        pages["/a2.html"] = article("改过的新闻")
        pages["/a3.html"] = None
        pages["/a4.html"] = article("每次都换计数器的新闻") + "<!-- 2 -->"
        pages["/a5.html"] = article("新来的新闻")
        server.asked.clear()
        crawl(site, out)
        second = articles(out)[4:]
        assert {(record["title"], record["version"]) for record in second} == {
            ("改过的新闻", 2),
            ("新来的新闻", 1),
        }
        changed = next(record for record in second if record["version"] == 2)
        assert changed["id"] == first[changed["url"]]["id"]
        assert rejects(out) == {f"{server.address}/a3.html": "http-status"}
        asked = {asked.path: asked.headers for asked in server.asked}
        assert asked["/a1.html"]["if-none-match"] == ETAG
        counts = manifest(out)["counts"]
        assert counts["pages"] == counts["records"] + counts["rejects"]
        run = manifest(out)["details"]["run"]
        assert (run["new"], run["failed"]) == (1, 1)
        server.asked.clear()
        crawl(site, out)
        assert "/a3.html" not in server.paths, "a page that is gone is remembered as gone"
        assert len(articles(out)) == 6
    assert sorted(path.name for path in out.glob("records-*")) == [
        "records-00000.jsonl",
        "records-00001.jsonl",
    ]
    assert revisits(out) >= {f"{server.address}/a1.html", f"{server.address}/a2.html"}


def revisits(out: Path) -> set[str]:
    found = set()
    for path in (out / "archive").glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=WarcRecordType.revisit, parse_http=False):
                assert record.headers["WARC-Refers-To-Date"]
                found.add(record.headers["WARC-Target-URI"])
    return found


def test_a_run_that_stops_at_its_limit_is_gone_on_with(tmp_path: Path) -> None:
    out = tmp_path / "out"
    pages = {f"/a{number}.html": article(f"第{number}条新闻") for number in range(6)}
    pages["/"] = listing(*pages)
    with serving(pages) as server:
        site = one_site(tmp_path, server)
        crawl(site, out, "--max-pages", "3")
        assert [record["title"] for record in articles(out)] == ["第0条新闻", "第1条新闻"]
        crawl(site, out)
        assert sorted(record["title"] for record in articles(out)) == [f"第{n}条新闻" for n in range(6)]
