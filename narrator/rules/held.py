"""A record of the model with the key under which the unit file holds it: a value as given, or the gap for it.

The key, and whether a figure, money or a text is missing, come from the declarations of the model.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple

from narrator.figures.declared import NUMBERS
from narrator.figures.model import ASPECTS
from narrator.figures.values import Figure, Gap
from narrator.rules.derive import Decimals


class Declared(NamedTuple):
    """What the model declares of a field: its official term, its kind, and the record that it holds, if any."""

    term: str
    kind: str
    of: type | None


@cache  # an entry for each record class of the model, of which there are some twenty
def _declared(cls: type) -> dict[str, Declared]:
    return {
        item.name: Declared(item.metadata["term"], item.metadata["kind"], item.metadata.get("of"))
        for item in fields(cls)
        if item.metadata
    }


def declared(cls: type, path: str) -> Declared:
    """What the model declares of a field of this class, or of its parts: ``declared(Unit, "abroad.groups")``."""
    name, _, rest = path.partition(".")
    found = _declared(cls)[name]
    return declared(found.of, rest) if rest and found.of else found


class Held(NamedTuple):
    """A record, the key of what it is in the unit file ("" for the whole unit), and how its money is printed.

    A path names a field of the record, or of one of its parts: ``"content"``, ``"vehicles.number"``.
    """

    record: Any
    key: str
    decimals: Decimals

    def part(self, name: str) -> Held:
        """A record within this one, by the name of its field."""
        return Held(getattr(self.record, name), self._key(name), self.decimals)

    def each(self, path: str) -> tuple[Held, ...] | Gap:
        """The records of a list, counted from 1; a gap where the list is not given."""
        held, name = self._find(path)
        records = getattr(held.record, name)
        if records is None:
            return held._gap(name)
        key = held._key(name)
        return tuple(Held(record, f"{key}/{number}", self.decimals) for number, record in enumerate(records, 1))

    def given(self, path: str) -> Any:
        """The value of a field, money as printed; the gap for it where it is not given."""
        held, name = self._find(path)
        value = getattr(held.record, name)
        if value is None:
            return held._gap(name)
        return self.decimals.printed(value) if held._of(name).kind == "money" else value

    def exact(self, path: str) -> Any:
        """The value of a field as it stands in the file; the gap for it where it is not given."""
        held, name = self._find(path)
        value = getattr(held.record, name)
        return held._gap(name) if value is None else value

    def gap(self, path: str) -> Gap:
        """The gap for a field, whether it is given or not."""
        held, name = self._find(path)
        return held._gap(name)

    def amount(self, aspect: str) -> Figure | Gap:
        """Of a row of a statement one of its four amounts (上年, 决算 …), as printed."""
        value: Figure | Gap = self.given(ASPECTS[aspect])
        return value

    def _find(self, path: str) -> tuple[Held, str]:
        """The record that has the field at the end of a path, and the name of the field."""
        name, _, rest = path.partition(".")
        return self.part(name)._find(rest) if rest else (self, name)

    def _of(self, name: str) -> Declared:
        cls: type = type(self.record)
        return _declared(cls)[name]

    def _key(self, name: str) -> str:
        term = self._of(name).term
        return f"{self.key}/{term}" if self.key else term

    def _gap(self, name: str) -> Gap:
        return missing(self._key(name), "figure" if self._of(name).kind in NUMBERS else "text")


def missing(key: str, of: str = "figure") -> Gap:
    """The gap for a value that the unit file does not give, by its key there."""
    return Gap(key, key.replace("/", "·"), of)
