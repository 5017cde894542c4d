"""What the commands share: the program they belong to, exit codes, and all that is written to a terminal.

Names of files, cells, keys and words of the command line come from elsewhere: what could steer a terminal, or is not
seen there, is shown by its code. Nothing else in the program writes to stdout or stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from narrator.figures.characters import shown
from narrator.usage import CommandGroup
from narrator.writers import terminal

if TYPE_CHECKING:
    from rich.console import Console

    from narrator.phrases.phrasebook import Phrasebook
    from narrator.writers.terminal import StyledLine
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
QUIET = click.option("-q", "--quiet", is_flag=True, help="不显示进度。")

_HOMES = {
    "narrator.cli.drafting": ("draft", "diff", "explain", "schema"),
    "narrator.cli.tables": ("init", "convert", "check"),
    "narrator.cli.reading": ("read",),
    "narrator.cli.rollup": ("rollup",),
    "narrator.cli.auditing": ("audit",),
    "narrator.cli.batches": ("batch",),
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
    """Messages for the person, on stderr: a line each, folded where the terminal is narrower."""
    _lines(lines, sys.stderr, err=True)


def present(lines: Iterable[str]) -> None:
    """What was asked for and is to be read here, on stdout: as ``tell``. A document is said (``say``), never folded."""
    _lines(lines, sys.stdout, err=False)


def _lines(lines: Iterable[str], stream: TextIO | None, *, err: bool) -> None:
    wide = terminal.columns(stream)
    for line in lines:
        for part in terminal.folded([(shown(line), "")], wide):
            click.echo("".join(words for words, _ in part), err=err)


def say(text: str, *, end: str = "\n") -> None:
    """What was asked for, on stdout."""
    click.echo(shown(text, _KEPT) + end, nl=False)


def say_json(data: Any) -> None:
    """Data as JSON, on stdout."""
    from narrator.cli import streams
    from narrator.document import plain

    click.echo(streams.escaped(plain.dumps(data)), nl=False)


def draw(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table under its title on stdout, as wide as the terminal; in a pipe a row is a line."""
    cells = ([shown(cell, _KEPT) for cell in row] for row in rows)
    coloured([[(title, "bold")], *terminal.table(headings, cells, terminal.columns(sys.stdout))])


def report(lines: Iterable[Line]) -> None:
    """Print a report of changes: in colours where the terminal has them, else with marks."""
    from narrator.writers import wording

    marks = _console() is None
    coloured(wording.styled(line, marks=marks) for line in lines)


def coloured(lines: Iterable[StyledLine]) -> None:
    """Print lines of words, each with its style for rich or "", folded where the terminal is narrower.

    Without styles where the terminal has no colours.
    """
    from rich.text import Text

    wide, console = terminal.columns(sys.stdout), _console()
    for line in lines:
        for part in terminal.folded([(shown(words), style) for words, style in line], wide):
            if console:
                console.print(Text.assemble(*part), soft_wrap=True)
            else:
                click.echo("".join(words for words, _ in part))


def _console() -> Console | None:
    """What prints colours on stdout; None where it has none, or nobody wants them."""
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.color_system and not console.no_color else None


def drawing() -> Console | None:
    """What draws a bar on stderr; None where that is no terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None
    from rich.console import Console

    return Console(stderr=True)
