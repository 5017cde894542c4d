"""Explanation: why each sentence is in the text, and which sentences an input figure reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from narrator.document import plain
from narrator.document.tree import Document, Paragraph
from narrator.figures.values import Figure, Formula, Gap, Names, Place, Text, Value
from narrator.phrases.phrase import ALWAYS, Said
from narrator.rules.kinds import KINDS, Condition


class JudgedFact(NamedTuple):
    """A condition as it was judged: its name, its term and meaning, and whether it held (None: not reached)."""

    name: str
    condition: Condition
    held: bool | None


class Explanation(NamedTuple):
    """A sentence (or heading, or cell) under its headings."""

    headings: tuple[str, ...]
    sentence: Paragraph


def sentences(document: Document, section: str = "", key: str = "") -> Iterator[Explanation]:
    """The document's sentences: of one section ("五", "五（三）", "第一部分"), or fed by one input (a key).

    A key leads to a figure or text in the unit file; the beginning of one stands for all below.
    """
    for headings, line in document.lines():
        if section and not _under(headings, section):
            continue
        for sentence in line.sentences():
            if not key or any(_fed(said, key) for said in sentence.said):
                yield Explanation(headings, sentence)


def sections(document: Document) -> dict[str, None]:
    """The names by which ``sentences`` finds a section: by numbers, from each heading above it on (五（三）)."""
    return {name: None for headings, _ in document.lines() for name in _names(headings)}


def _names(headings: tuple[str, ...]) -> list[str]:
    numbers = [found.group() if (found := _NUMBER.match(heading)) else heading for heading in headings]
    return ["".join(numbers[start:]).replace("、", "") for start in range(len(numbers))]


def _under(headings: tuple[str, ...], section: str) -> bool:
    """Whether the numbers of the headings begin like the section asked for."""
    numbers = [found.group() if (found := _NUMBER.match(heading)) else heading for heading in headings]
    names = _names(headings)
    wanted = section.replace("、", "").replace("(", "（").replace(")", "）").strip()
    return any(name == wanted or name.startswith((f"{wanted}（", f"{wanted}第")) for name in names) or any(
        wanted == heading or wanted == heading.removeprefix(number).strip()
        for heading, number in zip(headings, numbers, strict=True)
    )


_NUMBER = re.compile(r"第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）")


def judged(said: Said) -> tuple[JudgedFact, ...]:
    """The conditions of the phrase's fact as they were judged, where the wording hangs on them."""
    chosen = said.source.phrase and ALWAYS not in said.source.conditions
    if said.fact is None or said.condition is None or not chosen:
        return ()
    kind = KINDS[said.fact.kind]
    outcome: list[JudgedFact] = []
    held: bool | None = False
    for name, condition in kind.conditions.items():
        held = True if name == said.condition else None if held is not False else False
        outcome.append(JudgedFact(name, condition, held))
    return tuple(outcome)


def values(said: Said) -> dict[str, Value]:
    """The values that a phrase printed or was chosen by, by slot name."""
    printed = {span.slot: span.value for span in said.spans if span.value is not None and span.slot}
    chosen = said.fact.slots if said.fact and len(judged(said)) else {}
    return {**printed, **{name: value for name, value in chosen.items() if isinstance(value, Figure | Gap)}}


def inputs(value: Value) -> Iterator[Figure | Text]:
    """The typed figures and texts that a value comes from, itself included."""
    if isinstance(value, Figure) and isinstance(value.origin, Formula):
        for _, figure in value.origin.inputs:
            yield from inputs(figure)
    elif isinstance(value, Names):
        yield from value.names
    elif isinstance(value, Figure | Text):
        yield value


def _fed(said: Said, key: str) -> bool:
    return any(_below(given, key) for given in _keys(said))


def keys(document: Document) -> dict[str, None]:
    """Every key that leads to sentences of the document, and every beginning of one, in reading order."""
    found: dict[str, None] = {}
    for _, line in document.lines():
        for said in (said for sentence in line.sentences() for said in sentence.said):
            for key in _keys(said):
                parts = key.split("/")
                found |= dict.fromkeys("/".join(parts[:end]) for end in range(1, len(parts) + 1))
    return found


def _keys(said: Said) -> Iterator[str]:
    """The keys of what a phrase printed or was chosen by, and of what it misses."""
    for value in values(said).values():
        if isinstance(value, Gap):
            yield value.key
        else:
            yield from (item.origin.key for item in inputs(value) if isinstance(item.origin, Place))


def _below(given: str, key: str) -> bool:
    wanted = key.replace("·", "/").strip("/")
    return given == wanted or given.startswith(f"{wanted}/")


def as_data(explained: Explanation) -> dict[str, Any]:
    """An explained sentence as plain data, for JSON."""
    return {
        "headings": list(explained.headings),
        "sentence": explained.sentence.text,
        "phrases": [_phrase(said) for said in explained.sentence.said],
    }


def _phrase(said: Said) -> dict[str, Any]:
    return {
        "phrase": said.source.phrase,
        "place": plain.place(said.source.place),
        "evidence": said.source.evidence,
        "fact": said.fact.name if said.fact else None,
        "condition": said.condition,
        "conditions": [
            {"condition": item.name, "meaning": item.condition.meaning, "held": item.held} for item in judged(said)
        ],
        "values": {name: plain.value(value) for name, value in values(said).items()},
    }
