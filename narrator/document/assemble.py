"""Assembly: a compiled outline and the facts of a unit make the document tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from narrator.document.standing import stood
from narrator.document.tables import Draft, merged
from narrator.document.tree import Block, Cell, Document, Paragraph, Section, Table
from narrator.figures.model import Unit
from narrator.figures.values import Figure, Formula, Gap, Text, Value
from narrator.phrases.nodes import (
    BlockNode,
    CellNode,
    Clause,
    Compiled,
    Each,
    Lines,
    Say,
    SectionNode,
    Sentence,
    TableNode,
    Verbatim,
    When,
)
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Phrase, Said, Source, Span, Variant, say, shared_ends
from narrator.rules.due import REASON, due
from narrator.rules.fact import Fact, Facts
from narrator.rules.facts import common, facts
from narrator.rules.kinds import KINDS


def assemble(unit: Unit, pack: Pack, part: Compiled | None = None) -> Document:
    """The 说明 of a unit in the wording of a pack, without notes; a missing value becomes a gap.

    ``part`` of the outline alone is said where it is given.
    """
    assembler = _Assembler(pack, common(unit, pack.decimals))
    compiled = part or pack.without_mistake
    plan = compiled.outline
    scope = _Scope(facts(unit, pack.decimals, compiled.facts))
    title = assembler.paragraph(plan.title, scope)
    sections = tuple(block for block in assembler.blocks(plan.parts, scope) if isinstance(block, Section))
    cover = None if plan.cover is None else tuple(assembler.paragraph(line, scope) for line in plan.cover)
    return Document(pack.id, title, sections, words=pack, cover=cover)


def hole(pack: Pack, shared: Mapping[str, Value], gap: Gap, source: Source | None = None) -> Span:
    """The pack's gap mark for a missing value, as one span; ``shared`` are the slots of every phrase."""
    variant = pack.gap.variant(gap.of)
    assert variant is not None
    words = say(variant, {"事项": Text(gap.subject)}, shared, pack.formats)
    return Span("".join(span.text for span in words), source or variant.source, value=gap)


def ordinal(number: int) -> Figure:
    """The number of a line among its siblings."""
    return Figure(Decimal(number), "", _COUNTED)


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


# Of these a document has hundreds: a record made of one tuple, not field by field, costs a third.
_said = partial(tuple.__new__, Said)
_paragraph = partial(tuple.__new__, Paragraph)
_cell = partial(tuple.__new__, Cell)
_NO_SLOTS: Mapping[str, Value] = {}
_COUNTED = Formula("number", "序号", ())


def _is_gap(block: Block) -> bool:
    return isinstance(block, Paragraph) and all(
        said.fact is None and type(said.spans[0].value) is Gap for said in block.said
    )


def _punctuation(span: Span) -> Said:
    return Said(span.source, "", None, (span,))


