"""``python -m tests.fuzz DOOR --seconds N``: atheris at one door; each kind of crash is kept once and told.

The fuzzing itself runs in a process of its own, which libFuzzer ends as it likes. Exit code 1 where there is a crash;
its input stands in the folder that is told, to be given to ``--replay``. ``--keep`` adds to the corpus of the
repository what the run found to reach new code, as few and small inputs as will do.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

CORPUS = Path(__file__).resolve().parent / "corpus"
NAMES = ("unit", "workbook", "word", "pack", "matcher")
_MOST_BYTES = 400
_MOST_KEPT = 40  # inputs of a door in the corpus of the repository


def main() -> int:
    """Fuzz, replay, or be the process that fuzzes; the exit code."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("door", choices=NAMES)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--crashes-only", action="store_true", help="what is merely wrong is no crash")
    options.add_argument("--replay", type=Path, help="run this input once, and show what happens")
    options.add_argument("--keep", action="store_true", help="keep the smallest inputs that reach new code")
    options.add_argument("--found", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.replay:
        from . import doors

        doors.knock(asked.door, asked.replay.read_bytes())
        return 0
    if asked.found:
        _fuzz(asked.door, asked.found, asked.seconds, asked.crashes_only)
        return 0
    found = Path(tempfile.mkdtemp(prefix=f"fuzz-{asked.door}-"))
    (found / "corpus").mkdir()
    (found / "crashes").mkdir()
    for path in sorted((CORPUS / asked.door).glob("*")):
        shutil.copy(path, found / "corpus")
    again = [sys.executable, "-m", "tests.fuzz", *sys.argv[1:], "--found", str(found)]
    subprocess.run(again, check=False)
    if asked.keep:
        _keep(asked.door, found / "corpus")
    crashes = sorted((found / "crashes").glob("*.txt"))
    for path in crashes:
        print(f"{path.with_suffix('')}\n{path.read_text(encoding='utf-8')}")  # noqa: T201
    print(f"{asked.door}: {len(crashes)} kinds of crash; {found}")  # noqa: T201
    return 1 if crashes else 0


def _keep(door: str, corpus: Path) -> None:
    """The smallest inputs, each of which reaches a line of the program that none before it did."""
    from . import doors

    package = str(doors.ROOT / "narrator")
    reached: set[tuple[str, int]] = set()
    lines: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        del argument
        if not frame.f_code.co_filename.startswith(package):
            return None
        if event == "line":
            lines.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    folder = CORPUS / door
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(corpus.iterdir(), key=lambda path: (path.stat().st_size, path.name)):
        lines.clear()
        sys.settrace(trace)
        faulty = _once(doors, door, path.read_bytes(), False)
        sys.settrace(None)
        if not faulty and not lines <= reached and len(list(folder.iterdir())) < _MOST_KEPT:
            reached |= lines
            shutil.copy(path, folder / path.name[:12])


def _fuzz(door: str, found: Path, seconds: int, crashes_only: bool) -> None:
    """The process that fuzzes: the code under test is imported, and used once, while atheris watches imports."""
    atheris = importlib.import_module("atheris")  # no dependency of the project: installed by whoever fuzzes
    with atheris.instrument_imports(include=["narrator"]):
        from . import doors

        for path in sorted((CORPUS / door).glob("*"))[:20]:
            _once(doors, door, path.read_bytes(), crashes_only)
    seen: set[str] = set()

    def one(data: bytes) -> None:
        where = _once(doors, door, data, crashes_only)
        name = "" if where is None else "-".join(where[:3])
        if where and name not in seen:
            seen.add(name)
            path = found / "crashes" / f"crash-{len(seen)}"
            path.write_bytes(data)
            path.with_suffix(".txt").write_text(where[3], encoding="utf-8", errors="backslashreplace")

    limits = [
        "-rss_limit_mb=2048",
        "-timeout=25",
        "-len_control=0",
        f"-max_len={_MOST_BYTES}",
        f"-artifact_prefix={found}/crashes/fatal-",
    ]
    atheris.Setup(["fuzz", *limits, f"-max_total_time={seconds}", "-print_final_stats=1", str(found / "corpus")], one)
    atheris.Fuzz()


def _once(doors: object, door: str, data: bytes, crashes_only: bool) -> tuple[str, str, str, str] | None:
    """What kind of crash an input is (error, file, line), with its traceback; None where it is none."""
    try:
        doors.knock(door, data)  # type: ignore[attr-defined]  # the module, imported where atheris watches
    except Exception as error:
        if crashes_only and type(error).__name__ == "Wrong":
            return None
        last = traceback.extract_tb(error.__traceback__)[-1]
        told = str(error)[:12] if type(error).__name__ == "Wrong" else ""
        return type(error).__name__, Path(last.filename).name, f"{last.lineno}{told}", traceback.format_exc()
    return None


if __name__ == "__main__":
    sys.exit(main())
