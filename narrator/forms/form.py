"""A form as a value: what its cells hold, what it shows beside them, and which rows each block has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from narrator.figures.values import Key
from narrator.forms.fields import REASONS, Field, field_of, rank
from narrator.forms.layout import BODY, HOW, ON_DEMAND, FormBlock, FormColumn, FormSheet
from narrator.forms.sayings import label
from narrator.phrases.options import listed

Shown: TypeAlias = Mapping[tuple[Key, str], Any]
_NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Outside(NamedTuple):
    """Something that a person typed where the form has no cell: its old sheet and cell, and the value."""

    sheet: str
    cell: str
    value: Any


class Copied(NamedTuple):
    """A sheet of the person's own, carried along as values."""

    name: str
    hidden: bool
    rows: list[list[Any]]


class Form(NamedTuple):
    """All that a form says.

    ``cells`` are the texts by key; ``shown`` what the program tells, by a row's key and heading;
    ``asked`` the reasons that are asked for, in order; ``adopted`` what was typed into 采用; ``open``
    the keys that a draft would miss; ``other`` and ``copied`` what the person keeps in the file besides.
    ``used`` are the facts of the unit's pack: what only other packs print has no row and no column here,
    unless it was given. ``choices`` are what may be chosen where that pack has options, the default first.
    """

    cells: Mapping[Key, str]
    shown: Shown = _NOTHING
    asked: tuple[Key, ...] = ()
    adopted: Mapping[Key, str] = _NOTHING
    open: frozenset[Key] = frozenset()
    other: tuple[Outside, ...] = ()
    copied: tuple[Copied, ...] = ()
    used: frozenset[str] = frozenset()
    choices: Mapping[Key, tuple[str, ...]] = _NOTHING

    def rows(self, block: FormBlock) -> list[Key]:
        """The rows of a block: those always there, those asked for, and those that hold something."""
        ends = [column.key for column in block.having("fill")]
        held = {key[: len(key) - len(end)] for key in self.cells for end in ends if key[len(key) - len(end) :] == end}
        held |= {key for key in self.adopted if block.having("adopt")}
        found = dict.fromkeys(row for row in block.rows if row in held or self._prints(_facts(row, ends)))
        if block.pattern and block.pattern[0] == REASONS:
            found |= dict.fromkeys(self.asked)
        found |= dict.fromkeys(key for key in self.choices if block.fits(key))
        more = (key for key in held - found.keys() if block.fits(key))
        return [*found, *sorted(more, key=lambda key: rank((*key, *ends[0])))]

    def label(self, key: Key, heading: str) -> Any:
        """What a column of the program says of a row."""
        if (key, heading) not in self.shown and heading == HOW and key in self.choices:
            return f"不选就是「{self.choices[key][0]}」。可选：{listed(self.choices[key])}。"
        return self.shown.get((key, heading), label(key, heading))

    def field(self, key: Key) -> Field | None:
        """What may be given at this key; where the pack has an option, one of its choices."""
        field = field_of(key)
        return field._replace(kind="choice", choices=self.choices[key]) if field and key in self.choices else field

    def columns(self, block: FormBlock) -> list[FormColumn]:
        """The columns of a block: those that ask for what the pack prints, and those that hold something."""
        return [
            column
            for column in block.columns
            if self._shows(block, column)
            and (self._prints(block.facts(column)) or any(block.holds(column, key) for key in self.cells))
        ]

    def _shows(self, block: FormBlock, column: FormColumn) -> bool:
        """Whether a column that is there on demand has something to show; true of all others."""
        if column.heading not in ON_DEMAND:
            return True
        return any(heading == column.heading and block.fits(row) for row, heading in self.shown)

    def has(self, sheet: FormSheet) -> bool:
        """Whether the form has this sheet: one for a certain 主体 only there, or where it holds anything."""
        typed = any(self.rows(block) for block in sheet.blocks)
        return not sheet.body or typed or self.cells.get(BODY) == sheet.body

    def about(self, sheet: FormSheet) -> str:
        """What a sheet asks for, in a line."""
        for block in sheet.blocks:
            ends = [column.key for column in block.having("fill")]
            if any(map(block.facts, self.columns(block))) or any(_facts(row, ends) for row in self.rows(block)):
                return sheet.more or sheet.about
        return sheet.about

    def _prints(self, facts: Collection[str]) -> bool:
        """Whether the pack prints one of these facts, or any pack may print what is asked for."""
        return not facts or any(fact in self.used for fact in facts)


def _facts(row: Key, ends: Collection[Key]) -> set[str]:
    """The facts that print the cells of a row that is always there; none where any pack may print some of them."""
    fields = [field for end in ends if (field := field_of((*row, *end))) is not None]
    return {fact for field in fields for fact in field.facts} if all(field.facts for field in fields) else set()
