"""``narrator batch`` in this process, with what it took as JSON: ``python clocked.py FILE ARGUMENTS``.

The manifest is clocked from outside: every method of it, and every step of what these hand out bit by bit.
"""

from __future__ import annotations

import inspect
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import measure

from narrator import cli
from narrator.batch.manifest import Manifest

spent = 0.0
_within = False  # a call inside a call counts once


def main(file: Path, arguments: list[str]) -> int:
    """Run the batch; its exit code."""
    for name, method in inspect.getmembers(Manifest, inspect.isfunction):
        if not name.startswith("_") or name in ("__init__", "__enter__", "__exit__"):
            setattr(Manifest, name, clocked(method))
    start = time.perf_counter()
    code = cli.run(["batch", *arguments])
    wall = (time.perf_counter() - start) * 1000
    told = {"wall": wall, "manifest": spent * 1000, "megabytes": measure.peak(), "workers": measure.peak_of_children()}
    file.write_text(json.dumps(told), encoding="utf-8")
    return code


def clocked(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same call, whose time counts as the manifest's."""

    def timed(*given: Any, **named: Any) -> Any:
        global spent, _within  # the one clock of this process
        if _within:
            return call(*given, **named)
        start, _within = time.process_time(), True
        try:
            came = call(*given, **named)
        finally:
            spent, _within = spent + time.process_time() - start, False
        return stepped(came) if inspect.isgenerator(came) else came

    return timed


def stepped(came: Iterator[Any]) -> Iterator[Any]:
    """What is handed out bit by bit, each bit clocked."""
    step = clocked(lambda: next(came, _END))
    while (one := step()) is not _END:
        yield one


_END = object()

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
