"""The shape of the unit file, as the model declares it.

It is built from the declarations in ``narrator.figures.model`` and the layouts in ``narrator.figures.terms``;
nothing is written down twice, and a part is built when a file first holds it.
"""

from __future__ import annotations

import re
from dataclasses import Field, fields
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from narrator.figures import terms
from narrator.figures.model import ASPECTS, Account, Amounts, Coded, Statement, Unit
from narrator.figures.values import Figure, Text
from narrator.files.marked import Mapping, Scalar, Sequence
from narrator.readers import scalars
from narrator.readers.records import Key, Record, or_none, several, table
from narrator.readers.scalars import ACCOUNT_NAME, LINE, MONEY, MONEY_UNITS, Problem, Shape, blank, refuse, short

ACCOUNTS, LAST_ACCOUNTS = terms.ACCOUNTS, terms.LAST_ACCOUNTS
MOVED = "科目对应"
SAME = "同"
MONEY_UNIT = "金额单位"
NAME = "名称"
BESIDE_ACCOUNTS = tuple(item for item in fields(Account) if item.metadata)  # what is typed beside one, but its amounts
_SAME_AS = re.compile(rf"\s*{SAME}\s*[:：]")  # with a full-width colon, or no blank behind it, it is no mapping

# Records ----------------------------------------------------------------------------------------


@lru_cache  # the records of the model
def record(cls: type) -> Record:
    """The shape of this record of the model."""
    return Record(cls.__name__, cls.__name__, lambda: _keys(fields(cls)), lambda given: cls(**given))


def _keys(declared: tuple[Field[Any], ...]) -> dict[str, Key]:
    """The keys of these fields by their terms."""
    return {of.metadata["term"]: Key(of.name, _field(of), of.metadata["required"]) for of in declared}


_NO_LIST = Problem("U204", "这里应是一个列表。", "每项前加「- 」；没有的写「无」。")
_NO_RECORDS = Problem("U203", "这里应是一个列表，每项前加「- 」，却是{kind}。没有的，删去这一项。")


def _field(item: Field[Any]) -> Shape | Record:
    match item.metadata["kind"]:
        case "part":
            of = record(item.metadata["of"])
            return _amounts() if item.metadata["of"] is Amounts else of
        case "parts":
            return or_none(several(record(item.metadata["of"]), _NO_LIST), ())
        case "records":
            return several(record(item.metadata["of"]), _NO_RECORDS)
        case "reasons":
            return _reasons()
        case "chosen":
            return _chosen()
    return scalars.of(item.metadata)


def _chosen() -> Shape:
    """Words by names that the pack knows; what is blank is not chosen."""
    each = Shape(lambda value, _: None if blank(value) else scalars.line(value), {"type": ["string", "number", "null"]})
    listed = table(each)
    return Shape(
        lambda value, money: {name: words for name, words in listed.read(value, money).items() if words is not None},
        listed.schema,
    )


@cache  # follows from the model alone
def _amounts() -> Shape:
    """The amounts of a row; one alone is 决算."""
    full = record(Amounts)

    def read(value: Any, money: str) -> Any:
        return full.read({terms.ACTUAL: value} if isinstance(value, Scalar) else value, money)

    return Shape(read, {"anyOf": [MONEY.schema, full]})


# Statements -------------------------------------------------------------------------------------


_BLOCKS = {terms.RECEIPTS: "Receipts", terms.PAYMENTS: "Payments"}


def statement(term: str) -> Shape:
    """The shape of one of the nine statements; 空表 stands for an empty one."""
    name = f"Statement{list(terms.STATEMENTS).index(term) + 1:02}"
    full = Record(name, term, lambda: _rows(term, name), lambda given: _build_statement(term, given))

    def read(value: Any, money: str) -> Any:
        if not isinstance(value, Scalar):
            return full.read(value, money)
        if value.strip() == terms.EMPTY_STATEMENT:
            return _empty_statement(term, value)
        raise refuse(f"这里应是表中各行的数；本表为空表的，写「{terms.EMPTY_STATEMENT}」。")

    return Shape(read, {"anyOf": [{"const": terms.EMPTY_STATEMENT}, full]})


def _rows(term: str, name: str) -> dict[str, Key]:
    """The keys of a statement: its rows, some in blocks, then its accounts."""
    layout = terms.STATEMENTS[term]
    keys: dict[str, Key] = {}
    blocks: dict[str, dict[str, Key]] = {}
    for *block, label in layout.rows:
        rows = blocks.setdefault(block[0], {}) if block else keys
        rows[label] = Key(label, _amounts())
    for title, rows in blocks.items():
        keys[title] = Key(title, Record(f"{name}_{_BLOCKS[title]}", title, rows.copy))
    if layout.accounts:
        keys[ACCOUNTS] = Key(ACCOUNTS, _accounts(layout.accounts, last=False))
        keys[LAST_ACCOUNTS] = Key(LAST_ACCOUNTS, _accounts(layout.accounts, last=True))
        keys[MOVED] = Key(MOVED, table(LINE))
    return keys


def _empty_statement(term: str, word: Scalar) -> Statement:
    """空表 says that every amount of this year is zero; of last year it says nothing."""
    nothing = Figure(Decimal(0), terms.WAN, word.place)
    zeros = Amounts(full_budget=nothing, actual=nothing)
    return Statement(term, dict.fromkeys(terms.STATEMENTS[term].rows, zeros), accounts={}, empty=True)


_BLANKS = Amounts()
_CODES = {
    "functional": (r"[0-9]{3}([0-9]{2}){0,2}", " 3、5 或 7 位数字（类、款、项）"),
    "economic": (r"[0-9]{5}", " 5 位数字（款）"),
}


