"""The shelf: where the phrasebook stands, which packs it has, and which one a unit takes.

A pack is named by its folder below the phrasebook ("xinjiang/2024"), by a region there ("xinjiang", of which
the unit's year takes one), or by the path of a folder anywhere; its parents are looked for beside it first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from os.path import isdir, isfile, realpath
from pathlib import Path
from typing import NamedTuple

from narrator.figures.findings import Finding, Refused
from narrator.figures.near import near
from narrator.figures.values import Place, Text
from narrator.files.marked import Node, Scalar
from narrator.phrases import layers
from narrator.phrases.entries import year_of
from narrator.phrases.home import root
from narrator.phrases.layers import PACK_FILE, PARENT, Layer
from narrator.phrases.pack import Pack, load
from narrator.readers.words import NO_WORDS, Words

OWN_SHELF = "NARRATOR_PHRASEBOOK"
_MOST_PARENTS = 8
_LATEST = 9999
_ID = re.compile(r"[\w-]+(/[\w-]+){0,2}/?")


class Entry(NamedTuple):
    """A pack on the shelf: its id, region and year ("" and 0 for one that only others build on).

    A unit may take it from ``since`` to ``until`` (years); after its own year only with a warning, unless
    ``until`` is stated.
    """

    id: str
    region: str
    year: int
    since: int
    until: int

    def fits(self, year: int) -> bool:
        """Whether it may be taken for this year."""
        return bool(self.year) and self.since <= year <= (self.until or year)


@cache
def entries() -> tuple[Entry, ...]:
    """Every pack on the shelf, also those that only others build on, in order of id; a bureau's own behind them.

    A bureau names the folder of its own packs in the environment (``NARRATOR_PHRASEBOOK``). Raises Refused, also
    where that folder does not exist, or one of its packs cannot be read: another would be taken in its place.
    """
    own = os.environ.get(OWN_SHELF, "")
    if own and not isdir(own):
        advice = f"请改正环境变量 {OWN_SHELF}，或删去它，只用自带的短语库。"
        raise Refused([Finding("P100", None, f"环境变量 {OWN_SHELF} 写的文件夹「{own}」不存在。", advice)])
    folders = [folder for shelf in ((root(), Path(own)) if own else (root(),)) for folder in _folders(shelf)]
    if findings := [finding for folder in folders for finding in layers.unread(folder, _name(folder))]:
        raise Refused(findings)
    return tuple(map(_entry, folders))


def _folders(of: Path) -> Iterator[Path]:
    """The packs below a folder, at most two levels down."""
    found = {*of.glob(PACK_FILE), *of.glob(f"*/{PACK_FILE}"), *of.glob(f"*/*/{PACK_FILE}")}
    yield from sorted(path.parent for path in found)


def _entry(folder: Path) -> Entry:
    headers = [layers.header(at, _name(at)) for at in _folders_of(folder)]
    told: list[Finding] = []
    region, written = (
        next((header[key] for header in reversed(headers) if header.get(key)), None) for key in ("region", "year")
    )
    year = year_of(written, told)
    since, until = (year_of(headers[-1].get(key), told) for key in ("since", "until"))
    return Entry(_name(folder), str(region or ""), year, since or year, until)


def packs() -> tuple[str, ...]:
    """The ids of the packs that a unit can take."""
    return tuple(entry.id for entry in entries() if entry.year)


# One pack -------------------------------------------------------------------------------------------


@cache
def pack(pack_id: str, year: int = 0, wording: str = "", instead: str = "") -> Pack:
    """The pack with this id or folder, as it holds in a year; with a unit's own ``wording`` folder over it.

    ``instead`` is the shipped pack that the unit would take without a bureau's own. Raises Refused.
    """
    return load(chain(pack_id, wording), pack_id, year, wording or None, instead or _covered(pack_id))


def _covered(pack_id: str) -> str:
    """The shipped pack of the same id, where a folder of that name here is taken in its place; else ""."""
    here = isfile(Path(pack_id) / PACK_FILE)
    return pack_id if here and _shipped(pack_id) and not _same(Path(pack_id), root() / pack_id) else ""


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _shipped(pack_id: str) -> bool:
    """Whether a pack of this id stands on the program's own shelf."""
    return _ID.fullmatch(pack_id) is not None and isfile(root() / pack_id / PACK_FILE)


