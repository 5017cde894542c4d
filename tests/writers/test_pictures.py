"""Pages as people see them, against kept pictures: PDF, and Word as LibreOffice lays it out.

Look at each changed picture before keeping it (``pytest --force-regen tests/writers/test_pictures.py``). One that
differs is put beside the kept one in the folder that the failure names.
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

import pytest
from PIL import Image, ImageChops, ImageDraw

import narrator
from helpers import pictures, published, wording_units
from helpers.every_format import OPTIONS
from helpers.shipped import PACKS
from narrator.document.tree import Document
from narrator.writers.options import Options

KEPT = Path(__file__).with_name("test_pictures")
OFFICE = pytest.mark.office
_LONG = "青山县人民政府石泉路街道办事处社区卫生服务中心及精神卫生防治管理办公室"
_GENERAL = "一般公共预算财政拨款支出决算表"


class Case(NamedTuple):
    """A document to be looked at: how it is made, with which options, and which of its pages are kept."""

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
    "empty": Case(_empty),
    "accounts-200": Case(_accounts, pages=(4, 5, 6, 7, 8)),
    "department": Case(_department),
    "charts": Case(lambda: _drafted({}, "sichuan/2023"), OPTIONS._replace(charts=True)),
    "statements": Case(_statements, pages=tuple(range(12, 22))),
    "evaluation": Case(lambda: _drafted({}), pages=(6, 7, 8, 9, 10)),
    **{f"pack-{pack.replace('/', '-')}": Case(partial(_drafted, {}, pack), word=False) for pack in PACKS},
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


def _held(pages: pictures.Pages, name: str, request: pytest.FixtureRequest, folder: Path) -> None:
    """The sheet of these pages is the kept one; with ``--force-regen`` it is kept."""
    now, file = pictures.sheet(pages), KEPT / f"{name}.png"
    if request.config.getoption("force_regen"):
        pictures.keep(now, file)
    how = "pytest --force-regen tests/writers/test_pictures.py"
    assert file.exists(), f"no picture {file.name} is kept; look at the pages, then keep them: {how}"
    with Image.open(file) as opened:
        kept = opened.convert("L")
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


# The tolerance ---------------------------------------------------------------------------------------

STATEMENTS = "pdf-statements.png"


def _kept() -> Image.Image:
    with Image.open(KEPT / STATEMENTS) as opened:
        return opened.convert("L")


def _moved(picture: Image.Image, box: tuple[int, int, int, int], right: int, down: int) -> Image.Image:
    """The picture with what stands in a box moved."""
    other = picture.copy()
    piece = picture.crop(box)
    other.paste(255, box)
    other.paste(piece, (box[0] + right, box[1] + down))
    return other


def _inked(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    return sum(picture.crop(box).convert("L").point(lambda level: level < 128).histogram()[1:])


@pytest.mark.parametrize("right, down", [(0, 0), (1, 0), (0, 1)], ids=["same", "a-dot-right", "a-dot-down"])
def test_what_another_machine_may_do_is_no_difference(right: int, down: int) -> None:
    """A dot is 1.4 mm on paper: more than fonts of another release move a letter."""
    kept = _kept()
    faint = ImageChops.offset(kept, right, down)
    assert pictures.difference(kept, Image.blend(kept, faint, 0.4)) == []


def test_a_page_more_or_less_is_found() -> None:
    kept = _kept()
    fewer = kept.copy()
    fewer.paste(255, (0, 0, pictures.SIDE, pictures.SIDE))
    assert [found.page for found in pictures.difference(kept, fewer)] == [1]
    other = kept.crop((0, 0, kept.width, kept.height - pictures.SIDE))
    assert [found.page for found in pictures.difference(kept, other)] == [0]


def test_a_column_moved_by_five_millimetres_is_found() -> None:
    kept = _kept()
    column = (60, 60, 90, 150)
    assert _inked(kept, column)
    assert 1 in [found.page for found in pictures.difference(kept, _moved(kept, column, 4, 0))]


def test_a_heading_that_is_missing_is_found() -> None:
    kept = pictures.sheet([_heading(3), _heading(1)])
    assert [found.page for found in pictures.difference(kept, pictures.sheet([_heading(3), _heading(0)]))] == [2]


def test_a_row_that_goes_down_is_found() -> None:
    kept = pictures.sheet([_heading(3)])
    assert pictures.difference(kept, ImageChops.offset(kept, 0, 5))


def _heading(lines: int) -> Image.Image:
    """A page with a heading on each of so many lines, as dark as one is when it is drawn so small."""
    page = Image.new("L", (pictures.SIDE, pictures.SIDE), 255)
    draw = ImageDraw.Draw(page)
    for line in range(lines):
        draw.rectangle((50, 20 + 20 * line, 100, 22 + 20 * line), fill=80)
    return page
