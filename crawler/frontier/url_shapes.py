"""What the pages of each URL family have led to: the tables `shapes` and `pending_shapes` of a crawl's state."""

from __future__ import annotations

import sqlite3

__all__ = ["Shapes"]


class Shapes:
    """Counts of pages that led nowhere, and somewhere, by the shape of their URLs."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def note(self, number: int, shape: str, *, barren: bool) -> None:
        """Note a page that led nowhere, or somewhere; see `count`."""
        self._db.execute(
            "INSERT INTO pending_shapes VALUES (?, ?, ?, ?)", (number, shape, int(barren), int(not barren))
        )

    def count(self, *, barren_before: int, fruitful_before: int) -> None:
        """Let `of` count the noted pages of earlier rounds."""
        ripe = "(round < ? AND fruitful) OR (round < ? AND barren)"
        rounds = (fruitful_before, barren_before)
        self._db.execute(
            f"INSERT INTO shapes SELECT shape, sum(barren), sum(fruitful) FROM pending_shapes WHERE "
            f"{ripe} GROUP BY shape "
            "ON CONFLICT (shape) DO UPDATE SET barren = barren + excluded.barren, fruitful = fruitful + "
            "excluded.fruitful",
            rounds,
        )
        self._db.execute(f"DELETE FROM pending_shapes WHERE {ripe}", rounds)

    def of(self, shape: str) -> tuple[int, int]:
        """How many pages of earlier rounds with URLs of this shape led nowhere, and somewhere."""
        row = self._db.execute("SELECT barren, fruitful FROM shapes WHERE shape = ?", (shape,)).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def barren_lately(self, shape: str, number: int) -> int:
        """How many pages of a shape led nowhere before a round and do not count yet."""
        row = self._db.execute(
            "SELECT coalesce(sum(barren), 0) FROM pending_shapes WHERE shape = ? AND round < ?",
            (shape, number),
        ).fetchone()
        return int(row[0])
