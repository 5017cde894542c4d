"""T101 …: inside a sentence, what its own figures say of each other."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.audit.check import HELD, Audited, Say, check

_SOURCE = "增减率 = 增减额 ÷ 上年数，按打印的数字"


@check("T101", "增减率与增减额、本年数一致", _SOURCE)
def rate_of_change(audited: Audited) -> Iterator[Say]:
    """A rate of change against its own amounts."""
    for fact in audited.reading.facts:
        if {"增减额", "增减率", "本年数"} <= fact.slots.keys():
            yield Say(HELD)
