"""Audits as a workbook for a bureau: a row a finding, a sheet for what was looked at, one for what was not read."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from narrator.audit.finding import Audit, TextFinding
from narrator.writers.audit import told
from narrator.writers.results import Listing, listings

FOUND = {"文件": 24, "级别": 8, "编号": 8, "位置": 18, "原文": 60, "另一处": 48, "依据": 60, "建议": 40, "改为": 36}
LEDGER = {"文件": 24, "编号": 8, "核对内容": 56, "成立": 8, "不成立": 8, "判断不了": 10, "判断不了的原因": 60}
UNREAD = {"文件": 24, "位置": 18, "原文": 80}
_LONGEST = 16_000  # characters of a cell, of which each may be shown as a code; Excel takes 32,767
_NO_YEAR = 2000


def write(audits: Sequence[Audit]) -> bytes:
    """The bytes of an .xlsx; its title says how many files were audited, and what was found."""
    counts = told.count(finding for audit in audits for finding in audit.findings)
    title = f"审核清单：{len(audits)} 个文件，{'，'.join(f'{level} {number} 处' for level, number in counts.items())}"
    found = [_found(audit, finding) for audit in audits for finding in audit.findings]
    ledger = [
        (
            *(audit.file, entry.code, entry.about, entry.held, entry.broken),
            *(sum(number for _, number in entry.undecided), told.unsettled(entry)),
        )
        for audit in audits
        for entry in audit.ledger
    ]
    unread = [
        (audit.file, told.place(audit, quote), str(told.passage(audit, quote)))
        for audit in audits
        for quote in audit.coverage.unbound
    ]
    sheets = (
        Listing("审核结果", FOUND, _fit(found), "级别"),
        Listing("核对台账", LEDGER, _fit(ledger)),
        Listing("没有读懂的数", UNREAD, _fit(unread)),
    )
    year = max((audit.year for audit in audits), default=0) or _NO_YEAR
    return listings(sheets, title, datetime.date(year, 12, 31))


def _found(audit: Audit, finding: TextFinding) -> tuple[str, ...]:
    first = finding.places[0] if finding.places else None
    return (
        *(audit.file, finding.level, finding.code),
        told.place(audit, first) if first else "",
        str(told.passage(audit, first)) if first else "",
        "\n".join(told.others(audit, finding)),
        *(finding.evidence, finding.advice, told.correction(finding)),
    )


def _fit(rows: Sequence[Sequence[str | int]]) -> list[list[str | int]]:
    """The rows with no cell longer than Excel takes."""
    return [[_short(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}……"
