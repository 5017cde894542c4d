"""Which units the paths on a command line stand for, what each is called, and which pack is meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from narrator.cli.base import phrasebook

if TYPE_CHECKING:
    from narrator.phrases.search import Given


def named(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """The units by their names; more than one where their names are the same for a file system."""
    found: dict[str, dict[Path, Path]] = {}
    names: dict[str, str] = {}
    for path in (unit for given in paths for unit in _units(given)):
        name = _name(path)
        found.setdefault(names.setdefault(same(name), name), {})[Path(realpath(path))] = path
    return {name: list(units.values()) for name, units in found.items()}


def same(name: str) -> str:
    """A name as file systems tell it from another."""
    return unicodedata.normalize("NFC", name).casefold()


class WantedPack(NamedTuple):
    """A pack: its id, the year (0 for its own), a unit's own wording ("" for none), and what that unit chooses."""

    id: str
    year: int = 0
    wording: str = ""
    given: Given = ()


def wanted(pack: str) -> WantedPack:
    """Which pack is meant. A unit's folder ``wording`` stands for the pack that the unit takes, with it over it.

    Raises Refused.
    """
    from narrator.forms import folder as notation
    from narrator.phrases.phrasebook import WORDING

    folder = Path(pack)
    if folder.name != WORDING or not folder.is_dir() or not notation.holds(folder.parent):
        return WantedPack(pack)
    import narrator

    profile = (unit := narrator.load(folder.parent)).profile
    return WantedPack(phrasebook().taken_by(unit)[0].id, int(profile.year.value), str(folder), profile.given)


def _units(path: Path) -> list[Path]:
    """The units that a path stands for: itself, or those in the folders below, where it holds none."""
    from narrator.forms import folder

    if path.is_dir() and not folder.holds(path):
        return folder.below(path) or [path]
    return [path]


def _usual() -> tuple[str, ...]:
    from narrator.forms import folder

    return folder.UNIT_FILE, *folder.FORMS


def _name(path: Path) -> str:
    """The folder's name, or the file's where that is no usual one."""
    if path.is_dir():
        return Path(realpath(path)).name
    return Path(realpath(path)).parent.name if path.name in _usual() else path.stem
