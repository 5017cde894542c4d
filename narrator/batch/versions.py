"""What a unit's outcome hangs on beside its own files: the program, the packs, as hashes.

A worker on another machine has to have the same ones, and what was made with others is made again.
"""

from __future__ import annotations

import hashlib
import os
import platform
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from narrator.files import regular
from narrator.phrases import layers
from narrator.phrases.home import EXAMPLES, PACK_FILE, root

if TYPE_CHECKING:
    from narrator.phrases.pack import Pack
    from narrator.phrases.phrasebook import Phrasebook

_PACKAGE = Path(__file__).resolve().parents[1]
_LEFT_OUT = ("__pycache__", "compiled", "phrasebook")  # below the package: what was made of the rest, and the packs
_READING = "reading"  # the folder of the phrasebook that is of the program, not of a pack
_LIBRARIES = ("babel", "jinja2", "lxml", "num2words", "python-calamine", "python-docx", "pyyaml", "xlsxwriter")


class Versions(NamedTuple):
    """Hashes: of the ``program`` with its libraries; of the ``heads`` of all packs, by which a unit takes one; of
    everything in the ``phrasebook``.
    """

    program: str
    heads: str
    phrasebook: str


def versions(phrasebook: Phrasebook) -> Versions:
    """The versions of this process and this phrasebook. Raises Refused where the pack that every unit takes is none."""
    wanted = phrasebook.wanted or ""
    chain = phrasebook.chain(wanted) if os.path.isdir(wanted) else ()
    homes = dict.fromkeys([*phrasebook.homes(), *(layer.folder for layer in chain)])
    files = [(home, path) for home in homes for path in _below(home) if path.suffix == ".yaml"]
    heads = ((home, path) for home, path in files if path.name == PACK_FILE)
    return Versions(program(), _hash(heads, wanted), _hash(files, wanted))


@cache  # the code of a running program does not change
def program() -> str:
    """The hash of the program: its code, its data, and the libraries that have a part in what it writes."""
    parts = [(_PACKAGE, path) for path in _below(_PACKAGE)]
    parts += [(root(), path) for path in _below(root() / _READING)]
    libraries = " ".join(f"{name} {_version(name)}" for name in (*_LIBRARIES, "typst", "matplotlib"))
    return _hash(parts, f"python {platform.python_version()} zlib {zlib.ZLIB_RUNTIME_VERSION} {libraries}")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # of an extra
        return "-"


def layers_of(pack: Pack, phrasebook: Phrasebook) -> list[str]:
    """The names of a pack's layers, but for a unit's own wording, which is of its own files."""
    return [_named(folder, phrasebook) for folder in pack.folders[: -1 if pack.wording is not None else None]]


def layer(name: str, phrasebook: Phrasebook) -> str:
    """The hash of the files of a layer by its name, as they are now; "" where there is none."""
    number, _, below = name.partition(":")
    homes = phrasebook.homes()
    if number.isdigit() and int(number) >= len(homes):
        return ""
    folder = homes[int(number)] / below if number.isdigit() else Path(below)
    return _hash((folder, path) for path in layers.files_of(folder) if not path.name.endswith(EXAMPLES))


def _named(folder: Path, phrasebook: Phrasebook) -> str:
    """A layer's name on every machine: the number of the home that it stands in, and its way from there."""
    for number, home in enumerate(phrasebook.homes()):
        if folder.is_relative_to(home):
            return f"{number}:{folder.relative_to(home).as_posix()}"
    return f":{folder}"


def _below(folder: Path) -> Iterator[Path]:
    """The files below a folder, in order."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders).difference(_LEFT_OUT))
        yield from (Path(at, name) for name in sorted(names))


def _hash(files: Iterable[tuple[Path, Path]], beside: str = "") -> str:
    """The hash of files, each with its name below a folder."""
    found = hashlib.blake2b(beside.encode(), digest_size=20)
    for folder, path in files:
        found.update(f"\n{path.relative_to(folder).as_posix()} {regular.mark(path)}".encode())
    return found.hexdigest()
