"""Crawls of servers that mean harm."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator
from loopback import Server, article, articles, crawl, listing, records, rejects, serving, site_file
from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred, succeed

from newsmill.crawler.addresses import ForbiddenAddress, forbidden_reason
from newsmill.crawler.fetch.download import _GuardedEndpoint


def slow(handler: Any) -> None:
    """An answer that comes a byte at a time and never ends (slow loris)."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"<p>")
        handler.wfile.flush()
        time.sleep(0.1)


def endless(handler: Any) -> None:
    """More than anybody asked for, with no length given."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Connection", "close")
    handler.end_headers()
    for _ in range(400):
        handler.wfile.write(b"<p>more</p>" * 1000)
    handler.close_connection = True


HTML = {"Content-Type": "text/html; charset=utf-8"}


class Hostile:
    """What one crawl of a hostile site left behind."""

    def __init__(self, out: Path, log: str, site: Server, internal: Server) -> None:
        self.out = out
        self.log = log
        self.site = site
        self.internal = internal
        self.rejects = {
            url.removeprefix("http://portal.test"): reason for url, reason in rejects(out).items()
        }


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("hostile")
    bomb = gzip.compress(b"<p>boom</p>" * 4_000_000, 9)
    pages: dict[str, Any] = {
        "/robots.txt": "User-agent: *\nDisallow: /private/\n",
        "/good.html": article("好新闻"),
        "/bomb.html": (200, {**HTML, "Content-Encoding": "gzip"}, bomb),
        "/endless.html": endless,
        "/announced.html": (200, {**HTML, "Content-Length": "99999999"}, b"<p>short</p>"),
        "/slow.html": slow,
        "/loop.html": (302, {"Location": "/loop2.html"}, b""),
        "/loop2.html": (302, {"Location": "/loop.html"}, b""),
        "/self.html": (302, {"Location": "/self.html"}, b""),
        "/file.html": (302, {"Location": "file:///etc/passwd"}, b""),
        "/%2e%2e/%2e%2e/etc/passwd.html": article("../../etc/passwd"),
        "/private/page.html": article("不给看"),
        "/broken.html": (
            200,
            {**HTML, "Content-Encoding": "gzip"},
            b"this is no gzip " + article("没压缩").encode(),
        ),
        "/cookie.html": (
            200,
            {**HTML, "Set-Cookie": "session=s3cret-of-portal; Path=/"},
            article("饼干").encode(),
        ),
        "/after.html": article("饼干之后"),
    }
    with serving(pages) as site, serving({"/secret.html": article("内网机密")}) as internal:
        port = internal.address.rpartition(":")[2]
        inside = [
            f"http://127.0.0.1:{port}/secret.html", f"http://localhost:{port}/secret.html",
                f"http://[::1]:{port}/secret.html",
            f"http://0.0.0.0:{port}/secret.html", f"http://2130706433:{port}/secret.html",
                f"http://[::ffff:127.0.0.1]:{port}/secret.html",
            "http://169.254.169.254/latest/meta-data/x.html", "http://10.0.0.1/x.html", "http://192.168.1.1/x.html",
        ]  # fmt: skip
        hosts = ["127.0.0.1", "localhost", "0.0.0.0", "2130706433"]
        pages["/redirect.html"] = (302, {"Location": inside[0]}, b"")
        odd = [
            "file:///etc/passwd",
            "ftp://portal.test/x",
            "gopher://portal.test/",
            "javascript:alert(1)",
            "data:text/html,x",
        ]
        pages["/"] = listing(
            "/cookie.html",
            *[path for path in pages if path not in ("/robots.txt", "/cookie.html")],
            *inside,
            *odd,
        )
        scope = [f"{host}:{port}" for host in hosts] + [
            "portal.test",
            "169.254.169.254",
            "10.0.0.1",
            "192.168.1.1",
        ]
        path = site_file(
            folder,
            f'start = "http://portal.test/"\nscope = {scope!r}\nconnect_to = {{ "portal.test" = '
            f'"{site.address[7:]}" }}\n'
            '[headers]\nAuthorization = "Basic dXNlcjpodXNo"\n'
            "[limits]\nbytes = 2000000\nunpacked_bytes = 5000000\n"
            "[politeness]\ndelay = 0\nconcurrency = 8\ntimeout = 4\nretries = 0\n",
        )
        out = folder / "out"
        log = crawl(path, out, "-v")  # dead links are not a failure of the site
        yield Hostile(out, log, site, internal)


def test_the_good_page_beside_them_is_a_record(hostile: Hostile) -> None:
    assert "好新闻" in [record["title"] for record in articles(hostile.out)]


def test_a_gzip_bomb_is_a_reject(hostile: Hostile) -> None:
    assert hostile.rejects["/bomb.html"] == "too-large"


def test_an_answer_without_end_is_cut_off(hostile: Hostile) -> None:
    assert hostile.rejects["/endless.html"] == "too-large"


def test_an_answer_that_announces_its_size_is_not_even_read(hostile: Hostile) -> None:
    assert hostile.rejects["/announced.html"] == "too-large"


def test_a_slow_loris_times_out(hostile: Hostile) -> None:
    assert hostile.rejects["/slow.html"] == "unreachable"


def test_redirect_loops_end(hostile: Hostile) -> None:
    assert hostile.site.paths.count("/loop.html") == 1
    assert hostile.rejects["/self.html"] == "http-status"


def test_nothing_inside_the_network_is_asked(hostile: Hostile) -> None:
    assert hostile.internal.asked == []
    forbidden = [url for url, reason in hostile.rejects.items() if reason == "forbidden-address"]
    assert len(forbidden) >= 6
    assert any("127.0.0.1" in url for url in forbidden)
    assert any("localhost" in url for url in forbidden)
    assert any("169.254" in url for url in forbidden)


def test_only_http_is_fetched(hostile: Hostile) -> None:
    text = b"".join(path.read_bytes() for path in hostile.out.glob("*.jsonl"))
    assert b"root:" not in text
    assert not any(url.startswith(("file:", "ftp:", "gopher:")) for url in hostile.rejects)


def test_robots_txt_is_obeyed(hostile: Hostile) -> None:
    assert "/private/page.html" not in hostile.site.paths


def test_a_body_that_is_not_what_its_header_says_is_read_as_it_is(hostile: Hostile) -> None:
    assert "没压缩" in [record["title"] for record in records(hostile.out)]


def test_file_names_are_never_made_of_page_content(hostile: Hostile) -> None:
    names = {str(path.relative_to(hostile.out)) for path in hostile.out.rglob("*") if path.is_file()}
    allowed = (
        "archive/test-",
        "records-0000",
        "rejects.jsonl",
        "manifest.json",
        "report.",
        "runs.jsonl",
        "state.sqlite",
        ".lock",
    )
    assert [name for name in names if not name.startswith(allowed)] == []


def test_credentials_reach_neither_log_nor_archive_and_only_the_start_pages_site(hostile: Hostile) -> None:
    sent = {asked.path: asked.headers for asked in hostile.site.asked}
    assert sent["/good.html"]["authorization"] == "Basic dXNlcjpodXNo"
    assert any("s3cret-of-portal" in headers.get("cookie", "") for headers in sent.values())
    requests = b""
    for path in (hostile.out / "archive").glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, parse_http=False):
                if record.headers.get("WARC-Type") == "request":
                    requests += record.reader.read()
    assert b"(withheld)" in requests
    for secret in ("dXNlcjpodXNo", "s3cret-of-portal"):
        assert secret.encode() not in requests
        assert secret not in hostile.log


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1", "loopback"), ("::1", "loopback"), ("::ffff:10.1.2.3", "private"), ("10.1.2.3", "private"),
            ("172.16.0.1", "private"),
        ("192.168.0.1", "private"), ("169.254.169.254", "link-local"), ("fe80::1", "link-local"),
            ("fd00::1", "private"),
        ("100.64.0.1", "not public"), ("224.0.0.1", "multicast"), ("0.0.0.0", "unspecified"),
            ("64:ff9b::7f00:1", "not public"),
        ("2002:7f00:1::", "not public"), ("fe80::1%eth0", "link-local"), ("8.8.8.8", None), ("2606:4700::1111", None),
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str, reason: str | None) -> None:
    found = forbidden_reason(address)
    assert (found is None) == (reason is None)
    if reason in ("loopback", "link-local", "multicast"):
        assert found == reason


class Resolver:
    """A name server that answers differently every time."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: Any, host: str, port: int) -> None:  # noqa: N802
        for address in self.answers.pop(0):
            receiver.addressResolved(IPv4Address("TCP", address, port))
        receiver.resolutionComplete()


