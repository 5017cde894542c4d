"""Single errors, as people make them, planted in the clean workbooks and unit files of both fixtures.

``errors`` draws them (always the same ones), ``outcome`` plants one and says how it ends: refused, 错误, 疑点,
another gap, or missed. An error changes what is printed: a cell of a table, which the 附表 shows, or a typed
figure or reason. Not drawn is what says the same as before (a 0.00 that is blanked or gets a sign, two equal cells
that change places, the unit of a table without amounts, a row that is blank throughout), what no text and no table
prints (rows, codes and names of last year's tables), and a digit that rounding may have made (a 尾差 by rule).
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

import narrator
from narrator.checks.catalogue import run
from narrator.checks.check import DOUBT, ERROR, Ledgers
from narrator.figures.findings import Refused
from narrator.figures.model import Unit

FIXTURES = Path(__file__).parents[2] / "fixtures"
THIS = "2024.xlsx"
REFUSED, GAP, MISSED = "拒绝", "待填", "没有发现"
SEED = 11
_CODE = re.compile("(?:[0-9]{3}|[0-9]{5}|[0-9]{7})")
_AMOUNT = re.compile(r"(?<=: )-?[0-9]+(?:\.[0-9]+)?(?=[,}\n])")
_TURNED = {
    "增加": "减少",
    "减少": "增加",
    "上涨": "下降",
    "调增": "调减",
    "调减": "追加",
    "无差异": "超出预算",
    "一致无变化": "较上年增加",
}


class Wrong(NamedTuple):
    """One error: its kind, where it stands, and what does it to the folder of a unit."""

    kind: str
    where: str
    plant: Callable[[Clean], None]


class Clean:
    """A fixture as a folder: the workbooks as openpyxl has them, and the unit file beside them."""

    def __init__(self, folder: Path, text: str, books: dict[str, Path]) -> None:
        self.folder = folder
        self.text = text
        folder.mkdir()
        for name, path in books.items():
            shutil.copy(path, folder / name)
        self.books = {name: openpyxl.load_workbook(path) for name, path in books.items()}
        self._paths = books
        self._saved: set[str] = set()
        self.write(text)

    def write(self, text: str) -> None:
        """The unit file."""
        (self.folder / "unit.yaml").write_text(text, encoding="utf-8")

    def save(self, name: str) -> None:
        """A workbook as it stands now."""
        self.books[name].save(self.folder / name)
        self._saved.add(name)

    def mend(self) -> None:
        """Everything as it was."""
        self.write(self.text)
        while self._saved:
            name = self._saved.pop()
            shutil.copy(self._paths[name], self.folder / name)
            self.books[name] = openpyxl.load_workbook(self._paths[name])

    @cached_property
    def open(self) -> set[str]:
        """The gaps of the clean draft."""
        return _gaps(narrator.load(self.folder))


def fixtures(home: Path, typed: str) -> list[Clean]:
    """Both fixtures; ``typed`` is the unit file of what the accountant of the first one types."""
    changji = FIXTURES / "changji-2024-workbook"
    putuo = (FIXTURES / "putuo-2024" / "unit.yaml").read_text(encoding="utf-8")
    shutil.copytree(FIXTURES / "putuo-2024" / "wording", home / "putuo-wording")
    both = [
        Clean(home / "changji", typed, {name: changji / name for name in ("2024.xlsx", "2023.xlsx")}),
        Clean(
            home / "putuo",
            putuo.replace("../putuo-2024-workbook/", ""),
            {"2024.xlsx": FIXTURES / "putuo-2024-workbook" / "2024.xlsx"},
        ),
    ]
    shutil.move(home / "putuo-wording", both[1].folder / "wording")
    return both


def outcome(clean: Clean, wrong: Wrong) -> tuple[str, str]:
    """How an error ends, and the codes that say so."""
    try:
        wrong.plant(clean)
        unit = narrator.load(clean.folder)
    except Refused as refused:
        return REFUSED, _codes(finding.code for finding in refused.findings)
    finally:
        clean.mend()
    found: dict[str, list[str]] = {ERROR: [], DOUBT: []}
    for result in run(Ledgers(unit)):
        if result.state in found:
            found[result.state].append(result.check.code)
    for level, codes in found.items():
        if codes:
            return level, _codes(codes)
    try:
        return (GAP, "") if _gaps(unit) != clean.open else (MISSED, "")
    except Refused as refused:
        return REFUSED, _codes(finding.code for finding in refused.findings)


def _codes(codes: Any) -> str:
    return " ".join(dict.fromkeys(codes))


def _gaps(unit: Unit) -> set[str]:
    return {str(hole.gap) for hole in narrator.draft(unit).gaps()}


def errors(clean: Clean) -> list[Wrong]:
    """Errors of every kind, spread over the tables and what is typed; the same ones every time."""
    chance = random.Random(SEED)
    drawn = []
    for kind, most in _KINDS:
        by_place: dict[str, list[Wrong]] = {}
        for place, wrong in kind(clean, chance):
            by_place.setdefault(place, []).append(wrong)
        places = list(by_place)
        chance.shuffle(places)
        taken: list[Wrong] = []
        while places and len(taken) < most:
            for place in list(places):
                taken.append(by_place[place].pop(chance.randrange(len(by_place[place]))))
                if not by_place[place]:
                    places.remove(place)
        drawn += taken[:most]
    return drawn


# Cells of the tables --------------------------------------------------------------------------------------


def _cells(clean: Clean) -> Iterator[tuple[str, str, Any]]:
    """Workbook, sheet and cell of each amount that is not zero."""
    for name, book in clean.books.items():
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if _amount(cell) and cell.value:
                        yield name, sheet.title, cell


def _amount(cell: Any) -> bool:
    return isinstance(cell.value, float)


def _put(name: str, sheet: str, cells: dict[str, Any]) -> Callable[[Clean], None]:
    def plant(clean: Clean) -> None:
        for coordinate, value in cells.items():
            clean.books[name][sheet][coordinate].value = value
        clean.save(name)

    return plant


def _changing(kind: str, change: Callable[[Decimal, random.Random], Decimal | None]) -> Any:
    """The kind of error that puts another amount into a cell, or into a typed field."""

    def every(clean: Clean, chance: random.Random) -> Iterator[tuple[str, Wrong]]:
        for name, sheet, cell in _cells(clean):
            value = Decimal(repr(cell.value))
            new = change(value, chance)
            if new != value:
                shown = "空白" if new is None else f"{new:f}"
                where = f"{clean.folder.name} {name} {sheet}!{cell.coordinate} {value:f}→{shown}"
                number = None if new is None else float(new)
                yield f"{name} {sheet}", Wrong(kind, where, _put(name, sheet, {cell.coordinate: number}))

    return every


def _digit(value: Decimal, chance: random.Random) -> Decimal:
    """One digit is another, down to 0.1: what is smaller may be a rounding."""
    text = list(f"{value:f}")
    end = text.index(".") + 2 if "." in text else len(text)
    at = chance.choice([place for place, digit in enumerate(text[:end]) if digit.isdigit()])
    text[at] = str((int(text[at]) + chance.randint(1, 9)) % 10)
    return Decimal("".join(text))


def _swapped(value: Decimal, chance: random.Random) -> Decimal:
    text = f"{value:.2f}"
    pairs = [at for at in range(len(text) - 1) if text[at : at + 2].isdigit() and text[at] != text[at + 1]]
    if not pairs:
        return value
    at = chance.choice(pairs)
    return Decimal(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def _to_the_side(clean: Clean, chance: random.Random) -> Iterator[tuple[str, Wrong]]:
    for name, sheet, cell in _cells(clean):
        beside = cell.offset(0, 1)
        if _amount(beside) and beside.value != cell.value:
            where = f"{clean.folder.name} {name} {sheet}!{cell.coordinate}↔{beside.coordinate}"
            moved = {cell.coordinate: beside.value, beside.coordinate: cell.value}
            yield f"{name} {sheet}", Wrong("移到旁边一栏", where, _put(name, sheet, moved))


# Rows, codes and names ------------------------------------------------------------------------------------


def _coded(clean: Clean) -> Iterator[tuple[str, str, Any]]:
    """Workbook, sheet and cell of each code of an account that has an amount, in this year's tables."""
    for sheet in clean.books[THIS].worksheets:
        for row in sheet.iter_rows(min_row=6):
            for cell in row:
                beside = row[int(cell.column or 0) + 1 :][:2]
                if _CODE.fullmatch(str(cell.value)) and any(other.value for other in beside if _amount(other)):
                    yield THIS, sheet.title, cell


