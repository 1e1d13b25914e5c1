import gzip
import json
from pathlib import Path

import pytest

from newsmill.pipelines.labels.store import Label, LabelError, LabelStore


def test_a_label_is_saved_with_its_page_and_read_again(tmp_path: Path) -> None:
    store = LabelStore(tmp_path / "labels")
    label = Label(
        id="ab12", url="http://news.example.com/a.html", title="老桥", published="2012-02-14", source=None,
        authors=["张三"], editors=[], body="一段\n又一段", charset="gbk",
    )  # fmt: skip
    store.save(label, "老桥".encode("gbk"))
    assert store.labels() == [label]
    page = store.page(label)
    assert (page.raw, page.url, page.charset) == ("老桥".encode("gbk"), label.url, "gbk")
    line = json.loads((tmp_path / "labels" / "labels.jsonl").read_text())
    assert line["source"] is None
    assert line["authors"] == ["张三"]
    assert "lead" not in line


def test_saving_again_replaces_the_label_and_leaves_every_other_line_as_it_is(tmp_path: Path) -> None:
    foreign = b'{"id": "other", "site": "163",  "kind":"article"}'
    (tmp_path / "labels.jsonl").write_bytes(foreign + b"\nno label at all\n")
    store = LabelStore(tmp_path)
    store.save(Label(id="ab12", title="old"), b"<p>a")
    store.save(Label(id="ab12", title="new"), b"<p>b")
    lines = (tmp_path / "labels.jsonl").read_bytes().splitlines()
    assert lines[:2] == [foreign, b"no label at all"]
    assert [json.loads(line)["title"] for line in lines[2:]] == ["new"]
    assert gzip.decompress((tmp_path / "pages" / "ab12.html.gz").read_bytes()) == b"<p>b"


def test_keys_that_others_keep_in_a_label_survive_a_correction(tmp_path: Path) -> None:
    (tmp_path / "labels.jsonl").write_text(
        '{"id": "ab12", "site": "163", "title": "old", "body_full": "x"}\n'
    )
    LabelStore(tmp_path).save(Label(id="ab12", title="new"), b"<p>a")
    saved = json.loads((tmp_path / "labels.jsonl").read_text())
    assert saved == {"id": "ab12", "url": None, "title": "new", "site": "163"}


def test_the_same_page_is_the_same_bytes_whenever_it_is_saved(tmp_path: Path) -> None:
    files = []
    for name in ("one", "two"):
        LabelStore(tmp_path / name).save(Label(id="ab12"), b"<p>a")
        files.append((tmp_path / name / "pages" / "ab12.html.gz").read_bytes())
    assert files[0] == files[1]


@pytest.mark.parametrize("name", ["../a", "a/b", "", ".hidden", "a\x00", "a" * 200])
def test_an_id_leads_to_no_other_file(tmp_path: Path, name: str) -> None:
    store = LabelStore(tmp_path / "labels")
    with pytest.raises(ValueError, match="not a valid file name"):
        store.save(Label(id=name), b"x")
    assert not (tmp_path / "labels").exists()
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "labels.jsonl").write_text(json.dumps({"id": name}))
    with pytest.raises(LabelError, match="line 1"):
        store.labels()


def test_what_cannot_be_read_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "labels.jsonl").write_text('{"id": "a"}\n{"id": "b", "authors": "x"}\n')
    with pytest.raises(LabelError, match="line 2"):
        LabelStore(tmp_path).labels()
    with pytest.raises(LabelError, match="cannot be read"):
        LabelStore(tmp_path).page(Label(id="a"))