def chain(pack_id: str, wording: str = "") -> tuple[Layer, ...]:
    """The layers of a pack, parent first, a unit's own ``wording`` folder last. Raises Refused."""
    found = layers_of(folder_of(pack_id))
    return (*found, layers.read(Path(wording), wording)) if wording else found


def folder_of(pack_id: str) -> Path:
    """The folder of a pack, by its id or its path. Raises Refused where there is none."""
    if pack_id and isfile(Path(pack_id) / PACK_FILE):
        return Path(pack_id)
    if _shipped(pack_id):
        return root() / pack_id
    raise _unknown(pack_id)


def _unknown(pack_id: str, place: Place | None = None) -> Refused:
    """``place`` is where a pack names it as its parent, which need not be one that a unit can take."""
    known = [entry.id for entry in entries() if entry.year or place]
    advice = near(pack_id, known, f"现有：{'、'.join(known) or '没有'}。")
    return Refused([Finding("P100", place, f"没有短语库「{pack_id}」。", advice)])


def layers_of(folder: Path) -> tuple[Layer, ...]:
    """The layers of the pack in this folder, parent first. Raises Refused where a parent cannot be found."""
    return tuple(layers.read(at, _name(at)) for at in _folders_of(folder))


def _folders_of(folder: Path) -> list[Path]:
    """The folders of a pack's layers, parent first."""
    found = [folder]
    while (parent := layers.header(found[0], _name(found[0])).get(PARENT)) is not None:
        above = _parent(found[0], parent)
        if above.absolute() in [at.absolute() for at in found] or len(found) > _MOST_PARENTS:
            evidence = f"上级短语库「{parent}」又沿用到了这里，或层数太多。"
            raise Refused([Finding("P152", parent.place, evidence, "请核对 parent：上级不能反过来沿用它。")])
        found.insert(0, above)
    return found


def _name(folder: Path) -> str:
    """How messages name a pack's folder: by its id on the shelf, else by its path."""
    return folder.relative_to(root()).as_posix() if folder.is_relative_to(root()) else str(folder)


def _parent(folder: Path, parent: Node) -> Path:
    """The folder of the parent that a pack names: beside it, or on the shelf."""
    assert parent is not None
    if not isinstance(parent, Scalar) or _ID.fullmatch(parent) is None:
        shown = f"「{parent}」" if isinstance(parent, Scalar) else "一个列表或一组键值"
        advice = "请写它的编号，如 xinjiang/2024：自带的，或放在这个文件夹旁边的。"
        raise Refused([Finding("P152", parent.place, f"上级短语库不能写成{shown}。", advice)])
    for beside in folder.resolve().parents[:2]:
        if isfile(beside / parent / PACK_FILE) and not _same(beside / parent, folder):
            return _as_given(beside / parent, folder)
    if isfile(root() / parent / PACK_FILE):
        return root() / parent
    if any(_same(beside / parent, folder) for beside in folder.resolve().parents[:2]):
        return folder  # which is told as a circle
    raise _unknown(parent, parent.place)


def named_from(folder: Path, parent: str) -> str:
    """How a pack in this folder names its parent (id or path). Raises Refused where it could not find it."""
    above = folder_of(parent).resolve()
    for beside in (*Path(realpath(folder)).parents[:2], root()):
        name = above.relative_to(beside).as_posix() if above.is_relative_to(beside) else ""
        if _ID.fullmatch(name):
            return name
    evidence = f"从这里找不到上级短语库「{parent}」。"
    raise Refused([Finding("P152", Place(str(folder), 0, 0), evidence, "请把新短语库建在上级旁边的文件夹里。")])


