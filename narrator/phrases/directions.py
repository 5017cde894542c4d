"""The words that give a figure its direction (增加, 下降, 大于, 持平 …), and what they say of its sign.

They are data: ``phrasebook/reading/directions.yaml`` for every pack, and what a pack adds under ``directions``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from narrator.figures.findings import Finding
from narrator.files import marked
from narrator.files.marked import Node, Scalar
from narrator.phrases.home import root
from narrator.rules.kinds import CHANGE, DEVIATION

FILE = "reading/directions.yaml"
SENSES = {"up": 1, "down": -1, "over": 1, "under": -1, "flat": 0}  # over and under compare with a budget
_TERMS = {name: {**DEVIATION.conditions, **CHANGE.conditions}[name].term for name in SENSES}
_NAMES = {term: name for name, term in _TERMS.items()}


@dataclass(frozen=True)
class Directions:
    """Words by what they say: "up", "down", "over", "under" or "flat" (持平)."""

    words: Mapping[str, str]

    def of(self, kind: str) -> tuple[str, ...]:
        """The words that say this."""
        return tuple(word for word, says in self.words.items() if says == kind)

    def said(self, text: str) -> Iterator[str]:
        """The words of direction in a text, in order; 不少于 and 未减少 say none."""
        for found in self._pattern.finditer(text):
            yield found[1]

    def sense(self, text: str) -> int | None:
        """What the last word of direction in a text says: more 1, less −1, the same 0; None where there is none."""
        words = list(self.said(text))
        return SENSES[self.words[words[-1]]] if words else None

    def ends(self, text: str) -> bool:
        """Whether a text ends with such a word, so that it touches the number behind."""
        bare = text.rstrip().removesuffix("了").removesuffix("约")
        return bare.endswith(self._all)

    @cached_property
    def _all(self) -> tuple[str, ...]:
        return tuple(self.words)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted(map(re.escape, self.words), key=len, reverse=True)
        return re.compile(rf"(?<![不未无])({'|'.join(longest)})" if longest else "(?!)()")


@cache  # one small file of the program's own, which no pack changes
def base() -> Directions:
    """The words that every pack reads with."""
    content = marked.load(root() / FILE, FILE)
    assert isinstance(content, marked.Mapping)
    return Directions({word: _named(kind) for kind, words in content.items() for word in str(words).split()})


def _named(key: object) -> str:
    """What words under this key say, by its name in code."""
    return _NAMES.get(str(key), str(key))


def added(node: Node, below: Directions, findings: list[Finding]) -> Directions:
    """The inherited words with those that a pack adds; a word that already says something else is told (P164)."""
    if node is None:
        return below
    if not isinstance(node, marked.Mapping) or any(_named(key) not in SENSES for key in node):
        advice = f"请写成 增加: 多支 这样：{'、'.join(_NAMES)}，几个词用空格隔开。"
        findings.append(Finding("P164", node.place, "directions 的写法不对。", advice))
        return below
    words = dict(below.words)
    for key, written in node.items():
        kind = _named(key)
        for word in str(written).split() if isinstance(written, Scalar) else ():
            if words.setdefault(word, kind) != kind:
                evidence = f"「{word}」说的是「{_TERMS[words[word]]}」，不能又写在「{_TERMS[kind]}」下。"
                findings.append(Finding("P164", node.marks[key], evidence, "方向词的意思不能改，请删去它。"))
    return Directions(words)
