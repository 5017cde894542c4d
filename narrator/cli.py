"""The command line: ``narrator draft``, ``explain``, ``schema``, ``phrases``.

The document goes to stdout or a file; gaps, notes and messages go to stderr. Exit codes: 0 done,
2 bad input, wrong usage or refused write, 3 open gaps under --final, 70 our own fault.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrator import usage
from narrator.usage import Group

if TYPE_CHECKING:
    from rich.table import Table

    from narrator.document.tree import Document
    from narrator.phrases.phrase import Phrase

OK, FINDINGS, REFUSED, OPEN_GAPS, OUR_FAULT = 0, 1, 2, 3, 70
FORMATS = ("txt", "md", "json")
_MOST_SHOWN = 200
_PATH = click.Path(path_type=Path, readable=False)
_PACK_HELP = "短语库，如 xinjiang/2024；不写则按单位的地区和年度选。"


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
        tell([error.ctx.get_help() if error.ctx else ""])
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


def tell(lines: Iterable[str]) -> None:
    """Messages for the person, on stderr."""
    for line in lines:
        click.echo(line, err=True)


def _log() -> Path:
    """Write the traceback to a new file in the temporary folder."""
    import tempfile
    import traceback

    handle, name = tempfile.mkstemp(prefix="narrator-", suffix=".log")
    with open(handle, "w", encoding="utf-8") as stream:  # noqa: PTH123  # an open handle, not a path
        stream.write(traceback.format_exc())
    return Path(name)


@click.group(cls=Group)
@click.version_option(package_name="narrator", message="narrator %(version)s", help="显示版本并退出。")
def program() -> None:
    """由决算数据起草部门决算公开说明。"""


@program.command()
@click.argument("path", metavar="单位文件", type=_PATH)
@click.option("-o", "--output", metavar="文件", type=_PATH, help="写到这个文件；不写则输出到屏幕。")
@click.option("--format", "form", type=click.Choice(FORMATS), help="格式；不写则看文件名，输出到屏幕时是 md。")
@click.option("--pack", metavar="短语库", help=_PACK_HELP)
@click.option("--final", is_flag=True, help="定稿：还有待填项就不生成。")
@click.option("--force", is_flag=True, help="目标文件改动过也覆盖，旧文件另存为 .bak。")
@click.option("--bom", is_flag=True, help="txt、md 文件开头加 BOM，便于旧版 Windows 软件识别。")
def draft(
    path: Path, output: Path | None, form: str | None, pack: str | None, final: bool, force: bool, bom: bool
) -> int:
    """起草一个单位的说明。

    单位文件是 unit.yaml，也可以写它所在的文件夹。
    """
    import narrator

    form = form or _form(output)
    document = narrator.draft(narrator.load(path), pack)
    open_gaps = _report(document)
    if final and open_gaps:
        tell([f"还有 {open_gaps} 项待填，按 --final 不生成。"])
        return OPEN_GAPS
    text = narrator.render(document, form)
    if output is None:
        click.echo(text, nl=False)
        return OK
    from narrator.writers import files

    tell([files.save(output, form, text, force=force, bom=bom and form != "json")])
    return OK


def _form(output: Path | None) -> str:
    if output is None:
        return "md"
    suffix = output.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        known = "、".join(f".{form}" for form in FORMATS)
        from narrator.figures.findings import Finding, Refused

        raise Refused([Finding("W104", None, f"文件名 {output.name} 看不出格式。", f"请用 {known}，或写 --format。")])
    return suffix


def _report(document: Document) -> int:
    """Tell notes and gaps, each missing value once with all its places; the number of missing values."""
    tell(f"提示 {note}" for note in document.notes)
    holes: dict[str, dict[tuple[str, str], None]] = {}
    for hole in document.gaps():
        where = " ".join(hole.headings[-2:])
        holes.setdefault(hole.gap.key, {})[where, hole.excerpt()] = None
    for number, (key, places) in enumerate(holes.items(), 1):
        tell([f"待填 {number}. {key}"])
        tell(f"    {where}：{excerpt}" for where, excerpt in places)
    if holes:
        tell([f"共 {len(holes)} 项待填，文中已标出；请在单位文件中补上所列的项。"])
    return len(holes)


@program.command()
@click.argument("path", metavar="单位文件", type=_PATH)
@click.option("--section", metavar="节", default="", help="只看这一节，如 五、五（三）、第一部分。")
@click.option(
    "--from", "key", metavar="键", default="", help="只看由这一项数据来的句子，如 收入支出决算总表/收入/总计。"
)
@click.option("--text", "words", metavar="文字", default="", help="只看含有这些字的句子。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--pack", metavar="短语库", help=_PACK_HELP)
def explain(path: Path, section: str, key: str, words: str, as_json: bool, pack: str | None) -> int:
    """说明每句话的来历：用语在哪一行，为什么用它，每个数从哪里来。"""
    import narrator
    from narrator.document.explain import as_data, sentences
    from narrator.figures.findings import Finding, Refused

    document = narrator.draft(narrator.load(path), pack)
    found = [item for item in sentences(document, section, key) if words in item.sentence.text]
    if not found:
        asked = "，".join(part for part in (section and f"节「{section}」", key and f"键「{key}」", words) if part)
        advice = "键的写法见不带选项时的输出；节写作 五、五（三）、第一部分。"
        raise Refused([Finding("X101", None, f"没有合乎要求的句子：{asked}。", advice)])
    if as_json:
        import json

        click.echo(json.dumps([as_data(item) for item in found], ensure_ascii=False, indent=1))
    else:
        from narrator.writers import explanation

        click.echo("\n".join(explanation.write(found)).lstrip("\n"))
    return OK


@program.command()
def schema() -> None:
    """输出单位文件的 JSON Schema，供编辑器提示和检查。"""
    import json

    from narrator.readers import unit_file

    click.echo(json.dumps(unit_file.json_schema(), ensure_ascii=False, indent=2))


@program.group(cls=Group)
def phrases() -> None:
    """查看短语库。"""


@phrases.command()
def facts() -> None:
    """列出短语可用的事实：槽位、类型、条件。"""
    from narrator.rules.catalogue import CATALOGUE, COMMON, KINDS

    table = _table("种类", "名称", "条件（依次判断，第一个成立的为准）", "槽位", lines=True)
    for kind in KINDS.values():
        conditions = "\n".join(f"{name}：{meaning}" for name, meaning in kind.conditions.items())
        table.add_row(kind.name, kind.term, conditions, _slots(kind.slots))
    _draw("事实的种类", table)
    table = _table("事实", "种类", "说的是", "另有槽位")
    for spec in CATALOGUE.values():
        name = f"{spec.within} › {spec.name}" if spec.within else spec.name
        table.add_row(name + ("（列表）" if spec.many else ""), spec.kind.name, spec.about, _slots(spec.slots))
    _draw("事实目录", table)
    click.echo(f"任何短语都可用：{_slots(COMMON)}")


@phrases.command("lint")
@click.argument("pack", metavar="[短语库]", required=False)
def lint_pack(pack: str | None) -> int:
    """检查短语库：一次列出全部问题。"""
    from narrator.document.lint import lint
    from narrator.phrases import shelf

    findings = [finding for name in ([pack] if pack else shelf.packs()) for finding in lint(name)]
    for finding in findings:
        click.echo(finding)
    tell([f"共 {len(findings)} 处问题。" if findings else "没有问题。"])
    return FINDINGS if findings else OK


@phrases.command("list")
@click.argument("pack", metavar="[短语库]", required=False)
def list_phrases(pack: str | None) -> None:
    """列出短语库，或一个短语库的全部短语。"""
    from narrator.phrases import shelf

    if pack is None:
        table = _table("短语库", "地区", "年度")
        for name, (region, year) in shelf.packs().items():
            table.add_row(name, region, str(year))
        _draw("短语库", table)
        return
    table = _table("编号", "说的是", "用语数", "出处")
    for phrase in shelf.pack(pack).phrases.values():
        table.add_row(phrase.id, phrase.over, str(len(phrase.distinct())), str(phrase.place))
    _draw(pack, table)


@phrases.command()
@click.argument("pack", metavar="短语库")
@click.argument("phrase_id", metavar="编号")
def show(pack: str, phrase_id: str) -> None:
    """显示一个短语：各条件下的用语、依据和出处。"""
    import difflib

    from narrator.figures.findings import Finding, Refused
    from narrator.phrases import shelf

    known = shelf.pack(pack).phrases
    phrase = known.get(phrase_id)
    if phrase is None:
        near = difflib.get_close_matches(phrase_id, known, 3, 0.4)
        advice = f"是不是 {'、'.join(near)}？" if near else f"全部编号见 narrator phrases list {pack}。"
        raise Refused([Finding("P125", None, f"{pack} 中没有短语「{phrase_id}」。", advice)])
    _show(phrase)


def _show(phrase: Phrase) -> None:
    click.echo(f"{phrase.id}    {phrase.place}")
    click.echo(f"说的是：{phrase.over or '（不取事实）'}")
    for variant in phrase.distinct():
        conditions = "、".join(condition for condition in variant.source.conditions if condition) or "总是"
        evidence = variant.source.evidence or "没有公开文本为证"
        click.echo(f"\n[{conditions}]  {variant.source.place}  依据：{evidence}\n  {variant.text}")


def _slots(slots: Any) -> str:
    return " ".join(f"{name}:{kind}" for name, kind in slots.items())


def _table(*columns: str, lines: bool = False) -> Table:
    from rich.table import Table

    table = Table(show_lines=lines)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _draw(title: str, table: Table) -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(title, style="bold", markup=False)
    console.print(table)
