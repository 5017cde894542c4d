"""What a pack prescribes in place of a sentence in other words: its nearest wording, the figures and names as blanks.

Nearness counts the pairs of characters that a sentence and a wording share, figures and blanks left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from narrator.phrases.nodes import BlockNode, Clause, Each, Lines, Say, SectionNode, Sentence
from narrator.phrases.pack import Pack

_SLOT = re.compile(r"\{\{\s*([^|}\s]+)[^}]*\}\}")
_WORDS = re.compile(r"[\u4e00-\u9fff]+")
BLANK = re.compile("〈[^〉]*〉")
_LEAST = 0.4  # of the pairs of either: what shares less is told of something else


class Wording(NamedTuple):
    """A line of the outline: the wordings that each of its clauses may have, slots as 〈增减额〉; all pairs in them."""

    clauses: tuple[tuple[str, ...], ...]
    pairs: frozenset[str]


def nearest(pack: Pack, sentence: str) -> str:
    """The prescribed wording that is nearest to a folded sentence, "" where none is near."""
    pairs = _pairs(sentence)
    found, best = None, _LEAST
    for wording in _wordings(pack):
        shared = len(pairs & wording.pairs) / max(len(pairs), 1)
        if shared > best:
            found, best = wording, shared
    if found is None:
        return ""
    said = "".join(max(options, key=lambda one: _alike(_pairs(one), pairs)) for options in found.clauses)
    return said if _alike(_pairs(said), pairs) >= _LEAST else ""


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How many pairs both have, of all that either has."""
    return len(one & other) / max(len(one | other), 1)


def _pairs(text: str) -> frozenset[str]:
    words = _WORDS.findall(BLANK.sub("，", text))
    return frozenset(word[at : at + 2] for word in words for at in range(max(len(word) - 1, 1)))


@lru_cache(maxsize=8)  # of the packs that are asked for
def _wordings(pack: Pack) -> tuple[Wording, ...]:
    return tuple(
        Wording(clauses, frozenset().union(*(_pairs(text) for options in clauses for text in options)))
        for clauses in _lines(pack.outline.parts)
        if clauses
    )


def _lines(nodes: tuple[BlockNode, ...]) -> Iterator[tuple[tuple[str, ...], ...]]:
    for node in nodes:
        if isinstance(node, SectionNode):
            yield from _lines(node.body)
        elif isinstance(node, Lines):
            yield from _sentences(tuple(_said(node.clauses)))


def _sentences(clauses: tuple[tuple[str, ...], ...]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """A line as its sentences: a full stop ends one."""
    begun: list[tuple[str, ...]] = []
    for options in clauses:
        begun.append(options)
        if all("。" in text for text in options):
            yield tuple(begun)
            begun = []
    if begun:
        yield tuple(begun)


def _said(clauses: tuple[Clause, ...]) -> Iterator[tuple[str, ...]]:
    for clause in clauses:
        if isinstance(clause, Say):
            yield tuple(dict.fromkeys(_SLOT.sub(r"〈\1〉", variant.text) for variant in clause.phrase.distinct()))
        elif isinstance(clause, Each | Sentence):
            yield from _said(clause.clauses)
        else:
            yield ("".join(span.text for span in clause.spans),)
