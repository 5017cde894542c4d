"""Values and places as plain data, for JSON: the one shape in which every output states an origin."""

from __future__ import annotations

import json
from typing import Any

from narrator.figures import characters
from narrator.figures.values import Figure, Formula, Gap, Names, Place, Text, Value


def dumps(data: Any) -> str:
    """The data as JSON (UTF-8 text, ending in a line break); what is not seen or could steer a terminal is escaped."""
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    return characters.replaced(text, lambda character: json.dumps(character)[1:-1])


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
