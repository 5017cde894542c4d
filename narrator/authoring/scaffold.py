"""A pack to begin with: the files of a child that changes nothing yet, and in comments what to write where.

The example in the comments is a wording of the parent itself, so that a person sees a sentence that is
really printed, and an uncommented example is right at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from narrator.authoring import examples
from narrator.phrases import spelling
from narrator.phrases.home import EXAMPLES, PACK_FILE
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Phrase, Variant
from narrator.rules.catalogue import kind_of
from narrator.rules.kinds import CHANGE

OWN = "phrases/own"
_PLAIN = re.compile(r"[\w.]+")


class Used(NamedTuple):
    """What of a parent its outline uses: ids of phrases, and names of pieces of the outline."""

    phrases: Container[str]
    pieces: Sequence[str]


def pack(parent: Pack, used: Used, name: str, region: str = "", year: int = 0) -> dict[str, str]:
    """The files of a pack over this parent, by their path in its folder.

    ``name`` is how the new folder names the parent; ``region`` and ``year`` are those of the new pack, "" and 0
    where they are the parent's.
    """
    other = (region or parent.region, year or parent.year)
    lines = [
        f"# {other[0]} {other[1]} 年度的短语库。这里没有写的，都沿用上级。",
        f"parent: {name}",
        "",
        "# 单位文件里的「地区」以 region 开头、「年度」是 year 的单位，用这个短语库。",
        _or_inherited("region", region, parent.region),
        _or_inherited("year", str(year or ""), str(parent.year)),
        f"title: {other[0]}{other[1]}年度部门决算公开说明",
        "",
        "# 依据：本地区本年度印发的模板，或已公开的说明。写明单位（文件）和年份。",
        "source:",
        *_proof(parent, other),
        "",
        "# 数的样子沿用上级。要改哪一种，去掉下面两行开头的「# 」再改；有哪些，见 narrator phrases show 加这个文件夹。",
        "# formats:",
        '#   万元: {type: amount, scale: 万元, pattern: "#,##0.00"}',
        "",
        *_outline(parent, used),
    ]
    return {PACK_FILE: _text(lines), **wording(parent, used)}


def wording(below: Pack, used: Used) -> dict[str, str]:
    """The files of wordings over this pack, by their path in their folder: a unit's own, or those of a child."""
    sample = next(_samples(below, used), None)
    own = [
        f"# 与 {below.id} 不同的用语写在这里，没有写的都照旧。",
        "",
        "# 依据：哪份文件里是这样写的。没有公开文本为证的用语，在那一条里写 evidence: 无。",
        "source:",
        "",
        f"# 一、改写：编号是已有的（narrator phrases list {below.id} 列出全部），只写要改的条件。",
        "phrases:",
        *(_changed(*sample) if sample else ()),
        "",
        "# 二、新增：编号是没有的，名称自己起。over 是它说的事实（narrator phrases facts 列出全部）；",
        "# 不取数的固定文字不写 over。新增的要在大纲里用到，不然印不出来。例如：",
        "new:",
        "#   某节.某句: 要写的文字",
    ]
    shown = [
        "# own.yaml 里每条带数的用语，在这里配一条例句：给出数，写出整句；lint 用它正反各核对一遍。",
        "# 数请虚构，只写数字，不带单位。narrator phrases examples --fill 加这个文件夹，可以先拟好，您逐条读过。",
        *(_exemplified(below, *sample) if sample else ()),
    ]
    return {f"{OWN}.yaml": _text(own), f"{OWN}{EXAMPLES}": _text(shown)}


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _or_inherited(key: str, own: str, inherited: str) -> str:
    return f"{key}: {own}" if own else f"# {key}: {inherited}（沿用上级）"


def _proof(parent: Pack, other: tuple[str, int]) -> Iterator[str]:
    """Of another region or year than the parent's, nothing shows yet what is inherited."""
    if other != (parent.region, parent.year):
        named = f"{other[0]}{other[1]}年度"
        yield f"# 沿用 {parent.id} 的用语，还没有{named}的文本为证，起草时会提示。逐条核对过以后，删去下一行。"
        yield "evidence: 无"


def _outline(parent: Pack, used: Used) -> Iterator[str]:
    """Where the outline is, and what to write in order to change it."""
    if not parent.has_outline:
        yield "# 上级没有大纲：请新建 outline.yaml，写 title 和 parts（写法参照 xinjiang 的 outline.yaml）。"
        return
    yield "# 大纲（有哪些部分，什么次序）沿用上级，这里没有 outline.yaml。要改其中一段，新建它，写 blocks 和那一段。"
    yield "# 现在的写法：narrator phrases outline 加这个文件夹和段名，抄过来再改。"
    if used.pieces:
        yield f"# 可改的段：{'、'.join(used.pieces)}。"


def _samples(below: Pack, used: Used) -> Iterator[tuple[Phrase, Variant]]:
    """Wordings with slots that are printed, the best to show first: of a change that went up, of a choice, any other.

    Of a pack without an outline, any may be.
    """
    whole = not below.has_outline
    found = [
        (phrase, variant)
        for phrase in below.phrases.values()
        for variant in phrase.said()
        if variant.slots and kind_of(phrase.over) is not None and (whole or phrase.id in used.phrases)
    ]
    yield from sorted(
        found, key=lambda item: (kind_of(item[0].over) is not CHANGE, "up" not in item[1].source.conditions)
    )


def _changed(phrase: Phrase, variant: Variant) -> Iterator[str]:
    conditions = spelling.of(variant.source)
    yield "# 例如改下面这一句：去掉几行开头的「# 」，再改引号里的文字；{{ 名称 | 格式 }} 是填数的地方，要留着。"
    yield f"#   {phrase.id}:"
    if not conditions:
        yield f"#     say: {_quoted(variant.text)}"
        return
    yield "#     say:"
    yield f"#       {conditions.replace('、', ', ')}: {_quoted(variant.text)}"


def _exemplified(below: Pack, phrase: Phrase, variant: Variant) -> Iterator[str]:
    for example in examples.by_wording(below)[variant.source][:1]:
        conditions = spelling.listed(phrase.over, example.conditions).replace("、", ", ")
        yield f"# {phrase.id}:"
        yield f"# - conditions: [{conditions}]" if conditions else "# -"
        yield f"#   values: {{{', '.join(f'{name}: {_quoted(value)}' for name, value in example.values.items())}}}"
        yield f"#   text: {_quoted(example.text)}"


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(str(text), ensure_ascii=False)
