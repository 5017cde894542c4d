"""Records, tables and lists of the unit file: what holds other shapes, read with all problems at once.

A record learns its keys when something is first read through it, so that what a file does not hold costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from narrator.files.marked import Scalar, Sequence
from narrator.readers.scalars import NONE_WORD, Problem, Shape, Wrong, blank, kind_of, refuse

MISSING, UNKNOWN = "U201", "U202"
NONE = {"const": NONE_WORD}  # for the JSON Schema: this very word


class Key(NamedTuple):
    """A key of a record: the name that its value gets, what may stand there, and whether it must be given."""

    name: str
    shape: Shape | Record
    required: bool = False


class Record:
    """A mapping with exactly these keys; a blank value counts as not given.

    ``name`` and ``title`` are for the JSON Schema. ``keys`` gives the keys, asked once; ``build`` makes the value
    from what was given, by name.
    """

    def __init__(
        self,
        name: str,
        title: str,
        keys: Callable[[], Mapping[str, Key]],
        build: Callable[[dict[str, Any]], Any] = lambda given: given,
    ) -> None:
        self.name = name
        self.title = title
        self._keys = keys
        self._build = build

    @cached_property
    def keys(self) -> Mapping[str, Key]:
        """The keys by their terms, in order."""
        return self._keys()

    @cached_property
    def _required(self) -> list[str]:
        return [term for term, key in self.keys.items() if key.required]

    @property
    def schema(self) -> Record:
        """What stands for it where other shapes describe themselves: it itself."""
        return self

    def read(self, value: Any, money: str) -> Any:
        """What a mapping says; raises Wrong with every problem in it: key by key, then the keys that are unknown."""
        mapping = mapping_of(value)
        known = self.keys
        given: dict[str, Any] = {}
        problems: list[Problem] = []
        for term, item in mapping.items():
            key = known.get(term)
            if key is None:
                problems.append(Problem(UNKNOWN, "这里没有叫这个名字的项。", key=(str(term),), at_key=True))
            elif item is not None and not blank(item):
                try:
                    given[key.name] = key.shape.read(item, money)
                except Wrong as wrong:
                    problems += wrong.at(term)
        for term in self._required:
            if blank(mapping.get(term)):
                problems.append(Problem(MISSING, "缺少这一项。", "这一项必须填写。", (term,)))
        if problems:
            order: dict[Any, int] = {term: number for number, term in enumerate(known)}
            raise Wrong(sorted(problems, key=lambda of: order.get(of.key[-1], len(order))))
        return self._build(given)


def mapping_of(value: Any) -> Any:
    """The value, if it is a mapping; raises Wrong."""
    if isinstance(value, dict):
        return value
    raise refuse(f"这里应是一组「键: 值」，却是{kind_of(value)}。")


def table(each: Shape | Record, check: Callable[[str], None] = lambda key: None) -> Shape:
    """A mapping whose keys the unit names; ``check`` raises Wrong for one that is not right."""

    def read(value: Any, money: str) -> dict[str, Any]:
        given: dict[str, Any] = {}
        problems: list[Problem] = []
        for key, item in mapping_of(value).items():
            try:
                check(key)
            except Wrong as wrong:
                problems += [problem._replace(at_key=True) for problem in wrong.at(str(key))]
            try:
                given[str(key)] = each.read(item, money)
            except Wrong as wrong:
                problems += wrong.at(str(key))
        if problems:
            raise Wrong(problems)
        return given

    return Shape(read, {"type": "object", "additionalProperties": each.schema})


def several(each: Shape | Record, otherwise: Problem) -> Shape:
    """A list, as a tuple of values; ``otherwise`` tells of what is no list, ``{kind}`` in it being what it is."""

    def read(value: Any, money: str) -> tuple[Any, ...]:
        if not isinstance(value, Sequence):
            raise Wrong([otherwise._replace(evidence=otherwise.evidence.format(kind=kind_of(value)))])
        given: list[Any] = []
        problems: list[Problem] = []
        for number, item in enumerate(value):
            try:
                given.append(each.read(item, money))
            except Wrong as wrong:
                problems += wrong.at(number)
        if problems:
            raise Wrong(problems)
        return tuple(given)

    return Shape(read, {"type": "array", "items": each.schema})


def or_none(shape: Shape, nothing: Any) -> Shape:
    """The shape, or the word 无, which stands for ``nothing``."""

    def read(value: Any, money: str) -> Any:
        return nothing if isinstance(value, Scalar) and value.strip() == NONE_WORD else shape.read(value, money)

    return Shape(read, {"anyOf": [shape.schema, NONE]})
