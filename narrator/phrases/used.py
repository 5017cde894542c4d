"""Which facts a pack prints: what a form has to ask for, and what not."""

from __future__ import annotations

from functools import cache

from narrator.phrases.nodes import Each, Lines, RowNode, Say, TableNode, Verbatim, When
from narrator.phrases.outline import outline
from narrator.phrases.pack import Pack


@cache
def facts_used(pack: Pack) -> frozenset[str]:
    """The names of the facts that the pack's outline says, repeats over or asks about. Raises Refused."""
    return frozenset(_names(outline(pack))) - {""}


def _names(node: object) -> set[str]:
    """The facts that a node of the outline names, and all nodes within it."""
    match node:
        case Say(of=name):
            return {name}
        case When(fact=name):
            return {name}
        case Verbatim(fact=name) | Each(of=name) | Lines(each=name) | RowNode(each=name) | TableNode(each=name):
            own = {name}
        case tuple():
            own = set()
        case _:
            return set()
    return own.union(*map(_names, node))
