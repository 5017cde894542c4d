"""Which units a batch has: the folders below a root that hold one, or the lines of a list."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from narrator.figures.findings import Finding, Refused, by_place
from narrator.figures.values import Place
from narrator.forms import folder as notation
from narrator.phrases.phrasebook import WORDING

HERE = "."  # the id of a unit that stands in the root itself
_USUAL = frozenset((notation.UNIT_FILE, *notation.FORMS))


class Units(NamedTuple):
    """The units by id, in order, each with its folder or file.

    ``problems`` tell of folders that could not be looked into, ``notes`` of what was not looked into on purpose.
    """

    found: dict[str, Path]
    problems: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()


def units(root: Path, out: Path) -> Units:
    """The units below a folder, or those that a list names. ``out``, where a batch writes, is left out.

    A unit's id is its folder below the root, parts joined by "/". A list is a text file with a folder or file a line,
    relative to itself; what begins with # is no line. Raises Refused: M101 no such root, M103 lines of a list that
    name no unit, or one twice, M104 no unit at all.
    """
    if os.path.isdir(root):
        found = _Walk(root, out).units()
        advice = "每个单位一个文件夹，里面放 unit.yaml 或 填报表.xlsx；只有报表的，先用 narrator init 生成填报表。"
    elif os.path.exists(root):
        found, advice = Units(_listed(root)), "每行写一个单位的文件夹。"
    else:
        raise Refused([Finding("M101", Place(str(root), 0, 0), "找不到这个文件夹。", "请检查路径。")])
    if not found.found:
        raise Refused([*found.problems, Finding("M104", Place(str(root), 0, 0), "这里面一个单位也没有。", advice)])
    return found._replace(found=dict(sorted(found.found.items())))


def only(found: Iterable[str], pattern: str) -> list[str]:
    """The ids that a pattern such as 教育局/* takes: as a whole, or a folder above them; all of them where it is "".

    Raises Refused (M105) where it takes none.
    """
    known = list(found)
    chosen = [unit for unit in known if not pattern or any(fnmatchcase(name, pattern) for name in _names(unit))]
    if known and not chosen:
        evidence = f"没有一个单位合乎 --only {pattern}。"
        raise Refused([Finding("M105", None, evidence, f"单位写作 {known[0]}；* 代表任意几个字。")])
    return chosen


def _names(unit: str) -> Iterator[str]:
    """A unit's id, that of each folder above it, and its folder's own name."""
    parts = unit.split("/")
    yield from ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
    yield parts[-1]


class _Walk:
    """A walk through the folders below a root: neither hidden ones, nor a unit's own wording, nor ``out``."""

    def __init__(self, root: Path, out: Path) -> None:
        self.found: dict[str, Path] = {}
        self.problems: list[Finding] = []
        self.notes: list[Finding] = []
        self._root = root
        self._out = os.stat(out) if os.path.isdir(out) else None  # noqa: PTH116  # to be compared

    def units(self) -> Units:
        left = [(self._root, HERE)]
        while left:
            left += self._look(*left.pop())
        return Units(self.found, tuple(sorted(self.problems, key=by_place)), tuple(sorted(self.notes, key=by_place)))

    def _look(self, folder: Path, unit: str) -> Iterator[tuple[Path, str]]:
        """Take the unit in a folder; the folders below it."""
        try:
            with os.scandir(folder) as entries:
                inside = [(entry, _is_folder(entry)) for entry in entries if not entry.name.startswith(".")]
        except OSError:
            self.problems.append(Finding("M102", Place(str(folder), 0, 0), "文件夹读不出来。", "请检查读取权限。"))
            return
        holds = any(entry.name in _USUAL for entry, _ in inside)
        if holds:
            self.found[unit] = folder
        for entry, is_folder in inside:
            if not is_folder or (holds and entry.name in (WORDING, *_USUAL)):
                continue
            path = folder / entry.name
            if entry.is_symlink():
                advice = "要一起做的，请把文件夹本身移进来，或用单位清单写明它。"
                self.notes.append(Finding("M106", Place(str(path), 0, 0), "这是指向别处的链接，没有看里面。", advice))
            elif not (self._out and entry.inode() == self._out.st_ino and os.path.samestat(path.stat(), self._out)):
                yield path, entry.name if unit == HERE else f"{unit}/{entry.name}"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether this is a folder, or a link to one; a link that leads round to itself is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _listed(file: Path) -> dict[str, Path]:
    """The units of a list, by their way from it; those that stand elsewhere by the name of their folder."""
    from narrator.files import marked

    found: dict[str, Path] = {}
    problems = []
    for number, line in enumerate(marked.text_of(file).splitlines(), 1):
        named = line.strip().strip('"')
        if not named or named.startswith("#"):
            continue
        path = file.parent / named
        place = Place(str(file), number, 1)
        unit = _id(path, file.parent)
        if not (notation.holds(path) if os.path.isdir(path) else os.path.isfile(path)):
            evidence = f"「{named}」不是单位的文件夹，也不是单位文件。"
            problems.append(Finding("M103", place, evidence, "请写 unit.yaml 或 填报表.xlsx 所在的文件夹。"))
        elif unit in found:
            problems.append(Finding("M103", place, f"单位「{unit}」写了两次。", "请删去一行，或给文件夹改名。"))
        else:
            found[unit] = path
    if problems:
        raise Refused(problems)
    return found


def _id(path: Path, root: Path) -> str:
    """A unit's id: its way from the root, without the usual name of a file; elsewhere the folder's name."""
    folder = path.parent if path.name in _USUAL else path
    if folder.suffix and not os.path.isdir(folder):
        folder = folder.with_suffix("")
    below = os.path.relpath(os.path.realpath(folder), os.path.realpath(root))
    outside = below == ".." or below.startswith(f"..{os.sep}") or Path(below).is_absolute()
    return folder.resolve().name if outside else Path(below).as_posix()
