"""Writing a form or a unit file: beside, checked, and renamed; the old one kept under its date."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.writers import files, strays
from narrator.writers.targets import look
from narrator.writers.together import FileChange, put

SAME = "="
LOCKS = ("~${}", ".~lock.{}#")  # beside a file that Excel or WPS, LibreOffice holds open


def replace(
    path: Path, content: bytes, check: Callable[[Path], bool], pattern: str = files.BACKUP, old: Path | None = None
) -> str:
    """Write a file whole or not at all; the name under which the old file is kept, "" where there was none.

    ``check`` reads what was written, and says whether it is worth keeping; where it is not, nothing is changed
    and the answer is ``SAME``, as where the file is already so. ``old`` is the file that the new one takes the
    place of, where it has another name. A folder that is missing is made. Raises Refused where the file is open
    elsewhere or cannot be written.
    """
    old = old or path
    refuse_open(old)
    stood = look(old)
    if stood and old == path and stood.content == content:
        strays.sweep(stood.path.parent)
        return SAME
    changes = [FileChange(path, content, stood, pattern, "-")]
    if old != path:
        changes = [FileChange(path, content, look(path), like=stood), FileChange(old, None, stood, pattern, "-")]
    kept = put(changes, lambda staged: check(staged[0]), folders=True)
    if kept is None:
        return SAME
    return kept[-1].name if kept[-1] else ""


def dated(today: date) -> str:
    """The pattern of a backup's name that carries a date."""
    return f"{{stem}}.{today:%Y-%m-%d}{{number}}{{suffix}}"


def refuse_open(path: Path) -> None:
    """Raises Refused where Excel, WPS or LibreOffice holds the file open."""
    for lock in (pattern.format(path.name) for pattern in LOCKS):
        if os.path.exists(path.with_name(lock)):
            raise _open(path, lock)


def _open(path: Path, lock: str) -> Refused:
    advice = f"请先关闭它再运行；已经关闭的，删去 {lock}，并检查文件夹是否可写。"
    return Refused([Finding("F131", Place(str(path), 0, 0), "文件正被 Excel 或 WPS 打开，或没有写入权限。", advice)])


def relative(path: Path, folder: Path) -> str:
    """A file as another one in ``folder`` names it, with / on every system; whole where drives differ."""
    try:
        return Path(os.path.relpath(os.path.realpath(path), os.path.realpath(folder))).as_posix()
    except ValueError:
        return Path(os.path.realpath(path)).as_posix()
