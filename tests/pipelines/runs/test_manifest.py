"""The account of a run adds up and survives its own JSON."""

from __future__ import annotations

from pathlib import Path

from newsmill.pipelines.runs.manifest import (
    Counts,
    Input,
    Manifest,
    now,
    read_manifest,
    versions,
    write_manifest,
)


def test_a_manifest_survives_its_own_json(tmp_path: Path) -> None:
    manifest = Manifest(command="clean", started_at=now(), versions=versions())
    manifest.inputs = [Input(path="saved", kind="folder", files=2, bytes=10, digest="sha256:00")]
    manifest.counts.add_record()
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


def test_a_folder_without_manifest_has_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None


def test_counts_of_parts_add_up() -> None:
    total, part = Counts(), Counts()
    total.add_record()
    total.add_reject("timeout")
    part.add_reject("timeout")
    part.add_reject("empty")
    part.add_listing()
    part.add_skipped("redirect", 3)
    total.add(part)
    assert total.rejects_by_reason == {"empty": 1, "timeout": 2}
    assert total.skipped == {"redirect": 3}
    assert (total.pages, total.records, total.rejects, total.listings) == (4, 1, 3, 1)
