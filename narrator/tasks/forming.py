"""Forms for many units in one go: each folder that holds a workbook of a given name gets one, or has it brought up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place

if TYPE_CHECKING:
    from narrator.phrases.phrasebook import Phrasebook

_FORM = "填报表"  # begins the names of forms, kept ones too: they are no workbooks of tables


class Tables(NamedTuple):
    """The folder of a unit with its workbooks of this year and last, and what is wrong with them."""

    folder: Path
    this: Path
    last: Path | None
    problems: tuple[Finding, ...] = ()


class Formed(NamedTuple):
    """What came of one folder: what was done, in Chinese, or what is wrong."""

    folder: Path
    lines: tuple[str, ...] = ()
    problems: tuple[Finding, ...] = ()


def tables(root: Path, this: str, last: str) -> list[Tables]:
    """The folders below a root with a workbook whose name fits a pattern such as *2024*.xlsx, in order.

    ``last`` is the pattern of last year's workbooks, "" where none is taken. Raises Refused: M101 no such folder, M121
    no workbook that fits.
    """
    if not os.path.isdir(root):
        raise Refused([Finding("M101", Place(str(root), 0, 0), "找不到这个文件夹。", "请检查路径。")])
    found = [*_found(root, this, last)]
    if not found:
        advice = '请写各单位文件夹里工作簿的文件名；名字不全相同的，用 * 代表不同的字，如 "*2024*.xlsx"。'
        raise Refused([Finding("M121", Place(str(root), 0, 0), f"下面没有叫「{this}」的工作簿。", advice)])
    return found


def _found(root: Path, this: str, last: str) -> Iterator[Tables]:
    for at, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        folder = Path(at)
        shown = sorted(name for name in names if not name.startswith((".", "~$", _FORM)))
        fitting = [name for name in shown if fnmatchcase(name, this)]
        if not fitting:
            continue
        before = [name for name in shown if last and fnmatchcase(name, last) and name not in fitting]
        problems = [*_several(folder, fitting, this), *_several(folder, before, last)]
        if last and not before:
            advice = "确是新设单位、没有上年报表的，请对它单独运行 narrator init。"
            problems.append(Finding("M123", Place(str(folder), 0, 0), f"没有叫「{last}」的上年工作簿。", advice))
        yield Tables(folder, folder / fitting[0], folder / before[0] if before else None, tuple(problems))


def _several(folder: Path, names: list[str], pattern: str) -> Iterator[Finding]:
    if len(names) > 1:
        evidence = f"有 {len(names)} 个工作簿叫「{pattern}」：{'、'.join(names)}。"
        yield Finding("M122", Place(str(folder), 0, 0), evidence, "请只留一个，或把 --workbook、--last 写得更准。")


def form(given: Tables, today: date, phrasebook: Phrasebook, money: str, region: str) -> Formed:
    """Make the form of one folder, or bring it up to date, as ``narrator.forms.init.init`` does."""
    from narrator.forms import init

    if given.problems:
        return Formed(given.folder, problems=given.problems)
    try:
        made = init.init(given.folder, given.this, given.last, today, phrasebook, money, region)
    except Refused as refused:
        return Formed(given.folder, problems=refused.findings)
    return Formed(given.folder, tuple(made.lines))
