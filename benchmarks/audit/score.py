"""The published texts against their true defects: which were found, which missed, which findings are false."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from audit.clean import lines, prose
from audit.measure import Alarm, alarm
from narrator.audit.finding import DOUBT, ERROR, TextFinding
from narrator.audit.run import audit

PUBLISHED = Path(__file__).parent / "published"
_SENTENCE = re.compile("[。；;]")


class Score(NamedTuple):
    """How a text was judged; ``note`` says why it was not, where it was not."""

    text: str
    family: str
    whole: bool
    note: str = ""
    found: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()  # the kind, the level and the quote of each
    right: int = 0  # 错误 that a defect explains
    false: tuple[Alarm, ...] = ()
    bound: int = 0
    figures: int = 0


def scores(folders: list[Path], published: Path = PUBLISHED) -> Iterator[Score]:
    """The score of every text of the benchmark that stands in one of the folders, as it stood there."""
    for path in sorted(published.glob("*.yaml")):
        entry = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        if "text" not in entry:
            continue
        head = Score(entry["text"], entry["family"], entry["whole"] == "true")
        file = next((folder / entry["text"] for folder in folders if (folder / entry["text"]).is_file()), None)
        if file is None:
            yield head._replace(note="没有这个文件")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != entry["sha256"]:
            yield head._replace(note="文件已不是当时的文件")
        else:
            yield _judged(head, lines(file), entry)


def _judged(head: Score, told: tuple[str, ...], entry: dict[str, Any]) -> Score:
    said = audit(head.text, told, prose(told))
    whole = "\n".join(told)
    starts = [0, *accumulate(len(line) + 1 for line in told)]
    spans = [(_spans(finding, starts), finding) for finding in said.findings]
    found: list[str] = []
    missed: list[str] = []
    sentences = []
    for defect in entry["defects"]:
        place = _sentence(whole, *_place(whole, defect))
        sentences.append(place)
        loud = defect["level"] in (ERROR, DOUBT) and defect.get("last-digit") != "true"
        hit = any(_meet(places, place) and (not loud or one.level in (ERROR, DOUBT)) for places, one in spans)
        quote = defect["quote"].replace("\n", "")
        (found if hit else missed).append(f"{defect['level']} {defect['kind']}「{quote}」")
    traps = [_place(whole, trap) for trap in entry["traps"]]
    right, false = 0, []
    for places, one in spans:
        explained = any(_meet(places, place) for place in sentences)
        if one.level == ERROR and explained:
            right += 1
        elif one.level == ERROR or (
            one.level == DOUBT and not explained and any(_meet(places, trap) for trap in traps)
        ):
            false.append(alarm(one))
    if entry.get("template") == "true":  # what is left of the template is right there, and no entry lists it
        false = []
    return head._replace(
        found=tuple(found),
        missed=tuple(missed),
        right=right,
        false=tuple(false),
        bound=said.coverage.bound,
        figures=said.coverage.figures,
    )


def _place(whole: str, entry: dict[str, str]) -> tuple[int, int]:
    places = [found.span() for found in re.finditer(re.escape(entry["quote"]), whole)]
    return places[int(entry.get("nth", "1")) - 1]


def _sentence(whole: str, start: int, end: int) -> tuple[int, int]:
    """From one full stop or semicolon to the next."""
    first = max((found.end() for found in _SENTENCE.finditer(whole, 0, start)), default=0)
    last = _SENTENCE.search(whole, max(start, end - 1))
    return first, last.end() if last else len(whole)


def _spans(finding: TextFinding, starts: list[int]) -> list[tuple[int, int]]:
    return [
        (starts[spot.line] + spot.start, starts[spot.line] + spot.end)
        for place in finding.places
        for spot in place.spots
    ]


def _meet(places: list[tuple[int, int]], other: tuple[int, int]) -> bool:
    return any(start < other[1] and other[0] < end for start, end in places)
