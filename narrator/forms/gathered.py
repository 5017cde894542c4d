"""What has been read of a form so far: its cells, what stands beside them, what is wrong, what holds between."""

from __future__ import annotations

import re

from narrator.figures.findings import Finding
from narrator.figures.values import Key, Place
from narrator.files import marked
from narrator.forms import guide, notation
from narrator.forms.cells import Cells
from narrator.forms.fields import field_of
from narrator.forms.form import Outside
from narrator.forms.layout import BODY, FormColumn
from narrator.readers import spreadsheet
from narrator.readers.scalars import short
from narrator.readers.schema import MONEY_UNIT

_NO = ("", "否")
_BLANK = "〔[^0-9〕]+〕"  # a slot of an offer that is still to be filled


class Gathered:
    """The cells of a form by their keys, what stands beside them, and what is wrong or to be told."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.cells: Cells = {}
        self.adopted: dict[Key, tuple[marked.Scalar, str]] = {}
        self.outside: list[Outside] = []
        self.findings: list[Finding] = []
        self.places: dict[str, Place] = {}
        self.notes: dict[Finding, None] = {}

    @property
    def money(self) -> str:
        """The form's unit of money, which stands on the first sheet."""
        return str(self.cells.get((MONEY_UNIT,), ""))

    def refuse(self, code: str, place: Place, evidence: str, advice: str = "") -> None:
        """Tell what is wrong with a cell."""
        self.findings.append(Finding(code, place, evidence, advice))

    def note(self, code: str, place: Place, evidence: str, advice: str = "") -> None:
        """Tell of a cell that it was read otherwise than it looks."""
        self.notes[Finding(code, place, evidence, advice)] = None

    def beside(
        self, page: spreadsheet.Worksheet, row: int, used: dict[int, FormColumn], titles: set[str], start: str = "\0"
    ) -> None:
        """Keep what stands in a row outside the form's columns."""
        for number, value in enumerate(page.rows[row]):
            ours = isinstance(value, str) and (value in titles or value.startswith(start))
            if value != "" and number not in used and not ours:
                self.outside.append(Outside(page.name, Place("", row + 1, number + 1).cell, value))

    def guide(self, page: spreadsheet.Worksheet) -> None:
        """Keep what was added to the sheet that explains."""
        for row in range(len(page.rows)):
            self.beside(page, row, {}, {*guide.LINES, *guide.FORMER_LINES})

    def put(self, key: Key, text: str, place: Place) -> None:
        """A cell's text at its key; twice is told."""
        if key in self.cells:
            first = self.cells[key].place
            self.refuse("F106", place, f"与 {first.sheet}!{first.cell} 填的是同一项。", "请只留一处。")
            return
        self.cells[key] = notation.scalar(text, place._replace(key="/".join(map(str, key))))

    # Between the cells --------------------------------------------------------------------------

    def adopt(self) -> None:
        """Accepted offers become reasons."""
        for key, (typed, offers) in self.adopted.items():
            lines = offers.splitlines()
            taken = notation.offered(typed, offers)
            if taken and BODY in self.cells:
                taken = taken.replace(f"〔{BODY[-1]}〕", self.cells[BODY].strip())
            if typed in _NO:
                continue
            if key in self.cells:
                advice = "采用左边的用语就清空「主要原因」，用自己写的就把「采用」改成「否」。"
                self.refuse("F113", typed.place, "「采用」和「主要原因」都填了。", advice)
            elif typed != notation.YES and not re.fullmatch("[1-9][0-9]?", typed):
                self.refuse("F114", typed.place, f"「{short(typed)}」应是「是」「否」，或可选用语的序号。")
            elif not lines:
                self.refuse("F115", typed.place, "没有可选用语。", "请在「主要原因」中写明原因。")
            elif taken is None:
                which = f"没有第 {typed} 条" if typed != notation.YES else "不止一条，没有说是哪一条"
                self.refuse("F116", typed.place, f"可选用语{which}。", f"请写序号，共 {len(lines)} 条。")
            elif re.search(_BLANK, taken):
                evidence = f"这条用语还有要补的内容「{re.findall(_BLANK, taken)[0]}」。"
                self.refuse("F120", typed.place, evidence, "请抄到「主要原因」中补全，并清空「采用」。")
            else:
                self.put(key, taken, typed.place)

    def contradictions(self) -> None:
        """A word for a whole part (空表, 无) beside values within that part."""
        for key, text in self.cells.items():
            field = field_of(key)
            if field is None or field.kind != "word":
                continue
            inside = next((other for other in self.cells if other[: len(key)] == key and len(other) > len(key)), None)
            if inside is not None:
                where = self.cells[inside].place
                self.refuse(
                    "F112", text.place, f"这里写了「{text}」，{where.sheet}!{where.cell} 却填了内容。", "请删去一处。"
                )
