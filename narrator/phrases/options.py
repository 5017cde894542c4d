"""Options: what a pack leaves to its units to choose. A choice is a small layer over the pack.

``pack.yaml`` declares them, ``options: {NAME: {choices: {CHOICE: {layer: options/FOLDER, texts: N}}}}``: the first
choice is how the pack words it anyway, and has no layer; ``texts`` and ``source`` say what shows a choice. A child
inherits the options of its parents. It may restate one as a whole, withdraw it (``NAME: 无``), or choose for all of
its units (``choose: {NAME: CHOICE}``): the layer of that choice then lies right below its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from narrator.figures.findings import Finding
from narrator.figures.near import near
from narrator.figures.values import Place, Text
from narrator.files import marked
from narrator.files.marked import Node, Scalar
from narrator.phrases.home import CHOOSE, OPTIONS, PACK_FILE
from narrator.phrases.settings import Chosen

WITHDRAWN = "无"
UNFIT, UNKNOWN = "P170", "P173"
_CHOICES, _KEYS = "choices", ("layer", "texts", "source")
_NAME = re.compile(r"[^/\s]([^/\n\r\t]{0,48}[^/\s])?")  # as part of a key, and of a line in a list
_LAYER = re.compile(rf"{OPTIONS}/([\w-]+)")
_MOST_OPTIONS, _MOST_CHOICES = 50, 20  # each choice is a pack of its own to lint
_COUNT = re.compile("[1-9][0-9]{0,3}")
_SHAPE = "写成「选项: {choices: {写法: , 写法: {layer: options/文件夹}}}」，第一种是短语库本来的写法。"


class Choice(NamedTuple):
    """One way to word what is optional: its layer, None where it is the words of the pack; what shows it."""

    name: str
    place: Place
    layer: Path | None = None
    texts: int = 0
    source: str = ""


class Option(NamedTuple):
    """What may be chosen, and the pack that offers it, by its name in messages; the first choice is the default."""

    name: str
    pack: str
    choices: Mapping[str, Choice]

    @property
    def default(self) -> str:
        """The choice of who makes none."""
        return next(iter(self.choices))

    def unknown(self, choice: str, place: Place | None, code: str) -> Finding:
        """What is told of a choice that there is not."""
        advice = near(choice, self.choices, "") + f"可选：{listed(self.choices)}。"
        return Finding(code, place, f"选项「{self.name}」没有「{choice}」这种写法。", advice)


def listed(choices: Iterable[str]) -> str:
    """Choices as a person is told of them; each may be words of several clauses."""
    return "".join(f"「{choice}」" for choice in choices)


class Settled(NamedTuple):
    """What a pack chose for all of its units."""

    choice: Choice
    pack: str


class Laid(NamedTuple):
    """The layers of a pack with those of the choices that its chain makes; what it leaves to a unit, what not."""

    folders: list[Path]
    left: dict[str, Option]
    settled: dict[str, Settled]


class Head(NamedTuple):
    """The folder of a layer, how it is called in messages, what its ``pack.yaml`` says."""

    folder: Path
    name: str
    content: marked.Mapping


def laid(heads: Iterable[Head], findings: list[Finding]) -> Laid:
    """What the options of a chain come to, parent first; what does not fit what it inherits is told.

    What is no declaration is passed over: ``declared`` tells where the layer is read.
    """
    folders: list[Path] = []
    left: dict[str, Option] = {}
    settled: dict[str, Settled] = {}
    for head in heads:
        if CHOOSE in head.content:
            folders += _made(head, left, settled, findings)
        folders.append(head.folder)
        if OPTIONS in head.content:
            for name, option in declared(head, []).items():
                if option is not None:
                    left[name] = option
                elif left.pop(name, None) is None:
                    mark = _mapping(head.content[OPTIONS]).marks[name]
                    findings.append(_unknown(name, mark, left, head.name, UNKNOWN))
                settled.pop(name, None)
    return Laid(folders, left, settled)


def _made(head: Head, left: dict[str, Option], settled: dict[str, Settled], findings: list[Finding]) -> Iterator[Path]:
    """The layers of the choices that a pack makes for its units; they are left to nobody any more."""
    written = _mapping(head.content[CHOOSE])
    for name, choice in written.items():
        option, place = left.get(name), written.marks[name]
        if not isinstance(choice, Scalar):
            findings.append(
                Finding(UNFIT, place, f"「{name}」后面没有写选哪一种。", f"写成「{CHOOSE}: {{选项: 写法}}」。")
            )
        elif option is None:
            findings.append(_unknown(name, place, left, head.name, UNKNOWN))
        elif choice not in option.choices:
            findings.append(option.unknown(choice, choice.place, UNKNOWN))
        else:
            settled[name] = Settled(option.choices[choice], head.name)
            del left[name]
            layer = option.choices[choice].layer
            if layer is not None:
                yield layer


def _unknown(name: str, place: Place | None, left: Mapping[str, Option], pack: str, code: str) -> Finding:
    known = f"可选的有：{'、'.join(left)}。" if left else "它没有可选的，请删去。"
    return Finding(code, place, f"短语库 {pack} 没有选项「{name}」。", near(name, left, known))


def taken(
    left: Mapping[str, Option], settled: Mapping[str, Settled], given: Iterable[tuple[str, Text]], pack: str
) -> tuple[list[tuple[Choice, Chosen]], list[Finding]]:
    """The choices that a unit makes in place of defaults, in the order of the options; what of them there is not."""
    made = dict(given)
    findings = []
    for name, choice in made.items():
        option, fixed = left.get(name), settled.get(name)
        if option is not None and choice.text not in option.choices:
            findings.append(option.unknown(choice.text, choice.origin, "P177"))
        elif option is None and fixed is not None and fixed.choice.name != choice.text:
            evidence = f"选项「{name}」，短语库 {fixed.pack} 已定为「{fixed.choice.name}」，不能另选「{choice.text}」。"
            findings.append(Finding("P177", choice.origin, evidence, "请删去这一项。"))
        elif option is None and fixed is None:
            findings.append(_unknown(name, choice.origin, left, pack, "P177"))
    found = (
        [] if findings else [(name, option.choices[made[name].text]) for name, option in left.items() if name in made]
    )
    return [(one, Chosen(name, one.name, one.texts)) for name, one in found if one.layer is not None], findings


def missing(option: str, choice: Choice) -> Finding:
    """What is told of a choice whose layer is not there."""
    assert choice.layer is not None
    folder = f"{OPTIONS}/{choice.layer.name}"
    evidence = f"选项「{option}」的写法「{choice.name}」没有用语：没有 {folder} 这个文件夹。"
    return Finding("P172", choice.place, evidence, "请核对 layer，或新建这个文件夹，在里面的 phrases 里写用语。")


# What is declared -------------------------------------------------------------------------------


def declared(head: Head, findings: list[Finding]) -> dict[str, Option | None]:
    """The options that a ``pack.yaml`` states, None for one that it withdraws; what is none is told, and left out."""
    node = head.content.get(OPTIONS)
    if node is not None and not isinstance(node, marked.Mapping):
        findings.append(Finding(UNFIT, node.place, f"{OPTIONS} 应是一组选项。", _SHAPE))
    found: dict[str, Option | None] = {}
    written = _mapping(node)
    if len(written) > _MOST_OPTIONS:
        findings.append(Finding(UNFIT, written.place, f"选项多于 {_MOST_OPTIONS} 个。", "请删去用不到的。"))
        return {}
    for name, of in written.items():
        if _NAME.fullmatch(name) is None:
            findings.append(_misnamed(name, written.marks[name]))
        elif of == WITHDRAWN:
            found[str(name)] = None
        elif choices := _choices(str(name), of, head, written.marks[name], findings):
            found[str(name)] = Option(str(name), head.name, choices)
    return found


def _misnamed(name: str, place: Place) -> Finding:
    return Finding(UNFIT, place, f"「{name}」不能作名称。", "名称要在 50 字以内，没有「/」，不换行。")


def _choices(option: str, of: Node, head: Head, place: Place, findings: list[Finding]) -> dict[str, Choice]:
    """The choices of an option; none where a mistake in it was told."""
    before = len(findings)
    listed = _mapping(of).get(_CHOICES)
    if not isinstance(listed, marked.Mapping) or len(_mapping(of)) > 1:
        advice = f"{_SHAPE}要撤去沿用的选项，写「{WITHDRAWN}」。"
        findings.append(Finding(UNFIT, place, f"选项「{option}」读不出有哪几种写法。", advice))
        return {}
    if len(listed) > _MOST_CHOICES:
        findings.append(Finding(UNFIT, place, f"选项「{option}」的写法多于 {_MOST_CHOICES} 种。", "请删去用不到的。"))
        return {}
    found = {}
    for number, (name, written) in enumerate(listed.items()):
        mark = listed.marks[name]
        if _NAME.fullmatch(name) is None:
            findings.append(_misnamed(name, mark))
        elif written is not None and not isinstance(written, marked.Mapping):
            findings.append(Finding(UNFIT, mark, f"写法「{name}」后面只能写一组键值。", f"可用：{'、'.join(_KEYS)}。"))
        else:
            found[str(name)] = _choice(str(name), _mapping(written), head, mark, not number, findings)
    if len(listed) < len("甲乙"):
        findings.append(
            Finding("P171", place, f"选项「{option}」只有一种写法，没有可选的。", "请至少写两种，或删去这个选项。")
        )
    return found if len(findings) == before else {}


def _choice(name: str, of: marked.Mapping, head: Head, place: Place, first: bool, findings: list[Finding]) -> Choice:
    for key in of:
        if key not in _KEYS:
            advice = near(str(key), _KEYS, f"可用：{'、'.join(_KEYS)}。")
            findings.append(Finding("P101", of.marks[key], f"这里不能写「{key}」。", advice))
    layer, texts, source = (of.get(key) for key in _KEYS)
    right = layer is None if first else isinstance(layer, Scalar) and _LAYER.fullmatch(layer)
    if not right and first:
        evidence = f"第一种写法「{name}」是短语库本来的写法，不能有 layer。"
        findings.append(Finding(UNFIT, of.marks["layer"], evidence, "请把本来的写法排在第一。"))
    elif not right:
        evidence = f"写法「{name}」没有写它的用语在哪个文件夹。"
        findings.append(
            Finding(UNFIT, place, evidence, f"请写 layer: {OPTIONS}/文件夹，放在这个短语库的 {OPTIONS} 里。")
        )
    counted = isinstance(texts, Scalar) and _COUNT.fullmatch(texts) is not None
    if texts is not None and not counted:
        evidence = f"写法「{name}」的篇数不能是「{texts}」。"
        findings.append(Finding(UNFIT, of.marks["texts"], evidence, "请写有几个单位的公开文本为证，从 1 起的整数。"))
    folder = head.folder / str(layer) if layer is not None and right else None
    return Choice(name, place, folder, int(str(texts)) if counted else 0, str(source or ""))


def _mapping(node: Node) -> marked.Mapping:
    return node if isinstance(node, marked.Mapping) else marked.nothing(Place(PACK_FILE, 0, 0))


def is_choice(folder: Path) -> bool:
    """Whether a folder is that of a choice: it stands in the folder ``options`` of a pack."""
    return folder.parent.name == OPTIONS and (folder.parent.parent / PACK_FILE).is_file()
