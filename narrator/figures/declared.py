"""How a field of the model is declared: its official term (the key in the unit file), and what it holds.

A field that only some packs print names the ``fact`` that prints it, or several, so that a form asks for it only
under such a pack.
"""

from __future__ import annotations

from dataclasses import field, fields
from typing import Any

NUMBERS = ("money", "number", "count", "year")  # the kinds of field that hold a figure


def declared(kind: str, term: str, *, required: bool = False, default: Any = None, **more: Any) -> Any:
    """A field of this kind, by its term; ``more`` is what else its kind needs (a unit, choices).

    Of the kinds without a function of their own here, "names" is a list of names that, empty, says that there are
    none; "records" is a list of records of which none need be given.
    """
    metadata = {"kind": kind, "term": term, "required": required, **more}
    return field(default=default, metadata=metadata)


def by_term(cls: type) -> dict[str, str]:
    """The names of a record's fields by their official terms."""
    return {item.metadata["term"]: item.name for item in fields(cls) if item.metadata}


def mapping(kind: str, term: str) -> Any:
    """Records by name; empty where none are given."""
    return field(default_factory=dict, metadata={"kind": kind, "term": term, "required": False})


def money(term: str, fact: str | tuple[str, ...] = "") -> Any:
    """An amount, in the unit of money that the file declares (元 or 万元)."""
    return declared("money", term, fact=fact)


def number(term: str, unit: str) -> Any:
    """A number that is not money, in ``unit`` (人, 辆, 平方米 …)."""
    return declared("number", term, unit=unit)


def count(term: str, unit: str, fact: str | tuple[str, ...] = "") -> Any:
    """A whole number, never negative, in ``unit`` (人, 辆, 个 …)."""
    return declared("count", term, unit=unit, fact=fact)


def text(term: str, fact: str = "", *, required: bool = False) -> Any:
    """Words on one line."""
    return declared("text", term, required=required, fact=fact)


def lines(term: str) -> Any:
    """Words that may break lines; each line is a paragraph."""
    return declared("lines", term, default=None)


def part(term: str, of: type, fact: str | tuple[str, ...] = "") -> Any:
    """A record within this one; without it, every field of it is not given. ``fact`` holds for all of it."""
    return declared("part", term, default=of(), of=of, fact=fact)


def parts(term: str, of: type) -> Any:
    """A list of records; an empty list says that there are none."""
    return declared("parts", term, of=of)
