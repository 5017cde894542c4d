"""The outline of a pack, as lines or as it is written: which sections in what order, which phrases each line says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from narrator.files.marked import Node
from narrator.phrases.entries import NEW
from narrator.phrases.layers import Layer
from narrator.phrases.nodes import (
    BlockNode,
    CellNode,
    Clause,
    Each,
    Lines,
    Outline,
    RowNode,
    Say,
    SectionNode,
    Sentence,
    TableNode,
    Verbatim,
    When,
)
from narrator.phrases.phrase import Phrase, Said
from narrator.phrases.spelling import asked

BLOCKS = "blocks"  # the key of an outline under which a layer changes pieces that it inherits
_LEVELS = ("", "部分", "节", "小节")


def lines(outline: Outline) -> Iterator[str]:
    """Each node on a line of its own, indented as it is nested; two outlines are one where their lines are."""
    yield f"标题：{_clauses(outline.title)}"
    yield from _blocks(outline.parts, "")


def stated(layers: tuple[Layer, ...]) -> tuple[dict[str, Node], dict[str, Node]]:
    """What the layers of a pack come to in their outlines: the keys beside the pieces, and all pieces by name."""
    beside: dict[str, Node] = {}
    blocks: dict[str, Node] = {}
    for layer in layers:
        for key, node in layer.outline.items():
            if key not in (BLOCKS, NEW):
                beside[key] = node
            elif isinstance(node, dict):
                blocks |= node
    return beside, blocks


def written(beside: Mapping[str, Node], blocks: Mapping[str, Node]) -> str:
    """These keys and pieces as the ``outline.yaml`` of a pack over this one would state them."""
    import yaml

    tree = _plain({**beside, BLOCKS: dict(blocks)})
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1000)


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return None if node is None else str(node)


def _blocks(nodes: tuple[BlockNode, ...], indent: str) -> Iterator[str]:
    for node in nodes:
        yield from _block(node, indent)


def _block(node: BlockNode, indent: str) -> Iterator[str]:
    match node:
        case SectionNode():
            tables = "，报表可在这里" if node.statements else ""
            how = f"{_numbered(node.number)}{_when(node.when)}{tables}"
            yield f"{indent}{_LEVELS[node.level]}：{_clauses(node.title)}{how}"
            yield from _blocks(node.body, f"{indent}  ")
        case Lines():
            each = _each(node.each)
            yield f"{indent}段：{each}{_clauses(node.clauses)}{_numbered(node.number)}{_when(node.when)}"
        case Verbatim():
            yield f"{indent}原文：{node.fact}{_when(node.when)}"
        case TableNode():
            yield f"{indent}表：{_each(node.each)}{'、'.join(map(_clauses, node.title))}{_when(node.when)}"
            yield from (f"{indent}  {_row(row)}" for row in node.rows)


def _row(row: RowNode) -> str:
    return f"{'表头' if row.header else '行'}：{_each(row.each)}{' | '.join(map(_cell, row.cells))}"


def _cell(cell: CellNode) -> str:
    how = [f"{cell.cols}列"] if cell.cols > 1 else []
    how += ["合并"] if cell.merge else []
    how += [cell.align] if cell.align else []
    return f"{_clauses(cell.clauses)}（{'、'.join(how)}）" if how else _clauses(cell.clauses)


def _clauses(clauses: tuple[Clause, ...]) -> str:
    return " + ".join(map(_clause, clauses))


def _clause(clause: Clause) -> str:
    match clause:
        case Say():
            return f"{clause.phrase.id}（{clause.of}）" if clause.of else clause.phrase.id
        case Said():
            return clause.source.phrase
        case Each():
            join, end = (span.text if span else "" for span in (clause.join, clause.end))
            return f"{_each(clause.of)}{_clauses(clause.clauses)}，以「{join}」相连，以「{end}」收尾"
        case Sentence():
            return f"[{_clauses(clause.clauses)}{_when(clause.when)}]"


def _each(fact: str) -> str:
    return f"每个{fact} " if fact else ""


def _numbered(phrase: Phrase | None) -> str:
    return f"，编号 {phrase.id}" if phrase else ""


def _when(when: When | None) -> str:
    return f"，当{when.fact}是 {'、'.join(map(asked(when.fact).__getitem__, when.conditions))}" if when else ""
