"""Last year's finished text beside a draft: what tells the same, what came and went, which figures differ."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.comparison.beside import FACT, WORDS, Claim, partners
from narrator.document.explain import inputs, values
from narrator.document.tree import SENTENCE, SENTENCE_END, Beside, Document, Earlier, Paragraph
from narrator.figures import terms
from narrator.figures.findings import Finding
from narrator.figures.interval import DECIMALS, Interval, exactly, printed
from narrator.figures.terms import SCALES
from narrator.figures.told import Spot
from narrator.figures.values import Figure, Place, Text
from narrator.forms import from_text
from narrator.forms.fields import REASONS
from narrator.forms.last_text import YEAR, LastText, last_year
from narrator.phrases.phrase import Said
from narrator.reading.lines import paragraphs
from narrator.rules.kinds import KINDS

if TYPE_CHECKING:
    from narrator.phrases.phrasebook import Phrasebook
    from narrator.tasks.reading import TextRead
    from narrator.tasks.tell import Tell

_VALUE, _MOVED = "value", "moved"
_ABOUT = "单位"  # what a text tells of the unit itself stands in many sentences, and is no figure


def read(file: Path, phrasebook: Phrasebook, tell: Tell) -> TextRead:
    """Last year's text, by whatever pack reads it; what it tells in two ways is told. Raises Refused."""
    from narrator.tasks import reading

    found = reading.read(file, phrasebook)
    tell(map(str, found.findings()))
    tell([f"上年说明 {file.name}：{found.coverage}"])
    return found


def beside(document: Document, found: TextRead, tell: Tell) -> Document:
    """The document with last year's text beside its sentences, and a note (T701) for each figure that differs.

    Raises Refused (F140) where the text is not known to be of the year before.
    """
    text = LastText(found.file, found.settled, found.lines)
    text.of_the_year_before(str(document.meta.year))
    tell(text.of_another_unit(document.meta.unit))
    earlier, theirs = _earlier(found)
    places: list[tuple[int, int]] = []
    ours: list[set[Claim]] = []
    for number, (_, line) in enumerate(document.lines()):
        for at, sentence in enumerate(line.sentences()):
            places.append((number, at))
            ours.append(_claims(sentence))
    known = set().union(*ours)
    read_there = set().union(*theirs)
    for one, claims in zip(earlier, theirs, strict=True):
        claims.add((WORDS, one.text.replace(text.about(YEAR), str(document.meta.year))))
    mates: dict[tuple[int, int], Earlier | None] = {}
    used: set[int] = set()
    for place, claims, mate in zip(places, ours, partners(ours, theirs), strict=True):
        if mate is not None:
            used.add(mate.number)
            mates[place] = earlier[mate.number]._replace(sure=mate.sure)
        elif any(kind == FACT for kind, _ in claims):
            mates[place] = None
    left = [(one, claims) for at, (one, claims) in enumerate(zip(earlier, theirs, strict=True)) if at not in used]
    gone = tuple(one for one, claims in left if claims & read_there and not claims & known)
    unread = tuple(one for one, claims in left if not claims & (read_there | known))
    notes = (*document.notes, *_differing(document, text))
    return document._replace(notes=notes, beside=Beside(found.file, mates, gone, unread))


# What sentences tell --------------------------------------------------------------------------------


def _claims(sentence: Paragraph) -> set[Claim]:
    """What a sentence of the draft tells: its facts, the keys of its figures and reasons, the rows it compares."""
    found: set[Claim] = {(WORDS, sentence.text.strip())}
    for said in sentence.said:
        if said.fact is not None:
            found.add((FACT, said.fact.name))
            found |= {(_MOVED, key) for key in _compared(said)}
        for span in said.spans:
            value = span.value.exact if isinstance(span.value, Figure) else span.value
            if isinstance(value, Figure | Text) and isinstance(value.origin, Place):
                found.add((_VALUE, _key(value.origin.key.split("/"))))
    return {claim for claim in found if claim[0] == WORDS or not claim[1].startswith(f"{_ABOUT}/")}


