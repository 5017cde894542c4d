"""Opening a file that somebody named: a regular file or none, so that nothing is waited for.

A FIFO, a device or a socket may wait for ever, or give without end. What the path leads to is looked at before it is
opened, and what was opened once more: what was put in its place meanwhile is opened without waiting, and refused too.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NONBLOCK"))
IRREGULAR = "这不是普通文件（是管道、设备或套接字），没有打开。"


class Irregular(OSError):
    """The path leads to a FIFO, a device or a socket."""


def read(path: Path | str, most: int = -1) -> bytes:
    """The first ``most`` bytes of a regular file, or of one that a link leads to; without ``most``, all of them.

    Raises Irregular, IsADirectoryError, or another OSError where it cannot be had.
    """
    _look(os.stat(path))  # noqa: PTH116  # of the same kind as fstat
    handle = os.open(path, _FLAGS)
    try:
        _look(os.fstat(handle))
        with os.fdopen(handle, "rb", closefd=False) as stream:
            return stream.read(most)
    finally:
        os.close(handle)


def _look(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError
    if not stat.S_ISREG(found.st_mode):
        raise Irregular
