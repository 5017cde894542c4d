"""A report as one page without other files (beside it ``report.html``, .css, .js): contents, search, folding groups."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from string import Template

from narrator.writers.markup import Markup, policy, words


def page(title: str, lead: Markup, contents: Markup, body: Markup) -> str:
    """The page (text ending in a line break); it asks for nothing from elsewhere, and can be read without script."""
    style, script = part("report.css"), part("report.js")
    return Template(part("report.html")).substitute(
        policy=policy((style,), (script,)),
        title=words(title),
        style=style,
        script=script,
        lead=lead,
        contents=contents,
        body=body,
    )


def group(anchor: str, heading: Markup, lines: list[Markup], *, open_: bool) -> Markup:
    """A group that folds, under its heading."""
    state = " open" if open_ else ""
    start = f'<details class="group"{state}>\n<summary id="{anchor}">{heading}</summary>'
    return Markup("\n".join([start, *lines, "</details>"]))


@lru_cache(maxsize=4)  # files of the program's own
def part(name: str) -> Markup:
    """A file of this page, as it stands beside this module."""
    return Markup(Path(__file__).with_name(name).read_text(encoding="utf-8"))
