"""Servers on 127.0.0.1 for the crawler's tests, and one way to crawl them in a process of its own."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]

Answer = tuple[int, dict[str, str], bytes]


class Asked(NamedTuple):
    path: str
    headers: dict[str, str]
    at: float


class Server:
    """A site made of a dict of paths, or of a function. `asked` is what was asked of it."""

    def __init__(self, pages: dict[str, Any] | Callable[[str], Any]) -> None:
        self.pages = pages
        self.asked: list[Asked] = []
        self.address = ""

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def answer(self, path: str, headers: dict[str, str]) -> Answer | Callable[[Any], None] | None:
        found = self.pages(path) if callable(self.pages) else self.pages.get(path)
        if callable(found):
            return found
        if found is None:
            return 404, {"Content-Type": "text/html"}, b"<html><body><p>not here</p></body></html>"
        if isinstance(found, tuple):
            return found
        body = found.encode() if isinstance(found, str) else found
        kind = "text/plain" if path.endswith(".txt") else "text/xml" if path.endswith(".xml") else "text/html"
        return 200, {"Content-Type": f"{kind}; charset=utf-8"}, body


@contextlib.contextmanager
def serving(pages: dict[str, Any] | Callable[[str], Any]) -> Iterator[Server]:
    import time

    site = Server(pages)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append(Asked(self.path, headers, time.monotonic()))
            answer = site.answer(self.path, headers)
            if callable(answer):
                answer(self)
                return
            assert answer is not None
            status, fields, body = answer
            self.send_response(status)
            for name, value in fields.items():
                self.send_header(name, value)
            if status != 304 and "Content-Length" not in fields:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 128

        def handle_error(self, *args: Any) -> None:
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def article(title: str, *links: str, text: str = "") -> str:
    body = text or (
        f"这是关于{title}的报道的第一段，讲述了事情的经过，时间、地点和人物都在里面。"
        f"记者在现场看到，{title}的工作人员正在忙碌，附近的居民也来到这里观看，大家都说很高兴。"
    )
    paragraphs = "".join(
        f"<p>{body}第{number}段到此为止，后面还有更多的内容等待读者去了解。</p>" for number in range(1, 5)
    )
    anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return (
        f'<html lang="zh"><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>'
        f"<div>2024-05-06 10:20 来源：测试报</div><div class=article>{paragraphs}</div><ul>{anchors}</ul>"
        f"</body></html>"
    )


def listing(*links: str) -> str:
    anchors = "".join(f'<li><a href="{link}">{link} 的新闻标题在这里</a></li>' for link in links)
    return (
        f'<html><head><meta charset="utf-8"><title>频道</title></head><body><h1>频道</h1>'
        f"<ul>{anchors}</ul></body></html>"
    )


def site_file(folder: Path, text: str, name: str = "test") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def crawl_command(site: str | Path, out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "newsmill", *crawl_arguments(site, out, *options)]


def crawl_arguments(site: str | Path, out: Path, *options: str) -> list[str]:
    return ["crawl", str(site), "-o", str(out), "--workers", "1", *options]


class Crawls:
    """One process that has the crawler loaded and forks one for each crawl: loading takes longer than most
    crawls here."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def run(self, args: list[str]) -> tuple[int, str]:
        with self._lock:
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, str(Path(__file__).with_name("forked_crawls.py"))],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
                )  # fmt: skip
                atexit.register(self._process.kill)
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            with tempfile.NamedTemporaryFile() as log:
                self._process.stdin.write(json.dumps({"args": args, "log": log.name}) + "\n")
                self._process.stdin.flush()
                code = int(self._process.stdout.readline())
                return code, log.read().decode("utf-8", "replace")


_crawls = Crawls()


def crawl(site: str | Path, out: Path, *options: str, code: int | None = 0) -> str:
    """Crawl and wait; asserts the exit code and gives what was printed."""
    ended, text = _crawls.run(crawl_arguments(site, out, *options))
    if code is not None:
        assert ended == code, text
    return text


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def records(out: Path) -> list[dict[str, Any]]:
    return [record for path in sorted(out.glob("records-*.jsonl")) for record in lines(path)]


def rejects(out: Path) -> dict[str, str]:
    return {reject["url"]: reject["reason"] for reject in lines(out / "rejects.jsonl")}


def manifest(out: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((out / "manifest.json").read_bytes())
    return loaded


def kill_group(process: subprocess.Popen[Any]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def articles(out: Path) -> list[dict[str, Any]]:
    """The records of pages that the test sites call articles: those with a file name."""
    return [record for record in records(out) if record["url"].endswith(".html")]
