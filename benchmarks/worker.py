"""A process that measures cases, for the tree on its PYTHONPATH: ``python worker.py FOLDER_OF_THE_MATERIAL``.

Each line of its input is a JSON list of a case and a number of calls, 0 for as many as can be measured well. Each line
of its output is what one call took, or why the case is not there.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path

import measure
import pdf
from cases import CASES
from measure import Cost, Missing
from rivals import RIVALS

import narrator

WORKS = {**CASES, **RIVALS, **pdf.CASES}


def main(material: Path) -> None:
    """Answer until there are no more questions."""
    if not Path(narrator.__file__).is_relative_to(os.environ["PYTHONPATH"]):
        raise SystemExit(f"{narrator.__file__} is not of the tree {os.environ['PYTHONPATH']}")
    ready: dict[str, tuple[measure.Work, int]] = {}
    for line in sys.stdin:
        case, calls = json.loads(line)
        try:
            if case not in ready:
                work = WORKS[case](material)
                work()
                ready[case] = work, 0 if calls else measure.enough(work)
            work, enough = ready[case]
            answer: dict[str, object] = _cost(work, calls or enough)._asdict()
        except (ImportError, AttributeError, Missing) as reason:
            answer = {"missing": str(reason)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _cost(work: measure.Work, calls: int) -> Cost:
    gc.collect()
    return measure.cost(work, calls)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
