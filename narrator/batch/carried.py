"""A unit's files as they travel to a worker that shares no disk with us, and as they are laid out there.

What travels is what the unit was read from the last time, or else its own files and the workbooks beside them. A worker
that finds one missing which is here is sent it; what cannot travel is done here.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from narrator.files import regular

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_MOST = 64 * 2**20  # bytes of a unit; more is done here
_UP = ".."


class Carried(NamedTuple):
    """Contents by names beside the unit's folder (``../2024.xlsx`` stands above it); ``file`` is the name of the unit
    file, where that is what names the unit.
    """

    files: Mapping[str, bytes]
    file: str = ""


def carry(home: Path, file: str, names: Iterable[str]) -> Carried | None:
    """These files, those that are there; None where one of them cannot travel, so that the unit is done here."""
    found: dict[str, bytes] = {}
    left = _MOST
    for name in names:
        if _absolute(name):
            return None
        path = home / name
        if not os.path.lexists(path):
            continue
        try:
            content = regular.read(path, left + 1)
        except OSError:
            return None
        left -= len(content)
        if left < 0:
            return None
        found[name] = content
    return Carried(found, file)


def workbooks(home: Path) -> list[str]:
    """The workbooks in a folder, by name."""
    try:
        return sorted(name for name in os.listdir(home) if name.lower().endswith(_WORKBOOKS))  # noqa: PTH208
    except OSError:
        return []


def lacking(home: Path, inputs: Mapping[str, str]) -> list[str]:
    """What a worker did not have, though it is here; and what it looked for elsewhere on its own machine."""
    return [name for name, mark in inputs.items() if _absolute(name) or (not mark and os.path.lexists(home / name))]


def _absolute(name: str) -> bool:
    return PurePosixPath(name).is_absolute() or Path(name).is_absolute()


@contextmanager
def laid_out(carried: Carried) -> Iterator[tuple[Path, Path]]:
    """The folder (or file) of a unit on this machine, while the block runs, and the folder around all its files."""
    above = max((PurePosixPath(name).parts.count(_UP) for name in carried.files), default=0)
    with tempfile.TemporaryDirectory(prefix="narrator-unit-") as scratch:
        root = Path(os.path.realpath(scratch))
        home = Path(root, *["up"] * above, "unit")
        home.mkdir(parents=True)
        for name, content in carried.files.items():
            path = Path(os.path.normpath(home / name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield home / carried.file if carried.file else home, root
