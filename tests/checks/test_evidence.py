"""A relation written out: only what is below nothing stands in brackets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from narrator.checks.evidence import unequal
from narrator.checks.ledger import Item
from narrator.figures import terms as t
from narrator.figures.values import Figure, Place


def item(name: str, yuan: str) -> Item:
    figure = Figure(Decimal(yuan), "元", Place("a.xlsx", 1, 1))
    return Item(t.INCOME, (t.TOTAL, name), figure, known=True)


@pytest.mark.parametrize(
    ("amount", "written", "result"),
    [("0.01", "0.01", "3.01"), ("0.99", "0.99", "3.99"), ("-0.01", "(-0.01)", "2.99"), ("-2", "(-2.00)", "1.00")],
)
def test_only_a_negative_part_stands_in_brackets(amount: str, written: str, result: str) -> None:
    parts = [item("甲", "3"), item("乙", amount)]
    less = f"{9 - Decimal(result):.2f}"
    assert unequal(item("总", "9"), parts) == (
        f"收入决算表 合计：总 9.00 ≠ 甲 3.00 + 乙 {written} = {result}，差 {less} 元"
    )
