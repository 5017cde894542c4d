"""The explanation of sentences as text for a person at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeAlias

from narrator.document.explain import Explanation, judged, values
from narrator.figures.protocol import Protocol
from narrator.figures.values import Figure, Gap, Names, Place, Text
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Said

_SHORT = 40


def write(
    explained: Iterable[Explanation], reading: Iterable[Protocol] = (), words: Pack | None = None
) -> Iterator[str]:
    """The lines of an explanation: headings once, then each sentence with its phrases and values.

    ``reading`` tells which form of the accounts software a figure came from, where the sheet's name does not;
    ``words`` is the pack, which tells what the unit chose for a wording.
    """
    sheets = {(table.file, sheet): table.named(sheet) for table in reading for sheet in table.sheets}

    def where(origin: Place) -> str:
        named = origin._replace(sheet=sheets.get((origin.file, origin.sheet), origin.sheet))
        return place(named)

    headings: tuple[str, ...] | None = None
    for item in explained:
        if item.headings != headings:
            if headings is not None:
                yield ""
            headings = item.headings
            yield " › ".join(headings) or "标题"
        yield ""
        yield f"「{item.sentence.text.strip()}」"
        for said in item.sentence.said:
            yield from _phrase(said, where, words)


_Where: TypeAlias = Callable[[Place], str]  # how a place is told


def place(where: Place) -> str:
    """A place with the key of what stands there."""
    return f"← {where} 〔{where.key}〕"


def _phrase(said: Said, where: _Where, words: Pack | None) -> Iterator[str]:
    name = said.source.phrase or "（标点或单位原文）"
    evidence = said.source.evidence or "没有公开文本为证"
    yield f"  {name}    {said.source.place}    依据：{evidence}"
    if words and (choice := words.choice(said.source.place)):
        yield f"    选用 {choice}"
    if said.fact and said.source.phrase:
        yield from _condition(said)
    told = values(said)
    for slot, value in told.items():
        if isinstance(value, Figure):
            yield from figure(slot, value, "      ", {id(other) for other in told.values()}, where)
        else:
            yield f"      {slot}  {_value(value, where)}".rstrip()


def _condition(said: Said) -> Iterator[str]:
    assert said.fact is not None
    outcome = judged(said)
    held = next((str(item.condition) for item in outcome if item.held), "")
    if said.condition is None:
        held = "待填，还不能判断"
    yield f"    事实 {said.fact.name}" + (f"，条件 {held}" if held else "")
    refused = "、".join(str(item.condition) for item in outcome if item.held is False)
    if refused:
        yield f"    在它之前判断、不成立：{refused}"
    after = "、".join(item.condition.term for item in outcome if item.held is None)
    if after:
        yield f"    在它之后、不再判断：{after}"


def _value(value: Text | Names | Gap, where: _Where) -> str:
    match value:
        case Text():
            words = value.text if len(value.text) <= _SHORT else f"{value.text[:_SHORT]}…"
            return f"「{words}」" + (f"  {where(value.origin)}" if value.origin else "")
        case Names():
            return f"「{'、'.join(name.text for name in value.names)}」"
        case Gap():
            return f"待填 〔{value.key}〕"


def figure(name: str, of: Figure, indent: str, told: Collection[int] = (), where: _Where = place) -> Iterator[str]:
    """A figure with its cell or its formula; inputs that are not ``told`` by themselves stand below the formula."""
    exact = of.exact
    rounded = "" if exact is of else f"  （{exact.value:f}{exact.unit} 四舍五入）"
    shown = f"{indent}{name}  {of.value:f}{of.unit}"
    if isinstance(exact.origin, Place):
        yield f"{shown}  {where(exact.origin)}{rounded}"
    elif exact.origin.inputs:
        yield f"{shown}  = {exact.origin.expression} = {exact.origin.with_numbers()}{rounded}"
        for label, part in exact.origin.inputs:
            if id(part) not in told:
                yield from figure(label, part, f"{indent}  ", told, where)
    else:
        yield shown
