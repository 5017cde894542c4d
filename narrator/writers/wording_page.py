"""What a change of wording did, as one page without other files: by phrase, in colour, with every unit."""

from __future__ import annotations

from collections.abc import Iterable

from narrator.comparison.tally import Same, Tally, TallyGroup
from narrator.writers import report_page, wording
from narrator.writers.markup import Markup, words
from narrator.writers.redline import redlined

_OPEN = 3  # so many groups are unfolded at first: the biggest


def write(tally: Tally) -> str:
    """The report as an HTML page (text ending in a line break), without request to elsewhere."""
    groups = tally.groups()
    body = "\n".join(_group(number, group) for number, group in enumerate(groups, 1))
    contents = _contents(groups) if groups else Markup("")
    return report_page.page("用语变化报告", _lead(tally), contents, Markup(body))


def _lead(tally: Tally) -> Markup:
    """What was compared, the units that could not be, what the colours mean."""
    failed = [
        f"<li>{words(unit)}<ul>{''.join(f'<li>{words(line)}</li>' for line in lines)}</ul></li>"
        for unit, lines in tally.failed.items()
    ]
    told = [f"<p>{words(wording.summary(tally))}</p>"]
    if failed:
        told += [f'<p class="failed">{words(wording.unread(tally))}</p>', f"<ul>{''.join(failed)}</ul>"]
    colours = "<del>红色带删除线</del>是快照里的旧文字，<ins>绿色带下划线</ins>是现在的文字。"
    return Markup("\n".join([*told, f'<p class="quiet">{colours}</p>']))


def _contents(groups: Iterable[TallyGroup]) -> Markup:
    rows = [
        f'<tr><td><a href="#g{number}">{words(wording.title(group))}</a></td>'
        f'<td class="number">{group.sentences}</td><td class="number">{len(group.units)}</td></tr>'
        for number, group in enumerate(groups, 1)
    ]
    head = '<tr><th scope="col">用语</th><th scope="col">句</th><th scope="col">单位</th></tr>'
    return Markup("\n".join(["<table>", head, *rows, "</table>"]))


def _group(number: int, group: TallyGroup) -> Markup:
    extent = wording.extent(group.sentences, len(group.units))
    remarks = [f'<p class="quiet">{words(line)}</p>' for line in wording.remarks(group)]
    heading = Markup(f'<h2><span class="extent">{extent}</span>{words(wording.title(group))}</h2>')
    lines = [*map(Markup, remarks), *(_same(group, same) for same in group.same)]
    return report_page.group(f"g{number}", heading, lines, open_=number <= _OPEN)


def _same(group: TallyGroup, same: Same) -> Markup:
    extent = wording.extent(same.sentences, len(same.units))
    shown = [
        f'<li><span class="quiet">{words(wording.where(example))}：</span>{redlined(example.change.pieces)}</li>'
        for example in same.examples
    ]
    left = same.sentences - len(shown)
    rest = [f'<li class="quiet">……其余 {left} 句从略。</li>'] if left else []
    units = "、".join(f"{unit}（{count} 句）" if count > 1 else unit for unit, count in same.units.items())
    named = f'<details class="units"><summary>{len(same.units)} 个单位</summary>{words(units)}</details>'
    heading = f'<h3 class="changed"><span class="extent">{extent}</span>{redlined(wording.words(group, same))}</h3>'
    return Markup("\n".join([heading, '<ul class="lines">', *shown, *rest, "</ul>", named]))
