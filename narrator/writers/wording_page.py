"""What a change of wording did, as one page without other files: by phrase, in colour, with every unit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from string import Template

from narrator.comparison.aligning import Piece
from narrator.comparison.tally import Same, Tally, TallyGroup
from narrator.writers import wording
from narrator.writers.markup import Markup, words


def write(tally: Tally) -> str:
    """The report as an HTML page (text ending in a line break), without script or request to elsewhere."""
    groups = tally.groups()
    page = Template(Path(__file__).with_name("wording.html").read_text(encoding="utf-8"))
    return page.substitute(
        summary=words(wording.summary(tally)),
        contents=_contents(groups) if groups else "",
        groups="\n".join(_group(number, group) for number, group in enumerate(groups, 1)),
    )


def _contents(groups: Iterable[TallyGroup]) -> Markup:
    rows = [
        f'<tr><td><a href="#g{number}">{words(wording.title(group))}</a></td>'
        f'<td class="number">{group.sentences}</td><td class="number">{len(group.units)}</td></tr>'
        for number, group in enumerate(groups, 1)
    ]
    head = "<tr><th>用语</th><th>句</th><th>单位</th></tr>"
    return Markup("\n".join(["<table>", head, *rows, "</table>"]))


def _group(number: int, group: TallyGroup) -> Markup:
    extent = wording.extent(group.sentences, len(group.units))
    remarks = [f'<p class="quiet">{words(line)}</p>' for line in wording.remarks(group)]
    heading = f'<h2 id="g{number}"><span class="extent">{extent}</span>{words(wording.title(group))}</h2>'
    return Markup("\n".join([heading, *remarks, *(_same(group, same) for same in group.same)]))


def _same(group: TallyGroup, same: Same) -> Markup:
    extent = wording.extent(same.sentences, len(same.units))
    shown = [
        f'<li><span class="quiet">{words(wording.where(example))}：</span>{_line(example.change.pieces)}</li>'
        for example in same.examples
    ]
    left = same.sentences - len(shown)
    rest = [f'<li class="quiet">……其余 {left} 句从略。</li>'] if left else []
    units = "、".join(f"{unit}（{count} 句）" if count > 1 else unit for unit, count in same.units.items())
    named = f"<details><summary>{len(same.units)} 个单位</summary>{words(units)}</details>"
    heading = f'<h3><span class="extent">{extent}</span>{_line(wording.words(group, same))}</h3>'
    return Markup("\n".join([heading, "<ul>", *shown, *rest, "</ul>", named]))


def _line(parts: Iterable[str | Piece]) -> Markup:
    return Markup("".join(_part(part) for part in parts))


def _part(part: str | Piece) -> Markup:
    if isinstance(part, str):
        return words(part)
    if part.before == part.after:
        return words(part.before)
    old = f"<del>{words(part.before)}</del>" if part.before else ""
    new = f"<ins>{words(part.after)}</ins>" if part.after else ""
    return Markup(old + new)
