"""JSON: the whole tree, every phrase with its place, fact and condition, every value with its origin."""

from __future__ import annotations

import json
from typing import Any

from narrator.document.tree import Block, Cell, Document, Paragraph, Said, Section, Table
from narrator.figures.values import Figure, Formula, Gap, Names, Place, Text, Value
from narrator.phrases.phrase import Span


def write(document: Document) -> str:
    """The document as JSON (UTF-8 text, ending in a line break). Numbers stand as decimal strings."""
    tree = {
        "pack": document.pack,
        "title": _paragraph(document.title),
        "sections": [_block(section) for section in document.sections],
        "gaps": [
            {**_value(hole.gap), "headings": list(hole.headings), "sentence": hole.sentence} for hole in document.gaps()
        ],
        "notes": [
            {"code": note.code, "place": _place(note.place), "evidence": note.evidence, "advice": note.advice}
            for note in document.notes
        ],
    }
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Section):
        heading = _paragraph(block.heading)
        return {"section": heading, "level": block.level, "blocks": [_block(inner) for inner in block.blocks]}
    if isinstance(block, Table):
        rows = [{"header": row.header, "cells": [_cell(cell) for cell in row.cells]} for row in block.rows]
        return {"table": [_paragraph(line) for line in block.title], "columns": block.columns, "rows": rows}
    return {"paragraph": _paragraph(block)}


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    sentences = [[_said(said) for said in sentence.said] for sentence in paragraph.sentences()]
    return {"text": paragraph.text, "sentences": sentences}


def _cell(cell: Cell) -> dict[str, Any]:
    said = [_said(said) for said in cell.content.said]
    return {"text": cell.content.text, "rows": cell.rows, "cols": cell.cols, "align": cell.align, "said": said}


def _said(said: Said) -> dict[str, Any]:
    """A phrase as said: where its wording stands, the condition that held, and its spans."""
    fact = {"fact": said.fact.name, "kind": said.fact.kind} if said.fact else {}
    return {
        "phrase": said.source.phrase,
        "place": _place(said.source.place),
        **fact,
        "condition": said.condition,
        "spans": [_span(span) for span in said.spans],
    }


def _span(span: Span) -> dict[str, Any]:
    if span.value is None:
        return {"text": span.text}
    return {"text": span.text, "slot": span.slot, "format": span.format, "value": _value(span.value)}


def _value(value: Value) -> dict[str, Any]:
    match value:
        case Figure():
            return {"figure": str(value.value), "unit": value.unit, "origin": _origin(value.origin)}
        case Text():
            return {"words": value.text, "origin": _place(value.origin)}
        case Names():
            return {"names": [_value(name) for name in value.names]}
        case Gap():
            return {"gap": value.key, "of": value.of, "subject": value.subject}


def _origin(origin: Place | Formula) -> dict[str, Any] | None:
    if isinstance(origin, Place):
        return _place(origin)
    return {
        "rule": origin.rule,
        "expression": origin.expression,
        "with_numbers": origin.with_numbers(),
        "inputs": {name: _value(figure) for name, figure in origin.inputs},
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column, "key": place.key}
