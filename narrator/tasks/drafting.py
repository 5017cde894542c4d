"""Drafting, from the file of a unit to the files of its 说明: for the command line, and for whoever else asks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import narrator
from narrator.tasks import confirming
from narrator.writers import BINARY, FORMATS, fitting
from narrator.writers.files import File
from narrator.writers.options import Options

if TYPE_CHECKING:
    from narrator.document.tree import Document
    from narrator.figures.findings import Refused
    from narrator.figures.model import Unit
    from narrator.phrases.phrasebook import Phrasebook
    from narrator.tasks.tell import Tell

DONE, DOUBTED, INCOMPLETE = "done", "doubted", "incomplete"
_TEXTS = ("txt", "md")  # formats that a byte order mark may precede
_FEW = 8  # missing values that are told one by one


class Order(NamedTuple):
    """What is asked for: of which unit, in which format, as which files.

    ``output`` is the file to write, None for the content alone; ``record`` that of the 起草记录, if any. ``final``
    asks for a document only where nothing is wrong, doubtful or missing. ``statements`` says where the nine tables
    go ("inline", "separate" or "none"), "" for where the pack puts them; ``money`` is the unit of money (元 or 万元)
    of tables that do not say theirs; ``bom`` puts a byte order mark before text. ``verbose`` tells every table that was
    read and every sentence that a gap stands in. ``last_text`` is last year's finished text, to stand beside the draft.
    """

    path: Path
    output: Path | None = None
    form: str = ""
    final: bool = False
    record: Path | None = None
    statements: str = ""
    money: str = ""
    bom: bool = False
    options: Options = Options()
    verbose: bool = False
    last_text: Path | None = None


class Drafted(NamedTuple):
    """What came of it: ``DONE`` with the content and the files to save, or why there is none.

    ``DOUBTED`` where the checks forbid a final document, ``INCOMPLETE`` where it has gaps.
    """

    state: str
    document: Document
    form: str
    content: bytes = b""
    files: tuple[File, ...] = ()


def make(order: Order, phrasebook: Phrasebook, tell: Tell) -> Drafted:
    """Load the unit, check it where that is asked for, draft, and make every file; nothing is saved yet.

    Notes, gaps and findings are told on the way, a line each. Raises Refused for bad input.
    """
    form = fit(order)
    return drafted(order, form, narrator.load(order.path, order.money, phrasebook=phrasebook), phrasebook, tell)


def drafted(order: Order, form: str, unit: Unit, phrasebook: Phrasebook, tell: Tell) -> Drafted:
    """``make`` for a unit that is there already, whatever it was read from, in the format that ``fit`` told."""
    document = narrator.draft(unit, phrasebook=phrasebook)
    if order.statements:
        document = document._replace(placing=order.statements)
    drawn = order.options.charts or document.charts or (form == "docx" and order.options.toc)  # with fonts, that is
    tell(fitting.told([option for option in _asked(order) if not (drawn and option == "--font-dir")], form))
    if form == "html" and order.last_text is not None:
        from narrator.tasks import last_text

        document = last_text.beside(document, last_text.read(order.last_text, phrasebook, tell), tell)
    missing = _report(document, tell, verbose=order.verbose)
    reviewed = order.final or order.record is not None or form == "html"
    review = confirming.review(unit, phrasebook) if reviewed else None
    if order.final and review:
        desk = confirming.Desk(order.path, unit, phrasebook.wanted)
        if not confirming.final(review, desk, tell):
            return Drafted(DOUBTED, document, form)
    if order.final and missing:
        tell([f"还有 {missing} 项待填，按 --final 不生成。"])
        return Drafted(INCOMPLETE, document, form)
    if review:
        document = document._replace(checked=confirming.checked(review))
    options = order.options
    if form == "docx" and options.toc:
        from narrator.tasks import paging

        counted = paging.counted(document, options)
        tell([counted.told])
        options = options._replace(pages=counted.pages)
    content = narrator.write(document, form, options)
    made: list[File] = []
    if order.output is not None:
        made.append(File(order.output, form, content, order.bom and form in _TEXTS))
        if form == "docx" and document.placing == "separate":
            made += separate(document, order.output, order.options, tell)
    if order.record is not None and review:
        from narrator.tasks import recording

        drafted = made or [File(Path(), "", content)]
        record = recording.file(order.record, review, document, unit, drafted, order.options, final=order.final)
        made = [*made, record]
    return Drafted(DONE, document, form, content, tuple(made))


def remarks(made: Drafted, options: Options) -> Iterator[str]:
    """What of the options the document does not have as asked (parts of a Word file, fonts), and its pack."""
    if made.form == "docx":
        from narrator.writers import docx

        yield from (f"提示 {finding}" for finding in docx.left_out(options))
    elif made.form == "pdf":
        from narrator.writers import pdf

        yield from (f"字体 {line}" for line in pdf.substitutes(options))
        if not pdf.archival(made.content):
            why = "字体不许嵌入，或有标准不收的字、标题跳级"
            yield f"提示 {why}，这份 PDF 没有标明 PDF/A-2a、PDF/UA-1；要归档的请换字体再试。"
    yield f"短语库 {made.document.words}。"


def unfit(code: str, evidence: str, advice: str) -> Refused:
    """What was asked for cannot be made, whatever the unit says."""
    from narrator.figures.findings import Finding, Refused

    return Refused([Finding(code, None, evidence, advice)])


def fit(order: Order) -> str:
    """The format, as it is said or as the file's name tells. Raises Refused for all that cannot be made."""
    from narrator.figures.findings import Finding, Refused

    form = order.form or (_told_by(order.output) if order.output else "md")
    findings = []
    if order.output is None and form in BINARY:
        findings.append(Finding("W105", None, f"{form} 不能输出到屏幕。", f"请加 -o 说明.{form}。"))
    findings += fitting.refused(_asked(order), form)
    if order.bom and order.output is None and form in _TEXTS:
        findings.append(Finding("W117", None, "输出到屏幕不能加 --bom。", f"请加 -o 说明.{form}，或去掉这个选项。"))
    for folder in order.options.font_dirs:
        if not folder.is_dir():
            findings.append(Finding("W106", None, f"没有「{folder}」这个文件夹。", "请检查 --font-dir 后面的路径。"))
    if order.record is not None and order.record.suffix.lower() not in (".json", ".xlsx"):
        findings.append(Finding("W108", None, f"起草记录 {order.record.name} 看不出格式。", "请用 .json 或 .xlsx。"))
    if findings:
        raise Refused(findings)
    return form


