"""What people wait for, as CPU time, beside floors and rivals measured in the same run; only the ratios travel.

    python benchmarks/run.py [PART ...] [--against CHECKOUT] [--rounds N] [--json] [--report] [--limits FILE]
    python benchmarks/run.py --instructions [--against CHECKOUT]

The parts are cold (commands), calls (the Python API), workbooks, packs, pdf and growth. All sides of a part take turns,
so that a slow moment of the machine falls on all of them, and the least of all rounds is what counts. Where a figure
fails, its part is measured a second time, since a busy machine only ever adds. ``--against`` measures another checkout
of the program in the same rounds. Exit code 1 where a figure is still beyond 1.5 × its limit in ``limits.toml``;
``--report`` always exits 0.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import instructions
import report
from measure import Taken
from parts import PARTS, Run
from processes import HERE, ROOT, Tree
from report import OTHER, THIS, Name


def main() -> int:
    """Run the parts and print what they tell; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="measure this checkout as well")
    parser.add_argument("--rounds", type=int, default=15, help="rounds of every part (default: 15)")
    parser.add_argument("--instructions", action="store_true", help="count instructions instead of time")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--report", action="store_true", help="exit 0 even where a limit is exceeded")
    parser.add_argument("--limits", type=Path, default=report.LIMITS, metavar="FILE", help="other limits")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    if options.against and not (options.against / "narrator" / "__init__.py").is_file():
        parser.error(f"{options.against} is no checkout of narrator")
    with tempfile.TemporaryDirectory() as scratch:
        return measured(parser, options, Path(scratch))


def measured(parser: argparse.ArgumentParser, options: argparse.Namespace, scratch: Path) -> int:
    """The run itself, its files in a folder of its own."""
    trees = {THIS: Tree(ROOT, scratch)} | ({OTHER: Tree(options.against.resolve(), scratch)} if options.against else {})
    counter = instructions.counter_here(trees[THIS]) if options.instructions else None
    if options.instructions and counter is None:
        parser.error("no instructions counted: neither perf (with instructions:u) nor valgrind works here")
    material = scratch / "material"
    material.mkdir()
    parts = () if counter else options.parts or tuple(PARTS)
    command = (sys.executable, str(HERE / "material.py"), str(material), *parts)
    subprocess.run(command, env=trees[THIS].environment, check=True)
    run = Run(trees, material, options.rounds)
    if counter:
        sys.stdout.buffer.write(instructions.table(counter, run).encode())
        return 0
    promised = report.figures(options.limits)
    results: dict[Name, Taken] = {}
    for part in parts:
        taken = PARTS[part](run)
        if report.failed(promised, taken):
            taken = {name: taken[name].joined(again) for name, again in PARTS[part](run).items()}
        results |= taken
    show = report.as_json if options.json else report.table
    sys.stdout.buffer.write(show(promised, results, options.rounds).encode())
    return int(report.failed(promised, results) and not options.report)


if __name__ == "__main__":
    sys.exit(main())
