"""Several files put in place together: all of them or none, and never half of one.

Everything is written under temporary names beside its target and synced to the disk; only then are names changed,
which needs no room. Where that fails, the names that were changed go back. Who sends Ctrl-C or ends the process
waits until the names are all changed or all as before; a process that is killed leaves whole files, old or new,
and temporary ones that the next run removes.

A file that is replaced hands its mode, its lists of rights and, where the system permits, owner and group to the
new one; a new file follows the umask. What is kept as ``.bak`` is the old file itself under a second name, so that
at no moment it is missing. Other hard links to a replaced file keep the old content.
"""

from __future__ import annotations

import errno
import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.files.causes import cause
from narrator.writers.strays import TemporaryNames
from narrator.writers.targets import Stood, fit, refused, refusing

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_NO_SYNC = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)  # a file system that cannot


class FileChange(NamedTuple):
    """What is to happen to one file.

    ``content`` is what it will hold, None removes it; ``stood`` what stands there, as ``look`` found it; ``keep``
    the pattern of the name under which the old file is kept ("" where it need not be), with ``name``, ``stem`` and
    ``suffix`` of the file and ``number``, which is blank for the first such name and counted, after ``again``,
    from the second on. A new file takes the rights of ``like``, by default those of the file it replaces.
    """

    path: Path
    content: bytes | None
    stood: Stood | None
    keep: str = ""
    again: str = ""
    like: Stood | None = None

    @property
    def real(self) -> Path:
        """Where the file really stands or will stand."""
        return self.stood.path if self.stood else self.path


class _Unready(Exception):
    """What was written is not wanted."""


def put(
    changes: Sequence[FileChange], ready: Callable[[list[Path]], bool] = lambda staged: True, *, folders: bool = False
) -> list[Path | None] | None:
    """Make all changes, or none; the names under which old files were kept, one for each change.

    ``ready`` sees what was written under temporary names; where it says no, nothing is changed and the answer is
    None. ``folders`` makes the folders that are missing. Raises Refused: W103 what cannot be written, W112 a file
    that somebody changed meanwhile, W113 beside them for what could not go back.
    """
    parents = {change.real.parent: change.path for change in reversed(changes)}
    with suppress(_Unready), _undisturbed() as let_in, _made(parents if folders else {}), _named(parents) as names:
        jobs = [_Job(change, names[change.real.parent]) for change in changes]
        for job in jobs:
            job.stage()
        if not ready([job.staged for job in jobs]):
            raise _Unready
        let_in()
        try:
            for job in jobs:
                job.keep(undoable=len(jobs) > 1)
            for job in jobs:
                job.place()
        except Refused as failed:
            stuck = [finding for job in reversed(jobs) for finding in job.undo()]
            raise Refused([*failed.findings, *stuck]) from None
        for folder in parents:
            _sync_folder(folder)
        return [job.kept for job in jobs]
    return None


def create(folder: Path, texts: Mapping[str, str]) -> None:
    """A new folder with these files, by their paths in it: all of them or nothing.

    Raises Refused where something stands there already (W107), or it cannot be written (W103).
    """
    fit(folder)
    above = {folder.parent: folder}
    with _undisturbed() as let_in, _made(above), _named(above) as names, refusing(folder):
        if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
            raise refused("W107", folder, "已经有了，未覆盖。", "请换一个文件夹。")
        made = names[folder.parent].new()
        made.mkdir()
        for path, text in texts.items():
            (made / path).parent.mkdir(exist_ok=True)
            _write(made / path, text.encode())
        let_in()
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
        _sync_folder(folder.parent)


