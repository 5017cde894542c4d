"""The command for many units in one go: batch."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.cli import progress
from narrator.cli.base import FINDINGS, MONEY, OK, OUR_FAULT, PACK_HELP, PATH, QUIET, present, program, tell
from narrator.writers import FORMATS

if TYPE_CHECKING:
    from narrator.batch.executors import Crew
    from narrator.batch.outcome import UnitOutcome
    from narrator.batch.plan import Job
    from narrator.batch.run import Summary
    from narrator.batch.work import Order

_FAULT = "M107"
_MOST_JOBS = 61  # processes that Windows waits for at once
_MOST = 200  # lines about units that could not be read
_SAME = 5  # units that are told one by one though the same is wrong with each
_WORK = ("check", "draft")


class _Several(click.ParamType["tuple[str, ...]"]):
    """Words with commas between them, each one of a list."""

    name = "several"

    def __init__(self, known: Iterable[str]) -> None:
        self.known = tuple(known)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The words in the order of the list, each once."""
        given = [word.strip() for word in value.replace("，", ",").split(",") if word.strip()]
        wrong = [word for word in given if word not in self.known]
        if wrong or not given:
            self.fail(f"「{'、'.join(wrong)}」不在其中；可写 {'、'.join(self.known)}，几个之间用逗号。", param, ctx)
        return tuple(word for word in self.known if word in given)


@program.command()
@click.argument("root", metavar="文件夹", type=PATH)
@click.option(
    "--out", metavar="文件夹", type=PATH, required=True, help="写到这个文件夹：每个单位一个文件夹，另有总览。"
)
@click.option(
    "--do",
    "do",
    metavar="check,draft",
    type=_Several(_WORK),
    default="check,draft",
    help="做哪几样：核对、起草；不写是两样都做。",
)
@click.option(
    "--format",
    "forms",
    metavar="格式",
    type=_Several(FORMATS),
    default="docx",
    help="说明的格式，几种之间用逗号，如 docx,pdf；不写是 docx。",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, _MOST_JOBS),
    default=None,
    metavar="个数",
    help="同时用几个进程；不写则每个处理器核一个。",
)
@click.option(
    "--dask",
    "dask",
    metavar="地址",
    default="",
    help="用这个 Dask 调度器的机器，如 tcp://主机:8786（要装 dask 组件）。",
)
@click.option("--only", metavar="单位", default="", help="只做这些单位，如 教育局/*；别的单位保持上次的结果。")
@click.option("--retry", is_flag=True, help="上次读不了的单位，文件没有变也再试一次。")
@click.option("--explain-plan", "explain", is_flag=True, help="只列出要做哪些单位、为什么，什么也不写。")
@click.option("--prune", is_flag=True, help="删去已没有的单位的文件，和单位不再有的文件；改动过的不删。")
@click.option("--force", is_flag=True, help="生成的文件改动过也覆盖，旧文件另存为 .bak。")
@QUIET
@click.option("--pack", metavar="短语库", help=PACK_HELP)
@click.option(
    "--statements",
    type=click.Choice(("inline", "separate", "none")),
    help="九张报表：附在文中，另存为「…-附表」，或不附；不写则依短语库。",
)
@MONEY
def batch(
    root: Path,
    out: Path,
    do: tuple[str, ...],
    forms: tuple[str, ...],
    jobs: int | None,
    dask: str,
    only: str,
    retry: bool,
    explain: bool,
    prune: bool,
    force: bool,
    quiet: bool,
    pack: str | None,
    statements: str | None,
    money: str | None,
) -> int:
    """一次核对、起草许多单位，再运行时只做变了的。

    文件夹下面每个放着 unit.yaml 或 填报表.xlsx 的文件夹是一个单位；也可以写一个清单文件，每行一个单位的文件夹。
    中断了再运行一次，就从断的地方接着做。有单位读不了、有错误或疑点待确认时退出码是 1。
    """
    from narrator.batch import run
    from narrator.batch.outcome import OPEN
    from narrator.batch.work import Order

    asked = run.Batch(root, out, Order(do, forms, pack, statements or "", money or ""), only, retry, prune, force)
    if explain:
        present(_plan(run.explain(asked)))
        return OK
    with _crew(dask, jobs, asked.order) as crew, progress.shown("单位", quiet=quiet) as advance:
        made = run.run(asked, crew, lambda now: advance(now.done, now.failed, now.total))
    tell(_summary(made, out))
    if any(one.code == _FAULT for outcome in made.failed for one in outcome.findings):
        return OUR_FAULT
    return FINDINGS if made.problems or any(made.states[state] for state in OPEN) else OK


def _crew(dask: str, jobs: int | None, order: Order) -> AbstractContextManager[Crew]:
    """Who does the work. Raises Refused."""
    if dask:
        from narrator.batch import dask as cluster

        return cluster.crew(dask, order)
    from narrator.batch import executors

    return nullcontext(executors.crew(jobs or min(os.cpu_count() or 1, _MOST_JOBS)))


def _plan(jobs: Iterable[Job]) -> Iterator[str]:
    counted: Counter[str] = Counter()
    for job in jobs:
        counted[job.why.partition("：")[0]] += 1
        if job.why:
            yield f"{job.unit}：{job.why}"
    same = counted.pop("", 0)
    told = "，".join(f"{why} {number} 个" for why, number in counted.most_common())
    yield f"要做 {counted.total()} 个单位{f'（{told}）' if told else ''}；没有变化、不用再做的 {same} 个。"


def _summary(made: Summary, out: Path) -> Iterator[str]:
    """What a person has to know, what cannot be left so last."""
    yield from (f"提示 {note}" for note in made.notes)
    yield from map(str, made.problems)
    from narrator.batch.outcome import STATES

    lines = [*_failures(made.failed)]
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"……其余 {len(lines) - _MOST} 行从略，见总览。"
    if made.gone:
        yield f"已没有这些单位，它们的文件还在：{_some(made.gone)}。"
    if made.removed:
        yield f"已删去 {len(made.removed)} 个文件：{_some(made.removed)}。"
    if made.stale:
        yield f"这些文件已没有单位要用：{_some(made.stale)}。不再要的，加 --prune 删去（改动过的不删，请自己处理）。"
    counted = "，".join(f"{state} {made.states[state]}" for state in reversed(STATES) if made.states[state])
    yield f"{made.states.total()} 个单位：{counted}。这次做了 {made.did} 个。都在 {out}。"


def _failures(failed: Iterable[UnitOutcome]) -> Iterator[str]:
    """A line for each unit that could not be read; what is wrong with many of them, such as a pack, once."""
    same: dict[str, list[str]] = {}
    for outcome in failed:
        same.setdefault(_wrong(outcome), []).append(outcome.unit)
    for wrong, named in same.items():
        each = [_some(named, 3)] if len(named) > _SAME else named
        yield from (f"读不了 {unit}：{wrong}" for unit in each)


def _wrong(outcome: UnitOutcome) -> str:
    """What is wrong with a unit and what to do: the first of it, and how much more there is."""
    first, *others = outcome.findings
    place = f"{first.place}：" if first.place else ""
    key = f"〔{first.key}〕" if first.key else ""
    more = f"（共 {len(others) + 1} 处问题）" if others else ""
    return f"{place}{first.code} {key}{first.evidence} {first.advice}{more}"


def _some(names: Iterable[str], most: int = 10) -> str:
    listed = [*names]
    return f"{'、'.join(listed[:most])}{f' 等 {len(listed)} 个' if len(listed) > most else ''}"
