"""Last year's published text beside this year's form: its figures of that year become 上年, its reasons a reminder.

A reason of last year is never this year's: it is shown beside the cell for the reason, and read by nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from narrator.figures import terms
from narrator.figures.findings import Finding, Refused
from narrator.figures.told import Settled
from narrator.figures.values import Key, Place
from narrator.forms import from_text, layout, notation
from narrator.forms.cells import Cells
from narrator.forms.fields import REASONS, field_of
from narrator.readers.lines import ProseLine
from narrator.readers.schema import ACCOUNTS, LAST_ACCOUNTS, MONEY_UNIT

YEAR, _NAME = ("单位", "年度"), ("单位", "单位名称")
_REGION = ("单位", "地区")  # which stays what it is
_PEOPLE = "人员"
_NO_TABLES = ("单位", _PEOPLE)


class LastText(NamedTuple):
    """What last year's text tells: its file, its unit and year as printed, its values as ``settled``."""

    file: str
    settled: Settled
    lines: Sequence[ProseLine]

    def about(self, key: Key) -> str:
        """The unit's name or the year, "" where the text does not tell it."""
        told = self.settled.values.get(key)
        return told[0].typed if told else ""

    def of_the_year_before(self, own: str) -> None:
        """Raises Refused (F140) where the text is not known to be of the year before ``own``, "" for any year."""
        year = self.about(YEAR)
        if not year or (own.isdigit() and int(year) != int(own) - 1):
            evidence = f"上年说明是 {year} 年度的，本表是 {own} 年度。" if year else "看不出这份上年说明是哪一年度的。"
            raise Refused([Finding("F140", Place(self.file, 0, 0), evidence, "请选上一年度的说明。")])

    def of_another_unit(self, ours: str) -> list[str]:
        """A line that says so where the text names another unit than ``ours``."""
        other = self.about(_NAME)
        return [f"提示 上年说明的单位是「{other}」，本表是「{ours}」。"] if other and ours and other != ours else []


class Filled(NamedTuple):
    """What it gives to a form: values, what is shown beside rows, what is told of it."""

    cells: Cells
    shown: dict[tuple[Key, str], Any]
    lines: tuple[str, ...]


def fill(text: LastText, given: Cells, *, with_tables: bool) -> Filled:
    """The values that a form with these cells lacks; those of tables only where ``with_tables`` says so.

    Raises Refused where the text is not known to be of the year before.
    """
    name = Path(text.file).name
    text.of_the_year_before(str(given.get(YEAR, "")))
    found: Cells = {}
    shown: dict[tuple[Key, str], Any] = {}
    for key, cell in from_text.of(text.settled, text.lines).items():
        told = text.settled.values[key][0]
        place = f"{name} {from_text.where(told.spots, text.lines)}"
        if key[0] == REASONS:
            shown[key, layout.LAST_CAUSE] = f"{told.typed}（{place}）"
            continue
        last = key if key == _REGION else last_year(key)
        if last is None or last in given or field_of(last) is None or not (with_tables or last[0] in _NO_TABLES):
            continue
        in_yuan = given.get((MONEY_UNIT,)) == terms.YUAN and told.unit in terms.SCALES
        found[last] = notation.scalar(notation.number(told.in_yuan if in_yuan else str(cell)), cell.place)
        if not isinstance(told.value, str):
            row = last if last[0] == _PEOPLE else last[:-1]
            shown[row, layout.ORIGIN] = f"{last[-1]}：{place}"
    causes = sum(heading == layout.LAST_CAUSE for _, heading in shown)
    lines = [f"上年说明 {name}：填了 {len(found)} 格上年的数和科目；{causes} 条上年原因列在旁边供参考，不作本年原因。"]
    lines += text.of_another_unit(str(given.get(_NAME, "")))
    return Filled(found, shown, tuple(lines))


def last_year(key: Key) -> Key | None:
    """Where a value of last year's text stands in this year's form; None where it has no place there."""
    if ACCOUNTS in key:
        wanted = key[-1] in (terms.ACTUAL, "名称")
        return tuple(LAST_ACCOUNTS if part == ACCOUNTS else part for part in key) if wanted else None
    if key[-1] == terms.ACTUAL or (key[0] == _PEOPLE and key[-1] == terms.THIS_YEAR):
        return (*key[:-1], terms.LAST_YEAR)
    return None
