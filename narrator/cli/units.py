"""Which units the paths on a command line stand for, and what each is called."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path


def named(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """The units by their names; more than one where their names are the same for a file system."""
    found: dict[str, dict[Path, Path]] = {}
    names: dict[str, str] = {}
    for path in (unit for given in paths for unit in _units(given)):
        name = _name(path)
        found.setdefault(names.setdefault(same(name), name), {})[path.resolve()] = path
    return {name: list(units.values()) for name, units in found.items()}


def same(name: str) -> str:
    """A name as file systems tell it from another."""
    return unicodedata.normalize("NFC", name).casefold()


def _units(path: Path) -> list[Path]:
    """The units that a path stands for: itself, or those in the folders below, where it holds none."""
    if path.is_dir() and not _holds(path):
        return sorted(below for below in path.iterdir() if below.is_dir() and _holds(below)) or [path]
    return [path]


def _holds(folder: Path) -> bool:
    return any((folder / name).exists() for name in _usual())


def _usual() -> tuple[str, str]:
    from narrator.forms import layout
    from narrator.readers import unit_file

    return unit_file.FILE_NAME, layout.FILE_NAME


def _name(path: Path) -> str:
    """The folder's name, or the file's where that is no usual one."""
    if path.is_dir():
        return path.resolve().name
    return path.resolve().parent.name if path.name in _usual() else path.stem