class _Assembler:
    def __init__(self, pack: Pack, shared: Mapping[str, Value]) -> None:
        self.pack = pack
        self.shared = shared
        self.formats = pack.formats

    # Words

    def paragraph(self, clauses: tuple[Clause, ...], scope: _Scope) -> Paragraph:
        if len(clauses) == 1 and type(clause := clauses[0]) is Say:  # nearly every cell
            return _paragraph(((self.said(clause, scope),),))
        return _paragraph((tuple(self.clauses(clauses, scope)),))

    def clauses(self, clauses: tuple[Clause, ...], scope: _Scope) -> list[Said]:
        if scope.at_hand is not None and scope.at_hand.gap is not None:
            return [self.gap(scope.at_hand.gap)]
        said: list[Said] = []
        for clause in clauses:
            if type(clause) is Said:
                said.append(clause)
            elif type(clause) is Say:
                words = self.said(clause, scope)
                if not (said and words.fact is None and words == said[-1]):  # one gap for several phrases
                    said.append(words)
            elif isinstance(clause, Each):
                said += self.repeated(clause, scope)
            elif isinstance(clause, Sentence) and scope.holds(clause.when):
                said += self.clauses(clause.clauses, scope)
        return said

    def said(self, clause: Say, scope: _Scope) -> Said:
        fact = scope.find(clause.of) if clause.of else scope.at_hand
        if type(fact) is Fact:
            if fact.gap is not None:
                return self.gap(fact.gap)
            return self.worded(clause.phrase, fact, fact.condition, fact.slots)
        if isinstance(fact, Gap):
            return self.gap(fact)
        return self.worded(clause.phrase, None, "", _NO_SLOTS)

    def worded(self, phrase: Phrase, fact: Fact | None, condition: str | None, slots: Mapping[str, Value]) -> Said:
        variant = phrase.variant(condition)
        if fact is not None and (variant is None or (condition is None and self.lacks(variant, slots))):
            return self.open(phrase, fact)
        assert variant is not None
        if phrase.without and fact is not None and self.spared(fact):
            variant = phrase.unexplained(fact.condition or "") or variant
        return _said((variant.source, condition, fact, self.spans(variant, slots)))

    def lacks(self, variant: Variant, slots: Mapping[str, Value]) -> bool:
        """Whether an open fact has nothing for a slot of the wording, not even a gap."""
        return any(slot.name not in slots and slot.name not in self.shared for slot in variant.slots)

    def spared(self, fact: Fact) -> bool:
        """Whether the fact goes without a reason: none is given, and the pack asks for none."""
        return isinstance(fact.slots.get(REASON), Gap) and not due(fact, self.pack.reasons.due)

    def spans(self, variant: Variant, slots: Mapping[str, Value]) -> tuple[Span, ...]:
        spans = say(variant, slots, self.shared, self.formats)
        for span in spans:
            if not span.text:
                return tuple([kept for span in spans if (kept := self.blank(span)) is not None])
        return tuple(spans)

    def blank(self, span: Span) -> Span | None:
        """A span as it stays: a gap is marked, and so is a reason that says nothing; other blanks go."""
        value = span.value
        if type(value) is Gap:
            return self.hole(value, span.source)
        if isinstance(value, Text) and value.origin and not span.text and self.formats[span.format].type == "reason":
            key = value.origin.key
            return self.hole(Gap(key, key.replace("/", "·"), "text"), span.source)
        return span if span.text else None

    def open(self, phrase: Phrase, fact: Fact) -> Said:
        """A wording that cannot be chosen yet: what all that are possible share, around the gaps.

        These are what the choice hangs on, and what one of the wordings would print: nothing that none asks for.
        """
        kind = KINDS[fact.kind]
        settled = set(kind.settled)
        variants = tuple(variant for variant in phrase.said() if not set(variant.source.conditions) <= settled)
        slots = fact.slots
        head, tail = shared_ends(variants, {*slots, *self.shared})
        shown = {slots.get(slot.name) for slot in (*head.slots, *tail.slots)}
        asked = {*(kind.inputs or slots), *(slot.name for variant in variants for slot in variant.slots)}
        every = {name: value for name, value in slots.items() if isinstance(value, Gap)}
        gaps = list(dict.fromkeys(gap for name, gap in every.items() if name in asked)) or list(every.values())
        holes = [self.hole(gap, head.source) for gap in [gap for gap in gaps if gap not in shown] or gaps[:1]]
        return Said(head.source, None, fact, (*self.spans(head, slots), *holes, *self.spans(tail, slots)))

    def repeated(self, clause: Each, scope: _Scope) -> Iterator[Said]:
        scopes = scope.each(clause.of)
        if isinstance(scopes, Gap):
            yield self.gap(scopes)
        else:
            for index, inner in enumerate(scopes):
                if index and clause.join:
                    yield _punctuation(clause.join)
                yield from self.clauses(clause.clauses, inner)
        if clause.end:
            yield _punctuation(clause.end)

    def gap(self, gap: Gap) -> Said:
        """A gap in place of a whole phrase."""
        hole = self.hole(gap)
        return Said(hole.source, None, None, (hole,))

    def hole(self, gap: Gap, source: Source | None = None) -> Span:
        """The pack's gap mark for a missing value, as one span."""
        return hole(self.pack, self.shared, gap, source)

    # Blocks

    def blocks(self, nodes: tuple[BlockNode, ...], scope: _Scope) -> Iterator[Block]:
        """The blocks of these nodes; a gap in place of several lines on end stands there once."""
        last: Block | None = None
        for block in self.every(nodes, scope):
            if not (_is_gap(block) and block == last):
                yield block
            last = block

    def every(self, nodes: tuple[BlockNode, ...], scope: _Scope) -> Iterator[Block]:
        counter: dict[str, int] = {}
        for node in nodes:
            if not scope.holds(node.when):
                continue
            if isinstance(node, SectionNode):
                heading = Paragraph((*self.numbered(node.number, counter), *self.clauses(node.title, scope)))
                yield Section(node.level, heading, tuple(self.blocks(node.body, scope)), node.statements)
            elif isinstance(node, Lines):
                yield from self.lines(node, scope, counter)
            elif isinstance(node, Verbatim):
                yield from self.verbatim(node, scope)
            else:
                yield from self.tables(node, scope)

    def numbered(self, phrase: Phrase | None, counter: dict[str, int]) -> Iterator[Said]:
        """The number among the siblings that are there: an absent one renumbers the rest."""
        if phrase is None:
            return
        counter[phrase.id] = number = counter.get(phrase.id, 0) + 1
        yield self.worded(phrase, None, "", {"序号": ordinal(number)})

    def lines(self, node: Lines, scope: _Scope, counter: dict[str, int]) -> Iterator[Paragraph]:
        scopes = scope.each(node.each) if node.each else (scope,)
        if isinstance(scopes, Gap):
            yield Paragraph((self.gap(scopes),))
            return
        for inner in scopes:
            yield Paragraph((*self.numbered(node.number, counter), *self.clauses(node.clauses, inner)))

    def verbatim(self, node: Verbatim, scope: _Scope) -> Iterator[Paragraph]:
        scopes = scope.each(node.fact)
        if isinstance(scopes, Gap):
            yield Paragraph((self.gap(scopes),))
            return
        for inner in scopes:
            fact = inner.at_hand
            text = fact.slots["原文"] if fact else None
            if fact and isinstance(text, Text):
                span = Span(text.text, node.source, "原文", value=text)
                yield Paragraph((Said(node.source, fact.condition, fact, (span,)),))

    def tables(self, node: TableNode, scope: _Scope) -> Iterator[Block]:
        scopes = scope.each(node.each) if node.each else (scope,)
        if isinstance(scopes, Gap):
            yield Paragraph((self.gap(scopes),))
            return
        for inner in scopes:
            title = tuple(self.paragraph(line, inner) for line in node.title)
            drafts: list[Draft] = []
            for row in node.rows:
                rows = inner.each(row.each) if row.each else (inner,)
                if isinstance(rows, Gap):
                    gap = Cell(Paragraph((self.gap(rows),)), 1, sum(cell.cols for cell in row.cells))
                    drafts.append(Draft((gap,), (False,), row.header))
                    continue
                merges = tuple([cell.merge for cell in row.cells])
                drafts += [Draft(tuple([self.cell(cell, at) for cell in row.cells]), merges, row.header) for at in rows]
            columns = max((sum([cell.cols for cell in draft.cells]) for draft in drafts), default=0)
            yield Table(title, stood(merged(drafts)), columns)

    def cell(self, node: CellNode, scope: _Scope) -> Cell:
        return _cell((self.paragraph(node.clauses, scope), 1, node.cols, node.align, ""))
