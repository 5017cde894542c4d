"""The command that adds a department's units up: rollup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.cli import progress
from narrator.cli.base import (
    FINDINGS,
    MONEY,
    OK,
    OPEN_GAPS,
    PACK_HELP,
    PATH,
    VERBOSE,
    draw,
    phrasebook,
    present,
    program,
    say_json,
    tell,
)

if TYPE_CHECKING:
    from narrator.rollup.department import RolledUp


@program.command()
@click.argument("root", metavar="部门文件夹", type=PATH)
@click.option("-o", "--output", metavar="文件", type=PATH, help="起草部门的说明，写到这个文件，格式看文件名。")
@click.option("--tables", metavar="工作簿", type=PATH, help="部门的九张报表另写成工作簿，如 汇总.xlsx。")
@click.option("--explain", "key", metavar="键", default="", help="这一项由哪几个单位的哪一格加成，如 收入决算表/合计。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：每一项的合计、出处和部门自己的数。")
@click.option("--pack", metavar="短语库", help=PACK_HELP)
@click.option("--final", is_flag=True, help="定稿：有差异、有没加成的格、核对不过或还有待填项就不生成。")
@click.option("--force", is_flag=True, help="目标文件改动过也覆盖，旧文件另存为 .bak。")
@click.option("--toc", is_flag=True, help="Word、PDF 加三级目录，带页码。")
@click.option("--trace", is_flag=True, help="Word 给每个算出的数加批注：由哪几个单位加成。")
@click.option("--statements", type=click.Choice(("inline", "separate", "none")), help="九张报表放在哪里，同 draft。")
@VERBOSE
@MONEY
def rollup(
    root: Path,
    output: Path | None,
    tables: Path | None,
    key: str,
    as_json: bool,
    pack: str | None,
    final: bool,
    force: bool,
    toc: bool,
    trace: bool,
    statements: str | None,
    verbose: bool,
    money: str | None,
) -> int:
    """由各单位的数汇总成部门的，与部门自己的汇总表核对，起草部门的说明。

    部门文件夹下面一个单位一个文件夹，本级也是一个。

    部门自己的单位文件（主体写「部门」）直接放在部门文件夹里，写职能、原因、汇总表、抵销。

    有差异或有没加成的格，退出码是 1。
    """
    from narrator.rollup import order, telling
    from narrator.writers import files
    from narrator.writers.options import Options

    asked = order.Order(root, output, tables, final, statements or "", money or "", Options(toc, trace), verbose)
    book = phrasebook(pack)
    with progress.shown("单位") as advance:
        rolled = order.added(asked, book, advance)
    made = order.make(asked, rolled, book, tell)
    if as_json:
        say_json(telling.as_data(rolled))
    elif key:
        present(telling.explained(rolled, key))
        present(order.sentences(rolled, book, key))
    else:
        _show(rolled, verbose=verbose)
    if made.state != order.DONE:
        return FINDINGS if made.state == order.DOUBTED else OPEN_GAPS
    tell(files.save(made.files, force=force))
    tell(made.remarks)
    return FINDINGS if order.unsettled(rolled) else OK


def _show(rolled: RolledUp, *, verbose: bool) -> None:
    from narrator.rollup import telling

    if rows := telling.rows(rolled, rounding=verbose):
        draw(telling.TITLE, telling.HEADINGS, rows)
        tell(telling.offered(rolled))
