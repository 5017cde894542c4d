"""Runs that are killed, stopped or that fail while they write: what stands in the folder then, and after the next run.

``python tests/kills.py 200`` kills the commands at 200 random moments and prints what it found. With ``killed``,
``stopped``, ``failing`` or ``failing-on`` it goes through every moment at which a set of files is written. Needs a
system with fork.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import docx

from narrator import cli
from narrator.figures.findings import Finding, Refused
from narrator.writers.strays import sweep
from narrator.writers.targets import look
from narrator.writers.together import FileChange, put

ROOT = Path(__file__).resolve().parents[1]
TEMPORARY = ".narrator-*"
_EVENTS = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.utime"}
Tree = dict[str, bytes]


def tree(folder: Path) -> Tree:
    """Every file below a folder with what it holds, without temporary ones."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".narrator-"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def strays(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(TEMPORARY)]


# Every moment of one set of files ---------------------------------------------------------------------

_hooks: list[Callable[[], None]] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if _hooks and (writes or event in _EVENTS):
        _hooks[0]()


def at(number: int, act: Callable[[], None], *, on: bool = False) -> Callable[[], bool]:
    """Act before the file operation of this number (``on``: and before every later one); whether it came to that."""
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        if count == number or (on and count > number):
            act()

    _hooks[:] = [step]
    return lambda: count >= number


def fresh(folder: Path) -> Tree:
    """A folder with an edited file, one of ours, and one that is to go."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("edited", "ours", "gone"):
        (folder / name).write_bytes(f"old {name}".encode())
    return tree(folder)


def change(folder: Path) -> None:
    """One set: an edited file is kept, one of ours replaced, one removed, one made in a new folder."""
    wanted = {"edited": b"new edited", "ours": b"new ours", "gone": None, "sub/made": b"new made"}
    changes = []
    for name, content in wanted.items():
        stood = look(folder / name)
        if (stood and stood.content) == content:
            sweep((folder / name).parent)
            continue
        changes.append(FileChange(folder / name, content, stood, "{name}.bak{number}" if name == "edited" else ""))
    put(changes, folders=True)


CHANGED = {
    "edited": b"new edited",
    "edited.bak": b"old edited",
    "ours": b"new ours",
    "sub/made": b"new made",
}


def _forked(act: Callable[[], None]) -> int:
    """Run something in a process of its own; its exit code, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except KeyboardInterrupt:
            os._exit(cli.REFUSED)
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _moments(folder: Path) -> Iterator[tuple[int, Tree]]:
    for number in range(1, 1000):
        yield number, fresh(folder)


def _halves(now: Tree, before: Tree) -> list[str]:
    """Files that hold neither what they held nor what they are to hold; edits that are nowhere."""
    lost = [] if before["edited"] in now.values() else ["edited"]
    return lost + [name for name, content in now.items() if content not in (before.get(name), CHANGED.get(name))]


def killed(folder: Path) -> Iterator[str]:
    """A kill before each operation: whole files, and after the next run all of them, with nothing left over."""
    for number, before in _moments(folder):

        def run(number: int = number) -> None:
            at(number, lambda: os.kill(os.getpid(), signal.SIGKILL))
            change(folder)

        if _forked(run) == 0:
            return
        halves = _halves(tree(folder), before)
        change(folder)
        yield "" if not halves and tree(folder) == CHANGED and not strays(folder) else f"{number} {halves}"


def stopped(folder: Path) -> Iterator[str]:
    """Ctrl-C, or an end by the system, before each operation: everything is as before or done, nothing left over."""
    for kind in (signal.SIGINT, signal.SIGTERM):
        for number, before in _moments(folder):

            def run(number: int = number, kind: int = kind) -> None:
                signal.signal(kind, signal.default_int_handler)
                came = at(number, lambda: os.kill(os.getpid(), kind))
                change(folder)
                os._exit(1 if came() else 0)

            code = _forked(run)
            if code == 0:
                break
            whole = tree(folder) in (before, CHANGED) and not strays(folder)
            yield "" if whole and code == cli.REFUSED else f"{kind.name} {number} exit {code}"


def failing(folder: Path) -> Iterator[str]:
    """An error of the system at each operation: it is told and nothing is changed, or it does not matter."""
    for number, before in _moments(folder):
        came, told = _failed(folder, number, on=False)
        if not came:
            return
        yield "" if tree(folder) == (before if told else CHANGED) else f"{number} {told}"


def failing_on(folder: Path) -> Iterator[str]:
    """The same with every later operation failing too: nothing goes back, and what stands there is told."""
    for number, before in _moments(folder):
        came, told = _failed(folder, number, on=True)
        if not came:
            return
        now = tree(folder)
        other = {Path(name).name for name in {*before, *CHANGED} if now.get(name) != before.get(name)}
        if "edited" in other:
            other.discard("edited.bak")  # told as the place of the old file
        stuck = {Path(finding.place.file).name for finding in told if finding.code == "W113" and finding.place}
        whole = other == stuck and not _halves(now, before)
        yield "" if (whole if told else now == CHANGED) else f"{number} {other} {stuck}"


def _failed(folder: Path, number: int, *, on: bool) -> tuple[bool, Sequence[Finding]]:
    """Change the set with an error at this operation: whether it came to that, and what was told."""

    def fail() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    came = at(number, fail, on=on)
    try:
        change(folder)
    except Refused as refused:
        return came(), refused.findings
    finally:
        _hooks.clear()
    return came(), []


