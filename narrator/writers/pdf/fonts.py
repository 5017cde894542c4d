"""The fonts of a page: which face draws what, and that every character of a document has one.

The layout names the official families (GB/T 9704-2012); where one is not on the machine, a named
substitute stands in, and the writer can say so. A program that draws with whatever it finds leaves boxes
or nothing at all where a character is missing, so each character is looked up beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from narrator.figures.characters import drawn, shown
from narrator.figures.findings import Finding, Refused

TITLE, BODY, HEADING, SUBHEADING, WESTERN = "title", "body", "heading", "subheading", "western"

# The official family of each role, under every name that its file may carry.
OFFICIAL: Mapping[str, tuple[str, ...]] = {
    TITLE: ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
    BODY: ("仿宋_GB2312", "仿宋", "FangSong_GB2312", "FangSong"),
    HEADING: ("黑体", "SimHei"),
    SUBHEADING: ("楷体_GB2312", "楷体", "KaiTi_GB2312", "KaiTi"),
    WESTERN: ("Times New Roman",),
}
_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "思源宋体")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "思源黑体")
_LAST = ("SimSun", "宋体", "STSong", "Microsoft YaHei", "微软雅黑")
SUBSTITUTES: Mapping[str, tuple[str, ...]] = {
    TITLE: (*_SERIF, "STZhongsong", *_LAST, *_SANS),
    BODY: ("STFangsong", "FandolFang R", "FandolFang", *_SERIF, *_LAST, *_SANS),
    HEADING: ("STHeiti", *_SANS, "FandolHei", "Microsoft YaHei", "微软雅黑", *_SERIF, *_LAST),
    SUBHEADING: ("STKaiti", "FandolKai", "LXGW WenKai", "AR PL UKai CN", *_SERIF, *_LAST, *_SANS),
    WESTERN: ("Liberation Serif", "TeX Gyre Termes", "Nimbus Roman"),
}
CHINESE = (TITLE, BODY, HEADING, SUBHEADING)
_SAMPLE = "一部门决算"  # a face that lacks these is no Chinese one


class Face(NamedTuple):
    """One face of a font file: its family, the file, its number in a collection, its weight (400 is regular)."""

    family: str
    path: str
    number: int
    weight: int

    def has(self, character: str) -> bool:
        """Whether the face can draw a character."""
        return ord(character) in _characters(self.path, self.number)


class Fonts(NamedTuple):
    """The faces of each role, the one that is tried first in front; ``western`` may be empty."""

    faces: Mapping[str, tuple[Face, ...]]

    def drawing(self, role: str, character: str) -> Face | None:
        """The face that draws a character in a role; None where none can."""
        western, chinese = self.faces[WESTERN], self.faces[role]
        order = (*western, *chinese) if character.isascii() else (*chinese, *western)
        return next((face for face in order if face.has(character)), None)

    def families(self) -> dict[str, list[str]]:
        """The names of the families by role, in the order in which they are tried."""
        return {role: [face.family for face in faces] for role, faces in self.faces.items()}

    def substitutes(self) -> tuple[str, ...]:
        """What stands in for an official family, as "official → substitute"."""
        told = []
        for role, faces in self.faces.items():
            official = OFFICIAL[role]
            if faces and not _named(faces[0].family, official):
                told.append(f"{official[0]} → {faces[0].family}")
        return tuple(told)


def choose(own: Sequence[Face], system: Sequence[Face] = ()) -> Fonts:
    """The faces of each role: official ones first, then substitutes; of either the user's ``own`` before others.

    Raises Refused (W222) where none is Chinese.
    """
    chosen: dict[str, tuple[Face, ...]] = {}
    both = [_families(own), _families(system)]
    for role in OFFICIAL:
        order = [
            face
            for names in (OFFICIAL[role], SUBSTITUTES[role])
            for families in both
            for face in _fitting(families, names, role)
        ]
        chosen[role] = tuple({face.family.casefold(): face for face in reversed(order)}.values())[::-1]
    if not all(chosen[role] for role in CHINESE):
        raise Refused([Finding("W222", None, "找不到中文字体，没有生成文件（否则汉字会变成方框）。", _WAYS)])
    return Fonts(chosen)


_WAYS = (
    "三种办法任选其一：一、在装有 Windows 或 WPS 的电脑上，用 --font-dir 指向字体文件夹（如 C:\\Windows\\Fonts）；"
    "二、Linux 上安装系统字体包（Debian、Ubuntu：apt install fonts-noto-cjk）；"
    "三、下载免费的「思源宋体」「思源黑体」（Noto Serif SC、Noto Sans SC），放进一个文件夹，用 --font-dir 指向它。"
)


def _families(faces: Iterable[Face]) -> dict[str, list[Face]]:
    """The faces of each family, by its name without regard to case."""
    families: dict[str, list[Face]] = {}
    for face in faces:
        families.setdefault(face.family.casefold(), []).append(face)
    return families


def _fitting(families: Mapping[str, list[Face]], names: tuple[str, ...], role: str) -> Iterable[Face]:
    """One face of each family that is there, in the order of the names: of its weights the fitting one."""
    wanted = 700 if role == TITLE else 400
    for name in names:
        if family := families.get(name.casefold()):
            face = min(family, key=lambda face: abs(face.weight - wanted))
            if role == WESTERN or all(map(face.has, _SAMPLE)):
                yield face


def _named(family: str, names: tuple[str, ...]) -> bool:
    return family.casefold() in [name.casefold() for name in names]


def check(fonts: Fonts, texts: Iterable[tuple[str, str]]) -> None:
    """That every character of the texts, given with their roles, has a face that draws it.

    Raises Refused (W223) with every character that has none and the sentence in which it stands first.
    """
    seen: set[tuple[str, str]] = set()
    lost: dict[str, str] = {}
    for role, text in texts:
        for character in dict.fromkeys(text):
            if (role, character) in seen:
                continue
            seen.add((role, character))
            if drawn(character) and fonts.drawing(role, character) is None:
                lost.setdefault(character, text)
    if lost:
        raise Refused([_lost(character, text) for character, text in lost.items()])


def _lost(character: str, text: str) -> Finding:
    told = shown(character)
    at = text.find(character)
    around = text[max(at - 20, 0) : at + 20].strip()
    evidence = f"所有字体里都没有「{told}」（U+{ord(character):04X}）这个字，它在「{around}」。"
    return Finding("W223", None, evidence, "请核对是否录入有误；确是这个字的，用 --font-dir 指向有它的字体。")


@lru_cache(maxsize=64)  # faces are large files, asked for every document
def _characters(path: str, number: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(path, fontNumber=number, lazy=True) as font:
        return frozenset(font.getBestCmap())
