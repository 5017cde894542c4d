"""Generated units to Word by ``narrator batch``: what a unit takes, in one process, in two, and when nothing changed.

    python benchmarks/batch.py [--number 1000] [--rounds 3] [--dask] [--json] [--report] [--limits FILE]

A tenth of the units tells whether what a unit takes grows with their number, and the same tenth by the Python API what
a batch adds. The runs of a round take turns, each in an empty output, and the least of all rounds counts; a busy
machine lengthens only what is measured by the clock, and how busy it was at the beginning is told. Exit code 1 where a
figure is beyond 1.5 × its limit in ``batch.toml``; ``--report`` always exits 0.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cluster
import report
from measure import Cost, Taken
from processes import HERE, ROOT, Tree, spent_by
from report import Name, Results

FINDINGS = 1  # exit code of a batch in which some units are not ready
ALL, TENTH = "all", "a tenth"
CORE_SECOND = "a core-second"
JOBS = {1: "one process", 2: "two processes"}


class Bench(NamedTuple):
    """The program, where all units and a tenth of them stand, and how many these are."""

    tree: Tree
    roots: dict[str, Path]
    numbers: dict[str, int]


def main() -> int:
    """Make the units, do all rounds and print what they tell; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--number", type=int, default=1000, help="how many units (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="other units (default: 1)")
    parser.add_argument("--rounds", type=int, default=3, help="how often all is run (default: 3)")
    parser.add_argument("--dask", action="store_true", help="on a Dask cluster of this machine, too")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--report", action="store_true", help="exit 0 even where a limit is exceeded")
    parser.add_argument("--limits", type=Path, default=HERE / "batch.toml", metavar="FILE", help="other limits")
    options = parser.parse_args()
    if options.rounds < 1 or options.number < 10:
        parser.error("--rounds must be at least 1, --number at least 10")
    busy = f", load {os.getloadavg()[0]:.1f} at the beginning" if sys.platform != "win32" else ""
    with tempfile.TemporaryDirectory() as scratch:
        bench = made(Path(scratch), options.number, options.seed)
        results: dict[Name, Taken] = {Name(CORE_SECOND): Taken((Cost(1000.0),))}
        for _ in range(options.rounds):
            for case, cost in measured(bench, dask=options.dask):
                results[Name(case)] = results.get(Name(case), Taken()).joined(Taken((cost,)))
    sys.stdout.buffer.write(_told(options, results, f"{options.number} units, {os.cpu_count()} cores{busy}"))
    return int(report.failed(report.figures(options.limits), results) and not options.report)


def _told(options: argparse.Namespace, results: Results, machine: str) -> bytes:
    promised = report.figures(options.limits)
    if options.json:
        return report.as_json(promised, results, options.rounds).encode()
    return f"{report.table(promised, results, options.rounds)}{machine}\n".encode()


def made(scratch: Path, number: int, seed: int) -> Bench:
    """The units, made by a process of their own: the peak of a child's memory begins with that of its parent."""
    numbers = {TENTH: number // 10, ALL: number}
    bench = Bench(Tree(ROOT, scratch), {size: scratch / f"units-{count}" for size, count in numbers.items()}, numbers)
    for size, root in bench.roots.items():
        made_by = ("--number", str(numbers[size]), "--seed", str(seed))
        bench.tree.python(str(HERE / "units.py"), str(root), *made_by)
    _by_api(bench)  # compiles modules and packs
    return bench


def measured(bench: Bench, *, dask: bool) -> Iterator[tuple[str, Cost]]:
    """One round: the cases and what they took."""
    yield f"a unit of {TENTH} by the API, one process", _by_api(bench)
    for size in (TENTH, ALL):
        for jobs, process in JOBS.items():
            with tempfile.TemporaryDirectory() as out:
                name, asked = f"a unit of {size}, {process}", ("--jobs", str(jobs))
                yield from _run(bench, size, asked, Path(out), name)
                if jobs == 1 and size == ALL:
                    yield from _run(bench, size, asked, Path(out), f"{name}, unchanged")
    if dask:
        yield from _on_dask(bench)


def _by_api(bench: Bench) -> Cost:
    command = (sys.executable, str(HERE / "by_api.py"), str(bench.roots[TENTH]))
    cost = spent_by(command, ROOT, bench.tree.environment, (0,))
    return Cost(cost.ms / bench.numbers[TENTH], cost.megabytes)


def _on_dask(bench: Bench) -> Iterator[tuple[str, Cost]]:
    """All units on a cluster, whose processes are counted from the moment it stands."""
    name = f"a unit of {ALL}, Dask with {cluster.WORKERS} workers"
    with cluster.local(bench.tree) as dask, tempfile.TemporaryDirectory() as out:
        before = dask.ms()
        (_, own), clock, *others = _run(bench, ALL, ("--dask", dask.address), Path(out), name)
        ms = own.ms + (dask.ms() - before) / bench.numbers[ALL]
        yield name, Cost(ms, own.megabytes)
        yield from (clock, others[0], (f"{name}: its workers", Cost(ms, dask.megabytes())))


def _run(bench: Bench, size: str, asked: tuple[str, ...], out: Path, name: str) -> Iterator[tuple[str, Cost]]:
    """A batch, clocked: its CPU time with that of its workers, its wall time, its manifest, its workers' memory."""
    told = out / "told.json"
    arguments = (str(bench.roots[size]), "--out", str(out / "out"), *asked, "-q")
    command = (sys.executable, str(HERE / "clocked.py"), str(told), *arguments)
    cost = spent_by(command, ROOT, bench.tree.environment, (0, FINDINGS))
    clocked = json.loads(told.read_text(encoding="utf-8"))
    number = bench.numbers[size]
    yield name, Cost(cost.ms / number, clocked["megabytes"])
    yield f"{name}, by the clock", Cost(clocked["wall"] / number)
    yield f"{name}: its manifest", Cost(clocked["manifest"] / number)
    if clocked["workers"]:
        yield f"{name}: its workers", Cost(cost.ms / number, clocked["workers"])


if __name__ == "__main__":
    sys.exit(main())
