"""The slots of a wording: each is one of its fact's, and is printed by a format of its type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from narrator.figures.findings import Finding
from narrator.figures.near import near
from narrator.figures.values import Place
from narrator.files.marked import Scalar
from narrator.phrases.formats import TYPES, Format, apart
from narrator.phrases.phrase import ALWAYS, Slot, Variant
from narrator.rules.kinds import Kind


def unfit(
    variant: Variant, text: Scalar, slots: Mapping[str, str], kind: Kind | None, formats: Mapping[str, Format]
) -> Iterator[Finding]:
    """Slots that the fact does not have, whose format does not print them, or that a condition lacks.

    ``text`` is the wording as it is written, ``slots`` are the types of those that it may use.
    """
    for slot in variant.slots:
        if slot.name not in slots:
            advice = near(slot.name, slots, f"可用：{'、'.join(slots)}。")
            yield Finding("P111", _place_of(slot, text), f"这个事实没有槽位「{slot.name}」。", advice)
            continue
        if slot.format not in formats:
            yield unformatted(slot, _place_of(slot, text), formats, slots[slot.name])
        elif formats[slot.format].type != slots[slot.name]:
            yield misformatted(slot, _place_of(slot, text), formats, slots[slot.name])
        conditions = variant.source.conditions if ALWAYS not in variant.source.conditions else ()
        for condition in conditions or (kind.conditions if kind else ()):
            if kind and slot.name in kind.lacks.get(condition, ()):
                case = kind.conditions[condition]
                yield Finding(
                    "P114",
                    _place_of(slot, text),
                    f"条件「{case.term}」（{case.meaning}）时没有「{slot.name}」可印。",
                    "请从这一句里去掉它。",
                )


def _place_of(slot: Slot, text: Scalar) -> Place:
    """Where a slot begins in the line of its wording."""
    found = re.search(rf"\{{\{{\s*{slot.name}\s*\|\s*{slot.format}\s*\}}\}}", text)
    return text.place._replace(column=text.place.column + text.quoted + (found.start() if found else 0))


def unformatted(slot: Slot, place: Place, formats: Mapping[str, Format], want: str = "") -> Finding:
    """A slot whose format is unknown, with the formats for its type (all, where any will do)."""
    advice = near(slot.format, formats, _fitting(formats, want))
    return Finding("P112", place, f"没有格式「{slot.format}」。", advice)


def misformatted(slot: Slot, place: Place, formats: Mapping[str, Format], want: str = "") -> Finding:
    """A slot whose format prints something else, with the formats for its type."""
    mine = formats[slot.format].type
    needs = f"是{TYPES[want]}" if want else "要数或文字"
    evidence = f"槽位「{slot.name}」{needs}，格式「{slot.format}」印的却是{TYPES[mine]}。"
    return Finding("P113", place, evidence, _fitting(formats, want))


def _fitting(formats: Mapping[str, Format], want: str) -> str:
    fitting = [name for name, form in formats.items() if want in ("", form.type)]
    return (
        f"可用的格式：{'、'.join(fitting)}。" if fitting else f"请在 pack.yaml 的 formats 里加一种 type 是 {want} 的。"
    )


def confused(variant: Variant, formats: Mapping[str, Format]) -> Iterator[Finding]:
    """Slots side by side whose prints would run into each other."""
    for first, second in pairwise(variant.pieces):
        if not isinstance(first, Slot) or not isinstance(second, Slot):
            continue
        one, two = formats.get(first.format), formats.get(second.format)
        if one and two and not apart(one, two):
            evidence = f"槽位「{first.name}」和「{second.name}」紧挨着，印出来分不清哪里是哪一个。"
            yield Finding("P117", variant.source.place, evidence, "请在两个之间加字或标点。")
