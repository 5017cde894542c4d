"""What the commands share: the program they belong to, exit codes, and all that is written to a terminal.

Names of files, cells, keys and words of the command line come from elsewhere: what could steer a terminal, or is not
seen there, is shown by its code. Nothing else in the program writes to stdout or stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrator.figures.characters import shown
from narrator.usage import CommandGroup

if TYPE_CHECKING:
    from rich.table import Table

    from narrator.comparison.aligning import Piece
    from narrator.phrases.phrasebook import Phrasebook
    from narrator.writers.wording import Line

_KEPT = "\n\t"  # in what fills more than a line
OK, FINDINGS, REFUSED, OPEN_GAPS, OUR_FAULT = 0, 1, 2, 3, 70
VARIABLE = "_NARRATOR_COMPLETE"  # set by a shell that asks what may stand in a command line
PATH = click.Path(path_type=Path, readable=False)
PACK_HELP = "短语库，如 xinjiang/2024；不写则按单位的地区和年度选。"
MONEY = click.option(
    "--unit",
    "money",
    type=click.Choice(("元", "万元")),
    default=None,
    help="报表没有写明金额单位时，按这个单位读。",
)
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="逐条列出：每个尾差，每张表读到几行，每项待填的每一处。")

_HOMES = {
    "narrator.cli.drafting": ("draft", "diff", "explain", "schema"),
    "narrator.cli.tables": ("init", "convert", "check"),
    "narrator.cli.reading": ("read",),
    "narrator.cli.auditing": ("audit",),
    "narrator.cli.snapshots": ("snapshot",),
    "narrator.cli.phrasebook": ("phrases",),
}


@click.group(cls=CommandGroup, homes=_HOMES)
@click.version_option(package_name="narrator", message="narrator %(version)s", help="显示版本并退出。")
def program() -> None:
    """由决算数据起草部门决算公开说明。"""


def phrasebook(pack: str | None = None) -> Phrasebook:
    """The phrasebook of this run; every unit takes the pack or region that was asked for, if one was."""
    from narrator.phrases.phrasebook import default

    return default().only(pack)


def tell(lines: Iterable[str]) -> None:
    """Messages for the person, on stderr, a line each."""
    for line in lines:
        click.echo(shown(line), err=True)


def say(text: str, *, end: str = "\n") -> None:
    """What was asked for, on stdout."""
    click.echo(shown(text, _KEPT) + end, nl=False)


def say_json(data: Any) -> None:
    """Data as JSON, on stdout."""
    from narrator.cli import streams
    from narrator.document import plain

    click.echo(streams.escaped(plain.dumps(data)), nl=False)


def table(*columns: str, lines: bool = False) -> Table:
    """A table with these headings, for the terminal; ``row`` adds to it."""
    from rich.table import Table

    made = Table(show_lines=lines)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def row(made: Table, *cells: str) -> None:
    """Add a row to a table; its words are no markup."""
    from rich.text import Text

    made.add_row(*(Text(shown(cell, _KEPT)) for cell in cells))


def draw(title: str, made: Table) -> None:
    """Print a table under its title; as wide as the terminal, 140 where there is none."""
    from rich.console import Console
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(Text(shown(title), "bold"))
    console.print(made)


def report(lines: Sequence[Line]) -> None:
    """Print a report of changes: in colour where the terminal has colours."""
    from rich.console import Console

    from narrator.writers import wording

    lines = [[_shown(part) for part in line] for line in lines]
    console = Console(highlight=False)
    if console.color_system and not console.no_color:
        console.print(wording.coloured(lines), soft_wrap=True)
    else:
        click.echo(wording.plain(lines))


def columns() -> int:
    """How wide the terminal is, by COLUMNS or by its own word; 80 where nothing tells."""
    import shutil

    return shutil.get_terminal_size().columns


def coloured(lines: Iterable[Sequence[tuple[str, str]]]) -> None:
    """Print lines of words, each with its style for rich or ""; without styles where the terminal has no colours."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    if console.color_system and not console.no_color:
        pieces = (((shown(words), style) for words, style in line) for line in lines)
        console.print(Text("\n").join(Text.assemble(*line) for line in pieces), soft_wrap=True)
    else:
        click.echo("\n".join("".join(shown(words) for words, _ in line) for line in lines))


def _shown(part: str | Piece) -> str | Piece:
    return shown(part) if isinstance(part, str) else part._replace(before=shown(part.before), after=shown(part.after))
