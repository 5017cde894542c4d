"""K501, K502: what was read of the workbooks' tables. Every function yields verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.checks.check import ERROR, UNKNOWN, Ledgers, Verdict, check, passed
from narrator.figures import tables
from narrator.figures import terms as t
from narrator.figures.protocol import Protocol
from narrator.figures.values import Place

_WHOLE = "没有读到的数不是零：表中有数的行都要读到"
_NO_WORKBOOK = "没有给出：报表工作簿"
_SHOWN = 6


@check("K501", "九张表中有数的行都读到了", _WHOLE)
def rows_read(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：05 表有数的 3 行都读到了。反例：05 表有一行「某项支出」没有科目编码，没有读到。"""
    protocols = ledgers.unit.protocols()
    if not protocols:
        yield Verdict(UNKNOWN, None, _NO_WORKBOOK)
    for protocol in protocols:
        unread = protocol.unread
        if not unread:
            yield passed(None)
            continue
        labels = "".join(f"「{row.label}」" if row.label else "没有名称的一行" for row in unread[:_SHOWN])
        more = "等" if unread[_SHOWN:] else ""
        evidence = f"{_named(protocol)}有 {len(unread)} 行有数，没有读到：{labels}{more}（{unread[0].why}）"
        advice = "请补上科目编码，或照公开表的样式改回行名；不是这张表的数，请移到别的工作表。"
        yield Verdict(ERROR, unread[0].place(protocol.file, protocol.term), evidence, advice)


@check("K502", "合计不是零的表，列出了科目", _WHOLE)
def accounts_listed(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：05 表合计 3.00，列有 201 类 3.00。反例：05 表合计 3.00，没有列出任何科目。"""
    protocols = ledgers.unit.protocols()
    if not protocols:
        yield Verdict(UNKNOWN, None, _NO_WORKBOOK)
    for protocol in protocols:
        for total in _totals(protocol.term):
            figure = protocol.cells.get(total)
            if figure is None or not figure.value:
                continue
            if any(key[0].isdigit() and _counts(key[0], total[0]) for key in protocol.cells):
                yield passed(None)
                continue
            place = figure.origin if isinstance(figure.origin, Place) else None
            evidence = f"{_named(protocol)} {' '.join(total)} {figure.value:f} {figure.unit}，下面没有列出任何科目"
            yield Verdict(ERROR, place, evidence, "请补上各科目的行；科目在另一张工作表上的，请接到这张表下面。")


def _totals(term: str) -> tuple[tuple[str, ...], ...]:
    """The totals that accounts come to, in a table that lists accounts."""
    if term == t.BASIC:
        return ((t.STAFF,), (t.PUBLIC,))
    return ((t.TOTAL, tables.SPENT.get(term) or tables.COLUMNS[term][0]),) if term in tables.COLUMNS else ()


def _counts(code: str, total: str) -> bool:
    """Whether an account counts towards this total: 06 has two."""
    return total == t.TOTAL or t.ECONOMIC_GROUPS.get(code[:3], total) == total


def _named(protocol: Protocol) -> str:
    return f"{t.LAST_YEAR if protocol.last_year else ''}{protocol.term}"
