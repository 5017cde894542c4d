"""Audits as a workbook: a row a finding, the ledger, what was not read; nothing in it is a formula."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from helpers import audited
from narrator.audit.finding import Audit
from narrator.writers.audit import listing


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    return audited.audit(audited.written(tmp_path), "甲.txt")


def _sheets(audits: list[Audit]) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(listing.write(audits)))
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_a_row_for_each_finding_of_each_file(audit: Audit) -> None:
    other = audit._replace(file="=乙.txt", findings=audit.findings[:1])
    title, heads, *rows = _sheets([audit, other])["审核结果"]
    assert title[0] == "审核清单：2 个文件，错误 2 处，疑点 3 处，提示 1 处"
    assert heads == tuple(listing.FOUND)
    assert [row[:3] for row in rows] == [
        ("甲.txt", "疑点", "T401"),
        ("甲.txt", "错误", "T101"),
        ("甲.txt", "错误", "T203"),
        ("甲.txt", "疑点", "T305"),
        ("甲.txt", "提示", "T501"),
        ("=乙.txt", "疑点", "T401"),
    ]
    assert rows[1][3:] == (
        "第 5 行",
        "「2023年度收入总计519.07万元，支出总计519.07万元，与2022年度相比，增加〔32.19万元〕，增长〔6.76%〕。」",
        "",
        "32.19 ÷ (519.07 − 32.19) = 6.61%，不是 6.76%",
        "请核对增减额和增减率。",
        "「6.61%」（原为「6.76%」）",
    )
    assert str(rows[2][5]).startswith("第 6 行「😀“三公”经费")
    assert "〔公务用车运行维护费2.20万元〕，因公出国" in str(rows[2][5])


def test_what_begins_like_a_formula_is_marked_as_none(audit: Audit) -> None:
    book = openpyxl.load_workbook(io.BytesIO(listing.write([audit])))
    cells = [cell for row in book["审核结果"].iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert [cell.value for cell in cells] == ["=1+1 是模板的残留"]
    assert all(cell.quotePrefix for cell in cells)


def test_the_ledger_and_what_was_not_read(audit: Audit) -> None:
    sheets = _sheets([audit])
    assert sheets["核对台账"][2][:6] == ("甲.txt", "T101", "增减率与增减额、本年数一致", 4, 1, 3)
    assert sheets["核对台账"][2][6] == "没有上年数（2 处）；上年数是零"
    assert len(sheets["核对台账"]) == 2 + len(audit.ledger)
    (unread,) = sheets["没有读懂的数"][2:]
    assert unread[1] == "第 10 行"
    assert "共〔1.5万元〕。」" in str(unread[2])


def test_the_same_audit_gives_the_same_bytes(audit: Audit) -> None:
    assert listing.write([audit]) == listing.write([audit])


def test_a_cell_is_never_longer_than_excel_takes(audit: Audit) -> None:
    long = audit.findings[0]._replace(evidence="\u202e" * 40_000)
    evidence = _sheets([audit._replace(findings=(long,))])["审核结果"][2][6]
    assert isinstance(evidence, str)
    assert evidence.endswith("……") or len(evidence) == 32_767
