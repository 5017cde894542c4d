"""What people wait for, as CPU time, beside floors and rivals measured in the same run; only the ratios travel.

    python benchmarks/run.py [PART ...] [--against CHECKOUT] [--rounds N] [--json] [--report] [--limits FILE]
    python benchmarks/run.py --instructions [--against CHECKOUT]

The parts are cold (commands), calls (the Python API), workbooks, packs, pdf and growth. All sides of a part take turns,
so that a slow moment of the machine falls on all of them, and the least of all rounds is what counts. ``--against``
measures another checkout of the program in the same rounds. Exit code 1 where a figure is beyond 1.5 × its limit in
``limits.toml``; ``--report`` always exits 0.
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
from processes import HERE, Tree
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
        run = prepared(Path(scratch), options.against, options.rounds)
        if options.instructions:
            return instructions.main(run)
        results: dict[Name, Taken] = {}
        for part in options.parts or PARTS:
            results |= PARTS[part](run)
    promised = report.figures(options.limits)
    show = report.as_json if options.json else report.table
    sys.stdout.buffer.write(show(promised, results, options.rounds).encode())
    return int(report.failed(promised, results) and not options.report)


def prepared(scratch: Path, against: Path | None, rounds: int) -> Run:
    """The trees, and the material, which this one makes."""
    trees = {THIS: Tree(HERE.parent, scratch)}
    if against:
        trees[OTHER] = Tree(against.resolve(), scratch)
    material = scratch / "material"
    material.mkdir()
    command = (sys.executable, str(HERE / "material.py"), str(material))
    subprocess.run(command, env=trees[THIS].environment, check=True)
    return Run(trees, material, rounds)


if __name__ == "__main__":
    sys.exit(main())
