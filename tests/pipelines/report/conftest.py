import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

# Without these Chromium asks its maker's hosts for updates, which would hide what a page asks for.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Watched:
    """A browser page with everything that happens in it written down."""

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[str] = []
        self.problems: list[str] = []
        self.context = context
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)
        context.on("page", self._opened)
        self.page: Page = context.new_page()

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _failed(self, request: Request) -> None:
        if request.failure == "csp":  # the policy stopped it before it was sent
            self.requests.remove(request.url)

    def _opened(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("console", lambda message: self.problems.append(f"console: {message.text}"))
        page.on(
            "dialog", lambda dialog: (self.problems.append(f"dialog: {dialog.message}"), dialog.dismiss())
        )

    def open(self, address: str | Path) -> Page:
        self.page.goto(address.as_uri() if isinstance(address, Path) else address)
        return self.page


@pytest.fixture
def watch(chromium: Browser) -> Iterator[Callable[..., Watched]]:
    contexts = []

    def open_context(**options: object) -> Watched:
        context = chromium.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Watched(context)

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """Serves an application on a free port until the test ends, as a browser sees it. Returns its address."""
    running = []

    def begin(application: Any) -> str:
        server = uvicorn.Server(uvicorn.Config(application, log_level="error", access_log=False))
        listening = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        running.append((server, thread, listening))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield begin
    for server, thread, listening in running:
        server.should_exit = True
        thread.join(10)
        listening.close()
