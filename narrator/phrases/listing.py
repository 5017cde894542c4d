"""What is told of each shipped pack, kept between two runs with all that it hangs on: none is read to choose one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from narrator.phrases.cache import Cache
from narrator.phrases.home import root
from narrator.phrases.kept import State, state_of

_ABOUT = ("listing",)


class Entry(NamedTuple):
    """A pack of the phrasebook: its id, region and year ("" and 0 for one that only others build on).

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


class Found(NamedTuple):
    """A pack that was looked at: what is told of it, and the folders of its layers, parent first."""

    entry: Entry
    chain: tuple[Path, ...]


Listed = Mapping[Path, Found]


class Listing:
    """The shipped packs by their folders, as they were found last, while every file and folder says what it said."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._last: tuple[Mapping[str, State], Listed] | None = None

    def recall(self, look: Callable[[str], State]) -> Listed | None:
        """What was kept, if it still holds; ``look`` gives the state of a path, and takes down that it matters."""
        last = self._last  # another thread may put another in its place
        if last and all(look(path) == state for path, state in last[0].items()):
            return last[1]
        for data in self._cache.found(self._cache.key(_ABOUT, ())):
            try:
                said, names, packs = data
                states = {path: look(path) for path in map(_path, names)}  # before they are read
                if said == self._cache.key(_ABOUT, states):
                    listed = {(found := _found(*pack)).chain[-1]: found for pack in packs}
                    self._last = states, listed
                    return listed
            except (LookupError, TypeError, ValueError):
                continue
        return None

    def keep(self, states: Mapping[str, State], listed: Listed) -> None:
        """Keep what was found; ``states`` are those of all that it hangs on, from before that was read."""
        self._last = states, listed
        said = self._cache.key(_ABOUT, states)
        if said and all(state_of(path) == state for path, state in states.items()):
            packs = [[*entry, *map(_name, map(str, chain))] for entry, chain in listed.values()]
            self._cache.keep(self._cache.key(_ABOUT, ()), lambda: [said, [*map(_name, states)], packs])


def _found(name: str, region: str, year: int, since: int, until: int, *chain: str) -> Found:
    return Found(Entry(name, region, year, since, until), tuple(Path(_path(layer)) for layer in chain))


def _name(path: str) -> str:
    """A path as it is kept: from the phrasebook, which stands elsewhere when it is installed."""
    return "" if path == str(root()) else path.removeprefix(f"{root()}{os.sep}")


def _path(name: str) -> str:
    return os.path.join(root(), name) if name else str(root())  # noqa: PTH118  # of dozens of paths before each draft
