"""`--learn on`: two passes, the same profiles on any number of workers, kept with the run and reusable."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newsmill.pipelines.extract.body.site_profile import decode_profiles
from newsmill.pipelines.record import decode_record

NEWSMILL = [sys.executable, "-c", "from newsmill import main; main()", "clean"]
STANDING = "本网新闻热线全天候开通，欢迎读者提供线索，一经采用即付稿酬。"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "saved" / "news.example.com"
    folder.mkdir(parents=True)
    for number in range(100):
        text = (
            f"城东第{number}图书馆昨日正式向市民开放，首日接待读者{number}千余人次，馆内藏书{number}万册，"
            * 2
        )
        (folder / f"{number}.html").write_text(
            f"<html><body><div class='text'><h1>第{number}馆</h1><p>{text}</p><p>第{number}天，{text}</p>"
            f"<p>{STANDING}</p></div></body></html>"
        )
    return tmp_path / "saved"


def newsmill(*arguments: str | Path) -> None:
    done = subprocess.run([*NEWSMILL, *map(str, arguments)], capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_learning_is_the_same_on_any_number_of_workers_and_can_be_reused(saved: Path, tmp_path: Path) -> None:
    rule = ("--url-rule", "http://{path}")
    newsmill(saved, "-o", tmp_path / "off", *rule)
    newsmill(saved, "-o", tmp_path / "one", *rule, "--learn", "on", "--workers", "1")
    newsmill(saved, "-o", tmp_path / "two", *rule, "--learn", "on", "--workers", "2")
    newsmill(saved, "-o", tmp_path / "again", *rule, "--profiles", tmp_path / "one" / "profiles.json")
    records = {
        name: (tmp_path / name / "records-00000.jsonl").read_bytes()
        for name in ("off", "one", "two", "again")
    }
    assert records["one"] == records["two"] == records["again"]
    assert all(STANDING in decode_record(line).body for line in records["off"].splitlines())
    assert not any(STANDING in decode_record(line).body for line in records["one"].splitlines())
    profiles = decode_profiles((tmp_path / "one" / "profiles.json").read_bytes())
    assert profiles["news.example.com"].pages == 100
    settings = json.loads((tmp_path / "again" / "manifest.json").read_bytes())["settings"]
    assert settings["task"]["profiles"].startswith("sha256:")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--learn", "on"], "needs an output folder"),
        (["--profiles", "notes.txt"], "does not contain site profiles"),
    ],
)
def test_what_cannot_be_learned_is_reported(
    saved: Path, arguments: list[str], said: str, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    done = subprocess.run([*NEWSMILL, str(saved), *arguments], capture_output=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert said in done.stderr.decode()
