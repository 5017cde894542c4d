"""The command that audits finished texts: audit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.cli.base import FINDINGS, OK, PATH, coloured, phrasebook, program, say, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrator.audit.finding import Audit

_FORMATS = ("text", "json", "sarif", "html", "docx", "xlsx")


@program.command()
@click.argument("paths", metavar="说明…", type=PATH, nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="text 逐条列出，json、sarif 给程序和编辑器，html 网页，docx 带批注的 Word，xlsx 清单；不写则看 -o 的文件名。",
)
@click.option("-o", "--out", "output", metavar="文件", type=PATH, help="写到这个文件；几个文件的 html、docx 写文件夹。")
@click.option("--part", metavar="节", default="", help="文件只是说明的一节，如 三公；别的节有没有，就不问。")
@click.option(
    "--figures",
    metavar="单位文件夹|工作簿",
    type=PATH,
    help="拿单位的数或九张决算公开表来核对；不写就拿文件自己的表核对。",
)
@click.option("--last", metavar="上年说明", type=PATH, help="上年公开的说明，用来核对上年数。")
@click.option("--pack", metavar="短语库", default=None, help="用语按这个短语库核对；不写就不核对用语。")
@click.option("--force", is_flag=True, help="目标文件已有也覆盖，旧文件另存为 .bak。")
@click.option("-q", "--quiet", is_flag=True, help="只说结论。")
def audit(
    paths: tuple[Path, ...],
    form: str | None,
    output: Path | None,
    part: str,
    figures: Path | None,
    last: Path | None,
    pack: str | None,
    force: bool,
    quiet: bool,
) -> int:
    """审核写好的说明：数与数、数与文字对不对得上。

    说明是 .docx、.pdf、.txt、.md、.html 文件，也可以是放着这些文件的文件夹。有错误或疑点时退出码是 1。
    """
    from narrator.cli.drafting import printable
    from narrator.figures.findings import Refused
    from narrator.tasks import auditing
    from narrator.writers import files
    from narrator.writers.audit import told

    form = form or auditing.told_by(output)
    made = auditing.run(paths, part, figures, last, phrasebook(pack).pack(pack) if pack else None)
    if output is None and form == auditing.TEXT:
        _show(made.audits, brief=quiet)
    elif output is None:
        say(printable(auditing.printed(made.audits, form), form), end="")
    elif made.audits:
        done = files.save(auditing.files(made.audits, form, output), force=force, folders=len(made.audits) > 1)
        tell(f"{one.file}：{told.verdict(one)}" for one in made.audits)
        tell([] if quiet else done)
    if made.problems:
        raise Refused(made.problems)
    return FINDINGS if told.grave(made.audits) else OK


def _show(audits: Sequence[Audit], *, brief: bool) -> None:
    from narrator.writers.audit import terminal

    for number, one in enumerate(audits):
        coloured([*([[]] if number and not brief else []), *terminal.write(one, brief=brief)])
