"""The layout of the form: its sheets, the blocks of each, their columns and rows; as data.

A block is a heading line and the rows below it. A column says by its role what stands in it:

- ``key`` (hidden): the key of the row, so that rows may be moved, sorted and inserted;
- ``part``: a visible piece of the key, where the unit adds rows of its own (an account's code);
- ``fill``: a value, at the row's key and the column's own behind it;
- ``adopt``: whether an offered reason is taken;
- ``shown``: what the program tells; it is not read.

The writer and the reader share this and know no sheet by name.
"""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from typing import Any, NamedTuple

from narrator.figures import terms
from narrator.figures.evaluation import Funds, Overall, OverallIndicator, Project, ProjectIndicator
from narrator.figures.model import ASPECTS, Elimination
from narrator.figures.values import Key
from narrator.forms.fields import EACH, FIELDS, OF_SOME_PACKS, REASONS, ROWS_OF_AMOUNTS, field_of
from narrator.forms.folder import FORMS
from narrator.readers.scalars import NONE_WORD
from narrator.readers.schema import ACCOUNTS, LAST_ACCOUNTS, MONEY_UNIT, MOVED

FILE_NAME = FORMS[0]
GUIDE, LISTS, OTHER = "说明", "选项", "其他内容"
KEY = "键"
ANSWER = "填写"
PERFORMANCE = "预算绩效"
COUNTED = "+"  # in the key of a row: its number among the rows of its list


class FormColumn(NamedTuple):
    """A column of a block. ``choices`` are the words that a part may be; ``width`` is in characters.

    ``given`` tells that the program fills it in, and reads it back: a value that says which row it is.
    A form made before there was a ``late`` column lacks it, and is read all the same.
    What stands in merged cells of a ``shared`` column is said of each of their rows.
    """

    heading: str
    role: str
    key: Key = ()
    width: int = 14
    choices: tuple[str, ...] = ()
    number: bool = False
    given: bool = False
    late: bool = False
    shared: bool = False


class FormBlock(NamedTuple):
    """Rows under one heading line.

    ``pattern`` is the key of a row: each EACH is filled by the next ``part``, COUNTED by counting;
    ``rows`` are the rows that are always there, ``spare`` how many blank ones follow. Below ``named`` stand rows
    that the unit's pack names, by the last part of their keys.
    """

    title: str
    columns: tuple[FormColumn, ...]
    pattern: Key = ()
    rows: tuple[Key, ...] = ()
    spare: int = 0
    named: Key = ()

    def having(self, *roles: str) -> tuple[FormColumn, ...]:
        """The columns with one of these roles."""
        return tuple(column for column in self.columns if column.role in roles)

    def facts(self, column: FormColumn) -> frozenset[str]:
        """The facts that print what is filled into a column; none where any pack may print some of it."""
        return _facts(self, column)

    def holds(self, column: FormColumn, key: Key) -> bool:
        """Whether a value with this key stands in this column."""
        row = len(key) - len(column.key)
        return key[row:] == column.key and self.fits(key[:row])

    def in_money(self, column: FormColumn) -> bool:
        """Whether all that stands in this column is money, so that its heading names the unit."""
        if column.heading in KNOWN:
            return True
        keys = [(*row, *column.key) for row in self.rows] if self.rows else [self.example(column)]
        kinds = {field.kind for key in keys if (field := field_of(key)) is not None}
        return column.role == "fill" and kinds == {"money"}

    def fits(self, key: Key) -> bool:
        """Whether this block has rows with such a key."""
        if key in self.rows or (self.named and key[:-1] == self.named):
            return True
        if not self.pattern or len(key) != len(self.pattern):
            return False
        parts = (column for column in self.columns if column.role == "part")
        return all(_fits(wanted, part, parts) for wanted, part in zip(self.pattern, key, strict=True))

    def example(self, column: FormColumn) -> Key:
        """The key of a cell in a row whose parts are still blank."""
        parts = iter(part.choices[0] if part.choices else 1 for part in self.having("part"))
        row: Key = tuple(next(parts) if part == EACH else 1 if part == COUNTED else part for part in self.pattern)
        return (*row, *column.key)


