"""What a reviewer meets first: gaps, findings of the checks and notes, each with links to where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from narrator.checks.check import DOUBT, ERROR, LEVELS, ROUNDING
from narrator.document.tree import Checked, Document, asked_later
from narrator.figures.findings import Finding
from narrator.figures.values import Gap, Place
from narrator.writers import origins
from narrator.writers.markup import Markup, joined, words

_FOLDED = 6  # so many notes stand open; more are folded, so that the text is not far below


class Spot(NamedTuple):
    """A place of the text that something is told of: its id, and the heading it stands under."""

    id: str
    heading: str


class Desk:
    """What is open in a document, while its text is written; ``at`` has the ids of what is told of an input."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.checked = document.checked or ()
        found = (one for one in self.checked if one.level != ROUNDING)
        self.found = {f"k{number}": one for number, one in enumerate(found, 1)}
        self.notes = {f"n{number}": note for number, note in enumerate(document.notes, 1)}
        self.at: dict[Place, str] = {}
        self.spots: dict[str, list[Spot]] = {}
        self.gaps: dict[str, tuple[str, Gap]] = {}
        for name, finding in {**{name: one.finding for name, one in self.found.items()}, **self.notes}.items():
            if finding.place:
                self.at[finding.place] = f"{self.at.get(finding.place, '')} {name}".lstrip()

    def gap(self, gap: Gap) -> str:
        """The id of a gap on the list; it is put there when it is met for the first time."""
        return self.gaps.setdefault(gap.key, (f"g{len(self.gaps) + 1}", gap))[0]

    def stands(self, name: str, spot: Spot) -> None:
        """What has this id on the list is told of this place of the text."""
        self.spots.setdefault(name, []).append(spot)

    # The lists --------------------------------------------------------------------------------------

    def review(self) -> Markup:
        """A line that counts what is open; the lists of it: gaps, findings, notes, differences of rounding."""
        asked = sorted(self.gaps.values(), key=lambda item: asked_later(item[1].key))
        gaps = [self._asked(name, gap) for name, gap in asked]
        found = [self._told(name, one) for name, one in self.found.items()]
        notes = [self._item(name, note, str(note.code)) for name, note in self.notes.items()]
        roundings = [_tell(one.finding, one.finding.code) for one in self.checked if one.level == ROUNDING]
        counts = {level: sum(one.level == level for one in self.checked) for level in LEVELS}
        checks = "，".join(f"{level} {number} 处" for level, number in counts.items())
        made = (
            f"{checks}（由 narrator check 的全部核对得出）" if self.document.checked is not None else "没有核对过数据"
        )
        lists = (
            listed("gaps", f"待填 {len(gaps)} 项", gaps),
            listed("found", f"{ERROR} {counts[ERROR]} 处，{DOUBT} {counts[DOUBT]} 处", found),
            listed("notes", f"提示 {len(notes)} 条", notes, folded=len(notes) > _FOLDED),
            listed(
                "rounding",
                f"{ROUNDING} {len(roundings)} 处（四舍五入可以产生，一般不必修改）",
                [Markup(f"<li>{words(told)}</li>") for told in roundings],
                folded=True,
            ),
        )
        summary = f"<p>待填 {len(gaps)} 项，提示 {len(notes)} 条；{made}。</p>\n"
        return Markup(summary + "".join(lists))

    def _asked(self, name: str, gap: Gap) -> Markup:
        """One gap: what is missing, where it is filled in, and the places where it is missing."""
        where = self.document.where(gap.key)
        if gap.key.replace("/", "·") == gap.subject:
            where = where.removesuffix(gap.key).rstrip()
        key = f"（{words(where)}）" if where else ""
        stands = links(self.spots[name])
        return Markup(f'<li><span id="{name}">待填：{words(gap.subject or gap.key)}{key}</span>{stands}</li>')

    def _told(self, name: str, one: Checked) -> Markup:
        """An error or a doubt, with what was written about it."""
        state = f"（{one.state}）" if one.state else ""
        return self._item(name, one.finding, f"{one.level}{state} {one.finding.code}")

    def _item(self, name: str, finding: Finding, head: str) -> Markup:
        """A finding with a link to the first of its places under each heading."""
        first: dict[str, Spot] = {}
        for spot in self.spots.get(name, ()):
            first.setdefault(spot.heading, spot)
        stands = links(first.values())
        return Markup(f'<li><span id="{name}">{words(_tell(finding, head))}</span>{stands}</li>')


def links(spots: Iterable[Spot]) -> Markup:
    """Links to places of the text, each by the heading it stands under."""
    return Markup("".join(f' <a href="#{spot.id}">{words(spot.heading)}</a>' for spot in spots))


def _tell(finding: Finding, head: str) -> str:
    """A finding with its place, evidence and advice."""
    where = f"{origins.place(finding.place)}：" if finding.place else ""
    return f"{head} {where}{finding.evidence}{finding.advice}"


def listed(name: str, summary: str, items: list[Markup], *, folded: bool = False) -> str:
    """A list under a line that folds it; "" where there is nothing to list."""
    if not items:
        return ""
    lines, state = joined(items, "\n"), "" if folded else " open"
    return f'<details{state} class="{name}"><summary>{words(summary)}</summary><ol>\n{lines}\n</ol></details>\n'
