"""Comments of the Word file: what a gap asks for, and how a computed figure came about."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping

from narrator.figures.values import Figure, Formula, Gap, Place
from narrator.phrases.phrase import Said
from narrator.writers.docx.styles import COMMENT, COMMENT_MARK
from narrator.writers.docx.xml import DECLARATION, W, run

AUTHOR = "narrator"


class Comments:
    """The comments of one file, in order; their date is the file's."""

    def __init__(self, date: datetime.date, styles: Mapping[str, str]) -> None:
        self._attributes = f'w:author="{AUTHOR}" w:date="{date.isoformat()}T00:00:00Z" w:initials="{AUTHOR[0]}"'
        self._paragraph = f'<w:p><w:pPr><w:pStyle w:val="{styles[COMMENT]}"/></w:pPr>'
        self._mark = f'<w:r><w:rPr><w:rStyle w:val="{styles[COMMENT_MARK]}"/></w:rPr>'
        self._written: list[str] = []

    def around(self, runs: str, lines: Iterable[str]) -> str:
        """The runs with a comment of these lines on them."""
        number = len(self._written)
        mark = f"{self._mark}<w:annotationRef/></w:r>"
        paragraphs = f"{self._paragraph}{mark}" + f"</w:p>{self._paragraph}".join(map(run, lines)) + "</w:p>"
        self._written.append(f'<w:comment w:id="{number}" {self._attributes}>{paragraphs}</w:comment>')
        return (
            f'<w:commentRangeStart w:id="{number}"/>{runs}<w:commentRangeEnd w:id="{number}"/>'
            f'{self._mark}<w:commentReference w:id="{number}"/></w:r>'
        )

    def xml(self) -> str:
        """The comments part."""
        return f'{DECLARATION}<w:comments xmlns:w="{W}">{"".join(self._written)}</w:comments>'


def missing(gap: Gap, where: str, said: Said | None = None) -> Iterator[str]:
    """What a gap's comment says: what is missing, ``where`` it belongs, and the figures of the fact it is about."""
    yield f"待填：{gap.subject}"
    if where and where != gap.subject:
        yield f"填写位置：{where}"
    if said is not None and said.fact is not None:
        for name, value in said.fact.slots.items():
            if isinstance(value, Figure):
                yield f"{name}：{_number(value)}{_origin(value)}"


def computed(value: object) -> Figure | None:
    """The figure itself where a formula stands behind it, other than that it was rounded for printing."""
    exact = value.exact if isinstance(value, Figure) else None
    return exact if exact and isinstance(exact.origin, Formula) and exact.origin.inputs else None


def traced(name: str, shown: Figure, figure: Figure) -> Iterator[str]:
    """What the comment on a computed figure says: the formula, the same with numbers, the inputs' places."""
    assert isinstance(figure.origin, Formula)
    yield f"{name} {_number(shown)}".strip()
    yield f"= {figure.origin.expression}"
    yield f"= {figure.origin.with_numbers()}"
    yield from _inputs(figure.origin)


def _inputs(formula: Formula, depth: int = 0) -> Iterator[str]:
    for name, figure in formula.inputs:
        yield f"{'　' * depth}{name}：{_number(figure)}{_origin(figure)}"
        if isinstance(figure.origin, Formula):
            yield from _inputs(figure.origin, depth + 1)


def _number(figure: Figure) -> str:
    return f"{figure.value:f}{figure.unit}"


def _origin(figure: Figure) -> str:
    origin = figure.origin
    if isinstance(origin, Place):
        return f" ← {_named(origin)}"
    return f" = {origin.expression} = {origin.with_numbers()}" if origin.inputs else ""


_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)


def _named(place: Place) -> str:
    """The place without its folders: a path on somebody's disk does not belong into a published file."""
    key = f"〔{place.key}〕" if place.key else ""
    return f"{place._replace(file=_FOLDERS.sub('', place.file))}{key}"
