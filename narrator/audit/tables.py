"""T601 …: a text against the nine statements, be they its own tables or the unit's workbooks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from narrator.audit import arithmetic as sums
from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import DOUBT, ERROR, HINT
from narrator.figures import terms as t
from narrator.figures.interval import DECIMALS, printed
from narrator.figures.model import Statement
from narrator.figures.values import Figure
from narrator.reading.clauses import ACCOUNT
from narrator.reading.facts import Mention
from narrator.reading.folding import fold
from narrator.reading.subjects import subjects

_SOURCE = "财预〔2016〕143号；财政部 公开报表 01–09：文字与报表一致"
_NO_TABLE = "没有相应的报表"
_CHECK = "请核对文字和报表。"
_ACCOUNTS = {"基金": t.FUND, "国资": t.CAPITAL}  # else those of the general budget
_LIST = re.compile(r"(?P<group>人员经费|公用经费)[^。;]{0,40}?(?:包括|用于):?(?P<names>[^。;:]{2,800})")
_SECTION = 5  # digits of the code of an economic account that is disclosed
_THREE = {"30212": t.ABROAD, "30217": t.RECEPTION, "30231": t.CAR_RUNNING}
_YEAR = {t.GENERAL: t.TOTAL, t.FUND: t.YEAR_SPENDING, t.CAPITAL: t.YEAR_SPENDING}


class _Cell(NamedTuple):
    """A cell of a statement that holds what the text tells."""

    name: str
    figure: Figure


def _cell(audited: Audited, mention: Mention) -> _Cell | None:
    """The cell for an amount of the text; None where no table has one."""
    if mention.subject.startswith(f"{ACCOUNT}/"):
        return _account(audited.tables, mention)
    subject = subjects().by_id.get(mention.subject)
    if subject is None or not subject.cells:
        return None
    table, *labels = subject.cells.split("/")
    statement = audited.tables.get(table)
    if statement is None:
        return None
    amounts = statement.row(*labels)
    figure = amounts.full_budget if mention.role == "预算数" else amounts.actual
    return _Cell(" ".join((table, *labels)), figure) if figure is not None else None


def _account(tables: Mapping[str, Statement], mention: Mention) -> _Cell | None:
    """The cell of an account by its names: 类, 款, 项, whichever the text tells, without doubt which."""
    table = _ACCOUNTS.get(mention.area, t.GENERAL)
    statement = tables.get(table)
    if statement is None or mention.role == "预算数" or mention.area not in ("一般公共", *_ACCOUNTS):
        return None
    told = [fold(name).text for name in mention.subject.split("/")[1:]]
    names = _names(statement)
    level = {1: t.CLASS, 2: t.SECTION, 3: t.ITEM}.get(len(told))
    found = [
        code
        for code, name in names.items()
        if len(code) == level
        and name == told[-1]
        and all(names.get(code[:digits], one) == one for digits, one in zip((3, 5), told[:-1], strict=False))
    ]
    if len(found) != 1:
        return None
    (code,) = found
    accounts = statement.accounts or {}
    figure = statement.cells.get((code, _YEAR[table])) or (accounts[code].amounts.actual if code in accounts else None)
    return _Cell(f"{table} {code} {told[-1]}", figure) if figure is not None else None


def _names(statement: Statement) -> dict[str, str]:
    """The accounts of a statement by their codes: those of the published table, else those of the unit file."""
    if statement.names:
        return {code: fold(name.text).text for code, name in statement.names.items()}
    return {code: fold(account.name.text).text for code, account in (statement.accounts or {}).items()}


@check("T601", "文字里的金额与报表一致", _SOURCE)
def amounts(audited: Audited) -> Iterator[Say]:
    """Each amount of the text that a table holds as well."""
    for mention in audited.reading.told:
        if mention.role not in ("数额", "决算数", "预算数") or not mention.bound or mention.number.unit != t.YUAN:
            continue
        cell = _cell(audited, mention)
        if cell is None:
            yield Say(UNDECIDED, evidence=_NO_TABLE)
            continue
        if printed(cell.figure, DECIMALS).meets(mention.number.interval):
            yield Say(HELD)
            continue
        where = f"（{cell.figure.origin}）" if cell.figure.origin else ""
        shown = sums.shown(cell.figure.yuan, mention.number)
        evidence = f"文字是{mention.number.text}，{cell.name}是{shown}{where}"
        place = (mention.start, mention.end)
        if mention.role == "预算数":
            yield Say(DOUBT, (place,), evidence, "请核对是年初预算还是全年预算。")
        else:
            yield Say(ERROR, (place,), evidence, _CHECK, (place, shown))


@check("T602", "列出的经济科目与报表一致", "上海市2024年度部门决算模板：只列发生的科目")
def listed(audited: Audited) -> Iterator[Say]:
    """The economic accounts that the text lists are those that table 06 has amounts for."""
    statement = audited.tables.get(t.BASIC)
    reading = audited.reading
    for sentence in reading.sentences:
        if sentence.area != "基本":
            continue
        folded = fold(reading.source.text(sentence.start, sentence.end), sentence.start)
        for found in _LIST.finditer(folded.text):
            span = (folded.at[found.start("names")], folded.at[found.end("names") - 1] + 1)
            if statement is None or not _names(statement):
                yield Say(UNDECIDED, evidence=_NO_TABLE)
                continue
            yield from _compared(statement, found, span)


def _compared(statement: Statement, found: re.Match[str], span: tuple[int, int]) -> Iterator[Say]:
    group = {"人员经费": t.STAFF, "公用经费": t.PUBLIC}[found["group"]]
    occurred: dict[str, bool] = {}
    for code, name in _names(statement).items():
        figure = statement.cells.get((code,))
        if len(code) == _SECTION and t.ECONOMIC_GROUPS.get(code[: t.CLASS]) == group:
            # in a unit file, listed means occurred
            occurred[name] = not statement.cells or (figure is not None and bool(figure.value))
    told = [name.removesuffix("等") for name in re.split("[、,]", found["names"].rstrip("等")) if name]
    empty = [name for name in told if not occurred.get(name, True)]
    lacking = [name for name, has in occurred.items() if has and name not in told]
    if empty:
        yield Say(ERROR, (span,), f"报表里没有发生，文字却列了：{'、'.join(empty)}", "请删去没有发生的科目。")
    if lacking and not found["names"].endswith("等"):
        yield Say(ERROR, (span,), f"报表里有数，文字没有列：{'、'.join(lacking)}", "请补上这些科目。")
    if not empty and not lacking:
        yield Say(HELD)


@check("T603", "说空表的，报表里没有数", "财预〔2016〕143号：空表要说明")
def empty(audited: Audited) -> Iterator[Say]:
    """A text that says there was none of a budget's money, against that budget's statement."""
    for area, table, word in (("基金", t.FUND, "政府性基金"), ("国资", t.CAPITAL, "国有资本经营")):
        statement = audited.tables.get(table)
        for sentence in audited.reading.sentences:
            if sentence.area != area or not re.search(rf"(?:无|没有)[^,。;]{{0,12}}{word}", sentence.text):
                continue
            if statement is None:
                yield Say(UNDECIDED, evidence=_NO_TABLE)
            elif any(figure is not None and figure.value for figure in statement.cells.values()):
                yield Say(ERROR, ((sentence.start, sentence.end),), f"文字说没有，{table}里有数", _CHECK)
            else:
                yield Say(HELD)


@check("T604", "基本支出里的三公科目不超过“三公”经费", "财政部 公开报表 06、09：30212、30217、30231")
def three_public(audited: Audited) -> Iterator[Say]:
    """The economic accounts of table 06 that are “三公” money are not above what the text tells of it."""
    statement = audited.tables.get(t.BASIC)
    for code, item in _THREE.items():
        told = audited.reading.of(item)
        if not told:
            continue
        figure = statement.cells.get((code,)) if statement else None
        if statement is None or (figure is None and not statement.cells):
            yield Say(UNDECIDED, evidence=_NO_TABLE)
        elif figure is None or printed(figure, DECIMALS).low <= told[0].number.interval.high:
            yield Say(HELD)
        else:
            shown = sums.shown(figure.yuan, told[0].number)
            evidence = f"{item}是{told[0].number.text}，{t.BASIC}里{code}就有{shown}"
            yield Say(ERROR, ((told[0].start, told[0].end),), evidence, _CHECK)


@check("T605", "九张表齐全", "财政部 公开报表 01–09；财预〔2016〕143号：没有数据的表也要公开")
def nine(audited: Audited) -> Iterator[Say]:
    """A text that holds some of the nine statements holds all of them."""
    missing = [term for term in t.STATEMENTS if term not in audited.tables]
    if len(missing) == len(t.STATEMENTS):
        yield Say(UNDECIDED, evidence=_NO_TABLE)
    elif missing:
        yield Say(HINT, (), f"没有读到：{'、'.join(missing)}", "请核对这些表有没有公开；没有数据的也要列出空表。")
    else:
        yield Say(HELD)


@check("T606", "文件和它的附表都读得出来", "没有读到的，不能说没有错")
def unread(audited: Audited) -> Iterator[Say]:
    """What of the file and of its own tables could not be read is told, since nothing there was looked at."""
    for note in audited.notes:
        where = f"{note.place.sheet or note.place.key}：" if note.place and (note.place.sheet or note.place.key) else ""
        yield Say(HINT, (), f"{where}{note.evidence}（{note.code}）", note.advice or "这一部分没有核对，请人工核对。")
    if not audited.notes:
        yield Say(HELD)
