"""What differs between two packs, as lines for a terminal: in colour or with 〔one→other〕."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from narrator.authoring.comparing import BothWordings, BothWritten, Comparison, Reworded
from narrator.comparison.aligning import Piece, aligned, pieces
from narrator.phrases import spelling
from narrator.phrases.phrase import Phrase, Variant
from narrator.writers.wording import Line

_AROUND = 1  # lines of the outline that are shown before a change


def write(found: Comparison) -> Iterator[Line]:
    """The lines: phrases of one alone, reworded ones, formats, settings, reasons, the outline; then a count."""
    names = [side.name for side in found.sides]
    for name, phrases in zip(names, found.only, strict=True):
        if phrases:
            yield [f"只在 {name} 里的短语（{len(phrases)} 条）"]
            yield from _alone(phrases)
            yield [""]
    if found.reworded:
        yield [f"用语不同的短语（{len(found.reworded)} 条）"]
        for reworded in found.reworded:
            yield from _reworded(reworded)
        yield [""]
    for what, entries in (("格式", found.formats), ("设置", found.settings), ("原因的用语", found.reasons)):
        if entries:
            yield [f"{what}（{len(entries)} 项）"]
            yield from map(_entry, entries)
            yield [""]
    lines = list(_outline(*found.outlines))
    if lines:
        yield ["大纲"]
        yield from lines
        yield [""]
    yield [_count(found, len(lines))]


def _alone(phrases: Sequence[Phrase]) -> Iterator[Line]:
    for phrase in phrases:
        yield [f"  {phrase.id}　{phrase.place}"]


def _reworded(reworded: Reworded) -> Iterator[Line]:
    before, after = reworded.before, reworded.after
    yield [f"  {after.id}"]
    if before.over != after.over:
        yield ["    说的是 ", *pieces(spelling.about(before.over), spelling.about(after.over))]
    for wordings in reworded.wordings:
        yield from _wordings(wordings)


def _wordings(wordings: BothWordings) -> Iterator[Line]:
    sides = [variant for variant in (wordings.before, wordings.after) if variant is not None]
    conditions = "、".join(filter(None, wordings.conditions)) or "总是"
    yield [f"    [{conditions}]  {' → '.join(str(variant.source.place) for variant in sides)}"]
    yield ["      ", *map(_part, pieces(_text(wordings.before), _text(wordings.after)))]


def _text(variant: Variant | None) -> str:
    return variant.text if variant else ""


def _part(piece: Piece) -> str | Piece:
    return piece.before if piece.before == piece.after else piece


def _entry(entry: BothWritten) -> Line:
    if entry.before and entry.after:
        return [f"  {entry.name}　", *map(_part, pieces(entry.before, entry.after))]
    return [f"  {entry.name}　", Piece(entry.before, entry.after)]


def _outline(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """The lines that differ, each after those that lead to it."""
    shown = -1
    pairs = list(aligned(before, after))
    for number, (one, other) in enumerate(pairs):
        old, new = ("" if one is None else before[one]), ("" if other is None else after[other])
        if old == new:
            continue
        for context in range(max(shown + 1, number - _AROUND), number):
            kept = pairs[context][1]
            yield [f"  {after[kept]}" if kept is not None else ""]
        shown = number
        yield ["  ", *(map(_part, pieces(old, new)) if old and new else [Piece(old, new)])]


def _count(found: Comparison, lines: int) -> str:
    if found.same:
        return "没有不同。"
    alone = [
        f"只在 {side.name} 里的 {len(mine)} 条" for side, mine in zip(found.sides, found.only, strict=True) if mine
    ]
    counts = [("用语不同的", len(found.reworded)), ("格式", len(found.formats)), ("设置", len(found.settings))]
    counts.append(("原因", len(found.reasons)))
    told = [*alone, *(f"{what} {count} 条" for what, count in counts if count), *(["大纲不同"] if lines else [])]
    return f"{'，'.join(told)}。"
