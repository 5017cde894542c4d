"""What came of one unit: plain data, as the manifest keeps it and the board shows it.

Everything in it follows from the unit's files, the pack and the program alone: no time, no path of a machine. A place
is told by the name of the file beside the unit's folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Any, NamedTuple

UNREADABLE, WRONG, DOUBTFUL, INCOMPLETE, UNCHECKED, READY = STATES = (
    "读不了",
    "错误",
    "疑点待确认",
    "待填",
    "未核对",
    "可定稿",
)  # the gravest first; 未核对 is what was only drafted
OPEN = (UNREADABLE, WRONG, DOUBTFUL)  # what a person has to look at before anything is final
NOTE = "提示"  # the level of a finding that is worth a look and forbids nothing


class ToldFinding(NamedTuple):
    """A finding as it is told: ``level`` is 读不了, 错误, 疑点, 尾差 or 提示, ``place`` a file with its cell or line.

    ``state`` says of a 疑点 whether it has to be confirmed, or who explained it, as ``Doubt.state`` does; ``key`` is
    that of the value which the finding is about, "" where it is about none.
    """

    level: str
    code: str
    place: str
    evidence: str
    advice: str
    state: str = ""
    key: str = ""


class ToldGap(NamedTuple):
    """A value that is missing: its key, and where it is asked for (a cell of the form, or the key again)."""

    key: str
    where: str


class UnitOutcome(NamedTuple):
    """What came of a unit.

    ``unit`` is its folder as it stands below the root, parts joined by "/"; ``name`` its 单位名称, ``year`` its 年度
    and ``pack`` the id of the pack ("", 0 and "" where it could not be read). ``state`` is one of ``STATES``: the
    gravest that holds. ``checks`` gives for each check by its code how it ended (通过, 错误, 疑点, 尾差, 数据不足).
    ``figures`` are exact amounts in 元 and other values that are compared between units, as decimal text by their keys;
    ``reasons`` the 主要原因 by their keys. ``files`` are the names of what was written, beside the unit's folder below
    the output.
    """

    unit: str
    state: str
    name: str = ""
    year: int = 0
    pack: str = ""
    findings: tuple[ToldFinding, ...] = ()
    gaps: tuple[ToldGap, ...] = ()
    checks: Mapping[str, str] = {}
    figures: Mapping[str, str] = {}
    reasons: Mapping[str, str] = {}
    files: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[ToldFinding, ...]:
        """What forbids a final document."""
        return tuple(one for one in self.findings if one.level in _GRAVE or one.state.startswith(_WAITING))


_WAITING = "待确认"
_GRAVE = (UNREADABLE, "错误")


def as_data(outcome: UnitOutcome) -> dict[str, Any]:
    """The outcome as JSON-able data."""
    return {
        **outcome._asdict(),
        "findings": [list(one) for one in outcome.findings],
        "gaps": [list(one) for one in outcome.gaps],
    }


def of_data(data: Mapping[str, Any]) -> UnitOutcome:
    """The outcome that ``as_data`` wrote. Words that stand in many units are kept once."""
    return UnitOutcome(
        **{
            **data,
            "findings": tuple(ToldFinding(*map(intern, one)) for one in data["findings"]),
            "gaps": tuple(ToldGap(*map(intern, one)) for one in data["gaps"]),
            "checks": {intern(code): intern(state) for code, state in data["checks"].items()},
            "figures": {intern(key): value for key, value in data["figures"].items()},
            "files": tuple(map(intern, data["files"])),
        }
    )
