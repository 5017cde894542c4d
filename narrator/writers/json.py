"""JSON: the whole tree, every phrase with its place, fact and condition, every value with its origin.

Lists are given as iterators, so that the plain data of one paragraph is gone when the next one is written.
"""

from __future__ import annotations

from typing import Any

from narrator.document import plain
from narrator.document.tree import Block, Cell, Document, Paragraph, Section, Table
from narrator.phrases.phrase import Said, Span
from narrator.writers import reading


def write(document: Document) -> str:
    """The document as JSON (UTF-8 text, ending in a line break). Numbers stand as decimal strings."""
    tree: dict[str, Any] = {
        "pack": document.pack,
        "title": _paragraph(document.title),
        "cover": None if document.cover is None else map(_paragraph, document.cover),
        "sections": map(_block, document.sections),
        "gaps": (
            {**plain.value(hole.gap), "headings": list(hole.headings), "sentence": hole.sentence}
            for hole in document.gaps()
        ),
        "notes": (
            {"code": note.code, "place": plain.place(note.place), "evidence": note.evidence, "advice": note.advice}
            for note in document.notes
        ),
        "statements": (
            {
                "term": statement.term,
                **_block(statement.table),
                "note": _paragraph(statement.note) if statement.note else None,
                "known": statement.gap is None,
            }
            for statement in document.statements
        ),
        "reading": reading.as_data(document.reading),
    }
    return plain.dumps(tree)


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Section):
        heading = _paragraph(block.heading)
        return {"section": heading, "level": block.level, "blocks": map(_block, block.blocks)}
    if isinstance(block, Table):
        rows = ({"header": row.header, "cells": map(_cell, row.cells)} for row in block.rows)
        return {"table": map(_paragraph, block.title), "columns": block.columns, "rows": rows}
    return {"paragraph": _paragraph(block)}


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    sentences = (map(_said, sentence.said) for sentence in paragraph.sentences())
    return {"text": paragraph.text, "sentences": sentences}


def _cell(cell: Cell) -> dict[str, Any]:
    said = map(_said, cell.content.said)
    return {"text": cell.content.text, "rows": cell.rows, "cols": cell.cols, "align": cell.align, "said": said}


def _said(said: Said) -> dict[str, Any]:
    """A phrase as said: where its wording stands, the condition that held, and its spans."""
    fact = {"fact": said.fact.name, "kind": said.fact.kind} if said.fact else {}
    return {
        "phrase": said.source.phrase,
        "place": plain.place(said.source.place),
        **fact,
        "condition": said.condition,
        "spans": map(_span, said.spans),
    }


def _span(span: Span) -> dict[str, Any]:
    if span.value is None:
        return {"text": span.text}
    return {"text": span.text, "slot": span.slot, "format": span.format, "value": plain.value(span.value)}