def _compared(said: Said) -> Iterator[str]:
    """The key of this year's figure of a phrase that compares it with last year's."""
    assert said.fact is not None
    kind = KINDS[said.fact.kind]
    this = said.fact.slots.get(kind.inputs[1]) if kind.inputs[:1] and kind.inputs[0].startswith("上年") else None
    if isinstance(this, Figure) and isinstance(this.exact.origin, Place):
        yield _key(this.exact.origin.key.split("/"))


def _key(key: Sequence[str | int]) -> str:
    """A key as a claim names it: a single amount of a row is that of 决算, whether the file says so or not."""
    return "/".join(map(str, key[:-1] if key[-1] == terms.ACTUAL else key))


def _earlier(found: TextRead) -> tuple[list[Earlier], list[set[Claim]]]:
    """The sentences of last year's text, without its headings and tables, and what each tells."""
    source = found.reading.source
    headings = {heading.start for heading in found.reading.headings}
    lines = [
        (source.start(one.first), source.start(one.last) + len(source.texts[one.last]))
        for one in paragraphs(source, [line.cell is None for line in found.lines])
        if found.lines[one.first].cell is None
    ]
    spans = [
        (start + one.start(), start + one.end())
        for start, end in lines
        for one in SENTENCE.finditer(source.text(start, end))
        if one.group().strip() and not (start in headings and not one.group().endswith(SENTENCE_END))
    ]
    starts = [start for start, _ in spans]
    claims: list[set[Claim]] = [set() for _ in spans]

    def claim(spots: Iterable[Spot], what: Claim) -> None:
        for spot in spots:
            at = source.start(spot.line) + spot.start
            number = bisect_right(starts, at) - 1
            if number >= 0 and at < spans[number][1]:
                claims[number].add(what)

    for told in (*found.settled.values.values(), *found.settled.contradictory.values()):
        for one in told:
            if one.key[0] != _ABOUT and not one.derived:
                claim(one.spots, (_VALUE, _key(one.key)))
    for change in found.moved:
        claim(change.spots, (_MOVED, _key(change.this)))
    for phrase in found.by_pack.phrases if found.by_pack else ():
        if phrase.phrase.fact and not phrase.phrase.within:
            claim((Spot(phrase.line, phrase.phrase.start, phrase.phrase.end),), (FACT, phrase.phrase.fact))
    earlier = []
    for start, end in spans:
        where = from_text.where(source.spots(start, end), found.lines)
        earlier.append(Earlier(source.quote(start, end).strip(), where))
    return earlier, claims


# Figures that differ --------------------------------------------------------------------------------


def _differing(document: Document, text: LastText) -> Iterator[Finding]:
    """A note for each figure of last year that the draft uses and the text of last year tells otherwise."""
    told = {
        "/".join(map(str, place)): found[0]
        for key, found in text.settled.values.items()
        if key[0] != REASONS and not found[0].derived and (place := last_year(key)) is not None
    }
    used = {
        item.origin: item
        for _, line in document.lines()
        for said in line.said
        for value in values(said).values()
        for item in inputs(value)
        if isinstance(item, Figure) and isinstance(item.origin, Place)
    }
    for place, figure in used.items():
        before = told.get(place.key)
        if before is None or not isinstance(before.stands_for, Interval):
            continue
        ours = printed(figure, DECIMALS) if figure.unit in SCALES else exactly(figure.value)
        if not ours.meets(before.stands_for):
            name = Path(text.file).name
            evidence = (
                f"这里是 {figure.value:f}{figure.unit}，上年说明 {name} "
                f"{from_text.where(before.spots, text.lines)}公开的是 {before.value}{before.unit}。"
            )
            yield Finding("T701", place, evidence, "请核对上年数；上年数有调整的，请说明。")
