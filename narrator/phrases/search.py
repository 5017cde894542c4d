"""Searching the phrasebook: which packs there are, where their parents stand, and which one a unit takes.

A pack is named by its folder below the phrasebook ("xinjiang/2024"), by a region there ("xinjiang", of which
the unit's year takes one), or by the path of a folder anywhere; its parents are looked for beside it first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from os.path import isdir, isfile, realpath
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from narrator.figures.findings import Finding, Refused
from narrator.figures.near import near
from narrator.figures.values import Place, Text
from narrator.files.marked import Node, Scalar
from narrator.phrases.home import CHOOSE, EXAMPLES, FILES, OPTIONS, PACK_FILE, PARENT, PHRASES, PackFile, root
from narrator.phrases.kept import Files, Kept, State, state_of
from narrator.phrases.listing import Entry, Found, Listing
from narrator.phrases.pack import Pack
from narrator.phrases.settings import Chosen
from narrator.phrases.years import year_of

if TYPE_CHECKING:
    from narrator.phrases.layers import Layer
    from narrator.phrases.options import Laid, Option

OWN_PACKS = "NARRATOR_PHRASEBOOK"
LATEST = 9999  # asks for the newest pack of a region, as it holds in its own year
NATIONWIDE = "全国"  # the region of the common wording, which stands in for regions without a pack of their own
_MOST_PARENTS = 8
Given: TypeAlias = "tuple[tuple[str, Text], ...]"  # the choices of a unit: option, choice
_ID = re.compile(r"[\w-]+(/[\w-]+){0,2}/?")


class Search:
    """One look through the folders of a phrasebook; ``seen`` are all files and folders that the answer hangs on.

    ``own`` is the folder of a bureau's own packs, "" for none; ``wanted`` the pack or region that every unit takes.
    """

    def __init__(self, kept: Kept, listing: Listing, own: str, wanted: str | None) -> None:
        self.kept = kept
        self.listing = listing
        self.own = own
        self.wanted = wanted
        self.seen: dict[str, State] = {}
        self.found: dict[Path, Found] = {}
        self._heads: dict[Path, PackFile] = {}

    def state(self, path: str) -> State:
        """The state of a file or folder, remembered."""
        if path not in self.seen:
            self.seen[path] = state_of(path)
        return self.seen[path]

    def is_pack(self, folder: Path) -> bool:
        """Whether a pack stands in this folder."""
        file = f"{folder}/{PACK_FILE}"
        return self.state(file) is not None and isfile(file)

    def entries(self) -> tuple[Entry, ...]:
        """Every pack, also those that only others build on, in order of id; a bureau's own behind the shipped ones.

        Raises Refused, also where the bureau's folder does not exist, or one of its packs cannot be read: another
        would be taken in its place.
        """
        own = self.own
        if own and (self.state(own) is None or not isdir(own)):
            advice = f"请改正环境变量 {OWN_PACKS}，或删去它，只用自带的短语库。"
            raise Refused([Finding("P100", None, f"环境变量 {OWN_PACKS} 写的文件夹「{own}」不存在。", advice)])
        return (*self._our_own(), *(self._entries(Path(own)) if own else ()))

    def _our_own(self) -> tuple[Entry, ...]:
        """The program's own packs: as they were kept, while all that they hang on says what it said."""
        listed = self.listing.recall(self.state)
        if listed is None:
            search = Search(self.kept, self.listing, "", None)
            search._entries(root())
            listed = search.found
            self.listing.keep(search.seen, listed)
            self.seen = search.seen | self.seen
        self.found |= listed
        return tuple(found.entry for found in listed.values())

    def _entries(self, home: Path) -> tuple[Entry, ...]:
        """The packs below a folder. Raises Refused where one cannot be read."""
        folders = self._below(home)
        heads = [self._head(folder) for folder in folders]
        if findings := [finding for head in heads if head.unread for finding in head.findings]:
            raise Refused(findings)
        return tuple(self._found(folder).entry for folder in folders)

    def _found(self, folder: Path) -> Found:
        """A pack by its folder. Raises Refused where a parent cannot be found."""
        if folder not in self.found:
            chain = tuple(self._chain(folder))
            if any(CHOOSE in self._head(at).content for at in chain):
                chain = tuple(self._laid(folder).folders)
            headers = [self._head(at).content for at in chain]
            told: list[Finding] = []
            region, written = (
                next((header[key] for header in reversed(headers) if header.get(key)), None)
                for key in ("region", "year")
            )
            year = year_of(written, told)
            since, until = (year_of(headers[-1].get(key), told) for key in ("since", "until"))
            entry = Entry(_name(folder), str(region or ""), year, since or year, until)
            self.found[folder] = Found(entry, chain)
        return self.found[folder]

    def pack(self, pack_id: str, year: int = 0, wording: str = "", instead: str = "", given: Given = ()) -> Pack:
        """The pack with this id or folder, as it holds in a year; with a unit's own ``wording`` folder over it.

        ``instead`` is the shipped pack that the unit would take without a bureau's own, ``given`` what the unit
        chooses. Raises Refused with all that is wrong with it.
        """
        folder = self.folder_of(pack_id)
        held = 0 if year == self._found(folder).entry.year else year
        files, chosen = self._files(folder, pack_id, wording, given)
        return self.kept.pack(files, pack_id, held, wording or None, instead or self._covered(pack_id), chosen)

    def chain(self, pack_id: str, wording: str = "", given: Given = ()) -> tuple[Layer, ...]:
        """The layers of a pack, parent first, then what a unit chose, its own ``wording`` folder last.

        Raises Refused.
        """
        return tuple(map(self.kept.layer, self._files(self.folder_of(pack_id), pack_id, wording, given)[0]))

    def options(self, pack_id: str) -> tuple[Option, ...]:
        """What a pack leaves to its units to choose. Raises Refused."""
        return tuple(self._laid(self.folder_of(pack_id)).left.values())

    def folder_of(self, pack_id: str) -> Path:
        """The folder of a pack, by its id or its path. Raises Refused where there is none."""
        if pack_id and self.is_pack(Path(pack_id)):
            return Path(pack_id)
        if self._shipped(pack_id):
            return root() / pack_id
        raise self._unknown(pack_id)

    def named_from(self, folder: Path, parent: str) -> str:
        """How a pack in this folder names its parent (id or path). Raises Refused where it could not find it."""
        above = self.folder_of(parent).resolve()
        for beside in (*Path(realpath(folder)).parents[:2], root()):
            name = above.relative_to(beside).as_posix() if above.is_relative_to(beside) else ""
            if _ID.fullmatch(name):
                return name
        evidence = f"从这里找不到上级短语库「{parent}」。"
        raise Refused([Finding("P152", Place(str(folder), 0, 0), evidence, "请把新短语库建在上级旁边的文件夹里。")])

    def _files(
        self, folder: Path, pack_id: str, wording: str, given: Given
    ) -> tuple[tuple[Files, ...], tuple[Chosen, ...]]:
        """The files of the layers of a pack, parent first, then those of what a unit chose, and its own ``wording``.

        With them, what it chose in place of defaults. Raises Refused.
        """
        folders, chosen = self._found(folder).chain, dict[Chosen, Path]()
        if given or any(at.parent.name == OPTIONS for at in folders):
            chosen = self._chosen(self._laid(folder), given, pack_id)
        found = [self._of_layer(at, _name(at)) for at in (*folders, *chosen.values())]
        files = (*found, self._of_layer(Path(wording), wording)) if wording else tuple(found)
        return files, tuple(chosen)

    def _chosen(self, laid: Laid, given: Given, pack_id: str) -> dict[Chosen, Path]:
        """The choices of a unit, each with the folder of its layer. Raises Refused for what there is not."""
        from narrator.phrases import options  # most units choose nothing

        made, findings = options.taken(laid.left, laid.settled, given, pack_id)
        found = {chosen: choice.layer for choice, chosen in made if choice.layer is not None}
        fixed = [(name, one.choice) for name, one in laid.settled.items()]
        for name, choice in (*fixed, *((chosen.option, choice) for choice, chosen in made)):
            if choice.layer is not None and (self.state(str(choice.layer)) is None or not isdir(choice.layer)):
                findings.append(options.missing(name, choice))
        if findings:
            raise Refused(findings)
        return found

    def _of_layer(self, folder: Path, name: str) -> Files:
        at = folder.absolute()
        phrases = f"{at}/{PHRASES}"
        files = [f"{at}/{file}" for file in FILES]
        if self.state(phrases) is not None:
            named = sorted(file for file in _listed(phrases) if file.endswith(".yaml") and not file.endswith(EXAMPLES))
            files += [f"{phrases}/{file}" for file in named]
        return Files(at, name, tuple((file, self.state(file)) for file in files))

    def _head(self, folder: Path) -> PackFile:
        found = self._heads.get(folder)
        if found is None:
            at = folder.absolute()
            found = self._heads[folder] = self.kept.header(at, _name(folder), self.state(f"{at}/{PACK_FILE}"))
        return found

    def _chain(self, folder: Path) -> list[Path]:
        """The folders of a pack and its parents, parent first. Raises Refused where a parent cannot be found."""
        found = [folder]
        while (parent := self._head(found[0]).content.get(PARENT)) is not None:
            above = self._parent(found[0], parent)
            if above.absolute() in [at.absolute() for at in found] or len(found) > _MOST_PARENTS:
                evidence = f"上级短语库「{parent}」又沿用到了这里，或层数太多。"
                raise Refused([Finding("P152", parent.place, evidence, "请核对 parent：上级不能反过来沿用它。")])
            found.insert(0, above)
        return found

    def _laid(self, folder: Path) -> Laid:
        """The same with the layers of the choices that these packs make, and the options that they leave."""
        from narrator.phrases import options

        heads = (options.Head(at, _name(at), self._head(at).content) for at in self._chain(folder))
        return options.laid(heads, [])

    def _below(self, folder: Path) -> list[Path]:
        """The packs below a folder, at most two levels down, in order."""
        folders, level = [folder], [folder]
        for _ in range(2):
            level = [at / name for at in level if self.state(str(at)) is not None for name in self._within(at)]
            folders += level
        return sorted(at for at in folders if self.is_pack(at))

    def _within(self, folder: Path) -> list[str]:
        """The names in a folder; of a pack without that of its choices, which are no packs."""
        names = _listed(str(folder))
        return [name for name in names if name != OPTIONS] if OPTIONS in names and self.is_pack(folder) else names

    def _covered(self, pack_id: str) -> str:
        """The shipped pack of the same id, where a folder of that name here is taken in its place; else ""."""
        here = bool(pack_id) and self.is_pack(Path(pack_id))
        return pack_id if here and self._shipped(pack_id) and not _same(Path(pack_id), root() / pack_id) else ""

    def _shipped(self, pack_id: str) -> bool:
        """Whether a pack of this id is one of the program's own."""
        return _ID.fullmatch(pack_id) is not None and self.is_pack(root() / pack_id)

    def _parent(self, folder: Path, parent: Node) -> Path:
        """The folder of the parent that a pack names: beside it, or among the shipped ones."""
        assert parent is not None
        if not isinstance(parent, Scalar) or _ID.fullmatch(parent) is None:
            shown = f"「{parent}」" if isinstance(parent, Scalar) else "一个列表或一组键值"
            advice = "请写它的编号，如 xinjiang/2024：自带的，或放在这个文件夹旁边的。"
            raise Refused([Finding("P152", parent.place, f"上级短语库不能写成{shown}。", advice)])
        for beside in folder.resolve().parents[:2]:
            if self.is_pack(beside / parent) and not _same(beside / parent, folder):
                return _as_given(beside / parent, folder)
        if self.is_pack(root() / parent):
            return root() / parent
        if any(_same(beside / parent, folder) for beside in folder.resolve().parents[:2]):
            return folder  # which is told as a circle
        raise self._unknown(parent, parent.place)

    def _unknown(self, pack_id: str, place: Place | None = None) -> Refused:
        """``place`` is where a pack names it as its parent, which need not be one that a unit can take."""
        known = [entry.id for entry in self.entries() if entry.year or place]
        advice = near(pack_id, known, f"现有：{'、'.join(known) or '没有'}。")
        return Refused([Finding("P100", place, f"没有短语库「{pack_id}」。", advice)])

    def choose(self, region: str, year: int, wording: str = "", given: Given = ()) -> tuple[Pack, str] | None:
        """The pack for a region and year, with a note where it is another year's or region's; None where none fits.

        A pack that is ``wanted`` is taken whatever the year; of a wanted region, or else of the one that the unit
        names, the newest that is not newer than the year. Where the unit's region has none, the common wording
        stands in for it. ``wording`` is the folder of a unit's own, ``given`` what it chooses.
        """
        held = 0 if year == LATEST else year
        among = self._of_region(region) if self.wanted is None else self.named(self.wanted)
        if self.wanted is not None and among[0].id in (self.wanted, _name(Path(self.wanted))):
            return self.pack(self.wanted, held, wording, given=given), ""
        fitting = _fitting(among, year)
        stands_in = bool(region) and not fitting and self.wanted is None
        common = _fitting(self._of_region(NATIONWIDE), year) if stands_in else []
        if not (fitting := fitting or common):
            return None
        taken = fitting[-1]
        note = "" if year == taken.year or taken.until else f"没有 {year} 年度的短语库，用的是 {taken.id}。"
        if common:
            note = f"没有「{region}」{year} 年度的短语库，用的是各地共用的 {taken.id}；请对照本地的模板核对措辞。"
        others = [entry.id for entry in fitting[:-1] if entry.year == taken.year and self._shipped(entry.id)]
        instead = "" if self._shipped(taken.id) else "、".join(others)
        return self.pack(taken.id, held, wording, instead, given), note

    def _of_region(self, region: str) -> list[Entry]:
        """The packs of the region that this one belongs to: the longest whose name it begins with."""
        entries = self.entries()
        longest = max((entry.region for entry in entries if region.startswith(entry.region)), key=len, default="")
        return [entry for entry in entries if longest and entry.region == longest]

    def named(self, pack_id: str) -> list[Entry]:
        """The packs of a year that a name stands for: one, or those of a region. Raises Refused where there is none.

        A region is named by its folder, or as units write it (四川).
        """
        for folder in _called(pack_id):
            bound = self.is_pack(folder)
            region = folder.name not in ("", "..")  # 「.」 names no region, whatever stands below
            if bound and (entry := self._found(folder).entry).year:
                return [entry]
            below = [self._found(at).entry for at in self._below(folder) if at != folder] if region else []
            if found := [entry for entry in below if entry.year]:
                if len({entry.region for entry in found}) > 1:
                    listed = "、".join(f"{entry.id}（{entry.region}{entry.year}）" for entry in found)
                    evidence = f"「{pack_id}」里有几个地区的短语库：{listed}。"
                    raise Refused([Finding("P100", None, evidence, "请写明是哪一个。")])
                return found
            if bound:
                self.pack(pack_id)  # told first: what is wrong with it may be its year
                place = Place(f"{_name(folder)}/{PACK_FILE}", 0, 0)
                evidence, advice = "没有写 year，不能直接用来起草。", "请写 year；或另写一个短语库，以它为 parent。"
                raise Refused([Finding("P103", place, evidence, advice)])
        found = [entry for entry in self.entries() if entry.year and entry.region == pack_id]
        if not found:
            raise self._unknown(pack_id)
        return found


def _fitting(among: list[Entry], year: int) -> list[Entry]:
    """The packs of these that may be taken for a year, the newest last."""
    return sorted((entry for entry in among if entry.fits(year)), key=lambda entry: entry.year)


def _called(pack_id: str) -> Iterator[Path]:
    """The folders that a name may mean: here, then among the shipped packs."""
    if pack_id:
        yield Path(pack_id)
        if _ID.fullmatch(pack_id):
            yield root() / pack_id


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _as_given(above: Path, folder: Path) -> Path:
    """A folder beside another, as a path from here where the other is one."""
    here = Path.cwd()
    return above if folder.is_absolute() or not above.is_relative_to(here) else above.relative_to(here)


def _name(folder: Path) -> str:
    """How messages name a pack's folder: by its id among the shipped ones, else by its path."""
    return folder.relative_to(root()).as_posix() if folder.is_relative_to(root()) else str(folder)


def _listed(folder: str) -> list[str]:
    """The names in a folder; none where it is no folder."""
    try:
        return os.listdir(folder)  # noqa: PTH208
    except OSError:
        return []
