"""Examples: values and the sentence that they make, beside each phrase file; checked in both directions."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from decimal import Decimal
from pathlib import Path, PurePath
from typing import NamedTuple

from narrator.figures.findings import Finding, Refused
from narrator.figures.near import near
from narrator.figures.number import NumberError, decimal
from narrator.figures.values import Figure, Names, Place, Text, Value
from narrator.files import marked
from narrator.files.marked import Node
from narrator.phrases import spelling
from narrator.phrases.formats import Format, Read
from narrator.phrases.home import EXAMPLES, PHRASES
from narrator.phrases.layers import phrase_files
from narrator.phrases.match import match
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import ALWAYS, WITHOUT_REASON, Phrase, Source, Variant, say
from narrator.rules.catalogue import kind_of

ACCEPTED = "accepted"  # no: the program proposed the example, and no person has read it yet
_KEYS = ("conditions", "values", "text", "ambiguous", ACCEPTED)
WITHOUT_EXAMPLE, UNREAD = "P134", "P137"
_NOWHERE = Place("", 0, 0)


class Example(NamedTuple):
    """An example as it is written: its conditions, the values as typed, the sentence."""

    conditions: tuple[str, ...]
    values: Mapping[str, str]
    text: str
    place: Place


def by_wording(pack: Pack) -> dict[Source, tuple[Example, ...]]:
    """The examples of each wording of the pack, from the layer that wrote the wording.

    What is not written as an example should be, or proposed and not accepted, is left aside: lint tells. Raises
    Refused for a file that cannot be read.
    """
    written: dict[tuple[str, str], list[Example]] = {}
    over = {phrase.id: phrase.over for phrase in pack.phrases.values()}
    for layer, folder in zip(pack.layers, pack.folders, strict=True):
        for path in phrase_files(folder, examples=True):
            for name, _, listed in _listed(_load(path, layer), path):
                written.setdefault((layer, name), []).extend(_read(listed, over.get(name, "")))
    return {
        variant.source: tuple(example for example in written.get(at, ()) if _shows(example, variant))
        for phrase in pack.phrases.values()
        for variant in phrase.distinct()
        for at in [(pack.layer(variant.source.place), phrase.id)]
    }


def _read(listed: marked.Sequence, over: str) -> Iterator[Example]:
    for item in listed:
        values = item.get("values") if isinstance(item, marked.Mapping) else None
        if isinstance(item, marked.Mapping) and isinstance(values, marked.Mapping) and item.get(ACCEPTED) != "no":
            typed = {str(slot): str(value or "") for slot, value in values.items()}
            yield Example(_conditions(item, over), typed, str(item.get("text") or ""), item.place)


def _shows(example: Example, variant: Variant) -> bool:
    """Whether an example is of this wording; a layer above may have taken some of its conditions away."""
    conditions = variant.source.conditions
    if set(example.values) != {slot.name for slot in variant.slots}:
        return False
    if (WITHOUT_REASON in example.conditions) != (WITHOUT_REASON in conditions):
        return False
    return example.conditions in ((ALWAYS,), (WITHOUT_REASON,)) or set(conditions) <= set(example.conditions)


def _load(path: Path, layer: str) -> Node:
    return marked.load(path, f"{layer}/{PHRASES}/{path.name}")


def _listed(content: Node, path: Path) -> Iterator[tuple[str, Place, marked.Sequence]]:
    """The ids of a file of examples, where each is written, and what is listed under it."""
    mapping = content if isinstance(content, marked.Mapping) else marked.nothing(Place(str(path), 0, 0))
    for name, listed in mapping.items():
        yield name, mapping.marks[name], listed if isinstance(listed, marked.Sequence) else marked.Sequence()


def files(pack: Pack) -> dict[str, Path]:
    """In which file of the pack's last layer the examples of each phrase stand. Raises Refused for one unreadable."""
    paths = phrase_files(pack.folders[-1], examples=True)
    return {name: path for path in paths for name, _, _ in _listed(_load(path, pack.layers[-1]), path)}


def lacking(pack: Pack) -> Iterator[tuple[Phrase, Variant]]:
    """The wordings of the pack's last layer that have slots and no example. Raises Refused for a file unreadable."""
    paths = phrase_files(pack.folders[-1], examples=True)
    covered = {
        (phrase.id, _conditions(example, phrase.over))
        for path in paths
        for name, _, listed in _listed(_load(path, pack.layers[-1]), path)
        if (phrase := pack.phrases.get(name)) is not None
        for example in listed
    }
    yield from _uncovered(pack, covered)


