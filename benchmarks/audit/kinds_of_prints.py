"""Errors of print: a unit that is lost or another one, the sign % lost, a comma between the wrong digits."""

from __future__ import annotations

import random
from collections.abc import Iterator

from audit.figures import Text
from audit.plants import Edit, inside, kind, reprinted


def _ends(text: Text) -> Iterator[tuple[int, int, int]]:
    """Where the unit of an amount stands that some rate or sum needs."""
    known = [one.change for one in text.changes if one.this] + [one.amount for one in text.shares if one.total]
    for figure in known + [figure for one in text.sums for figure in (one.total, *one.parts) if figure.value]:
        yield figure.line, figure.end, figure.end + 2


@kind("丢了百分号", "比率丢了 %")
def _no_percent(text: Text, chance: random.Random) -> Iterator[Edit]:
    for rate in text.rates:
        yield inside(text, rate.line, rate.end, rate.end + 1, "")


@kind("丢了元", "「万元」写成「万」", form=True)
def _no_yuan(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, start, end in _ends(text):
        yield inside(text, line, start + 1, end, "")


@kind("万元写成元", "「万元」写成「元」")
def _yuan(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, start, _ in _ends(text):
        yield inside(text, line, start, start + 1, "")


@kind("万元写成亿元", "「万元」写成「亿元」")
def _hundred_million(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, start, _ in _ends(text):
        yield inside(text, line, start, start + 1, "亿")


@kind("千分位错位", "千分位的逗号位置不对", form=True)
def _thousands(text: Text, chance: random.Random) -> Iterator[Edit]:
    for figures in text.amounts.values():
        for figure in figures:
            whole, point, rest = figure.text.partition(".")
            if len(whole) > 3 and "," not in whole:
                yield reprinted(text, figure, f"{whole[:-2]},{whole[-2:]}{point}{rest}")
