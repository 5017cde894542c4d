"""What a roll-up says: what was added, what could not be, how it stands beside the department's own, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from narrator.document import plain
from narrator.figures import terms as t
from narrator.figures.findings import Finding, Refused
from narrator.figures.near import near
from narrator.figures.number import half_up
from narrator.figures.number import plain as short
from narrator.readers.labels import OWN_LEVEL
from narrator.readers.widths import squeeze
from narrator.rollup.comparing import DIFFERENT, OPEN, ROUNDING, SAME, Line
from narrator.rollup.department import RolledUp
from narrator.writers import explanation

if TYPE_CHECKING:
    from narrator.document.tree import Document

HEADINGS = ("年份", "项目", "各单位合计", "抵销", "抵销后", "部门自己的", "差额", "结果")
TITLE = "部门自己的数与各单位合计不同的（万元）"
_CENTS = 2
_MOST = 10  # units that are named
_SEVERAL = 4  # cells that one payment is counted in at least: as paid, as received, in the totals of both
_APART = Decimal(100)  # 元 by which rounding may part one amount in two cells
_REASONS = "主要原因"
_ASPECTS = {t.ACTUAL: False, t.LAST_YEAR: True}  # what may end a key in a unit file, and whether of last year


def summary(rolled: RolledUp, *, verbose: bool = False) -> Iterator[str]:
    """Which units were added, and how the sums stand beside what the department gives itself."""
    members = rolled.department.members
    names = [
        f"{member.name}{OWN_LEVEL * (member.own_level and OWN_LEVEL not in squeeze(member.name))}" for member in members
    ]
    shown = names if verbose else names[:_MOST]
    named = f"{'、'.join(shown)}{'等' * (len(shown) < len(names))}"
    yield f"「{rolled.unit.profile.name.text}」由 {len(members)} 个单位加成：{named}。"
    cells = [line for line in rolled.lines if line.key[0] in t.STATEMENTS and line.sum.figure is not None]
    yield f"九张报表本年、上年加出 {len(cells)} 格，没有加成的 {len(rolled.opened)} 项。"
    yield from _opened(rolled)
    if notes := sum(len(member.unit.notes) for member in members):
        yield f"读各单位的数时另有 {notes} 条提示，见 narrator check 各单位。"
    count = Counter(line.state for line in rolled.lines if line.own is not None or line.state == DIFFERENT)
    if count:
        told = "，".join(f"{state} {count[state]} 项" for state in (SAME, ROUNDING, DIFFERENT, OPEN))
        yield f"与部门自己的数比：{told}。"
    elif rolled.department.own is None:
        yield "部门没有自己的单位文件，没有汇总表可比；职能、原因等都待填。"
    else:
        yield "部门自己的单位文件没有写决算报表，没有汇总表可比。"


def _opened(rolled: RolledUp) -> Iterator[str]:
    """Which units leave sums open, and where: a line for each table and reason."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for line in rolled.opened:
        head, *rest = line.key
        table = f"{head}{_of_year(line)}"
        for lack in line.sum.lacks:
            found.setdefault((lack.unit, table, lack.why), []).append("/".join(rest))
    for (unit, table, why), keys in found.items():
        spot = " ".join(filter(None, (table, f"{len(keys)} 项，如" * (len(keys) > 1), keys[0])))
        yield f"没有加 {spot}：「{unit}」{why}。"


def reasons(rolled: RolledUp, document: Document, *, verbose: bool) -> Iterator[str]:
    """What units wrote as reasons where the department still has to: told, never taken over."""
    asked = {hole.gap.key for hole in document.gaps() if hole.gap.of == "reason"}
    found = [
        (key, member.name, reason.text)
        for member in rolled.department.members
        for (comparison, subject), reason in member.unit.reasons.items()
        if (key := f"{_REASONS}/{comparison}/{subject}") in asked
    ]
    if found:
        more = "：" if verbose else "，加 -v 逐条列出。"
        yield f"部门待填的原因，各单位自己写了 {len(found)} 条，只供参考{more}"
    if verbose:
        yield from (f"    {key} 「{name}」写的：{text}" for key, name, text in sorted(found))


def rows(rolled: RolledUp, *, rounding: bool = False) -> list[tuple[str, ...]]:
    """The values that the department gives otherwise, a row each; ``rounding`` tells what is apart by it, too."""
    states = (DIFFERENT, ROUNDING) if rounding else (DIFFERENT,)
    return [_row(line) for line in rolled.lines if line.state in states]


def offered(rolled: RolledUp) -> Iterator[str]:
    """Entries that the department may take over as 抵销: cells in which it has less by one and the same amount."""
    for last, amount, keys in _alike(rolled):
        told = _number(amount, money=True)
        yield f"有 {len(keys)} 格都少 {told} 万元，像是单位之间的收付。是的话，请在部门的单位文件里照抄，写明两个单位："
        yield f"{t.ELIMINATIONS}:"
        yield "- 报表项:"
        yield from (f"  - {key}" for key in keys)
        yield from (f"  {line}" for line in (f"金额: {told}  # 万元", "付款单位:", "收款单位:", "事由:"))
        if last:
            yield f"  年份: {t.LAST_YEAR}"


