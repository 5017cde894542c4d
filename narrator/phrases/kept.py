"""What of packs is kept between two questions: files as read, layers put together, packs resolved.

Everything is kept by what it was made from, files by their state, so that nothing old can be given for what has
changed; how much is kept is bounded. Several threads may ask at once: at worst two of them work out the same. Heads
and packs are kept between two runs as well (``cache``), so that nothing is read or compiled that did not change.
"""

from __future__ import annotations

import os
import time
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from narrator.figures.findings import Refused
from narrator.phrases import directions, stored
from narrator.phrases.cache import Cache
from narrator.phrases.home import PACK_FILE, PackFile, root
from narrator.phrases.pack import Pack
from narrator.phrases.settings import Chosen, Offered

if TYPE_CHECKING:
    from narrator.phrases.layers import Layer
    from narrator.phrases.stack import Stack

_LAYERS = 256
_PACKS = 2 * _LAYERS  # of a layer, a few years and a few children
_SETTLED = 50_000_000  # ns: a file written just now may be written again in the same tick of the file system's clock

State: TypeAlias = object  # equal where nothing changed


def state_of(path: str) -> State:
    """What tells one state of a file or folder from another; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116  # asked for dozens of files before each draft
    except (OSError, ValueError):
        return None
    if time.time_ns() - found.st_mtime_ns < _SETTLED:
        return object()
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


class Files(NamedTuple):
    """The files that a layer may consist of, not read yet: its folder, its name in messages, each file's state."""

    folder: Path
    name: str
    states: tuple[tuple[str, State], ...]


class Kept:
    """The layers and packs of one phrasebook, each read or worked out once."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self.header = lru_cache(_LAYERS)(self._header)
        self.layer = lru_cache(_LAYERS)(_layer)
        self.stacked = lru_cache(_PACKS)(self._stack)
        self.offered = lru_cache(_PACKS)(self._offer)
        self.pack = lru_cache(_PACKS)(self._pack)

    def _header(self, folder: Path, name: str, _: State) -> PackFile:
        sources = [f"{folder}/{PACK_FILE}"]
        key = self._cache.key(("head", name), sources)
        content = stored.head_of(self._cache.recall(key))
        if content is not None:
            return PackFile(content, (), False)
        from narrator.phrases import layers

        head = layers.header(folder, name)
        if not head.findings and key == self._cache.key(("head", name), sources):
            self._cache.keep(key, partial(stored.data_of_head, head.content))
        return head

    def _stack(self, chain: tuple[Layer, ...], year: int) -> Stack:
        from narrator.phrases import stack

        return stack.laid(chain[-1], self.stacked(chain[:-1], year) if len(chain) > 1 else None, year)

    def _offer(self, chain: tuple[Layer, ...], year: int) -> Offered:
        from narrator.phrases import resolving

        below = self.offered(chain[:-1], year) if len(chain) > 1 else None
        return resolving.offered(chain[-1], below, self.stacked(chain, year))

    def _pack(
        self,
        files: tuple[Files, ...],
        pack_id: str,
        year: int,
        wording: str | None,
        instead: str,
        chosen: tuple[Chosen, ...],
    ) -> Pack:
        about = ("pack", *(layer.name for layer in files), pack_id, str(year), str(wording), instead, repr(chosen))
        sources = [f"{root()}/{directions.FILE}", *(path for layer in files for path, _ in layer.states)]
        key = self._cache.key(about, sources)
        pack = stored.pack_of(self._cache.recall(key), tuple(layer.folder for layer in files))
        if pack is not None:
            return pack
        from narrator.phrases import resolving

        layers = tuple(map(self.layer, files))
        pack, findings = resolving.resolve(layers, pack_id, self, year, wording, instead, chosen)
        if findings:
            raise Refused(findings)
        if key and key == self._cache.key(about, sources):
            self._cache.keep(key, partial(stored.data_of, pack))
        return pack


def _layer(files: Files) -> Layer:
    from narrator.phrases import layers

    return layers.read(files.folder, files.name)
