"""The differences between a finished file and the draft, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from narrator.comparison.aligning import Piece
from narrator.comparison.differences import Difference
from narrator.figures.values import Figure, Gap, Text
from narrator.phrases.phrase import Span
from narrator.writers import origins

_KINDS = {"changed": "改", "added": "增", "removed": "删"}
_SHORT = 24


def write(found: Iterable[Difference]) -> Iterator[str]:
    """The lines: headings once, each difference with its place, the figures and gaps it touches; then a count.

    What was changed stands as 〔old→new〕, with nothing on one side where words came or went.
    """
    found = tuple(found)
    headings: tuple[str, ...] | None = None
    for item in found:
        if item.headings != headings:
            if headings is not None:
                yield ""
            headings = item.headings
            yield " › ".join(headings) or "标题"
        where = f" {item.place.key}" if item.place else ""
        yield f"  {_KINDS[item.kind]}{where}：{_sentence(item)}"
        for span in item.touched:
            yield f"      {_touched(span)}"
    counts = [
        f"{word} {count} 句" for kind, word in _KINDS.items() if (count := sum(item.kind == kind for item in found))
    ]
    yield from ["", f"共 {len(found)} 处不同：{'，'.join(counts)}。"] if found else ["与草稿相同。"]


def _sentence(item: Difference) -> str:
    pieces = shortened(item.pieces) if item.kind == "changed" else [_folded(item.before or item.after)]
    return f"「{''.join(map(marked, pieces))}」"


def shortened(pieces: Sequence[Piece]) -> Iterator[str | Piece]:
    """A changed sentence: what changed whole, what stayed as a text, shortened to the words beside a change."""
    last = len(pieces) - 1
    for number, piece in enumerate(pieces):
        if piece.before != piece.after:
            yield Piece(*(" ".join(side.splitlines()) for side in piece))
            continue
        words = _folded(piece.before)
        start = words[:_SHORT] if number else ""
        end = words[-_SHORT:] if number < last else ""
        yield words if len(words) <= len(start) + len(end) + 1 else f"{start}…{end}"


def marked(piece: str | Piece) -> str:
    """A text, or a change as 〔old→new〕."""
    return piece if isinstance(piece, str) else f"〔{piece.before}→{piece.after}〕"


def _touched(span: Span) -> str:
    if isinstance(span.value, Gap):
        return f"草稿这里待填：{span.value.key}。请把所填内容写进填报表或单位文件。"
    if isinstance(span.value, Text) and span.value.origin:
        return f"单位原文，见 {origins.place(span.value.origin)}。要保留这处改动，请改那里。"
    assert isinstance(span.value, Figure)
    return "；".join(["草稿的数 " + span.text, *(line.text for line in origins.lines(span.value))])


def _folded(text: str) -> str:
    return " ".join(text.split())
