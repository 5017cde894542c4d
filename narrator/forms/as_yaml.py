"""The tree of a unit file as YAML text that reads back as the same tree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from collections.abc import Mapping as Named
from types import MappingProxyType

from narrator.figures import terms
from narrator.figures.values import Key
from narrator.files.marked import Mapping, Node, Scalar, Sequence
from narrator.forms.fields import ACCOUNT_NAME, ROWS_OF_AMOUNTS
from narrator.readers.schema import ACCOUNTS, LAST_ACCOUNTS

_HAN = "\u4e00-\u9fff〇（）“”《》〔〕、，。；！？·％"
_PLAIN = rf"[{_HAN}0-9A-Za-z]([{_HAN}0-9A-Za-z%/. +-]*[{_HAN}0-9A-Za-z%/.+-])?"
_WORDS = ("null",)
_BREAKS = "[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]"
_WIDTH = 100  # characters of a mapping that is written on one line
_NONE: Named[Key, str] = MappingProxyType({})


def write(root: Mapping, remarks: Named[Key, str] = _NONE) -> str:
    """The YAML text of a tree: plain words where they are safe, else in double quotes or as a block.

    ``remarks`` are comments by the key of a value; each stands behind the line that the value begins on.
    """
    return "".join(f"{line}\n" for line in _mapping(root, (), "", remarks))


def _mapping(node: Mapping, key: Key, indent: str, remarks: Named[Key, str]) -> Iterator[str]:
    for name, value in node.items():
        yield from _pair(f"{indent}{_scalar(name)}:", value, (*key, str(name)), indent, remarks)


def _remark(key: Key, remarks: Named[Key, str]) -> str:
    """The comment on a line that holds all that is at this key."""
    found = {below: said for below, said in remarks.items() if below[: len(key)] == key} if remarks else {}
    alone = len(found) == 1
    told = [said if alone or below == key else f"{below[-1]} {said}" for below, said in found.items()]
    return f"  # {'；'.join(told)}" if told else ""


def _pair(start: str, value: Node, key: Key, indent: str, remarks: Named[Key, str]) -> Iterator[str]:
    """A key, or the dash of a list, with its value on the same line or below."""
    # Better whole: one case for each way in which YAML writes a value, the shortest that is safe first.
    value = _short(value, key)
    flow = _flow(value)
    if value is None or (isinstance(value, Scalar) and not value):
        yield start
    elif isinstance(value, Scalar) and _is_block(value):
        yield f"{start} |-{_remark(key, remarks)}"
        yield from (f"{indent}  {line}" if line else "" for line in value.split("\n"))
    elif isinstance(value, Scalar):
        yield f"{start} {_scalar(value)}{_remark(key, remarks)}"
    elif flow and (isinstance(value, Sequence) or not value or (len(flow) <= _WIDTH and len(key) > 1)):
        yield f"{start} {flow}{_remark(key, remarks)}"
    elif isinstance(value, Mapping):
        yield start
        yield from _mapping(value, key, f"{indent}  ", remarks)
    else:
        yield start
        for number, item in enumerate(value, 1):
            if isinstance(item, Mapping) and not 0 < len(_flow(item)) <= _WIDTH:
                first, *rest = _mapping(item, (*key, number), f"{indent}  ", remarks)
                yield f"{indent}- {first.lstrip()}"
                yield from rest
            else:
                yield from _pair(f"{indent}-", item, (*key, number), indent, remarks)


def _short(value: Node, key: Key) -> Node:
    """A row with 决算 alone is its number, an account with a name alone the name."""
    account = len(key) > 1 and key[-2] in (ACCOUNTS, LAST_ACCOUNTS)
    if isinstance(value, Mapping) and (key in ROWS_OF_AMOUNTS or account):
        only = terms.ACTUAL if key in ROWS_OF_AMOUNTS else ACCOUNT_NAME
        return value[only] if tuple(value) == (only,) else value
    return value


def _flow(value: Node) -> str:
    """A list or mapping of short words on one line; "" where it holds more than words."""
    if isinstance(value, Mapping) and all(_is_word(item) for item in value.values()):
        return f"{{{', '.join(f'{_scalar(key)}: {_word(item)}' for key, item in value.items())}}}"
    if isinstance(value, Sequence) and all(isinstance(item, Scalar) and _is_word(item) for item in value):
        return f"[{', '.join(map(_word, value))}]"
    return ""


def _is_word(item: Node) -> bool:
    return item is None or (isinstance(item, Scalar) and bool(item) and not _is_block(item))


def _word(item: Node) -> str:
    return _scalar(item) if isinstance(item, Scalar) else ""


def _is_block(text: str) -> bool:
    """Whether a text is written as a block: several lines, none of which would lose anything."""
    lines = text.split("\n")
    safe = all(line == line.strip() and not re.search(_BREAKS, line) for line in lines)
    return len(lines) > 1 and safe and bool(lines[0]) and bool(lines[-1])


def _scalar(text: str) -> str:
    if re.fullmatch(_PLAIN, text) and text not in _WORDS:
        return text
    quoted = json.dumps(str(text), ensure_ascii=False)
    return re.sub(_BREAKS, lambda found: f"\\u{ord(found.group()):04x}", quoted)
