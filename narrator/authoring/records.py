"""The records of published texts: what is kept of each in ``phrasebook/evidence/*.yaml``, read and written.

The texts stay outside the phrasebook; a record keeps the source, unit, year and digest, which phrases the text proves,
which it tells in other words (by line), and where it contradicts its own figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.files import marked
from narrator.files.marked import Node, Scalar

FOLDER = "evidence"  # of the records, in the folder of a phrasebook
EQUAL, PUNCTUATION, MISTAKEN, OTHER, OUTSIDE = "equal", "punctuation", "mistaken", "other", "outside"
TERMS = {
    EQUAL: "一致",
    PUNCTUATION: "只差标点",
    MISTAKEN: "文本自身有误",
    OTHER: "用语不同",
    OUTSIDE: "短语库没有",
}
_KEYS = (
    *("text", "unit", "year", "source", "sha256", "pack", "sentences"),
    *("proves", "shares", "chooses", "contradicts", "mistakes"),
)


class Record(NamedTuple):
    """What is kept of a text: ``text`` names its file, ``sha256`` is the digest of that, "" where only facts are kept.

    ``sentences`` counts the outcomes; ``proves`` are the conditions of the wordings that it shows, by phrase, and
    ``shares`` those of wordings that have the words it shows in common; ``chooses`` are the choices by option that it
    takes in place of the pack's own words. ``contradicts`` are the lines that tell a phrase in other words ("" for
    those near to none), ``mistakes`` the lines by the code of the check.
    """

    text: str
    unit: str
    year: int
    source: str
    sha256: str
    pack: str
    sentences: Mapping[str, int]
    proves: Mapping[str, tuple[str, ...]]
    shares: Mapping[str, tuple[str, ...]]
    chooses: Mapping[str, tuple[str, ...]]
    contradicts: Mapping[str, tuple[int, ...]]
    mistakes: Mapping[str, tuple[int, ...]]
    place: Place = Place("", 0, 0)


def read(home: Path) -> tuple[Record, ...]:
    """All records below the folder of a phrasebook. Raises Refused with all that is wrong with them (P180)."""
    findings: list[Finding] = []
    records: list[Record] = []
    for path in sorted((home / FOLDER).glob("*.yaml")):
        try:
            content = marked.load(path, f"{FOLDER}/{path.name}")
        except Refused as refused:
            findings += refused.findings
            continue
        for node in content if isinstance(content, marked.Sequence) else [content]:
            reader = _Reader(node, Place(f"{FOLDER}/{path.name}", 1, 1))
            records += reader.record()
            findings += reader.findings
    if findings:
        raise Refused(findings)
    return tuple(records)


class _Reader:
    """One record as written."""

    def __init__(self, node: Node, place: Place) -> None:
        self.findings: list[Finding] = []
        self.place = node.place if isinstance(node, marked.Mapping) else place
        self.node = node

    def record(self) -> list[Record]:
        node = self.node
        if not isinstance(node, marked.Mapping):
            self._wrong(self.place, "这里应是一份公开文本的记录。")
            return []
        for key in node.keys() - set(_KEYS):
            self._wrong(node.marks[key], f"公开文本的记录里没有「{key}」这一项。")
        words = {key: self._scalar(node, key) for key in ("text", "unit", "year", "source", "sha256", "pack")}
        lacking = [key for key in ("unit", "year", "source", "pack") if not words[key]]
        if lacking:
            self._wrong(self.place, f"没有写 {'、'.join(lacking)}。")
        numbers = {key: self._numbers(node, key) for key in ("sentences", "contradicts", "mistakes")}
        counts = {key: numbers["sentences"][key][0] for key in TERMS if numbers["sentences"].get(key)}
        if words["year"] and not re.fullmatch("[0-9]{4}", words["year"]):
            self._wrong(self.place, f"年度不能是「{words['year']}」。")
        if self.findings:
            return []
        proves, shares, chooses = (
            {name: tuple(map(str, listed)) for name, listed in self._lists(node, key)}
            for key in ("proves", "shares", "chooses")
        )
        return [
            Record(
                words["text"],
                words["unit"],
                int(words["year"]),
                words["source"],
                words["sha256"],
                words["pack"],
                counts,
                proves,
                shares,
                chooses,
                numbers["contradicts"],
                numbers["mistakes"],
                self.place,
            )
        ]

    def _wrong(self, place: Place, evidence: str) -> None:
        advice = "请用 narrator phrases case 重新生成这份记录，不要手改。"
        self.findings.append(Finding("P180", place, evidence, advice))

    def _scalar(self, node: marked.Mapping, key: str) -> str:
        value = node.get(key)
        if value is not None and not isinstance(value, Scalar):
            self._wrong(value.place, f"{key} 应是文字。")
            return ""
        return str(value or "")

    def _lists(self, node: marked.Mapping, key: str) -> Iterator[tuple[str, list[Scalar]]]:
        content = node.get(key)
        if content is not None and not isinstance(content, marked.Mapping):
            self._wrong(content.place, f"{key} 应是一组键值。")
            return
        for name, value in (content or {}).items():
            listed = value if isinstance(value, marked.Sequence) else [value]
            if any(not isinstance(one, Scalar) for one in listed):
                self._wrong(self.place, f"{key} 的「{name}」应是一个列表。")
                continue
            yield str(name), [one for one in listed if isinstance(one, Scalar)]

    def _numbers(self, node: marked.Mapping, key: str) -> dict[str, tuple[int, ...]]:
        found = {}
        for name, listed in self._lists(node, key):
            if all(re.fullmatch("[0-9]{1,6}", one) for one in listed):
                found[name] = tuple(map(int, listed))
            else:
                self._wrong(self.place, f"{key} 的「{name}」应是行号或篇数。")
        return found


def written(record: Record) -> str:
    """A record as YAML, an item of a list."""
    plain = {
        "text": record.text,
        "unit": record.unit,
        "year": record.year,
        "source": record.source,
        "sha256": record.sha256,
        "pack": record.pack,
    }
    lines = [f"{key}: {_scalar(value)}" for key, value in plain.items() if value]
    lines += _mapping("sentences", record.sentences)
    lines += _mapping("proves", {key: _list(value) for key, value in record.proves.items()})
    lines += _mapping("shares", {key: _list(value) for key, value in record.shares.items()})
    lines += _mapping("chooses", {key: _list(map(_scalar, value)) for key, value in record.chooses.items()})
    lines += _mapping("contradicts", {key: _list(value) for key, value in record.contradicts.items()})
    lines += _mapping("mistakes", {key: _list(value) for key, value in record.mistakes.items()})
    return "".join(f"{'  ' if number else '- '}{line}\n" for number, line in enumerate(lines))


def _mapping(key: str, content: Mapping[str, object]) -> list[str]:
    return [f"{key}:", *(f"  {_scalar(name)}: {value}" for name, value in content.items())] if content else []


def _list(values: Iterable[object]) -> str:
    return f"[{', '.join(map(str, values))}]"


def _scalar(value: object) -> str:
    text = str(value)
    plain = text and re.fullmatch(r"[\w\u4e00-\u9fff./（）()·-]+", text) and not text.startswith("-")
    return text if plain else "'" + text.replace("'", "''") + "'"
