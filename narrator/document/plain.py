"""Values and places as plain data, for JSON: the one shape in which every output states an origin."""

from __future__ import annotations

import json
from collections.abc import Iterable
from types import NoneType
from typing import Any

from narrator.figures import characters
from narrator.figures.values import Figure, Formula, Gap, Names, Place, Text, Value


def dumps(data: dict[str, Any] | Iterable[Any]) -> str:
    """The data as JSON (UTF-8 text, ending in a line break); what is not seen or could steer a terminal is escaped.

    An iterator stands for a list: what it gives is written as it comes, and need not all be there at once.
    """
    pieces: list[str] = []
    _put(data, "\n", _Strings(), pieces)
    return "".join([*pieces, "\n"])


_SCALARS = (int, float, NoneType)  # bool among them
_encoded = json.JSONEncoder(ensure_ascii=False).encode


class _Strings(dict[str, str]):
    """Words as they stand in JSON: most stand there many times, each is looked at once."""

    def __missing__(self, words: str) -> str:
        made = characters.replaced(_encoded(words), lambda character: json.dumps(character)[1:-1])
        self[words] = made
        return made


def _put(data: Any, line: str, strings: _Strings, pieces: list[str]) -> None:
    """Add the data as json.dumps indents it; ``line`` is a line break with the indentation of what is around."""
    named = isinstance(data, dict)
    opening, closing = "{}" if named else "[]"
    pieces.append(opening)
    before = inner = f"{line} "
    for key in data:
        item = data[key] if named else key
        before = f"{before}{strings[key]}: " if named else before
        if isinstance(item, str):
            pieces.append(before + strings[item])
        elif isinstance(item, _SCALARS):
            pieces.append(f"{before}{item if type(item) is int else _encoded(item)}")
        else:
            pieces.append(before)
            _put(item, inner, strings, pieces)
        before = f",{inner}"
    pieces.append(closing if before is inner else line + closing)


def value(item: Value) -> dict[str, Any]:
    """A value: a figure as a decimal string with unit and origin, words, names, or a gap."""
    match item:
        case Figure():
            return {"figure": str(item.value), "unit": item.unit, "origin": _origin(item.origin)}
        case Text():
            return {"words": item.text, "origin": place(item.origin)}
        case Names():
            return {"names": [value(name) for name in item.names]}
        case Gap():
            return {"gap": item.key, "of": item.of, "subject": item.subject}


def _origin(origin: Place | Formula) -> dict[str, Any] | None:
    if isinstance(origin, Place):
        return place(origin)
    return {
        "rule": origin.rule,
        "expression": origin.expression,
        "with_numbers": origin.with_numbers(),
        "inputs": {name: value(figure) for name, figure in origin.inputs},
    }


def place(where: Place | None) -> dict[str, Any] | None:
    """Where something stands: file, line, column and key; in a workbook sheet and cell."""
    if where is None:
        return None
    within = {"sheet": where.sheet, "cell": where.cell} if where.sheet else {}
    return {"file": where.file, **within, "line": where.line, "column": where.column, "key": where.key}
