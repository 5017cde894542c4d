"""How far a long command is, on stderr: a bar on a terminal, a line now and then in a pipe, nothing with --quiet.

A bar is drawn by rich, which is imported only where there is one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from narrator.cli.base import drawing, tell

if TYPE_CHECKING:
    from rich.console import Console

EVERY = 5.0  # seconds between two lines in a pipe
_MANY = 20  # units from which on there are lines in a pipe: fewer are done before anybody looks
_FEW = 2  # units that are done before anybody asks how far it is


class Advance(Protocol):
    """Tells how many are done."""

    def __call__(self, done: int, failed: int = 0, total: int | None = None) -> None:
        """So many are done, and so many of them failed; the total may become known late."""


@contextmanager
def shown(what: str, total: int = 0, *, quiet: bool = False) -> Iterator[Advance]:
    """The progress of so many units (单位, 短语库 …) while the block runs."""
    if quiet or 0 < total <= _FEW:
        yield lambda done, failed=0, total=None: None
    elif console := drawing():
        with _bar(console, what, total) as advance:
            yield advance
    else:
        yield _Lines(what, total)


@contextmanager
def _bar(console: Console, what: str, total: int) -> Iterator[Advance]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("剩"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
    )
    clock = _Rate()
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(what, total=total or None, rate="", failed="")

        def advance(done: int, failed: int = 0, total: int | None = None) -> None:
            progress.update(bar, total=total, completed=done, rate=clock.told(done), failed=_failures(failed))

        yield advance


class _Lines:
    """A line every few seconds."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total = what, total
        self._clock = _Rate()
        self._told = time.monotonic()

    def __call__(self, done: int, failed: int = 0, total: int | None = None) -> None:
        self._total = self._total if total is None else total
        now = time.monotonic()
        if now - self._told < EVERY or self._total < _MANY:
            return
        self._told = now
        left = self._clock.left(done, self._total)
        told = (f"{self._what} {done}/{self._total}", self._clock.told(done), left, _failures(failed))
        tell(["，".join(filter(None, told))])


class _Rate:
    """Units a second since the beginning."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def _rate(self, done: int) -> float:
        return done / max(time.monotonic() - self._begun, 1e-3)

    def told(self, done: int) -> str:
        return f"每秒 {self._rate(done):.1f} 个" if done else ""

    def left(self, done: int, total: int) -> str:
        if not done:
            return ""
        minutes, seconds = divmod(round((total - done) / self._rate(done)), 60)
        return f"还要 {f'{minutes} 分 ' if minutes else ''}{seconds} 秒"


def _failures(failed: int) -> str:
    return f"读不了 {failed} 个" if failed else ""
