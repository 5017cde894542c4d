"""Making a form for a unit's folder, and making it again: what was typed is kept, what is new is added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from os.path import exists
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from narrator.figures import characters, terms
from narrator.figures.findings import Finding, Refused, by_place
from narrator.figures.protocol import Protocol
from narrator.figures.values import Key, Place
from narrator.files.marked import Scalar
from narrator.forms import cells, confirming, files, layout, notation, read, write
from narrator.forms import folder as folder_of
from narrator.forms.asked import Wanted, wanted
from narrator.forms.cells import Cells
from narrator.forms.fields import REASONS, field_of
from narrator.forms.form import Form
from narrator.forms.read import FilledForm
from narrator.phrases.phrasebook import Phrasebook
from narrator.readers import spreadsheet, workbook
from narrator.readers.schema import MONEY_UNIT
from narrator.readers.table import Book

if TYPE_CHECKING:
    from narrator.forms.last_text import LastText


class MadeForm(NamedTuple):
    """What was done, in Chinese, a line each; and how the tables of the workbooks were read."""

    lines: list[str]
    reading: tuple[Protocol, ...]


_MOST = 8  # missing figures told by name


def init(
    folder: Path,
    this: Path,
    last: Path | None,
    today: date,
    phrasebook: Phrasebook,
    money: str = "",
    region: str = "",
    last_text: LastText | None = None,
) -> MadeForm:
    """Write 填报表.xlsx into a folder, or bring the form there up to date.

    ``this`` and ``last`` are the workbooks of this year and of last year; ``money`` stands for a corner
    note that is missing. The form asks for what the pack prints that the unit takes; ``region`` is the 地区 of a
    new form; ``last_text`` is what last year's published text tells. The old form is kept under the date of
    ``today``. Raises Refused, and writes nothing, where a workbook or the old form cannot be read, the text is of
    another year, or the form is open elsewhere.
    """
    target = folder / layout.FILE_NAME
    if exists(folder / folder_of.UNIT_FILE):
        evidence = f"这个文件夹里已有 {folder_of.UNIT_FILE}，与 {layout.FILE_NAME} 只能有一个。"
        advice = "想改用填报表，请用 narrator convert 转换。"
        raise Refused([Finding("F101", Place(str(folder), 0, 0), evidence, advice)])
    found = folder_of.form(folder) or target
    files.refuse_open(found)
    if phrasebook.wanted is not None:
        phrasebook.named(phrasebook.wanted)  # refused before a folder is made
    start = Place(str(target), 0, 0)
    named = _named(folder, start, this, last)
    _refuse_strange([*named.values(), region])
    old = read.read(found) if exists(found) else FilledForm({}, {}, [], [])
    known = [str(old.cells.get(("单位", name), "")) for name in ("地区", "年度")]
    words = phrasebook.words(region or known[0], known[1])
    opened = spreadsheet.once()  # what the form names is read again, as the unit's
    (book, past), findings = workbook.load_all((this, last), money, words, opened)
    if book is None or findings:
        raise Refused(sorted(findings, key=by_place))
    given = {**old.cells, **named}
    given = {**dict(_from_book(book, start, region, phrasebook)), **given}
    told, beside, remarks = _told(last_text, given, with_tables=past is None)
    given = {**told, **given}
    wants = wanted(given, start, phrasebook, money, opened)
    given |= {key: notation.scalar(name, start) for key, name in wants.listed.items()}
    doubts = confirming.listed(wants.unit, phrasebook, given, start)
    given = doubts.given
    form = _form(given, old, wants)
    form = form._replace(shown={**form.shown, **beside, **doubts.shown}, open=form.open | doubts.open)

    def worth_it(path: Path) -> bool:
        new = cells.confirmed(read.read(path).cells, given) and not exists(target)
        return new or _values(path) != _values(target)

    kept = files.replace(target, write.write(form), worth_it, files.dated(today), found)
    notes = (f"提示 {note}" for read in (book, past) if read for note in read.notes)
    reading = [
        table.protocol(last_year=read is past) for read in (book, past) if read for table in read.tables.values()
    ]
    return MadeForm(
        [*notes, *remarks, *_report(target, kept, old, form, wants), *confirming.remarks(doubts)], tuple(reading)
    )


def _told(
    text: LastText | None, given: Cells, *, with_tables: bool
) -> tuple[Cells, dict[tuple[Key, str], Any], tuple[str, ...]]:
    """What last year's text gives to the form, if there is one: values, what is shown beside rows, what is told."""
    if text is None:
        return {}, {}, ()
    from narrator.forms import last_text

    return last_text.fill(text, given, with_tables=with_tables)