# The commands, at random moments ----------------------------------------------------------------------


class Trial:
    """A command in a folder: what it is given, which edits it must not lose, what it leaves undisturbed."""

    def __init__(self, home: Path, name: str, command: list[str], prepare: Callable[[Path], set[str]]) -> None:
        self.name, self.command = name, command
        self.given = home / f"{name}-given"
        self.given.mkdir()
        edits = prepare(self.given)
        self.before = tree(self.given)
        self.edits = {self.before[edit] for edit in edits}
        self.folder = home / name
        started = time.perf_counter()
        assert self.run() == 0, self.said()
        self.seconds = time.perf_counter() - started
        self.after = tree(self.folder)

    def run(self, moment: float | None = None, *, anew: bool = True) -> int:
        """Run the command in a copy of what is given; kill it after so many seconds."""
        if anew:
            shutil.rmtree(self.folder, ignore_errors=True)
            shutil.copytree(self.given, self.folder)
        child = os.fork()
        if child == 0:
            os.chdir(self.folder)
            out = os.open(self.folder.with_suffix(".out"), os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
            os.dup2(out, 1)
            os.dup2(out, 2)
            os._exit(cli.run(self.command))
        if moment is not None:
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def said(self) -> str:
        return self.folder.with_suffix(".out").read_text(encoding="utf-8")

    def wrong(self, moment: float) -> Iterator[str]:
        """What is wrong after a kill at this moment, and after the next run."""
        self.run(moment)
        now = tree(self.folder)
        for name, content in now.items():
            if content not in (self.before.get(name), self.after.get(name)):
                yield f"{self.name} {moment:.4f}: half a file: {name}"
        if not self.edits <= set(now.values()):
            yield f"{self.name} {moment:.4f}: a lost edit"
        if code := self.run(anew=False):
            yield f"{self.name} {moment:.4f}: exit {code} of the next run: {self.said()}"
        if tree(self.folder) != self.after or strays(self.folder):
            names = set(tree(self.folder)) ^ set(self.after)
            yield f"{self.name} {moment:.4f}: left over: {names} {strays(self.folder)}"


def trials(home: Path) -> list[Trial]:
    """draft, init, convert and snapshot --update, each over something that somebody edited, or wrote."""
    books = ROOT / "fixtures" / "changji-2024-workbook"
    seed = ROOT / "fixtures" / "changji-2024" / "unit.yaml"

    def drafted(folder: Path) -> set[str]:
        shutil.copy(seed, folder)
        out = folder / "a.docx"
        assert cli.run(["draft", str(folder), "-o", str(out)]) == cli.OK
        word = docx.Document(str(out))
        word.paragraphs[3].add_run("edited by hand")
        word.save(str(out))
        return {"a.docx"}

    def formed(folder: Path) -> set[str]:
        shutil.copy(books / "2024.xlsx", folder)
        shutil.copy(books / "2023.xlsx", folder)
        assert cli.run(["init", str(folder), "--workbook", str(folder / "2024.xlsx"), "--region", "新疆"]) == cli.OK
        return {"填报表.xlsx"}

    def converted(folder: Path) -> set[str]:
        shutil.copy(seed, folder)
        (folder / "out.xlsx").write_text("edited by hand", encoding="utf-8")
        return {"out.xlsx"}

    def kept(folder: Path) -> set[str]:
        (folder / "units").mkdir()
        for name in ("one", "two", "three"):
            (folder / "units" / name).mkdir()
            shutil.copy(seed, folder / "units" / name)
        (folder / "kept").mkdir()
        (folder / "kept" / "one.txt").write_text("old\n", encoding="utf-8")
        (folder / "kept" / "gone.txt").write_text("old\n", encoding="utf-8")
        return set()

    init = ["init", ".", "--workbook", "2024.xlsx", "--last", "2023.xlsx", "--region", "新疆"]
    return [
        Trial(home, "draft", ["draft", ".", "-o", "a.docx", "--record", "r.json", "--force"], drafted),
        Trial(home, "init", init, formed),
        Trial(home, "convert", ["convert", "unit.yaml", "out.xlsx", "--force"], converted),
        Trial(home, "snapshot", ["snapshot", "units", "--dir", "kept", "--update", "--prune"], kept),
    ]


def at_random(moments: int, seed: int, home: Path) -> Iterator[str]:
    """The commands in turn, killed at random moments."""
    chance = random.Random(seed)
    found = trials(home)
    for number in range(moments):
        trial = found[number % len(found)]
        early = 0.0 if number % 2 else 0.7  # files are written towards the end
        yield "\n".join(trial.wrong(trial.seconds * chance.uniform(early, 1.1)))


def main(mode: str) -> int:
    """Print what was wrong, and at how many moments it was looked; the exit code."""
    sys.addaudithook(_watch)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        named = {"killed": killed, "stopped": stopped, "failing": failing, "failing-on": failing_on}
        seed = time.time_ns()
        told = list(named[mode](home / "set") if mode in named else at_random(int(mode), seed, home))
    wrong = [line for line in told if line]
    sys.stdout.write("\n".join([*wrong, f"{len(told)} moments, {len(wrong)} wrong"]) + "\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
