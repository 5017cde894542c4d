"""Names of temporary files: short, unlike a user's, and removed by the next run where theirs was killed.

Before a run writes into a folder it makes one file there, its lead, and holds a lock on it until it is done.
All its names carry the number of the lead. Whose lead is not locked is over, and the next run that writes into
the folder removes what it left; a live run's lead is locked, so nothing of it is touched. The system lets a lock
go when a process ends, however it ends. Where nothing can be locked, nothing is removed.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path

_LEAD = ".narrator-{}.lock"
_OURS = re.compile(r"\.narrator-([0-9a-f]{16})(?:\.lock|-[0-9]{1,6}(?:\.\w{1,8})?)")
_SUFFIX = re.compile(r"\.\w{1,8}")


class TemporaryNames:
    """The temporary names of one run in one folder; ``close`` removes whatever stands under them."""

    def __init__(self, folder: Path) -> None:
        sweep(folder)
        self._folder = folder
        self._given: list[Path] = []
        self._handle = -1
        while self._handle < 0:
            self._run = os.urandom(8).hex()
            self._lead = folder / _LEAD.format(self._run)
            self._handle = _led(self._lead)

    def new(self, suffix: str = "") -> Path:
        """A name that is free; it ends in ``suffix`` where that is a short one."""
        suffix = suffix if _SUFFIX.fullmatch(suffix) else ""
        self._given.append(self._folder / f".narrator-{self._run}-{len(self._given)}{suffix}")
        return self._given[-1]

    def close(self) -> None:
        """Remove everything, the lead last."""
        for path in self._given:
            _remove(path)
        os.close(self._handle)  # before its name goes: Windows removes no open file
        _remove(self._lead)


def ours(name: str) -> bool:
    """Whether this is a temporary name."""
    return _OURS.fullmatch(name) is not None


def sweep(folder: Path) -> None:
    """Remove what runs that are over left in a folder; what cannot be read or removed stays."""
    left: dict[str, list[Path]] = {}
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if (found := _OURS.fullmatch(entry.name)) and not entry.is_symlink():
                left.setdefault(found[1], []).append(folder / entry.name)
    for run, paths in left.items():
        lead = folder / _LEAD.format(run)
        if _over(lead):
            for path in sorted(paths, key=lambda path: path == lead):
                _remove(path)


def _led(lead: Path) -> int:
    """A handle on a new lead; -1 where another run took it for a stray before it was locked."""
    handle = os.open(lead, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    _lock(handle)
    try:
        if os.path.samestat(os.fstat(handle), lead.stat()):
            return handle
    except FileNotFoundError:
        pass
    os.close(handle)
    return -1


def _over(lead: Path) -> bool:
    """Whether the run of this lead has ended: it removes its lead last, and its lock goes with it."""
    try:
        handle = os.open(lead, os.O_RDWR)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        return _lock(handle)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Lock an open file; False where another holds it, or the system has no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (OSError, ImportError):
        return False
    return True


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            import shutil

            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
