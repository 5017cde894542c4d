"""What a draft prints, and what is read back of it: the same facts, slots and words, wherever nothing is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

import narrator
from narrator.document.reread import OWN_WORDS, Reread, reread
from narrator.document.tree import Document, Paragraph
from narrator.figures.values import Gap
from narrator.phrases.phrase import Said
from narrator.readers import prose

Printed: TypeAlias = "Counter[tuple[str, str, str]]"  # fact, slot, print


class Differences(NamedTuple):
    """What a draft prints and is not read, what is read and not printed."""

    unread: Printed
    invented: Printed


def differences(document: Document, path: Path) -> Differences:
    """Of a draft, written to a file of the format that its name tells, and read back by its pack."""
    path.write_bytes(narrator.write(document, path.suffix[1:]))
    assert document.words is not None
    found = told(reread(prose.load(path).lines, document.words))
    meant = Counter(one for _, line in document.lines() if not _has_gap(line) for one in _slots(line))
    unsure = Counter(one for _, line in document.lines() if _has_gap(line) for one in _slots(line))
    return Differences(meant - found, found - meant - unsure)


def told(found: Reread) -> Printed:
    """What is read, each print once, also where it stands for several rows."""
    once = {
        (one.line, slot.start, one.phrase.fact, slot.name, slot.text)
        for one in found.phrases
        for slot in one.phrase.slots
    }
    return Counter((fact, slot, text) for _, _, fact, slot, text in once)


def _slots(line: Paragraph) -> Iterator[tuple[str, str, str]]:
    for said in line.said:
        for span in said.spans:
            if span.value is not None and not isinstance(span.value, Gap):
                yield _fact(said), span.slot or OWN_WORDS, " ".join(span.text.split("\n")).strip()


def _fact(said: Said) -> str:
    return said.fact.name if said.fact else ""


def _has_gap(line: Paragraph) -> bool:
    return any(isinstance(span.value, Gap) for span in line.spans)
