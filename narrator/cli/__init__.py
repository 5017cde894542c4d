"""The command line. Each module holds the commands of one purpose; ``base`` what they share.

The document goes to stdout or a file; gaps, notes and messages go to stderr. Exit codes: 0 done,
1 findings, 2 bad input, wrong usage or what cannot be written, 3 open gaps under --final, 70 our own fault.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import click

from narrator import usage
from narrator.cli import streams
from narrator.cli.base import FINDINGS, OK, OPEN_GAPS, OUR_FAULT, REFUSED, VARIABLE, program, tell

__all__ = ["FINDINGS", "OK", "OPEN_GAPS", "OUR_FAULT", "REFUSED", "main", "run"]
_MOST_SHOWN = 200
_STUCK = "W113"  # a file that could not go back


def main() -> None:
    """The program: runs a command and exits with its code, never with a traceback."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # nohup ignores it, and that holds
            signal.signal(number, signal.default_int_handler)
    streams.prepare()
    sys.exit(streams.drain(run(sys.argv[1:])))


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code."""
    try:
        return _run(arguments)
    except BrokenPipeError:
        return OK
    except OSError:  # not even a message can be written
        return REFUSED


def _run(arguments: list[str]) -> int:
    from narrator.figures.findings import Refused
    from narrator.files import causes

    try:
        _here()
        if asked := os.environ.get(VARIABLE):
            from narrator.cli import completion

            return completion.answer(asked, program)
        code = program.main(arguments, prog_name="narrator", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        tell(error.ctx.get_help().splitlines() if error.ctx else ())
        return REFUSED
    except click.ClickException as error:
        tell([usage.explain(error)])
        return REFUSED
    except Refused as refused:
        tell(map(str, refused.findings[:_MOST_SHOWN]))
        if len(refused.findings) > _MOST_SHOWN:
            tell([f"……其余 {len(refused.findings) - _MOST_SHOWN} 处从略。"])
        nothing = "draft" in arguments[:1] and all(finding.code != _STUCK for finding in refused.findings)
        tell([f"共 {len(refused.findings)} 处问题{'，没有生成文件' if nothing else ''}。"])
        return REFUSED
    except (KeyboardInterrupt, click.Abort) as stop:
        if isinstance(stop.__cause__, EOFError):  # of a file that ended early: click takes it for a key
            return _fault(stop.__cause__)
        tell(["已中断。已写好的文件都是完整的。"])
        return REFUSED
    except BrokenPipeError:
        raise
    except Exception as error:
        from narrator.document.readback import Misread

        if isinstance(error, Misread):
            tell([f"成稿自检没有通过，没有生成文件。这一段读回的数与计算的数不一致：{error.paragraph}"])
        elif isinstance(error, OSError) and causes.outside(error):
            cause = causes.cause(error)
            tell([f"{error.filename or '输出'}：W115 {cause.evidence}。 {cause.advice}"])
            return REFUSED
        return _fault(error)
    return code if isinstance(code, int) else OK


def _here() -> None:
    """The working folder is there: names of files are meant from it. Raises Refused."""
    from narrator.figures.findings import Finding, Refused

    try:
        Path.cwd()
    except OSError:
        raise Refused([Finding("W116", None, "当前文件夹已被删除或移走。", "请换到别的文件夹再运行。")]) from None


def _fault(error: Exception) -> int:
    """Our own fault, told with the log of it; where there is no room for one, exit 2: that has to be mended first."""
    import tempfile
    import traceback

    from narrator.files import causes

    told = "程序自身出错，不是您的输入有误"
    name = ""
    try:
        handle, name = tempfile.mkstemp(prefix="narrator-", suffix=".log")
        with open(handle, "w", encoding="utf-8") as stream:  # noqa: PTH123  # an open handle, not a path
            stream.writelines(traceback.format_exception(error))
    except OSError as full:
        if name:
            with suppress(OSError):
                Path(name).unlink()
        *_, (frame, line) = traceback.walk_tb(error.__traceback__)
        where = f"{type(error).__name__}，{Path(frame.f_code.co_filename).name}:{line}"
        tell([f"{told}（{where}）；错误记录写不下：{causes.cause(full).evidence}。请让临时文件夹可写，再运行一次。"])
        return REFUSED
    tell([f"{told}。请把这个记录发给维护者：{name}"])
    return OUR_FAULT
