"""Pages as people see them, against kept pictures: PDF, and Word as LibreOffice lays it out.

Look at each changed picture before keeping it (``pytest --force-regen tests/writers/test_pictures.py``). One that
differs is put beside the kept one in the folder that the failure names, or in that of ``NARRATOR_PICTURES``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image, ImageChops

import narrator
from helpers import pictures, published, wording_units
from helpers.every_format import OPTIONS
from helpers.shipped import PACKS
from narrator.document.tree import Block, Document, Section
from narrator.writers.options import Options

KEPT = Path(__file__).with_name("test_pictures")
OFFICE = pytest.mark.office
_LONG = "青山县人民政府石泉路街道办事处社区卫生服务中心及精神卫生防治管理办公室"
_GENERAL = "一般公共预算财政拨款支出决算表"


class Case(NamedTuple):
    """A document to be looked at: how it is made, with which options, which of its pages are kept (-1: the last)."""

    document: Callable[[], Document]
    options: Options = OPTIONS
    pages: tuple[int, ...] = (1, 2, 3, 4, 5)
    word: bool = True


def _drafted(edits: dict[str, object], pack: str = "xinjiang/2024", name: str = "青山县档案馆") -> Document:
    """The draft of an invented unit."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "unit.yaml")
        file.write_text(wording_units.Example(name, "", json.dumps(edits, ensure_ascii=False)).text(), encoding="utf-8")
        return narrator.draft(narrator.load(file), pack)


def _accounts() -> Document:
    """A general public budget with 200 accounts, its table inside the text."""
    accounts: dict[str, object] = {"206": {"名称": "科学技术支出", "决算": "200.00"}}
    for number in range(200):
        section = f"206{number // 20 + 1:02}"
        accounts[section] = {"名称": f"第{number // 20 + 1}款事务", "决算": "20.00"}
        accounts[f"{section}{number % 20 + 1:02}"] = {"名称": f"第{number + 1}项事务", "决算": "1.00"}
    return _drafted({f"{_GENERAL}/科目/{code}": account for code, account in accounts.items()})._replace(
        placing="inline"
    )


def _department() -> Document:
    units = [f"青山县某局第{number}管理所" for number in range(1, 25)]
    edits: dict[str, object] = {"单位/主体": "部门", "下属预算单位": units, "单位/单位性质": ["行政单位", "事业单位"]}
    return _drafted(edits, "shanghai/2024")


def _empty() -> Document:
    """A unit of which nothing is known but its head: gaps, and tables without a figure."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "unit.yaml")
        head = {"单位名称": "青山县档案馆", "地区": "新疆", "年度": "2024", "主体": "单位", "单位性质": "事业单位"}
        statements = dict.fromkeys((_GENERAL, "政府性基金预算财政拨款收入支出决算表"), "空表")
        file.write_text(json.dumps({"金额单位": "万元", "单位": head, **statements}, ensure_ascii=False), "utf-8")
        return narrator.draft(narrator.load(file))._replace(placing="inline")


def _statements() -> Document:
    """The nine statements of a published workbook, inside the text."""
    with tempfile.TemporaryDirectory() as folder:
        return narrator.draft(published.unit_of("changji", Path(folder)))._replace(placing="inline")


CASES = {
    "long-name": Case(lambda: _drafted({}, "shanghai/2024", _LONG), OPTIONS._replace(toc=True)),
    "empty": Case(_empty, pages=(1, 2, 3, -2, -1)),
    "accounts-200": Case(_accounts, pages=(4, -8, -7, -4, -3)),
    "department": Case(_department),
    "charts": Case(lambda: _drafted({}, "sichuan/2023"), OPTIONS._replace(charts=True)),
    "statements": Case(_statements, pages=tuple(range(-7, 0))),
    "evaluation": Case(lambda: _drafted({}), pages=(6, 7, 8, 9, 10)),
    **{
        f"pack-{pack.replace('/', '-')}": Case(partial(_drafted, {}, pack), pages=(1, 2, 3), word=False)
        for pack in PACKS
    },
}


FONTS = ("Noto Sans CJK SC", "Liberation Serif", "DejaVu Sans")  # in these the kept pictures are drawn


def _unknown(fonts: tuple[str, ...]) -> list[str]:
    known = subprocess.run(["fc-list", ":", "family"], capture_output=True, encoding="utf-8", check=True).stdout
    return [font for font in fonts if font not in known]


@cache
def _of(name: str) -> Document:
    return CASES[name].document()


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDF that LibreOffice makes of each Word file, all in one run."""
    missing = [tool for tool in ("soffice", "fc-list") if shutil.which(tool) is None] or _unknown(FONTS)
    if missing:
        told = f"not installed: {', '.join(missing)} (LibreOffice, fontconfig, the fonts of the pictures)"
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    folder = tmp_path_factory.mktemp("word")
    files = {name: folder / f"{name}.docx" for name, case in CASES.items() if case.word}
    for name, file in files.items():
        file.write_bytes(narrator.write(_of(name), "docx", CASES[name].options))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files.values())], capture_output=True, check=True, timeout=300)
    return {name: file.with_suffix(".pdf") for name, file in files.items()}


