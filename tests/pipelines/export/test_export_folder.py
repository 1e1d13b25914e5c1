"""An export appears whole or not at all, and the same one again is the same, byte for byte."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from newsmill.pipelines.export import folder as folders
from newsmill.pipelines.export.folder import output_folder
from newsmill.pipelines.record import encode


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("form", ["parquet", "jsonl.gz", "jsonl.zst", "csv", "sqlite", "tei", "markdown"])
def test_the_same_records_give_the_same_bytes_whatever_their_order(
    make_corpus: Any, record: Any, form: str
) -> None:
    records = [record(number) for number in range(40)] + [
        record(50, body=record(3).body),
        record(3, version=2),
    ]
    options = ("--format", form, "--dedup", "near", "--split", "train=0.8,test=0.2", "--filter", "all")
    first = contents(make_corpus(records, *options, out="one/corpus"))
    second = contents(make_corpus(records[::-1], *options, out="two/corpus"))
    assert first == second


def test_card_and_plots_are_the_same_bytes_again(make_corpus: Any, record: Any) -> None:
    records = [record(number) for number in range(20)]
    first = contents(make_corpus(records, card=True, out="one/corpus"))
    assert "plots/sites.svg" in first
    assert contents(make_corpus(records, card=True, out="two/corpus")) == first


def test_checksums_are_what_sha256sum_checks(make_corpus: Any, record: Any) -> None:
    corpus = make_corpus([record(1), record(2)])
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=corpus, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert set(contents(corpus)) == {
        line.split("  ")[1] for line in (corpus / "SHA256SUMS").read_text().splitlines()
    } | {"SHA256SUMS"}


def test_an_earlier_export_is_replaced_and_other_files_never(
    make_corpus: Any, run_export: Any, record: Any, tmp_path: Path
) -> None:
    corpus = make_corpus([record(1)], "--split", "train=0.5,test=0.5")
    corpus = make_corpus([record(1)], "--format", "jsonl")
    assert [path.name for path in corpus.glob("data/*")] == ["train-00000-of-00001.jsonl"]
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("mine")
    result = run_export(tmp_path / "run", "-o", other)
    assert result.exit_code == 2
    assert "no export made" in result.output
    assert [path.name for path in other.iterdir()] == ["chapter.txt"]


def test_a_failed_export_leaves_the_earlier_one_and_nothing_else(
    make_corpus: Any, run_export: Any, record: Any, tmp_path: Path
) -> None:
    before = contents(make_corpus([record(1)]))
    result = run_export(tmp_path / "run", "-o", tmp_path / "corpus", "--where", "nothing = 1")
    assert result.exit_code == 2
    assert contents(tmp_path / "corpus") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "run"]


def test_without_an_exchange_of_folders_the_swap_still_works(
    make_corpus: Any, record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
    make_corpus([record(1)])
    corpus = make_corpus([record(1), record(2)], "--format", "jsonl")
    assert len((corpus / "data/train-00000-of-00001.jsonl").read_bytes().splitlines()) == 2


def test_killed_at_any_moment_and_run_again_gives_the_undisturbed_output(
    shards: Any, record: Any, tmp_path: Path
) -> None:
    source = shards([record(number) for number in range(1000)])
    command = [sys.executable, "-m", "newsmill", "export", str(source), "--no-card", "-o"]
    undisturbed = tmp_path / "calm" / "corpus"
    began = time.monotonic()
    subprocess.run([*command, str(undisturbed)], check=True, capture_output=True)
    took = time.monotonic() - began
    out = tmp_path / "killed" / "corpus"
    for share in (0.6, 0.9):
        victim = subprocess.Popen([*command, str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(took * share)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        if out.exists():
            assert contents(out) == contents(undisturbed)
    subprocess.run([*command, str(out)], check=True, capture_output=True)
    assert contents(out) == contents(undisturbed)
    assert [path.name for path in out.parent.iterdir()] == ["corpus"]


def test_ctrl_c_ends_with_a_sentence_and_leaves_nothing(
    make_corpus: Any, run_export: Any, record: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: object, versions: str) -> int:
        raise KeyboardInterrupt

    before = contents(make_corpus([record(1)]))
    monkeypatch.setattr("newsmill.pipelines.export.workspace.Workspace.settle", interrupted)
    result = run_export(tmp_path / "run", "-o", tmp_path / "corpus")
    assert result.exit_code == 130
    assert "Stopped. Nothing was written." in result.output
    assert contents(tmp_path / "corpus") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "run"]


def test_two_exports_to_one_folder_do_not_meet(tmp_path: Path) -> None:
    with (
        output_folder(tmp_path / "out") as first,
        pytest.raises(Exception, match="under way"),
        output_folder(tmp_path / "out"),
    ):
        pass
    assert not first.new.exists()


def test_a_larger_corpus_than_memory_goes_through_the_disk(
    shards: Any, run_export: Any, record: Any, tmp_path: Path
) -> None:
    source = shards(encode(record(number, body=os.urandom(3_000).hex())) for number in range(14_000))
    options = ("-o", tmp_path / "out", "--no-card", "--dedup", "none", "--format", "jsonl", "--memory")
    result = run_export(source, *options, "20MB")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out/data/train-00000-of-00001.jsonl").stat().st_size > 80_000_000
    result = run_export(source, *options, "1MB")
    assert result.exit_code == 2
    assert "--memory" in result.output
