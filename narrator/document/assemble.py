"""Assembly: a compiled outline and the facts of a unit make the document tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from narrator.document.outline import (
    BlockNode,
    CellNode,
    Clause,
    Each,
    Lines,
    Say,
    SectionNode,
    Sentence,
    TableNode,
    Verbatim,
    When,
    outline,
)
from narrator.document.tables import Draft, merged
from narrator.document.tree import Block, Document, Paragraph, Section, Table
from narrator.figures.model import Unit
from narrator.figures.values import Figure, Formula, Gap, Text, Value
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Phrase, Source, Span, Variant, say, shared_ends
from narrator.rules.catalogue import KINDS
from narrator.rules.fact import Fact, Facts
from narrator.rules.facts import common, facts


def assemble(unit: Unit, pack: Pack) -> Document:
    """The 说明 of a unit in the wording of a pack, without notes; a missing value becomes a gap."""
    assembler = _Assembler(pack, common(unit))
    scope = _Scope(facts(unit, pack.decimals))
    plan = outline(pack)
    title = Paragraph(tuple(assembler.spans(plan.title, scope)))
    sections = tuple(block for block in assembler.blocks(plan.parts, scope) if isinstance(block, Section))
    return Document(pack.id, title, sections)


class _Scope(NamedTuple):
    """The facts in reach: all of the unit, and those of the fact at hand."""

    facts: Mapping[str, Facts]
    at_hand: Fact | None = None
    outer: _Scope | None = None

    def find(self, name: str) -> Facts | None:
        if not name:
            return self.at_hand
        if self.at_hand is not None and name in self.at_hand.parts:
            return self.at_hand.parts[name]
        return self.outer.find(name) if self.outer else self.facts.get(name)

    def holds(self, when: When | None) -> bool:
        """Whether the condition holds; one that a gap leaves open does not."""
        if when is None:
            return True
        found = self.find(when.fact)
        condition: str | None = None
        if isinstance(found, Fact):
            condition = found.condition
        elif found is not None and not isinstance(found, Gap):
            condition = "some" if found else "empty"
        return condition in when.conditions or ("any" in when.conditions and found is not None)

    def each(self, name: str) -> tuple[_Scope, ...] | Gap:
        found = self.find(name)
        if isinstance(found, Gap):
            return found
        if found is None or isinstance(found, Fact):
            raise TypeError(f"not a list of facts: {name}")
        return tuple(_Scope(self.facts, fact, self) for fact in found)


_NO_SLOTS: Mapping[str, Value] = {}


class _Assembler:
    def __init__(self, pack: Pack, shared: Mapping[str, Value]) -> None:
        self.pack = pack
        self.shared = shared
        self.formats = pack.formats

    # Words

    def spans(self, clauses: tuple[Clause, ...], scope: _Scope) -> Iterator[Span]:
        for clause in clauses:
            if type(clause) is Say:
                yield from self.said(clause, scope)
            elif isinstance(clause, Each):
                yield from self.repeated(clause, scope)
            elif isinstance(clause, Sentence) and scope.holds(clause.when):
                yield from self.spans(clause.clauses, scope)

    def said(self, clause: Say, scope: _Scope) -> Iterator[Span]:
        fact = scope.find(clause.of)
        if isinstance(fact, Gap):
            yield self.hole(fact)
            return
        if not isinstance(fact, Fact):
            yield from self.worded(clause.phrase.variant(""), _NO_SLOTS)
            return
        variant = clause.phrase.variant(fact.condition)
        yield from self.worded(variant, fact.slots) if variant else self.open(clause.phrase, fact)

    def worded(self, variant: Variant | None, slots: Mapping[str, Value]) -> Iterator[Span]:
        assert variant is not None
        for span in say(variant, slots, self.shared, self.formats):
            if type(span.value) is Gap:
                yield self.hole(span.value, span.source)
            elif span.text:
                yield span

    def open(self, phrase: Phrase, fact: Fact) -> Iterator[Span]:
        """A wording that cannot be chosen yet: what all that are possible share, around the gaps."""
        settled = KINDS[fact.kind].settled
        variants = tuple(v for v in phrase.distinct() if not set(v.source.conditions) <= set(settled))
        slots = fact.slots
        head, tail = shared_ends(variants, {*slots, *self.shared})
        shown = {slots.get(slot.name) for slot in (*head.slots, *tail.slots)}
        gaps = list(dict.fromkeys(value for value in slots.values() if isinstance(value, Gap)))
        yield from self.worded(head, slots)
        yield from (self.hole(gap, head.source) for gap in [gap for gap in gaps if gap not in shown] or gaps[:1])
        yield from self.worded(tail, slots)

    def repeated(self, clause: Each, scope: _Scope) -> Iterator[Span]:
        scopes = scope.each(clause.of)
        if isinstance(scopes, Gap):
            yield self.hole(scopes)
        else:
            for index, inner in enumerate(scopes):
                if index and clause.join:
                    yield clause.join
                yield from self.spans(clause.clauses, inner)
        if clause.end:
            yield clause.end

    def hole(self, gap: Gap, source: Source | None = None) -> Span:
        """The pack's gap mark for a missing value, as one span."""
        variant = self.pack.gap.variant(gap.of)
        assert variant is not None
        words = say(variant, {"事项": Text(gap.subject)}, self.shared, self.formats)
        return Span("".join(span.text for span in words), source or variant.source, value=gap)

    # Blocks

    def blocks(self, nodes: tuple[BlockNode, ...], scope: _Scope) -> Iterator[Block]:
        counter: dict[str, int] = {}
        for node in nodes:
            if not scope.holds(node.when):
                continue
            if isinstance(node, SectionNode):
                heading = (*self.numbered(node.number, counter), *self.spans(node.title, scope))
                yield Section(node.level, Paragraph(heading), tuple(self.blocks(node.body, scope)))
            elif isinstance(node, Lines):
                yield from self.lines(node, scope, counter)
            elif isinstance(node, Verbatim):
                yield from self.verbatim(node, scope)
            else:
                yield from self.tables(node, scope)

    def numbered(self, phrase: Phrase | None, counter: dict[str, int]) -> Iterator[Span]:
        """The number among the siblings that are there: an absent one renumbers the rest."""
        if phrase is None:
            return
        counter[phrase.id] = number = counter.get(phrase.id, 0) + 1
        ordinal = Figure(Decimal(number), "", Formula("number", "序号", ()))
        yield from self.worded(phrase.variant(""), {"序号": ordinal})

    def lines(self, node: Lines, scope: _Scope, counter: dict[str, int]) -> Iterator[Paragraph]:
        scopes = scope.each(node.each) if node.each else (scope,)
        if isinstance(scopes, Gap):
            yield Paragraph((self.hole(scopes),))
            return
        for inner in scopes:
            yield Paragraph((*self.numbered(node.number, counter), *self.spans(node.clauses, inner)))

    def verbatim(self, node: Verbatim, scope: _Scope) -> Iterator[Paragraph]:
        scopes = scope.each(node.fact)
        if isinstance(scopes, Gap):
            yield Paragraph((self.hole(scopes, node.source),))
            return
        for inner in scopes:
            text = inner.at_hand.slots["原文"] if inner.at_hand else None
            if isinstance(text, Text):
                yield Paragraph((Span(text.text, node.source, "原文", value=text),))

    def tables(self, node: TableNode, scope: _Scope) -> Iterator[Block]:
        scopes = scope.each(node.each) if node.each else (scope,)
        if isinstance(scopes, Gap):
            yield Paragraph((self.hole(scopes),))
            return
        for inner in scopes:
            title = tuple(Paragraph(tuple(self.spans(line, inner))) for line in node.title)
            drafts: list[tuple[list[Draft], bool]] = []
            for row in node.rows:
                rows = inner.each(row.each) if row.each else (inner,)
                if isinstance(rows, Gap):
                    width = sum(cell.cols for cell in row.cells)
                    drafts.append(([Draft((self.hole(rows),), width, False, "left")], row.header))
                    continue
                drafts += [([self.cell(cell, at) for cell in row.cells], row.header) for at in rows]
            columns = max((sum(cell.cols for cell in cells) for cells, _ in drafts), default=0)
            yield Table(title, merged(drafts), columns)

    def cell(self, node: CellNode, scope: _Scope) -> Draft:
        return Draft(tuple(self.spans(node.clauses, scope)), node.cols, node.merge, node.align)
