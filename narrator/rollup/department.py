"""The department as a ``Unit``: what can be added is added up, all else is what its own file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, NamedTuple

from narrator.figures import terms as t
from narrator.figures.declared import by_term
from narrator.figures.evaluation import Management
from narrator.figures.findings import Finding
from narrator.figures.model import (
    Abroad,
    Amounts,
    Assets,
    Cars,
    Everyday,
    Procurement,
    Profile,
    Reception,
    Reserved,
    Running,
    Staff,
    Unit,
)
from narrator.figures.values import Figure, Place
from narrator.phrases.phrasebook import Phrasebook
from narrator.rollup import comparing, eliminating, members
from narrator.rollup.adding import Sum, of_all, records
from narrator.rollup.comparing import Line
from narrator.rollup.members import Advance, Department
from narrator.rollup.statements import Tables, Writer

_ADDED = (Staff, Abroad, Cars, Reception, Everyday, Procurement, Reserved, Assets, Management)
_RUNNING = by_term(Running)
_FROM_TABLES = (t.ACTUAL, t.LAST_YEAR)


class RolledUp(NamedTuple):
    """A department that was added up: as a unit to draft from, and each of its values beside its own."""

    department: Department
    unit: Unit
    lines: tuple[Line, ...]

    @property
    def opened(self) -> list[Line]:
        """The values that cannot be added up because a unit does not tell its part."""
        return [line for line in self.lines if line.sum.lacks]


def rolled_up(root: Path, money: str, phrasebook: Phrasebook, advance: Advance = lambda *_: None) -> RolledUp:
    """The department of this folder; ``advance`` is told how many units are read.

    Raises Refused with all that is wrong.
    """
    department = members.load(root, money, phrasebook, advance)
    made = _Made(department)
    return RolledUp(department, made.unit(), tuple(made.lines))


class _Made:
    """The sums of a department, and its values beside its own as they are made."""

    def __init__(self, department: Department) -> None:
        self.department = department
        self.own = department.own
        self.units: Mapping[str, Unit] = {member.name: member.unit for member in department.members}
        self.new = {name for name, unit in self.units.items() if unit.profile.newly_formed}
        self.tables = Tables(self.units, eliminating.taken(self.own, self.units))
        self.lines = list(comparing.of_tables(self.tables, self.own))
        self.borrowed: list[str] = []

    def unit(self) -> Unit:
        """The department with what is to be noted of it."""
        own = self.own or Unit(profile=self.department.profile)
        writer = Writer(self.tables, self.units, self.own, self.put)
        made: dict[str, Any] = {"profile": self.department.profile, "statements": writer.statements()}
        for item in fields(Unit):
            of = item.metadata.get("of")
            if of in _ADDED:
                parts = [(name, getattr(unit, item.name)) for name, unit in self.units.items()]
                made[item.name] = records(parts, getattr(own, item.name), self.put, (item.metadata["term"],), self.new)
        bonds = [(name, unit.special_bonds) for name, unit in self.units.items()]
        made["special_bonds"] = self.put((t.SPECIAL_BONDS,), of_all(bonds), own.special_bonds)
        made["running"] = self._running(own.running, self.department.profile)
        if own.subordinates is None:
            below = [member for member in self.department.members if not member.own_level]
            made["subordinates"] = tuple(member.unit.profile.name for member in below)
        notes = (
            *own.notes,
            *self.department.notes,
            *writer.notes,
            *eliminating.notes(self.own, self.tables),
            *self.notes(),
        )
        return replace(own, **made, notes=notes, places=_places(own.places))

    def put(self, key: tuple[str, ...], of: Sum, own: Figure | None) -> Figure | None:
        """The sum beside the tables; where it is open, or no unit gives it, the department's own figure."""
        self.lines.append(comparing.of_value(key, of, own))
        if of.figure is None and own is not None:
            self.borrowed.append("/".join(key))
            return own
        return of.figure

    def notes(self) -> list[Finding]:
        """Which values are the department's own."""
        if not self.borrowed:
            return []
        named = "、".join(self.borrowed[:_MOST])
        more = f"等 {len(self.borrowed)} 项" if len(self.borrowed) > _MOST else ""
        return [Finding("G122", None, f"这些数各单位没有给全，取部门自己填的：{named}{more}。")]

    def _running(self, own: Running, profile: Profile) -> Running:
        """The running costs by kind of unit: what its units give, or what 06 shows for one of a single kind."""
        kinds = [kind.text for kind in profile.kinds or ()]
        if len(kinds) < 2:
            return own
        made = {}
        for kind in kinds:
            term = t.RUNNING_COSTS[kind]
            name = _RUNNING[term]
            parts = [
                (unit_name, _costs(unit, kind, name))
                for unit_name, unit in self.units.items()
                if kind in [of.text for of in unit.profile.kinds or ()]
            ]
            key = ("机关运行经费及公用经费", term)
            made[name] = records(parts, getattr(own, name), self.put, key, self.new)
        return Running(**made)


_MOST = 6


def _costs(unit: Unit, kind: str, name: str) -> Amounts:
    given: Amounts = getattr(unit.running, name)
    single = given == Amounts() and len(unit.profile.kinds or ()) == 1
    return unit.statement(t.BASIC).row(t.PUBLIC) if single else given


def _places(places: Mapping[str, Place]) -> dict[str, Place]:
    """The cells of the department's form, but for those of amounts that come from its units' tables."""
    return {
        key: place
        for key, place in places.items()
        if not (key.partition("/")[0] in t.STATEMENTS and key.rpartition("/")[2] in _FROM_TABLES)
    }
