"""A batch from its root to its output: plan, work, files put in place, manifest kept, board written."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from narrator.batch import outcome as told
from narrator.batch import placing, sending
from narrator.batch.board import board
from narrator.batch.executors import Crew, Died
from narrator.batch.manifest import FOLDER, Manifest
from narrator.batch.outcome import ToldFinding, UnitOutcome
from narrator.batch.plan import Job, Planner
from narrator.batch.units import Units, only, units
from narrator.batch.versions import versions
from narrator.batch.work import Order, OtherVersion, Result, Task, inputs, page, work
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place


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

    ``states`` counts the units that are there, ``failed`` are those that could not be read, ``did`` how many were done
    now. ``gone`` are the units whose folders are not there any more, ``stale`` the files that no unit has any more, as
    they are named below the output, ``removed`` those that were removed. ``problems`` are of folders and of files that
    could not be written, ``notes`` of folders.
    """

    states: Counter[str]
    failed: tuple[UnitOutcome, ...]
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
        todo = [job for job in planner.jobs(chosen, manifest) if job.why]
        gone = [unit for unit in manifest.states() if unit not in found.found]
        stale = [*placing.stale(manifest, gone)]
        whole = manifest.gone == gone and not manifest.open_run() and board.stands(batch.out, manifest)
        if todo or not whole:
            manifest.begin()
            _work(batch, crew, planner, manifest, todo, progress)
            stale = [*placing.stale(manifest, gone)]
        removed = placing.prune(batch.out, manifest, gone, stale) if batch.prune else []
        gone = [] if batch.prune else gone
        problems = found.problems
        if todo or not whole or removed:
            problems += board.write(batch.out, _title(batch.root), manifest, gone, force=batch.force)
            manifest.finish(gone)
        states = Counter(state for unit, state in manifest.states().items() if unit not in gone)
        failed = tuple(one for one in manifest.outcomes(told.UNREADABLE) if one.unit not in gone)
        left = tuple(name for _, name in stale if name not in removed)
        return Summary(states, failed, len(todo), tuple(gone), left, tuple(removed), problems, found.notes)


def _title(root: Path) -> str:
    return root.resolve().name if os.path.isdir(root) else root.stem


def _work(
    batch: Batch,
    crew: Crew,
    planner: Planner,
    manifest: Manifest,
    todo: Sequence[Job],
    progress: Callable[[Progress], None],
) -> None:
    """Do these units, and keep what comes of them as it comes."""
    done = failed = 0
    progress(Progress(done, len(todo), failed))
    for results in _done(batch, crew, planner, manifest, todo):
        kept = placing.keep(batch.out, results, manifest, planner.made, force=batch.force)
        done += len(kept)
        failed += sum(one.state == told.UNREADABLE for one in kept)
        progress(Progress(done, len(todo), failed))


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
) -> Iterator[list[Result]]:
    """What came of the units, some at a time. Raises Refused (M115)."""
    tasks = [Task(job.unit, os.path.abspath(job.path)) for job in todo]  # noqa: PTH100  # a link stays one
    working = partial(work, batch.order, planner.current, os.urandom(8).hex())
    try:
        for pairs in sending.done(crew, working, tasks, manifest):
            yield [_died(task, result) if isinstance(result, Died) else result for task, result in pairs]
    except OtherVersion as other:
        evidence = f"有一台机器（{other}）上的程序或短语库与这里的不同。"
        raise Refused([Finding("M115", None, evidence, "请在每台机器上装同一个版本，放同样的短语库。")]) from None


def _died(task: Task, died: Died) -> Result:
    advice = "请看这个单位的文件是否特别大；内存够用还是这样的，请把它的文件夹发给维护者。改好后加 --retry 再做。"
    finding = ToldFinding(told.UNREADABLE, "M108", "", f"处理这个单位的进程两次中断（{died.how}）。", advice)
    outcome = UnitOutcome(task.unit, told.UNREADABLE, findings=(finding,))
    return Result(outcome, (page(outcome),), inputs(Path(task.path), {}))
