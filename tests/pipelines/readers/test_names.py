"""File names that are not UTF-8, as in many folders and archives from Chinese systems."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.file_names import packed, shown, shown_bytes, unpacked
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.plan import plan
from newsmill.pipelines.readers.slices import Reading

PAGE = "<html><body><h1>图书馆</h1><p>城东新图书馆昨日向市民开放，首批上架图书五万册。</p></body></html>".encode()


def origins(path: Path, options: Options | None = None) -> list[tuple[str | None, str | None]]:
    slices = plan([str(path)], options or Options())
    return [
        (item.origin, item.url) for part in slices for item in read(Reading(part)) if isinstance(item, Page)
    ]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder with names in UTF-8, in GBK, and in Latin-1."""
    folder = tmp_path / "saved"
    folder.mkdir()
    for name in ("甲.html".encode(), "新闻稿.html".encode("gbk"), "café.html".encode("latin-1")):
        (folder / os.fsdecode(name)).write_bytes(PAGE)
    return folder


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("甲.html".encode(), "甲.html"),
        ("新闻稿（一）.html".encode("gbk"), "新闻稿（一）.html"),
        ("café.html".encode("latin-1"), r"caf\xe9.html"),
        (b"\xff\xfe", r"\xff\xfe"),
    ],
)
def test_a_name_is_shown_by_what_its_bytes_say(name: bytes, text: str) -> None:
    assert shown_bytes(name) == text
    assert shown(f"a/{os.fsdecode(name)}") == f"a/{text}"


@pytest.mark.parametrize("path", ["a/b.html", "甲/乙.html", os.fsdecode("甲".encode("gbk"))])
def test_a_path_survives_its_travel(path: str) -> None:
    packed(path).encode()  # it can be written
    assert unpacked(packed(path)) == path


def test_files_with_names_of_any_charset_are_read(saved: Path) -> None:
    names = [origin for origin, _ in origins(saved)]
    assert sorted(map(str, names)) == ["saved/caf\\xe9.html", "saved/新闻稿.html", "saved/甲.html"]


def test_a_rule_makes_a_url_of_the_bytes_of_a_name(saved: Path) -> None:
    urls = [url for _, url in origins(saved, Options(url_rule="http://a.example/{stem}"))]
    assert "http://a.example/%D0%C2%CE%C5%B8%E5" in urls


def test_a_whole_run_over_such_names(saved: Path, tmp_path: Path) -> None:
    folder = saved.rename(tmp_path / os.fsdecode("旧闻".encode("gbk")))
    command = [sys.executable, "-m", "newsmill", "clean", str(folder), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest["counts"]["records"] == 3
    assert manifest["inputs"][0]["path"].endswith("旧闻")
    again = subprocess.run(command, capture_output=True, check=False)
    assert again.returncode == 0
    assert b"Nothing to do" in again.stderr


def test_members_of_a_zip_that_was_packed_on_a_chinese_system(tmp_path: Path) -> None:
    name = "新闻稿.html".encode("gbk")
    path = tmp_path / "old.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x" * len(name), PAGE)
    path.write_bytes(path.read_bytes().replace(b"x" * len(name), name))
    assert origins(path) == [("old.zip#新闻稿.html", None)]


def test_members_of_a_tar_that_was_packed_on_a_chinese_system(tmp_path: Path) -> None:
    path = tmp_path / "old.tar"
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT, encoding="gbk") as archive:
        member = tarfile.TarInfo("新闻稿.html")
        member.size = len(PAGE)
        archive.addfile(member, io.BytesIO(PAGE))
    assert origins(path) == [("old.tar#新闻稿.html", None)]
