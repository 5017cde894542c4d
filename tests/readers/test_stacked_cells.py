"""Cells that have a line of their own behind a tab, as in text taken out of a Word file."""

from __future__ import annotations

from pathlib import Path

from narrator.readers import prose


def test_a_cell_behind_two_tabs_is_one_cell(tmp_path: Path) -> None:
    """As the published text of 昌吉州对口援疆办 2024 has it: a tab within the cell, before its words."""
    (tmp_path / "text.txt").write_text("\t甲\n\t乙\n\t丙\n\n\t1\n\t\t2\n\t3\n", encoding="utf-8")
    found = [(line.text, *(line.cell or ())) for line in prose.load(tmp_path / "text.txt").lines]
    assert found == [
        ("甲", 1, 1, 1),
        ("乙", 1, 1, 2),
        ("丙", 1, 1, 3),
        ("1", 1, 2, 1),
        ("2", 1, 2, 2),
        ("3", 1, 2, 3),
    ]
