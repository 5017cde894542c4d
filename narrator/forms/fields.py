"""The fields of a unit file: every value that can be given, by its key, as the model declares it.

A key is what leads to a value in official terms, a place in a list as a number counting from 1:
``("单位", "年度")``, ``("一般公共预算财政拨款支出决算表", "科目", "2010301", "决算")``. In the key of a field
``EACH`` stands for what the unit names itself: an account's code, a number, the subject of a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, NamedTuple

from narrator.figures import declared, terms
from narrator.figures.model import Amounts, Unit
from narrator.figures.values import Key
from narrator.readers.scalars import MONEY_UNITS, NONE_WORD
from narrator.readers.schema import ACCOUNTS, BESIDE_ACCOUNTS, LAST_ACCOUNTS, MONEY_UNIT, MOVED

EACH = "*"
ACCOUNT_NAME = "名称"
REASONS = "主要原因"
NUMBERS = declared.NUMBERS


class Field(NamedTuple):
    """One value that can be given: its key, kind (as in the model; also "word", "reason") and unit.

    ``choices`` are the words it may be: for "word" the one word that stands in place of a whole part.
    ``facts`` are those that print it, where only some packs do.
    """

    key: Key
    kind: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    facts: tuple[str, ...] = ()


def field_of(key: Key) -> Field | None:
    """The field that a value at this key belongs to; None where there is none."""
    found = _BY_KEY.get(key)
    return found or _BY_KEY.get(pattern(key))


def pattern(key: Key) -> Key:
    """The key with EACH in place of what the unit names itself."""
    if key and key[0] == REASONS:
        return (REASONS, *(EACH for _ in key[1:]))
    own = _OWN_NAMES
    return tuple(EACH if isinstance(part, int) or (at and key[at - 1] in own) else part for at, part in enumerate(key))


def rank(key: Key) -> tuple[int, tuple[str, ...]]:
    """For sorting: values in the order of the model, accounts by code, lists by number."""
    return _ORDER.get(pattern(key), len(_ORDER)), tuple(f"{part:06}" if isinstance(part, int) else part for part in key)


def _walk(cls: type, key: Key, facts: tuple[str, ...] = ()) -> Iterator[Field]:
    for item in fields(cls):
        meta: Any = item.metadata
        here = (*key, meta["term"])
        printed = meta.get("fact") or facts
        own = (printed,) if isinstance(printed, str) else printed
        match meta["kind"]:
            case "derived":
                continue
            case "statements":
                for term in terms.STATEMENTS:
                    yield from _statement(term)
            case "reasons":
                yield Field((REASONS, EACH, EACH), "reason")
            case "part":
                yield from _walk(meta["of"], here, own)
            case "parts":
                yield Field(here, "word", choices=(NONE_WORD,), facts=own)
                yield from _walk(meta["of"], (*here, EACH), own)
            case "records":
                yield from _walk(meta["of"], (*here, EACH), own)
            case "chosen":
                yield Field((*here, EACH), "text")
            case kind:
                required = meta["required"] and EACH not in here
                yield Field(here, kind, meta.get("unit", ""), tuple(meta.get("choices", ())), required, own)


def _statement(term: str) -> Iterator[Field]:
    layout = terms.STATEMENTS[term]
    yield Field((term,), "word", choices=(terms.EMPTY_STATEMENT,))
    for row in layout.rows:
        yield from _walk(Amounts, (term, *row), terms.PRINTED_BY.get((term, *row), ()))
    if not layout.accounts:
        return
    for listed, amounts in ((ACCOUNTS, True), (LAST_ACCOUNTS, False)):
        here = (term, listed)
        yield Field(here, "word", choices=(NONE_WORD,))
        yield Field((*here, EACH, ACCOUNT_NAME), "text")
        yield from (item for item in _walk(Amounts, (*here, EACH)) if amounts or item.key[-1] == terms.ACTUAL)
        if amounts and layout.accounts == "functional":
            for item in BESIDE_ACCOUNTS:
                meta, key = item.metadata, (*here, EACH, item.metadata["term"])
                facts = terms.PRINTED_BY.get((*here, meta["term"]), ())
                yield Field(key, meta["kind"], choices=tuple(meta.get("choices", ())), facts=facts)
    yield Field((term, MOVED, EACH), "code")


_OWN_NAMES = (ACCOUNTS, LAST_ACCOUNTS, MOVED, terms.CHOICES)
FIELDS: tuple[Field, ...] = (Field((MONEY_UNIT,), "choice", choices=MONEY_UNITS, required=True), *_walk(Unit, ()))
OF_SOME_PACKS = tuple(item for item in FIELDS if item.facts)
_BY_KEY = {item.key: item for item in FIELDS}
_ORDER = {item.key: number for number, item in enumerate(FIELDS)}
ROWS_OF_AMOUNTS = frozenset(item.key[:-1] for item in FIELDS if item.key[-1] == terms.ACTUAL and EACH not in item.key)
"""The keys of the rows of money, which a unit file may also give as a single number: 决算."""
