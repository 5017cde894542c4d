"""The explanation of sentences as text for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from narrator.document.explain import Explanation, judged, values
from narrator.figures.values import Figure, Formula, Gap, Names, Place, Text, Value
from narrator.phrases.phrase import Said

_SHORT = 40


def write(explained: Iterable[Explanation]) -> Iterator[str]:
    """The lines of an explanation: headings once, then each sentence with its phrases and values."""
    headings: tuple[str, ...] | None = None
    for item in explained:
        if item.headings != headings:
            headings = item.headings
            yield f"\n{' › '.join(headings) or '标题'}"
        yield f"\n「{item.sentence.text.strip()}」"
        for said in item.sentence.said:
            yield from _phrase(said)


def _phrase(said: Said) -> Iterator[str]:
    name = said.source.phrase or "（标点或单位原文）"
    evidence = said.source.evidence or "没有公开文本为证"
    yield f"  {name}    {said.source.place}    依据：{evidence}"
    if said.fact and said.source.phrase:
        yield from _condition(said)
    for slot, value in values(said).items():
        yield f"      {slot}  {_value(value)}".rstrip()


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


def _value(value: Value) -> str:
    match value:
        case Figure():
            return f"{value.value:f}{value.unit}  {_origin(value.origin)}"
        case Text():
            words = value.text if len(value.text) <= _SHORT else f"{value.text[:_SHORT]}…"
            return f"「{words}」" + (f"  {_origin(value.origin)}" if value.origin else "")
        case Names():
            return f"「{'、'.join(name.text for name in value.names)}」"
        case Gap():
            return f"待填 〔{value.key}〕"


def _origin(origin: Place | Formula) -> str:
    if isinstance(origin, Place):
        return f"← {origin} 〔{origin.key}〕"
    if not origin.inputs:
        return ""
    return f"= {origin.expression} = {origin.with_numbers()}"
