"""Pages that scripts build, through a real Chromium."""

from __future__ import annotations

import asyncio
import gzip
import shutil
from pathlib import Path

import pytest
from loopback import articles, crawl, lines, serving, site_file

from newsmill.crawler.fetch.browser import GuardedProxy


@pytest.fixture
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("there is no Chromium here; apt-get install chromium")
    return found


def archived_text(out: Path) -> str:
    return "".join(
        gzip.decompress(path.read_bytes()).decode("utf-8", "replace") for path in (out / "archive").iterdir()
    )


def test_an_article_that_a_script_fetches_is_read_with_a_browser(tmp_path: Path, chromium: str) -> None:
    page = "http://portal.example/app/story/8813.html"
    text = f'start = "{page}"\nconnect_to = "demo"\nscope = ["portal.example/app/story/"]\n[politeness]\ndelay = 0\n'
    plain, rendered = tmp_path / "plain", tmp_path / "rendered"
    crawl(site_file(tmp_path, text, "plain"), plain, code=None)
    crawl(site_file(tmp_path, "render = true\n" + text, "rendered"), rendered, code=None)
    assert [record["title"] for record in articles(rendered)] == ["岚江水下有什么：声呐第一次给江底画像"]
    paragraph = "一艘六米长的无人测量船昨天完成了"
    assert articles(rendered)[0]["body"].startswith(paragraph)
    assert paragraph in archived_text(rendered)
    assert paragraph not in archived_text(plain)
    assert lines(rendered / "rejects.jsonl") == []


def test_the_browser_cannot_reach_inside_the_network() -> None:
    async def ask(proxy: GuardedProxy, request: bytes) -> bytes:
        await proxy.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.address.rpartition(":")[2]))
        writer.write(request)
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        await proxy.stop()
        return answer

    with serving({"/secret.html": "secret"}) as server:
        host = server.address.removeprefix("http://")
        get = f"GET {server.address}/secret.html HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        kept = asyncio.run(ask(GuardedProxy(allow_private=False, connect_to={}), get))
        tunnel = f"CONNECT {host} HTTP/1.1\r\n\r\n".encode()
        assert kept.startswith(b"HTTP/1.1 403")
        assert asyncio.run(ask(GuardedProxy(allow_private=False, connect_to={}), tunnel)).startswith(
            b"HTTP/1.1 403"
        )
        assert server.asked == []
        assert b"secret" in asyncio.run(ask(GuardedProxy(allow_private=True, connect_to={}), get))
