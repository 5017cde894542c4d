"""Entries of a phrase file: from YAML to compiled phrases, with every mistake told at its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from narrator.figures.findings import Finding
from narrator.figures.near import near
from narrator.figures.values import Place
from narrator.files import marked
from narrator.files.marked import Node, Scalar
from narrator.phrases import literals, slots, spelling
from narrator.phrases.formats import Format
from narrator.phrases.home import PHRASES
from narrator.phrases.phrase import (
    ALWAYS,
    WITHOUT_REASON,
    Phrase,
    PhraseError,
    Source,
    Span,
    Variant,
    compile_text,
)
from narrator.phrases.settings import Rules
from narrator.phrases.years import turned, year_of
from narrator.rules.catalogue import CATALOGUE, COMMON, kind_of
from narrator.rules.due import REASON
from narrator.rules.kinds import Kind

NEW = "new"
_FILE_KEYS = ("source", PHRASES, NEW)
_ENTRY_KEYS = ("over", "say", spelling.WITHOUT, "source", "evidence", "since", "until")
_WORDING_KEYS = ("text", "source", "evidence")
UNPROVEN = "请写 source（依据哪份文件），没有的写 evidence: 无。"
MOVE = "确是新增的，请移到 new 下。"
FACTS = "可用的名称见 narrator phrases facts。"
_COMMA = re.compile("[,，、]")  # between conditions that share a wording


class Wording(NamedTuple):
    """A wording as written: the conditions it is for, its text, its evidence; what it stands instead of.

    The conditions are spelled as written until it is known what the entry is said over (``laid_over``).
    """

    conditions: tuple[str, ...]
    text: Scalar
    evidence: str
    instead: Place | None = None


class Raw(NamedTuple):
    """An entry as written: id, what it is said over, its wordings, and those without a reason.

    ``new`` tells that it adds a phrase instead of changing an inherited one; ``proof`` is the evidence that
    an entry without wordings states for the inherited ones; ``since`` and ``until`` are years, 0 for always;
    ``broken`` tells that nothing of it could be read, which was told.
    """

    id: str
    over: str
    place: Place
    wordings: tuple[Wording, ...] = ()
    without: tuple[Wording, ...] = ()
    new: bool = False
    since: int = 0
    until: int = 0
    proof: str | None = None
    broken: bool = False

    def holds(self, year: int) -> bool:
        """Whether the entry holds in this year; one that ends does not where no year is asked for (0)."""
        return self.since <= (year or _EVER) and (year or _EVER) <= (self.until or _EVER)


_EVER = 9999


def read(content: Node, findings: list[Finding]) -> Iterator[Raw]:
    """The entries of one phrase file: ``source`` for the whole file, then ``phrases`` and ``new`` by id."""
    if not isinstance(content, marked.Mapping):
        if content is not None:
            findings.append(shapeless(content.place))
        return
    findings += unknown(content, _FILE_KEYS)
    default = str(content.get("source") or "")
    for key in (PHRASES, NEW):
        phrases = content.get(key)
        if phrases is not None and not isinstance(phrases, marked.Mapping):
            findings.append(shapeless(phrases.place))
        mapping = phrases if isinstance(phrases, marked.Mapping) else marked.nothing(content.place)
        for name, written in mapping.items():
            yield _entry(name, written, mapping.marks[name], default, findings)._replace(new=key == NEW)


def _entry(name: str, written: Node, place: Place, default: str, findings: list[Finding]) -> Raw:
    entry = _mapping(say=written, place=written.place) if isinstance(written, Scalar) else written
    blank = isinstance(entry, marked.Mapping) and "say" in entry and entry["say"] is None
    if not isinstance(entry, marked.Mapping) or isinstance(entry.get("say"), marked.Sequence) or blank:
        findings.append(_unsaid(str(name), place))
        return Raw(str(name), "", place, broken=True)
    findings += unknown(entry, _ENTRY_KEYS, (WITHOUT_REASON,))
    unexplained = _unexplained(entry, findings)
    proven = "source" in entry or "evidence" in entry
    if not default and not proven:
        findings.append(Finding("P118", place, f"短语「{name}」没有写依据。", UNPROVEN))
    own = evidence(entry, default)
    wordings, without = (tuple(_wordings(entry, key, own, findings)) for key in ("say", unexplained))
    since, until = (year_of(entry.get(key), findings) for key in ("since", "until"))
    if until and since > until:
        findings.append(turned(place, f"短语「{name}」", since, until))
    said = "say" in entry or unexplained in entry
    proof = own if proven and not said else None
    broken = said and not wordings and not without
    over = spelling.over(str(entry.get("over") or ""))
    return Raw(str(name), over, place, wordings, without, False, since, until, proof, broken)


def _unexplained(entry: marked.Mapping, findings: list[Finding]) -> str:
    """The key under which an entry says a fact without its reason, as it is spelled there."""
    found = [key for key in (spelling.WITHOUT, WITHOUT_REASON) if key in entry]
    if len(found) > 1:
        findings.append(_twice(spelling.WITHOUT, WITHOUT_REASON, *(entry.marks[key] for key in found)))
    return (*found, WITHOUT_REASON)[0]


def _twice(term: str, name: str, first: Place, place: Place) -> Finding:
    """What is told where the wordings for one condition are written twice, however it is spelled."""
    evidence = f"「{term}」写了两次用语，前一处在 {first}。"
    return Finding("P109", place, evidence, f"请只留一处；{name} 是「{term}」的英文名，也算。")


def _unsaid(name: str, place: Place) -> Finding:
    return Finding("P105", place, f"短语「{name}」没有写用语。", "请写 say: 和这一句；分条件的，在 say 下面逐个写。")


def laid_over(below: Raw | None, raw: Raw, known: Collection[str] | None, findings: list[Finding]) -> Raw:
    """An entry over the inherited one of this id: what it does not state stays as it was.

    ``known`` are the inherited ids, None for a layer without a parent: its phrases cannot change inherited ones.
    Its conditions are by their names, however they are spelled.
    """
    raw = _named(raw, raw.over or (below.over if below else ""))
    if below is None:
        if known is not None and not raw.new:
            findings.append(
                Finding(
                    "P153", raw.place, f"上级短语库里没有短语「{raw.id}」，改不了。", near(raw.id, known, "") + MOVE
                )
            )
        elif not raw.wordings and not raw.broken:
            findings.append(_unsaid(raw.id, raw.place))
        return raw
    if raw.new:
        evidence = f"短语「{raw.id}」在 {below.place} 已经有了，不是新增的。"
        findings.append(Finding("P154", raw.place, evidence, "要改写它，请移到 phrases 下；是另一句话，请另起名称。"))
    if raw.over not in ("", below.over):
        return raw
    if raw.broken:
        return raw
    if not raw.wordings and not raw.without:
        if raw.proof is None:
            findings.append(_unsaid(raw.id, raw.place))
        return unproven(below, raw.proof or "")
    return below._replace(
        place=raw.place,
        wordings=_covered(below.wordings, raw.wordings, below.over),
        without=_covered(below.without, raw.without, below.over),
    )


def _named(raw: Raw, over: str) -> Raw:
    """The entry with its conditions by the names that they have in what it is said over."""
    kind = kind_of(over)
    wordings, without = (
        tuple(
            wording._replace(conditions=tuple(spelling.named(kind, condition) for condition in wording.conditions))
            for wording in said
        )
        for said in (raw.wordings, raw.without)
    )
    return raw._replace(wordings=wordings, without=without)


def unproven(raw: Raw, proof: str = "") -> Raw:
    """The entry with another evidence for all its wordings; without any, unless ``proof`` names one."""
    wordings, without = (
        tuple(wording._replace(evidence=proof) for wording in said) for said in (raw.wordings, raw.without)
    )
    return raw._replace(wordings=wordings, without=without)


def _covered(below: tuple[Wording, ...], above: tuple[Wording, ...], over: str) -> tuple[Wording, ...]:
    """Wordings over inherited ones, condition by condition."""
    stated = [condition for wording in above for condition in wording.conditions]
    if not stated:
        return above or below
    first = {condition: wording.text.place for wording in below for condition in _stated(wording, over)}
    if ALWAYS in stated:
        return tuple(wording._replace(instead=below[0].text.place if below else None) for wording in above)
    kept = []
    for wording in below:
        left = tuple(condition for condition in _stated(wording, over) if condition not in stated)
        if left == _stated(wording, over):
            kept.append(wording)
        elif left:
            kept.append(wording._replace(conditions=left))
    return (*kept, *(wording._replace(instead=first.get(wording.conditions[0])) for wording in above))


def _stated(wording: Wording, over: str) -> tuple[str, ...]:
    """The conditions of a wording, each of them where it is for all."""
    kind = kind_of(over)
    return (tuple(kind.conditions) if kind else ()) if ALWAYS in wording.conditions else wording.conditions


def shapeless(place: Place) -> Finding:
    """What is told where something else stands instead of keys and values."""
    return Finding("P120", place, "这里应是一组「键: 值」。", "一行一个，冒号用英文的，后面空一格；下一级多缩进两格。")


def unknown(mapping: marked.Mapping, keys: tuple[str, ...], told: tuple[str, ...] = ()) -> Iterator[Finding]:
    """The keys of a mapping that are none of these, nor told otherwise."""
    for key in mapping:
        if key not in keys and key not in told:
            yield Finding(
                "P101",
                mapping.marks.get(key, mapping.place),
                f"这里不能写「{key}」。",
                near(str(key), keys, f"可用：{'、'.join(keys)}。"),
            )


def _mapping(place: Place, **items: Node) -> marked.Mapping:
    mapping = marked.Mapping(items)
    mapping.place, mapping.starts = place, {}
    return mapping


def _place(node: object, otherwise: Place) -> Place:
    return node.place if isinstance(node, Scalar) else otherwise


def evidence(entry: marked.Mapping, otherwise: str) -> str:
    """The ``source`` of an entry, else that of its file; "" for ``evidence: 无``."""
    if entry.get("evidence") in spelling.NO_EVIDENCE:
        return ""
    return str(entry.get("source") or otherwise)


def _wordings(entry: marked.Mapping, key: str, default: str, findings: list[Finding]) -> Iterator[Wording]:
    say = entry.get(key)
    if isinstance(say, Scalar):
        yield Wording((ALWAYS,), say, default)
        return
    mapping = say if isinstance(say, marked.Mapping) else marked.nothing(entry.place)
    for conditions, written in mapping.items():
        wording, own, advice = written, default, '请写明；什么都不说就写 ""。'
        if isinstance(written, marked.Mapping):
            findings += unknown(written, _WORDING_KEYS)
            wording, own, advice = written.get("text"), evidence(written, default), "请写在 text 里。"
        named = tuple(part.strip() for part in _COMMA.split(conditions))
        if "" in named:
            known = spelling.terms(kind_of(spelling.over(str(entry.get("over") or ""))))
            offer = f"可用：{'、'.join(known.values())}。" if known else "请删去多余的逗号。"
            findings.append(Finding("P115", _place(wording, entry.place), "多了一个逗号，逗号前后要有条件。", offer))
        if isinstance(wording, Scalar):
            yield Wording(tuple(name for name in named if name), wording, own)
        else:
            findings.append(Finding("P106", mapping.marks[conditions], f"条件「{conditions}」没有写用语。", advice))


def compile_entry(raw: Raw, formats: Mapping[str, Format], rules: Rules, findings: list[Finding]) -> Phrase | None:
    """The phrase of an entry; None where a mistake in it was added to the findings."""
    if not raw.wordings:
        return None
    before = len(findings)
    spec = CATALOGUE.get(raw.over)
    kind = kind_of(raw.over)
    if raw.over and kind is None:
        evidence = f"短语「{raw.id}」的 over 写的「{raw.over}」不在事实目录里。"
        findings.append(
            Finding("P107", raw.place, evidence, spelling.nearest(raw.over, spelling.KIND_TERMS, FACTS, CATALOGUE))
        )
        return None
    known = {**COMMON, **(spec.all_slots if spec else kind.slots if kind else {})}
    said: tuple[dict[str, Variant], dict[str, Variant]] = ({}, {})
    for variants, wordings in zip(said, (raw.wordings, raw.without), strict=True):
        for wording in wordings:
            variant = variant_of(f"短语「{raw.id}」", raw.id, wording, findings, raw.over)
            if variant is None:
                continue
            findings += slots.unfit(variant, wording.text, known, kind, formats)
            findings += slots.confused(variant, formats)
            findings += literals.bending(variant, kind, formats, rules)
            for condition in wording.conditions:
                if condition in variants:
                    first, written = variants[condition].source.place, wording.text.place
                    findings.append(_twice(spelling.term(kind, condition), condition, first, written))
                variants[condition] = variant
    findings += _unknown_conditions(said[0], kind)
    findings += _without_findings(raw, said[1], kind)
    without = {condition: _marked(variant) for condition, variant in said[1].items()}
    return Phrase(raw.id, raw.over, raw.place, said[0], without) if len(findings) == before else None


def variant_of(what: str, phrase: str, wording: Wording, findings: list[Finding], over: str = "") -> Variant | None:
    """The compiled wording; None where its text is no phrase, which is told of ``what``."""
    text = wording.text
    source = Source(phrase, wording.conditions, text.place, wording.evidence, over)
    try:
        pieces = compile_text(str(text))
    except PhraseError as error:
        place = text.place._replace(column=text.place.column + error.offset + text.quoted)
        findings.append(Finding("P108", place, f"{what}：{error}"))
        return None
    spans = tuple(Span(piece, source) if isinstance(piece, str) else piece for piece in pieces)
    return Variant(source, str(text), spans, wording.instead)


def formats_of(phrase: Phrase) -> frozenset[str]:
    """The names of the formats in its wordings."""
    said = (*phrase.variants.values(), *phrase.without.values())
    return frozenset(slot.format for variant in said for slot in variant.slots)


def without_evidence(phrase: Phrase) -> Phrase:
    """The phrase as it would be compiled of an entry that is ``unproven``."""
    variants, without = (
        {condition: _sourced(variant, evidence="") for condition, variant in said.items()}
        for said in (phrase.variants, phrase.without)
    )
    return phrase._replace(variants=variants, without=without)


def _marked(variant: Variant) -> Variant:
    """A wording without a reason; its conditions say so, in the examples as well."""
    return _sourced(
        variant, conditions=(WITHOUT_REASON, *(name for name in variant.source.conditions if name != ALWAYS))
    )


def _sourced(variant: Variant, **told: Any) -> Variant:
    """The wording with something else told of its source."""
    source = variant.source._replace(**told)
    if source == variant.source:
        return variant
    pieces = tuple([piece._replace(source=source) if isinstance(piece, Span) else piece for piece in variant.pieces])
    return variant._replace(source=source, pieces=pieces)


def _unknown_conditions(variants: Mapping[str, Variant], kind: Kind | None) -> Iterator[Finding]:
    terms = spelling.terms(kind)
    advice = f"可用：{'、'.join(terms.values())}。" if terms else "分条件的短语，要用 over 写明说的是哪个事实。"
    for condition, variant in variants.items():
        if condition not in (*terms, ALWAYS):
            offer = spelling.nearest(condition, terms, advice)
            yield Finding("P115", variant.source.place, f"没有条件「{condition}」。", offer)


def _without_findings(raw: Raw, without: Mapping[str, Variant], kind: Kind | None) -> Iterator[Finding]:
    """Wordings without a reason have none, and are for a fact that could have one."""
    if without and (kind is None or REASON not in kind.slots):
        yield Finding(
            "P119", raw.place, f"短语「{raw.id}」说的事实本来就没有「{REASON}」。", f"请删去「{spelling.WITHOUT}」。"
        )
        return
    yield from _unknown_conditions(without, kind)
    for variant in dict.fromkeys(without.values()):
        if any(slot.name == REASON for slot in variant.slots):
            evidence = f"不写原因的用语里又写了「{REASON}」。"
            yield Finding("P119", variant.source.place, evidence, "请删去这个槽位和它前面的引导词。")
