"""The project on a real scrapyd: deployed with scrapyd-deploy, scheduled over HTTP, its log fetched from there."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import records

pytest.importorskip("scrapyd", reason="scrapyd is not installed; it is in the test group")
pytest.importorskip("scrapyd_client", reason="scrapyd-client is not installed; it is in the test group")

# What docs/crawling.md says to deploy: a folder with this file alone; newsmill is installed where scrapyd runs.
PROJECT = """
[settings]
default = newsmill.crawler.settings

[deploy]
url = {address}
project = news
"""


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("SCRAPY")}


@pytest.fixture
def scrapyd(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path / "scrapyd"
    folder.mkdir()
    settings = f"[scrapyd]\nbind_address = 127.0.0.1\nhttp_port = {port}\npoll_interval = 0.2\n"
    (folder / "scrapyd.conf").write_text(settings, encoding="utf-8")
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapyd"], cwd=folder, env=environment(), stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def asked(address: str, **fields: str) -> Any:
    body = urllib.parse.urlencode(fields).encode() if fields else None
    with urllib.request.urlopen(address, body, timeout=60) as answer:
        return json.load(answer)


def finished(address: str) -> Any:
    """The job that is done, waited for."""
    for _ in range(1200):
        jobs = asked(address + "listjobs.json?project=news")
        if jobs["finished"]:
            return jobs["finished"][0]
        time.sleep(0.2)
    raise AssertionError(f"the crawl does not end: {jobs}")


def test_a_crawl_is_deployed_scheduled_and_its_log_fetched(tmp_path: Path, scrapyd: str) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "scrapy.cfg").write_text(PROJECT.format(address=scrapyd), encoding="utf-8")
    deployed = subprocess.run(
        [sys.executable, "-m", "scrapyd_client.deploy"],
        cwd=project, env=environment(), capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    assert asked(scrapyd + "listspiders.json?project=news")["spiders"] == ["portal"]
    out = tmp_path / "out"
    arguments = {"site": "demo", "out": str(out), "workers": "1", "max_pages": "12"}
    job = asked(scrapyd + "schedule.json", project="news", spider="portal", **arguments)
    assert job["status"] == "ok"
    done = finished(scrapyd)
    assert done["id"] == job["jobid"]
    with urllib.request.urlopen(scrapyd.rstrip("/") + done["log_url"], timeout=60) as answer:
        log = answer.read().decode()
    assert "stopped at the limit of 12 pages" in log
    assert "Traceback" not in log
    assert records(out), log
