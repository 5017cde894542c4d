"""A unit file from what a finished text tells: each value with the place where it was read, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from narrator.figures import terms
from narrator.figures.told import Settled, Spot, Told
from narrator.figures.values import Key, Place
from narrator.forms import as_yaml, cells, notation
from narrator.forms.cells import Cells
from narrator.forms.fields import Field, field_of
from narrator.readers.lines import ProseLine
from narrator.readers.scalars import NONE_WORD
from narrator.readers.schema import MONEY_UNIT


def where(spots: Sequence[Spot], lines: Sequence[ProseLine]) -> str:
    """A place for a person: the page where the file has pages, the paragraph or line, the characters."""
    spot = spots[0]
    line = lines[spot.line]
    page = f"第 {line.page} 页" if line.page and "页" not in line.place.key else ""
    return f"{page}{line.place.key}第 {spot.start + 1}–{spot.end} 字"


def of(settled: Settled, lines: Sequence[ProseLine]) -> Cells:
    """The values as cells of a form by their keys, each at its place in the text; money in 万元."""
    found: Cells = {}
    for key, told in settled.values.items():
        field = field_of(key)
        if field is not None:
            found[key] = notation.scalar(_typed(told[0], field), _place(key, told[0], lines))
    return found


def _typed(told: Told, field: Field) -> str:
    """The value in the notation of a form, in which it reads back as it is."""
    if field.kind == "reason":
        return notation.reason_text(told.typed)
    if field.kind == "names" and isinstance(told.value, str):
        names = told.value.split("\n")
        return f"{names[0]}\n" if len(names) == 1 and names[0] != NONE_WORD else told.value
    return told.typed


def _place(key: Key, told: Told, lines: Sequence[ProseLine]) -> Place:
    place = lines[told.spots[0].line].place if told.spots else Place("", 0, 0)
    return place._replace(key="/".join(map(str, key)))


def text(settled: Settled, lines: Sequence[ProseLine], head: Iterable[str]) -> str:
    """The unit file as YAML, in 万元; ``head`` are comments above it, a line each."""
    given: Cells = of(settled, lines)
    start = Place("", 0, 0)
    given[(MONEY_UNIT,)] = notation.scalar(terms.WAN, start)
    tree = cells.tree(given, start)
    return "".join(f"# {line}\n" for line in head) + as_yaml.write(tree, _remarks(settled, lines))


def _remarks(settled: Settled, lines: Sequence[ProseLine]) -> Mapping[Key, str]:
    """Where each value was read, how often it was told beyond that, and how it follows where it is not printed."""
    found: dict[Key, str] = {}
    for key, told in settled.values.items():
        first = told[0]
        more = f"等 {len(told)} 处" if len(told) > 1 else ""
        derived = f"推算 {first.derived}" if first.derived else ""
        shown = first.spots[-1:] if derived else first.spots
        found[key] = "，".join(filter(None, (derived, f"{where(shown, lines)}{more}" if shown else "")))
    return found
