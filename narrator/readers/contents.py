"""Where a table of contents stands among the lines of a text: from 目录 to where its first entry stands again."""

from __future__ import annotations

from collections.abc import Sequence

from narrator.readers.lines import ProseLine

_NAMES = ("目录", "目次")
_SPACE = " \t\n\r\xa0\u2002\u2003\u3000"
_DOTS = ".…·．"
_LONGEST = 300  # lines


def span(texts: Sequence[str]) -> range:
    """The lines that are a table of contents, its title included; none where there is no title.

    Where its first entry does not stand again as a heading, it goes as far as lines end in leaders or a page number.
    """
    start = next((at for at, text in enumerate(texts) if len(text) < 10 and _entry(text) in _NAMES), None)
    if start is None or start + 1 >= len(texts):
        return range(0)
    first = _entry(texts[start + 1])
    ahead = range(start + 2, min(start + _LONGEST, len(texts)))
    end = next((at for at in ahead if _entry(texts[at]) == first), None)
    if end is None or any(text.endswith("。") for text in texts[start:end]):
        rest = range(start + 1, len(texts))
        end = next((at for at in rest if not _parted(texts[at])[1]), len(texts))
    return range(start, end)


def without(lines: Sequence[ProseLine]) -> tuple[ProseLine, ...]:
    """The lines of a text without its table of contents."""
    numbers = [number for number, line in enumerate(lines) if line.cell is None]
    found = span([lines[number].text for number in numbers])
    gone = {numbers[at] for at in found}
    return tuple(line for number, line in enumerate(lines) if number not in gone) if gone else tuple(lines)


def _entry(text: str) -> str:
    return "".join(_parted(text)[0].split())


def _parted(text: str) -> tuple[str, bool]:
    """An entry without its leader and page number, and whether it had them."""
    bare = text.rstrip(_SPACE + "-—")
    words = bare.rstrip("0123456789")
    numbered = 0 < len(bare) - len(words) <= 4
    before = words if numbered else bare
    entry = before.rstrip(_SPACE + _DOTS + "-—_")
    leader = before[len(entry) :]
    dots = sum(leader.count(dot) for dot in _DOTS) + leader.count("…")
    led = dots > 3 or (numbered and (dots > 2 or any(space in leader for space in _SPACE)))
    return (entry, True) if led else (text, False)
