"""A site's own proxy, tried with a small one on 127.0.0.1."""

from __future__ import annotations

import base64
import contextlib
import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastwarc.warc import ArchiveIterator
from loopback import article, crawl, listing, records, rejects, serving, site_file

CREDENTIALS = "Basic " + base64.b64encode(b"reader:p@ss word").decode()


class Proxy:
    """Forwards what it is asked for in absolute form to one server, whatever the host; `asked` are the addresses."""

    def __init__(self, to: str, *, credentials: str | None = None) -> None:
        self.to = urlsplit(to).netloc
        self.credentials = credentials
        self.asked: list[str] = []
        self.address = ""


@contextlib.contextmanager
def proxying(to: str, *, credentials: str | None = None) -> Iterator[Proxy]:
    proxy = Proxy(to, credentials=credentials)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if proxy.credentials and self.headers.get("Proxy-Authorization") != proxy.credentials:
                self._send(407, {"Proxy-Authenticate": "Basic"}, b"who are you?")
                return
            proxy.asked.append(self.path)
            parts = urlsplit(self.path)
            onward = http.client.HTTPConnection(proxy.to, timeout=20)
            headers = {
                name: value for name, value in self.headers.items() if not name.lower().startswith("proxy-")
            }
            onward.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers)
            answer = onward.getresponse()
            self._send(answer.status, dict(answer.getheaders()), answer.read())

        def _send(self, status: int, fields: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in fields.items():
                if name.lower() not in (
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "date",
                    "server",
                ):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    proxy.address = f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()


PAGES: dict[str, Any] = {
    "/": listing("/a.html", "/b.html", "http://10.0.0.7/secret.html"),
    "/a.html": article("甲"),
    "/b.html": article("乙"),
}
SCOPE = 'start = "http://portal.test/"\nscope = ["portal.test", "10.0.0.7"]\n'


def test_everything_goes_through_the_proxy_of_the_site_file(tmp_path: Path) -> None:
    with serving(PAGES) as server, proxying(server.address, credentials=CREDENTIALS) as proxy:
        text = f'{SCOPE}proxy = "http://reader:p%40ss%20word@{proxy.address}"\n[politeness]\ndelay = 0\n'
        text += '[headers]\nX-Key = "key of the house"\n'
        crawl(site_file(tmp_path, text), tmp_path / "out")
        assert sorted(record["url"] for record in records(tmp_path / "out")) == [
            "http://portal.test/a.html", "http://portal.test/b.html",
        ]  # fmt: skip
        assert set(proxy.asked) == {
            f"http://portal.test/{path}" for path in ("", "robots.txt", "a.html", "b.html")
        }
        assert rejects(tmp_path / "out") == {"http://10.0.0.7/secret.html": "forbidden-address"}
        assert all("proxy-authorization" not in asked.headers for asked in server.asked)
        for file in (tmp_path / "out" / "archive").iterdir():
            with file.open("rb") as stream:
                archived = b"".join(
                    bytes(record.reader.read()) for record in ArchiveIterator(stream, parse_http=False)
                )
            assert b"Basic " not in archived
        manifest = (tmp_path / "out" / "manifest.json").read_bytes()
        assert b"p%40ss" not in manifest
        assert b"key of the house" not in manifest
        assert {asked.headers["x-key"] for asked in server.asked} == {"key of the house"}


def test_a_proxy_that_refuses_is_reported(tmp_path: Path) -> None:
    with serving(PAGES) as server, proxying(server.address, credentials=CREDENTIALS) as proxy:
        text = f'{SCOPE}proxy = "http://reader:wrong@{proxy.address}"\n[politeness]\ndelay = 0\nretries = 0\n'
        output = crawl(site_file(tmp_path, text), tmp_path / "out", code=1)
        assert proxy.asked == []
        assert server.paths == []
        assert "407" in output
        assert "wrong" not in output
