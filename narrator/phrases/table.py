"""Values as one flat table of plain data, and back: each stands once, and refers to those before it by number.

The table is JSON: a scalar stands for itself, anything else is a list of its kind and the numbers of its parts. Only
the kinds listed here can come out of a table, whatever it says, and nothing in it is ever run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from narrator.figures.official import Official
from narrator.figures.values import Place
from narrator.files import marked
from narrator.phrases import nodes, phrase, settings
from narrator.phrases.directions import Directions
from narrator.phrases.formats import Format
from narrator.phrases.match import Blank
from narrator.phrases.sure import Sure, Wordings
from narrator.readers.words import Words
from narrator.rules.derive import Decimals
from narrator.rules.due import Due

Table: TypeAlias = "list[str | int | bool | list[str | int] | None]"


class _Kind(NamedTuple):
    """A kind of value: its parts, and the value that these make; how many they are, 0 for any number."""

    parts: Callable[[Any], tuple[Any, ...]]
    made: Callable[[Iterator[Any]], Any]
    number: int = 0


def _pairs(value: Mapping[Any, Any]) -> tuple[Any, ...]:
    return tuple(part for pair in value.items() for part in pair)


def _mapping(parts: Iterator[Any]) -> dict[Any, Any]:
    return dict(zip(parts, parts, strict=True))


def _scalar(parts: Iterator[Any]) -> marked.Scalar:
    text, place, quoted = parts
    scalar = marked.Scalar(text)
    scalar.place, scalar.quoted = place, quoted
    return scalar


def _marked(parts: Iterator[Any]) -> marked.Mapping:
    place, marks, content = parts
    made = marked.Mapping(content)
    made.place, made.marks = place, marks
    return made


def _sequence(parts: Iterator[Any]) -> marked.Sequence:
    place, *items = parts
    made = marked.Sequence(items)
    made.place = place
    return made


_RECORDS = (
    *(Place, Official, Words, Decimals, Due, Format),
    *(phrase.Source, phrase.Span, phrase.Slot, phrase.Variant, phrase.Phrase, phrase.Said),
    *(nodes.Say, nodes.Each, nodes.When, nodes.Sentence, nodes.Lines, nodes.Verbatim, nodes.Outline),
    *(nodes.CellNode, nodes.RowNode, nodes.TableNode, nodes.SectionNode),
    *(Blank, Sure, Wordings),
    *(settings.Reason, settings.ReasonWords, settings.Reasons, settings.TableWords, settings.Rules, settings.Chosen),
)
_KINDS: dict[type, _Kind] = {
    **{record: _Kind(tuple, partial(tuple.__new__, record), len(record._fields)) for record in _RECORDS},
    tuple: _Kind(lambda value: value, tuple),
    frozenset: _Kind(lambda value: tuple(sorted(value)), frozenset),
    dict: _Kind(_pairs, _mapping),
    MappingProxyType: _Kind(_pairs, _mapping),
    Decimal: _Kind(lambda value: (str(value),), lambda parts: Decimal(*parts)),
    Directions: _Kind(lambda value: (value.words,), lambda parts: Directions(*parts)),
    marked.Scalar: _Kind(lambda value: (str(value), value.place, value.quoted), _scalar),
    marked.Mapping: _Kind(lambda value: (value.place, value.marks, dict(value)), _marked),
    marked.Sequence: _Kind(lambda value: (value.place, *value), _sequence),
}
_NAMES = {kind: kind.__name__ for kind in _KINDS}
_MADE = {name: _KINDS[kind][1:] for kind, name in _NAMES.items()}
_SCALARS = (str, int, bool, type(None))


def flat(value: Any) -> Table:
    """The table of a value, whose last line it is. Raises KeyError for what has a part of another kind."""
    lines: Table = []
    numbers: dict[Any, int] = {}
    met: dict[int, tuple[Any, int]] = {}  # by identity, with the part itself, so that no other takes its identity

    def number(part: Any) -> int:
        if id(part) in met:
            return met[id(part)][1]
        kind = type(part)
        line: Any = part
        if kind in _SCALARS:
            known = (kind, part)
        else:
            line = [_NAMES[kind], *map(number, _KINDS[kind].parts(part))]
            known = (kind, *line)
        if known not in numbers:
            numbers[known] = len(lines)
            lines.append(line)
        met[id(part)] = part, numbers[known]
        return numbers[known]

    number(value)
    return lines


def deep(table: Table) -> Any:
    """The value of a table. Raises LookupError, TypeError or ValueError where it is none that ``flat`` makes."""
    values: list[Any] = []
    keep, value = values.append, values.__getitem__
    for line in table:
        if type(line) is list:
            made, number = _MADE[line[0]]  # type: ignore[index]  # a name
            if number and number != len(line) - 1:
                raise ValueError(line[0])
            keep(made(map(value, line[1:])))  # type: ignore[arg-type]  # numbers
        else:
            keep(line)
    return values[-1]
