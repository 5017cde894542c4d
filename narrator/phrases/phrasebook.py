"""The phrasebook: the packs in it, each found, read and resolved when it is asked for, and kept until it changes.

Files, the working folder and the environment are looked at whenever a pack is asked for: what has not changed is
kept, and nothing old is given for what has.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from copy import copy
from functools import cache, lru_cache
from os.path import isdir
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from narrator.figures.findings import Finding, Refused, in_order
from narrator.figures.model import Unit
from narrator.figures.near import near
from narrator.figures.values import Text
from narrator.phrases.cache import Cache, usual
from narrator.phrases.home import root
from narrator.phrases.kept import Kept, State, state_of
from narrator.phrases.listing import Entry, Listing
from narrator.phrases.pack import Pack
from narrator.phrases.search import LATEST, OWN_PACKS, Given, Search
from narrator.readers.words import NO_WORDS, Words

if TYPE_CHECKING:
    from narrator.phrases.layers import Layer
    from narrator.phrases.options import Option

WORDING = "wording"  # the folder of a unit's own wording, beside its file
_ANSWERS = 1024
_About = ParamSpec("_About")
_Answered = TypeVar("_Answered")


class Phrasebook:
    """Packs, found and resolved. Several threads may use it at once; two phrasebooks have nothing in common.

    ``own`` is the folder of a bureau's own packs, beside the shipped ones; without it, the environment variable
    ``NARRATOR_PHRASEBOOK`` names one, as it is set when a pack is asked for. What was compiled is kept in ``cache``
    between two runs, by default in the user's folder. Raises Refused where ``own`` is none.
    """

    def __init__(self, own: str | Path | None = None, cache: Cache | None = None) -> None:
        if own is not None and not isdir(own):
            raise Refused([Finding("P100", None, f"没有「{own}」这个文件夹。", "请写放着短语库的文件夹。")])
        self._own = own
        cache = cache or usual()
        self._kept = Kept(cache)
        self._listing = Listing(cache)
        self._answers = lru_cache(_ANSWERS)(_answer)
        self.wanted: str | None = None  # the pack or region that every unit takes, see ``only``
        self._still = False  # see ``still``

    def only(self, pack_id: str | None) -> Phrasebook:
        """The same phrasebook, of which every unit takes the pack, or the region, with this id or folder.

        With None it is left as it is: the unit's region and year decide, unless a pack is wanted already.
        """
        if pack_id is None:
            return self
        other = copy(self)
        other.wanted = pack_id
        return other

    def still(self) -> Phrasebook:
        """The same phrasebook for a run over many units, all of which take what its files say when the first one asks.

        To look whether any of them changed takes a twentieth of a draft.
        """
        other = copy(self)
        other._answers, other._still = lru_cache(_ANSWERS)(_answer), True
        return other

    # Which packs there are

    def entries(self) -> tuple[Entry, ...]:
        """Every pack, also those that only others build on, in order of id; a bureau's own behind the shipped ones.

        Raises Refused, also where the bureau's folder does not exist, or one of its packs cannot be read: another
        would be taken in its place.
        """
        return self._ask(Search.entries)

    def homes(self) -> tuple[Path, ...]:
        """The folders that packs stand in: the shipped ones', and a bureau's own behind it."""
        own = os.environ.get(OWN_PACKS, "") if self._own is None else str(self._own)
        return (root(), Path(own)) if own else (root(),)

    def packs(self) -> tuple[str, ...]:
        """The ids of the packs that a unit can take. Raises Refused."""
        return tuple(entry.id for entry in self.entries() if entry.year)

    def named(self, pack_id: str) -> list[Entry]:
        """The packs of a year that a name stands for: one, or those of a region. Raises Refused where there is none.

        A region is named by its folder, or as units write it (四川).
        """
        return self._ask(Search.named, pack_id)

    def named_from(self, folder: Path, parent: str) -> str:
        """How a pack in this folder names its parent (id or path). Raises Refused where it could not find it."""
        return self._ask(Search.named_from, folder, parent)

    # One pack

    def pack(self, pack_id: str, year: int = 0, wording: str = "", given: Given = ()) -> Pack:
        """The pack with this id or folder, as it holds in a year (0 for its own), a unit's ``wording`` folder over it.

        ``given`` is what the unit chooses. Raises Refused with all that is wrong with it.
        """
        return self._ask(Search.pack, pack_id, year, wording, given=given)

    def chain(self, pack_id: str, wording: str = "", given: Given = ()) -> tuple[Layer, ...]:
        """The layers of a pack, parent first, then those that a unit chose, its own ``wording`` folder last.

        Raises Refused.
        """
        return self._ask(Search.chain, pack_id, wording, given)

    def options(self, pack_id: str) -> tuple[Option, ...]:
        """What a pack leaves to its units to choose, its own and what it inherits. Raises Refused."""
        return self._ask(Search.options, pack_id)

    def varied(self, pack_id: str, year: int = 0, wording: str = "") -> list[Pack]:
        """The pack as it is without choices, then with each choice alone that a unit may make. Raises Refused."""
        every = [((option.name, Text(name)),) for option in self.options(pack_id) for name in [*option.choices][1:]]
        return [self.pack(pack_id, year, wording, given) for given in ((), *every)]

    def inspect(self, chain: tuple[Layer, ...], pack_id: str, year: int = 0) -> tuple[Pack, list[Finding]]:
        """The pack that these layers make up, as far as it can be read, and all that is wrong with it."""
        from narrator.phrases import resolving

        pack, findings = resolving.resolve(chain, pack_id, self._kept, year)
        return pack, in_order([*findings, *pack.offered.findings])

    # Which one a unit takes

    def taken_by(self, unit: Unit) -> tuple[Pack, str]:
        """The pack that ``choose`` gives for a unit, with the unit's own folder ``wording`` over it."""
        profile = unit.profile
        own = profile.name.origin
        wording = Path(own.file).parent / WORDING if own else None
        folder = str(wording) if wording and isdir(wording) else ""
        return self.choose(profile.region, int(profile.year.value), folder, profile.given)

    def choose(self, region: Text, year: int, wording: str = "", given: Given = ()) -> tuple[Pack, str]:
        """The pack for a region and year, with a note where it is another year's. Raises Refused.

        A pack that is ``wanted`` is taken whatever the year; of a wanted region, or else of the one that the unit
        names, the newest that is not newer than the year. ``wording`` is the folder of a unit's own, ``given`` what
        it chooses.
        """
        alike = tuple((option, Text(choice.text)) for option, choice in given)  # one answer for all who choose so
        try:
            chosen = self._ask(Search.choose, region.text, year, wording, alike)
        except Refused:
            chosen = self._ask(Search.choose, region.text, year, wording, given)  # which tells where it was given
        if chosen is None:
            entries = [entry for entry in self.entries() if entry.year]
            shown = "、".join(f"{entry.region}{entry.year}" for entry in entries)
            asked = self.wanted or region.text
            regions = [entry.region for entry in entries]
            meant = "" if asked in regions else near(asked, regions, "", alike=0.5)
            evidence = f"没有「{asked}」{year} 年度可用的短语库。"
            raise Refused([Finding("P100", region.origin, evidence, f"{meant}现有：{shown}；也可用 --pack 指定。")])
        return chosen

    def words(self, region: str, year: str) -> Words:
        """The own words in workbooks of the pack that ``choose`` gives, of the newest where the year is not known yet.

        None where it cannot be told which pack it is.
        """
        try:
            return self.choose(Text(region), int(year or LATEST))[0].words
        except (Refused, ValueError):
            return NO_WORDS

    def _ask(
        self, question: Callable[Concatenate[Search, _About], _Answered], *about: _About.args, **more: _About.kwargs
    ) -> _Answered:
        """The answer that was kept, while everything that it hangs on is as it was; else a new one."""
        own = os.environ.get(OWN_PACKS, "") if self._own is None else str(self._own)
        answer = self._answers(question, about, tuple(more.items()), own, self.wanted, _here())
        kept = answer.kept
        if kept and (self._still or all(state_of(path) == state for path, state in kept[0].items())):
            unchanged: _Answered = kept[1]
            return unchanged
        search = Search(self._kept, self._listing, own, self.wanted)
        found = question(search, *about, **more)
        answer.kept = (search.seen, found)
        return found


@cache  # one for the process, which looks at its files at each use and keeps no more than any other
def default() -> Phrasebook:
    """The phrasebook of who is given none."""
    return Phrasebook()


class _Answer:
    """What was answered last, and the state of all that it hangs on."""

    kept: tuple[dict[str, State], Any] | None = None


def _answer(*_: object) -> _Answer:
    return _Answer()


def _here() -> str:
    try:
        return os.getcwd()  # noqa: PTH109  # as it is; the working folder may be gone
    except OSError:
        return ""
