"""Years as packs write them: ``year``, ``since`` and ``until``."""

from __future__ import annotations

import re

from narrator.figures.findings import Finding
from narrator.figures.values import Place
from narrator.files.marked import Node, Scalar

_SHORT = 30


def year_of(node: Node, findings: list[Finding]) -> int:
    """A year of four digits; 0 where there is none, or it has a mistake, which is told."""
    if node is None:
        return 0
    if isinstance(node, Scalar) and re.fullmatch("[0-9]{4}", node):
        return int(node)
    shown = str(node) if isinstance(node, Scalar) else "…"
    short = shown if len(shown) <= _SHORT else f"{shown[:_SHORT]}…"
    findings.append(
        Finding("P103", node.place, f"「{short}」不是四位年份。", "请写四位数字，如 2024，后面不加「年」。")
    )
    return 0


def turned(place: Place, what: str, since: int, until: int) -> Finding:
    """What is told where something would end before it begins."""
    return Finding(
        "P155", place, f"{what}从 {since} 年起用，却只用到 {until} 年。", "since 不能晚于 until，请核对这两个年份。"
    )
