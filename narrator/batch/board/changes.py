"""What has changed since the last finished run: units that came and went, states, findings, gaps, figures, files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from narrator.batch.outcome import ToldFinding, UnitOutcome

NEW, GONE, CHANGED = "新单位", "已没有文件夹", "有变化"


class UnitChange(NamedTuple):
    """What has changed of a unit: what it was (None where it is new), what it is (None where its folder is gone)."""

    unit: str
    before: UnitOutcome | None
    now: UnitOutcome | None
    came: tuple[ToldFinding, ...] = ()
    went: tuple[ToldFinding, ...] = ()
    judged: tuple[ToldFinding, ...] = ()
    opened: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """新单位, 已没有文件夹 or 有变化."""
        return CHANGED if self.before and self.now else NEW if self.now else GONE

    @property
    def any(self) -> bool:
        """Whether anything has changed at all; the place of a finding may."""
        same = self.before and self.now and self.before.state == self.now.state
        return not same or any(self[3:])


def changes(units: Sequence[UnitOutcome], previous: Mapping[str, UnitOutcome], gone: Iterable[str]) -> list[UnitChange]:
    """The units of which anything has changed, in their order, then those that are gone."""
    pairs = (_change(previous.get(unit.unit), unit) for unit in units)
    left = (UnitChange(unit, previous.get(unit), None) for unit in sorted(gone))
    return [*(change for change in pairs if change.any), *left]


def _change(before: UnitOutcome | None, now: UnitOutcome) -> UnitChange:
    if before is None or before == now:
        return UnitChange(now.unit, before, now)
    old, new = (_findings(one.findings) for one in (before, now))
    gaps = {gap.key for gap in before.gaps}, {gap.key for gap in now.gaps}
    files = set(before.files), set(now.files)
    return UnitChange(
        now.unit,
        before,
        now,
        came=tuple(new[key] for key in new if key not in old),
        went=tuple(old[key] for key in old if key not in new),
        judged=tuple(new[key] for key in new if key in old and old[key].state != new[key].state),
        opened=_sorted(gaps[1] - gaps[0]),
        filled=_sorted(gaps[0] - gaps[1]),
        figures=_sorted(_different(before.figures, now.figures)),
        reasons=_sorted(_different(before.reasons, now.reasons)),
        added=_sorted(files[1] - files[0]),
        removed=_sorted(files[0] - files[1]),
    )


def _findings(findings: Iterable[ToldFinding]) -> dict[tuple[str, str, str], ToldFinding]:
    """The findings by what makes two of them the same one: level, code and words, wherever they stand by now."""
    return {(one.level, one.code, "".join(one.evidence.split())): one for one in findings}


def _different(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    return (key for key in {**before, **now} if before.get(key) != now.get(key))


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))