def _asked(order: Order) -> list[str]:
    """The options that were given and hang on the format, as ``fitting`` names them."""
    options = order.options
    given = {
        "--toc": options.toc,
        "--trace": options.trace,
        "--charts": options.charts,
        "--reference-doc": options.reference,
        "--font-dir": options.font_dirs,
        "--bom": order.bom,
        "--last-text": order.last_text,
        f"--statements {order.statements}": order.statements,
    }
    return [option for option, value in given.items() if value]


def _told_by(output: Path) -> str:
    suffix = output.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        known = "、".join(f".{form}" for form in FORMATS)
        raise unfit("W104", f"文件名 {output.name} 看不出格式。", f"请用 {known}，或写 --format。")
    return suffix


def separate(document: Document, output: Path, options: Options, tell: Tell) -> list[File]:
    """The nine statements as files of their own beside the text: 说明-附表.docx and .xlsx.

    They are written where every cell is known; what is not leaves them out, and the text goes without.
    """
    unknown = [statement.term for statement in document.statements if statement.gap]
    if unknown or not document.statements:
        named = f"{'、'.join(unknown[:2])}{'等' if unknown[2:] else ''}"
        tell([f"提示 没有另存附表：{named}的数不全。报表来自工作簿时，附表和说明一起生成。"])
        return []
    from narrator.writers import docx, sheets

    def beside(form: str) -> Path:
        return output.with_name(f"{output.stem}-附表.{form}")

    return [
        File(beside("docx"), "docx", docx.write_statements(document, options)),
        File(beside("xlsx"), "xlsx", sheets.write(document)),
    ]


def _report(document: Document, tell: Tell, *, verbose: bool) -> int:
    """Tell notes and gaps, each missing value once; the number of missing values.

    What many sentences hang on comes first, the rest in reading order. Where many values are missing, only their
    cells are told, by the sheets of the form; else one sentence of each; ``verbose`` tells all sentences.
    """
    from narrator.document.tree import asked_later

    if document.reading:
        from narrator.writers import reading, terminal

        tell(reading.lines(document.reading, terminal.columns(sys.stderr), verbose=verbose))
    tell(f"提示 {note}" for note in document.notes)
    holes: dict[str, dict[tuple[str, str], None]] = {}
    for hole in document.gaps():
        where = " ".join(hole.headings[-2:]) or "标题"
        holes.setdefault(hole.gap.key, {})[where, hole.excerpt()] = None
    if not holes:
        return 0
    tell([f"共 {len(holes)} 项待填，文中已标出；请在填报表或单位文件中补上所列的项。"])
    asked = sorted(holes, key=asked_later)
    if len(holes) > _FEW and not verbose:
        tell(_by_sheet(document, asked))
        return len(holes)
    for number, key in enumerate(asked, 1):
        tell([f"待填 {number}. {document.where(key)}"])
        told = list(holes[key])[: None if verbose else 1]
        more = f"（共 {len(holes[key])} 处，加 -v 逐处列出）" if len(told) < len(holes[key]) else ""
        tell(f"    {headings}：{excerpt}{more}" for headings, excerpt in told)
    return len(holes)


def _by_sheet(document: Document, keys: Iterable[str]) -> Iterator[str]:
    """The cells of these keys by the sheets of the form; without a form, the keys by what they begin with."""
    from narrator.writers.terminal import USUAL, columns, indented

    wide = columns(sys.stderr) or USUAL
    sheets: dict[str, list[tuple[int, str]]] = {}
    for key in keys:
        place = document.places.get(key)
        sheet = place.sheet if place else key.partition("/")[0]
        spot = (place.line, place.cell) if place else (0, document.where(key).removeprefix(f"{sheet}/"))
        sheets.setdefault(sheet, []).append(spot)
    for sheet, spots in sheets.items():
        told = "、".join(spot for _, spot in sorted(spots, key=itemgetter(0)))
        yield from indented(f"{sheet} {len(spots)} 项：{told}", wide, "待填 ", " " * 5)
    yield "每项是什么、用在哪几句，加 -v 逐条列出。"
