"""Chinese help and usage errors for the command line; click's own are English."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

import click
from click import exceptions

from narrator.writers import terminal

_RANGE = r"\[(\d+)<=x<=(\d+)\]"
_LONG = 28  # columns that the names of options may take before what they are for
_WIDEST = 120  # of a help page: longer lines are hard to read
_WRITTEN = r"""(['"])(.*?)\1 """  # what was written, at the beginning of click's message


class _Page(click.HelpFormatter):
    """A help page: Chinese characters take two columns, lines break where words, codes and options do not."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__(width=min(terminal.columns(sys.stdout) or terminal.USUAL, _WIDEST))

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Paragraphs."""
        lead = " " * self.current_indent
        self.write("\n\n".join("\n".join(terminal.indented(one, self.width, lead, lead)) for one in text.split("\n\n")))
        self.write("\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], *_: int, **__: int) -> None:
        """Options or commands with what they are for, below where the option is long."""
        rows = list(rows)
        lead, wide = " " * self.current_indent, min(max(terminal.width(name) for name, _ in rows), _LONG)
        below = f"{lead}{'':>{wide}}  "
        for name, about in rows:
            head = f"{lead}{terminal.padded(name, wide)}  "
            if terminal.width(name) > wide:
                self.write(f"{lead}{name}\n")
                head = below
            self.write("".join(f"{line}\n" for line in terminal.indented(about, self.width, head, below)))


class _Context(click.Context):
    formatter_class = _Page


class Command(click.Command):
    """A command whose help page is Chinese."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was written; of an error of the parser, which names no command, tell that it was of this one."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, and the sub-commands of a group."""
        shown = [param for param in self.get_params(ctx) if not isinstance(param, click.Argument)]
        records = [row for param in shown if (row := param.get_help_record(ctx))]
        rows = [(name, re.sub(_RANGE, r"[\1 到 \2]", about.replace("[required]", "[必填]"))) for name, about in records]
        with formatter.section("选项"):
            formatter.write_dl(rows)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option --help, with its text in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本说明并退出。"
        return option


class CommandGroup(Command, click.Group):
    """A group of commands whose help page is Chinese.

    ``homes`` are the modules that hold its commands, by name; one is imported when a command of it is asked for.
    """

    command_class = Command

    def __init__(self, *args: Any, homes: Mapping[str, tuple[str, ...]], **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", "命令 [参数]…")
        super().__init__(*args, **kwargs)
        self.homes = homes

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None where there is none."""
        for module, names in self.homes.items():
            if cmd_name in names:
                import_module(module)
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in order."""
        return sorted(name for names in self.homes.values() for name in names)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options and the commands."""
        super().format_options(ctx, formatter)
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, command.get_short_help_str(60)) for name, command in commands if command]
        with formatter.section("命令"):
            formatter.write_dl(rows)


def explain(error: click.ClickException) -> str:
    """What is wrong with the way a command was written, in Chinese."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "narrator"
    return f"{_cause(error)} 写法见：{command} --help"


def _cause(error: click.ClickException) -> str:
    match error:
        case exceptions.NoSuchOption():
            return f"没有选项 {error.option_name}{_near(error, error.option_name)}"
        case exceptions.MissingParameter():
            return f"缺少 {_name(error.param)}。"
        case exceptions.BadParameter():
            return f"{_name(error.param)} 的值不对{_allowed(error)}"
        case exceptions.BadOptionUsage():
            options = error.ctx.command.params if error.ctx else []
            flag = any(getattr(option, "is_flag", False) and error.option_name in option.opts for option in options)
            return f"选项 {error.option_name} 后面{'不写值' if flag else '缺一个值'}。"
        case exceptions.NoSuchCommand():
            return f"没有命令 {error.command_name}{_near(error, error.command_name)}"
        case exceptions.FileError():
            return f"文件 {error.ui_filename} 打不开。"
    return "命令的写法不对，参数多了或少了；有空格的路径要加引号。"


def _allowed(error: click.BadParameter) -> str:
    """What may stand there, and what was probably meant, where that is told."""
    from narrator.figures.near import near

    kind = error.param.type if error.param else None
    if isinstance(kind, click.IntRange):
        return f"，应是 {kind.min} 到 {kind.max} 的整数。"
    if not isinstance(kind, click.Choice):
        return "。"
    written = re.match(_WRITTEN, error.message)  # click tells it nowhere else
    meant = near(written[2], kind.choices, "") if written else ""
    return f"，应是 {'、'.join(map(str, kind.choices))} 之一{f'，{meant}' if meant else '。'}"


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "参数"
    return param.opts[-1] if isinstance(param, click.Option) else str(param.metavar or param.name)


def _near(error: click.UsageError, written: str) -> str:
    """The end of the sentence: the command or option of this name that was probably meant, if there is one."""
    from narrator.figures.near import near

    command = error.ctx.command if error.ctx else None
    if isinstance(error, exceptions.NoSuchCommand):
        names = command.list_commands(error.ctx) if isinstance(command, click.Group) and error.ctx else []
        names += ["--help", "--version"]
    else:
        names = [name for param in command.params for name in param.opts if name.startswith("--")] if command else []
        names.append("--help")
    bare = {name.lstrip("-"): name for name in names}
    found = near(written.lstrip("-"), bare, "", shown=bare)
    return f"，{found}" if found else "。"
