"""`newsmill push`, against a hub on this machine that keeps what it is sent."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from newsmill.pipelines.export.push_command import push


class Hub(ThreadingHTTPServer):
    """Answers as the hub does to the calls of one upload: create, preupload, commit."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.made: list[dict[str, Any]] = []
        self.commits: list[dict[str, bytes]] = []
        self.token = "Bearer hf_test"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def _answer(self, body: Any, status: int = 200) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        self._answer({"id": "me/news", "sha": "0" * 40, "siblings": []})

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Authorization") != self.server.token:
            self._answer({"error": "Invalid username or password."}, 401)
        elif self.path == "/api/repos/create":
            self.server.made.append(json.loads(sent))
            self._answer({"url": f"{self.server.address}/datasets/me/news", "name": "me/news"})
        elif self.path == "/api/validate-yaml":
            self._answer({"errors": [], "warnings": []})
        elif "/preupload/" in self.path:
            files = json.loads(sent)["files"]
            shown = [
                {"path": file["path"], "uploadMode": "regular", "shouldIgnore": False, "oid": None}
                for file in files
            ]
            self._answer({"files": shown})
        elif "/commit/" in self.path:
            lines = [json.loads(line) for line in sent.splitlines() if line]
            values = [line["value"] for line in lines if line["key"] == "file"]
            self.server.commits.append(
                {value["path"]: base64.b64decode(value["content"]) for value in values}
            )
            self._answer(
                {
                    "commitUrl": f"{self.server.address}/datasets/me/news/commit/{'1' * 40}",
                    "commitOid": "1" * 40,
                    "success": True,
                }
            )
        else:
            self._answer({"error": "unknown"}, 404)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setenv("HF_TOKEN", "hf_test")
    # Read from the environment when first imported, perhaps by a test that works offline.
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def corpus(make_corpus: Any, record: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("newsmill.pipelines.export.plots.draw", lambda *_: [])
    made: Path = make_corpus([record(1), record(2)], card=True)
    return made


def pushed(hub: Hub, corpus: Path, *options: str) -> Result:
    return CliRunner().invoke(push, [str(corpus), "me/news", "--endpoint", hub.address, *options])


def test_a_corpus_is_uploaded_whole_in_one_commit(hub: Hub, corpus: Path) -> None:
    result = pushed(hub, corpus, "--licence", "cc-by-4.0", "--private")
    assert result.exit_code == 0, result.output
    assert hub.made[0]["type"] == "dataset"
    assert hub.made[0].get("visibility") == "private" or hub.made[0].get("private") is True
    (files,) = hub.commits
    there = {
        path.relative_to(corpus).as_posix(): path.read_bytes() for path in corpus.rglob("*") if path.is_file()
    }
    assert files == there
    assert b"\nlicense: cc-by-4.0\n" in files["README.md"]
    assert pushed(hub, corpus).exit_code == 0  # the card has its licence now


def test_without_a_licence_nothing_is_uploaded(hub: Hub, corpus: Path) -> None:
    result = pushed(hub, corpus)
    assert result.exit_code == 2
    assert "--licence" in result.output
    assert not hub.made
    assert not hub.commits


def test_a_damaged_corpus_is_not_uploaded(hub: Hub, corpus: Path) -> None:
    data = next(corpus.glob("data/*.parquet"))
    data.write_bytes(data.read_bytes()[:-9])
    result = pushed(hub, corpus, "--licence", "cc0-1.0")
    assert result.exit_code == 2
    assert data.name in result.output
    assert not hub.commits


def test_a_hub_that_refuses_is_one_sentence(hub: Hub, corpus: Path) -> None:
    hub.token = "Bearer another"
    result = pushed(hub, corpus, "--licence", "cc0-1.0")
    assert result.exit_code == 1
    assert "The hub rejected the upload" in result.output
    assert "Traceback" not in result.output
    assert "hf_test" not in result.output


def test_a_folder_that_is_not_an_export_and_a_name_without_owner_are_refused(
    hub: Hub, corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    assert pushed(hub, tmp_path / "empty").exit_code == 2
    wrong = CliRunner().invoke(push, [str(corpus), "news", "--endpoint", hub.address])
    assert wrong.exit_code == 2
    assert "OWNER/NAME" in wrong.output
