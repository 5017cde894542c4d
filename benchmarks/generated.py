"""Units that nobody has, as text: one with very many accounts, and very many like the fixture's."""

from __future__ import annotations

import re
from pathlib import Path

ACCOUNTS = (10, 100, 1_000, 10_000)
UNITS = (1, 10, 100, 1_000)
THIS_YEAR = 2024
WITH_WORKBOOKS = """金额单位: 万元
单位: {单位名称: 某单位, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位, 新设: 否}
决算报表: 2024.xlsx
上年决算报表: 2023.xlsx
收入支出决算总表: {收入: {总计: 2.00}}
收入决算表: {财政拨款收入: 2.00}
支出决算表: {基本支出: 2.00}
财政拨款收入支出决算总表: {收入: {总计: 2.00}}
一般公共预算财政拨款基本支出决算表: {人员经费合计: 2.00}
财政拨款“三公”经费支出决算表: {合计: 2.00}
政府性基金预算财政拨款收入支出决算表: 空表
国有资本经营预算财政拨款收入支出决算表: 空表
"""  # the one table that the workbooks hold is that of the accounts
_AMOUNT = re.compile(r"(?<=[ {]决算: |[ {]上年: )(\d+\.\d\d)(?=\})")
_NAME = "对口援疆工作领导小组办公室"
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def accounts(number: int, year: int) -> list[tuple[str, str, float]]:
    """So many functional accounts (项) with their 款, ten each, and 类, fifty each: code, name, amount.

    Every fifth occurred last year only. No name ends in a digit: a term that does is not told apart from the
    amount behind it.
    """
    rows: dict[str, tuple[str, float]] = {}
    for index in range(number):
        if year == THIS_YEAR and index % 5 == 4:
            continue
        amount = 7 * index % 89 + 0.25 if year == THIS_YEAR else 3 * index % 97 + 1.5
        top = f"{201 + index // 50}"
        middle = f"{top}{1 + index // 10 % 5:02d}"
        for code, name in ((top, "类"), (middle, "款"), (f"{middle}{1 + index % 10:02d}", "项")):
            rows[code] = (f"第{code}{name}", rows.get(code, ("", 0.0))[1] + amount)
    return [(code, name, amount) for code, (name, amount) in rows.items()]


def write_accounts(path: Path, number: int, year: int) -> None:
    """A workbook with the table 一般公共预算财政拨款支出决算表 of so many accounts, as it is published."""
    import xlsxwriter

    rows = accounts(number, year)
    total = sum(amount for code, _, amount in rows if len(code) == 3)
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("05")
        sheet.merge_range("A1:E1", "一般公共预算财政拨款支出决算表")
        sheet.write_row("A3", ("编制单位：某单位", None, f"{year}年度", None, "金额单位：万元"))
        sheet.merge_range("A4:B4", "项目")
        for column, heading in zip("CDE", ("合计", "基本支出", "项目支出"), strict=True):
            sheet.merge_range(f"{column}4:{column}5", heading)
        sheet.write_row("A5", ("科目编码", "科目名称"))
        sheet.merge_range("A6:B6", "栏次")
        sheet.write_row("C6", ("1", "2", "3"))
        sheet.merge_range("A7:B7", "合计")
        sheet.write_row("C7", (total, total, 0))
        for line, (code, name, amount) in enumerate(rows, 7):
            sheet.write_row(line, 0, (code, name, amount, amount, 0))


def varied(unit: str, number: int) -> str:
    """The text of a unit file for another unit: its name and the amounts of its accounts are its own.

    It is as long as any other: where what a unit takes is compared with their number, units that differ would not do
    (those are made by ``units.py``).
    """
    named = unit.replace(_NAME, f"{_NAME}{str(number).translate(_DIGITS)}处")
    return _AMOUNT.sub(lambda found: f"{float(found.group()) + number / 100:.2f}", named)