def _row_gone(clean: Clean, chance: random.Random) -> Iterator[tuple[str, Wrong]]:
    for name, sheet, cell in _coded(clean):

        def plant(clean: Clean, name: str = name, sheet: str = sheet, row: int = cell.row) -> None:
            clean.books[name][sheet].delete_rows(row)
            clean.save(name)

        yield f"{name} {sheet}", Wrong("缺一行", f"{clean.folder.name} {name} {sheet}!{cell.row} {cell.value}", plant)


def _other_code(clean: Clean, chance: random.Random) -> Iterator[tuple[str, Wrong]]:
    for name, sheet, cell in _coded(clean):
        text = list(str(cell.value))
        at = chance.randrange(len(text))
        text[at] = str((int(text[at]) + chance.randint(1, 9)) % 10)
        new = "".join(text)
        where = f"{clean.folder.name} {name} {sheet}!{cell.coordinate} {cell.value}→{new}"
        typed: Any = new if isinstance(cell.value, str) else int(new)
        yield f"{name} {sheet}", Wrong("科目编码错一位", where, _put(name, sheet, {cell.coordinate: typed}))


def _other_name(clean: Clean, chance: random.Random) -> Iterator[tuple[str, Wrong]]:
    for name, sheet, cell in _coded(clean):
        named = cell.offset(0, 1)
        if isinstance(named.value, str):
            text = named.value.strip()
            at = chance.randrange(len(text))
            new = text[:at] + "某" + text[at + 1 :]
            where = f"{clean.folder.name} {name} {sheet}!{named.coordinate} {text}→{new}"
            yield f"{name} {sheet}", Wrong("科目名称错一字", where, _put(name, sheet, {named.coordinate: new}))


