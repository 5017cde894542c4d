"""A fact: what a rule derives, ready to be said. Its kind fixes its conditions and its slots."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from narrator.figures.values import Gap, Value

NO_PARTS: Mapping[str, Facts] = MappingProxyType({})


class Fact(NamedTuple):
    """One fact of one unit.

    ``condition`` is the one that holds, "" for a kind without conditions, and None where a missing
    figure leaves it open; ``slots`` then hold the gaps. ``parts`` are facts within this one (the rows
    of a self-evaluation table). A list of facts that cannot be told is one Gap; an item of a list that
    is not known at all, because something was not read, is a fact with only a ``gap``.
    """

    name: str
    kind: str
    condition: str | None
    slots: Mapping[str, Value]
    parts: Mapping[str, Facts] = NO_PARTS
    gap: Gap | None = None


Facts: TypeAlias = "Fact | tuple[Fact, ...] | Gap"
