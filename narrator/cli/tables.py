"""Commands for the tables and the form that goes with them: init, check, convert."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.cli import progress
from narrator.cli.base import (
    FINDINGS,
    MONEY,
    OK,
    PACK_HELP,
    PATH,
    QUIET,
    REFUSED,
    VERBOSE,
    coloured,
    phrasebook,
    program,
    say,
    say_json,
    tell,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrator.checks.check import CheckResult
    from narrator.checks.confirm import JudgedDoubts
    from narrator.forms.last_text import LastText

_FORMATS = ("text", "lines", "json", "sarif")


@program.command()
@click.argument("folder", metavar="文件夹", type=PATH)
@click.option("--workbook", metavar="工作簿", type=PATH, required=True, help="本年九张决算公开表所在的工作簿。")
@click.option("--last", metavar="工作簿", type=PATH, help="上年九张决算公开表所在的工作簿。")
@click.option(
    "--last-text", "last_text", metavar="说明", type=PATH, help="上年公开的说明：其中的数作上年数，原因只作参考。"
)
@click.option(
    "--region", metavar="地区", default="", help="单位所在的省、自治区或直辖市，如 新疆；由它决定用哪一套用语。"
)
@click.option("--pack", metavar="短语库", help=PACK_HELP)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：报表的每一行读到了哪里，或为什么没读。")
@click.option(
    "--each", is_flag=True, help="文件夹下面每个有这个工作簿的文件夹都做一份；工作簿写文件名，* 代表不同的字。"
)
@VERBOSE
@QUIET
@MONEY
def init(
    folder: Path,
    workbook: Path,
    last: Path | None,
    last_text: Path | None,
    region: str,
    pack: str | None,
    as_json: bool,
    each: bool,
    verbose: bool,
    quiet: bool,
    money: str | None,
) -> int:
    """由报表生成填报表.xlsx，只填报表里没有的内容。

    填报表写在文件夹里。再运行一次，已填的内容保留，旧文件按日期另存。加 --each 一次做许多单位。
    """
    if each:
        if as_json or last_text is not None:
            tell(["--each 不能和 --json、--last-text 一起用。"])
            return REFUSED
        names = str(workbook), str(last or "")
        return _each(folder, *names, region, pack, money or "", verbose=verbose, quiet=quiet)
    from datetime import date

    from narrator.forms import init as form
    from narrator.writers import reading, terminal

    past = _last_text(last_text) if last_text is not None else None
    made = form.init(folder, workbook, last, date.today(), phrasebook(pack), money or "", region, past)
    if as_json:
        say_json({"reading": reading.as_data(made.reading)})
    else:
        tell(reading.lines(made.reading, terminal.columns(sys.stderr), verbose=verbose))
    tell(made.lines)
    return OK


def _each(
    root: Path, this: str, last: str, region: str, pack: str | None, money: str, *, verbose: bool, quiet: bool
) -> int:
    """A form for each unit below a folder; one that is refused stops no other."""
    from datetime import date

    from narrator.tasks import forming

    found = forming.tables(root, this, last)
    failed = []
    with progress.shown("单位", len(found), quiet=quiet) as advance:
        for done, one in enumerate(found, 1):
            made = forming.form(one, date.today(), phrasebook(pack), money, region)
            tell(f"{made.folder}：{line}" for line in made.lines if verbose)
            if made.problems:
                failed.append(made)
            advance(done, len(failed))
    tell(str(problem) for made in failed for problem in made.problems)
    tell([f"{len(found)} 个单位：做好 {len(found) - len(failed)} 份填报表，做不了 {len(failed)} 份。"])
    return FINDINGS if failed else OK


def _last_text(file: Path) -> LastText:
    """What last year's text tells, by whatever pack reads it; what it tells in two ways is told, and not taken."""
    from narrator.forms.last_text import LastText
    from narrator.tasks import last_text

    found = last_text.read(file, phrasebook(), tell)
    return LastText(found.file, found.written, found.lines)


