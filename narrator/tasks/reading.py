"""Reading a finished 说明: its figures and reasons by the keys of a unit file, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from narrator.document.reread import Reread, reread
from narrator.figures.findings import Finding
from narrator.figures.terms import CHOICES
from narrator.figures.told import Moved, Settled, Spot, Told, settled
from narrator.figures.values import Key, Place, Text
from narrator.forms import from_tables, from_text
from narrator.forms.from_tables import Tables
from narrator.forms.reread import Rewritten
from narrator.forms.told_accounts import LeftOut, proved
from narrator.readers import prose
from narrator.readers.lines import ProseLine
from narrator.reading import reading as clauses
from narrator.reading.keyed import Keyed
from narrator.writers import reread as data

if TYPE_CHECKING:
    from narrator.phrases.phrasebook import Phrasebook
    from narrator.reading.facts import Reading


class Unread(NamedTuple):
    """A figure that is not bound: where it stands, the words with it."""

    spots: tuple[Spot, ...]
    quote: str


class TextRead(NamedTuple):
    """What came of reading a file: all that is ``settled``, and of it what is ``written`` into a unit file.

    ``moved`` are the changes that it tells, each at its place.
    """

    file: str
    lines: tuple[ProseLine, ...]
    reading: Reading
    settled: Settled
    written: Settled
    unread: tuple[Unread, ...]
    figures: int
    by_pack: Reread | None
    left_out: tuple[LeftOut, ...]
    tables: Tables
    moved: tuple[Moved, ...]

    @property
    def coverage(self) -> str:
        """How many figures are bound to what they are figures of, in a line."""
        bound = self.figures - len(self.unread)
        tables = f"；附表读到 {len(self.tables.told)} 格" if self.tables.told else ""
        by = f"按短语库 {self.by_pack.pack.id} 读了 {len(self.by_pack.lines)} 段" if self.by_pack else "没有用短语库"
        return f"数 {self.figures} 个，认定 {bound} 个，没有认定 {len(self.unread)} 个；{by}{tables}。"

    def where(self, spots: tuple[Spot, ...]) -> str:
        """A place for a person."""
        return from_text.where(spots, self.lines)

    def as_data(self) -> dict[str, Any]:
        """All that was read as plain data, for JSON."""
        places = data.Places(self.lines)
        return {
            "file": self.file,
            "unit": self.reading.unit,
            "year": self.reading.year,
            "pack": self.by_pack.pack.id if self.by_pack else None,
            "coverage": {
                "figures": self.figures,
                "bound": self.figures - len(self.unread),
                "unbound": len(self.unread),
                "values": len(self.settled.values),
            },
            "values": data.values(self.settled, places),
            "left_out": [
                {"table": one.term, "why": one.why, "keys": list(map(_named, one.keys))} for one in self.left_out
            ],
            "contradictory": data.contradictory(self.settled, places),
            "phrases": data.phrases(self.by_pack, places) if self.by_pack else [],
            "facts": data.facts(self.reading, places),
            "reasons": data.reasons(self.reading, places),
            "unread": [{"quote": one.quote, "places": places.of(one.spots)} for one in self.unread],
        }

    def unit_file(self) -> str:
        """The unit file as YAML."""
        name = Path(self.file).name
        head = [f"从 {name} 读出，每个数后面是出处；金额折成万元。没有读到的没有写，不等于没有。", *self._left_out()]
        return from_text.text(self.written, self.lines, head)

    def _left_out(self) -> Iterator[str]:
        for key in self.settled.contradictory:
            yield f"说法不一，没有写：{_named(key)}"
        for one in self.left_out:
            yield f"{one.term}的科目没有写（{one.why}）："
            for key in one.keys:
                told = self.settled.values[key][0]
                yield f"  {_named(key)}: {told.typed}（{self.where(told.spots)}）"

    def remarks(self) -> Iterator[str]:
        """Figures that are not bound, each with the words with it; and accounts that are not written."""
        for unread in self.unread:
            yield f"没有认定 {self.where(unread.spots)}「{unread.quote}」"
        for finding in self.tables.findings:
            yield f"附表没有读 {finding}"
        for one in self.left_out:
            yield f"没有写 {one.term}的科目（{len(one.keys)} 项）：{one.why}。"

    def findings(self) -> Iterator[Finding]:
        """What the text tells twice with two values; and that nothing was found, where nothing was."""
        for key, told in self.settled.contradictory.items():
            voices = "；".join(f"{one.typed}（{from_text.where(one.spots, self.lines)}）" for one in told)
            place = self.lines[told[0].spots[0].line].place
            words = isinstance(told[0].value, str)
            advice = "请由单位选定一种写法。" if words else "请对照报表，改正其中写错的一处。"
            yield Finding("W321", place, f"{_named(key)}前后说法不一：{voices}。", advice)
        if not self.written.values:
            yield Finding("W322", Place(self.file, 0, 0), "没有读到可以写进单位文件的数。", "请检查是否选错了文件。")


def read(path: Path, phrasebook: Phrasebook, given: Mapping[Key, str] = MappingProxyType({})) -> TextRead:
    """Read a finished text of any format that ``readers.prose`` takes. Raises Refused.

    Lines that have the wording of a pack are read by it, all others by clauses. It is the pack that is wanted of the
    phrasebook, else the one that reads the most lines, if it reads a quarter of those with figures; with the choices
    by which it reads more. What is ``given`` stands in place of what the text tells of the same.
    """
    lines = prose.load(path).lines
    reading = clauses.read_lines(lines)
    by_pack = _by_pack(lines, reading, phrasebook)
    whole = by_pack.lines if by_pack else frozenset()
    keyed = Keyed(reading)
    told = [one for one in keyed.told() if one.spots[0].line not in whole]
    moved = [one for one in keyed.moved() if one.spots[0].line not in whole]
    if by_pack:
        rewritten = Rewritten(by_pack)
        told += rewritten.told()
        moved += rewritten.moved()
    tables = from_tables.read(str(path), lines)
    told += tables.told
    figures = reading.told
    unread = tuple(
        one
        for figure in figures
        if not figure.bound and (one := _unread(reading, figure.start, figure.end)).spots[0].line not in whole
    )
    region = by_pack.pack.region if by_pack else _region(reading, phrasebook)
    if region:
        named = next((one.spots for one in told if one.key == _NAME), ())
        why = f"按短语库 {by_pack.pack.id}" if by_pack else "按单位名称"
        told.append(Told(_REGION, region, named, derived=why))
        chosen = by_pack.pack.chosen if by_pack else ()
        told += [Told((*_CHOICES, one.option), one.choice, (), derived=why) for one in chosen]
    told = [one for one in told if one.key not in given]
    told += [Told(key, value, (), derived="另外给的") for key, value in given.items()]
    every = settled(told, moved)
    written, left_out = proved(every)
    return TextRead(
        str(path), lines, reading, every, written, unread, len(figures), by_pack, left_out, tables, tuple(moved)
    )


def _by_pack(lines: Sequence[ProseLine], reading: Reading, phrasebook: Phrasebook) -> Reread | None:
    """The text as its pack reads it; None where no pack fits.

    Of packs that read equally many lines that of the text's year is taken, or else the newest before it.
    """
    wanted = phrasebook.wanted
    entries = phrasebook.named(wanted) if wanted is not None else [one for one in phrasebook.entries() if one.year]
    figures = {spot.line for one in reading.told for spot in reading.source.spots(one.start, one.end)}
    found: list[tuple[int, bool, int, Reread]] = []
    for entry in entries:
        read_by = reread(lines, phrasebook.pack(entry.id))
        found.append((len(figures & read_by.lines), entry.year <= reading.year, entry.year, read_by))
    best = _by_choices(lines, figures, max(found, key=lambda one: one[:3])[3], phrasebook)
    return best if wanted is not None or len(figures & best.lines) * _ENOUGH > len(figures) else None


def _by_choices(lines: Sequence[ProseLine], figures: set[int], best: Reread, phrasebook: Phrasebook) -> Reread:
    """The text as its pack reads it with those choices by which more lines are read, option after option."""
    given: dict[str, Text] = {}
    for option in phrasebook.options(best.pack.id):
        for name in [*option.choices][1:]:
            choices = {**given, option.name: Text(name)}
            tried = reread(lines, phrasebook.pack(best.pack.id, given=tuple(choices.items())))
            if len(figures & tried.lines) > len(figures & best.lines):
                best, given = tried, choices
    return best


def _region(reading: Reading, phrasebook: Phrasebook) -> str:
    """The region that the name of the unit begins with, of those that the phrasebook has."""
    regions = {entry.region for entry in phrasebook.entries() if entry.region}
    return max((region for region in regions if reading.unit.startswith(region)), key=len, default="")


_NAME, _REGION, _CHOICES = ("单位", "单位名称"), ("单位", "地区"), ("单位", CHOICES)
_ENOUGH = 4
_AROUND = 15  # characters beside a figure that is quoted


def _unread(reading: Reading, start: int, end: int) -> Unread:
    spots = reading.source.spots(start, end)
    line = reading.source.texts[spots[0].line]
    return Unread(spots, line[max(spots[0].start - _AROUND, 0) : spots[0].end + _AROUND].strip())


def _named(key: Key) -> str:
    return "/".join(map(str, key))
