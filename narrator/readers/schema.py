"""The schema of the unit file: the records of the model as pydantic validates them.

The shape of the unit file is built from the declarations in ``narrator.figures.model`` and the
layouts in ``narrator.figures.terms``; nothing is written down twice. pydantic is imported here and
in ``scalars`` only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import Field, fields
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, NotRequired, Required, Union

from pydantic import (
    AfterValidator,
    BeforeValidator,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from typing_extensions import TypedDict

from narrator.figures import terms
from narrator.figures.model import Account, Amounts, Coded, Statement, Unit
from narrator.figures.values import Figure, Text
from narrator.files.marked import Mapping, Scalar, Sequence
from narrator.readers import scalars
from narrator.readers.scalars import ACCOUNT_NAME, LINE, MONEY, MONEY_UNITS, NONE_WORD, blank, kind_of, refuse, short

ACCOUNTS, LAST_ACCOUNTS = terms.ACCOUNTS, terms.LAST_ACCOUNTS
MOVED = "科目对应"
SAME = "同"
MONEY_UNIT = "金额单位"
BESIDE_ACCOUNTS = tuple(item for item in fields(Account) if item.metadata)  # what is typed beside one, but its amounts
_SAME_AS = re.compile(rf"\s*{SAME}\s*[:：]")  # with a full-width colon, or no blank behind it, it is no mapping
_typed_dict: Any = TypedDict  # called with computed keys, which the type checker cannot follow

# Records ----------------------------------------------------------------------------------------


def _shape(name: str, title: str, keys: dict[str, Any]) -> Any:
    """A mapping with exactly these keys; a blank value counts as not given. ``name`` is for the schema."""
    shape = _typed_dict(name, keys)
    shape.__pydantic_config__ = {"extra": "forbid", "title": title}
    return Annotated[shape, BeforeValidator(_given(keys))]


def _given(keys: Container[str]) -> Callable[[Any], Any]:
    """Drops known keys whose value is blank; an unknown key stays and is refused, whatever its value."""

    def read(value: Any) -> Any:
        mapping = _mapping(value)
        return {key: item for key, item in mapping.items() if key not in keys or not blank(item)}

    return read


def _mapping(value: Any) -> Any:
    if isinstance(value, dict):
        return value
    raise refuse(f"这里应是一组「键: 值」，却是{kind_of(value)}。")


def record(cls: type) -> Any:
    """The type that validates a mapping into this record of the model."""
    if cls is Amounts:
        return _AMOUNTS
    return Annotated[_record_shape(cls), AfterValidator(_builder(cls))]


def _builder(cls: type) -> Callable[[dict[str, Any]], Any]:
    by_term = {item.metadata["term"]: item.name for item in fields(cls)}

    def build(values: dict[str, Any]) -> Any:
        return cls(**{by_term[term]: value for term, value in values.items()})

    return build


def _record_shape(cls: type) -> Any:
    return _shape(cls.__name__, cls.__name__, {item.metadata["term"]: _presence(item) for item in fields(cls)})


def _presence(item: Field[Any]) -> Any:
    kind = _field(item)
    return Required[kind] if item.metadata["required"] else NotRequired[kind]


def _field(item: Field[Any]) -> Any:
    match item.metadata["kind"]:
        case "part":
            return record(item.metadata["of"])
        case "parts":
            each = record(item.metadata["of"])
            several: Any = list[each]  # type: ignore[valid-type]  # computed, like its members
            none = BeforeValidator(_none_list, json_schema_input_type=_either(several, _word(NONE_WORD)))
            return Annotated[several, none, AfterValidator(tuple)]
        case "records":
            one = record(item.metadata["of"])
            return Annotated[list[one], BeforeValidator(_list), AfterValidator(tuple)]  # type: ignore[valid-type]
    return scalars.of(item.metadata)


def _none_list(value: Any) -> Any:
    return [] if isinstance(value, Scalar) and value.strip() == NONE_WORD else value


def _list(value: Any) -> Any:
    if isinstance(value, Sequence):
        return value
    raise refuse(f"这里应是一个列表，每项前加「- 」，却是{kind_of(value)}。没有的，删去这一项。")


def _either(one: Any, other: Any) -> Any:
    """For the JSON Schema: a short form or the full one."""
    return Union[one, other]  # noqa: UP007  # the members are values, not annotations


def _word(word: str) -> Any:
    """For the JSON Schema: this very word."""
    return Annotated[Any, WithJsonSchema({"const": word})]


def _as_actual(value: Any) -> Any:
    return {terms.ACTUAL: value} if isinstance(value, Scalar) else value


_AMOUNTS_SHAPE: Any = _record_shape(Amounts)
_AMOUNTS = Annotated[
    _AMOUNTS_SHAPE,
    AfterValidator(_builder(Amounts)),
    BeforeValidator(_as_actual, json_schema_input_type=_either(MONEY, _AMOUNTS_SHAPE)),
]


# Statements -------------------------------------------------------------------------------------


_BLOCKS = {terms.RECEIPTS: "Receipts", terms.PAYMENTS: "Payments"}


def statement(term: str) -> Any:
    """The type that validates one of the nine statements; 空表 stands for an empty one."""
    layout = terms.STATEMENTS[term]
    name = f"Statement{list(terms.STATEMENTS).index(term) + 1:02}"
    nested: dict[str, Any] = {}
    for *block, label in layout.rows:
        inside = nested.setdefault(block[0], {}) if block else nested
        inside[label] = NotRequired[_AMOUNTS]
    keys = {
        key: NotRequired[_shape(f"{name}_{_BLOCKS[key]}", key, value)] if isinstance(value, dict) else value
        for key, value in nested.items()
    }
    if layout.accounts:
        aspects = {item.metadata["term"]: NotRequired[MONEY] for item in fields(Amounts)}
        beside = {item.metadata["term"]: NotRequired[_field(item)] for item in BESIDE_ACCOUNTS}
        beside = beside if layout.accounts == "functional" else {}
        keys[ACCOUNTS] = NotRequired[_accounts(layout.accounts, "account", aspects | beside)]
        only = {terms.ACTUAL: aspects[terms.ACTUAL]}
        keys[LAST_ACCOUNTS] = NotRequired[_accounts(layout.accounts, "last_account", only)]
        keys[MOVED] = NotRequired[Annotated[dict[str, LINE], BeforeValidator(_mapping)]]
    shape: Any = _shape(name, term, keys)

    def read(value: Any, handler: ValidatorFunctionWrapHandler) -> Statement:
        if not isinstance(value, Scalar):
            return _build_statement(term, handler(value))
        if value.strip() == terms.EMPTY_STATEMENT:
            return _empty_statement(term, value)
        raise refuse(f"这里应是表中各行的数；本表为空表的，写「{terms.EMPTY_STATEMENT}」。")

    return Annotated[shape, WrapValidator(read, json_schema_input_type=_either(_word(terms.EMPTY_STATEMENT), shape))]


def _empty_statement(term: str, word: Scalar) -> Statement:
    """空表 says that every amount of this year is zero; of last year it says nothing."""
    nothing = Figure(Decimal(0), terms.WAN, word.place)
    zeros = Amounts(full_budget=nothing, actual=nothing)
    return Statement(term, dict.fromkeys(terms.STATEMENTS[term].rows, zeros), accounts={}, empty=True)


_CODES = {
    "functional": (r"[0-9]{3}([0-9]{2}){0,2}", " 3、5 或 7 位数字（类、款、项）"),
    "economic": (r"[0-9]{5}", " 5 位数字（款）"),
}


def _accounts(classification: str, name: str, more: dict[str, Any]) -> Any:
    """Accounts by code: a bare text is a name, a mapping a name with amounts and what else there is (``more``)."""
    shape: Any = _shape(f"{classification}_{name}", ACCOUNTS, {"名称": Required[ACCOUNT_NAME], **more})
    pattern, expected = _CODES[classification]

    def code(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise refuse(f"科目编码「{short(value)}」写法不对，应是{expected}。")
        if classification == "economic" and value[:3] not in terms.ECONOMIC_GROUPS:
            known = "、".join(sorted(terms.ECONOMIC_GROUPS))
            raise refuse(f"经济科目「{value}」的类 {value[:3]} 不属于基本支出（{known}）。")
        return value

    def named(value: Any) -> Any:
        if blank(value):
            raise refuse("这个科目没有名称。")
        return {"名称": value} if isinstance(value, Scalar) else value

    account = Annotated[shape, BeforeValidator(named, json_schema_input_type=_either(ACCOUNT_NAME, shape))]
    key = Annotated[str, AfterValidator(code)]
    several: Any = dict[key, account]  # computed, like its members
    listed = BeforeValidator(_none_mapping, json_schema_input_type=_either(several, _word(NONE_WORD)))
    return Annotated[several, listed, AfterValidator(_build_accounts)]


def _none_mapping(value: Any) -> Any:
    return {} if isinstance(value, Scalar) and value.strip() == NONE_WORD else _mapping(value)


def _build_accounts(values: dict[str, dict[str, Any]]) -> dict[str, Account]:
    amounts = _builder(Amounts)
    accounts = {}
    for code, value in sorted(values.items()):
        beside = {item.name: value.pop(item.metadata["term"], None) for item in BESIDE_ACCOUNTS}
        accounts[code] = Account(code, value.pop("名称"), amounts(value), **beside)
    return accounts


def _build_statement(term: str, values: dict[str, Any]) -> Statement:
    rows: dict[tuple[str, ...], Amounts] = {}
    for key in terms.STATEMENTS[term].rows:
        found: Any = values
        for label in key:
            found = found.get(label, {})
        if isinstance(found, Amounts) and found != Amounts():  # a row of blanks is no row
            rows[key] = found
    moved = {code: text.text for code, text in values.get(MOVED, {}).items()}
    return Statement(term, rows, values.get(ACCOUNTS), values.get(LAST_ACCOUNTS), moved)


# Reasons ----------------------------------------------------------------------------------------


def reasons() -> Any:
    """The type that validates 主要原因: comparison → subject → a text, {同: KEY}, or a list.

    An item of the list is a text, or the code of a reason of the pack with the values of its slots:
    ``{CODE: {SLOT: VALUE}}``, ``{CODE: }`` where it has none.
    """
    same: Any = _shape("SameReason", SAME, {SAME: Required[LINE]})
    coded: Any = dict[str, dict[str, LINE] | None]
    several: Any = list[_either(LINE, coded)]  # type: ignore[misc]  # computed, like its members
    forms = _either(_either(LINE, same), several)
    reason = Annotated[same, WrapValidator(_reason, json_schema_input_type=forms)]
    by_subject = Annotated[dict[str, reason], BeforeValidator(_mapping)]
    return _shape("Reasons", "主要原因", dict.fromkeys(terms.REASON_SUBJECTS, NotRequired[by_subject]))


def _reason(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    if blank(value):
        return None
    if isinstance(value, Scalar) and (same := _SAME_AS.match(value)):
        target = value[same.end() :].strip()
        raise refuse(f"「{short(value)}」不是原因。沿用另一处的原因，写成「{{{SAME}: {short(target)}}}」。")
    if isinstance(value, Sequence):
        return tuple(_item_of_reason(item) for item in value) or None
    return scalars.line(value) if isinstance(value, Scalar) else handler(value)


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
def adapter() -> TypeAdapter[dict[str, Any]]:
    """The validator of a whole unit file; its context is the file's unit of money (元 or 万元)."""
    keys: dict[str, Any] = {MONEY_UNIT: Required[scalars.choice(MONEY_UNITS)]}
    for item in fields(Unit):
        match item.metadata["kind"]:
            case "statements":
                keys |= {term: NotRequired[statement(term)] for term in terms.STATEMENTS}
            case "derived":
                continue
            case "reasons":
                keys[item.metadata["term"]] = NotRequired[reasons()]
            case _:
                keys[item.metadata["term"]] = _presence(item)
    return TypeAdapter(_shape("UnitFile", "单位文件", keys))