class _Job:
    """A change on its way: written beside, the old file named a second time, put in its place, or undone."""

    def __init__(self, change: FileChange, names: TemporaryNames) -> None:
        self._change, self._names = change, names
        self.staged = names.new(change.path.suffix)
        self.kept: Path | None = None
        self._old: Path | None = None  # a second name of the old file
        self._placed = self._own = False

    def stage(self) -> None:
        change = self._change
        if change.content is not None:
            with refusing(change.path):
                _write(self.staged, change.content, change.like or change.stood)

    def keep(self, *, undoable: bool) -> None:
        stood = self._change.stood
        if stood and self._change.keep:
            self._old = self.kept = self._second_name(stood)
        elif stood and undoable:
            self._old = self._names.new()
            with refusing(self._change.path):
                self._name_again(stood, self._old)

    def _second_name(self, stood: Stood) -> Path:
        """The first name of the pattern that is free, or that a run that was killed already gave to this file."""
        path, pattern, again = stood.path, self._change.keep, self._change.again
        parts = {"name": path.name, "stem": path.stem, "suffix": path.suffix}
        for count in itertools.count(1):
            name = path.with_name(pattern.format(**parts, number=f"{again}{count}" if count > 1 else ""))
            with refusing(name):
                try:
                    self._name_again(stood, name)
                    self._own = True
                    return name
                except FileExistsError:
                    if os.path.samestat(name.lstat(), stood.state):
                        return name
        raise AssertionError("names never end")

    def _name_again(self, stood: Stood, name: Path) -> None:
        """Name a file a second time; a copy of it where the disk knows no hard links."""
        try:
            os.link(stood.path, name)
        except FileExistsError:
            raise
        except OSError:
            copy = self._names.new()
            _write(copy, stood.path.read_bytes(), stood)
            _claim(copy, name)

    def place(self) -> None:
        change, stood = self._change, self._change.stood
        with refusing(change.path):
            if stood and stood.changed():
                raise refused("W112", change.path, "文件刚才被别的程序改动了，未覆盖。", "请看过它，再运行一次。")
            if change.content is None:
                change.real.unlink(missing_ok=True)
            elif stood:
                self.staged.replace(stood.path)
            else:
                try:
                    os.link(self.staged, change.path)  # never over a file that came meanwhile
                except FileExistsError:
                    raise
                except OSError:
                    _claim(self.staged, change.path)
        self._placed = True

    def undo(self) -> Iterator[Finding]:
        """Put the old file back; a finding where that cannot be."""
        try:
            if self._placed and self._old:
                self._old.replace(self._change.real)
            elif self._placed:
                self._change.real.unlink()
            elif self.kept and self._own:
                self.kept.unlink()
        except OSError as error:
            why = cause(error).evidence
            if self._placed:
                path, evidence = self._change.path, f"这个文件已换成新的，退不回去：{why}。"
                advice = f"旧文件在 {self.kept}。" if self.kept else "旧文件没有人改过，排除问题后再运行一次就一致了。"
            else:
                path, evidence = self.kept or self._change.path, f"原文件没有变；这份副本多出来了，删不掉：{why}。"
                advice = "它与原文件相同，可以删去。"
            yield Finding("W113", Place(str(path), 0, 0), evidence, advice)


def _write(path: Path, content: bytes, like: Stood | None = None) -> None:
    """A new file, synced to the disk, with the rights of another one."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600 if like else 0o666), "wb") as stream:
        stream.write(content)
        stream.flush()
        if like:
            _hand_over(like, path)
        try:
            os.fsync(stream.fileno())
        except OSError as error:
            if error.errno not in _NO_SYNC:
                raise


def _hand_over(old: Stood, new: Path) -> None:
    """Owner and group as far as the system permits, mode and lists of rights; no group gains what it had not."""
    import shutil

    for owner in (old.state.st_uid, -1):
        with suppress(OSError, AttributeError):  # Windows has no owners of this kind
            os.chown(new, owner, old.state.st_gid)
            break
    with suppress(OSError):
        shutil.copystat(old.path, new)
        os.utime(new)
        if new.stat().st_gid != old.state.st_gid:
            new.chmod(old.state.st_mode & 0o707)


def _claim(temporary: Path, name: Path) -> None:
    """Rename to a name that is free, on a disk that knows no hard links."""
    os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        temporary.replace(name)
    except OSError:
        name.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows opens no folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _named(folders: Mapping[Path, Path]) -> Iterator[dict[Path, TemporaryNames]]:
    """Temporary names in each folder, with the file that messages name; what stands there in the end is removed."""
    names: dict[Path, TemporaryNames] = {}
    try:
        for folder, told in folders.items():
            with refusing(told):
                names[folder] = TemporaryNames(folder)
        yield names
    finally:
        for given in names.values():
            given.close()


@contextmanager
def _made(folders: Mapping[Path, Path]) -> Iterator[None]:
    """Make missing folders, with the file that messages name; they go again where the block fails."""
    made: list[Path] = []
    try:
        for folder, told in folders.items():
            with refusing(told):
                for missing in reversed([at for at in (folder, *folder.parents) if not at.exists()]):
                    missing.mkdir(exist_ok=True)
                    made.append(missing)
        yield
    except BaseException:
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise


@contextmanager
def _undisturbed() -> Iterator[Callable[[], None]]:
    """Signals with a handler wait until the block is over, or lets them in (which may raise)."""
    waiting: list[int] = []
    found: dict[int, Callable[[int, FrameType | None], Any]] = {}

    def let_in() -> None:
        while waiting:
            number = waiting.pop(0)
            found[number](number, None)

    try:
        if threading.current_thread() is threading.main_thread():  # no other thread is disturbed
            for number in (getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)):
                if callable(handler := signal.getsignal(number)):
                    found[number] = handler
                    signal.signal(number, lambda number, frame: waiting.append(number))
        yield let_in
    finally:
        for number, handler in found.items():
            signal.signal(number, handler)
        let_in()
