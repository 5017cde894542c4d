"""Cells that a person merged: which cells of a sheet each range covers."""

from __future__ import annotations

from narrator.readers.merged import Merged
from narrator.readers.spreadsheet import Worksheet


def covered(page: Worksheet) -> dict[tuple[int, int], Merged]:
    """The merged range that covers a cell (row, column; from 0), as far as the sheet holds anything.

    A sheet has room for no more ranges than it has cells; what a broken file claims beyond that is left aside.
    """
    width = max(map(len, page.rows), default=0)
    room = len(page.rows) * width
    found: dict[tuple[int, int], Merged] = {}
    for merged in page.merged:
        rows = range(merged.top, min(merged.bottom + 1, len(page.rows)))
        columns = range(merged.left, min(merged.right + 1, width))
        room -= len(rows) * len(columns)
        if room < 0:
            break
        for row in rows:
            found.update(((row, column), merged) for column in columns)
    return found
