"""A record of the model with the key under which the unit file holds it: a value as given, or the gap for it.

The key, and whether a figure, money or a text is missing, come from the declarations of the model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from narrator.figures.declared import NUMBERS
from narrator.figures.model import ASPECTS
from narrator.figures.values import Figure, Gap
from narrator.rules.derive import Decimals


class Declared(NamedTuple):
    """What the model declares of a field: its official term, its kind, and the class of the records in it, if any.

    ``key`` are the terms that lead to it from the record where its path begins, ``get`` takes its value from there.
    """

    term: str
    kind: str
    of: type | None
    key: str
    get: Callable[[Any], Any]


@lru_cache(maxsize=1024)  # the rules name a few hundred paths
def declared(cls: type, path: str) -> Declared:
    """The field of this class, or of a part of it, at the end of a path: ``declared(Unit, "assets.vehicles.number")``.

    Raises KeyError where the model declares no such field.
    """
    above, _, name = path.rpartition(".")
    outer = declared(cls, above) if above else None
    owner = outer.of if outer and outer.of else cls
    meta: Any = {item.name: item.metadata for item in fields(owner)}[name]
    key = f"{outer.key}/{meta['term']}" if outer else meta["term"]
    return Declared(meta["term"], meta["kind"], meta.get("of"), key, attrgetter(path))


class Held(NamedTuple):
    """A record, the key of what it is in the unit file ("" for the whole unit), and how its money is printed.

    A path names a field of the record, or of one of its parts: ``"content"``, ``"vehicles.number"``.
    """

    record: Any
    key: str
    decimals: Decimals

    def part(self, path: str) -> Held:
        """A record within this one."""
        at = self._at(path)
        return Held(at.get(self.record), self._key(at), self.decimals)

    def each(self, path: str) -> tuple[Held, ...] | Gap:
        """The records of a list, counted from 1; a gap where the list is not given."""
        at = self._at(path)
        records, key = at.get(self.record), self._key(at)
        if records is None:
            return self._gap(at)
        return tuple(Held(record, f"{key}/{number}", self.decimals) for number, record in enumerate(records, 1))

    def given(self, path: str) -> Any:
        """The value of a field, money as printed; the gap for it where it is not given."""
        at = self._at(path)
        value = at.get(self.record)
        if value is None:
            return self._gap(at)
        return self.decimals.printed(value) if at.kind == "money" else value

    def exact(self, path: str) -> Any:
        """The value of a field as it stands in the file; the gap for it where it is not given."""
        at = self._at(path)
        value = at.get(self.record)
        return self._gap(at) if value is None else value

    def gap(self, path: str) -> Gap:
        """The gap for a field, whether it is given or not."""
        return self._gap(self._at(path))

    def amount(self, aspect: str) -> Figure | Gap:
        """Of a row of a statement one of its four amounts (上年, 决算 …), as printed."""
        value: Figure | Gap = self.given(ASPECTS[aspect])
        return value

    def _at(self, path: str) -> Declared:
        cls: type = type(self.record)
        return declared(cls, path)

    def _key(self, at: Declared) -> str:
        return f"{self.key}/{at.key}" if self.key else at.key

    def _gap(self, at: Declared) -> Gap:
        return missing(self._key(at), "figure" if at.kind in NUMBERS else "text")


def missing(key: str, of: str = "figure") -> Gap:
    """The gap for a value that the unit file does not give, by its key there."""
    return Gap(key, key.replace("/", "·"), of)
