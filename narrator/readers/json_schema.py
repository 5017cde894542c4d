"""The JSON Schema of the unit file for editors, from its shape; and the keys that may stand at a place of it."""

from __future__ import annotations

from typing import Any

from narrator.readers.records import Record
from narrator.readers.schema import unit_file

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12); what is not required may be left blank."""
    shapes: dict[str, Any] = {}
    whole = _shape(unit_file(), shapes)
    for shape in (whole, *shapes.values()):
        for key, value in shape["properties"].items():
            if key not in shape.get("required", ()):
                _allow_blank(value, shapes)
    for reasons in shapes["Reasons"]["properties"].values():
        _allow_blank(reasons["additionalProperties"], shapes)
    return {"$schema": _DRAFT, "$defs": dict(sorted(shapes.items())), **whole}


def _shape(record: Record, shapes: dict[str, Any]) -> dict[str, Any]:
    """A record in full; the records within go to ``shapes``, each once, by name."""
    properties = {}
    for term, key in record.keys.items():
        described = _plain(key.shape.schema, shapes)
        title = {} if _record_within(key.shape.schema) else {"title": term}
        properties[term] = dict(sorted({**described, **title}.items()))
    required = [term for term, key in record.keys.items() if key.required]
    return {
        "additionalProperties": False,
        "properties": properties,
        **({"required": required} if required else {}),
        "title": record.title,
        "type": "object",
    }


def _plain(part: Any, shapes: dict[str, Any]) -> Any:
    """A part of a description as plain data of its own, a reference in place of each record."""
    if isinstance(part, Record):
        if part.name not in shapes:
            shapes[part.name] = {}  # so that it is not begun twice
            shapes[part.name] = _shape(part, shapes)
        return {"$ref": f"#/$defs/{part.name}"}
    if isinstance(part, dict):
        return {key: _plain(value, shapes) for key, value in sorted(part.items())}
    return [_plain(value, shapes) for value in part] if isinstance(part, list) else part


def _record_within(part: Any) -> bool:
    """Whether a record, which has a title of its own, may stand there itself."""
    return any(isinstance(one, Record) for one in _unfolded(part))


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


def keys_at(key: list[Any]) -> list[str]:
    """The keys that the mapping at this key may have, sorted."""
    found: list[Any] = [unit_file()]
    for part in key:
        found = [inner for one in found for inner in _inside(one, part)]
    return sorted({name for one in found if isinstance(one, Record) for name in one.keys})


def _unfolded(part: Any) -> list[Any]:
    """The alternatives of a description, or itself."""
    alternatives = part.get("anyOf") if isinstance(part, dict) else None
    return [part] if alternatives is None else [inner for one in alternatives for inner in _unfolded(one)]


def _inside(part: Any, name: Any) -> list[Any]:
    """What may stand at this key, or in this list."""
    if isinstance(part, Record):
        return _unfolded(part.keys[name].shape.schema) if name in part.keys else []
    inner = part.get("items" if isinstance(name, int) else "additionalProperties")
    return [] if inner is None else _unfolded(inner)
