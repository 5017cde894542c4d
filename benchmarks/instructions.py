"""Instructions instead of time: the same on a busy machine, so that two commits can be compared.

``perf stat`` counts them where the processor lets it, else valgrind's cachegrind, some fifty times as slow.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from parts import Run
from processes import FIXTURE, WORKER, Tree

PERF = ("perf", "stat", "-x,", "-e", "instructions:u", "--")
VALGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={os.devnull}")
COUNTED = re.compile(r"^(\d+),.*instructions:u|I +refs: +([\d,]+)$", re.MULTILINE)
CALLS = 10  # of the warm loop
LOOP = "from the file to text"


def counter_here(tree: Tree) -> tuple[str, ...] | None:
    """The command in front of another that counts its instructions; None where none works."""
    return next((tool for tool in (PERF, VALGRIND) if counted(tool, (sys.executable, "-c", "pass"), tree)), None)


def table(counter: tuple[str, ...], run: Run) -> str:
    """The counts for people, a line each."""
    told = [counts(counter, tree, run.material) for tree in run.trees.values()]
    lines = [f"millions of instructions, counted by {counter[0]}"]
    for case, number in told[0].items():
        beside = "".join(f"  other {other[case]:10.1f}  ÷ {other[case] / number:.3f}" for other in told[1:])
        lines.append(f"{case:40}{number:10.1f}{beside}")
    return "\n".join(lines) + "\n"


def counts(counter: tuple[str, ...], tree: Tree, material: Path) -> dict[str, float]:
    """A cold draft, and a call among many: what the many take beyond a single one. In millions."""
    draft = (sys.executable, "-m", "narrator", "draft", str(FIXTURE), "--format", "txt")
    worker = (*WORKER, str(material))
    for warming in (draft, worker):  # compiled modules and packs
        subprocess.run(warming, cwd=tree.root, env=tree.environment, input=_asked(1), capture_output=True, check=True)
    cold = counted(counter, draft, tree) or 0
    few, many = (counted(counter, worker, tree, _asked(calls)) or 0 for calls in (1, 1 + CALLS))
    return {"cold: draft to txt": cold / 1e6, f"{LOOP}, one of {CALLS}": (many - few) / CALLS / 1e6}


def _asked(calls: int) -> bytes:
    return json.dumps([LOOP, calls]).encode() + b"\n"


def counted(counter: tuple[str, ...], command: tuple[str, ...], tree: Tree, given: bytes = b"") -> int | None:
    """How many instructions a command takes; None where the counter is not there or counts nothing."""
    if shutil.which(counter[0]) is None:
        return None
    done = subprocess.run(
        (*counter, *command), cwd=tree.root, env=tree.environment, input=given, capture_output=True, check=False
    )
    found = COUNTED.search(done.stderr.decode(errors="replace"))
    return int(found[found.lastindex or 0].replace(",", "")) if found and done.returncode == 0 else None
