"""Which value of a unit file each slot of a fact prints, as the rules themselves tell it.

A unit in which everything is given is put through the rules: a slot whose figure or text has a place prints the value
at that key; one that is worked out prints none. What the unit names itself stands in a key as EACH: the code of an
account, the number of a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from narrator.figures import terms
from narrator.figures.model import Unit
from narrator.figures.values import Figure, Formula, Key, Names, Place, Text, Value
from narrator.forms import cells, notation
from narrator.forms.cells import Cells
from narrator.forms.fields import ACCOUNT_NAME, EACH, FIELDS, REASONS, Field
from narrator.readers import unit_file
from narrator.readers.schema import ACCOUNTS, LAST_ACCOUNTS, MONEY_UNIT
from narrator.rules.derive import Decimals
from narrator.rules.fact import Fact
from narrator.rules.facts import common, facts

NAMED = "名称"
_START = Place("", 0, 0)
_PROFILE = {"单位名称": "某单位", "地区": "某省", "年度": "2024", "主体": terms.BODIES[0], "新设": "否"}
_CODES = {
    terms.GENERAL: ("201", "20101", "2010101"),
    terms.FUND: ("212", "21208", "2120801"),
    terms.CAPITAL: ("223", "22301", "2230105"),
    terms.BASIC: ("30101", "30201"),
}
_AMOUNTS = {terms.LAST_YEAR: "10", terms.INITIAL_BUDGET: "20", terms.FULL_BUDGET: "25"}  # each year more
_NUMBER, _MORE, _REST = "10", "30", "90"
_BUDGET, _NOTHING = "全年预算数", "0"
_LEFT_OUT = ("word", "code", "choice", "date", "flag", "year", "choices")
_NOT_ASKED = (
    *(terms.WORKBOOK, terms.LAST_WORKBOOK, terms.CONFIRMATIONS, terms.ELIMINATIONS),
    *("单位", "机关运行经费及公用经费"),
)


class SlotKey(NamedTuple):
    """What a slot prints: the key, and the name that tells its item from the others of a list, "" for any."""

    key: Key
    name: str = ""


class SlotKeys(NamedTuple):
    """The keys that the slots of facts print in a unit of certain kinds, and which facts it has."""

    keys: dict[tuple[str, str], tuple[SlotKey, ...]]
    common: dict[str, Key]
    facts: frozenset[str]

    def of(self, fact: str, slot: str, name: str = "") -> Key | None:
        """The key of a slot, of the item with this name where it hangs on the item; None where it prints none."""
        if not fact or ((fact, slot) not in self.keys and slot in self.common):
            return self.common.get(slot)
        found = self.keys.get((fact, slot), ())
        return next((one.key for one in found if one.name in ("", name)), None)


@lru_cache(maxsize=64)  # three kinds of unit, for each pack
def slot_keys(kinds: tuple[str, ...], decimals: Decimals, *, rated: bool = True) -> SlotKeys:
    """The keys that slots print in a unit of these kinds (单位性质), where each has running costs if there are more.

    Where nothing in its self-evaluation tables is ``rated``, since there is no budget, it gives the scores itself.
    """
    unit = _unit(kinds, rated=rated)
    told = facts(unit, decimals)
    found: dict[tuple[str, str], dict[SlotKey, None]] = {}
    for fact in told.values():
        for one in _each(fact):
            for slot, value in one.slots.items():
                if (key := _key(value)) is not None:
                    label = one.slots.get(NAMED)
                    fixed = isinstance(label, Text) and label.origin is None
                    name = label.text if fixed and isinstance(label, Text) else ""
                    found.setdefault((one.name, slot), {})[SlotKey(key, name)] = None
    shared = {slot: key for slot, value in common(unit, decimals).items() if (key := _key(value)) is not None}
    keys = {own: _told_apart(tuple(several)) for own, several in found.items()}
    keys |= {own: () for own in keys if own[1] in shared}  # its own word under a common name: that of a table
    return SlotKeys(keys, shared, frozenset(told))


def _told_apart(keys: tuple[SlotKey, ...]) -> tuple[SlotKey, ...]:
    """The keys of a slot; where it has but one, that is its key whatever its item is called."""
    return (SlotKey(keys[0].key),) if len({one.key for one in keys}) == 1 else keys


def _each(found: object) -> Iterator[Fact]:
    """The facts of a unit, with those within them."""
    if isinstance(found, Fact):
        yield found
        for part in found.parts.values():
            yield from _each(part)
    elif isinstance(found, tuple):
        for one in found:
            yield from _each(one)


def _key(value: Value) -> Key | None:
    """The key that a value was given at, with EACH for what the unit names itself; None for what was worked out."""
    if isinstance(value, Names):
        return _key(value.names[0]) if value.names else None
    if not isinstance(value, Figure | Text):
        return None
    origin = value.origin
    if isinstance(origin, Formula) and origin.rule == "printed":
        origin = origin.inputs[0][1].origin
    return _general(tuple(origin.key.split("/"))) if isinstance(origin, Place) and origin.key else None


def _general(key: tuple[str, ...]) -> Key:
    own = [
        part == "1" or (at > 0 and key[at - 1] in (ACCOUNTS, LAST_ACCOUNTS)) or (key[0] == REASONS and part.isdigit())
        for at, part in enumerate(key)
    ]
    return tuple(EACH if named else part for part, named in zip(key, own, strict=True))


# The unit -----------------------------------------------------------------------------------------


def _unit(kinds: tuple[str, ...], *, rated: bool) -> Unit:
    given: Cells = {("单位", name): notation.scalar(word, _START) for name, word in _PROFILE.items()}
    given["单位", "单位性质"] = notation.scalar(notation.COMMA.join(kinds), _START)
    given[(MONEY_UNIT,)] = notation.scalar(terms.WAN, _START)
    for field in FIELDS:
        for key in _keys(field, several=len(kinds) > 1, rated=rated):
            given[key] = notation.scalar(_NOTHING if key[-1] == _BUDGET and not rated else _value(field), _START)
    return unit_file.read(cells.tree(given, _START))


def _keys(field: Field, *, several: bool, rated: bool) -> Iterator[Key]:
    key = field.key
    running = key[0] == _NOT_ASKED[-1]
    if field.kind in _LEFT_OUT or (key[0] in _NOT_ASKED and not (running and several)) or LAST_ACCOUNTS in key:
        return
    if field.kind == "reason":
        for comparison, subjects in terms.REASON_SUBJECTS.items():
            for subject in (*subjects, *(codes[-1] for codes in _CODES.values() if len(codes) > 2)):
                yield (REASONS, comparison, subject)
    elif ACCOUNTS in key:
        if key[-1] in (terms.LEVEL, terms.BASIS):
            return
        for code in _CODES[str(key[0])]:
            if len(code) in (terms.ITEM, 5) or key[-1] in (ACCOUNT_NAME, terms.ACTUAL):
                yield tuple(code if part == EACH else part for part in key)
    elif key[-1] != "得分" or "指标" in key or not rated:
        yield tuple(1 if part == EACH else part for part in key)


def _value(field: Field) -> str:
    if field.kind == "money":
        return _AMOUNTS.get(str(field.key[-1]), _MORE)
    if field.key[-1] == "单位名称":
        return _PROFILE["单位名称"]
    if field.key[-1] == "分值":
        return _REST  # with the one indicator, all
    return "某科目" if field.key[-1] == ACCOUNT_NAME and ACCOUNTS in field.key else _NUMBER
