"""What of packs is kept between two questions: files as read, layers put together, packs resolved.

Everything is kept by what it was made from, files by their state, so that nothing old can be given for what has
changed; how much is kept is bounded. Several threads may ask at once: at worst two of them work out the same.
"""

from __future__ import annotations

import os
import time
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from narrator.figures.findings import Refused
from narrator.phrases import layers, resolving, stack
from narrator.phrases.layers import Layer, PackFile
from narrator.phrases.pack import Pack
from narrator.phrases.settings import Offered
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


class Kept:
    """The layers and packs of one phrasebook, each read or worked out once."""

    def __init__(self) -> None:
        self.header = lru_cache(_LAYERS)(_header)
        self.layer = lru_cache(_LAYERS)(_layer)
        self.stacked = lru_cache(_PACKS)(self._stack)
        self.offered = lru_cache(_PACKS)(self._offer)
        self.pack = lru_cache(_PACKS)(self._pack)

    def _stack(self, chain: tuple[Layer, ...], year: int) -> Stack:
        return stack.laid(chain[-1], self.stacked(chain[:-1], year) if len(chain) > 1 else None, year)

    def _offer(self, chain: tuple[Layer, ...], year: int) -> Offered:
        below = self.offered(chain[:-1], year) if len(chain) > 1 else None
        return resolving.offered(chain[-1], below, self.stacked(chain, year))

    def _pack(self, chain: tuple[Layer, ...], pack_id: str, year: int, wording: str | None, instead: str) -> Pack:
        pack, findings = resolving.resolve(chain, pack_id, self, year, wording, instead)
        if findings:
            raise Refused(findings)
        return pack


def _header(folder: Path, name: str, _: State) -> PackFile:
    return layers.header(folder, name)


def _layer(folder: Path, name: str, head: PackFile, _: State) -> Layer:
    return layers.read(folder, name, head)
