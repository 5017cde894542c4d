"""K251: names of accounts against the official list, as far as a published document shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from narrator.checks.check import DOUBT, Ledgers, Verdict, check, passed
from narrator.checks.relation import verdicts
from narrator.document import naming
from narrator.figures import official
from narrator.figures.official import Official
from narrator.figures.tables import COLUMNS
from narrator.figures.terms import BASIC


@check("K251", "科目名称与公开的政府收支分类科目相同", "政府收支分类科目，照公开的部门决算；短语库 accounts.yaml")
def official_names(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：2210201 住房公积金；20805 行政事业单位离退休（旧名）。反例：2210201 住房公积（疑点）。"""
    return verdicts(_named(ledgers), ledgers.this, *COLUMNS, BASIC)


def _named(ledgers: Ledgers) -> Iterator[Verdict]:
    """Each name that the list can judge, once for all tables that print it so."""
    extended: Mapping[str, Official] = {}
    for code, (term, name) in {
        (code, name.text): (term, name) for term, code, name in naming.listed(ledgers.unit)
    }.items():
        entry = official.names().get(code[0])
        if entry is None or not (entry.published and naming.right(entry, name)):  # then a pack may know better
            extended = extended or naming.known_to(ledgers.unit, ledgers.phrasebook)
            entry = extended.get(code[0])
        if entry is None or not entry.published:
            continue
        if naming.right(entry, name):
            yield passed(name.origin)
        else:
            evidence = f"{term}的 {entry.code} 叫「{name.text}」，应是「{entry.name}」（{entry.source}）"
            yield Verdict(
                DOUBT, name.origin, evidence, "请核对科目编码和名称；另有依据的，写进短语库的 accounts.yaml。"
            )
