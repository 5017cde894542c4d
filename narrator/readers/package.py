"""An untrusted office file: read whole, unpacked and parsed under limits, refused in Chinese.

A ``Door`` says what kind of file is expected, so that each reader refuses in its own words and codes.
Nothing is ever run or fetched: a part is bytes, its XML goes through expat, and a document type or an
entity is refused before it is expanded.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.files import regular

MAX_BYTES = 32 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024
MAX_PARTS = 2000
MAX_DEPTH = 200
MAX_TAGS = 2_000_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEMBER, _HEADER = b"PK\x01\x02", 30  # what each part is listed under; what stands before it, its name left out
_LENGTHS = struct.Struct("<HH")  # at the end of that: the lengths of the name and of what stands behind it
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Door(NamedTuple):
    """What a reader expects: the series of its codes ("W3"), what it is called.

    ``name`` as it follows a Chinese character (" Word 文件"), ``programs`` that open it, ``again`` how to save it anew.
    """

    series: str
    name: str
    programs: str
    again: str

    def refused(self, path: Path, number: int, evidence: str, advice: str) -> Refused:
        """A refusal with the file as place; ``number`` counts within the series."""
        return Refused([Finding(f"{self.series}{number:02}", Place(str(path), 0, 0), evidence, advice)])

    def broken(self, path: Path) -> Refused:
        """The refusal of a file that is cut off or damaged."""
        return self.refused(path, 6, "文件不完整或已损坏。", f"{self.again.removesuffix('。')}，或重新复制这个文件。")

    def locked(self, path: Path) -> Refused:
        """The refusal of a file with a password."""
        return self.refused(path, 4, "文件有打开密码。", f"请在 {self.programs} 中去掉密码后另存。")

    def too_much(self, path: Path) -> Refused:
        """The refusal of a file that grows beyond the limits."""
        return self.refused(path, 5, "文件解压后太大。", "请检查是否选错了文件。")

    def costly(self, path: Path) -> Refused:
        """The refusal of a file that takes too much memory or time to read."""
        advice = f"请检查是否选错了文件，或{self.again.removeprefix('请')}"
        return self.refused(path, 5, "读这个文件要用的内存或时间太多。", advice)

    def alone(self, path: Path) -> Refused:
        """The refusal where the process that would read the file cannot be started."""
        return self.refused(path, 9, "读文件的进程起不来。", "请检查内存是否够用；够用的，请告诉维护者。")


def read(path: Path, door: Door, most: int = MAX_BYTES) -> bytes:
    """The bytes of a file, at most ``most``. Raises Refused (01 not to be had, 02 empty or too large)."""
    try:
        raw = regular.read(path, most + 1)
    except IsADirectoryError:
        raise door.refused(path, 1, f"这是一个文件夹，不是{door.name}。", "请写到文件名。") from None
    except regular.Irregular:
        raise door.refused(path, 1, regular.IRREGULAR, "请写到文件名。") from None
    except (FileNotFoundError, NotADirectoryError):
        raise door.refused(path, 1, "找不到这个文件。", "请检查路径和文件名。") from None
    except OSError as error:
        advice = f"请检查读取权限，文件是否正被 {door.programs} 打开。"
        raise door.refused(path, 1, f"文件读不出来（{type(error).__name__}）。", advice) from None
    if not raw:
        raise door.refused(path, 2, "文件是空的。", door.again)
    if len(raw) > most:
        raise door.refused(path, 2, f"文件超过 {most // 1024 // 1024} MB。", "请检查是否选错了文件。")
    return raw


def locked(raw: bytes) -> bool:
    """Whether these bytes are an encrypted office file."""
    return raw.startswith(OLE) and _ENCRYPTED in raw


def unpack(
    path: Path,
    raw: bytes,
    door: Door,
    wanted: Callable[[str], bool],
    look: Callable[[set[str]], None] = lambda names: None,
) -> dict[str, bytes]:
    """The wanted parts of a zipped file by name, as many bytes as the limits allow, whatever it declares.

    ``look`` sees the names of all parts before one is unpacked, and may refuse them. Raises Refused (04
    password, 05 too large, too many parts or one twice, 06 damaged, or packed otherwise than stored or deflated). A
    backslash in a name, which some programs write, is read as the ``/`` that is meant.
    """
    found: dict[str, bytes] = {}
    seen: set[str] = set()
    if raw.count(_MEMBER) > MAX_PARTS:  # before they are listed
        evidence = f"压缩包里有 {raw.count(_MEMBER)} 个文件，太多了。"
        raise door.refused(path, 5, evidence, "请检查是否选错了文件。")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            members = [(member.filename.replace("\\", "/"), member) for member in package.infolist()]
            look({name for name, _ in members})
            _look(path, [member for _, member in members], door)
            left = MAX_UNPACKED
            for name, member in members:
                if not wanted(name):
                    continue
                if name.lower() in seen:
                    raise door.refused(path, 5, f"压缩包里有两个 {name}。", door.again)
                if member.flag_bits & 1:
                    raise door.locked(path)
                if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise door.refused(path, 6, f"压缩包里的 {name} 用了少见的压缩方法。", door.again)
                seen.add(name.lower())
                found[name] = _content(raw, member, left)
                left -= len(found[name])
                if left < 0:
                    raise door.too_much(path)
                if len(found[name]) != member.file_size or zlib.crc32(found[name]) != member.CRC:
                    raise door.broken(path)
    except _DAMAGED:
        raise door.broken(path) from None
    return found


def _content(raw: bytes, member: zipfile.ZipInfo, most: int) -> bytes:
    """A part as it is unpacked; of one that is longer than ``most`` a byte more than that."""
    names = sum(_LENGTHS.unpack_from(raw, member.header_offset + _HEADER - _LENGTHS.size))
    start = member.header_offset + _HEADER + names
    packed = memoryview(raw)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        return bytes(packed[: most + 1])
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most + 1)


def _look(path: Path, members: Sequence[zipfile.ZipInfo], door: Door) -> None:
    """Refuse a package that says it holds too much, or two parts in one place."""
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise door.too_much(path)
    end = 0
    for start, size in sorted((member.header_offset, member.compress_size) for member in members):
        if start < end:
            raise door.broken(path)
        end = start + _HEADER + size


class Handler:
    """What looks at the elements of a part: by namespace and local name. Each method may be replaced."""

    def start(self, space: str, name: str, attributes: dict[str, str]) -> None:
        """An element begins; attribute names are local names."""

    def end(self, space: str, name: str) -> None:
        """It ends."""

    def text(self, words: str) -> None:
        """Words inside it."""


def parse(path: Path, content: bytes, door: Door, handler: Handler) -> None:
    """Send the elements of a part through a handler.

    Raises Refused (05 too many or nested beyond reason, 06 not well formed, 08 a document type or entity).
    """
    if content.count(b"<") > MAX_TAGS:
        raise door.too_much(path)
    depth = 0

    def entity(*_: Any) -> None:
        evidence = f"文件里有 XML 实体声明，正常的{door.name}没有。"
        raise door.refused(path, 8, evidence, f"请在 {door.programs} 中重新建一个文件。")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise door.too_much(path)
        space, _, local = name.rpartition(" ")
        handler.start(space, local, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        space, _, local = name.rpartition(" ")
        handler.end(space, local)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = entity
    parser.EntityDeclHandler = entity
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):  # these two of an encoding that is none
        raise door.broken(path) from None
