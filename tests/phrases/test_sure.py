"""What is read in one walk is what every split gives: proved wordings against the search over all of them."""

from __future__ import annotations

import random
from decimal import Decimal

from narrator.figures.values import Figure, Place, Text, Value
from narrator.phrases.declared_formats import build
from narrator.phrases.match import Splits
from narrator.phrases.phrase import Phrase, Slot, Source, Span, Variant
from narrator.phrases.sure import Wordings, read, wordings

HERE = Place("短语.yaml", 1, 1)
FORMATS = {
    "文字": build("文字", {"type": "text"}),
    "名称": build("名称", {"type": "term"}),
    "个": build("个", {"type": "count", "unit": "个"}),
    "人": build("人", {"type": "count", "unit": "人"}),
    "年": build("年", {"type": "year"}),
}
LITERALS = ("甲", "乙", "甲乙", "。", "。甲", "，乙个")


def _phrase(draw: random.Random, name: str) -> Phrase:
    """A phrase of one to three wordings, of up to five pieces each."""
    variants = {}
    for condition in range(draw.randint(1, 3)):
        source = Source(name, (str(condition),), HERE)
        pieces: list[Span | Slot] = []
        for _ in range(draw.randint(1, 5)):
            if draw.random() < 0.5:
                pieces.append(Span(draw.choice(LITERALS), source))
            elif not (pieces and isinstance(pieces[-1], Slot)):
                pieces.append(Slot(f"槽{len(pieces)}", draw.choice(list(FORMATS))))
        variants[str(condition)] = Variant(source, "", tuple(pieces))
    return Phrase(name, "", HERE, variants)


def _value(draw: random.Random, form: str) -> Value:
    if form in ("文字", "名称"):
        return Text("".join(draw.choice("甲乙丙。") for _ in range(draw.randint(1, 3))))
    return Figure(Decimal(draw.randint(1000, 2999) if form == "年" else draw.randint(0, 30)), "", HERE)


def _said(draw: random.Random, phrase: Phrase) -> tuple[Source, list[Span]]:
    variant = draw.choice(phrase.said())
    spans = []
    for piece in variant.pieces:
        if isinstance(piece, Slot):
            value = _value(draw, piece.format)
            spans.append(Span(FORMATS[piece.format].print(value), variant.source, piece.name, piece.format, value))
        else:
            spans.append(piece)
    return variant.source, spans


def _walked(text: str, places: list[tuple[Wordings, Source, list[Span]]]) -> bool:
    """Whether the whole text is read in one walk."""
    start: int | None = 0
    for number, (known, source, spans) in enumerate(places, 1):
        behind = places[number][0].begin or None if number < len(places) else ""
        sure = known.sure.get(source)
        start = read(text, start, sure, spans, behind) if sure and start is not None else None
    return start == len(text)


def test_what_is_read_in_one_walk_is_all_that_can_be_read() -> None:
    """Over drawn phrases, one to three of them one after the other: no split gives other figures."""
    draw = random.Random(14)
    walked = ambiguous = 0
    for _ in range(12_000):
        places = []
        for name in "甲乙丙"[: draw.randint(1, 3)]:
            phrase = _phrase(draw, name)
            source, spans = _said(draw, phrase)
            places.append((wordings(phrase, FORMATS), source, spans))
        printed = [span for _, _, spans in places for span in spans]
        text = "".join(span.text for span in printed)
        every = set(Splits(text, [known.pieces for known, _, _ in places], figures=True))
        ambiguous += len(every) > 1
        if _walked(text, places):
            walked += 1
            meant = tuple(span.value.value for span in printed if isinstance(span.value, Figure))
            assert every == {meant}, (text, places)
    assert walked > 1000
    assert ambiguous > 100
