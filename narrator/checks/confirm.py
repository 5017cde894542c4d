"""Which 疑点 a person has to explain before a document is final, and which of them are explained.

A confirmation holds for the finding with its code and its evidence, word for word but for white space. The
evidence is the formula with its numbers in official terms, so that what a person once explained is asked again
as soon as one of its figures changes; where it stands in a file may change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from narrator.checks.check import DOUBT, CheckResult
from narrator.figures.findings import Finding
from narrator.figures.model import Confirmation

OPEN, DONE = "待确认", "已确认"
CHANGED, GONE = "数已变，请重新确认", "已没有这个疑点"
_EMPTY = (  # what a cell holds that nobody wanted to fill in: it tells nothing of the matter
    "(?i:暂?无|没有|同[上前下]|[如见]上|略|[是对否]|已?核[对实查]?|已?确认|(情况)?属实|无误|待[填补定查]|说明|na|none?|ok)*"
)
_WORD = r"[^\W\d_]"

DoubtKey = tuple[str, str]


class Doubt(NamedTuple):
    """A 疑点, whether it has to be explained, and what the unit wrote about it, if anything."""

    finding: Finding
    needed: bool
    written: Confirmation | None = None

    @property
    def confirmed(self) -> bool:
        """Whether the unit explained it."""
        return self.written is not None and explains(self.written)

    @property
    def open(self) -> bool:
        """Whether it stands in the way of a final document."""
        return self.needed and not self.confirmed

    @property
    def state(self) -> str:
        """In a few words: 待确认, or the explanation and who gave it; "" where none is asked for."""
        if self.written is None or self.written.explanation is None:
            return OPEN if self.needed else ""
        said = " ".join(self.written.explanation.text.split())
        if not self.confirmed:
            return f"{OPEN}：「{said}」没有写明情况"
        signed = "，".join(text.text for text in (self.written.by, self.written.date) if text)
        return f"{DONE}：{said}{f'（{signed}）' if signed else ''}"


class JudgedDoubts(NamedTuple):
    """The 疑点 by code and words, those that are told twice once; and the confirmations that fit none of them."""

    doubts: dict[DoubtKey, Doubt]
    unmatched: tuple[Confirmation, ...]

    @property
    def open(self) -> list[Doubt]:
        """What has to be explained before the document is final."""
        return [doubt for doubt in self.doubts.values() if doubt.open]

    def state(self, code: str, evidence: str) -> str:
        """What ``Doubt.state`` says of this finding; "" where it is no 疑点."""
        doubt = self.doubts.get(key(code, evidence))
        return doubt.state if doubt else ""

    def outdated(self, code: str) -> str:
        """Why a confirmation of this check fits no 疑点: a figure changed and it asks again, or there is none now."""
        again = any(doubt.finding.code == code.strip() for doubt in self.open)
        return CHANGED if again else GONE


def judge(outcomes: Iterable[CheckResult], confirmations: Iterable[Confirmation]) -> JudgedDoubts:
    """The 疑点 of these outcomes beside what the unit wrote about them."""
    written: dict[DoubtKey, list[Confirmation]] = {}
    for one in confirmations:
        written.setdefault(key(one.code.text, one.evidence.text), []).append(one)
    doubts: dict[DoubtKey, Doubt] = {}
    for outcome in outcomes:
        for verdict in outcome.verdicts:
            if verdict.level != DOUBT:
                continue
            finding = Finding(outcome.check.code, verdict.place, verdict.evidence, verdict.advice)
            same = key(finding.code, finding.evidence)
            fitting = sorted(written.get(same, ()), key=explains, reverse=True)
            needed = outcome.check.confirm or verdict.confirm
            doubts.setdefault(same, Doubt(finding, needed, fitting[0] if fitting else None))
    unmatched = (one for same, several in written.items() if same not in doubts for one in several)
    return JudgedDoubts(doubts, tuple(unmatched))


def key(code: str, evidence: str) -> DoubtKey:
    """What a finding and its confirmation must have in common."""
    return code.strip(), "".join(evidence.split())


def explains(confirmation: Confirmation) -> bool:
    """Whether somebody wrote an explanation, and not just something into the cell (无, 同上, -)."""
    said = confirmation.explanation.text if confirmation.explanation else ""
    words = "".join(re.findall(_WORD, said))
    return len(words) > 1 and re.fullmatch(_EMPTY, words) is None
