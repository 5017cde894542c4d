"""What a bureau calls the tables, their columns and their rows, where that is not what others call them.

A word of its own stands for an official one; a workbook is read as if the official one stood there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from narrator.readers.widths import squeeze

if TYPE_CHECKING:
    from narrator.readers.spreadsheet import Worksheet


class Words(NamedTuple):
    """Own words by kind; each leads to the official word. Squeezed, as ``widths.squeeze`` does it."""

    titles: Mapping[str, str] = {}
    headings: Mapping[str, str] = {}
    rows: Mapping[str, str] = {}

    def applied(self, sheet: Worksheet) -> Worksheet:
        """The sheet with the official word in place of each own one."""
        from narrator.readers.labels import row as label  # what only a workbook asks for

        return sheet._replace(rows=[[self._official(cell, label) for cell in row] for row in sheet.rows])

    def _official(self, cell: Any, label: Callable[[str], str]) -> Any:
        if not isinstance(cell, str) or not cell or len(cell) > _LONGEST:
            return cell
        words = squeeze(cell)
        own = self.headings.get(words) or self.rows.get(label(words))
        if own:
            return own
        title = next((title for title in self.titles if words.endswith(title)), None)
        return f"{words.removesuffix(title)}{self.titles[title]}" if title else cell


NO_WORDS = Words()
Known: TypeAlias = Callable[[str, str], Words]  # by a unit's 地区 and 年度, as typed
_LONGEST = 200


def official(kind: str) -> frozenset[str]:
    """The official words that an own one may stand for: "titles", "headings" or "rows"."""
    from narrator.figures import terms
    from narrator.readers import headings, labels

    if kind == "titles":
        return frozenset(terms.STATEMENTS)
    if kind == "headings":
        return frozenset(word for term in terms.STATEMENTS for word in headings.vocabulary(term))
    return frozenset(word for rows in labels.ROWS.values() for word in rows) | frozenset(labels.BASIC_ROWS)
