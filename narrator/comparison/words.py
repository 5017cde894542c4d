"""Words that a difference does not cut: those of direction (增加, 下降 …) and the official terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from narrator.figures import terms as t
from narrator.phrases import directions


def tokens(text: str) -> list[str]:
    """A text cut where it may differ from another one: a number, a known word, blanks, each other character."""
    return _pattern().findall(text)


@cache  # follows from the official terms and one small file of the program's own
def _pattern() -> re.Pattern[str]:
    longest = sorted({*directions.base().words, *_official()}, key=lambda word: (-len(word), word))
    known = "|".join(map(re.escape, longest))
    return re.compile(rf"-?[0-9]+(?:[.,][0-9]+)*|\s+|{known}|.", re.DOTALL)


def _official() -> Iterator[str]:
    """The names of tables, of their rows and amounts, and of what reasons explain."""
    for title, layout in t.STATEMENTS.items():
        yield title
        yield from (word for row in layout.rows for word in row)
    yield from (t.LAST_YEAR, t.THIS_YEAR, t.INITIAL_BUDGET, t.FULL_BUDGET, t.ACTUAL)
    for subjects in t.REASON_SUBJECTS.values():
        yield from subjects
