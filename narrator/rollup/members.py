"""The units of a department: the folders below its own that hold one, read all, told apart, or refused all at once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TypeAlias

import narrator
from narrator.figures import terms as t
from narrator.figures.findings import Finding, Refused
from narrator.figures.model import Profile, Running, Unit
from narrator.figures.values import Figure, Place, Text
from narrator.forms import folder as notation
from narrator.phrases.phrasebook import Phrasebook
from narrator.readers.labels import OWN_LEVEL
from narrator.readers.widths import squeeze

_MOST = 10  # folders that are told by name
_DEPARTMENT = t.BODIES[1]


Advance: TypeAlias = "Callable[[int, int, int], None]"
"""Is told how many units are read, how many of them could not be, and how many there are."""


class Member(NamedTuple):
    """A unit (单位) of the department; ``own_level`` says that it is the department's own (本级)."""

    name: str
    folder: Path
    unit: Unit
    own_level: bool


class Department(NamedTuple):
    """A department: who it is, its units with the 本级 first, what its own file says, if it has one."""

    profile: Profile
    members: tuple[Member, ...]
    own: Unit | None
    notes: tuple[Finding, ...]


def load(root: Path, money: str, phrasebook: Phrasebook, advance: Advance) -> Department:
    """The department whose folder this is; ``advance`` is told how many units are read.

    Raises Refused with everything that is wrong with any of its units.
    """
    if not root.is_dir():
        raise Refused([Finding("G101", Place(str(root), 0, 0), "这不是文件夹。", "请写部门的文件夹。")])
    found = _Folders(root)
    problems = found.problems
    own = _read(root, money, phrasebook, problems) if notation.holds(root) else None
    units = []
    for number, folder in enumerate(found.units, 1):
        units.append((folder, _read(folder, money, phrasebook, problems)))
        advance(number, sum(unit is None for _, unit in units), len(found.units))
    name = own.profile.name.text if own else ""
    members = [
        Member(unit.profile.name.text, folder, unit, _is_own_level(unit, name)) for folder, unit in units if unit
    ]
    members.sort(key=lambda member: not member.own_level)
    problems += [*_own(own), *_members(members, own)]
    if own is None and not notation.holds(root):
        problems += _unnamed(members) if not problems else ()
    if problems:
        raise Refused(problems)
    return Department(_profile(root, own, members), tuple(members), own, tuple(_notes(root, found, members, own)))


class _Folders:
    """The folders below one that hold a unit, by name; those that hold workbooks and belong to none."""

    def __init__(self, root: Path) -> None:
        self.units: list[Path] = []
        self.strays: list[Path] = []
        self.problems: list[Finding] = []
        for above, below, files in os.walk(root, onerror=self._closed):
            below[:] = sorted(name for name in below if not name.startswith("."))
            here = Path(above)
            self.units += [here / name for name in below if notation.holds(here / name)]
            if any(map(notation.is_form, map(Path, files))) and not self._within(here, root):
                self.strays.append(here)
        self.units.sort()
        if not self.units and not self.problems:
            evidence = f"这个文件夹下面没有单位：要有装着 {notation.UNIT_FILE} 或 {notation.FORMS[0]} 的文件夹。"
            advice = "请把部门的每个单位（包括本级）放在各自的文件夹里；只有一个单位的，用 narrator draft。"
            self.problems.append(Finding("G101", Place(str(root), 0, 0), evidence, advice))

    def _closed(self, error: OSError) -> None:
        place = Place(str(error.filename), 0, 0)
        self.problems.append(Finding("G102", place, "这个文件夹打不开，不知道里面有没有单位。", "请检查它的权限。"))

    def _within(self, folder: Path, root: Path) -> bool:
        return folder == root or any(unit == folder or unit in folder.parents for unit in self.units)


def _read(folder: Path, money: str, phrasebook: Phrasebook, problems: list[Finding]) -> Unit | None:
    """The unit of a folder; where it cannot be read, ``problems`` grow."""
    try:
        return narrator.load(folder, money, phrasebook=phrasebook)
    except Refused as refused:
        advice = "请先改好上面列出的问题；不属于本部门的，请移到别处。"
        problems += refused.findings
        problems.append(Finding("G102", Place(str(folder), 0, 0), "这个单位读不出来，部门的数没有加。", advice))
    return None


# Told apart ---------------------------------------------------------------------------------------


def _is_own_level(unit: Unit, department: str) -> bool:
    """Whether a unit is the 本级: its name says so, or is the department's."""
    name = squeeze(unit.profile.name.text)
    return OWN_LEVEL in name or name == squeeze(department)


def _own(own: Unit | None) -> Iterator[Finding]:
    """What is wrong with the department's own file: that it is a unit's."""
    if own is None:
        return
    name, body = own.profile.name, own.profile.body
    if body is not None and body.text != _DEPARTMENT:
        evidence = f"最上面的文件夹里应是部门的文件，主体却是「{body.text}」。"
        advice = f"请把主体改为「{_DEPARTMENT}」；这是本级的文件的，请移到它自己的文件夹里。"
        yield Finding("G107", body.origin, evidence, advice)
    if OWN_LEVEL in squeeze(name.text):
        advice = f"部门的名称不带{OWN_LEVEL}；这是本级的文件的，请移到它自己的文件夹里。"
        yield Finding("G108", name.origin, f"部门的名称写成了本级的「{name.text}」。", advice)


