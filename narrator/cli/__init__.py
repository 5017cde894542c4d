"""The command line. Each module holds the commands of one purpose; ``base`` what they share.

The document goes to stdout or a file; gaps, notes and messages go to stderr. Exit codes: 0 done,
1 findings, 2 bad input, wrong usage or refused write, 3 open gaps under --final, 70 our own fault.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import click

from narrator import usage
from narrator.cli import coverage, drafting, packs, phrasebook, snapshots, tables
from narrator.cli.base import FINDINGS, OK, OPEN_GAPS, OUR_FAULT, REFUSED, program, tell

__all__ = [
    "FINDINGS",
    "OK",
    "OPEN_GAPS",
    "OUR_FAULT",
    "REFUSED",
    "coverage",
    "drafting",
    "main",
    "packs",
    "phrasebook",
    "run",
    "snapshots",
    "tables",
]
_MOST_SHOWN = 200


def main() -> None:
    """The program: runs a command and exits with its code, never with a traceback."""
    gc.set_threshold(100_000)  # one document, then the process ends: nothing to collect
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins costs more than reading a unit
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code."""
    from narrator.figures.findings import Refused

    try:
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
        ending = "，没有生成文件。" if "draft" in arguments[:1] else "。"
        tell([f"共 {len(refused.findings)} 处问题{ending}"])
        return REFUSED
    except (KeyboardInterrupt, click.Abort):
        tell(["已中断。"])
        return REFUSED
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except Exception as error:
        from narrator.document.readback import Misread

        if isinstance(error, Misread):
            tell([f"成稿自检没有通过，没有生成文件。这一段读回的数与计算的数不一致：{error.paragraph}"])
        tell([f"程序自身出错，不是您的输入有误。请把这个记录发给维护者：{_log()}"])
        return OUR_FAULT
    return code if isinstance(code, int) else OK


def _log() -> Path:
    """Write the traceback to a new file in the temporary folder."""
    import tempfile
    import traceback

    handle, name = tempfile.mkstemp(prefix="narrator-", suffix=".log")
    with open(handle, "w", encoding="utf-8") as stream:  # noqa: PTH123  # an open handle, not a path
        stream.write(traceback.format_exc())
    return Path(name)
