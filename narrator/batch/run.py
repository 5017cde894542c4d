"""A batch from its root to its output: plan, work, files put in place, manifest kept, board written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

from narrator.batch import carried, executors
from narrator.batch import outcome as told
from narrator.batch.executors import Crew, Died
from narrator.batch.manifest import FOLDER, Manifest, Record
from narrator.batch.outcome import ToldFinding, UnitOutcome
from narrator.batch.plan import Job, Planner
from narrator.batch.units import HERE, Units, only, units
from narrator.batch.versions import versions
from narrator.batch.work import Order, OtherVersion, Result, Task, beside, home_of, work
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.files import regular
from narrator.writers import files, strays
from narrator.writers.files import File

Working: TypeAlias = Callable[[Sequence[Task]], Sequence[Result]]
Pairs: TypeAlias = list[tuple[Task, Result | Died]]


class Batch(NamedTuple):
    """What is asked for: ``order`` of each unit below ``root`` (or in a list), written below ``out``.

    ``only`` is a pattern of ids; ``retry`` does again what could not be read; ``prune`` removes files of units that
    are gone, and those that a unit does not have any more; ``force`` replaces what somebody edited, with a copy kept.
    """

    root: Path
    out: Path
    order: Order = Order()
    only: str = ""
    retry: bool = False
    prune: bool = False
    force: bool = False


class Progress(NamedTuple):
    """How far a batch is: units ``done`` of ``total``, and how many of them could not be finished."""

    done: int
    total: int
    failed: int


class Summary(NamedTuple):
    """What a run came to.

    ``outcomes`` of all units that the manifest knows and that are not gone; ``did`` how many were done now;
    ``gone`` the units whose folders are not there any more, ``stale`` the files that no unit has any more, as they are
    named below the output; ``removed`` those that were removed. ``problems`` and ``notes`` are of folders.
    """

    outcomes: tuple[UnitOutcome, ...]
    did: int
    gone: tuple[str, ...]
    stale: tuple[str, ...]
    removed: tuple[str, ...]
    problems: tuple[Finding, ...]
    notes: tuple[Finding, ...]


def explain(batch: Batch) -> Iterator[Job]:
    """What a run would do, and why: every unit, with "" for those that stay as they are. Raises Refused."""
    _, chosen = _chosen(batch)
    planner = _planner(batch)
    if not (batch.out / FOLDER).is_dir():
        return planner.jobs(chosen, None)
    with Manifest(batch.out) as manifest:
        return iter([*planner.jobs(chosen, manifest)])


def run(batch: Batch, crew: Crew, progress: Callable[[Progress], None] = lambda now: None) -> Summary:
    """Do what has to be done; ``progress`` is called after each chunk. Raises Refused.

    M110 where the output is the root itself, M115 where a worker has another version; what the manifest and the units
    refuse.
    """
    found, chosen = _chosen(batch)
    planner = _planner(batch)
    with Manifest(batch.out) as manifest:
        jobs = [*planner.jobs(chosen, manifest)]
        todo = [job for job in jobs if job.why]
        manifest.begin()
        counted = Progress(0, len(todo), 0)
        progress(counted)
        for came in _done(batch, crew, planner, manifest, todo):
            failed = sum(one.state == told.UNREADABLE for one in came)
            counted = Progress(counted.done + len(came), counted.total, counted.failed + failed)
            progress(counted)
        gone = [unit for unit in manifest.units() if unit not in found.found]
        stale = [*_stale(manifest, gone)]
        removed = _prune(batch.out, manifest, gone, stale) if batch.prune else ()
        outcomes = tuple(one for one in manifest.outcomes() if one.unit in found.found)
        manifest.finish()
        left = tuple(name for _, name in stale if name not in removed)
        return Summary(outcomes, len(todo), tuple(gone), left, tuple(removed), found.problems, found.notes)


def _chosen(batch: Batch) -> tuple[Units, dict[str, Path]]:
    """All units, and those that are asked for. Raises Refused."""
    if os.path.isdir(batch.out) and os.path.isdir(batch.root) and batch.out.samefile(batch.root):
        advice = "请换一个文件夹，如 --out 输出。"
        raise Refused([Finding("M110", Place(str(batch.out), 0, 0), "不能写在放着各单位的文件夹里。", advice)])
    found = units(batch.root, batch.out)
    return found, {unit: found.found[unit] for unit in only(found.found, batch.only)}


def _planner(batch: Batch) -> Planner:
    phrasebook = batch.order.phrasebook()
    return Planner(batch.out, batch.order, versions(phrasebook), phrasebook, retry=batch.retry)


def _done(
    batch: Batch, crew: Crew, planner: Planner, manifest: Manifest, todo: Sequence[Job]
) -> Iterator[list[UnitOutcome]]:
    """What came of the units, some at a time: their files are in place, and the manifest knows."""
    tasks = [Task(job.unit, os.path.abspath(job.path)) for job in todo]  # noqa: PTH100  # a link stays one
    working = partial(work, batch.order, planner.current, os.urandom(8).hex())
    try:
        for pairs in _worked(crew, working, tasks, manifest):
            results = [_died(task, result) if isinstance(result, Died) else result for task, result in pairs]
            yield _kept(batch, planner, manifest, results)
    except OtherVersion as other:
        evidence = f"有一台机器（{other}）上的程序或短语库与这里的不同。"
        raise Refused([Finding("M115", None, evidence, "请在每台机器上装同一个版本，放同样的短语库。")]) from None


def _worked(crew: Crew, working: Working, tasks: Sequence[Task], manifest: Manifest) -> Iterator[Pairs]:
    """The results of all tasks, wherever they can be done."""
    if not tasks:
        return
    if not crew.far:
        yield from executors.done(crew, working, tasks)
        return
    here: list[Task] = []
    again: list[Task] = []
    for pairs in executors.done(crew, working, _sent(tasks, manifest, here)):
        back = [(task, result) for task, result in pairs if not _lacks(task, result, again, here)]
        if back:
            yield back
    yield from executors.done(crew, working, again)
    yield from executors.done(executors.crew(1), working, here)


def _sent(tasks: Iterable[Task], manifest: Manifest, here: list[Task]) -> Iterator[Task]:
    """The tasks with their files; those whose files cannot travel are put ``here``."""
    for task in tasks:
        path = Path(task.path)
        home = home_of(path)
        record = manifest.known(task.unit)
        names = {*beside(path), *(record.inputs if record else carried.workbooks(home))}
        files = carried.carry(home, "" if path == home else path.name, sorted(names))
        if files:
            yield task._replace(carried=files)
        else:
            here.append(task)


def _lacks(task: Task, result: Result | Died, again: list[Task], here: list[Task]) -> bool:
    """Whether a worker looked for files that are here; the task is done ``again`` with them, or ``here``."""
    if isinstance(result, Died) or not task.carried:
        return False
    home = home_of(Path(task.path))
    lacking = carried.lacking(home, result.inputs)
    if not lacking:
        return False
    more = carried.carry(home, task.carried.file, [*task.carried.files, *lacking])
    (again if more else here).append(task._replace(carried=more))
    return True


def _died(task: Task, died: Died) -> Result:
    advice = "请看这个单位的文件是否特别大；内存够用还是这样的，请把它的文件夹发给维护者。改好后加 --retry 再做。"
    finding = ToldFinding(told.UNREADABLE, "M108", "", f"处理这个单位的进程两次中断（{died.how}）。", advice)
    return Result(UnitOutcome(task.unit, told.UNREADABLE, findings=(finding,)))


def _kept(batch: Batch, planner: Planner, manifest: Manifest, results: Sequence[Result]) -> list[UnitOutcome]:
    """Put the files of some units in place, and keep what came of them."""
    made = [
        (result, [file._replace(path=batch.out / _named(result, file)) for file in result.files]) for result in results
    ]
    hashes = {file.path: files.digest(file.whole) for _, placed in made for file in placed}
    named = {path: path.relative_to(batch.out).as_posix() for path in hashes}
    manifest.intend(
        (result.outcome.unit, named[file.path], hashes[file.path]) for result, placed in made for file in placed
    )
    records = []
    for result, placed in made:
        unit = result.outcome.unit
        outcome = _saved(batch, result.outcome, placed, manifest.hashes(unit))
        outputs = {named[file.path]: hashes[file.path] for file in placed}
        records.append(Record(outcome, result.inputs, planner.made(result.layers), result.seconds, outputs))
    manifest.keep(records)
    return [record.outcome for record in records]


def _named(result: Result, file: File) -> Path:
    unit = result.outcome.unit
    return file.path if unit == HERE else Path(unit) / file.path


def _saved(batch: Batch, outcome: UnitOutcome, placed: Sequence[File], ours: Mapping[str, set[str]]) -> UnitOutcome:
    """Save the files of a unit; where that is refused, the outcome says so, and what stood there stays."""
    try:
        files.save(placed, force=batch.force, folders=True, ours=frozenset().union(*ours.values()))
    except Refused as refused:
        told_findings = tuple(
            ToldFinding("错误", one.code, _below(batch.out, one), one.evidence, one.advice) for one in refused.findings
        )
        return outcome._replace(state=told.WRONG, findings=(*told_findings, *outcome.findings), files=())
    return outcome


def _below(out: Path, finding: Finding) -> str:
    return str(finding.place).removeprefix(f"{out}{os.sep}") if finding.place else ""


# What is not needed any more --------------------------------------------------------------------------


def _stale(manifest: Manifest, gone: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Files of units that are gone, and those that a unit does not have any more: unit, name below the output."""
    dead = {unit: manifest.hashes(unit) for unit in gone}
    yield from sorted({*manifest.stale(), *((unit, name) for unit, names in dead.items() for name in names)})


def _prune(out: Path, manifest: Manifest, gone: Iterable[str], stale: Iterable[tuple[str, str]]) -> list[str]:
    """Remove what is stale, as far as nobody edited it, and folders that are empty then; the names that are gone."""
    removed = []
    for unit, name in stale:
        path = out / name
        known = manifest.hashes(unit).get(name, set())
        if os.path.lexists(path):
            if regular.mark(path) not in known:
                continue
            path.unlink()
            removed.append(name)
        manifest.forget(unit, [name])
        for folder in path.parents:
            if folder == out:
                break
            strays.sweep(folder)
            with suppress(OSError):
                folder.rmdir()
    for unit in gone:
        manifest.forget_unit(unit)
    return removed
