"""A package of parts, packed one by one, so that what stays the same from file to file is packed once.

It is the archive that zipfile writes of them, which cannot take over what is deflated already (APPNOTE.TXT 6.3.10,
4.3.7, 4.3.12, 4.3.16).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import NamedTuple

_PLAIN, _UTF8 = 0, 0x800  # how the name is encoded
_VERSION, _STORED, _DEFLATED = 20, 0, 8
_TIME, _DATE = 0, 0x21  # 1980-01-01, always
_RIGHTS = 0o600 << 16


class ZippedPart(NamedTuple):
    """A part as it stands in an archive: its name, what its two headers have in common, its content as packed."""

    name: bytes
    described: bytes
    content: bytes


def zipped(name: str, content: bytes) -> ZippedPart:
    """A part, deflated."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return _part(name, content, _DEFLATED, deflate.compress(content) + deflate.flush())


def stored(name: str, content: bytes) -> ZippedPart:
    """A part as it is."""
    return _part(name, content, _STORED, content)


def _part(name: str, content: bytes, method: int, packed: bytes) -> ZippedPart:
    coded = name.encode()
    sizes = zlib.crc32(content), len(packed), len(content), len(coded), 0
    flags = _PLAIN if name.isascii() else _UTF8
    return ZippedPart(coded, struct.pack("<5H3L2H", _VERSION, flags, method, _TIME, _DATE, *sizes), packed)


def archive(parts: Iterable[ZippedPart]) -> bytes:
    """The archive of these parts, in this order."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, described, content in parts:
        begun = b"PK\1\2" + struct.pack("<H", _VERSION) + described
        directory.append(begun + struct.pack("<3H2L", 0, 0, 0, _RIGHTS, offset) + name)
        pieces += [b"PK\3\4", described, name, content]
        offset += 4 + len(described) + len(name) + len(content)
    count, size = len(directory), sum(map(len, directory))
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, offset, 0)
    return b"".join([*pieces, *directory, end])
