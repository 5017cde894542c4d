"""A draft: the pack that a unit takes, the assembled document, and the notes on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from narrator.document import naming
from narrator.document.assemble import assemble
from narrator.document.bent import bent
from narrator.document.readback import Misread, read_back
from narrator.document.tree import Attached, Document, Later, Meta, Paragraph
from narrator.figures.findings import Finding, Refused
from narrator.figures.model import Unit
from narrator.figures.terms import YUAN
from narrator.figures.values import Figure, Formula, Place, Text
from narrator.phrases import spelling
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import ALWAYS, Said
from narrator.phrases.phrasebook import Phrasebook
from narrator.phrases.reasons import worded

_ENOUGH = 3  # texts of different units that prove how a region words a piece of its outline


def draft(unit: Unit, phrasebook: Phrasebook) -> Document:
    """The 说明 of a unit, in the wording of the pack that it takes of this phrasebook.

    A folder ``wording`` beside the unit's file changes the pack for this unit alone.

    Missing values are gaps in the document, never errors. The finished text is read back before it is
    released, by the pack's wordings and by a grammar that knows no pack. Raises Refused where no pack fits, the
    pack has mistakes, its wording bends a figure, or a reason by code cannot be worded; Misread where the text
    does not give back the figures that it was made from.
    """
    taken, note = phrasebook.taken_by(unit)
    document = assemble(worded(unit, taken), taken)
    lines = [line for _, line in document.lines()]
    said = [one for line in lines for one in line.said]
    unproven = _unproven(said, taken)
    return document._replace(
        notes=(
            *_stands_in(note, unproven),
            *unit.notes,
            *naming.notes(unit, naming.known(taken)),
            *_finer(said, taken.decimals.scale),
            *_notes(said, taken),
            *([] if note else _without_evidence(unproven)),
            *_read_back(lines, taken),
        ),
        meta=_meta(unit),
        reading=unit.protocols(),
        statements=Later(partial(_statements, unit, taken)),
        placing=taken.statements,
        charts=taken.charts,
        places=unit.places,
    )


def _meta(unit: Unit) -> Meta:
    """What a file says about itself; its date is 公开日期, else 31 December of the year."""
    profile = unit.profile
    return Meta(profile.name.text, int(profile.year.value), profile.date)


def _statements(unit: Unit, pack: Pack) -> tuple[Attached, ...]:
    from narrator.document.statements import attached  # most formats print none

    return attached(unit, pack)


def _read_back(lines: list[Paragraph], pack: Pack) -> Iterator[Finding]:
    """Every line read back by the pack's wordings and by the grammar. Raises Refused for what a wording bends."""
    readings = list(read_back(lines, pack))
    told = [finding for line in lines for finding in bent(line, pack)]
    if told and all(reading.right for reading in readings):
        raise Refused(list(dict.fromkeys(told)))
    for reading in readings:
        if not reading.right:
            raise Misread(reading.paragraph.text)
        words = reading.paragraph.text[:60]
        yield Finding(
            "N104",
            None,
            f"这一段可以读出不止一种数值：「{words}」。",
            "请检查自填文字里是否混入了固定用语，或两种用语说得一样。",
        )


def _finer(every: list[Said], scale: str) -> Iterator[Finding]:
    """Amounts are printed in a smaller unit than they were given in: nobody gave their last digits."""
    if scale != YUAN:
        return
    for said in every:
        for span in said.spans:
            origin = span.value.origin if isinstance(span.value, Figure) else None
            if isinstance(origin, Formula) and origin.rule == "printed" and origin.inputs[0][1].unit != YUAN:
                evidence = f"有的金额按{origin.inputs[0][1].unit}填报，按元印出，末尾几位是补的 0。"
                yield Finding("N107", None, evidence, "请按元填报，或改用按万元印的短语库。")
                return


def _stands_in(note: str, unproven: Mapping[str, Place]) -> Iterator[Finding]:
    """That the pack is another year's or the common one; with it, which of its wordings have no evidence at all."""
    if note:
        names = "".join(f"「{name}」" for name in unproven)
        yield Finding("N101", None, note + (f"没有公开文本为证的用语：{names}。" if names else ""))


def _without_evidence(unproven: Mapping[str, Place]) -> Iterator[Finding]:
    for name, place in unproven.items():
        yield Finding("N103", place, f"用语「{name}」没有公开文本为证，请核对措辞。")


def _notes(every: list[Said], pack: Pack) -> Iterator[Finding]:
    """Pieces that few texts show; reasons whose beginning or end was not printed twice.

    What a pack without evidence inherits, and the document says, is told in one note.
    """
    counts = {**pack.texts, **{str(one): one.texts for one in pack.chosen}}
    if sketched := [f"{name}（{count} 篇）" for name, count in counts.items() if count < _ENOUGH]:
        evidence = f"短语库 {pack.id} 的这些部分只是草样，公开文本不到 {_ENOUGH} 篇：{'、'.join(sketched)}。"
        yield Finding("N105", None, evidence, "请与本地的模板核对措辞。")
    if pack.unproven and any(pack.inherits(one.source.place) for one in _unshown(every, pack)):
        evidence = f"短语库 {pack.id} 沿用 {pack.inherits_from} 的用语，文中有的没有本年度的公开文本为证，请核对措辞。"
        yield Finding("N106", None, evidence)
    for place in _trimmed(every):
        yield Finding("N102", place, "原文的引导词或句末句号与固定用语重复，已略去。")


def _unproven(every: list[Said], pack: Pack) -> dict[str, Place]:
    """The wordings without evidence, each once; those that a pack without evidence inherits are left to its note."""
    first: dict[str, Place] = {}
    for one in _unshown(every, pack):
        if not pack.unproven or not pack.inherits(one.source.place):
            first.setdefault(_named(one), one.source.place)
    return first


def _unshown(every: list[Said], pack: Pack) -> Iterator[Said]:
    """What is said in wordings without evidence."""
    return (one for one in every if not one.source.evidence and _is_worded(one, pack))


def _is_worded(said: Said, pack: Pack) -> bool:
    """Whether it is a wording of a phrase, and no gap."""
    return bool(said.source.phrase) and said.source.phrase != pack.gap.id


def _named(said: Said) -> str:
    """A wording as a note calls it: its phrase, and the condition under which it was chosen."""
    chosen = () if said.condition is None or said.source.conditions == (ALWAYS,) else (said.condition,)
    named = spelling.listed(said.source.over, chosen)
    return f"{said.source.phrase}（{named}）" if named else said.source.phrase


def _trimmed(every: list[Said]) -> dict[Place, None]:
    """Where the texts were given of which not every word is printed."""
    return {
        value.origin: None
        for said in every
        for span in said.spans
        if type(value := span.value) is Text and span.text != value.text and value.origin
    }