def _other_year(clean: Clean, chance: random.Random) -> Iterator[tuple[str, Wrong]]:
    for name, book in clean.books.items():
        for sheet in book.worksheets:
            filled = any(_amount(cell) and cell.value for row in sheet.iter_rows(min_row=7) for cell in row)
            for row in sheet.iter_rows(max_row=5 if filled else 1):
                for cell in row:
                    text = str(cell.value or "")
                    for old, new in (("2024年", "2022年"), ("2023年", "2021年"), ("万元", "元")):
                        if old in text and "公开" not in text:
                            where = f"{clean.folder.name} {name} {sheet.title}!{cell.coordinate} {old}→{new}"
                            put = _put(name, sheet.title, {cell.coordinate: text.replace(old, new)})
                            yield f"{name} {sheet.title}", Wrong("年份或金额单位错", where, put)


# What is typed --------------------------------------------------------------------------------------------


def _text(clean: Clean, kind: str, start: int, end: int, new: str) -> tuple[str, Wrong]:
    line = clean.text.count("\n", 0, start) + 1
    where = f"{clean.folder.name} unit.yaml:{line} {clean.text[start:end]}→{new}"
    words = clean.text[:start] + new + clean.text[end:]
    block = re.findall(r"^(\S+):", clean.text[:start], re.M)[-1]
    return block, Wrong(kind, where, lambda clean: clean.write(words))


def _typed(kind: str, change: Callable[[Decimal, random.Random], Decimal]) -> Any:
    def every(clean: Clean, chance: random.Random) -> Iterator[tuple[str, Wrong]]:
        for found in _AMOUNT.finditer(clean.text):
            value = Decimal(found[0])
            new = change(value, chance)
            shown = f"{new:.0f}" if value == value.to_integral() and new == new.to_integral() else f"{new:f}"
            if value and Decimal(shown) != value and found.start() < clean.text.index("\n主要原因:"):
                yield _text(clean, kind, *found.span(), shown)

    return every


def _turned(clean: Clean, chance: random.Random) -> Iterator[tuple[str, Wrong]]:
    start = clean.text.index("\n主要原因:")
    following = re.search(r"\n[^\s#]", clean.text[start + 5 :])
    end = start + 5 + following.start() if following else len(clean.text)
    for line in re.finditer(r".+", clean.text[start:end]):
        for old, new in _TURNED.items():
            at = line[0].find(old)
            if at >= 0:
                first = start + line.start() + at
                yield _text(clean, "原因的方向相反", first, first + len(old), new)
                break


# Each kind, and how many errors of it are planted in one fixture: about as often as there are such figures.
_KINDS: tuple[tuple[Any, int], ...] = (
    (_changing("错一位数字", _digit), 7),
    (_changing("两位数字颠倒", _swapped), 6),
    (_changing("小数点错位", lambda value, chance: value.scaleb(chance.choice([-1, 1]))), 6),
    (_changing("漏填", lambda value, chance: None), 7),
    (_changing("符号相反", lambda value, chance: -value), 5),
    (_to_the_side, 6),
    (_row_gone, 7),
    (_other_code, 7),
    (_other_name, 5),
    (_other_year, 4),
    (_typed("填报的数错一位", _digit), 4),
    (_typed("填报的数小数点错位", lambda value, chance: value.scaleb(1)), 3),
    (_typed("填报的数差一万倍", lambda value, chance: value.scaleb(4)), 3),
    (_turned, 6),
)
