"""The digests of a run's inputs, computed in the background."""

from __future__ import annotations

from pathlib import Path

from newsmill.pipelines.readers.sources import describe
from newsmill.pipelines.runs.inputs import Ledger


def test_a_closed_ledger_does_not_bring_back_a_removed_folder_state(tmp_path: Path) -> None:
    """A run that ends with an error removes its state while the thread still computes digests."""
    page = tmp_path / "page.html"
    page.write_text("<p>A page.</p>")
    path = tmp_path / "inputs.jsonl"
    ledger = Ledger(path)
    ledger.add(describe(str(page)), "1234")
    assert path.read_bytes().count(b"\n") == 1
    ledger.close()
    path.unlink()
    ledger.add(describe(str(tmp_path / "page.html")), "5678")
    assert not path.exists()
