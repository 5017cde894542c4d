"""Commands that write the document or explain it: draft, diff, explain, schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.cli import streams
from narrator.cli.base import (
    FINDINGS,
    MONEY,
    OK,
    OPEN_GAPS,
    PACK_HELP,
    PATH,
    VERBOSE,
    phrasebook,
    present,
    program,
    say,
    say_json,
    tell,
)
from narrator.writers import FORMATS

if TYPE_CHECKING:
    from narrator.document.tree import Document


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
@click.option("--toc", is_flag=True, help="Word、PDF 加三级目录，带页码。")
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
@click.option("--last-text", "last_text", metavar="说明", type=PATH, help="网页上逐句对照这份上年公开的说明。")
@VERBOSE
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
    last_text: Path | None,
    verbose: bool,
    money: str | None,
) -> int:
    """起草一个单位的说明。

    单位文件是 unit.yaml 或 填报表.xlsx，也可以写它所在的文件夹。
    """
    from narrator.tasks import drafting
    from narrator.writers import files
    from narrator.writers.options import Options

    options = Options(toc, trace, charts, reference, font_dirs)
    order = drafting.Order(
        path,
        output,
        form or "",
        final,
        record,
        statements or "",
        money=money or "",
        bom=bom,
        options=options,
        verbose=verbose,
        last_text=last_text,
    )
    made = drafting.make(order, phrasebook(pack), tell)
    if made.state != drafting.DONE:
        return FINDINGS if made.state == drafting.DOUBTED else OPEN_GAPS
    text = printable(made.content.decode(), made.form) if output is None else ""
    tell(files.save(made.files, force=force))
    if output is None:
        say(text, end="")
    tell(drafting.remarks(made, options))
    return OK


def printable(text: str, form: str) -> str:
    """A text as stdout prints it, with every character. Raises Refused."""
    from narrator.tasks.drafting import unfit

    text = streams.escaped(text) if form in ("json", "sarif") else text
    character, encoding = streams.lacking(text)
    if character:
        evidence = f"输出的编码是 {encoding}，印不出「{character}」（U+{ord(character):04X}）。"
        raise unfit("W114", evidence, f"请加 -o 说明.{form}，写成文件。")
    return text


@program.command()
@click.argument("file", metavar="改过的文件", type=PATH)
@click.argument("path", metavar="[单位文件]", type=PATH, required=False)
@click.option("--pack", metavar="短语库", help=PACK_HELP)
@MONEY
def diff(file: Path, path: Path | None, pack: str | None, money: str | None) -> int:
    """逐句列出改过的 Word、PDF、网页、txt 或 md 文件与现在的草稿有什么不同。

    不写单位文件，就用这个文件所在的文件夹。
    """
    import narrator
    from narrator.comparison.differences import differences
    from narrator.readers import prose
    from narrator.writers import changes

    told = prose.load(file)
    tell(map(str, told.notes))
    found = differences(narrator.draft(narrator.load(path or file.parent, money or "", pack), pack), told.lines)
    present(changes.write(found))
    return FINDINGS if found else OK


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
        raise Refused([Finding("X101", None, f"没有合乎要求的句子：{asked}。", _meant(document, section, key))])
    if as_json:
        say_json([as_data(item) for item in found])
    else:
        from narrator.writers import explanation

        present(explanation.write(found, document.reading, document.words))
    return OK


def _meant(document: Document, section: str, key: str) -> str:
    """Advice where no sentence was found: the section and the key that were probably meant, if they are not known."""
    from narrator.document import explain
    from narrator.figures.near import near

    advice = []
    if section and not any(explain.sentences(document, section)):
        advice.append(near(section, explain.sections(document), "节写作 五、五（三）、第一部分。", most=3))
    if key and key not in (known := explain.keys(document)):
        advice.append(near(key, known, "键的写法见不带选项时的输出。", most=3))
    return "".join(advice) or "请少写一个条件，或看不带选项时的输出。"


@program.command()
def schema() -> None:
    """输出单位文件的 JSON Schema，供编辑器提示和检查。"""
    from narrator.readers import json_schema

    say_json(json_schema.json_schema())
