"""How the tables of the workbooks were read: a line a table for people, every row as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any
from unicodedata import east_asian_width

from narrator.document import plain
from narrator.figures import terms as t
from narrator.figures.number import half_up
from narrator.figures.protocol import Protocol, ReadRow

_HEADINGS = ("表", "有数的行", "读到", "没读", "末级合计 / 表中合计（万元）", "工作表")


def lines(protocols: Iterable[Protocol]) -> Iterator[str]:
    """For each workbook its name and nine lines: rows with figures, read or not, the lowest rows against the total.

    Where a table has blocks side by side, each block's part of a row counts as one.
    """
    for (file, last_year), found in groupby(protocols, key=lambda protocol: (protocol.file, protocol.last_year)):
        by_term = {protocol.term: protocol for protocol in found}
        yield f"读表 {file}（{t.LAST_YEAR if last_year else t.THIS_YEAR}）"
        rows = [_HEADINGS, *(_line(term, by_term.get(term)) for term in t.STATEMENTS)]
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            yield f"  {'  '.join(cells).rstrip()}"
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


def _width(text: str) -> int:
    """How wide a text is in a terminal: a Chinese character takes two columns."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
