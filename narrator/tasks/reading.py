"""Reading a finished 说明: its figures and reasons by the keys of a unit file, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from narrator.figures.findings import Finding
from narrator.figures.told import Settled, Spot, settled
from narrator.figures.values import Key, Place
from narrator.forms import from_text
from narrator.readers import prose
from narrator.readers.lines import ProseLine
from narrator.reading import reading as clauses
from narrator.reading.keyed import Keyed
from narrator.writers import reread

if TYPE_CHECKING:
    from narrator.phrases.phrasebook import Phrasebook
    from narrator.reading.reading import Reading


class Unread(NamedTuple):
    """A figure that is not bound: where it stands, the words with it."""

    spots: tuple[Spot, ...]
    quote: str


class TextRead(NamedTuple):
    """What came of reading a file."""

    file: str
    lines: tuple[ProseLine, ...]
    reading: Reading
    settled: Settled
    unread: tuple[Unread, ...]
    figures: int
    region: str = ""

    @property
    def coverage(self) -> str:
        """How many figures are bound to what they are figures of, in a line."""
        return f"数 {self.figures} 个，认定 {self.figures - len(self.unread)} 个，没有认定 {len(self.unread)} 个。"

    def where(self, spots: tuple[Spot, ...]) -> str:
        """A place for a person."""
        return from_text.where(spots, self.lines)

    def as_data(self) -> dict[str, Any]:
        """All that was read as plain data, for JSON."""
        places = reread.Places(self.lines)
        return {
            "file": self.file,
            "unit": self.reading.unit,
            "year": self.reading.year,
            "coverage": {
                "figures": self.figures,
                "bound": self.figures - len(self.unread),
                "unbound": len(self.unread),
                "values": len(self.settled.values),
            },
            "values": reread.values(self.settled, places),
            "contradictory": reread.contradictory(self.settled, places),
            "facts": reread.facts(self.reading, places),
            "reasons": reread.reasons(self.reading, places),
            "unread": [{"quote": one.quote, "places": places.of(one.spots)} for one in self.unread],
        }

    def unit_file(self) -> str:
        """The unit file as YAML."""
        name = Path(self.file).name
        head = [f"从 {name} 读出，每个数后面是出处；金额折成万元。没有读到的没有写，不等于没有。", *self._left_out()]
        return from_text.text(self.settled, self.lines, head)

    def _left_out(self) -> Iterator[str]:
        for key in self.settled.contradictory:
            yield f"说法不一，没有写：{_named(key)}"

    def findings(self) -> Iterator[Finding]:
        """What the text tells twice with two values; and that nothing was found, where nothing was."""
        for key, told in self.settled.contradictory.items():
            voices = "；".join(f"{one.typed}（{from_text.where(one.spots, self.lines)}）" for one in told)
            place = self.lines[told[0].spots[0].line].place
            words = isinstance(told[0].value, str)
            advice = "请由单位选定一种写法。" if words else "请对照报表，改正其中写错的一处。"
            yield Finding("W321", place, f"{_named(key)}前后说法不一：{voices}。", advice)
        if not self.settled.values:
            yield Finding("W322", Place(self.file, 0, 0), "没有读到可以写进单位文件的数。", "请检查是否选错了文件。")


def read(path: Path, phrasebook: Phrasebook) -> TextRead:
    """Read a finished text of any format that ``readers.prose`` takes. Raises Refused."""
    lines = prose.load(path).lines
    reading = clauses.read([line.text for line in lines], [line.cell is None for line in lines])
    keyed = Keyed(reading)
    told = reading.told
    unread = tuple(_unread(reading, one.start, one.end) for one in told if not one.bound)
    return TextRead(
        str(path), lines, reading, settled(keyed.told(), keyed.moved()), unread, len(told), _region(reading, phrasebook)
    )


def _region(reading: Reading, phrasebook: Phrasebook) -> str:
    """The region that the name of the unit begins with, of those that the phrasebook has."""
    regions = {entry.region for entry in phrasebook.entries() if entry.region}
    return max((region for region in regions if reading.unit.startswith(region)), key=len, default="")


_AROUND = 15  # characters beside a figure that is quoted


def _unread(reading: Reading, start: int, end: int) -> Unread:
    spots = reading.source.spots(start, end)
    line = reading.source.texts[spots[0].line]
    return Unread(spots, line[max(spots[0].start - _AROUND, 0) : spots[0].end + _AROUND].strip())


def _named(key: Key) -> str:
    return "/".join(map(str, key))
