"""Audits as a workbook for a bureau: a row a finding, a sheet for what was looked at, one for what was not read."""

from __future__ import annotations

from collections.abc import Sequence

from narrator.audit.finding import Audit, TextFinding
from narrator.writers.audit import told
from narrator.writers.results import Listing, listings

FOUND = {"文件": 24, "级别": 8, "编号": 8, "位置": 18, "原文": 60, "另一处": 48, "依据": 60, "建议": 40, "改为": 36}
LEDGER = {"文件": 24, "编号": 8, "核对内容": 56, "成立": 8, "不成立": 8, "判断不了": 10, "判断不了的原因": 60}
UNREAD = {"文件": 24, "位置": 18, "原文": 80}
_LONGEST = 16_000  # characters of a cell, of which each may be shown as a code; Excel takes 32,767


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
        (audit.file, *_quoted(told.passage(audit, quote))) for audit in audits for quote in audit.coverage.unbound
    ]
    sheets = (
        Listing("审核结果", FOUND, _fit(found), ("级别",)),
        Listing("核对台账", LEDGER, _fit(ledger)),
        Listing("没有读懂的数", UNREAD, _fit(unread)),
    )
    return listings(sheets, title, told.date(max((audit.year for audit in audits), default=0)))


def _found(audit: Audit, finding: TextFinding) -> tuple[str, ...]:
    first, *others = told.passages(audit, finding.places) or (told.Passage("整篇", ()),)
    return (
        *(audit.file, finding.level, finding.code, *_quoted(first)),
        "\n".join(map(str, others)),
        *(finding.evidence, finding.advice, told.correction(finding)),
    )


def _quoted(passage: told.Passage) -> tuple[str, str]:
    """Where a sentence stands, and the sentence; blank where no words are meant."""
    return passage.where, str(passage._replace(where="")) if passage.pieces else ""


def _fit(rows: Sequence[Sequence[str | int]]) -> list[list[str | int]]:
    """The rows with no cell longer than Excel takes."""
    return [[_short(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}……"
