"""An audit as the checks will yield it: a text read from its file, findings of every kind put beside it by hand."""

from __future__ import annotations

from pathlib import Path

from narrator.audit.finding import (
    DOUBT,
    ERROR,
    HINT,
    Audit,
    Correction,
    Coverage,
    Entry,
    Quote,
    TextFinding,
)
from narrator.figures.told import Spot
from narrator.tasks import auditing

EVIL = "<script>alert(1)</script> & \u202e\x1b[31m"
# Blank lines, so that numbers of lines and paragraphs differ; cells; a character of two UTF-16 units; a broken line.
TEXT = f"""某某单位2023年度决算公开说明

一、收入支出决算总体情况说明

2023年度收入总计519.07万元，支出总计519.07万元，与2022年度相比，增加32.19万元，增长6.76%。
😀“三公”经费支出决算为3.20万元，其中：公务接待费1.10万元，公务用车运行维护费
2.20万元，因公出国（境）费0.00万元。
项目\t\t金额
公务接待费\t1.01\t9.00
=1+1是一个算式，{EVIL}共1.5万元。
"""
SUM = "1.10 + 2.20 + 0.00 = 3.30，不是 3.20"


def written(folder: Path, name: str = "说明.txt") -> Path:
    """The text as a file."""
    path = folder / name
    path.write_text(TEXT, encoding="utf-8")
    return path


def quote(audit: Audit, *words: str) -> Quote:
    """Words of the text as a place, where they stand for the first time; several that follow over a line break."""
    spots = []
    for part in words:
        line, text = next((line, text) for line, text in enumerate(audit.lines) if part in text)
        start = text.index(part)
        spots.append(Spot(line, start, start + len(part)))
    return Quote(tuple(spots), "".join(words))


def audit(path: Path, name: str = "") -> Audit:
    """The audit of the file that ``written`` wrote, under another name where it is to be shown."""
    made = auditing.load(path)
    rate, car = quote(made, "6.76%"), quote(made, "公务用车运行维护费", "2.20万元")
    total = quote(made, "3.20万元")
    findings = (
        TextFinding("T401", DOUBT, (), "没有「政府采购支出情况」这一节。", "请补上这一节。"),
        TextFinding(
            *("T101", ERROR, (rate, quote(made, "32.19万元")), "32.19 ÷ (519.07 − 32.19) = 6.61%，不是 6.76%"),
            *("请核对增减额和增减率。", Correction(rate, "6.61%")),
        ),
        TextFinding("T203", ERROR, (total, quote(made, "1.10万元"), car), SUM, "请核对合计与各项。"),
        TextFinding("T305", DOUBT, (quote(made, "1.10万元"), quote(made, "1.01")), "1.10 与 1.01 不同", "请看表。"),
        TextFinding("T501", HINT, (quote(made, f"=1+1是一个算式，{EVIL}"),), "=1+1 是模板的残留", "请删去。"),
    )
    ledger = (
        Entry("T101", "增减率与增减额、本年数一致", 4, 1, (("没有上年数", 2), ("上年数是零", 1))),
        Entry("T203", "各项之和等于合计", 12, 1, ()),
        Entry("T305", "文中的数与表一致", 0, 1, ()),
        Entry("T401", "应有的各节都有", 8, 1, ()),
        Entry("T501", "没有模板残留", 0, 1, ()),
        Entry("T502", "没有空的括号", 0, 0, ()),
    )
    coverage = Coverage(9, (quote(made, "1.5万元"),))
    made = made._replace(findings=findings, ledger=ledger, coverage=coverage, unit="某某单位", year=2023)
    return made._replace(file=name) if name else made
