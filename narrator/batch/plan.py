"""What a run has to do, and why: the units whose files, packs, program or outputs are not those of the last time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from narrator.batch import versions
from narrator.batch.manifest import Known, Made, Manifest
from narrator.batch.outcome import UNREADABLE
from narrator.batch.versions import Versions
from narrator.batch.work import Order, beside, home_of
from narrator.files import regular
from narrator.phrases.phrasebook import Phrasebook

NEW, FILES, PACK, PROGRAM, ASKED, OUTPUT, AGAIN = (
    "没有做过",
    "文件变了",
    "短语库变了",
    "程序变了",
    "要求变了",
    "生成的文件不在了或改动过",
    "上次读不了，再试一次",
)
_ANY = ""  # in the place of a layer: the whole phrasebook
_FEW = 3  # names that are told


class Job(NamedTuple):
    """A unit that has to be done, and why, in Chinese; "" where nothing has changed."""

    unit: str
    path: Path
    why: str = ""


class Planner:
    """Compares units with what the manifest knows of them. ``retry`` does again what could not be read."""

    def __init__(self, out: Path, order: Order, current: Versions, phrasebook: Phrasebook, *, retry: bool) -> None:
        self._out = out
        self.current = current
        self._order = asked(order)
        self._retry = retry
        self._layer: Callable[[str], str] = cache(lambda name: self._hash(name, phrasebook))

    def made(self, layers: Mapping[str, str]) -> Made:
        """What a unit is made with now; one that has no pack may hang on any of them."""
        return Made(self.current.program, self.current.heads, layers or {_ANY: self.current.phrasebook}, self._order)

    def _hash(self, name: str, phrasebook: Phrasebook) -> str:
        return self.current.phrasebook if name == _ANY else versions.layer(name, phrasebook)

    def jobs(self, units: Mapping[str, Path], manifest: Manifest | None) -> Iterator[Job]:
        """Every unit, with the reason where it has to be done."""
        for unit, path in units.items():
            record = manifest.known(unit) if manifest else None
            yield Job(unit, path, self._why(path, record) if record else NEW)

    def _why(self, path: Path, record: Known) -> str:
        if changed := _changed(path, record.inputs):
            return f"{FILES}：{_named(changed)}"
        if record.made.program != self.current.program:
            return PROGRAM
        layers = [name.partition(":")[2] for name, digest in record.made.layers.items() if self._layer(name) != digest]
        if layers or record.made.heads != self.current.heads:
            return f"{PACK}：{_named(layers)}" if layers else PACK
        if record.made.order != self._order:
            return ASKED
        if self._retry and record.state == UNREADABLE:
            return AGAIN
        if lost := [name for name, digest in record.outputs.items() if regular.mark(self._out / name) != digest]:
            return f"{OUTPUT}：{_named(lost)}"
        return ""


def asked(order: Order) -> str:
    """What was asked for, as a short text that tells it from another."""
    return hashlib.blake2b(repr(order).encode(), digest_size=10).hexdigest()


def _changed(path: Path, known: Mapping[str, str]) -> list[str]:
    """The files of a unit that are not as they were, by their names beside its folder."""
    home = home_of(path)
    names = dict.fromkeys([*known, *beside(path)])
    return [name for name in names if regular.mark(home / name, known.get(name, "")) != known.get(name)]


def _named(names: Iterable[str]) -> str:
    first = [*names]
    return f"{'、'.join(first[:_FEW])}{f' 等 {len(first)} 个' if len(first) > _FEW else ''}"