def _alike(rolled: RolledUp) -> Iterator[tuple[bool, Decimal, list[str]]]:
    """Whether of last year, the amount, and the cells that lack it, as nearly as they are printed."""
    for last in (False, True):
        apart = [line for line in rolled.lines if line.state == DIFFERENT and line.last_year == last]
        less = sorted((-line.difference, "/".join(line.key)) for line in apart if line.difference < 0)
        order = {"/".join(line.key): number for number, line in enumerate(apart)}
        while less:
            near = [pair for pair in less if pair[0] - less[0][0] <= _APART]
            less = less[len(near) :]
            if len(near) >= _SEVERAL:
                amount = half_up(near[len(near) // 2][0].scaleb(-t.SCALES[t.WAN]), _CENTS)
                yield last, amount.scaleb(t.SCALES[t.WAN]), sorted((key for _, key in near), key=order.__getitem__)


def _row(line: Line) -> tuple[str, ...]:
    of = line.sum
    whole = sum((part.yuan for _, part in of.parts), Decimal(0))
    taken = sum((part.yuan for _, part in of.taken), Decimal(0))
    shown = of.figure or line.own
    money = shown is not None and shown.unit in t.SCALES
    return (
        _year(line),
        "/".join(line.key),
        _number(whole, money=money),
        _number(taken, money=money) if taken else "",
        _number(whole - taken, money=money),
        _number(line.own.yuan, money=money) if line.own else "（空白）",
        _number(line.difference, money=money),
        line.state,
    )


def _number(value: Decimal, *, money: bool) -> str:
    """An amount in 万元 with two decimals, with more where it has more; another number as it is."""
    if not money:
        return f"{value:f}"
    exact = short(value.scaleb(-t.SCALES[t.WAN]))
    rounded = half_up(exact, _CENTS)
    return f"{rounded:f}" if rounded == exact else f"{exact:f}"


def _year(line: Line) -> str:
    return t.LAST_YEAR if line.last_year else t.THIS_YEAR


def _of_year(line: Line) -> str:
    return f"（{_year(line)}）" if line.key[0] in t.STATEMENTS else ""


# Why ------------------------------------------------------------------------------------------------


def explained(rolled: RolledUp, asked: str) -> Iterator[str]:
    """Each value at a key or below it: every unit with its cell, what was taken out and why, the department's own.

    Raises Refused where there is none.
    """
    found = list(_asked(rolled, asked))
    if not found:
        known = dict.fromkeys("/".join(line.key[:end]) for line in rolled.lines for end in range(1, len(line.key) + 1))
        advice = near(asked, known, "键的写法见 narrator rollup 列出的项目。", most=3)
        raise Refused([Finding("G115", None, f"没有「{asked}」这一项可加的数。", advice)])
    entries = rolled.department.own.eliminations if rolled.department.own else ()
    for line in found:
        yield f"{'/'.join(line.key)}{_of_year(line)}"
        of = line.sum
        if of.figure is not None:
            yield from explanation.figure("各单位合计" if not of.taken else "抵销后", of.figure, "  ")
        for name, _ in of.taken:
            entry = entries[int(name.removeprefix("抵销第").removesuffix("笔")) - 1]
            why = f"：{entry.why.text}" if entry.why else ""
            yield f"  {name}  「{entry.payer.text}」付「{entry.receiver.text}」{why}"
        if of.nothing and of.figure is not None:
            yield f"  空白或没有列，由表内的合计可知没有：{'、'.join(of.nothing)}"
        yield from (f"  没有加  「{lack.unit}」{lack.why}" for lack in of.lacks)
        if line.own is not None:
            yield from explanation.figure("部门自己的", line.own, "  ")
        if line.state:
            money = line.own is not None and line.own.unit in t.SCALES
            apart = f"，差额 {_number(line.difference, money=money)}{t.WAN if money else ''}" * (
                line.state == DIFFERENT
            )
            yield f"  {line.state}{apart}"


def _asked(rolled: RolledUp, asked: str) -> Iterator[Line]:
    """The lines at a key as it is shown here, or as a unit file has it (…/决算, …/上年)."""
    key = asked.replace("·", "/").strip("/")
    front, _, last = key.rpartition("/")
    for line in rolled.lines:
        if not (line.sum.parts or line.sum.lacks or line.own):
            continue
        here = "/".join(line.key)
        as_typed = here == front and _ASPECTS.get(last) == line.last_year
        if here == key or here.startswith(f"{key}/") or as_typed:
            yield line


def as_data(rolled: RolledUp) -> dict[str, Any]:
    """The roll-up as plain data, for JSON."""
    return {
        "department": rolled.unit.profile.name.text,
        "year": int(rolled.unit.profile.year.value),
        "units": [{"name": one.name, "own_level": one.own_level} for one in rolled.department.members],
        "values": [_data(line) for line in rolled.lines if line.sum.parts or line.sum.lacks or line.own],
        "notes": [str(note) for note in rolled.unit.notes],
    }


def _data(line: Line) -> dict[str, Any]:
    of = line.sum
    return {
        "key": "/".join(line.key),
        "year": _year(line),
        "sum": plain.value(of.figure) if of.figure else None,
        "own": plain.value(line.own) if line.own else None,
        "state": line.state,
        "lacks": [{"unit": lack.unit, "why": lack.why} for lack in of.lacks],
    }
