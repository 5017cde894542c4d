"""A form as a value: what its cells hold, what it shows beside them, and which rows each block has."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from narrator.forms.fields import REASONS, Road, rank
from narrator.forms.layout import Block

Shown: TypeAlias = Mapping[tuple[Road, str], Any]
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

    ``cells`` are the texts by road; ``shown`` what the program tells, by a row's road and heading;
    ``asked`` the reasons that are asked for, in order; ``adopted`` what was typed into 采用; ``open``
    the roads that a draft would miss; ``other`` and ``copied`` what the person keeps in the file besides.
    """

    cells: Mapping[Road, str]
    shown: Shown = _NOTHING
    asked: tuple[Road, ...] = ()
    adopted: Mapping[Road, str] = _NOTHING
    open: frozenset[Road] = frozenset()
    other: tuple[Outside, ...] = ()
    copied: tuple[Copied, ...] = ()

    def rows(self, block: Block) -> list[Road]:
        """The rows of a block: those always there, those asked for, and those that hold something."""
        found = dict.fromkeys(block.rows)
        if block.pattern and block.pattern[0] == REASONS:
            found |= dict.fromkeys(self.asked)
        ends = [column.road for column in block.having("fill")]
        held = {
            road[: len(road) - len(end)] for road in self.cells for end in ends if road[len(road) - len(end) :] == end
        }
        held |= {road for road in self.adopted if block.having("adopt")}
        more = (road for road in held - found.keys() if block.fits(road))
        return [*found, *sorted(more, key=lambda road: rank((*road, *ends[0])))]
