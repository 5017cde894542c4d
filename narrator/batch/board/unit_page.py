"""情况.html: what came of one unit, its files, and what is to be done about it: a small page, for there are many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from narrator.batch.board import ledger
from narrator.batch.board.gathered import state_of
from narrator.batch.board.names import back, link, said
from narrator.batch.outcome import NOTE, STATES, UNREADABLE, ToldFinding, ToldGap, UnitOutcome
from narrator.checks.check import DOUBT, ERROR, ROUNDING
from narrator.writers.markup import Markup, policy

_TO_DO = {  # what forbids a final document, by level, and what to do about it
    UNREADABLE: "文件没有读成，改好再运行。",
    ERROR: "数或文字一定有错，改正后再运行。",
    DOUBT: "先核对；数没有错的，在「疑点确认」里写明情况。",
}
_TO_FILL = "在填报表或单位文件里填上。"
_TO_KNOW = {DOUBT: "不用再确认的疑点", ROUNDING: "四舍五入造成的差", NOTE: "值得看一看的"}


def write(unit: UnitOutcome) -> str:
    """The page of a unit (text ending in a line break), without script or request to elsewhere."""
    style, start = _head()
    name = said(unit.name or unit.unit)
    state = f'<p class="state s{STATES.index(unit.state)}">{state_of(unit)}</p>'
    facts = {"文件夹": unit.unit, "年度": str(unit.year or ""), "短语库": unit.pack}
    told = "".join(f"<div><dt>{what}</dt><dd>{said(fact)}</dd></div>" for what, fact in facts.items() if fact)
    parts = [
        f"{start}<title>{name}</title>\n<style>{style}</style>\n</head>\n<body>",
        f'<nav><a href="{back(unit.unit)}">总览</a></nav>\n<main>\n<h1>{name}</h1>\n{state}\n<dl>{told}</dl>',
        *_files(unit.files),
        *_to_do(unit),
        *_to_know(unit),
        *_checks(unit),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _files(files: Iterable[str]) -> Iterator[str]:
    links = [f'<li><a href="{link(file)}">{said(file)}</a></li>' for file in files]
    if links:
        yield f"<h2>文件</h2>\n<ul>{''.join(links)}</ul>"


def _to_do(unit: UnitOutcome) -> Iterator[str]:
    """What forbids a final document: the findings of each level, the gravest first, and the gaps."""
    waiting = unit.open
    for level, advice in _TO_DO.items():
        yield from _listed(level, f"<p>{advice}</p>", [one for one in waiting if one.level == level])
    if unit.gaps:
        items = "".join(map(_gap, unit.gaps))
        yield f"<h2>待填 {len(unit.gaps)} 项</h2>\n<p>{_TO_FILL}</p>\n<ul>{items}</ul>"


def _to_know(unit: UnitOutcome) -> Iterator[str]:
    """What else was found."""
    waiting = set(unit.open)
    for level, heading in _TO_KNOW.items():
        yield from _listed(heading, "", [one for one in unit.findings if one.level == level and one not in waiting])


def _listed(heading: str, lead: str, findings: list[ToldFinding]) -> Iterator[str]:
    if findings:
        yield f"<h2>{heading} {len(findings)} 处</h2>\n{lead}<ol>{''.join(map(_finding, findings))}</ol>"


def _finding(one: ToldFinding) -> str:
    """A finding: its code with what that is about, where it is, what was found, what to do, who explained it."""
    state = f"<br><i>{said(one.state)}</i>" if one.state else ""
    place = f"<code>{said(one.place)}</code>：" if one.place else ""
    key = f"〔{said(one.key)}〕" if one.key else ""
    advice = f"<br><b>{said(one.advice)}</b>" if one.advice else ""
    return f"<li>{_code(one.code)}<br>{place}{key}{said(one.evidence)}{advice}{state}</li>"


def _gap(gap: ToldGap) -> str:
    where = f"<code>{said(gap.where)}</code> " if gap.where != gap.key else ""
    return f"<li>{where}{said(gap.key)}</li>"


def _checks(unit: UnitOutcome) -> Iterator[str]:
    """How many checks ended how, and which could not be made."""
    if not unit.checks:
        return
    held = sum(state in ledger.HELD for state in unit.checks.values())
    undecided = ledger.undecided(unit)
    counts = f"成立 {held} 项，不成立 {len(ledger.broken(unit))} 项，测不了 {len(undecided)} 项。"
    yield f"<h2>核对</h2>\n<p>{counts}</p>"
    if undecided:
        items = "".join(f"<li>{_code(code)}</li>" for code in undecided)
        yield f"<details><summary>数据不足、测不了的</summary><ul>{items}</ul></details>"


@lru_cache(maxsize=1024)  # there are few hundred codes
def _code(code: str) -> Markup:
    return Markup(f"{said(code)} {said(ledger.ABOUT[code])}" if code in ledger.ABOUT else said(code))


@lru_cache  # a file of the program's own
def _head() -> tuple[Markup, str]:
    """The style, and the page up to its title."""
    style = Markup(Path(__file__).with_name("unit.css").read_text(encoding="utf-8"))
    start = [
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy((style,), ())}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    ]
    return style, "\n".join(start)