def _named(folder: Path, start: Place, this: Path, last: Path | None) -> Cells:
    """The workbooks as the form names them."""
    paths = {terms.WORKBOOK: this, terms.LAST_WORKBOOK: last}
    return {
        (key,): notation.scalar(files.relative(path, folder), start._replace(key=key))
        for key, path in paths.items()
        if path is not None
    }


def _refuse_strange(words: Iterable[str]) -> None:
    """What was said on the command line and goes into the form: a form with these characters is not read again."""
    advice = "请改掉文件名或地区里的这个字符，再运行一次。"
    findings = [
        Finding("F127", None, f"「{shown}」中有不允许的字符，填报表里不能写。", advice)
        for said in words
        if (shown := characters.shown(said)) != said
    ]
    if findings:
        raise Refused(findings)


def _from_book(book: Book, start: Place, region: str, phrasebook: Phrasebook) -> Iterator[tuple[Key, Scalar]]:
    """What the workbook tells of the unit; the region as it was said, else as the unit's name begins with it."""
    name = book.unit_name.text if book.unit_name else ""
    region = region or next(
        (entry.region for entry in phrasebook.entries() if entry.year and name.startswith(entry.region)), ""
    )
    if name:
        yield ("单位", "单位名称"), notation.scalar(name, start)
    if region:
        yield ("单位", "地区"), notation.scalar(region, start)
    if book.kind:
        yield ("单位", "单位性质"), notation.scalar(book.kind.text, start)
    if book.year:
        yield ("单位", "年度"), notation.scalar(f"{book.year.value:f}", start)
    yield (MONEY_UNIT,), notation.scalar(terms.WAN, start)  # what people think in, whatever the tables are in


def _form(given: Cells, old: FilledForm, wants: Wanted) -> Form:
    """The form as it is written: an offer that was accepted stays one while it is still offered."""
    texts = {key: str(text) for key, text in given.items()}
    adopted = {}
    for key, typed in old.adopted.items():
        offers = str(wants.shown.get((key, layout.OFFERS), ""))
        if notation.offered(typed, offers) == texts.get(key) and texts.get(key):
            adopted[key] = typed
            del texts[key]
        elif typed == "否":
            adopted[key] = typed
    asked = wants.asked if wants.asked is not None else tuple(key for key in given if key[0] == REASONS)
    outside, own = tuple(old.outside), tuple(old.own)
    return Form(texts, wants.shown, asked, adopted, wants.open, outside, own, *wants.printed)


def _values(path: Path) -> list[tuple[str, bool, list[list[object]]]]:
    """All that a workbook says, for comparing two."""
    return [(sheet.name, sheet.hidden, sheet.rows) for sheet in spreadsheet.load(path)]


# What is told -----------------------------------------------------------------------------------


def _report(target: Path, kept: str, old: FilledForm, form: Form, wants: Wanted) -> Iterator[str]:
    if kept == files.SAME:
        yield f"{target} 没有变化，没有写入。"
    else:
        yield f"已写入 {target}{f'，旧文件另存为 {kept}' if kept else ''}。"
        if form.other:
            yield f"填报表格子以外的内容在「{layout.OTHER}」表中，共 {len(form.other)} 处。"
    yield from (f"提示 {note}" for note in old.notes)
    if wants.problems:
        yield "还列不全要说明原因的事项，先要解决下面的问题，再运行一次："
        yield from map(str, wants.problems)
    if wants.asked is not None:
        yield from _told_of_reasons(wants.asked, form, old)
    for name, number in _open_by_sheet(form).items():
        yield f"「{name}」还有 {number} 格待填（深黄色）。"
    if wants.missing:
        more = f"等 {len(wants.missing)} 项" if len(wants.missing) > _MOST else ""
        yield f"报表中没有、填报表也填不了的：{notation.COMMA.join(wants.missing[:_MOST])}{more}。"


def _told_of_reasons(asked: tuple[Key, ...], form: Form, old: FilledForm) -> Iterator[str]:
    fresh = [key for key in asked if key not in form.cells and key not in old.cells]
    yield f"「变动原因」列出 {len(asked)} 项，其中 {len(fresh)} 项还没有原因。"
    gone = [key for key in form.cells if key[0] == REASONS and key not in asked]
    if gone:
        names = notation.COMMA.join(str(key[-1]) for key in gone)
        yield f"有 {len(gone)} 项原因已不需要，仍保留在表中：{names}。"


def _open_by_sheet(form: Form) -> Counter[str]:
    """How many cells are still to be filled in, by sheet."""
    count: Counter[str] = Counter()
    for sheet in (sheet for sheet in layout.SHEETS if not sheet.optional):
        for block in sheet.blocks:
            for row in form.rows(block):
                keys = ((*row, *column.key) for column in block.having("fill"))
                count[sheet.name] += sum(key in form.open and field_of(key) is not None for key in keys)
    return +count
