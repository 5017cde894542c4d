"""What a pack's own words may not do to a figure: lengthen it, name another unit, turn its direction round.

The scale and the sign of a figure belong to the type of its slot and to the program; words beside a slot can neither
touch its number nor contradict the condition under which they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from narrator.figures.findings import Finding
from narrator.figures.terms import WAN, YI
from narrator.figures.values import Place
from narrator.files import marked
from narrator.files.marked import Node, Scalar
from narrator.phrases import grammar
from narrator.phrases.directions import SENSES, Directions
from narrator.phrases.formats import FIGURES, Format
from narrator.phrases.phrase import ALWAYS, Slot, Span, Variant
from narrator.phrases.settings import Rules
from narrator.rules.kinds import PERCENT, Kind

_SCALE = re.compile(f"{WAN}|{YI}|(?<=[：:（(])元")


def declared(node: Node, below: tuple[Scalar, ...], findings: list[Finding]) -> tuple[Scalar, ...]:
    """The ``literal_numbers`` of a layer over the inherited ones: pieces of prescribed wording that hold a number."""
    if node is None:
        return below
    if not isinstance(node, marked.Sequence) or not all(isinstance(item, Scalar) and item for item in node):
        findings.append(Finding("P163", node.place, "literal_numbers 应是一个列表。", "一行一条，如 - 12月31日。"))
        return below
    return (*below, *(item for item in node if isinstance(item, Scalar)))


def bending(variant: Variant, kind: Kind | None, formats: Mapping[str, Format], rules: Rules) -> Iterator[Finding]:
    """What is wrong with the literals of a wording, beside the slots of a fact of this kind.

    Which conditions a wording for all of them may contradict is left to ``against``.
    """
    place, pieces = variant.source.place, variant.pieces
    for at, piece in enumerate(pieces):
        if isinstance(piece, Slot):
            form = formats.get(piece.format)
            if form is not None and form.bare and len(pieces) > 1:
                evidence = f"格式「{piece.format}」不带单位，槽位「{piece.name}」却和别的字写在一句里。"
                yield Finding("P162", place, evidence, "句子里请用带单位的格式；不带单位的只能单独写在表格的一格里。")
            elif form is not None and form.type in FIGURES:
                before = pieces[at - 1] if at else None
                behind = pieces[at + 1] if at + 1 < len(pieces) else None
                yield from _touched(piece, form, before, behind, place)
            continue
        yield from _numbers(piece.text, rules.numbers, place)
    if kind:
        yield from _turned(variant, kind, formats, rules.directions)
        held = [name for name in variant.source.conditions if name in kind.conditions]
        yield from against(variant, kind, held, rules.directions)


def _touched(
    slot: Slot, form: Format, before: Span | Slot | None, behind: Span | Slot | None, place: Place
) -> Iterator[Finding]:
    unit = form.unit or ("年" if form.type == "year" else "")
    signs = [
        grammar.touches_before(before.text) if isinstance(before, Span) else "",
        grammar.touches_behind(behind.text, unit) if isinstance(behind, Span) else "",
    ]
    for sign in filter(None, signs):
        evidence = f"「{sign}」紧挨着槽位「{slot.name}」，会和印出来的数连成另一个数。"
        advice = "数字、正负号、小数点、百分号和单位都由格式印出，请从用语里删去，或在中间加字。"
        yield Finding("P162", place, evidence, advice)


def _numbers(text: str, known: Iterable[str], place: Place) -> Iterator[Finding]:
    """Numbers and units of money in a literal that are no declared part of a prescribed wording."""
    rest = text
    for piece in known:
        rest = rest.replace(piece, "\n")
    if any(map(grammar.has_number, rest.split("\n"))):
        short = rest.replace("\n", "…")
        evidence = f"用语里写了数：「{short}」。"
        advice = "数由槽位印出；是规定用语的一部分的，请在 pack.yaml 里写明这一小段，如 literal_numbers: [12月31日]。"
        yield Finding("P163", place, evidence, advice)
    elif found := _SCALE.search(rest):
        evidence = f"用语里写了金额的单位「{found.group()}」，换一种单位就印错了。"
        yield Finding("P163", place, evidence, "带单位的金额由格式印出；表头里的单位写 {{ 金额单位 | 名称 }}。")


def _turned(variant: Variant, kind: Kind, formats: Mapping[str, Format], directions: Directions) -> Iterator[Finding]:
    """A word of direction beside a slot that has its own sign, or none before one that has none."""
    place = variant.source.place
    conditions = variant.source.conditions
    held = kind.conditions if ALWAYS in conditions else [name for name in conditions if name in kind.conditions]
    uneven = any(kind.senses.get(name) != 0 for name in held if name not in kind.settled)
    printed = {slot.name for slot in variant.slots}
    before = ""
    for piece in variant.pieces:
        if isinstance(piece, Span):
            before += piece.text
            continue
        form = formats.get(piece.format)
        said = grammar.clause(before)
        before += "□"
        if form is None or not form.numeric:
            continue
        sense = directions.sense(said)
        if piece.name in kind.signed:
            if sense:
                unsigned = "、".join(kind.unsigned)
                evidence = f"槽位「{piece.name}」自带正负号，前面又写了方向：「{said}」。"
                yield Finding("P165", place, evidence, f"请删去方向词，或改用不带正负号的：{unsigned}。")
        elif piece.name in kind.unsigned:
            bases = set(list(kind.slots)[:2])  # both figures that are compared tell the direction themselves
            if sense is None and uneven and (form.type == PERCENT or not bases <= printed):
                evidence = f"槽位「{piece.name}」不带正负号，前面却没有写是增是减。"
                yield Finding("P165", place, evidence, "请在它前面写方向词，如 增加、减少、大于。")
        elif directions.ends(said):
            evidence = f"「{said.strip('□')}」后面印的「{piece.name}」不是增减的数。"
            yield Finding("P165", place, evidence, "请换成增减额、差额这样的槽位，或在中间加字，如「增加到」。")


def against(variant: Variant, kind: Kind, conditions: Iterable[str], directions: Directions) -> Iterator[Finding]:
    """Words of direction in a wording that contradict one of the conditions under which it is printed (P165)."""
    text = "□".join(piece.text for piece in variant.pieces if isinstance(piece, Span))
    for word in dict.fromkeys(directions.said(text)):
        says = directions.words[word]
        for condition in conditions if kind.senses else ():
            sense = kind.senses.get(condition)
            even = sense == 0 and says not in ("over", "under")  # 「增加0.00万元」 tells that nothing changed
            if condition not in kind.settled and not even and sense != SENSES[says]:
                evidence = f"条件「{kind.conditions[condition].term}」下写了「{word}」，方向不对。"
                advice = "请按条件分开写：大的写增加，小的写减少，相等的写持平。"
                yield Finding("P165", variant.source.place, evidence, advice)
