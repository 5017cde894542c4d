"""What a draft prints, and what is read back of it: the same facts, slots and words, wherever nothing is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TypeAlias

import narrator
from narrator.document.reread import OWN_WORDS, Reread, reread
from narrator.document.tree import Document, Paragraph
from narrator.figures import terms
from narrator.figures.told import Told
from narrator.figures.values import Figure, Formula, Gap, Place, Text, Value
from narrator.forms.fields import ROWS_OF_AMOUNTS
from narrator.phrases.phrase import Said
from narrator.readers import prose

Printed: TypeAlias = "Counter[tuple[str, str, str]]"  # fact, slot, print


class Differences(NamedTuple):
    """What a draft prints and is not read, what is read and not printed; how many slots it prints."""

    unread: Printed
    invented: Printed
    slots: int


def differences(document: Document, path: Path) -> Differences:
    """Of a draft, written to a file of the format that its name tells, and read back by its pack.

    A line that can be read in two ways is told as that, and counts as read. A figure that a wording prints in words
    (「完成预算的0%」) is read as that of the slot that other wordings have in its place, and is not invented.
    """
    path.write_bytes(narrator.write(document, path.suffix[1:]))
    assert document.words is not None
    lines = prose.load(path).lines
    found = reread(lines, document.words)
    told = _told(found)
    meant = Counter(one for _, line in document.lines() if not _has_gap(line) for one in _slots(line))
    unsure = Counter(one for _, line in document.lines() if _has_gap(line) for one in _slots(line))
    ambiguous = {lines[number].text.strip() for number in found.ambiguous}
    unread = Counter({one: count for one, count in (meant - told).items() if one[2] not in ambiguous})
    worded = {
        (_fact(said), span.text)
        for _, line in document.lines()
        for said in line.said
        for span in said.spans
        if span.value is None
    }
    invented = Counter(
        {
            one: count
            for one, count in (told - meant - unsure).items()
            if not any(fact == one[0] and one[2] in words for fact, words in worded)
        }
    )
    return Differences(unread, invented, meant.total())


def _told(found: Reread) -> Printed:
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


def inputs(document: Document) -> dict[str, Decimal | str]:
    """The values of the unit file that the lines without a gap print, by key: as they are printed."""
    found: dict[str, Decimal | str] = {}
    for _, line in document.lines():
        for span in line.spans if not _has_gap(line) else ():
            key = _key(span.value) if span.slot != "主体" else ""  # a word that hangs on another value
            if key and isinstance(span.value, Figure):
                found[key] = span.value.value
            elif key and span.slot == OWN_WORDS and key in found:
                found[key] = f"{found[key]}\n{span.text}"
            elif key:
                found[key] = span.text
    return found


def _key(value: Value | None) -> str:
    if isinstance(value, Figure) and isinstance(value.origin, Formula) and value.origin.rule == "printed":
        return _key(value.origin.inputs[0][1])
    if isinstance(value, Figure | Text) and isinstance(value.origin, Place):
        key = value.origin.key
        return f"{key}/{terms.ACTUAL}" if tuple(key.split("/")) in ROWS_OF_AMOUNTS else key
    return ""


def wrong(told: Told, meant: Decimal | str) -> bool:
    """Whether what was read of a key is not what was printed of it."""
    return told.value not in (meant, str(meant)) if isinstance(meant, Decimal) else told.typed != meant
