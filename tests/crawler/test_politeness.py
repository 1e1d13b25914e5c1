"""How hosts are treated, seen from the host."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from loopback import Server, article, articles, crawl, listing, manifest, serving, site_file


def site_at(folder: Path, server: Server, politeness: str) -> Path:
    return site_file(
        folder, f'start = "{server.address}/"\nallow_private = true\n[politeness]\n{politeness}\n'
    )


def pauses(server: Server) -> tuple[float, int]:
    """The seconds between the first page and the last, and how many pauses those are.

    Of all together, since a busy machine notes one request late and the next in time, which makes a single
    pause look short.
    """
    at = [asked.at for asked in server.asked if asked.path != "/robots.txt"]
    return at[-1] - at[0], len(at) - 1


def test_the_crawl_delay_of_robots_txt_is_kept(tmp_path: Path) -> None:
    pages = {
        "/robots.txt": "User-agent: newsmill\nCrawl-delay: 0.4\nDisallow: /no/\n\nUser-agent: *\nDisallow: /\n",
        "/": listing("/1.html", "/2.html", "/3.html", "/no/4.html"),
        **{f"/{number}.html": article(f"新闻{number}") for number in (1, 2, 3)},
    }
    with serving(pages) as server:
        crawl(
            site_at(tmp_path, server, "delay = 0\nconcurrency = 8\ncontact = 'desk@portal.test'"),
            tmp_path / "out",
        )
        assert len(server.paths) == 5
        seconds, number = pauses(server)
        assert number == 3
        assert seconds > 3 * 0.4 - 0.3, "less than one pause is missing"
        agent = server.asked[0].headers["user-agent"]
    assert agent.startswith("newsmill/")
    assert "desk@portal.test" in agent
    assert manifest(tmp_path / "out")["counts"]["skipped"]["robots"] == 1


def test_a_failing_server_is_retried_after_a_backoff(tmp_path: Path) -> None:
    tries: dict[str, int] = {}

    def answer(path: str) -> Any:
        tries[path] = tries.get(path, 0) + 1
        if path == "/busy.html" and tries[path] == 1:
            return 429, {"Retry-After": "1", "Content-Type": "text/html"}, b"slow down"
        if path == "/shaky.html" and tries[path] == 1:
            return 503, {"Content-Type": "text/html"}, b"in a moment"
        if path == "/down.html":
            return 500, {"Content-Type": "text/html"}, b"broken"
        pages: dict[str, Any] = {
            "/": listing("/busy.html", "/shaky.html", "/down.html"),
            "/busy.html": article("忙完了的新闻"),
            "/shaky.html": article("又好了的新闻"),
        }
        return pages.get(path)

    with serving(answer) as server:
        crawl(site_at(tmp_path, server, "delay = 0\nretries = 1\nmax_delay = 2"), tmp_path / "out", code=None)
        busy = [asked.at for asked in server.asked if asked.path == "/busy.html"]
        after_busy = [asked.at for asked in server.asked if asked.at > busy[0]]
    assert {record["title"] for record in articles(tmp_path / "out")} == {"忙完了的新闻", "又好了的新闻"}
    assert min(after_busy) - busy[0] > 0.9, "Retry-After holds for the whole host"
    assert tries["/down.html"] == 2


def test_a_host_without_a_usable_robots_txt_is_left_alone_for_now(tmp_path: Path) -> None:
    pages = {"/robots.txt": (500, {}, b""), "/": listing("/1.html"), "/1.html": article("新闻")}
    with serving(pages) as server:
        crawl(site_at(tmp_path, server, "delay = 0\nmax_delay = 0.3"), tmp_path / "out", code=None)
        assert set(server.paths) == {"/robots.txt"}
        pages["/robots.txt"] = (404, {}, b"")
        crawl(site_at(tmp_path, server, "delay = 0"), tmp_path / "out", code=None)
        assert "/1.html" in server.paths


def test_the_delay_of_the_command_line_is_kept_between_requests(tmp_path: Path) -> None:
    pages = {"/": listing("/1.html", "/2.html"), "/1.html": article("一"), "/2.html": article("二")}
    with serving(pages) as server:
        crawl(server.address + "/", tmp_path / "out", "--allow-private", "--delay", "0.5", code=None)
        seconds, number = pauses(server)
        assert number == 2
        assert seconds > 2 * 0.5 - 0.3, "less than one pause is missing"
