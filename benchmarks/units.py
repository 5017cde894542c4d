"""Very many invented units, each with figures that hold together: ``python units.py OUT --number 10000 --seed 1``.

A unit follows from the seed and its number alone (and from the packs that are shipped, one of which it takes), so that
ten units are the first of ten thousand. Below OUT stands a folder for each county, in it one for each department.
``--workbooks`` leaves the nine tables to workbooks of both years beside the unit file. ``--bad`` adds folders of units
that cannot be read, each broken in another way.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from invented import unit
from processes import ROOT

BROKEN = "读不了的"  # the folder of those that cannot be read


def write(root: Path, seed: int, numbers: range, workbooks: bool = False) -> Iterator[Path]:
    """Write these units; the folder of each."""
    for number in numbers:
        folder = root / unit.place(number)
        folder.mkdir(parents=True)
        unit.write(folder, seed, number, workbooks)
        yield folder


def write_bad(root: Path, number: int) -> Iterator[Path]:
    """Write so many units that cannot be read; the folder of each."""
    sys.path.insert(0, str(ROOT / "tests"))
    from helpers import bad_units

    for name, kind in bad_units.bad(number):
        kind.write(root / BROKEN / name)
        yield root / BROKEN / name


def main() -> None:
    """Write as many units as are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, metavar="OUT", help="an empty folder, or one that is not there yet")
    parser.add_argument("--number", type=int, default=10_000, help="how many units (default: 10000)")
    parser.add_argument("--seed", type=int, default=1, help="other units (default: 1)")
    parser.add_argument("--workbooks", action="store_true", help="the nine tables in workbooks")
    parser.add_argument("--bad", type=int, default=0, help="and how many that cannot be read (default: none)")
    options = parser.parse_args()
    if options.out.exists() and any(options.out.iterdir()):
        parser.error(f"{options.out} is not empty")
    for _ in write(options.out, options.seed, range(options.number), options.workbooks):
        pass
    for _ in write_bad(options.out, options.bad):
        pass


if __name__ == "__main__":
    main()
