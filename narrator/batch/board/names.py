"""What the files of a board are called, the links among them, and words of others in a page."""

from __future__ import annotations

from urllib.parse import quote

from narrator.figures.characters import shown
from narrator.writers.markup import Markup, words

PAGE, WORKBOOK, UNIT_PAGE = "总览.html", "总览.xlsx", "情况.html"
_BRIEF = 120  # characters of somebody's words that a line of the board has room for


def link(*parts: str) -> str:
    """A relative link to a file: folders as they stand below the output, whatever characters their names have."""
    return "/".join(quote(_bytes(step), safe="") for part in parts for step in _steps(part))


def back(unit: str) -> str:
    """The link from the folder of a unit to the page of all."""
    return "../" * len(_steps(unit)) + link(PAGE)


def said(text: str) -> Markup:
    """Words from elsewhere: harmless in HTML, and nothing unseen among them."""
    return words(shown(text, "\t\n"))


def brief(text: str) -> str:
    """Words from elsewhere on one line, no longer than there is room for."""
    line = " ".join(text.split())
    return line if len(line) <= _BRIEF else f"{line[:_BRIEF]}……"


def _steps(path: str) -> list[str]:
    return [step for step in path.split("/") if step not in ("", ".")]


def _bytes(name: str) -> bytes:
    """The name of a file as the system has it, also where it is no text."""
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogatepass")
