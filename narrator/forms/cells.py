"""The cells of a form: a unit file's tree as texts by their keys, and back.

This is the normal form in which the notations meet: what is blank is left out, a row with a single
number has it at 决算, an account with a single word has it at 名称, a list is one text
(``narrator.forms.notation``), an empty one the word 无.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from narrator.figures import terms
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Key, Place
from narrator.files import marked
from narrator.files.marked import Node, Scalar, Sequence
from narrator.forms import notation
from narrator.forms.fields import ACCOUNT_NAME, ROWS_OF_AMOUNTS, field_of, rank
from narrator.readers.scalars import NONE_WORD, blank
from narrator.readers.schema import ACCOUNTS, LAST_ACCOUNTS

Cells: TypeAlias = dict[Key, Scalar]


def of_tree(root: marked.Mapping) -> Cells:
    """The cells that hold all that a unit file gives. Raises Refused for what the form has no cell for."""
    cells: Cells = {}
    findings: list[Finding] = []
    for key, node, place in _values(root, (), root.place):
        field = field_of(key)
        if field is None:
            findings.append(Finding("F121", place, "填报表里没有这一项。", "请检查拼写，或删去这一项。"))
            continue
        text = notation.words(node, field)
        cells[key] = notation.scalar(text, place)
    if findings:
        raise Refused(findings)
    return cells


def _values(node: Node, key: Key, place: Place) -> Iterator[tuple[Key, Node, Place]]:
    """Every value that one cell holds, with its key and place."""
    # Better whole: one case for each shape that a node may have, in the order in which they give way to each other.
    if blank(node):
        return
    field = field_of(key)
    is_reason = field is not None and field.kind == "reason"
    if isinstance(node, Scalar):
        yield _full(key), node, node.place
    elif isinstance(node, Sequence) and node and isinstance(node[0], marked.Mapping) and not is_reason:
        for number, item in enumerate(node, 1):
            yield from _values(item, (*key, number), node.place)
    elif isinstance(node, Sequence):
        if node or not is_reason:
            yield key, node, node.place
    elif is_reason:
        yield key, node, place
    elif isinstance(node, marked.Mapping) and not node and key and key[-1] in (ACCOUNTS, LAST_ACCOUNTS):
        yield key, notation.scalar(NONE_WORD, place), place
    elif isinstance(node, marked.Mapping):
        for name, value in node.items():
            yield from _values(value, (*key, str(name)), node.marks[name])


def _full(key: Key) -> Key:
    """Where the full form of a single number or word stands."""
    if key in ROWS_OF_AMOUNTS:
        return (*key, terms.ACTUAL)
    if len(key) > 1 and key[-2] in (ACCOUNTS, LAST_ACCOUNTS):
        return (*key, ACCOUNT_NAME)
    return key


def confirmed(written: Cells, given: Cells) -> bool:
    """What was written says the same; anything else is our own fault, and nothing is written."""
    first, second = ({key: text.strip() for key, text in one.items() if text.strip()} for one in (written, given))
    if first != second:
        raise AssertionError("what was written does not read back as it was given")
    return True


# Back -------------------------------------------------------------------------------------------


def tree(cells: Mapping[Key, Scalar], start: Place) -> marked.Mapping:
    """The unit file's tree that these cells stand for, in the order of the model; ``start`` is the form.

    Each text is at the place of its cell, so that every message about it points there.
    """
    nested: dict[Any, Any] = {}
    for key in sorted(cells, key=rank):
        if not cells[key].strip():
            continue
        inside = nested
        for part in key[:-1]:
            inside = inside.setdefault(part, {})
            if isinstance(inside, Scalar):  # 空表 or 无 beside figures of the same part
                break
        else:
            inside.setdefault(key[-1], cells[key])
    root = _nodes(nested, (), start)
    return root if isinstance(root, marked.Mapping) else notation.mapping(start)


def _nodes(nested: Any, key: Key, start: Place) -> Node:
    if isinstance(nested, Scalar):
        return _value(nested, key)
    place = _first(nested)._replace(key="/".join(map(str, key))) if nested else start
    if nested and all(isinstance(part, int) for part in nested):
        return _listed([_nodes(nested[part], (*key, part), start) for part in sorted(nested)], place)
    mapping = notation.mapping(place if key else start)
    for part, inner in nested.items():
        value = _nodes(inner, (*key, part), start)
        at = value.place if isinstance(value, Scalar) else _first(inner)
        notation.put(mapping, part, value, at._replace(key="/".join(map(str, (*key, part)))))
    return mapping


def _value(text: Scalar, key: Key) -> Node:
    field = field_of(key)
    place = text.place._replace(key="/".join(map(str, key)))
    if key[-1] in (ACCOUNTS, LAST_ACCOUNTS) and text.strip() == NONE_WORD:
        return notation.mapping(place)
    return notation.scalar(text, place) if field is None else notation.node(text, field, place)


def _first(nested: Any) -> Place:
    """The place of the first value within."""
    while not isinstance(nested, Scalar):
        nested = next(iter(nested.values()))
    return nested.place


def _listed(nodes: list[Node], place: Place) -> Sequence:
    listed = Sequence(nodes)
    listed.place = place
    return listed
