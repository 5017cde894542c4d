"""T701 …: a text against the one that was published the year before."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.audit import arithmetic as sums
from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import DOUBT
from narrator.figures.interval import total
from narrator.reading.facts import LAST


@check("T701", "上年数与上年公开的数一致", "两年公开的说明前后衔接")
def last_year(audited: Audited) -> Iterator[Say]:
    """Last year's amount, as printed or as it follows from a change, against what was published then."""
    if audited.last is None:
        yield Say(UNDECIDED, evidence="没有给上年的说明")
        return
    for fact in audited.reading.facts:
        change, this, last = fact.slots.get("增减额"), fact.slots.get("本年数"), fact.slots.get("上年数")
        if fact.kind != "增减" or fact.basis != LAST or not fact.certain or change is None:
            continue
        published = audited.last.of(fact.subject)
        this = this or next(iter(audited.reading.of(fact.subject)), None)
        if not published or (this is None and last is None):
            yield Say(UNDECIDED, evidence="上年的说明没有写这一项")
            continue
        sense = next((sense for sense in fact.senses if sense), 1)
        if last is not None:
            meant, shown = last.number.interval, last.number.amount
        else:
            assert this is not None
            by = change.number.interval
            meant = total((this.number.interval, -by if sense > 0 else by))
            shown = this.number.amount - sense * change.number.amount
        before = published[0].number
        if meant.meets(before.interval):
            yield Say(HELD)
        else:
            evidence = f"按这里的数，上年是{sums.shown(shown, change.number)}，上年公开的是{before.text}"
            yield Say(DOUBT, ((change.start, change.end),), evidence, "请核对上年数；上年数有调整的，请说明。")