def _held(drawn: pictures.Drawn, name: str, request: pytest.FixtureRequest, folder: Path) -> None:
    """The sheet of these pages is the kept one; with ``--force-regen`` it is kept."""
    now, file = pictures.sheet(drawn), KEPT / f"{name}.png"
    if request.config.getoption("force_regen"):
        pictures.keep(now, file)
    how = "pytest --force-regen tests/writers/test_pictures.py"
    assert file.exists(), f"no picture {file.name} is kept; look at the pages, then keep them: {how}"
    kept = pictures.kept(file)
    if differs := pictures.difference(kept, now):
        shown = Path(os.environ.get("NARRATOR_PICTURES", folder)) / file.name
        pictures.beside(kept, now, shown)
        pytest.fail(f"{differs}: kept, now and the difference stand in {shown}; if they are right: {how}")


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_pdf(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    file = tmp_path / "draft.pdf"
    file.write_bytes(narrator.write(_of(name), "pdf", CASES[name].options))
    _held(pictures.drawn(file, CASES[name].pages), f"pdf-{name}", request, tmp_path)


@OFFICE
@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.word])
def test_word(name: str, word: dict[str, Path], request: pytest.FixtureRequest, tmp_path: Path) -> None:
    _held(pictures.drawn(word[name], CASES[name].pages), f"word-{name}", request, tmp_path)


def test_no_picture_is_kept_for_nothing() -> None:
    names = {f"pdf-{name}.png" for name in CASES} | {f"word-{name}.png" for name, case in CASES.items() if case.word}
    assert {file.name for file in KEPT.glob("*.png")} == names


# The tolerance, shown with faults in real pages ------------------------------------------------------

SHOWN = tuple(name for name in CASES if not name.startswith("pack-"))


@cache
def _pages(name: str) -> pictures.Drawn:
    return _printed(_of(name), CASES[name])


def _printed(document: Document, case: Case) -> pictures.Drawn:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "draft.pdf")
        file.write_bytes(narrator.write(document, "pdf", case.options))
        return pictures.drawn(file, case.pages)


@cache
def _kept(name: str) -> pictures.Sheet:
    """The sheet as it comes back from a file."""
    with tempfile.TemporaryDirectory() as folder:
        pictures.keep(pictures.sheet(_pages(name)), Path(folder, "kept.png"))
        return pictures.kept(Path(folder, "kept.png"))


def _found(name: str, drawn: pictures.Drawn) -> list[int]:
    return [differs.page for differs in pictures.difference(_kept(name), pictures.sheet(drawn))]


def _millimetres(number: float) -> int:
    """So many millimetres in dots of a drawn page."""
    return round(number / 297 * pictures.SIDE * pictures.DOT)


@pytest.mark.slow
@pytest.mark.parametrize("right, down", [(0, 0), (1, 0), (0, 1), (1, 1)], ids=["same", "right", "down", "both"])
@pytest.mark.parametrize("name", SHOWN)
def test_a_third_of_a_millimetre_is_no_difference(name: str, right: int, down: int) -> None:
    drawn, move = _pages(name), _millimetres(0.35)
    moved = [ImageChops.offset(page.convert("L"), move * right, move * down) for page in drawn.pages]
    assert _found(name, drawn._replace(pages=moved)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SHOWN)
