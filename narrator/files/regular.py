"""Opening a file that somebody named: a regular file or none, so that nothing is waited for.

A FIFO, a device or a socket may wait for ever, or give without end. What the path leads to is looked at before it is
opened, and what was opened once more: what was put in its place meanwhile is opened without waiting, and refused too.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NONBLOCK"))
IRREGULAR = "这不是普通文件（是管道、设备或套接字），没有打开。"
_SIZE = "size "  # begins the mark of a file that was not read to the end
_LARGE = 256 * 2**20
_noted: ContextVar[dict[str, str] | None] = ContextVar("noted", default=None)


class Irregular(OSError):
    """The path leads to a FIFO, a device or a socket."""


def read(path: Path | str, most: int = -1) -> bytes:
    """The first ``most`` bytes of a regular file, or of one that a link leads to; without ``most``, all of them.

    Raises Irregular, IsADirectoryError, or another OSError where it cannot be had.
    """
    noted = _noted.get()
    if noted is None:
        return _read(path, most)[0]
    noted[str(path)] = ""
    content, size = _read(path, most)
    noted[str(path)] = _mark(content, size)
    return content


@contextmanager
def noted() -> Iterator[dict[str, str]]:
    """What is read meanwhile in this thread: the mark of each file by the path that it was asked for under.

    A mark tells a file's content from another: its SHA-256, or its size where it was not read to the end. It is ""
    for what could not be had.
    """
    found: dict[str, str] = {}
    token = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(token)


def mark(path: Path | str, like: str = "") -> str:
    """The mark of a file now, of the same kind as another mark of it; of a very large one, its size."""
    try:
        large = like.startswith(_SIZE) or os.stat(path).st_size > _LARGE  # noqa: PTH116  # as in read
        return _mark(*_read(path, 0 if large else -1))
    except (OSError, ValueError):  # a name that no system takes
        return ""


def _mark(content: bytes, size: int) -> str:
    return hashlib.sha256(content).hexdigest() if len(content) >= size else f"{_SIZE}{size}"


def _read(path: Path | str, most: int) -> tuple[bytes, int]:
    """The first bytes, and how many there are."""
    _look(os.stat(path))  # noqa: PTH116  # of the same kind as fstat
    handle = os.open(path, _FLAGS)
    try:
        _look(found := os.fstat(handle))
        with os.fdopen(handle, "rb", closefd=False) as stream:
            return stream.read(most), found.st_size
    finally:
        os.close(handle)


def _look(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError
    if not stat.S_ISREG(found.st_mode):
        raise Irregular
