"""What the commands share: the program they belong to, exit codes, messages, tables."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.usage import Group

if TYPE_CHECKING:
    from rich.table import Table

    from narrator.writers.wording import Line

OK, FINDINGS, REFUSED, OPEN_GAPS, OUR_FAULT = 0, 1, 2, 3, 70
PATH = click.Path(path_type=Path, readable=False)
PACK_HELP = "短语库，如 xinjiang/2024；不写则按单位的地区和年度选。"
MONEY = click.option(
    "--unit",
    "money",
    type=click.Choice(("元", "万元")),
    default=None,
    help="报表没有写明金额单位时，按这个单位读。",
)


@click.group(cls=Group)
@click.version_option(package_name="narrator", message="narrator %(version)s", help="显示版本并退出。")
def program() -> None:
    """由决算数据起草部门决算公开说明。"""


def tell(lines: Iterable[str]) -> None:
    """Messages for the person, on stderr."""
    for line in lines:
        click.echo(line, err=True)


def table(*columns: str, lines: bool = False) -> Table:
    """A table with these headings, for the terminal."""
    from rich.table import Table

    made = Table(show_lines=lines)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def draw(title: str, shown: Table) -> None:
    """Print a table under its title; as wide as the terminal, 140 where there is none."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(title, style="bold", markup=False)
    console.print(shown)


def report(lines: Sequence[Line]) -> None:
    """Print a report of changes: in colour where the terminal has colours."""
    from rich.console import Console

    from narrator.writers import wording

    console = Console(highlight=False)
    if console.color_system and not console.no_color:
        console.print(wording.coloured(lines), soft_wrap=True)
    else:
        click.echo(wording.plain(lines))