@lru_cache(maxsize=1_000)  # blocks and columns are data of the program, a few
def _facts(block: FormBlock, column: FormColumn) -> frozenset[str]:
    facts = {fact for item in OF_SOME_PACKS if block.holds(column, item.key) for fact in item.facts}
    for_all = facts and any(block.holds(column, item.key) for item in FIELDS if not item.facts)
    return frozenset() if for_all else frozenset(facts)


def _fits(wanted: Any, part: Any, parts: Any) -> bool:
    if wanted == COUNTED:
        return isinstance(part, int)
    if wanted != EACH:
        return bool(wanted == part)
    column = next(parts)
    return isinstance(part, int) == column.number and (not column.choices or part in column.choices)


class FormSheet(NamedTuple):
    """A sheet of the form: a topic, what it asks for in a line, and its blocks.

    ``more`` is said instead where the sheet asks for what only some packs print; a sheet that is
    ``optional`` may be missing. One for a ``body`` is there where that is the 主体, or where it holds anything.
    """

    name: str
    about: str
    blocks: tuple[FormBlock, ...]
    more: str = ""
    optional: bool = False
    body: str = ""


# Blocks -----------------------------------------------------------------------------------------

HOW = "填法"
ORIGIN, LAST_CAUSE, IN_TABLES = "上年数出处", "上年原因（仅供参考）", "报表中已有（不用填）"
ON_DEMAND = (ORIGIN, LAST_CAUSE, IN_TABLES, f"表中{terms.INITIAL_BUDGET}数")  # there only where they show something
_ITEM_COLUMNS = (
    FormColumn(KEY, "key"),
    *(FormColumn(heading, "shown", width=width) for heading, width in (("部分", 22), ("项目", 26))),
    FormColumn(ANSWER, "fill", (), 52),
    *(FormColumn(heading, "shown", width=width) for heading, width in (("单位", 8), (IN_TABLES, 34))),
    *(FormColumn(heading, "shown", width=width) for heading, width in ((HOW, 56), (ORIGIN, 30))),
)
KNOWN = {f"表中{aspect}数": (aspect,) for aspect in ASPECTS}  # columns that show which amount of the workbooks


BODY: Key = ("单位", "主体")
_FIRST: tuple[Key, ...] = (BODY, ("单位", "单位性质"))  # what much hangs on


def _items(*topics: str) -> FormBlock:
    """One row for each single value under these keys of the unit file."""
    rows = [item.key for item in FIELDS if item.key[0] in topics and EACH not in item.key]
    rows.sort(key=lambda row: row not in _FIRST)
    named = next(
        (item.key[:-1] for item in FIELDS if item.key[0] in topics and item.key[-2:-1] == (terms.CHOICES,)), ()
    )
    return FormBlock("", _ITEM_COLUMNS, rows=tuple(row for row in rows if row[:-1] not in ROWS_OF_AMOUNTS), named=named)


def _amounts() -> FormBlock:
    """One row for each row of money: of the statements, and of the costs of running."""
    whole = [item.key for item in FIELDS if item.kind == "word" and item.key[0] in terms.STATEMENTS]
    rows = dict.fromkeys(item.key if item.key in whole else item.key[:-1] for item in FIELDS)
    columns = (
        FormColumn(KEY, "key"),
        FormColumn("报表", "shown", width=34),
        FormColumn("事项", "shown", width=30),
        *(FormColumn(aspect, "fill", (aspect,)) for aspect in ASPECTS),
        FormColumn("空表或无", "fill", (), 10),
        *(FormColumn(heading, "shown") for heading in (*KNOWN, ORIGIN)),
    )
    return FormBlock("", columns, rows=tuple(row for row in rows if row in whole or row in ROWS_OF_AMOUNTS))


_LISTING = tuple(term for term, layout in terms.STATEMENTS.items() if layout.accounts)
_TABLE = FormColumn("报表", "part", width=34, choices=_LISTING, shared=True)


