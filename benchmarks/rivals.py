"""Floors, the least that something can cost, and what others do instead. All work on the same content.

A case gets the folder of the material and makes what is then called again and again. Those of a library that is not
installed are not there.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases import workbooks
from measure import Work
from processes import ROOT

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table

RIVALS: dict[str, Callable[[Path], Work]] = {}
TEMPLATE = "one bare Jinja2 template of the same text"
DEFLATED = "document.xml from one bare Jinja2 template, deflated"


def rival(name: str) -> Callable[[Callable[[Path], Work]], Callable[[Path], Work]]:
    """Register a floor or a rival by its name in the report."""

    def register(made: Callable[[Path], Work]) -> Callable[[Path], Work]:
        RIVALS[name] = made
        return made

    return register


def _json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def rendered(template: str, values: dict[str, str]) -> Callable[[], str]:
    """The template, compiled once, and a ready-made string for each of its values."""
    from jinja2 import Environment

    compiled = Environment(keep_trailing_newline=True, autoescape=False).from_string(template)
    return lambda: compiled.render(values)


@rival(TEMPLATE)
def _(material: Path) -> Work:
    text = _json(material / "text.json")
    return rendered(text["template"], text["values"])


@rival(DEFLATED)
def _(material: Path) -> Work:
    word = _json(material / "word.json")
    render = rendered(word["template"], word["values"])
    return lambda: zlib.compress(render().encode(), 6, -15)


# Word -------------------------------------------------------------------------------------------------------


@rival("docxtpl, values given")
def _(material: Path) -> Work:
    fill, values = _docxtpl(material / "tagged.docx"), _texts(material)
    return lambda: fill(values)


@rival("docxtpl, values from YAML")
def _(material: Path) -> Work:
    fill = _docxtpl(material / "tagged.docx")
    return lambda: fill(_texts(material))


def _docxtpl(template: Path) -> Callable[[dict[str, str]], bytes]:
    """Filling a file that holds the same document with a tag for every text, as its manual shows."""
    from docxtpl import DocxTemplate

    def fill(values: dict[str, str]) -> bytes:
        word = DocxTemplate(template)
        word.render(values, autoescape=True)
        saved = BytesIO()
        word.save(saved)
        return saved.getvalue()

    return fill


def _texts(material: Path) -> dict[str, str]:
    """Every text of the document, by PyYAML's loader in C."""
    import yaml

    texts: dict[str, str] = yaml.load((material / "texts.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return texts


@rival("python-docx, content given")
def _(material: Path) -> Work:
    """The same paragraphs and tables by its interface, on the same package: style, alignment, merged cells."""
    import docx
    from docx.table import Table

    ours = material / "ours.docx"
    blocks: Any = docx.Document(str(ours)).iter_inner_content()
    content: list[Any] = [_grid(block) if isinstance(block, Table) else (block.text, _style(block)) for block in blocks]

    def build() -> bytes:
        word = docx.Document(str(ours))
        body = word.element.body
        for child in list(body)[:-1]:
            body.remove(child)
        for text, shape in content:
            if isinstance(shape, str):
                word.add_paragraph(text, shape)
            else:
                _table(word, text, shape)
        saved = BytesIO()
        word.save(saved)
        return saved.getvalue()

    return build


def _style(block: Any) -> str:
    return str(block.style.name)


Cell = tuple[int, int, int, int, str, str]  # row, column, last row, last column, text, style of its paragraph


def _grid(table: Table) -> tuple[list[Cell], tuple[int, int, str]]:
    """The cells of a table, each once with its extent; its rows, columns and style."""
    places: dict[Any, list[tuple[int, int]]] = {}
    texts: dict[Any, tuple[str, str]] = {}
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            places.setdefault(cell._tc, []).append((number, column))
            texts.setdefault(cell._tc, (cell.text, _style(cell.paragraphs[0])))
    cells = [(*places[key][0], *places[key][-1], *texts[key]) for key in places]
    return cells, (len(table.rows), len(table.columns), _style(table))


def _table(word: WordDocument, content: list[Cell], shape: Any) -> None:
    """A table with its merged cells; the rows' cells are asked for once, as a careful author does."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

    made = word.add_table(*shape)
    cells = [row.cells for row in made.rows]
    for row, column, last_row, last_column, text, style in content:
        target = cells[row][column]
        if (last_row, last_column) != (row, column):
            target = target.merge(cells[last_row][last_column])
        target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        target.paragraphs[0].style = style
        target.paragraphs[0].add_run(text)


# Files ------------------------------------------------------------------------------------------------------


def _calamine(layout: str) -> Callable[[Path], Work]:
    """Every sheet of both workbooks as Python values, by the parser alone."""

    def made(_: Path) -> Work:
        from python_calamine import CalamineWorkbook

        def work() -> None:
            for name in ("2024.xlsx", "2023.xlsx"):
                workbook = CalamineWorkbook.from_path(workbooks(layout) / name)
                for sheet in workbook.sheet_names:
                    workbook.get_sheet_by_name(sheet).to_python()

        return work

    return made


for _layout in ("plain", "hostile"):
    RIVALS[f"workbooks, {_layout}: python-calamine alone"] = _calamine(_layout)


@rival("openpyxl, both workbooks")
def _(_: Path) -> Work:
    from usual_script import cells

    return lambda: [cells(workbooks("plain") / name) for name in ("2024.xlsx", "2023.xlsx")]


@rival("PyYAML's loader in C on the files of the phrasebook")
def _(_: Path) -> Work:
    import yaml

    files = [path for path in (ROOT / "phrasebook").rglob("*.yaml") if not path.name.endswith(".examples.yaml")]

    def parse() -> None:
        for path in files:
            yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)

    return parse
