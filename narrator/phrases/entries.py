"""Entries of a phrase file: from YAML to compiled phrases, with every mistake told at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from narrator.figures.findings import Finding
from narrator.figures.values import Place
from narrator.phrases.formats import Format, apart
from narrator.phrases.phrase import (
    ALWAYS,
    WITHOUT_REASON,
    Phrase,
    PhraseError,
    Slot,
    Source,
    Span,
    Variant,
    compile_text,
)
from narrator.readers import marked
from narrator.readers.marked import Node, Scalar
from narrator.rules.catalogue import CATALOGUE, COMMON, KINDS, Kind
from narrator.rules.due import REASON

_FILE_KEYS = ("source", "phrases")
_ENTRY_KEYS = ("over", "say", WITHOUT_REASON, "source", "evidence", "since", "until")
_WORDING_KEYS = ("text", "source", "evidence")
_NO_EVIDENCE = "none"


class Wording(NamedTuple):
    """A wording as written: the conditions it is for, its text, its evidence."""

    conditions: tuple[str, ...]
    text: Scalar
    evidence: str


class Raw(NamedTuple):
    """An entry as written: id, what it is said over, its wordings, and those without a reason."""

    id: str
    over: str
    place: Place
    wordings: tuple[Wording, ...] = ()
    without: tuple[Wording, ...] = ()


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
            yield Raw(str(name), "", place)
            continue
        findings += unknown(entry, _ENTRY_KEYS)
        if not default and "source" not in entry and "evidence" not in entry:
            advice = "请写 source（依据哪份文件），没有的写 evidence: none。"
            findings.append(Finding("P118", place, f"短语「{name}」没有写依据。", advice))
        own = evidence(entry, default)
        wordings, without = (tuple(_wordings(entry, key, own, findings)) for key in ("say", WITHOUT_REASON))
        yield Raw(str(name), str(entry.get("over") or ""), place, wordings, without)


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


def evidence(entry: marked.Mapping, otherwise: str) -> str:
    """The ``source`` of an entry, else that of its file; "" for ``evidence: none``."""
    if entry.get("evidence") == _NO_EVIDENCE:
        return ""
    return str(entry.get("source") or otherwise)


def _wordings(entry: marked.Mapping, key: str, default: str, findings: list[Finding]) -> Iterator[Wording]:
    say = entry.get(key)
    if isinstance(say, Scalar):
        yield Wording((ALWAYS,), say, default)
        return
    for conditions, written in (say if isinstance(say, marked.Mapping) else {}).items():
        wording, own, advice = written, default, '请写明；什么都不说就写 ""。'
        if isinstance(written, marked.Mapping):
            findings += unknown(written, _WORDING_KEYS)
            wording, own, advice = written.get("text"), evidence(written, default), "请写在 text 里。"
        named = tuple(part.strip() for part in conditions.split(","))
        if "" in named:
            known = _known_conditions(str(entry.get("over") or ""))
            offer = f"可用：{'、'.join(known)}。" if known else "请删去多余的逗号。"
            findings.append(Finding("P115", _place(wording, entry.place), "没有条件「」。", offer))
        if isinstance(wording, Scalar):
            yield Wording(tuple(name for name in named if name), wording, own)
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
    said: tuple[dict[str, Variant], dict[str, Variant]] = ({}, {})
    for variants, wordings in zip(said, (raw.wordings, raw.without), strict=True):
        for wording in wordings:
            variant = variant_of(f"短语「{raw.id}」", raw.id, wording, findings)
            if variant is None:
                continue
            findings += _slot_findings(variant, slots, kind, formats)
            findings += _neighbour_findings(variant, formats)
            for condition in wording.conditions:
                if condition in variants:
                    evidence = f"条件「{condition}」写了两次。"
                    findings.append(Finding("P109", wording.text.place, evidence, "请只留一处。"))
                variants[condition] = variant
    findings += _condition_findings(raw, said[0], kind)
    findings += _without_findings(raw, said[1], kind)
    without = {condition: _marked(variant) for condition, variant in said[1].items()}
    return Phrase(raw.id, raw.over, raw.place, said[0], without) if len(findings) == before else None


def variant_of(what: str, phrase: str, wording: Wording, findings: list[Finding]) -> Variant | None:
    """The compiled wording; None where its text is no phrase, which is told of ``what``."""
    text = wording.text
    source = Source(phrase, wording.conditions, text.place, wording.evidence)
    try:
        pieces = compile_text(str(text))
    except PhraseError as error:
        place = text.place._replace(column=text.place.column + error.offset + text.quoted)
        findings.append(Finding("P108", place, f"{what}：{error}"))
        return None
    return Variant(
        source, str(text), tuple(Span(piece, source) if isinstance(piece, str) else piece for piece in pieces)
    )


def _marked(variant: Variant) -> Variant:
    """A wording without a reason; its conditions say so, in the examples as well."""
    conditions = (WITHOUT_REASON, *(name for name in variant.source.conditions if name != ALWAYS))
    source = variant.source._replace(conditions=conditions)
    pieces = tuple(piece._replace(source=source) if isinstance(piece, Span) else piece for piece in variant.pieces)
    return Variant(source, variant.text, pieces)


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
    yield from _unknown_conditions(variants, known)
    missing = [condition for condition in known if condition not in variants]
    if missing:
        yield Finding("P116", raw.place, f"短语「{raw.id}」缺少 {'、'.join(missing)} 的用语。", "每个条件都要有。")


def _unknown_conditions(variants: Mapping[str, Variant], known: tuple[str, ...]) -> Iterator[Finding]:
    for condition, variant in variants.items():
        if condition not in (*known, ALWAYS):
            advice = f"可用：{'、'.join(known)}。" if known else "请写明 over。"
            yield Finding("P115", variant.source.place, f"没有条件「{condition}」。", advice)


def _without_findings(raw: Raw, without: Mapping[str, Variant], kind: Kind | None) -> Iterator[Finding]:
    """Wordings without a reason have none, and are for a fact that could have one."""
    if without and (kind is None or REASON not in kind.slots):
        yield Finding("P119", raw.place, f"短语「{raw.id}」说的事实没有「{REASON}」。", f"请删去 {WITHOUT_REASON}。")
        return
    yield from _unknown_conditions(without, tuple(kind.conditions) if kind else ())
    for variant in dict.fromkeys(without.values()):
        if any(slot.name == REASON for slot in variant.slots):
            evidence = f"{WITHOUT_REASON} 的用语里又写了「{REASON}」。"
            yield Finding("P119", variant.source.place, evidence, "请删去这个变量和它的引导词。")
