"""How the tables of the workbooks were read: a line a workbook or a table for people, every row as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from narrator.document import plain
from narrator.figures import terms as t
from narrator.figures.number import half_up
from narrator.figures.protocol import Protocol, ReadRow
from narrator.writers.terminal import table

_HEADINGS = ("表", "有数的行", "读到", "没读", "末级合计 / 表中合计（万元）", "工作表")
_HALF_CENT_OF_WAN = Decimal(50)  # 元 that rounding to 0.01万元 moves a figure by, at most


def lines(protocols: Iterable[Protocol], columns: int = 0, *, verbose: bool = False) -> Iterator[str]:
    """For each workbook a line where all of it was read and comes to its totals; else, or ``verbose``, every table.

    Of a table: rows with figures, read or not, the lowest rows against the total. Where a table has blocks side by
    side, each block's part of a row counts as one.
    """
    for (file, last_year), found in groupby(protocols, key=lambda protocol: (protocol.file, protocol.last_year)):
        by_term = {protocol.term: protocol for protocol in found}
        name = f"读表 {file}（{t.LAST_YEAR if last_year else t.THIS_YEAR}）"
        if verbose or not all(map(_settled, by_term.values())):
            yield name
            yield from _tables(by_term, columns)
        else:
            rows = sum(row.needed for protocol in by_term.values() for row in protocol.rows)
            missing = [term for term in t.STATEMENTS if term not in by_term]
            without = f"没有{'、'.join(missing)}。" if missing else ""
            yield f"{name}：{len(by_term)} 张表有数的 {rows} 行全部读到。{without}"


def _settled(protocol: Protocol) -> bool:
    """Whether nothing of a table asks for a look: no row or column unread, none told by its name alone, and totals.

    The lowest rows come to the total where rounding accounts for the difference.
    """
    if protocol.unread or protocol.columns or any(row.named for row in protocol.rows):
        return False
    most = _HALF_CENT_OF_WAN * (len(protocol.rows) + 1)
    return all(total is not None and abs(lowest - total) <= most for _, lowest, total in protocol.sums())


def _tables(by_term: Mapping[str, Protocol], columns: int) -> Iterator[str]:
    rows = (_line(term, by_term.get(term)) for term in t.STATEMENTS)
    for line in table(_HEADINGS, rows, columns and max(columns - 2, 1)):
        yield f"  {''.join(words for words, _ in line)}".rstrip()
    for protocol in by_term.values():
        for unread in protocol.unread:
            place = unread.place(protocol.file, protocol.term)
            yield f"  没读 {place.sheet}!{place.cell} 「{unread.label}」：{unread.why}。"
        if protocol.columns:
            yield f"  没读 {protocol.term} 的栏：{'、'.join(protocol.columns)}。"


def as_data(protocols: Iterable[Protocol]) -> list[dict[str, Any]]:
    """Every table with every row that holds a figure; amounts in 元 as decimal strings."""
    return [
        {
            "file": protocol.file,
            "year": t.LAST_YEAR if protocol.last_year else t.THIS_YEAR,
            "table": protocol.term,
            "sheets": list(protocol.sheets),
            **({"form": protocol.form} if protocol.form else {}),
            "whole": not protocol.unread,
            "columns_not_read": list(protocol.columns),
            "sums": [
                {"of": name, "lowest": f"{lowest:f}", "total": None if total is None else f"{total:f}"}
                for name, lowest, total in protocol.sums()
            ],
            "rows": [_row(protocol, row) for row in protocol.rows],
        }
        for protocol in protocols
    ]


def _row(protocol: Protocol, row: ReadRow) -> dict[str, Any]:
    key = {} if row.why else {"key": "/".join((protocol.term, *row.key))}
    why = {"label": row.label, "why": row.why, "needed": row.needed} if row.why else {}
    named = {"by_name": True} if row.named else {}
    place = plain.place(row.place(protocol.file, protocol.term)) or {}
    return {
        "sheet": row.sheet,
        "cell": place["cell"],
        "read": not row.why,
        **key,
        "figures": row.figures,
        **why,
        **named,
    }


def _line(term: str, protocol: Protocol | None) -> Sequence[str]:
    if protocol is None:
        return (term, "没有这张表", "", "", "", "")
    sums = "；".join(
        f"{f'{name} ' if name else ''}{_wan(lowest)} / {'空白' if total is None else _wan(total)}"
        for name, lowest, total in protocol.sums()
    )
    unread = len(protocol.unread)
    seen = sum(row.needed for row in protocol.rows)
    named = f"（按名称 {number} 行）" if (number := sum(row.named for row in protocol.rows)) else ""
    return (
        term,
        str(seen),
        f"{seen - unread}{named}",
        str(unread),
        sums or "空表",
        "、".join(map(protocol.named, protocol.sheets)),
    )


def _wan(yuan: Decimal) -> str:
    return f"{half_up(yuan.scaleb(-4), 2):f}"
