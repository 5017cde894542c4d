"""K305: last year's tables stand the same tests as this year's.

A wrong digit in them moves every 增减额 and 增减率. What rounding explains was published and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from narrator.checks import accounts, between, inside, parts
from narrator.checks.check import CHECKS, DOUBT, ERROR, UNKNOWN, Check, Ledgers, Verdict, check, passed
from narrator.figures import terms as t

_BESIDE = ("K220", "K230")  # they look at more than the amounts of the tables
_ADVICE = "请核对上年的报表是否抄错，增减额和增减率都由它来。"
_TABLES: tuple[Check, ...] = tuple(
    found
    for code, found in sorted(CHECKS.items())
    if found.run.__module__ in {module.__name__ for module in (accounts, inside, between, parts)}
    and code not in _BESIDE
)


@check("K305", "上年报表的表内、表间关系成立", "同本年报表：K101 至 K244")
def last_year(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：上年总表收入总计 12.00，支出总计 12.00。反例：上年收入总计 12.00，支出总计 13.00。"""
    earlier = Ledgers(ledgers.unit, ledgers.phrasebook, ledgers.last)
    silent = True
    for found in _TABLES:
        for verdict in found.run(earlier):
            if verdict.level in (ERROR, DOUBT):
                yield verdict._replace(advice=_ADVICE, confirm=verdict.confirm or found.confirm)
            elif verdict.level != UNKNOWN and silent:
                yield passed(verdict.place)
            silent = silent and verdict.level == UNKNOWN
    if silent:
        yield Verdict(UNKNOWN, None, f"没有给出：{t.LAST_YEAR}的报表")