class Reactor:
    """Notes what would be connected to."""

    def __init__(self, *answers: list[str]) -> None:
        self.nameResolver = Resolver(*answers)
        self.connected: list[str] = []


def connecting(reactor: Reactor, monkeypatch: pytest.MonkeyPatch, *, allow_private: bool = False) -> Any:
    class Endpoint:
        def __init__(self, _reactor: Any, address: str, port: int, timeout: float) -> None:
            self.address = address

        def connect(self, factory: Any) -> Deferred[str]:
            reactor.connected.append(self.address)
            return succeed("connected")

    monkeypatch.setattr("newsmill.crawler.fetch.download.TCP4ClientEndpoint", Endpoint)
    endpoint = _GuardedEndpoint(reactor, "portal.test", 80, allow_private=allow_private, timeout=1.0)
    outcome: list[Any] = []
    endpoint.connect(None).addBoth(outcome.append)  # type: ignore[arg-type]
    return outcome[0]


def test_a_name_that_is_rebound_to_the_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    reactor = Reactor(["93.184.215.14"], ["127.0.0.1"])
    assert connecting(reactor, monkeypatch) == "connected"
    failure = connecting(reactor, monkeypatch)
    assert failure.check(ForbiddenAddress)
    assert reactor.connected == ["93.184.215.14"]


def test_of_several_addresses_only_the_public_one_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    reactor = Reactor(["10.0.0.7", "93.184.215.14"])
    assert connecting(reactor, monkeypatch) == "connected"
    assert reactor.connected == ["93.184.215.14"]


def test_who_allows_private_addresses_gets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    reactor = Reactor(["10.0.0.7"])
    assert connecting(reactor, monkeypatch, allow_private=True) == "connected"
