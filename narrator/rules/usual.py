"""The usual facts, declared in a line: values as given, a row beside last year or a budget, what was spent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from narrator.figures import terms as t
from narrator.figures.model import Unit
from narrator.figures.values import Value
from narrator.rules.fact import Fact
from narrator.rules.held import declared
from narrator.rules.kinds import AMOUNT, CHANGE, COUNT, DEVIATION, NUMBER, REASON, RECORD, SPENDING
from narrator.rules.spec import fact
from narrator.rules.view import UnitView

# Where the value of a slot stands: a field of the unit by its path, or this year's cell of a statement by its labels.
SlotSource: TypeAlias = "str | tuple[str, ...]"
Row: TypeAlias = tuple[str, ...]
_TYPES = {"money": AMOUNT, "count": COUNT, "number": NUMBER, "text": REASON}  # slots by the kind of field they show


def types(sources: Mapping[str, SlotSource]) -> dict[str, str]:
    """The types of these slots, as the model declares their fields; a cell holds an amount."""
    return {
        slot: _TYPES[declared(Unit, source).kind] if isinstance(source, str) else AMOUNT
        for slot, source in sources.items()
    }


def values(view: UnitView, sources: Mapping[str, SlotSource]) -> dict[str, Value]:
    """The values of these slots, or the gaps for them."""
    return {
        slot: view.given(source) if isinstance(source, str) else view.cell(*source) for slot, source in sources.items()
    }


def record(name: str, about: str, sources: Mapping[str, SlotSource]) -> None:
    """Declare a fact that tells values as they are given."""
    fact(name, RECORD, about, types(sources))(lambda view: RECORD.fact("", values(view, sources)))


def change(name: str, what: str, subject: str) -> None:
    """Declare the 增减 of the row that the subject of a reason is about."""
    fact(name, CHANGE, f"{what}{t.VS_LAST_YEAR}")(lambda view: view.row_change(subject))


def deviation(name: str, what: str, comparison: str, subject: str) -> None:
    """Declare the 差异 of such a row against a budget."""
    fact(name, DEVIATION, f"{what}{comparison}")(lambda view: view.row_deviation(comparison, subject))


def spending(name: str, about: str, row: Row, sources: Mapping[str, SlotSource]) -> None:
    """Declare what the money of a row was spent on."""
    slots = {"金额": row, **sources}
    fact(name, SPENDING, about, types(slots))(lambda view: spent(view, row, values(view, slots)))


def spent(view: UnitView, row: Row, slots: Mapping[str, Value]) -> Fact:
    """What money was spent on. "None" is a claim, so the exact amount decides, not the printed one."""
    exact = view.row(*row).record.actual
    if exact is None:
        return SPENDING.fact(None, {"金额": view.cell(*row)})
    return SPENDING.fact("some" if exact.value else "none", slots)
