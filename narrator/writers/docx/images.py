"""What a picture is by its content: a PNG or a JPEG of a sane size, whatever it is called."""

from __future__ import annotations

import struct
import zlib

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_SIDE, _PIXELS, _BYTES = 20_000, 64_000_000, 8 * 2**20
_SEGMENTS = 500  # what stands before the size of a JPEG: profiles, thumbnails, tables
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}  # by colour type


def ending(content: bytes) -> str:
    """How the name of a picture that may be shown should end, png or jpeg; "" for anything else."""
    if len(content) > _BYTES:
        return ""
    kind, size = ("png", _png(content)) if content.startswith(_PNG) else ("jpeg", _jpeg(content))
    width, height = size
    return kind if 0 < width <= _SIDE and 0 < height <= _SIDE and width * height <= _PIXELS else ""


def _png(content: bytes) -> tuple[int, int]:
    """Width and height; zeros where the header is none."""
    if len(content) < 33:
        return 0, 0
    length, kind, width, height, depth, colour, packing, filtering, lacing, check = struct.unpack_from(
        ">I4sIIBBBBBI", content, len(_PNG)
    )
    fit = length == 13 and kind == b"IHDR" and check == zlib.crc32(content[12:29])
    fit = fit and depth in _DEPTHS.get(colour, ()) and packing == filtering == 0 and lacing <= 1
    return (width, height) if fit else (0, 0)


def _jpeg(content: bytes) -> tuple[int, int]:
    """Width and height from the first frame; zeros where none is found."""
    at = 2 if content.startswith(_JPEG) else len(content)
    for _ in range(_SEGMENTS):
        if at + 9 > len(content) or content[at] != 0xFF:
            break
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        elif length < 2 or marker in (0x00, 0xD9, 0xDA):
            break
        else:
            at += 2 + length
    return 0, 0
