"""Rolling a department up, from its folder to the files of its 说明: for the command line, and for others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import narrator
from narrator.document import explain
from narrator.figures import terms as t
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.phrases.phrasebook import Phrasebook
from narrator.rollup import telling
from narrator.rollup.comparing import DIFFERENT
from narrator.rollup.department import RolledUp, rolled_up
from narrator.rollup.members import Advance
from narrator.tasks import drafting
from narrator.tasks.drafting import DONE, DOUBTED
from narrator.tasks.tell import Tell
from narrator.writers.files import File
from narrator.writers.options import Options

__all__ = ["DONE", "DOUBTED", "Made", "Order", "added", "make", "sentences", "unsettled"]


class Order(NamedTuple):
    """What is asked for: which department, the file of its 说明 and the workbook of its statements, if any.

    The rest is as in an order to draft.
    """

    root: Path
    output: Path | None = None
    tables: Path | None = None
    final: bool = False
    statements: str = ""
    money: str = ""
    options: Options = Options()
    verbose: bool = False


class Made(NamedTuple):
    """What came of it: the sums, the state as of a draft, the files to save and what is to be said of them."""

    rolled: RolledUp
    state: str
    files: tuple[File, ...] = ()
    remarks: tuple[str, ...] = ()


def added(order: Order, phrasebook: Phrasebook, advance: Advance) -> RolledUp:
    """The department, added up, if what is asked for can be made of it. Raises Refused for bad input."""
    _fit(order)
    return rolled_up(order.root, order.money, phrasebook, advance)


def make(order: Order, rolled: RolledUp, phrasebook: Phrasebook, tell: Tell) -> Made:
    """Compare, and make every file; nothing is saved yet. Raises Refused for bad input."""
    tell(telling.summary(rolled, verbose=order.verbose))
    made: tuple[File, ...] = ()
    remarks: tuple[str, ...] = ()
    if order.final:
        if rolled.department.own is None:
            advice = "请在部门的文件夹里放它自己的单位文件，写明职能、原因等。"
            raise Refused([Finding("G114", Place(str(order.root), 0, 0), "部门没有自己的单位文件，不能定稿。", advice)])
        if unsettled(rolled):
            tell(["与部门自己的数有差异，或有的格没有加成，按 --final 不生成。"])
            return Made(rolled, DOUBTED)
    if order.output is not None:
        task = _task(order)
        drafted = drafting.drafted(task, drafting.fit(task), rolled.unit, phrasebook, tell)
        if drafted.state != DONE:
            return Made(rolled, drafted.state)
        tell(telling.reasons(rolled, drafted.document, verbose=order.verbose))
        made, remarks = drafted.files, tuple(drafting.remarks(drafted, order.options))
        document = drafted.document
    else:
        tell(f"提示 {note}" for note in rolled.unit.notes)
        document = None
    if order.tables is not None:
        from narrator.writers import sheets

        content = sheets.write(document or narrator.draft(rolled.unit, phrasebook=phrasebook))
        made = (*made, File(order.tables, "xlsx", content))
    return Made(rolled, DONE, made, remarks)


def _task(order: Order) -> drafting.Order:
    return drafting.Order(
        order.root,
        order.output,
        final=order.final,
        statements=order.statements,
        options=order.options,
        verbose=order.verbose,
    )


def _fit(order: Order) -> None:
    """What was asked for can be made. Raises Refused."""
    if order.output is not None:
        drafting.fit(_task(order))
    if order.tables is not None and order.tables.suffix.lower() != ".xlsx":
        raise drafting.unfit("W104", f"--tables 后面的 {order.tables.name} 不是 .xlsx。", "请写成 汇总.xlsx。")
    options = order.options
    given = {"--final": order.final, "--toc": options.toc, "--trace": options.trace, "--statements": order.statements}
    if order.output is None and (alone := [option for option, value in given.items() if value]):
        raise drafting.unfit("W117", f"{'、'.join(alone)} 要和 -o 一起用。", "请加 -o 说明.docx，或去掉这些选项。")


def unsettled(rolled: RolledUp) -> bool:
    """Whether something differs from the department's own, or a cell of its statements could not be added up."""
    return any(
        line.state == DIFFERENT or (line.sum.lacks and line.key[0] in t.STATEMENTS and not _typed(line.key))
        for line in rolled.lines
    )


def _typed(key: tuple[str, ...]) -> bool:
    """Whether an amount of a statement is one that is typed beside the tables."""
    return key[-1] in (t.INITIAL_BUDGET, t.FULL_BUDGET)


def sentences(rolled: RolledUp, phrasebook: Phrasebook, key: str) -> Iterator[str]:
    """The sentences of the department's 说明 that hang on a key, under their headings."""
    document = narrator.draft(rolled.unit, phrasebook=phrasebook)
    for headings, sentence in explain.sentences(document, key=key):
        yield f"用在 {' › '.join(headings) or '标题'}：「{sentence.text.strip()}」"
