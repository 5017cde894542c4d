"""What may be written to: a new name, or a plain file, looked at before anything is written.

A link that leads to a file is followed: the file is replaced where it stands, and the link stays, for whoever put
it there wants the file in that place. A link that leads nowhere is refused: a file would come to stand in a place
that nobody looked at. A folder, a device, a pipe and a socket are refused, with ``--force`` too.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import NamedTuple

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.files.causes import cause

_MOST = 256 * 2**20  # bytes; a larger file is somebody's own, and is not read
_RESERVED = r"(?is:(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\..*)?)"
_FORBIDDEN = r'[<>:"|?*\x00-\x1f]'


class Stood(NamedTuple):
    """A file that is there: where it really stands, its content (None where it is too large), its state."""

    path: Path
    content: bytes | None
    state: os.stat_result

    def changed(self) -> bool:
        """Whether somebody wrote to it, removed or replaced it since."""
        try:
            now = self.path.lstat()
        except FileNotFoundError:
            return True
        return any(getattr(now, name) != getattr(self.state, name) for name in _IDENTITY)


_IDENTITY = ("st_dev", "st_ino", "st_size", "st_mtime_ns")


def refused(code: str, path: PurePath, evidence: str, advice: str) -> Refused:
    """A refusal that names a file."""
    return Refused([Finding(code, Place(str(path), 0, 0), evidence, advice)])


@contextmanager
def refusing(path: PurePath) -> Iterator[None]:
    """What the system does not let us write raises Refused (W103), naming the file and the cause."""
    try:
        yield
    except OSError as error:
        told = cause(error)
        raise refused("W103", path, f"写不进去：{told.evidence}。", told.advice) from None


def look(path: Path, *, windows: bool = os.name == "nt") -> Stood | None:
    """The plain file at a path, opened as one that is to be written; None where there is none.

    Raises Refused: W102 a folder, W103 not writable (a file that Word holds open shows here), W110 no plain
    file or a link that leads nowhere, W111 a name that Windows does not take.
    """
    fit(path, windows=windows)
    with refusing(path):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            if path.is_symlink():
                raise refused("W110", path, "这是一个链接，它指向的文件不存在。", "请写文件本身的路径。") from None
            return None
        if stat.S_ISDIR(mode):
            raise refused("W102", path, "这是一个文件夹。", "请写明文件名。")
        if not stat.S_ISREG(mode):
            advice = "请写一个普通文件的名字；说明要输出到屏幕，就不写 -o。"
            raise refused("W110", path, "这是设备、管道或套接字，不是普通文件。", advice)
        real = Path(os.path.realpath(path, strict=True)) if path.is_symlink() else path
        with real.open("r+b") as stream:
            state = os.fstat(stream.fileno())
            content = stream.read(_MOST + 1)
    return Stood(real, content if len(content) <= _MOST else None, state)


def fit(path: Path, *, windows: bool = os.name == "nt") -> None:
    """Raises Refused (W111) for a name that Windows does not take, where this is Windows."""
    if windows and (why := unfit(path)):
        raise refused("W111", path, f"Windows 不能用这个文件名：{why}。", "请换一个文件名。")


def unfit(path: PurePath) -> str:
    """Why Windows would not take a name, or would write somewhere else under it; "" where it is fit."""
    for part in path.parts[1 if path.anchor else 0 :]:
        if part in ("..", "."):
            continue
        if found := re.search(_FORBIDDEN, part):
            return f"「{part}」里有 {found[0]}" if found[0].isprintable() else "有控制字符"
        if part.endswith((".", " ")):
            return f"「{part}」的末尾是句点或空格"
        if re.fullmatch(_RESERVED, part):
            return f"「{part}」是设备的名称"
    return ""
