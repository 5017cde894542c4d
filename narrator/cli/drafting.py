"""Commands that write the document or explain it: draft, diff, explain, schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.cli import confirming, streams
from narrator.cli.base import FINDINGS, MONEY, OK, OPEN_GAPS, PACK_HELP, PATH, program, say, say_json, tell
from narrator.writers import BINARY, FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrator.document.tree import Document
    from narrator.figures.findings import Refused
    from narrator.writers.files import File
    from narrator.writers.options import Options


@program.command()
@click.argument("path", metavar="单位文件", type=PATH)
@click.option("-o", "--output", metavar="文件", type=PATH, help="写到这个文件；不写则输出到屏幕。")
@click.option("--format", "form", type=click.Choice(FORMATS), help="格式；不写则看文件名，输出到屏幕时是 md。")
@click.option("--pack", metavar="短语库", help=PACK_HELP)
@click.option("--final", is_flag=True, help="定稿：核对有错误、有疑点没有确认、还有待填项就不生成。")
@click.option(
    "--record", metavar="文件", type=PATH, help="另写起草记录（.json 或 .xlsx）：输入、核对结果、疑点确认、待填。"
)
@click.option("--force", is_flag=True, help="目标文件改动过也覆盖，旧文件另存为 .bak。")
@click.option("--bom", is_flag=True, help="txt、md 文件开头加 BOM，便于旧版 Windows 软件识别。")
@click.option("--toc", is_flag=True, help="Word 加目录。")
@click.option("--trace", is_flag=True, help="Word 给每个算出的数加批注：公式和出处。")
@click.option("--charts", is_flag=True, help="加图表（要装 charts 组件）。")
@click.option(
    "--statements",
    type=click.Choice(("inline", "separate", "none")),
    help="九张报表：附在文中，另存为「…-附表」，或不附；不写则依短语库。",
)
@click.option(
    "--reference-doc", "reference", metavar="模板", type=PATH, help="Word 的样式、版面、页眉页脚取自这个 .docx。"
)
@click.option("--font-dir", "font_dirs", metavar="文件夹", type=PATH, multiple=True, help="先在这里找字体，可写几次。")
@MONEY
def draft(
    path: Path,
    output: Path | None,
    form: str | None,
    pack: str | None,
    final: bool,
    record: Path | None,
    force: bool,
    bom: bool,
    toc: bool,
    trace: bool,
    charts: bool,
    statements: str | None,
    reference: Path | None,
    font_dirs: tuple[Path, ...],
    money: str | None,
) -> int:
    """起草一个单位的说明。

    单位文件是 unit.yaml 或 填报表.xlsx，也可以写它所在的文件夹。
    """
    import narrator
    from narrator.writers import files
    from narrator.writers.options import Options

    form = form or _form(output)
    if output is None and form in BINARY:
        raise _unfit("W105", f"{form} 不能输出到屏幕。", f"请加 -o 说明.{form}。")
    for folder in font_dirs:
        if not folder.is_dir():
            raise _unfit("W106", f"没有「{folder}」这个文件夹。", "请检查 --font-dir 后面的路径。")
    if record is not None and record.suffix.lower() not in (".json", ".xlsx"):
        raise _unfit("W108", f"起草记录 {record.name} 看不出格式。", "请用 .json 或 .xlsx。")
    unit = narrator.load(path, money or "", pack)
    document = narrator.draft(unit, pack)
    if statements:
        document = document._replace(placing=statements)
    if statements == "inline" and form in ("txt", "md"):
        tell([f"提示 {form} 里不附九张报表，docx、html、pdf 里才附。"])
    open_gaps = _report(document)
    review = confirming.review(unit, pack) if final or record is not None else None
    if final and review and not confirming.final(review, confirming.Desk(path, unit, pack)):
        return FINDINGS
    if final and open_gaps:
        tell([f"还有 {open_gaps} 项待填，按 --final 不生成。"])
        return OPEN_GAPS
    options = Options(toc, trace, charts, reference, font_dirs)
    content = narrator.write(document, form, options)
    printable = _printable(content.decode(), form) if output is None else ""
    written = []
    if output is not None:
        written = [files.File(output, form, content, bom and form in ("txt", "md"))]
        written += _separate(document, output, options) if form == "docx" and document.placing == "separate" else []
    if record is not None and review:
        from narrator.cli import recording

        drafted = written or [files.File(Path(), "", content)]
        written = [*written, recording.file(record, review, document, unit, drafted, options, final=final)]
    tell(files.save(written, force=force))
    if output is None:
        say(printable, end="")
    tell(_otherwise(form, options))
    tell([f"短语库 {document.words}。"])
    return OK


def _printable(text: str, form: str) -> str:
    """A document as stdout prints it, with every character. Raises Refused."""
    text = streams.escaped(text) if form == "json" else text
    character, encoding = streams.lacking(text)
    if character:
        evidence = f"输出的编码是 {encoding}，印不出「{character}」（U+{ord(character):04X}）。"
        raise _unfit("W114", evidence, f"请加 -o 说明.{form}，写成文件。")
    return text


def _otherwise(form: str, options: Options) -> Iterator[str]:
    """What of the options a file of this format does not have as asked: parts of a Word file, fonts."""
    if form == "docx":
        from narrator.writers import docx

        yield from (f"提示 {finding}" for finding in docx.left_out(options))
    elif form == "pdf":
        from narrator.writers import pdf

        yield from (f"字体 {line}" for line in pdf.substitutes(options))


def _separate(document: Document, output: Path, options: Options) -> list[File]:
    """The nine statements as files of their own beside the text: 说明-附表.docx and .xlsx.

    They are written where every cell is known; what is not leaves them out, and the text goes without.
    """
    unknown = [statement.term for statement in document.statements if statement.gap]
    if unknown or not document.statements:
        named = f"{'、'.join(unknown[:2])}{'等' if unknown[2:] else ''}"
        tell([f"提示 没有另存附表：{named}的数不全。报表来自工作簿时，附表和说明一起生成。"])
        return []
    from narrator.writers import docx, sheets
    from narrator.writers.files import File

    def beside(form: str) -> Path:
        return output.with_name(f"{output.stem}-附表.{form}")

    return [
        File(beside("docx"), "docx", docx.write_statements(document, options)),
        File(beside("xlsx"), "xlsx", sheets.write(document)),
    ]


@program.command()
@click.argument("file", metavar="改过的文件", type=PATH)
@click.argument("path", metavar="[单位文件]", type=PATH, required=False)
@click.option("--pack", metavar="短语库", help=PACK_HELP)
@MONEY
def diff(file: Path, path: Path | None, pack: str | None, money: str | None) -> int:
    """逐句列出改过的 Word、txt 或 md 文件与现在的草稿有什么不同。

    不写单位文件，就用这个文件所在的文件夹。
    """
    import narrator
    from narrator.comparison.differences import differences
    from narrator.readers import prose
    from narrator.writers import changes

    told = prose.load(file)
    found = differences(narrator.draft(narrator.load(path or file.parent, money or "", pack), pack), told.lines)
    say("\n".join(changes.write(found)).lstrip("\n"))
    return FINDINGS if found else OK


def _form(output: Path | None) -> str:
    if output is None:
        return "md"
    suffix = output.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        known = "、".join(f".{form}" for form in FORMATS)
        raise _unfit("W104", f"文件名 {output.name} 看不出格式。", f"请用 {known}，或写 --format。")
    return suffix


def _unfit(code: str, evidence: str, advice: str) -> Refused:
    from narrator.figures.findings import Finding, Refused

    return Refused([Finding(code, None, evidence, advice)])


def _report(document: Document) -> int:
    """Tell notes and gaps, each missing value once with all its places; the number of missing values.

    What many sentences hang on comes first, the rest in reading order.
    """
    from narrator.document.tree import asked_later

    if document.reading:
        from narrator.writers import reading

        tell(reading.lines(document.reading))
    tell(f"提示 {note}" for note in document.notes)
    holes: dict[str, dict[tuple[str, str], None]] = {}
    for hole in document.gaps():
        where = " ".join(hole.headings[-2:]) or "标题"
        holes.setdefault(hole.gap.key, {})[where, hole.excerpt()] = None
    for number, (key, sentences) in enumerate(sorted(holes.items(), key=lambda item: asked_later(item[0])), 1):
        tell([f"待填 {number}. {document.where(key)}"])
        tell(f"    {headings}：{excerpt}" for headings, excerpt in sentences)
    if holes:
        tell([f"共 {len(holes)} 项待填，文中已标出；请在填报表或单位文件中补上所列的项。"])
    return len(holes)


@program.command()
@click.argument("path", metavar="单位文件", type=PATH)
@click.option("--section", metavar="节", default="", help="只看这一节，如 五、五（三）、第一部分。")
@click.option(
    "--from", "key", metavar="键", default="", help="只看由这一项数据来的句子，如 收入支出决算总表/收入/总计。"
)
@click.option("--text", "words", metavar="文字", default="", help="只看含有这些字的句子。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--pack", metavar="短语库", help=PACK_HELP)
@MONEY
def explain(path: Path, section: str, key: str, words: str, as_json: bool, pack: str | None, money: str | None) -> int:
    """说明每句话的来历：用语在哪一行，为什么用它，每个数从哪里来。"""
    import narrator
    from narrator.document.explain import as_data, sentences
    from narrator.figures.findings import Finding, Refused

    document = narrator.draft(narrator.load(path, money or "", pack), pack)
    found = [item for item in sentences(document, section, key) if words in item.sentence.text]
    if not found:
        asked = "，".join(part for part in (section and f"节「{section}」", key and f"键「{key}」", words) if part)
        advice = "键的写法见不带选项时的输出；节写作 五、五（三）、第一部分。"
        raise Refused([Finding("X101", None, f"没有合乎要求的句子：{asked}。", advice)])
    if as_json:
        say_json([as_data(item) for item in found])
    else:
        from narrator.writers import explanation

        say("\n".join(explanation.write(found)).lstrip("\n"))
    return OK


@program.command()
def schema() -> None:
    """输出单位文件的 JSON Schema，供编辑器提示和检查。"""
    from narrator.readers import unit_file

    say_json(unit_file.json_schema())