@lru_cache  # two classifications, this year and last
def _accounts(classification: str, *, last: bool) -> Shape:
    """Accounts by code: a bare text is a name, a mapping a name with amounts and what else there is."""
    full = Record(
        f"{classification}_{'last_' if last else ''}account", ACCOUNTS, lambda: _beside(classification, last=last)
    )
    pattern, expected = _CODES[classification]
    right = re.compile(pattern).fullmatch

    def check(code: str) -> None:
        if right(code) is None:
            raise refuse(f"科目编码「{short(code)}」写法不对，应是{expected}。")
        if classification == "economic" and code[:3] not in terms.ECONOMIC_GROUPS:
            known = "、".join(sorted(terms.ECONOMIC_GROUPS))
            raise refuse(f"经济科目「{code}」的类 {code[:3]} 不属于基本支出（{known}）。")

    def read(value: Any, money: str) -> Any:
        if blank(value):
            raise refuse("这个科目没有名称。")
        return full.read({NAME: value} if isinstance(value, Scalar) else value, money)

    account = Shape(read, {"anyOf": [ACCOUNT_NAME.schema, full]})
    listed = or_none(table(account, check), {})
    return Shape(lambda value, money: _build_accounts(listed.read(value, money)), listed.schema)


def _beside(classification: str, *, last: bool) -> dict[str, Key]:
    """The keys of an account; one of last year has its 决算 alone."""
    amounts = {term: key for term, key in record(Amounts).keys.items() if term == terms.ACTUAL or not last}
    beside = _keys(BESIDE_ACCOUNTS) if classification == "functional" and not last else {}
    return {NAME: Key("name", ACCOUNT_NAME, required=True), **amounts, **beside}


def _build_accounts(given: dict[str, dict[str, Any]]) -> dict[str, Account]:
    accounts = {}
    for code, of in sorted(given.items()):
        amounts = Amounts(**{name: of.pop(name) for name in ASPECTS.values() if name in of})
        accounts[code] = Account(code=code, amounts=amounts, **of)
    return accounts


def _build_statement(term: str, given: dict[str, Any]) -> Statement:
    rows: dict[tuple[str, ...], Amounts] = {}
    for key in terms.STATEMENTS[term].rows:
        found: Any = given
        for label in key:
            found = found.get(label, {})
        if isinstance(found, Amounts) and found != _BLANKS:  # a row of blanks is no row
            rows[key] = found
    moved = {code: text.text for code, text in given.get(MOVED, {}).items()}
    return Statement(term, rows, given.get(ACCOUNTS), given.get(LAST_ACCOUNTS), moved)


# Reasons ----------------------------------------------------------------------------------------


def _reasons() -> Record:
    """主要原因: comparison → subject → a text, {同: KEY}, or a list.

    An item of the list is a text, or the code of a reason of the pack with the values of its slots:
    ``{CODE: {SLOT: VALUE}}``, ``{CODE: }`` where it has none.
    """
    same = Record("SameReason", SAME, lambda: {SAME: Key(SAME, LINE, required=True)})
    values = {"type": "object", "additionalProperties": LINE.schema}
    coded = {"type": "object", "additionalProperties": {"anyOf": [values, {"type": "null"}]}}
    items = {"type": "array", "items": {"anyOf": [LINE.schema, coded]}}
    reason = Shape(lambda value, money: _reason(value, money, same), {"anyOf": [LINE.schema, same, items]})
    by_subject = table(reason)
    return Record("Reasons", "主要原因", lambda: {of: Key(of, by_subject) for of in terms.REASON_SUBJECTS})


def _reason(value: Any, money: str, same: Record) -> Any:
    if blank(value):
        return None
    if isinstance(value, Scalar) and (as_words := _SAME_AS.match(value)):
        target = value[as_words.end() :].strip()
        raise refuse(f"「{short(value)}」不是原因。沿用另一处的原因，写成「{{{SAME}: {short(target)}}}」。")
    if isinstance(value, Sequence):
        return tuple(_item_of_reason(item) for item in value) or None
    return scalars.line(value) if isinstance(value, Scalar) else same.read(value, money)


def _item_of_reason(item: Any) -> Text | Coded:
    """One of several reasons: words, or a code of the pack with its values."""
    if isinstance(item, Scalar):
        return scalars.line(item)
    if not isinstance(item, Mapping) or len(item) != 1:
        raise refuse("这里应是一句原因，或一个「原因编号: {名称: 值}」。")
    ((code, given),) = item.items()
    if given is not None and not isinstance(given, Mapping):
        raise refuse(f"「{short(code)}」之后应是「{{名称: 值}}」，没有的留空。")
    values = {str(slot): scalars.line(value) for slot, value in (given or {}).items() if not blank(value)}
    return Coded(Text(str(code), item.marks[code]), values)


# The whole file ---------------------------------------------------------------------------------


@cache  # follows from the model alone
def unit_file() -> Record:
    """The shape of a whole unit file: its values by their terms."""
    return Record("UnitFile", "单位文件", _parts)


def _parts() -> dict[str, Key]:
    keys = {MONEY_UNIT: Key(MONEY_UNIT, scalars.choice(MONEY_UNITS), required=True)}
    for item in fields(Unit):
        if item.metadata["kind"] == "statements":
            keys |= {term: Key(term, statement(term)) for term in terms.STATEMENTS}
        elif item.metadata["kind"] != "derived":
            term = item.metadata["term"]
            keys[term] = Key(term, _field(item), item.metadata["required"])
    return keys
