"""The files of units put in place, and what came of them kept; what no unit has any more is named, or removed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from narrator.batch import outcome as told
from narrator.batch.manifest import Made, Manifest, Record
from narrator.batch.outcome import ToldFinding, UnitOutcome
from narrator.batch.units import HERE
from narrator.batch.work import Result, page
from narrator.figures.findings import Finding, Refused
from narrator.files import regular
from narrator.writers import files, strays
from narrator.writers.files import File


def keep(
    out: Path,
    results: Sequence[Result],
    manifest: Manifest,
    made: Callable[[Mapping[str, str]], Made],
    *,
    force: bool,
) -> list[UnitOutcome]:
    """Put the files of some units in place, keep what came of them, and say it.

    What is about to be written is remembered first: if we are killed, it is known as ours. Raises Refused where not
    even the page of a unit can be written.
    """
    placed = [[_below(out, result.outcome.unit, file) for file in result.files] for result in results]
    hashes = [{_name(out, file): files.digest(file.whole) for file in some} for some in placed]
    manifest.intend(
        (result.outcome.unit, name, digest)
        for result, some in zip(results, hashes, strict=True)
        for name, digest in some.items()
    )
    records = []
    for result, some, outputs in zip(results, placed, hashes, strict=True):
        outcome = _saved(out, result.outcome, some, manifest.hashes(result.outcome.unit), force=force)
        records.append(Record(outcome, result.inputs, made(result.layers), result.seconds, outputs))
    manifest.keep(records)
    return [record.outcome for record in records]


def _below(out: Path, unit: str, file: File) -> File:
    return file._replace(path=(out if unit == HERE else out / unit) / file.path)


def _name(out: Path, file: File) -> str:
    return file.path.relative_to(out).as_posix()


def _saved(
    out: Path, outcome: UnitOutcome, placed: Sequence[File], ours: Mapping[str, set[str]], *, force: bool
) -> UnitOutcome:
    """Save the files of a unit. Where that is refused, what stood there stays, and its page says so."""
    known = frozenset().union(*ours.values())
    try:
        files.save(placed, force=force, folders=True, ours=known)
    except Refused as refused:
        refusals = tuple(_told(out, finding) for finding in refused.findings)
        state = min(outcome.state, told.WRONG, key=told.STATES.index)
        outcome = outcome._replace(state=state, findings=(*refusals, *outcome.findings), files=())
        files.save([_below(out, outcome.unit, page(outcome))], force=True, folders=True, ours=known)
    return outcome


def _told(out: Path, finding: Finding) -> ToldFinding:
    place = str(finding.place).removeprefix(f"{out}{os.sep}") if finding.place else ""
    return ToldFinding("错误", finding.code, place, finding.evidence, finding.advice)


# What is not needed any more --------------------------------------------------------------------------


def stale(manifest: Manifest, gone: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Files of units that are gone, and those that a unit does not have any more: unit, name below the output."""
    dead = ((unit, name) for unit in gone for name in manifest.hashes(unit))
    yield from sorted({*manifest.stale(), *dead})


def prune(out: Path, manifest: Manifest, gone: Iterable[str], names: Iterable[tuple[str, str]]) -> list[str]:
    """Remove what is stale, as far as nobody edited it, with folders that are empty then; the names that are gone."""
    removed = []
    for unit, name in names:
        path = out / name
        if os.path.lexists(path):
            if regular.mark(path) not in manifest.hashes(unit)[name]:
                continue
            path.unlink()
            removed.append(name)
        manifest.forget(unit, [name])
        _tidy(out, path)
    for unit in gone:
        manifest.forget_unit(unit)
    return removed


def _tidy(out: Path, path: Path) -> None:
    """Remove the folders above a file that are empty."""
    for folder in path.parents:
        if folder == out:
            break
        strays.sweep(folder)
        with suppress(OSError):
            folder.rmdir()
