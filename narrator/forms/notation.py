r"""How a value stands in one cell: lists a line each, references and coded reasons in a notation of their own.

- a list (科室): one name a line, or several joined by 、 on one line; a single line that ends in a line
  break is one name, whatever it holds;
- a reason that follows another: ``同：公务接待费``;
- several reasons: one a line; a single line that ends in a line break is a list of one;
- a reason by its code: ``【CODE】``, with values ``【CODE：名称=值；名称=值】``;
- ``\`` before a character takes its meaning away.
"""

from __future__ import annotations

import re

from narrator.figures.number import NumberError, decimal, from_float, plain
from narrator.figures.terms import WAN, YUAN
from narrator.figures.values import Place
from narrator.files.marked import Mapping, Node, Scalar, Sequence
from narrator.forms.fields import NUMBERS, Field
from narrator.readers.scalars import NONE_WORD
from narrator.readers.schema import SAME

YES = "是"
COMMA = "、"
_SPECIAL = r"([\\：；=】])"
_CODED = r"【((?:\\.|[^\\】])*)】"
_SAME = rf"{SAME}\s*[：:]\s*(.+)"
_MARKED = rf"\\|【|{SAME}\s*[：:]"


def words(node: Node, field: Field) -> str:
    """The text of the cell that says what this node of the unit file says."""
    if isinstance(node, Sequence):
        if not node:
            return "" if field.kind == "reason" else NONE_WORD
        if field.kind == "choices":
            return COMMA.join(map(str, node))
        items = [_reason_words(item) if field.kind == "reason" else str(item) for item in node]
        listed = field.kind == "reason" or (field.kind == "names" and COMMA in items[0])
        return items[0] + "\n" if len(items) == 1 and listed else "\n".join(items)
    if field.kind == "reason":
        return _reason_words(node)
    typed = "" if node is None else str(node).strip()
    one_name = field.kind == "names" and COMMA in typed and "\n" not in typed
    return number(typed) if field.kind in NUMBERS else f"{typed}\n" if one_name else typed


def number(typed: str) -> str:
    """A typed number without trailing zeros after the point; what is no number as it is."""
    try:
        return f"{plain(decimal(typed)):f}"
    except NumberError:
        return typed


def binary(typed: str, unit: str) -> float | None:
    """The number that a spreadsheet can keep for this typed one without losing a digit; else None.

    ``unit`` is that of an amount of money (元, 万元); other numbers may have as many decimals as 万元.
    """
    try:
        exact = decimal(typed)
        kept = float(exact)
        return kept if from_float(kept, unit if unit == YUAN else WAN) == exact else None
    except NumberError:
        return None


def node(text: str, field: Field, place: Place) -> Node:
    """The node of the unit file that a cell's text stands for; the inverse of ``words``."""
    if field.kind == "reason":
        lines = [line.strip() for line in text.splitlines()]
        if "\n" not in text and not re.fullmatch(_CODED, text.strip()):  # a code is one of a list, even alone
            return _reason_node(text.strip(), place)
        return _sequence([_reason_node(line, place) for line in lines if line], place)
    if field.kind == "names" and text.strip() != NONE_WORD:
        parts = text.splitlines() if "\n" in text else text.split(COMMA)
        return _sequence([scalar(part.strip(), place) for part in parts if part.strip()], place)
    if field.kind == "choices":
        return _sequence([scalar(part.strip(), place) for part in text.split(COMMA)], place)
    return scalar(text.strip(), place)


def scalar(text: str, place: Place) -> Scalar:
    """A typed word with its place."""
    typed = Scalar(text)
    typed.place, typed.quoted = place, False
    return typed


def mapping(place: Place) -> Mapping:
    """An empty mapping at this place."""
    empty = Mapping()
    empty.place = place
    empty.marks = {}
    return empty


def put(target: Mapping, key: str, value: Node, place: Place) -> None:
    """Give the mapping a key with its place."""
    target[scalar(key, place)] = value
    target.marks[key] = place


def _sequence(items: list[Node], place: Place) -> Sequence:
    sequence = Sequence(items)
    sequence.place = place
    return sequence


# Reasons ----------------------------------------------------------------------------------------


def _reason_words(reason: Node) -> str:
    if isinstance(reason, Scalar):
        return reason_text(reason.strip())
    if not isinstance(reason, Mapping):
        return ""
    ((key, value),) = reason.items()
    if key == SAME:
        return f"{SAME}：{value}"
    slots = (
        [f"{_escaped(slot)}={_escaped(given)}" for slot, given in value.items()] if isinstance(value, Mapping) else []
    )
    return f"【{_escaped(key)}{'：' if slots else ''}{'；'.join(slots)}】"


def reason_text(typed: str) -> str:
    """A reason in words, marked where it would read as a reference or a code."""
    return f"\\{typed}" if re.match(_MARKED, typed) else typed


def offered(typed: str, offers: str) -> str | None:
    """The offer that 是 or a number takes, in the notation of a reason; None where it takes none."""
    lines = offers.splitlines()
    if typed == YES and len(lines) == 1:
        return reason_text(lines[0].strip())
    if not typed.isdecimal() or not 0 < int(typed) <= len(lines):
        return None
    return reason_text(lines[int(typed) - 1].removeprefix(f"{int(typed)}.").strip())


def _reason_node(text: str, place: Place) -> Node:
    same, coded = re.fullmatch(_SAME, text), re.fullmatch(_CODED, text)
    if same:
        return _one(SAME, scalar(same.group(1), place), place)
    if not coded:
        return scalar(text.removeprefix("\\") if text.startswith("\\") else text, place)
    code, *rest = _split(coded.group(1), "：", 1)
    values = mapping(place)
    for slot in _split(rest[0], "；") if rest else []:
        name, *value = _split(slot, "=", 1)
        put(values, _plain(name).strip(), scalar(_plain(value[0]).strip() if value else "", place), place)
    return _one(_plain(code).strip(), values or None, place)


def _one(key: str, value: Node, place: Place) -> Mapping:
    one = mapping(place)
    put(one, key, value, place)
    return one


def _escaped(text: object) -> str:
    return re.sub(_SPECIAL, r"\\\1", "" if text is None else str(text))


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _split(text: str, at: str, times: int = 0) -> list[str]:
    """Split at a character that is not escaped, at most so many times."""
    pieces = [""]
    for token in re.findall(r"\\.|.", text):
        if token == at and (not times or len(pieces) <= times):
            pieces.append("")
        else:
            pieces[-1] += token
    return pieces
