"""A check of a text: one function with a stable code, and what it can say of each place that it looks at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from narrator.audit.finding import LEVELS, Correction, Entry, Quote, TextFinding
from narrator.document.reread import Reread
from narrator.figures.findings import Finding
from narrator.figures.model import Statement
from narrator.reading.facts import Reading

HELD, UNDECIDED = "成立", "判断不了"


class Say(NamedTuple):
    """What a check says of one place: its level, HELD, or UNDECIDED with the cause in ``evidence``.

    ``spans`` are places counted through the whole file, the first one first of all; ``correction`` is a span and the
    text that should stand there.
    """

    level: str
    spans: tuple[tuple[int, int], ...] = ()
    evidence: str = ""
    advice: str = ""
    correction: tuple[tuple[int, int], str] | None = None


class Audited(NamedTuple):
    """What checks look at: the reading of a text, and the section that is audited alone or "".

    ``tables`` are the nine statements as far as they are given, ``last`` is the text of the year before;
    ``by_pack`` is this text as the pack reads it whose wording is prescribed; ``notes`` say
    what of the file and of its tables could not be read.
    """

    reading: Reading
    part: str = ""
    tables: Mapping[str, Statement] = {}
    last: Reading | None = None
    by_pack: Reread | None = None
    notes: tuple[Finding, ...] = ()


class TextCheck(NamedTuple):
    """A check by its code; ``about`` says in Chinese what must hold, ``source`` where that is written."""

    code: str
    about: str
    source: str
    run: Callable[[Audited], Iterator[Say]]


CHECKS: dict[str, TextCheck] = {}


def check(
    code: str, about: str, source: str
) -> Callable[[Callable[[Audited], Iterator[Say]]], Callable[[Audited], Iterator[Say]]]:
    """Register a function as the check of this code."""

    def register(function: Callable[[Audited], Iterator[Say]]) -> Callable[[Audited], Iterator[Say]]:
        if code in CHECKS:
            raise ValueError(f"two checks have the code {code}")
        CHECKS[code] = TextCheck(code, about, source, function)
        return function

    return register


def run(one: TextCheck, audited: Audited) -> tuple[list[TextFinding], Entry]:
    """The findings of a check, and its line of the ledger."""
    findings: list[TextFinding] = []
    held = 0
    undecided: Counter[str] = Counter()
    for said in one.run(audited):
        if said.level in LEVELS:
            findings.append(_finding(one, said, audited.reading))
        elif said.level == HELD:
            held += 1
        else:
            undecided[said.evidence] += 1
    return findings, Entry(one.code, one.about, held, len(findings), tuple(undecided.most_common()))


def quote(reading: Reading, span: tuple[int, int]) -> Quote:
    """A place of the text with what stands there."""
    return Quote(reading.source.spots(*span), reading.source.quote(*span))


def _finding(one: TextCheck, said: Say, reading: Reading) -> TextFinding:
    correction = Correction(quote(reading, said.correction[0]), said.correction[1]) if said.correction else None
    return TextFinding(
        one.code, said.level, tuple(quote(reading, span) for span in said.spans), said.evidence, said.advice, correction
    )