def test_what_stands_in_a_column_moved_by_three_millimetres_is_found(name: str) -> None:
    """Every column of 14 mm of every page that has ten digits or more; one in twenty may be as black as before."""
    width, move = _millimetres(14), _millimetres(3)
    found: list[bool] = []
    for page in _pages(name).pages:
        whole = page.convert("L")
        kept = pictures.sheet(pictures.Drawn([whole], 1))
        for left in range(_millimetres(25), whole.width - _millimetres(39), width):
            box = (left, 0, left + width, whole.height)
            column = whole.crop(box)
            if _written(column) < 200:
                continue
            moved = whole.copy()
            moved.paste(255, box)
            moved.paste(column, (left + move, 0))
            found.append(bool(pictures.difference(kept, pictures.sheet(pictures.Drawn([moved], 1)))))
    assert found
    assert sum(found) >= 0.95 * len(found)


def _written(column: Image.Image) -> int:
    """How many dots of a column are dark and are no rule of a table."""
    dark = np.asarray(column) < 128
    dark = dark[~dark.all(axis=1)]
    return int(dark[:, dark.mean(axis=0) < 0.3].sum())


@pytest.mark.slow
def test_a_blank_page_is_found_also_behind_the_kept_ones() -> None:
    drawn = _pages("evaluation")
    blank = Image.new("L", drawn.pages[0].size, 255)
    assert _found("evaluation", drawn._replace(total=drawn.total + 1)) == [0]
    more = pictures.Drawn([drawn.pages[0], blank, *drawn.pages[1:]], drawn.total + 1)
    assert _found("evaluation", more)[:2] == [0, 2]
    fewer = pictures.Drawn(drawn.pages[:-1], drawn.total - 1)
    assert _found("evaluation", fewer) == [0, len(drawn.pages)]


@pytest.mark.slow
def test_a_heading_left_out_is_found() -> None:
    """The text of a section stays, its heading goes."""
    document = _of("charts")

    def without(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """These blocks, the first section among them without its heading."""
        first = next(number for number, block in enumerate(blocks) if isinstance(block, Section))
        section = blocks[first]
        assert isinstance(section, Section)
        return (*blocks[:first], *section.blocks, *blocks[first + 1 :])

    part = document.sections[0]
    changed = part._replace(blocks=without(part.blocks))
    sections = (changed, *document.sections[1:])
    assert _found("charts", _printed(document._replace(sections=sections), CASES["charts"]))


@pytest.mark.slow
@pytest.mark.parametrize("which", [0, -1], ids=["first", "last"])
def test_a_row_less_is_found(which: int) -> None:
    """A row of the first of the nine statements, the first below its heading or the last."""
    document = _of("statements")
    first = document.statements[0]
    row = [row for row in first.table.rows if not row.header][which]
    rows = tuple(other for other in first.table.rows if other is not row)
    statements = (first._replace(table=first.table._replace(rows=rows)), *document.statements[1:])
    assert _found("statements", _printed(document._replace(statements=statements), CASES["statements"]))


@pytest.mark.slow
def test_what_differs_is_shown_beside_what_was_kept(tmp_path: Path) -> None:
    kept = _kept("charts")
    now = kept._replace(picture=Image.new("L", kept.picture.size, 255))
    pictures.beside(kept, now, tmp_path / "new" / "shown.png")
    with Image.open(tmp_path / "new" / "shown.png") as shown:
        width, height = kept.picture.size
        first, second, marked = (shown.crop((0, row * height, width, (row + 1) * height)) for row in range(3))
    assert first.convert("L").tobytes() == kept.picture.tobytes()
    assert second.convert("L").tobytes() == now.picture.tobytes()
    assert marked.getchannel("R").getextrema() == (255, 255)  # all of it is gone: red
    assert marked.getchannel("G").tobytes() == kept.picture.tobytes()
