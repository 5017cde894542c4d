"""YAML with its places: every scalar stays text and knows file, line and column.

No type is guessed (``no``, ``012``, ``12:30`` and ``0.10`` stay as typed), duplicate keys, anchors,
aliases and tags are refused, and size and depth are bounded, so that an untrusted file can neither
run code nor exhaust memory. Both the unit file and the phrasebook come in through here.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.files import regular

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 24
MAX_NODES = 50_000


class Scalar(str):
    """A scalar as typed, with its place; ``quoted`` where it stands in quotes."""

    __slots__ = ("place", "quoted")

    place: Place
    quoted: bool


class Mapping(dict[str, "Node"]):
    """A mapping with its place."""

    place: Place
    starts: dict[str, Any]  # where each key starts, as the parser marks it

    @cached_property
    def marks(self) -> dict[str, Place]:
        """The places of the keys; they are made when somebody asks for one."""
        file, above = self.place.file, f"{self.place.key}/" if self.place.key else ""
        return {key: Place(file, mark.line + 1, mark.column + 1, f"{above}{key}") for key, mark in self.starts.items()}


class Sequence(list["Node"]):
    """A list with its place."""

    place: Place


def nothing(place: Place) -> Mapping:
    """An empty mapping at this place."""
    empty = Mapping()
    empty.place, empty.starts = place, {}
    return empty


Node: TypeAlias = "Scalar | Mapping | Sequence | None"


def load(path: Path, name: str | None = None) -> Node:
    """The content of a YAML file; a blank scalar is None. ``name`` is the file's name in messages.

    Raises Refused with every problem that can be told at once: unreadable, too large, not UTF-8,
    not YAML, duplicate keys, anchors, aliases, tags, characters that are not accepted.
    """
    return parse(text_of(path, name), name or str(path))


def text_of(path: Path, name: str | None = None) -> str:
    """The text of a UTF-8 file (with or without BOM). Raises Refused otherwise."""
    name = name or str(path)
    start = Place(name, 0, 0)
    try:
        raw = regular.read(path, MAX_BYTES + 1)
    except IsADirectoryError:
        raise Refused([Finding("U101", start, "这是一个文件夹，不是文件。", "请写到文件名，如 unit.yaml。")]) from None
    except regular.Irregular:
        raise Refused([Finding("U103", start, regular.IRREGULAR, "请写到文件名。")]) from None
    except (FileNotFoundError, NotADirectoryError):
        raise Refused([Finding("U102", start, "找不到这个文件。", "请检查路径。")]) from None
    except OSError as error:
        evidence = f"文件读不出来（{type(error).__name__}）。"
        raise Refused([Finding("U103", start, evidence, "请检查读取权限。")]) from None
    if len(raw) > MAX_BYTES:
        evidence = f"文件超过 {MAX_BYTES // 1024 // 1024} MB。"
        raise Refused([Finding("U104", start, evidence, "一个单位的文件通常不到 1 MB，请检查是否选错。")])
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused([Finding("U105", start, "文件是 UTF-16 编码。", "请另存为 UTF-8。")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        evidence, advice = "文件不是 UTF-8 文本。", "请用文本编辑器另存为 UTF-8。"
        if _is_gbk(raw):
            evidence = "文件是 GBK（ANSI）编码，不是 UTF-8。"
            advice = "请在记事本或 WPS 中「另存为」，编码选 UTF-8。"
        raise Refused([Finding("U105", Place(name, line, 1), evidence, advice)]) from None


def _is_gbk(raw: bytes) -> bool:
    """Whether the bytes are Chinese text as older Windows programs save it; a picture's NULs are none."""
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in raw


def parse(text: str, name: str) -> Node:
    """As ``load``, from text; ``name`` stands for the file in messages."""
    from narrator.files import parsing  # PyYAML: what was compiled, and a form, is read without it

    return parsing.parse(text, name)
