"""The official names of accounts (科目) as far as they are known: code, name, former names, where it is written.

The list (``official.csv``) grows with what is met. ``published`` tells a name that a published document prints from
one that was written down from memory: only the former may be held against a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Official(NamedTuple):
    """The name of an account, names that it had in earlier years, its source, whether that is a published one."""

    code: str
    name: str
    earlier: tuple[str, ...]
    source: str
    published: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is right for it, the present one first."""
        return (self.name, *self.earlier)


@cache  # a file of the program's own
def names() -> Mapping[str, Official]:
    """All known accounts by code: 类 (3 digits), 款 (5), 项 (7) of both classifications; read once, when asked for."""
    import csv

    content = Path(__file__).with_suffix(".csv").read_text(encoding="utf-8")
    head, *rows = csv.reader(content.splitlines())
    assert tuple(head) == Official._fields
    return {
        code: Official(code, name, tuple(earlier.split()), source, published == "是")
        for code, name, earlier, source, published in rows
    }


def name(code: str) -> str:
    """The present name of an account, "" where the list does not hold it."""
    known = names().get(code)
    return known.name if known else ""