@cache  # follows from the model alone
def json_schema() -> dict[str, Any]:
    """The JSON Schema of a unit file; what is not required may be left blank."""
    schema = adapter().json_schema()
    shapes = schema["$defs"]
    for shape in (schema, *shapes.values()):
        required = shape.get("required", ())
        for key, value in shape.get("properties", {}).items():
            if key not in required:
                _allow_blank(value, shapes)
    for reasons in shapes["Reasons"]["properties"].values():
        _allow_blank(reasons["additionalProperties"], shapes)
    return schema


def keys_at(key: list[Any]) -> list[str]:
    """The keys that the mapping at this key may have."""
    schema = json_schema()
    shapes = schema["$defs"]
    found: list[dict[str, Any]] = [schema]
    for part in key:
        found = [inner for shape in _unfolded(found, shapes) for inner in _inside(shape, part)]
    return sorted({name for shape in _unfolded(found, shapes) for name in shape.get("properties", {})})


def _unfolded(found: list[dict[str, Any]], shapes: dict[str, Any]) -> list[dict[str, Any]]:
    """The shapes behind references and alternatives."""
    plain: list[dict[str, Any]] = []
    for shape in found:
        if "$ref" in shape:
            plain += _unfolded([shapes[shape["$ref"].removeprefix("#/$defs/")]], shapes)
        elif "anyOf" in shape:
            plain += _unfolded(shape["anyOf"], shapes)
        else:
            plain.append(shape)
    return plain


def _inside(shape: dict[str, Any], part: Any) -> list[dict[str, Any]]:
    if isinstance(part, int):
        return [shape["items"]] if "items" in shape else []
    if part in shape.get("properties", {}):
        return [shape["properties"][part]]
    inner = shape.get("additionalProperties")
    return [inner] if isinstance(inner, dict) else []


def _allow_blank(value: dict[str, Any], shapes: dict[str, Any]) -> None:
    if "$ref" in value:
        _allow_blank(shapes[value["$ref"].removeprefix("#/$defs/")], shapes)
    elif "anyOf" in value:
        value["anyOf"].append({"type": "null"})
    elif "enum" in value:
        value["enum"].append(None)
    elif isinstance(value["type"], str):
        value["type"] = [value["type"], "null"]
    elif "null" not in value["type"]:
        value["type"].append("null")
