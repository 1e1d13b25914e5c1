import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsmill.crawler.commands.inspect import inspect
from newsmill.crawler.fetch.single_page import FetchProblem, fetch_page

PAGE = "<h1>标题</h1><p>正文</p>".encode("gbk")


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/go"):
            self.send_response(302)
            self.send_header(
                "Location",
                {"/go": "/page", "/go-loop": "/go-loop", "/go-file": "file:///etc/passwd"}[self.path],
            )
            self.end_headers()
            return
        body = gzip.compress(b"\0" * (33 << 20)) if self.path == "/bomb" else gzip.compress(PAGE)
        self.send_response(404 if self.path == "/none" else 200)
        self.send_header("Content-Type", "text/html; charset=gbk")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    listening.server_close()


def test_a_page_comes_with_its_bytes_charset_and_the_url_it_was_at_last(server: str) -> None:
    page = fetch_page(f"{server}/go", allow_private=True)
    assert page.raw == PAGE
    assert page.charset == "gbk"
    assert page.url == f"{server}/page"
    assert page.status == 200


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/none", "status 404"),
        ("/bomb", "larger than 32 MB"),
        ("/go-loop", "redirects more than"),
        ("/go-file", "not the address of a web page"),
    ],
)
def test_what_cannot_be_fetched_is_reported(server: str, path: str, said: str) -> None:
    with pytest.raises(FetchProblem, match=said):
        fetch_page(f"{server}{path}", allow_private=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_this_machine_is_asked_only_when_allowed(server: str, host: str) -> None:
    with pytest.raises(FetchProblem, match="not on the public network"):
        fetch_page(f"http://{host}:{server.rpartition(':')[2]}/page")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/", "http://", "javascript:alert(1)"])
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(FetchProblem):
        fetch_page(url)


@pytest.mark.parametrize(
    "address", ["ftp://127.0.0.1/", "s3://bucket/page.html", "file:///etc/hosts", "gopher://127.0.0.1/"]
)
def test_inspect_connects_to_nothing_but_http(address: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(inspect, [address, "-o", str(tmp_path / "out.html"), "--allow-private"])
    assert result.exit_code == 2
    assert "not the address of a web page" in result.output
    refused = CliRunner().invoke(
        inspect, ["http://127.0.0.1:1/", "-o", str(tmp_path / "out.html"), "--allow-private"]
    )
    assert refused.exit_code == 2
    assert "cannot be fetched" in refused.output
