"""Evidence: a relation written out in official terms with its numbers, for a person to check by hand.

Amounts that are all in one unit keep it; amounts in 元 and 万元 are both written in 万元, exactly. A
part that is 0 or blank is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from narrator.checks.ledger import Item
from narrator.figures import terms as t

BLANK = "空白"
_AT_MOST = 5  # so many names are written out


def unequal(whole: Item, plus: Sequence[Item], minus: Sequence[Item] = ()) -> str:
    """「表 行：合计 3.00 ≠ 甲 1.00 + 乙 1.50 = 2.50，差 0.50 万元」; one figure against one has no sum."""
    signed = [(item, "+") for item in plus] + [(item, "−") for item in minus]
    shown = [(item, sign) for item, sign in signed if item.amount] or [signed[0]]
    items = [whole, *(item for item, _ in shown)]
    unit = _unit(items)
    head, names = _names(items)
    text = f"{head}{names[0]} {_bare(whole, unit)} ≠ "
    for name, (item, sign) in zip(names[1:], shown, strict=True):
        text += f" {sign} " if not text.endswith("≠ ") else "−" if sign == "−" else ""
        number = _bare(item, unit)
        text += f"{name} ({number})" if item.amount < 0 else f"{name} {number}"
    result = sum((item.amount if sign == "+" else -item.amount for item, sign in signed), Decimal(0))
    added = f" = {_written(_in(result, unit), unit)}" if len(shown) > 1 else ""
    return f"{text}{added}，差 {_written(_in(abs(whole.amount - result), unit), unit)} {unit}"


def above(small: Item, large: Item) -> str:
    """「甲 3.00 > 乙 2.00，多 1.00 万元」."""
    unit = _unit((small, large))
    head, names = _names([small, large])
    more = _written(_in(small.amount - large.amount, unit), unit)
    return f"{head}{names[0]} {_bare(small, unit)} > {names[1]} {_bare(large, unit)}，多 {more} {unit}"


def stated(item: Item) -> str:
    """「表 行 3.00 万元」: a figure by name, with its number in its own unit."""
    unit = _unit((item,))
    return f"{' '.join((_table(item), *_labels(item)))} {_bare(item, unit)} {unit}"


def beside(item: Item, others: Sequence[Item]) -> str:
    """The names of other figures that are told of beside this one: the table only where it is another."""
    return "、".join(_names([item, *others[:_AT_MOST]])[1][1:]) + _more(others)


def listed(items: Sequence[Item]) -> str:
    """The names of these items, the table said once; of many only the first few, and how many there are."""
    head, names = _names(list(items[:_AT_MOST]))
    return f"{head.removesuffix('：')} {'、'.join(names)}{_more(items)}".strip()


def _more(items: Sequence[Item]) -> str:
    return f"等 {len(items)} 项" if len(items) > _AT_MOST else ""


def _names(items: Sequence[Item]) -> tuple[str, list[str]]:
    """What all items have in common, as a heading, and each item's own name below it."""
    tables = [_table(item) for item in items]
    labels = [_labels(item) for item in items]
    if len(set(tables)) > 1:
        shown = [
            table if position == 0 or table != tables[position - 1] else "" for position, table in enumerate(tables)
        ]
        return "", [" ".join(filter(None, (table, *key))) for table, key in zip(shown, labels, strict=True)]
    shared = _shared(labels)
    head = " ".join((tables[0], *(labels[0][position] for position in sorted(shared))))
    own = [[label for position, label in enumerate(key) if position not in shared] for key in labels]
    return f"{head}：" if head else "", [" ".join(key) for key in own]


def _shared(labels: Sequence[Sequence[str]]) -> set[int]:
    """The positions at which all keys say the same; each key keeps at least one label of its own."""
    shortest = min(map(len, labels))
    shared = [position for position in range(shortest) if len({key[position] for key in labels}) == 1]
    return set(shared[: shortest - 1])


def _table(item: Item) -> str:
    return f"{t.LAST_YEAR}{item.table}" if item.ledger and item.ledger.last_year else item.table


def _labels(item: Item) -> tuple[str, ...]:
    if item.ledger is None:
        return item.key
    return tuple(f"{label} {item.ledger.name(label)}".rstrip() if label.isdigit() else label for label in item.key)


def _unit(items: Sequence[Item]) -> str:
    units = {item.figure.unit for item in items if item.figure is not None}
    return units.pop() if len(units) == 1 else t.WAN


def _bare(item: Item, unit: str) -> str:
    """The item's number in this unit; a blank is written as such."""
    return BLANK if item.figure is None else _written(_in(item.amount, unit), unit)


def _in(amount: Decimal, unit: str) -> Decimal:
    return amount.scaleb(-4) if unit == t.WAN else amount


def _written(value: Decimal, unit: str) -> str:
    """Plain digits; money has at least two decimals."""
    value = value.normalize() if value else Decimal(0)
    exponent = value.as_tuple().exponent
    decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
    return f"{value:.{max(decimals, 2) if unit in {t.WAN, t.YUAN} else decimals}f}"