def _accounts() -> FormBlock:
    columns = (
        _TABLE,
        FormColumn("清单", "part", width=10, choices=(ACCOUNTS, LAST_ACCOUNTS), shared=True),
        FormColumn("科目编码", "part", width=12),
        FormColumn("科目名称", "fill", ("名称",), 30),
        *(FormColumn(aspect, "fill", (aspect,)) for aspect in ASPECTS),
        FormColumn(terms.PURPOSE, "fill", (terms.PURPOSE,), 40),
        FormColumn(terms.LEVEL, "fill", (terms.LEVEL,), 10, late=True),
        FormColumn(terms.BASIS, "fill", (terms.BASIS,), 24, late=True),
        FormColumn(ORIGIN, "shown", width=30),
    )
    return FormBlock("一、科目", columns, (EACH, EACH, EACH), spare=6)


def _moved() -> FormBlock:
    columns = (_TABLE, FormColumn("上年编码", "part", width=12), FormColumn("本年编码", "fill", (), 12))
    return FormBlock("二、科目对应（上年的科目，本年改了编码的）", columns, (EACH, MOVED, EACH), spare=3)


_NUMBER = FormColumn("表号", "part", width=6, number=True, shared=True)
_GROUPS = ("一级指标", "二级指标")  # self-evaluation tables merge these over the indicators below them


def _evaluation(term: str, table: type, indicator: type, spare: int) -> tuple[FormBlock, ...]:
    """The blocks of a self-evaluation table: what it is about, its money, its indicators."""
    here: Key = (PERFORMANCE, term, EACH)
    whole: list[FormColumn] = []
    funds: list[str] = []
    for item in fields(table):
        kind, name = item.metadata["kind"], item.metadata["term"]
        if kind == "part":
            funds.append(name)
        else:
            wide = {"passage": 50, "parts": 8}.get(kind, 22)
            whole.append(
                FormColumn(f"{name}（没有写「{NONE_WORD}」）" if kind == "parts" else name, "fill", (name,), wide)
            )
    money = (
        _NUMBER,
        FormColumn("资金", "part", width=16, choices=tuple(funds)),
        *(FormColumn(item.metadata["term"], "fill", (item.metadata["term"],), 14) for item in fields(Funds)),
    )
    rows = (
        _NUMBER,
        *(
            FormColumn(term, "fill", (term,), 18, shared=term in _GROUPS)
            for term in (item.metadata["term"] for item in fields(indicator))
        ),
    )
    first: tuple[Key, ...] = ((*here[:2], 1),)
    return (
        FormBlock("一、基本情况（一张自评表一行）", (_NUMBER, *whole), here, first, spare=1),
        FormBlock("二、资金", money, (*here, EACH), tuple((*first[0], name) for name in funds), spare=2),
        FormBlock("三、指标（一个指标一行，照自评表的顺序）", rows, (*here, "指标", COUNTED), spare=spare),
    )


ADOPT, CAUSE, OFFERS, STATE = "采用", REASONS, "可选用语", "状态"
FACTS = (
    "写在哪里",
    "上年数或预算数（万元）",
    "本年数（万元）",
    "增减额（万元）",
    "增减率（%）",
    "变动来源",
    OFFERS,
    STATE,
)


def _causes() -> FormBlock:
    columns = (
        FormColumn(KEY, "key"),
        FormColumn(FACTS[0], "shown", width=18),
        FormColumn("比较", "part", width=14, choices=tuple(terms.REASON_SUBJECTS)),
        FormColumn("事项", "part", width=26),
        *(FormColumn(heading, "shown", width=12) for heading in FACTS[1:5]),
        FormColumn(FACTS[5], "shown", width=30),
        FormColumn(LAST_CAUSE, "shown", width=30),
        FormColumn(OFFERS, "shown", width=30),
        FormColumn(ADOPT, "adopt", width=8, shared=True),
        FormColumn(CAUSE, "fill", (), 44, shared=True),
        FormColumn(STATE, "shown", width=12),
    )
    return FormBlock("", columns, (REASONS, EACH, EACH), spare=3)


