"""A Word file from outside: its parts under limits, the links between them, the links out of the file.

Nothing is parsed but relationships and the parts that are asked for; nothing is fetched, no entity is expanded.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from narrator.figures.findings import Refused
from narrator.readers.package import OLE, Door, unpack
from narrator.writers.docx.rebuilt import LeftOut, short

if TYPE_CHECKING:
    from lxml.etree import _Element

_AGAIN = "请用 Word 或 WPS 打开它，另存为 .docx 后再试。"
_CODES = {1: 11, 2: 13, 4: 12, 5: 14, 6: 13, 8: 16, 9: 11}
_MAX_PART = 2 * 2**20  # bytes of a part that is built again
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0!\0(D\0O\0C|E\0N\0T)")

# Parts as messages call them, by the type of the relationship that leads there.
_PARTS = {
    "officeDocument": "正文",
    "header": "页眉",
    "footer": "页脚",
    "styles": "样式",
    "numbering": "编号",
    "theme": "主题",
    "settings": "设置",
    "webSettings": "网页设置",
    "fontTable": "字体表",
    "comments": "批注",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "customXml": "自定义 XML",
}
# Relationships that are told wherever they stand; any other one is told where it leads out of the file.
_ACTIVE = {
    "hyperlink": "超链接",
    "attachedTemplate": "附加模板",
    "oleObject": "嵌入对象（OLE）",
    "package": "嵌入对象（OLE）",
    "control": "ActiveX 控件",
    "aFChunk": "嵌入的文件",
    "subDocument": "子文档",
    "font": "嵌入字体",
    "vbaProject": "宏",
}


class _Door(Door):
    """How every office file is opened, with the codes that this kind had first."""

    def refused(self, path: Path, number: int, evidence: str, advice: str) -> Refused:
        return super().refused(path, _CODES[number], evidence, advice)


DOOR = _Door("W2", " .docx 模板", "Word 或 WPS", _AGAIN)


class Relation(NamedTuple):
    """What leads out of a part: the last word of its type; the name of a part, "" for what is outside."""

    kind: str
    target: str


class Foreign:
    """The parts of one file, as far as they are XML, by name in small letters; and what of it is ``told``."""

    def __init__(self, path: Path, content: bytes) -> None:
        self.path = path
        self.content = content
        self.left_out = LeftOut()
        if content.startswith(OLE):
            evidence = "这是旧的 .doc 文件，或者加了密码。"
            raise DOOR.refused(path, 4, evidence, f"请去掉密码，{_AGAIN.removeprefix('请')}")
        found = unpack(path, content, DOOR, lambda name: name.lower().endswith((".xml", ".rels")))
        self.parts = {name.lower(): part for name, part in found.items()}
        self._names = {"": "文件"}

    def pictures(self, names: Collection[str]) -> dict[str, bytes]:
        """The content of parts that are no XML, as far as they are there."""
        found = unpack(self.path, self.content, DOOR, lambda name: name.lower() in names)
        return {name.lower(): part for name, part in found.items()}

    def parsed(self, name: str, root_name: str, limit: int = _MAX_PART) -> _Element:
        """A part as a tree whose root has this name.

        Raises Refused: W213 not there, damaged or of another kind, W214 too large, W216 a document type.
        """
        from lxml import etree

        content = self.parts.get(name, b"")
        if len(content) > limit:
            advice = "请删去模板里的正文和不用的样式，只留样式、页面设置、页眉和页脚。"
            raise DOOR.refused(self.path, 5, f"模板的{self._label(name)}太大。", advice)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            root = None if _DOCTYPE.search(content) else etree.fromstring(content, parser)
        except (etree.LxmlError, ValueError):
            raise DOOR.broken(self.path) from None
        if root is None or cast("Any", root.getroottree().docinfo).doctype:
            evidence = f"模板的{self._label(name)}里有 XML 实体声明，正常的 Word 文件没有。"
            raise DOOR.refused(self.path, 8, evidence, _AGAIN)
        if short(root) != root_name:
            raise DOOR.broken(self.path)
        return root

    def spared(self, name: str, root_name: str, limit: int = _MAX_PART) -> _Element | None:
        """The same for a part that can be spared: None where it has a document type, which ``look_round`` tells."""
        try:
            return self.parsed(name, root_name, limit)
        except Refused as refused:
            if refused.findings[0].code != "W216":
                raise
            return None

    def relations(self, source: str, *, spared: bool = False) -> dict[str, Relation]:
        """What leads out of a part ("" for the file as a whole), by id. Raises Refused as ``parsed`` or ``spared``."""
        folder, file = posixpath.split(source)
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        if name not in self.parts:
            return {}
        root = (self.spared if spared else self.parsed)(name, ":Relationships")
        found: dict[str, Relation] = {}
        for relation in () if root is None else root.iterchildren("{*}Relationship"):
            kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
            outside = relation.get("TargetMode", "").lower() == "external" or ":" in target
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").lower()
            found[relation.get("Id", "")] = Relation(kind, "" if outside else target)
            if not outside and kind in _PARTS:
                self._names.setdefault(target, _PARTS[kind])
        return found

    def look_round(self) -> None:
        """Tell what leads out of the file or is active, and where a document type stands, in parts used or not."""
        for name in sorted(self.parts):
            label = self._label(name)
            try:
                relations = self.relations(_source(name)) if name.endswith(".rels") else {}
            except Refused:
                relations = {}
            for relation in relations.values():
                if relation.kind in _ACTIVE or not relation.target:
                    self.left_out.add(label, _ACTIVE.get(relation.kind, "外部链接"))
            if _DOCTYPE.search(self.parts[name]):
                self.left_out.add(label, "XML 实体声明（DOCTYPE）")

    def _label(self, name: str) -> str:
        """A part as messages call it, never by a name that somebody else gave; relationships go with their source."""
        return self._names.get(_source(name) if name.endswith(".rels") else name, "其他部件")


def _source(name: str) -> str:
    """The part from which these relationships lead."""
    folder, file = posixpath.split(name)
    return posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
