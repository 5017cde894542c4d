"""The shelf: where the phrasebook stands, which packs it has, and which one a unit takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from os.path import isfile
from pathlib import Path
from types import MappingProxyType

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Text
from narrator.phrases.pack import PACK_FILE, Pack, load
from narrator.readers import marked


def root() -> Path:
    """The phrasebook's folder: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "phrasebook"
    return inside if inside.is_dir() else package.parent / "phrasebook"


@cache
def packs() -> Mapping[str, tuple[str, int]]:
    """Region and year of every pack on the shelf, by id ("xinjiang/2024"), in order."""
    found = {}
    for path in sorted(root().glob(f"*/*/{PACK_FILE}")):
        header = marked.load(path)
        year = str(header.get("year")) if isinstance(header, marked.Mapping) else ""
        if isinstance(header, marked.Mapping) and re.fullmatch("[0-9]{4}", year):
            found[path.parent.relative_to(root()).as_posix()] = (str(header.get("region")), int(year))
    return MappingProxyType(found)


@cache
def pack(pack_id: str) -> Pack:
    """The pack with this id, or of the folder with this path. Raises Refused."""
    return load([folder_of(pack_id)], pack_id)


def folder_of(pack_id: str) -> Path:
    """The folder of a pack, by its id or its path. Raises Refused where there is none."""
    folder = Path(pack_id) if isfile(Path(pack_id) / PACK_FILE) else root() / pack_id
    if not isfile(folder / PACK_FILE):
        available = "、".join(packs()) or "没有"
        raise Refused(
            [
                Finding(
                    "P100",
                    None,
                    f"没有短语库「{pack_id}」。",
                    f"现有：{available}。",
                )
            ]
        )
    return folder


def choose(region: Text, year: int) -> tuple[Pack, str]:
    """The pack for a unit's region and year, with a note where it is another year's. Raises Refused.

    The newest pack that is not newer than the year is taken.
    """
    available = packs()
    fitting = sorted((of, name) for name, (where, of) in available.items() if where == region.text and of <= year)
    if not fitting:
        known = "、".join(f"{where}{of}" for where, of in available.values())
        evidence = f"没有「{region.text}」{year} 年度可用的短语库。"
        raise Refused([Finding("P100", region.origin, evidence, f"现有：{known}；也可用 --pack 指定。")])
    of, name = fitting[-1]
    note = "" if of == year else f"没有 {year} 年度的短语库，用的是 {name}。"
    return pack(name), note
