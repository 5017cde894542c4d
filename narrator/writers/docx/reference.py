"""A Word file of the unit's own as the package: its styles, page, header and footer; its text is left out.

It comes from outside: in the process beside ours it is unpacked under limits, looked through, and packed again before
python-docx sees it. What could run, load or ask for something is refused; what is merely not needed is left out.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, cast

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.readers import isolated, regular
from narrator.readers.package import Door
from narrator.writers.docx import package, styles
from narrator.writers.docx.package import Ready

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element

_MAX_FILE, _MAX_BYTES, _MAX_PARTS = 32 * 2**20, 128 * 2**20, 2000
_OLD = b"\xd0\xcf\x11\xe0"  # a compound file: .doc, or a .docx under a password
_ENCRYPTED, _PACKED = 1, (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0!\0(D\0O\0C|E\0N\0T)")
_MACRO = re.compile(r"vbaproject|vbadata|activex", re.IGNORECASE)
_AGAIN = "请用 Word 或 WPS 打开它，另存为 .docx 后再试。"


class _Unfit(Exception):
    """Why a file is not taken: code, evidence, advice."""

    def refused(self, path: Path) -> Refused:
        """The same with the file as place."""
        code, evidence, advice = self.args
        return Refused([Finding(code, Place(str(path), 0, 0), evidence, advice)])


class _Door(Door):
    """What is said where reading the file itself goes wrong, under the codes of this module."""

    def refused(self, path: Path, number: int, evidence: str, advice: str) -> Refused:
        """A refusal under the code that stands for this one."""
        return super().refused(path, {5: 14, 6: 13, 9: 11}[number], evidence, advice)


_DOOR = _Door("W2", " Word 模板", "Word 或 WPS", _AGAIN)


def ready(path: Path) -> Ready:
    """The package that this .docx gives. Raises Refused:

    W211 cannot be read, W212 .doc or under a password, W213 damaged or no .docx, W214 too large,
    W215 macros, W216 XML entities, W217 header or footer with links or embedded objects.
    """
    try:
        content = _content(path)
    except _Unfit as unfit:
        raise unfit.refused(path) from None
    return _ready(path, content)


@lru_cache(maxsize=4)
def _ready(path: Path, content: bytes) -> Ready:
    return isolated.call(_DOOR, path, made, path, content)


def made(path: Path, content: bytes) -> Ready:
    """The package that these bytes give, as ``ready`` says; memory and time are not limited here."""
    try:
        parts = _unpacked(content)
        _looked_through(parts)
        return _adopted(parts)
    except _Unfit as unfit:
        raise unfit.refused(path) from None


def _content(path: Path) -> bytes:
    try:
        content = regular.read(path, _MAX_FILE + 1)
    except regular.Irregular:
        raise _Unfit("W211", regular.IRREGULAR, "请写到文件名。") from None
    except OSError as error:
        raise _Unfit("W211", f"读不出这个模板（{type(error).__name__}）。", "请检查文件名和路径。") from None
    if len(content) > _MAX_FILE:
        raise _too_large()
    return content


def _too_large() -> _Unfit:
    return _Unfit("W214", "模板文件太大。", "请删去模板里的图片和正文，只留样式、页面设置、页眉和页脚。")


def _damaged() -> _Unfit:
    return _Unfit("W213", "文件已损坏，或者不是 .docx 模板。", _AGAIN)


def _unpacked(content: bytes) -> dict[str, bytes]:
    if content.startswith(_OLD):
        raise _Unfit("W212", "这是旧的 .doc 文件，或者加了密码。", "请去掉密码，" + _AGAIN.removeprefix("请"))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > _MAX_PARTS or sum(entry.file_size for entry in entries) > _MAX_BYTES:
                raise _too_large()
            if any(entry.flag_bits & _ENCRYPTED or entry.compress_type not in _PACKED for entry in entries):
                raise _damaged()
            parts = {}
            for entry in entries:
                with archive.open(entry) as part:
                    parts[entry.filename] = part.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError, OSError):
        raise _damaged() from None
    if len({name.casefold() for name in parts}) < len(entries):
        raise _damaged()
    return parts


def _looked_through(parts: dict[str, bytes]) -> None:
    if any(_MACRO.search(name) for name in parts) or b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise _Unfit("W215", "模板里有宏。", "请另存为不含宏的 .docx 后再试。")
    for name, part in parts.items():
        if name.lower().endswith((".xml", ".rels")) and _DOCTYPE.search(part):
            raise _Unfit("W216", f"模板的 {name} 里有 XML 实体声明，正常的 Word 文件没有。", _AGAIN)


def _adopted(parts: dict[str, bytes]) -> Ready:
    """The package as python-docx reads it from these parts, with its missing styles added."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml import etree

    try:
        word = docx.Document(BytesIO(package.packed(parts)))
        if word.part.rels._baseURI != "/word" or not len(word.sections):
            raise _damaged()
        _page(word)
        _plain_margins(word)
        ids = styles.adopted(cast("_Element", word.styles.element))
        return package.prepared(word, ids)
    except (PackageNotFoundError, etree.LxmlError, LookupError, ValueError, TypeError, AttributeError, AssertionError):
        raise _damaged() from None


def _page(word: WordDocument) -> None:
    """Name the main part as ours is named, and fill in what the page setup leaves open."""
    from docx.opc.packuri import PackURI
    from docx.shared import Mm

    word.part.partname = PackURI(f"/{package.TEXT}")
    section = word.sections[-1]
    section.page_width, section.page_height = section.page_width or Mm(210), section.page_height or Mm(297)
    for side in ("top_margin", "bottom_margin", "left_margin", "right_margin", "header_distance", "footer_distance"):
        if getattr(section, side) is None:
            setattr(section, side, Mm(25))


def _plain_margins(word: WordDocument) -> None:
    """Refuse header and footer parts that lead anywhere but to a picture inside the file."""
    from docx.opc.constants import RELATIONSHIP_TYPE as RT

    for relation in word.part.rels.values():
        if relation.reltype not in (RT.HEADER, RT.FOOTER):
            continue
        if relation.is_external or any(
            inner.is_external or inner.reltype != RT.IMAGE for inner in relation.target_part.rels.values()
        ):
            advice = "请删去其中的链接和嵌入对象（图片要嵌入，不要链接到文件）。"
            raise _Unfit("W217", "模板的页眉或页脚里有外部链接或嵌入对象。", advice)
