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


def unit_names() -> tuple[str, str]:
    """The names that a unit's file usually has: the unit file, the form."""
    from narrator.forms import layout
    from narrator.readers import unit_file

    return unit_file.FILE_NAME, layout.FILE_NAME


def holds_unit(folder: Path) -> bool:
    """Whether a unit's file stands in this folder under its usual name."""
    return any((folder / name).exists() for name in unit_names())


def wanted(pack: str) -> tuple[str, int, str]:
    """Which pack is meant: its id, year and a unit's own wording; 0 for its own year, "" for no wording.

    A unit's folder ``wording`` stands for the pack that the unit takes, with that wording over it.
    Raises Refused.
    """
    from narrator.document.draft import WORDING

    folder = Path(pack)
    if folder.name != WORDING or not folder.is_dir() or not holds_unit(folder.parent):
        return pack, 0, ""
    import narrator
    from narrator.document import draft

    unit = narrator.load(folder.parent)
    return draft.choose(unit)[0].id, int(unit.profile.year.value), str(folder)