@program.command()
@click.argument("source", metavar="来源", type=PATH)
@click.argument("target", metavar="目标", type=PATH)
@click.option("--force", is_flag=True, help="目标文件已有也覆盖，旧文件另存为 .bak。")
def convert(source: Path, target: Path, force: bool) -> None:
    """填报表.xlsx 和 unit.yaml 互相转换。

    看来源的文件名：.yaml 转成填报表，工作簿转成 unit.yaml。来源也可以是所在的文件夹。
    """
    from narrator.forms import convert as notation
    from narrator.forms import folder

    file = folder.find(source) if source.is_dir() else source
    if folder.is_form(file):
        tell([notation.to_yaml(file, target, force=force)])
    else:
        tell([notation.to_form(file, target, phrasebook(), force=force)])


@program.command()
@click.argument("path", metavar="单位文件", type=PATH)
@click.option("-o", "--output", metavar="文件", type=PATH, help="另写成工作簿，如 核对结果.xlsx。")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="text 给人看，lines 一处一行，json、sarif 给程序；不写时，屏幕上是 text，转到文件或别的程序是 lines。",
)
@click.option("--json", "form", flag_value="json", help="就是 --format json。")
@click.option("--all", "everything", is_flag=True, help="也列出通过和数据不足的核对项。")
@VERBOSE
@click.option("--pack", metavar="短语库", help=PACK_HELP)
@click.option("--force", is_flag=True, help="目标文件已有也覆盖，旧文件另存为 .bak。")
@MONEY
def check(
    path: Path,
    output: Path | None,
    form: str | None,
    everything: bool,
    verbose: bool,
    pack: str | None,
    force: bool,
    money: str | None,
) -> int:
    """核对报表和填报数的勾稽关系、主要原因的写法。

    单位文件是 unit.yaml 或 填报表.xlsx，也可以写它所在的文件夹。
    """
    import narrator
    from narrator.checks.check import ERROR
    from narrator.document import naming
    from narrator.tasks import confirming
    from narrator.writers import checked, files, reading, results, terminal

    book = phrasebook(pack)
    unit = narrator.load(path, money or "", phrasebook=book)
    outcomes, judged = confirming.review(unit, book)
    form = form or ("text" if sys.stdout.isatty() else "lines")
    tell(checked.verdict(outcomes, judged).splitlines())
    if form == "json":
        say_json({**results.as_data(outcomes, judged), "reading": reading.as_data(unit.protocols())})
    elif form == "sarif":
        say_json(results.as_sarif(outcomes, judged))
    else:
        _show(form, outcomes, judged, verbose=verbose, everything=everything)
        tell(reading.lines(unit.protocols(), terminal.columns(sys.stderr), verbose=verbose))
    if output is not None:
        content = results.workbook(outcomes, judged, unit.profile)
        tell(files.save([files.File(output, "xlsx", content)], force=force))
    tell(f"提示 {note}" for note in (*unit.notes, *naming.notes(unit, naming.known_to(unit, book))))
    tell(confirming.outdated(judged))
    if judged.open:
        tell([f"有 {len(judged.open)} 处疑点定稿前要由单位确认。数错了的请改数；确实如此的，写明情况。"])
        tell(confirming.Desk(path, unit, pack).where(judged.open))
    errors = any(verdict.level == ERROR for outcome in outcomes for verdict in outcome.verdicts)
    unexplained = any(not doubt.confirmed for doubt in judged.doubts.values())
    return FINDINGS if errors or unexplained else OK


def _show(form: str, outcomes: Sequence[CheckResult], judged: JudgedDoubts, *, verbose: bool, everything: bool) -> None:
    """The findings, for people ("text") or a line each; with ``everything`` also each check and how it ended."""
    from narrator.writers import checked, terminal

    if form == "text":
        wide = terminal.columns(sys.stdout) or terminal.USUAL
        told = list(checked.write(outcomes, judged, wide, verbose=verbose))
        told += checked.every(outcomes, wide) if everything else ()
        if told:
            coloured(told)
        return
    for line in checked.lines(outcomes, judged):
        say(line)
    for outcome in outcomes if everything else ():
        say(f"{outcome.state} {outcome.check.code} {outcome.check.about}（{outcome.check.source}）")
