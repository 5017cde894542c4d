"""What a person does not see as it is kept: amounts shown as others, figures in hidden rows and columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from narrator.figures.findings import Finding
from narrator.figures.values import Figure, Place
from narrator.readers.amounts import quoted
from narrator.readers.grid import Marks

_SHOWN = 6
_MISSHOWN, _HIDDEN = "B308", "B310"


def misshown(value: Any, why: str, place: Place) -> Finding:
    """The refusal of a cell that shows another amount than it holds, where that amount cannot be read."""
    held = f"{value:.15g}" if isinstance(value, float) else quoted(str(value))
    advice = "请把数字格式改为「0.00」（不改数），再核对表的金额单位是元还是万元。"
    return Finding(_MISSHOWN, place, f"单元格存着 {held}，{why}。", advice)


def gathered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of one table; of the cells that show another amount the first, and where the others stand."""
    alike: list[Finding] = []
    for finding in findings:
        if finding.code == _MISSHOWN:
            alike.append(finding)
        else:
            yield finding
    if alike:
        first, *more = alike
        also = f"同一张表里这样的还有 {len(more)} 格：{_cells(finding.place for finding in more)}。" if more else ""
        yield first._replace(evidence=first.evidence + also)


def hidden(marks: Marks, figures: Iterable[Figure | None], title: Place) -> Iterator[Finding]:
    """The note on a table whose figures partly stand in rows or columns that are hidden, or filtered out."""
    if not (marks.hidden_rows or marks.hidden_columns):
        return
    places = [figure.origin for figure in figures if figure is not None and isinstance(figure.origin, Place)]
    unseen = [place for place in places if place.line in marks.hidden_rows or place.column in marks.hidden_columns]
    if unseen:
        what = "筛选掉或隐藏" if marks.filtered else "隐藏"
        evidence = f"{what}的行、列里有 {len(unseen)} 个数，已照读：{_cells(sorted(unseen))}。"
        yield Finding(_HIDDEN, title, evidence, "请取消隐藏，核对这些数该不该在表里。")


def _cells(places: Iterable[Place | None]) -> str:
    cells = [place.cell for place in places if place]
    return "、".join(cells[:_SHOWN]) + ("等" if len(cells) > _SHOWN else "")
