"""``python -m tests.attack``: run all cases, or some; a table and, with ``--json``, all of it as data.

Exit code 1 where any case is wrong. ``--jobs`` cases run side by side (2), ``--group`` and ``--only`` choose.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # where the makers of broken workbooks stand

from . import characters, files, office, packs, reference, writing
from .case import FIXTURE, Case, Outcome, Run, execute, perform, text_of

GROUPS = {module.GROUP: module.cases for module in (packs, characters, files, reference, writing)}


def truths() -> Mapping[str, str]:
    """The texts of the untouched documents, by name."""
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        (at / "temp").mkdir()
        office.books(office.workbook(2024))(at)
        known = {
            "unit": (str(FIXTURE), "unit.txt"),
            "books": (".", "books.txt"),
            "unit docx": (str(FIXTURE), "unit.docx"),
        }
        for unit, file in known.values():
            done = execute(Run(("draft", unit, "-o", file)), at, at / "temp")
            if done.code:
                sys.exit(f"the untouched unit does not draft:\n{done.err.decode()}")
        return {name: text_of(at / file) for name, (_, file) in known.items()}


def main() -> int:
    """Run what was asked for; the exit code."""
    options = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    options.add_argument("--group", choices=GROUPS, action="append", help="only this group")
    options.add_argument("--only", default="", help="only cases whose name holds this")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--json", type=Path, help="write every outcome to this file")
    options.add_argument("--all", action="store_true", help="list the right ones, too")
    asked = options.parse_args()
    chosen: list[Case] = [case for name in asked.group or GROUPS for case in GROUPS[name]() if asked.only in case.name]
    warnings.filterwarnings("ignore", "Duplicate name")
    known = truths()
    outcomes: list[Outcome | None] = [None] * len(chosen)
    with ThreadPoolExecutor(asked.jobs) as pool:
        running = {pool.submit(perform, case, known): number for number, case in enumerate(chosen)}
        for done in as_completed(running):
            outcome = outcomes[running[done]] = done.result()
            if outcome.wrong or asked.all:
                _tell(outcome)
    finished = [outcome for outcome in outcomes if outcome]
    _sum(finished)
    if asked.json:
        rows = [outcome._asdict() for outcome in finished]
        asked.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if any(outcome.wrong for outcome in finished) else 0


def _tell(outcome: Outcome) -> None:
    exits = ",".join("—" if code is None else str(code) for code in outcome.exits)
    verdict = outcome.wrong or "right"
    name = f"{outcome.group:10} {outcome.name[:70]:70}"
    print(f"{name} {exits:6} {outcome.seconds:5.1f} s {outcome.megabytes:5} MB  {verdict}", flush=True)  # noqa: T201


def _sum(finished: list[Outcome]) -> None:
    right = Counter(outcome.group for outcome in finished if not outcome.wrong)
    for group, count in Counter(outcome.group for outcome in finished).items():
        print(f"{group:10} {count:4} cases, {right[group]:4} right, {count - right[group]:4} wrong")  # noqa: T201
    wrong = sum(1 for outcome in finished if outcome.wrong)
    longest = max((outcome.seconds for outcome in finished), default=0)
    most = max((outcome.megabytes for outcome in finished), default=0)
    print(f"{len(finished)} cases, {wrong} wrong; the longest {longest:.1f} s, the most {most} MB")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