def _uncovered(pack: Pack, covered: Container[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[Phrase, Variant]]:
    for phrase in pack.phrases.values():
        for variant in phrase.distinct():
            own = pack.owns(variant.source.place)
            if own and variant.slots and (phrase.id, variant.source.conditions) not in covered:
                yield phrase, variant


def lacks(phrase: Phrase, variant: Variant) -> Finding:
    """What is told of a wording that has no example."""
    named = spelling.of(variant.source)
    evidence = f"短语「{phrase.id}」{f'（{named}）' if named else ''}没有例句。"
    file = f"{PurePath(variant.source.place.file).stem}{EXAMPLES}"
    advice = f"请在 {file} 里补一条，或用 narrator phrases examples --fill 先拟好。"
    return Finding(WITHOUT_EXAMPLE, variant.source.place, evidence, advice)


def check(pack: Pack) -> Iterator[Finding]:
    """What is wrong with the examples of the pack's last layer; which of its wordings have none."""
    covered: set[tuple[str, tuple[str, ...]]] = set()
    for path in phrase_files(pack.folders[-1], examples=True):
        try:
            content = _load(path, pack.layers[-1])
        except Refused as refused:
            yield from refused.findings
            continue
        for name, place, listed in _listed(content, path):
            phrase = pack.phrases.get(name)
            if phrase is None:
                if name not in pack.broken:
                    advice = near(str(name), pack.phrases, "请核对编号，或删去例句。")
                    yield Finding("P133", place, f"没有短语「{name}」，却有它的例句。", advice)
                continue
            for example in listed:
                conditions = _conditions(example, phrase.over)
                covered.add((phrase.id, conditions))
                yield from _example(pack, phrase, conditions, example, place)
    yield from (lacks(phrase, variant) for phrase, variant in _uncovered(pack, covered))


def _conditions(example: Node, over: str) -> tuple[str, ...]:
    """The conditions of an example by their names, however they are spelled."""
    written = example.get("conditions") if isinstance(example, marked.Mapping) else None
    if not isinstance(written, marked.Sequence):
        return (ALWAYS,)
    kind = kind_of(over)
    return tuple(WITHOUT_REASON if item == spelling.WITHOUT else spelling.named(kind, str(item)) for item in written)


def _example(pack: Pack, phrase: Phrase, conditions: tuple[str, ...], example: Node, place: Place) -> Iterator[Finding]:
    variant = next((item for item in phrase.distinct() if item.source.conditions == conditions), None)
    values = example.get("values") if isinstance(example, marked.Mapping) else None
    if not isinstance(example, marked.Mapping) or not isinstance(values, marked.Mapping) or variant is None:
        written = spelling.listed(phrase.over, conditions)
        evidence = f"短语「{phrase.id}」的例句写法不对" + (f"，或没有条件 {written} 的用语" if written else "") + "。"
        yield Finding("P133", place, evidence, f"一条例句的键：{'、'.join(_KEYS)}。")
        return
    place = example.place
    accepted = example.get(ACCEPTED)
    if accepted == "no":
        named = spelling.listed(phrase.over, conditions)
        evidence = f"短语「{phrase.id}」{f'（{named}）' if named else ''}的例句是程序拟的，还没有人读过。"
        yield Finding(UNREAD, place, evidence, f"请读一遍；没有错的，删去 {ACCEPTED}: no 这一行。")
    elif accepted not in (None, "yes"):
        yield Finding("P133", place, f"{ACCEPTED} 不能是「{accepted}」。", "读过的删去这一行，没有读过的写 no。")
    names = [slot.name for slot in variant.slots]
    if set(values) != set(names):
        yield Finding(
            "P133", place, f"短语「{phrase.id}」的例句给的值不对。", f"values 里应正好有：{'、'.join(names)}。"
        )
        return
    try:
        slots = {
            slot.name: value(pack.formats[slot.format], str(values[slot.name] or ""), place) for slot in variant.slots
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
    if not any(dict(reading.values) == read(pack, variant, slots) for reading in readings):
        yield Finding("P132", example.place, f"短语「{phrase.id}」的例句读回的值与给出的不同。", "请核对格式。")
    elif (len(readings) > 1) != (example.get("ambiguous") == "yes"):
        told = "有不止一种读法" if len(readings) > 1 else "只有一种读法"
        advice = "请在槽位之间加字；确实避免不了的，写 ambiguous: yes。" if len(readings) > 1 else "请删去 ambiguous。"
        yield Finding("P135", example.place, f"短语「{phrase.id}」的例句{told}。", advice)


def read(pack: Pack, variant: Variant, slots: Mapping[str, Value]) -> dict[str, Read | None]:
    """The values of a wording as they are read back from what they print."""
    forms = {slot.name: pack.formats[slot.format] for slot in variant.slots}
    return {name: form.read(form.print(slots[name])) for name, form in forms.items()}


def value(form: Format, text: str, place: Place = _NOWHERE) -> Value:
    """The value of a slot as an example states it: numbers plain, names joined by 、. Raises NumberError."""
    if form.type in ("text", "term", "word", "reason"):
        return Text(text)
    if form.type == "names":
        return Names(tuple(Text(name) for name in text.split("、")))
    number: Decimal = decimal(text)
    return Figure(number, "", place)
