"""The processes of a run: a command started anew each time, and a worker that measures cases when it is told to.

The process that starts them imports nothing heavy: a child's peak of memory begins with that of its parent.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from copy import copy
from pathlib import Path
from time import perf_counter
from typing import IO

from measure import Cost, Missing, Side

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FIXTURE = ROOT / "fixtures" / "changji-2024"
WORKBOOKS, EXPORT = ROOT / "fixtures" / "changji-2024-workbook", ROOT / "fixtures" / "export"
WORKER = (sys.executable, str(HERE / "worker.py"))
ROSAENLG = ("node", str(HERE / "rosaenlg.js"))


class Tree:
    """A checkout of the program, and the environment in which its own code is imported.

    Compiled modules and packs stand in folders of this run, unless PYTHONPYCACHEPREFIX names one for modules: the
    checkout stays clean, nothing that the user has is touched, and PYTHONDONTWRITEBYTECODE does not spoil the figures.
    """

    def __init__(self, root: Path, scratch: Path) -> None:
        self.root = root
        self._scratch = scratch
        left_out = ("PYTHONDONTWRITEBYTECODE", "NARRATOR_PHRASEBOOK", "PYTHONPATH")
        self.environment = {name: value for name, value in os.environ.items() if name not in left_out} | {
            "PYTHONPATH": str(root),
            "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX") or str(scratch / "bytecode"),
            "PYTHONHASHSEED": "0",
            "PYTHONUTF8": "1",
            "XDG_CACHE_HOME": str(scratch / "cache"),
        }

    def without_cache(self) -> Tree:
        """The same where no folder can be made for what is compiled of packs."""
        other = copy(self)
        other.environment = {**self.environment, "XDG_CACHE_HOME": str(HERE / "limits.toml" / "none")}
        return other

    def fresh(self) -> Path:
        """A new, empty folder."""
        return Path(tempfile.mkdtemp(dir=self._scratch))

    def python(self, *arguments: str, exits: Iterable[int] = (0,), **environment: str) -> Cost:
        """What a new Python process takes, with more in its environment."""
        return spent_by((sys.executable, *arguments), self.root, self.environment | environment, exits)

    def once(self, material: Path, case: str, calls: int) -> Cost:
        """What a call of a case takes on average in a new worker."""
        with Worker((*WORKER, str(material)), self) as worker:
            return worker.cost(case, calls)


class Worker:
    """A process that runs a case whenever it is asked to, and says what it took: ``worker.py`` or ``rosaenlg.js``."""

    def __init__(self, command: tuple[str, ...], tree: Tree) -> None:
        try:
            self._process = subprocess.Popen(
                command,
                cwd=tree.root,
                env=tree.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
            )
        except FileNotFoundError:
            raise Missing(f"there is no {command[0]} here") from None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._told.close()
        self._process.wait()
        self._heard.close()

    def cost(self, case: str, calls: int = 0) -> Cost:
        """What one call takes, of so many or of as many as can be measured well. Raises Missing."""
        self._told.write(json.dumps([case, calls]) + "\n")
        self._told.flush()
        answer = self._heard.readline()
        if not answer:
            raise SystemExit(f"the process that measures {case} has ended")
        told = json.loads(answer)
        if "missing" in told:
            raise Missing(told["missing"])
        return Cost(told["ms"], told["megabytes"])

    def side(self, case: str) -> Side:
        """The case as one side of a measurement."""
        return lambda: self.cost(case)

    @property
    def _told(self) -> IO[str]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _heard(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout


def spent_by(command: tuple[str, ...], folder: Path, environment: Mapping[str, str], exits: Iterable[int]) -> Cost:
    """What a command takes, and the processes that it waits for. Ends the run where it exits otherwise."""
    with tempfile.TemporaryFile() as told:
        start = perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=told)
        if sys.platform == "win32":
            code = process.wait()
            taken = Cost((perf_counter() - start) * 1000)
        else:
            from measure import megabytes, milliseconds

            _, status, usage = os.wait4(process.pid, 0)
            code = process.returncode = os.waitstatus_to_exitcode(status)
            taken = Cost(milliseconds(usage), megabytes(usage))
        if code not in exits:
            told.seek(0)
            raise SystemExit(f"exit code {code} of {' '.join(command)}\n{told.read().decode(errors='replace')}")
    return taken