CODE, EVIDENCE, EXPLANATION, SIGNED = "编号", "依据", "说明", ("确认人", "日期")
STANDS = "位置"


def _confirmations() -> FormBlock:
    columns = (
        FormColumn(CODE, "fill", (CODE,), 8, given=True),
        FormColumn(STANDS, "shown", width=24),
        FormColumn(EVIDENCE, "fill", (EVIDENCE,), 52, given=True),
        FormColumn(EXPLANATION, "fill", (EXPLANATION,), 44),
        *(FormColumn(heading, "fill", (heading,), 12) for heading in SIGNED),
        FormColumn(STATE, "shown", width=16),
    )
    return FormBlock("", columns, (terms.CONFIRMATIONS, COUNTED))


def _eliminations() -> FormBlock:
    names = [item.metadata["term"] for item in fields(Elimination)]
    columns = tuple(FormColumn(name, "fill", (name,), 24) for name in names)
    return FormBlock("", columns, (terms.ELIMINATIONS, COUNTED), spare=3)


# The sheets -------------------------------------------------------------------------------------

OVERALL, PROJECTS = "整体支出绩效自评表", "项目支出绩效自评表"
_PEOPLE = (MONEY_UNIT, "单位", terms.WORKBOOK, terms.LAST_WORKBOOK, "人员")
_WORDS = ("主要职能", "下属预算单位", "科室", "其他需说明的事项")

SHEETS: tuple[FormSheet, ...] = (
    FormSheet("单位与人员", "单位的基本情况、报表所在的文件、人员。", (_items(*_PEOPLE),)),
    FormSheet(
        "年初预算与全年预算",
        "报表里没有的数，主要是年初预算；报表里已有的不必填。单位性质只有一种的，机关运行经费、公用经费各行也不用填。",
        (_amounts(),),
    ),
    FormSheet("变动原因", "每行一个要说明原因的事项。数由程序算出；原因由单位填写。", (_causes(),)),
    FormSheet(
        "三公",
        "“三公”经费的开支内容和数量。",
        (_items("因公出国（境）情况", "公务用车情况", "公务接待情况", terms.EVERYDAY, terms.SPECIAL_BONDS),),
        "“三公”经费、会议费、培训费等的开支内容和数量；超长期特别国债安排的支出。",
    ),
    FormSheet("采购", "政府采购。", (_items("政府采购", "政府采购预留"),)),
    FormSheet("资产", "12月31日的国有资产。", (_items("国有资产"),)),
    FormSheet(
        "绩效",
        "预算绩效的三段文字；自评表填在后面两张表里。",
        (_items(PERFORMANCE, "预算绩效管理"),),
        "预算绩效的文字，预算绩效管理的项目数、金额和评级；自评表填在后面两张表里。",
    ),
    FormSheet(OVERALL, "几张自评表用表号 1、2、3 区分。", _evaluation(OVERALL, Overall, OverallIndicator, 12)),
    FormSheet(PROJECTS, "一个项目一个表号：1、2、3。", _evaluation(PROJECTS, Project, ProjectIndicator, 20)),
    FormSheet("职能与其他文字", "成段的文字和名单。", (_items(*_WORDS),)),
    FormSheet(
        "科目",
        "报表里的科目会自动读取，这里通常不用填；涉密等只能公开到款、类的，写明公开层级和依据。",
        (_accounts(), _moved()),
        "报表里的科目会自动读取。请在每个项级科目旁填年初预算和用途（主要用于什么）；没有年初预算的填 0。"
        "涉密等只能公开到款、类的，写明公开层级和依据。",
    ),
    FormSheet(
        terms.CONFIRMATIONS,
        "核对中要由单位确认的疑点，由程序列出；请在「说明」一栏写明情况，写明的才能定稿。数错了的，改数，不用说明。",
        (_confirmations(),),
        optional=True,
    ),
    FormSheet(
        terms.ELIMINATIONS,
        "部门汇总时要抵销的单位之间的收付，一笔一行；报表项照 narrator rollup 列出的抄，几项用顿号隔开。",
        (_eliminations(),),
        optional=True,
        body=terms.BODIES[1],
    ),
)
