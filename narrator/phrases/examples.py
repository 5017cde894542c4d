"""Examples: values and the sentence that they make, beside each phrase file; checked in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path, PurePath

from narrator.figures.findings import Finding, Refused
from narrator.figures.near import near
from narrator.figures.number import NumberError, decimal
from narrator.figures.values import Figure, Names, Place, Text, Value
from narrator.phrases.entries import PHRASES
from narrator.phrases.formats import Format
from narrator.phrases.layers import EXAMPLES, Layer, phrase_files
from narrator.phrases.match import match
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import ALWAYS, Phrase, Variant, say
from narrator.readers import marked
from narrator.readers.marked import Node, Scalar

_KEYS = ("conditions", "values", "text", "ambiguous")


def check(pack: Pack, folder: Path) -> Iterator[Finding]:
    """What is wrong with the examples of the pack's last layer, in this folder; which of its wordings have none."""
    covered: set[tuple[str, tuple[str, ...]]] = set()
    for path in phrase_files(folder, examples=True):
        try:
            content = marked.load(path, f"{pack.layers[-1]}/{PHRASES}/{path.name}")
        except Refused as refused:
            yield from refused.findings
            continue
        for name, examples in (content if isinstance(content, marked.Mapping) else {}).items():
            place = name.place if isinstance(name, Scalar) else Place(str(path), 0, 0)
            phrase = pack.phrases.get(name)
            if phrase is None:
                if name not in pack.broken:
                    advice = near(str(name), pack.phrases, "请核对编号，或删去例句。")
                    yield Finding("P133", place, f"没有短语「{name}」，却有它的例句。", advice)
                continue
            for example in examples if isinstance(examples, marked.Sequence) else ():
                conditions = _conditions(example)
                covered.add((phrase.id, conditions))
                yield from _example(pack, phrase, conditions, example, place)
    for phrase in pack.phrases.values():
        for variant in phrase.distinct():
            own = pack.owns(variant.source.place)
            if own and variant.slots and (phrase.id, variant.source.conditions) not in covered:
                named = "、".join(variant.source.conditions)
                evidence = f"短语「{phrase.id}」{f'（{named}）' if named else ''}没有例句。"
                yield Finding(
                    "P134",
                    variant.source.place,
                    evidence,
                    f"请在 {PurePath(variant.source.place.file).stem}{EXAMPLES} 里补一条。",
                )


def given(layers: tuple[Layer, ...], variant: Variant) -> marked.Mapping | None:
    """The example of a wording, as it is written beside it in its layer; None where it has none. Raises Refused."""
    written = variant.source.place.file
    layer = next(layer for layer in reversed(layers) if written.startswith(f"{layer.id}/"))
    path = layer.folder / PHRASES / f"{PurePath(written).stem}{EXAMPLES}"
    content = marked.load(path) if path.exists() else None
    listed = content.get(variant.source.phrase) if isinstance(content, marked.Mapping) else None
    for example in listed if isinstance(listed, marked.Sequence) else ():
        if isinstance(example, marked.Mapping) and _conditions(example) == variant.source.conditions:
            return example
    return None


def _conditions(example: Node) -> tuple[str, ...]:
    written = example.get("conditions") if isinstance(example, marked.Mapping) else None
    return tuple(str(item) for item in written) if isinstance(written, marked.Sequence) else (ALWAYS,)


def _example(pack: Pack, phrase: Phrase, conditions: tuple[str, ...], example: Node, place: Place) -> Iterator[Finding]:
    variant = next((item for item in phrase.distinct() if item.source.conditions == conditions), None)
    values = example.get("values") if isinstance(example, marked.Mapping) else None
    if not isinstance(example, marked.Mapping) or not isinstance(values, marked.Mapping) or variant is None:
        written = "、".join(item for item in conditions if item)
        evidence = f"短语「{phrase.id}」的例句写法不对" + (f"，或没有条件 {written} 的用语" if written else "") + "。"
        yield Finding("P133", place, evidence, f"一条例句的键：{'、'.join(_KEYS)}。")
        return
    place = example.place
    names = [slot.name for slot in variant.slots]
    if set(values) != set(names):
        yield Finding(
            "P133", place, f"短语「{phrase.id}」的例句给的值不对。", f"values 里应正好有：{'、'.join(names)}。"
        )
        return
    try:
        slots = {
            slot.name: _value(pack.formats[slot.format], str(values[slot.name] or ""), place) for slot in variant.slots
        }
    except NumberError as error:
        yield Finding("P133", place, f"例句里的「{error}」不是数字。", "请写半角数字，不带单位和千位分隔符。")
        return
    yield from _both_ways(pack, phrase, variant, slots, str(example.get("text") or ""), example)


def _both_ways(
    pack: Pack, phrase: Phrase, variant: Variant, slots: dict[str, Value], text: str, example: marked.Mapping
) -> Iterator[Finding]:
    said = "".join(span.text for span in say(variant, slots, {}, pack.formats))
    if said != text:
        yield Finding(
            "P131",
            example.place,
            f"短语「{phrase.id}」由例句的值写出的是「{said}」，不是「{text}」。",
            "请核对用语和例句。",
        )
        return
    readings = match(phrase, text, pack.formats)
    wanted = {
        slot.name: pack.formats[slot.format].read(pack.formats[slot.format].print(slots[slot.name]))
        for slot in variant.slots
    }
    if not any(dict(reading.values) == wanted for reading in readings):
        yield Finding("P132", example.place, f"短语「{phrase.id}」的例句读回的值与给出的不同。", "请核对格式。")
    elif (len(readings) > 1) != (example.get("ambiguous") == "yes"):
        told = "有不止一种读法" if len(readings) > 1 else "只有一种读法"
        advice = "请在槽位之间加字；确实避免不了的，写 ambiguous: yes。" if len(readings) > 1 else "请删去 ambiguous。"
        yield Finding("P135", example.place, f"短语「{phrase.id}」的例句{told}。", advice)


def _value(form: Format, text: str, place: Place) -> Value:
    """The value of a slot as an example states it: numbers plain, names joined by 、."""
    if form.type in ("text", "term", "word", "reason"):
        return Text(text)
    if form.type == "names":
        return Names(tuple(Text(name) for name in text.split("、")))
    number: Decimal = decimal(text)
    return Figure(number, "", place)