def _members(members: list[Member], own: Unit | None) -> Iterator[Finding]:
    year = _year(members, own)
    first: dict[str, Member] = {}
    for member in members:
        profile = member.unit.profile
        if profile.year.value != year and isinstance(profile.year.origin, Place):
            evidence = f"「{member.name}」是 {profile.year.value} 年度的，部门是 {year} 年度的。"
            yield Finding("G103", profile.year.origin, evidence, f"请换成它 {year} 年度的单位文件和报表。")
        known = first.setdefault(squeeze(member.name), member)
        if known is not member:
            evidence = f"「{member.name}」有两份：{known.folder.name}、{member.folder.name}。"
            yield Finding("G104", profile.name.origin, evidence, "一个单位只加一次，请留下一份，另一份移到别处。")
        if profile.body is not None and profile.body.text == _DEPARTMENT:
            evidence = f"「{member.name}」的主体是「{_DEPARTMENT}」，这里只能是单位。"
            advice = "部门的数由单位加成。下级部门请先在它自己的文件夹汇总；这里写它的各个单位。"
            yield Finding("G106", profile.body.origin, evidence, advice)
    if len(levels := [member for member in first.values() if member.own_level]) > 1:
        named = "、".join(f"「{member.name}」" for member in levels)
        place = levels[1].unit.profile.name.origin
        yield Finding("G105", place, f"本级不止一个：{named}。", "一个部门只有一个本级，请核对单位名称。")


def _unnamed(members: list[Member]) -> Iterator[Finding]:
    """What cannot be known of a department without a file of its own."""
    file = f"{notation.UNIT_FILE} 或 {notation.FORMS[0]}"
    advice = f"请在部门的文件夹里放一份 {file}，写明单位名称、地区、年度，主体写「{_DEPARTMENT}」。"
    if not any(member.own_level for member in members):
        evidence = "部门没有自己的单位文件，单位中也没有本级，不知道部门叫什么。"
        yield Finding("G109", None, evidence, advice)
    regions = dict.fromkeys(member.unit.profile.region.text for member in members)
    if len(regions) > 1:
        yield Finding("G110", None, f"各单位的地区不同：{'、'.join(regions)}。", advice)


def _year(members: list[Member], own: Unit | None) -> Decimal | None:
    """The department's year: its own, else that of most of its units."""
    years = Counter(member.unit.profile.year.value for member in members)
    return own.profile.year.value if own else next((year for year, _ in years.most_common(1)), None)


def _profile(root: Path, own: Unit | None, members: list[Member]) -> Profile:
    """Who the department is: as its own file says, else as its 本级 tells; of the kinds that its units are.

    Where a unit does not say its kind, that of the department is known only if it tells its running costs itself.
    """
    kinds = _kinds(members)
    if own is not None:
        told = kinds or (own.profile.kinds if own.running != Running() else None)
        return replace(own.profile, body=own.profile.body or Text(_DEPARTMENT), kinds=told)
    first = members[0].unit.profile
    name = squeeze(first.name.text).replace(OWN_LEVEL, "")
    place = Place(str(root / notation.UNIT_FILE), 0, 0, "单位/单位名称")
    year = Figure(first.year.value, first.year.unit, first.year.origin)
    new = all(member.unit.profile.newly_formed for member in members)
    return Profile(Text(name, place), first.region, year, Text(_DEPARTMENT), kinds, newly_formed=new)


def _kinds(members: list[Member]) -> tuple[Text, ...] | None:
    """The kinds of all units in their official order; None where one does not say its own."""
    if not all(member.unit.profile.kinds for member in members):
        return None
    found = {kind.text for member in members for kind in member.unit.profile.kinds or ()}
    return tuple(Text(kind) for kind in t.KINDS if kind in found)


def _notes(root: Path, found: _Folders, members: list[Member], own: Unit | None) -> Iterator[Finding]:
    yield from _kinds_apart(members, own)
    if not any(member.own_level for member in members):
        evidence = f"这 {len(members)} 个单位中没有本级：没有一个的名称带{OWN_LEVEL}，或与部门相同。"
        yield Finding("G120", Place(str(root), 0, 0), evidence, "部门的数一般包括本级，请核对是否漏了它的文件夹。")
    if found.strays:
        named = "、".join(str(folder.relative_to(root)) for folder in found.strays[:_MOST])
        more = "等" * (len(found.strays) > _MOST)
        evidence = f"这些文件夹里有工作簿，没有单位文件，没有加：{named}{more}。"
        yield Finding("G121", Place(str(root), 0, 0), evidence, "是本部门的单位的，请先用 narrator init 生成填报表。")


def _kinds_apart(members: list[Member], own: Unit | None) -> Iterator[Finding]:
    """Units that do not say their kind; a department that says its own otherwise than they do."""
    if silent := [member for member in members if not member.unit.profile.kinds]:
        named = "、".join(f"「{member.name}」" for member in silent[:_MOST])
        evidence = f"{named}没有写单位性质，机关运行经费和公用经费分不开。"
        yield Finding("G126", silent[0].unit.profile.name.origin, evidence, "请在它的单位文件里写明单位性质。")
        return
    written, kinds = own.profile.kinds if own else None, _kinds(members) or ()
    if written and {kind.text for kind in written} != {kind.text for kind in kinds}:
        mine, theirs = ("、".join(kind.text for kind in every) for every in (written, kinds))
        evidence = f"部门写的单位性质是{mine}，各单位是{theirs}，用了各单位的。"
        yield Finding("G127", written[0].origin, evidence, "请核对单位性质；部门的可以不写。")
