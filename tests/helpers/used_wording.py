"""Which wordings of a pack there are, and which of them a document uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from narrator.authoring.lint import reached
from narrator.document.tree import Document, Paragraph
from narrator.figures.values import Gap
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import ALWAYS

Pair: TypeAlias = tuple[str, str]
PACK = "xinjiang/2024"


def all_pairs(pack: Pack) -> set[Pair]:
    """Every wording that the text can say, under each condition that it serves: (phrase, condition).

    Those of the nine tables are no part of the text; ``test_statements`` shows them.
    """
    assert pack.attached
    tables = {phrase.id for phrase in (*pack.attached.above, pack.attached.amount, pack.attached.empty)}
    return {
        (phrase.id, condition)
        for phrase in pack.phrases.values()
        if phrase.id in reached(pack) - tables
        for condition in phrase.variants
    }


def used_pairs(document: Document, pack: Pack) -> set[Pair]:
    """The (phrase, condition) pairs that a document uses; a phrase that a gap leaves open uses none."""
    return {pair for _, line in document.lines() for pair in _pairs(line, pack)}


def _pairs(line: Paragraph, pack: Pack) -> Iterator[Pair]:
    for said in line.said:
        if said.source.conditions == (ALWAYS,):
            yield said.source.phrase, ALWAYS
        elif said.condition is not None:
            yield said.source.phrase, said.condition
        for span in said.spans:
            if isinstance(span.value, Gap):
                yield pack.gap.id, span.value.of
