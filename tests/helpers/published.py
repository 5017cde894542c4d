"""Units whose nine tables come from the fixture workbooks, and their tables as text."""

from __future__ import annotations

from pathlib import Path

import narrator
from narrator.document.tree import Attached, Table
from narrator.figures.model import Unit

FIXTURES = Path(__file__).parents[2] / "fixtures"
UNIT_FILE = FIXTURES / "changji-2024"
BOOKS = {
    "changji": FIXTURES / "changji-2024-workbook" / "2024.xlsx",
    "changji-hostile": FIXTURES / "changji-2024-workbook" / "hostile" / "2024.xlsx",
    "putuo": FIXTURES / "putuo-2024-workbook" / "2024.xlsx",
    "putuo-hostile": FIXTURES / "putuo-2024-workbook" / "hostile" / "2024.xlsx",
}
HEAD = """\
金额单位: 万元
单位: {单位名称: 甲县档案馆, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位}
"""


def unit_of(name: str, folder: Path) -> Unit:
    """A unit of which only the workbook of the nine tables is known; its unit file is written to the folder."""
    path = folder / "unit.yaml"
    path.write_text(f"{HEAD}决算报表: {BOOKS[name].as_posix()}\n", encoding="utf-8")
    return narrator.load(path)


def shown(attached: Attached) -> str:
    """A table as text, one row a line: headings under #, the extent of a cell behind it where it spans."""
    lines = [f"{'宽' if attached.wide else '窄'} {'，'.join(line.text for line in attached.table.title)}"]
    for row in attached.table.rows:
        cells = (
            cell.content.text + (f"<{cell.rows}×{cell.cols}>" if cell.rows * cell.cols > 1 else "")
            for cell in row.cells
        )
        lines.append(("# " if row.header else "  ") + " | ".join(cells).rstrip())
    if attached.note:
        lines.append(f"  {attached.note.text}")
    return "\n".join(lines)


def covered(table: Table) -> bool:
    """Whether the cells with their extents fill every place of the grid exactly once, and none reaches out of it."""
    places: list[tuple[int, int]] = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table.rows):
        column = 0
        for cell in row.cells:
            while (number, column) in taken:
                column += 1
            extent = [(number + down, column + right) for down in range(cell.rows) for right in range(cell.cols)]
            places += extent
            taken.update(extent)
    wanted = [(row, column) for row in range(len(table.rows)) for column in range(table.columns)]
    return sorted(places) == wanted
