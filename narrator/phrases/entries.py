"""Entries of a phrase file: from YAML to compiled phrases, with every mistake told at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from narrator.figures.findings import Finding
from narrator.figures.values import Place
from narrator.phrases.formats import Format, apart
from narrator.phrases.phrase import ALWAYS, Phrase, PhraseError, Slot, Source, Span, Variant, compile_text
from narrator.readers import marked
from narrator.readers.marked import Node, Scalar
from narrator.rules.catalogue import CATALOGUE, COMMON, KINDS, Kind

_FILE_KEYS = ("source", "phrases")
_ENTRY_KEYS = ("over", "say", "source", "evidence", "since", "until")
_WORDING_KEYS = ("text", "source", "evidence")
_NO_EVIDENCE = "none"


class Raw(NamedTuple):
    """An entry as written: id, what it is said over, wordings by their condition list, evidence."""

    id: str
    over: str
    place: Place
    wordings: tuple[tuple[tuple[str, ...], Scalar, str], ...]


def read(content: Node, findings: list[Finding]) -> Iterator[Raw]:
    """The entries of one phrase file: ``source`` for the whole file, then ``phrases`` by id."""
    if not isinstance(content, marked.Mapping):
        if content is not None:
            findings.append(Finding("P120", content.place, "这里应是一组「键: 值」。"))
        return
    findings += unknown(content, _FILE_KEYS)
    default = str(content.get("source") or "")
    phrases = content.get("phrases")
    if phrases is not None and not isinstance(phrases, marked.Mapping):
        findings.append(Finding("P120", phrases.place, "这里应是一组「键: 值」。"))
    for name, written in (phrases if isinstance(phrases, marked.Mapping) else {}).items():
        place = _place(name, content.place)
        entry = _mapping(say=written, place=written.place) if isinstance(written, Scalar) else written
        say = entry.get("say") if isinstance(entry, marked.Mapping) else None
        if not isinstance(entry, marked.Mapping) or say is None or isinstance(say, marked.Sequence):
            findings.append(Finding("P105", place, f"短语「{name}」没有 say。", "请写明用语。"))
            yield Raw(str(name), "", place, ())
            continue
        findings += unknown(entry, _ENTRY_KEYS)
        if not default and "source" not in entry and "evidence" not in entry:
            advice = "请写 source（依据哪份文件），没有的写 evidence: none。"
            findings.append(Finding("P118", place, f"短语「{name}」没有写依据。", advice))
        evidence = _evidence(entry, default)
        yield Raw(str(name), str(entry.get("over") or ""), place, tuple(_wordings(entry, evidence, findings)))


def unknown(mapping: marked.Mapping, keys: tuple[str, ...]) -> Iterator[Finding]:
    """The keys of a mapping that are none of these."""
    for key in mapping:
        if key not in keys:
            yield Finding("P101", _place(key, mapping.place), f"不认识「{key}」。", f"可用：{'、'.join(keys)}。")


def _mapping(place: Place, **items: Node) -> marked.Mapping:
    mapping = marked.Mapping(items)
    mapping.place = place
    return mapping


def _place(node: object, otherwise: Place) -> Place:
    return node.place if isinstance(node, Scalar) else otherwise


def _evidence(entry: marked.Mapping, otherwise: str) -> str:
    if entry.get("evidence") == _NO_EVIDENCE:
        return ""
    return str(entry.get("source") or otherwise)


def _wordings(
    entry: marked.Mapping, evidence: str, findings: list[Finding]
) -> Iterator[tuple[tuple[str, ...], Scalar, str]]:
    say = entry["say"]
    if isinstance(say, Scalar):
        yield (ALWAYS,), say, evidence
        return
    for conditions, written in (say if isinstance(say, marked.Mapping) else {}).items():
        wording, own, advice = written, evidence, '请写明；什么都不说就写 ""。'
        if isinstance(written, marked.Mapping):
            findings += unknown(written, _WORDING_KEYS)
            wording, own, advice = written.get("text"), _evidence(written, evidence), "请写在 text 里。"
        named = tuple(part.strip() for part in conditions.split(","))
        if "" in named:
            known = _known_conditions(str(entry.get("over") or ""))
            offer = f"可用：{'、'.join(known)}。" if known else "请删去多余的逗号。"
            findings.append(Finding("P115", _place(wording, entry.place), "没有条件「」。", offer))
        if isinstance(wording, Scalar):
            yield tuple(name for name in named if name), wording, own
        else:
            findings.append(Finding("P106", _place(conditions, entry.place), f"「{conditions}」没有用语。", advice))


def _known_conditions(over: str) -> tuple[str, ...]:
    kind = CATALOGUE[over].kind if over in CATALOGUE else KINDS.get(over)
    return tuple(kind.conditions) if kind else ()


def compile_entry(raw: Raw, formats: Mapping[str, Format], findings: list[Finding]) -> Phrase | None:
    """The phrase of an entry; None where a mistake in it was added to the findings."""
    if not raw.wordings:
        return None
    before = len(findings)
    spec = CATALOGUE.get(raw.over)
    kind = spec.kind if spec else KINDS.get(raw.over)
    if raw.over and kind is None:
        evidence = f"短语「{raw.id}」的 over「{raw.over}」不在事实目录里。"
        findings.append(Finding("P107", raw.place, evidence, "可用的名称见 narrator phrases facts。"))
        return None
    slots = {**COMMON, **(spec.all_slots if spec else kind.slots if kind else {})}
    variants: dict[str, Variant] = {}
    for conditions, text, evidence in raw.wordings:
        try:
            variant = _variant(raw.id, conditions, text, evidence)
        except PhraseError as error:
            place = text.place._replace(column=text.place.column + error.offset + text.quoted)
            findings.append(Finding("P108", place, f"短语「{raw.id}」：{error}"))
            continue
        findings += _slot_findings(variant, slots, kind, formats)
        findings += _neighbour_findings(variant, formats)
        for condition in conditions:
            if condition in variants:
                findings.append(Finding("P109", text.place, f"条件「{condition}」写了两次。", "请只留一处。"))
            variants[condition] = variant
    findings += _condition_findings(raw, variants, kind)
    return Phrase(raw.id, raw.over, raw.place, variants) if len(findings) == before else None


def _variant(phrase: str, conditions: tuple[str, ...], text: Scalar, evidence: str) -> Variant:
    source = Source(phrase, conditions, text.place, evidence)
    pieces = tuple(Span(piece, source) if isinstance(piece, str) else piece for piece in compile_text(str(text)))
    return Variant(source, str(text), pieces)


def _slot_findings(
    variant: Variant, slots: Mapping[str, str], kind: Kind | None, formats: Mapping[str, Format]
) -> Iterator[Finding]:
    place = variant.source.place
    for slot in variant.slots:
        if slot.name not in slots:
            yield Finding("P111", place, f"没有槽位「{slot.name}」。", f"可用：{'、'.join(slots)}。")
            continue
        if slot.format not in formats:
            yield Finding("P112", place, f"没有格式「{slot.format}」。", f"可用：{'、'.join(formats)}。")
        elif formats[slot.format].type != slots[slot.name]:
            mine, want = formats[slot.format].type, slots[slot.name]
            yield Finding(
                "P113", place, f"槽位「{slot.name}」是 {want}，格式「{slot.format}」却是 {mine}。", "请换格式。"
            )
        conditions = variant.source.conditions if ALWAYS not in variant.source.conditions else ()
        for condition in conditions or (kind.conditions if kind else ()):
            if kind and slot.name in kind.lacks.get(condition, ()):
                yield Finding("P114", place, f"条件 {condition} 下没有「{slot.name}」。", "请改写这一句。")


def _neighbour_findings(variant: Variant, formats: Mapping[str, Format]) -> Iterator[Finding]:
    for first, second in pairwise(variant.pieces):
        if not isinstance(first, Slot) or not isinstance(second, Slot):
            continue
        one, two = formats.get(first.format), formats.get(second.format)
        if one and two and not apart(one, two):
            evidence = f"槽位「{first.name}」和「{second.name}」紧挨着，读回时分不开。"
            yield Finding("P117", variant.source.place, evidence, "请在中间加字，或换一种格式。")


def _condition_findings(raw: Raw, variants: Mapping[str, Variant], kind: Kind | None) -> Iterator[Finding]:
    if ALWAYS in variants:
        return
    known = tuple(kind.conditions) if kind else ()
    for condition, variant in variants.items():
        if condition not in known:
            advice = f"可用：{'、'.join(known)}。" if known else "请写明 over。"
            yield Finding("P115", variant.source.place, f"没有条件「{condition}」。", advice)
    missing = [condition for condition in known if condition not in variants]
    if missing:
        yield Finding("P116", raw.place, f"短语「{raw.id}」缺少 {'、'.join(missing)} 的用语。", "每个条件都要有。")