def _as_given(above: Path, folder: Path) -> Path:
    """A folder beside another, as a path from here where the other is one."""
    here = Path.cwd()
    return above if folder.is_absolute() or not above.is_relative_to(here) else above.relative_to(here)


# Which one a unit takes -----------------------------------------------------------------------------


def named(pack_id: str) -> list[Entry]:
    """The packs of a year that a name stands for: one, or those of a region. Raises Refused where there is none.

    A region is named by its folder, or as units write it (四川).
    """
    for folder in _called(pack_id):
        bound = isfile(folder / PACK_FILE)
        region = folder.name not in ("", "..")  # 「.」 names no region, whatever stands below
        if bound and (entry := _entry(folder)).year:
            return [entry]
        below = [_entry(at) for at in _folders(folder) if at != folder] if region and isdir(folder) else []
        if found := [entry for entry in below if entry.year]:
            if len({entry.region for entry in found}) > 1:
                listed = "、".join(f"{entry.id}（{entry.region}{entry.year}）" for entry in found)
                evidence = f"「{pack_id}」里有几个地区的短语库：{listed}。"
                raise Refused([Finding("P100", None, evidence, "请写明是哪一个。")])
            return found
        if bound:
            pack(pack_id)  # told first: what is wrong with it may be its year
            place = Place(f"{_name(folder)}/{PACK_FILE}", 0, 0)
            evidence, advice = "没有写 year，不能直接用来起草。", "请写 year；或另写一个短语库，以它为 parent。"
            raise Refused([Finding("P103", place, evidence, advice)])
    found = [entry for entry in entries() if entry.year and entry.region == pack_id]
    if not found:
        raise _unknown(pack_id)
    return found


def _called(pack_id: str) -> Iterator[Path]:
    """The folders that a name may mean: here, then on the shelf."""
    if pack_id:
        yield Path(pack_id)
        if _ID.fullmatch(pack_id):
            yield root() / pack_id


def words(region: str, year: str, pack_id: str | None = None) -> Words:
    """The own words in workbooks of the pack that ``choose`` gives, of the newest where the year is not known yet.

    None where it cannot be told which pack it is.
    """
    try:
        return choose(Text(region), int(year or _LATEST), pack_id)[0].words
    except (Refused, ValueError):
        return NO_WORDS


def choose(region: Text, year: int, pack_id: str | None = None, wording: str = "") -> tuple[Pack, str]:
    """The pack for a unit's region and year, with a note where it is another year's. Raises Refused.

    ``pack_id`` names a pack, which is taken whatever the year, or a region of packs; without it the region
    that the unit names decides. The newest pack that is not newer than the year is taken.
    """
    if pack_id is None:
        known = max((len(entry.region) for entry in entries() if region.text.startswith(entry.region)), default=0)
        among = [entry for entry in entries() if entry.region == region.text[:known]] if known else []
    else:
        among = named(pack_id)
        if among[0].id in (pack_id, _name(Path(pack_id))):
            return pack(pack_id, year, wording), ""
    fitting = sorted((entry.year, place, entry.id) for place, entry in enumerate(among) if entry.fits(year))
    if not fitting:
        shown = "、".join(f"{entry.region}{entry.year}" for entry in entries() if entry.year)
        evidence = f"没有「{pack_id or region.text}」{year} 年度可用的短语库。"
        raise Refused([Finding("P100", region.origin, evidence, f"现有：{shown}；也可用 --pack 指定。")])
    of, _, name = fitting[-1]
    taken = next(entry for entry in among if entry.id == name)
    note = "" if of == year or taken.until else f"没有 {year} 年度的短语库，用的是 {name}。"
    covered = [other for year_of_it, _, other in fitting[:-1] if year_of_it == of and _shipped(other)]
    return pack(name, year, wording, "" if _shipped(name) else "、".join(covered)), note
