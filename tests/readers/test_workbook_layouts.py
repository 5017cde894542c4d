"""Workbooks as other people lay them out: the figures are exact or refused, never wrong.

The grids of cells go straight to the reader, as the parser would hand them over; some go through a file.
"""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from helpers.sheets import sheet
from narrator.figures.findings import Refused
from narrator.readers import workbook
from narrator.readers.spreadsheet import Worksheet
from narrator.readers.table import Book

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
sys.path.insert(0, str(FIXTURES / "workbooks"))
make: Any = importlib.import_module("make")
sys.path.pop(0)

OVERVIEW, INCOME, EXPENDITURE, FISCAL, GENERAL, BASIC, FUND, CAPITAL, THREE = make.TITLES
BROUGHT = "年初财政拨款结转和结余"
STAFF, PUBLIC = "人员经费合计", "公用经费合计"

Key = tuple[str, ...]
Grid = list[list[Any]]
Truth = dict[str, dict[Key, Decimal]]


def read(*grids: Sequence[Any] | Worksheet, money: str = "") -> Book:
    sheets = [grid if isinstance(grid, Worksheet) else sheet(grid, f"S{n}") for n, grid in enumerate(grids, 1)]
    return workbook.Reader("book.xlsx", money).read(sheets)


def found(book: Book, term: str) -> dict[Key, Decimal]:
    """The amounts of a table in 元, without its blanks."""
    return {key: figure.yuan for key, figure in book.tables[term].cells.items() if figure}


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.code for finding in refused.value.findings]


# A writer of layouts -------------------------------------------------------------------------------

LEVELS = {
    "201": "一般公共服务支出",
    "20101": "人大事务",
    "2010101": "行政运行",
    "2010199": "其他人大事务支出",
    "20106": "财政事务",
    "2010650": "事业运行",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "212": "城乡社区支出",
    "21208": "国有土地使用权出让收入安排的支出",
    "2120899": "其他国有土地使用权出让收入安排的支出",
    "229": "其他支出",
    "22999": "其他支出",
    "2299999": "其他支出",
}
ECONOMIC = {
    "301": "工资福利支出",
    "30101": "基本工资",
    "30107": "绩效工资",
    "30199": "其他工资福利支出",
    "303": "对个人和家庭的补助",
    "30309": "奖励金",
    "302": "商品和服务支出",
    "30201": "办公费",
    "30213": "维修（护）费",
    "30231": "公务用车运行维护费",
    "30299": "其他商品和服务支出",
    "307": "债务利息及费用支出",
    "30701": "国内债务付息",
    "310": "资本性支出",
    "31002": "办公设备购置",
    "399": "其他支出",
    "39999": "其他支出",
}
INCOMES = [f"{budget}收入" for budget in make.BUDGETS] + list(make.COLUMNS[INCOME][2:])
HEADED = {  # other ways to head a column
    "合计": ("合计", "合  计", "本年支出合计"),
    "附属单位上缴收入": ("附属单位上缴收入", "附属单位\n上缴收入", "附属单位上 缴收入"),
    "年初结转和结余": ("年初结转和结余", "年初结转\r\n和结余", "上年结转和结余"),
}
WIDE = str.maketrans("0123456789.,-()", "０１２３４５６７８９．，－（）")


@cache
def classes() -> dict[str, str]:
    """The classes of expenditure as a bureau prints them."""
    table = make.load(FIXTURES / "workbooks" / "putuo-2024.yaml").tables[OVERVIEW]
    return {code: table.names[code] for code in table.side("支出") if code.isdigit()}


@dataclass(frozen=True)
class Layout:
    """How a table is drawn; what is not drawn here is drawn cell by cell."""

    money: str = "万元"
    numbers: str = "float"  # float, text, wide, any
    codes: str = "one text"  # one | three | own, text | number
    total_last: bool = False
    lines: bool = False
    counted: bool = False  # a row of 栏次
    blocks: int = 2
    corner: int = 0
    title: int = 0
    top: int = 0
    left: int = 0
    deep: bool = True
    grouped: bool = True
    notes: bool = True


LAYOUTS = st.builds(
    Layout,
    money=st.sampled_from(("万元", "元")),
    numbers=st.sampled_from(("float", "text", "wide", "any")),
    codes=st.sampled_from(("one text", "one number", "three text", "three number", "own text", "own number")),
    total_last=st.booleans(),
    lines=st.booleans(),
    counted=st.booleans(),
    blocks=st.integers(1, 3),
    corner=st.integers(0, 4),
    title=st.integers(0, 5),
    top=st.integers(0, 3),
    left=st.integers(0, 2),
    deep=st.booleans(),
    grouped=st.booleans(),
    notes=st.booleans(),
)


def fens(rng: random.Random) -> int | None:
    """An amount in 分, or blank: zeros, negatives, halves of a printed digit and large ones among them."""
    return rng.choice(
        (None, None, 0, 1, 50, 4999, 5000, 10**6, -1, -1234567, rng.randrange(10**9), rng.randrange(10**13))
    )


class Writer:
    """Writes one table as a grid of cells, and notes what was written: the truth."""

    def __init__(self, term: str, layout: Layout, rng: random.Random) -> None:
        self.term, self.layout, self.rng = term, layout, rng
        self.truth: dict[Key, Decimal] = {}
        self.keys: set[Key] = set()

    def amount(self, key: Key | None, given: Mapping[Key, int | None] = MappingProxyType({})) -> Any:
        """A cell with an amount, noted under its key; of an unknown column where there is none."""
        fen = given[key] if key and key in given else fens(self.rng)
        if key:
            assert key not in self.keys
            self.keys.add(key)
            if fen is not None:
                self.truth[key] = Decimal(fen).scaleb(-2)
        if fen is None:
            return self.rng.choice(("", "", "", "-", "—", " ", "－"))
        value = Decimal(fen).scaleb(-2 if self.layout.money == "元" else -6)
        style = self.layout.numbers
        if style == "any":
            style = self.rng.choice(("float", "int", "text", "wide", "noise", "brackets", "currency"))
        if style == "int" and value == int(value):
            return int(value)
        if style == "noise" and abs(fen) < 10**9:
            return float(value) + 1e4 / 3 - 1e4 / 3
        if style in ("float", "int", "noise"):
            return float(value)
        typed = f"{abs(value):,f}"
        if value < 0:
            typed = f"({typed})" if style == "brackets" or self.rng.random() < 0.5 else f"-{typed}"
        elif style == "currency":
            typed = f"¥{typed}"
        typed = typed.translate(WIDE) if style == "wide" else typed
        return self.rng.choice((typed, typed, f" {typed}", f"{typed} ", f"\n{typed}"))

    def code(self, code: str, levels: int = 3) -> list[Any]:
        """The cells of an account code."""
        cells, kind = self.layout.codes.split()
        if cells == "own" and self.term == BASIC and self.layout.blocks > 1:
            cells = "three"  # see test_own_levels_in_blocks_side_by_side
        if cells == "one":
            return [code if kind == "text" else float(code)]
        parts = [part for part in (code[:3], code[3:5], code[5:]) if part]
        shown: list[Any] = [part if kind == "text" else float(part) for part in parts]
        if cells == "own":
            shown[:-1] = [""] * (len(shown) - 1)
        return (shown + [""] * levels)[:levels]

    def code_paths(self, over: Key, word: str, levels: int = 3) -> list[Key]:
        if self.layout.codes.startswith("one"):
            return [(*over, word)]
        return [(*over, word, level) for level in ("类", "款", "项")[:levels]]

    def word(self, text: str) -> str:
        """A label with breaks and blanks, as it is met."""
        kind = self.rng.randrange(6)
        if kind == 0:
            return f"  {text}"
        if kind == 1 and len(text) > 2:
            cut = self.rng.randrange(1, len(text))
            return f"{text[:cut]}{self.rng.choice((' ', chr(10), chr(0x3000), chr(13) + chr(10)))}{text[cut:]}"
        return text.replace("（", "(").replace("）", ")") if kind == 2 else text

    def headings(self, paths: Sequence[Key]) -> Grid:
        """Rows of headings; what neighbours share stands once, in the first of the merged cells."""
        depth = max(map(len, paths))
        rows: Grid = []
        for level in range(depth):
            row: list[Any] = []
            for column, path in enumerate(paths):
                text = path[level] if level < len(path) else ""
                shared = column > 0 and level < len(path) and paths[column - 1][: level + 1] == path[: level + 1]
                row.append("" if shared or not text else self.word(text))
            rows.append(row)
        return rows

    def top(self, width: int) -> Grid:
        """The title and the corners."""
        style, wide = self.layout, max(width, 4)
        titles = (
            self.term,
            f"2024年度{self.term}",
            f"甲局2024年度{self.term}",
            " ".join(self.term),
            f"{self.term}（公开01表）",
            self.term.replace("“", '"').replace("”", '"'),
        )
        at = self.rng.randrange(wide) if style.title == 0 else 0

        def line(**cells: str) -> list[Any]:
            row = [""] * wide
            for where, text in cells.items():
                row[{"first": 0, "middle": wide // 2, "last": wide - 1}[where]] = text
            return row

        title = [""] * wide
        title[at] = titles[style.title]
        money = style.money
        corners: Grid = [
            [line(last="公开01表"), line(first="编制单位：甲局", middle="2024年度", last=f"单位：{money}")],
            [line(first=f"编制单位:甲局  2024年度   金额单位:{money}")],
            [line(last=f"金额单位：{money}"), line(first="部门：甲局"), line(middle="2024年度")],
            [line(first="单位名称：甲局"), line(last=f"单 位：{money}")],
            [line(), line(last=f"单位：{money}"), line()],
        ][style.corner]
        return [*([""] * wide for _ in range(style.top)), title, *corners]

    def whole(self, paths: Sequence[Key], rows: Grid, counted: Sequence[Any] = ()) -> Grid:
        notes: Grid = []
        if self.layout.notes:
            notes = [["注：本表反映本年度情况。"], ["2.合计 12.34 万元，尾数 5,678.90。"], [""], ["", "", 99.5]]
        grid = [*self.top(len(paths)), *self.headings(paths), *([list(counted)] if counted else []), *rows, *notes]
        return [[*[""] * self.layout.left, *row] for row in grid]

    # The tables ----------------------------------------------------------------------------------

    def accounts(self, columns: Sequence[tuple[Key, str | None]], codes: Iterable[str]) -> Grid:
        """02, 03, 05, 07, 08."""
        over: Key = ("项目",) if self.layout.deep else ()
        word = self.rng.choice(("科目编码", "功能分类科目编码", "支出功能分类\n科目编码", "科目代码"))
        paths = [*self.code_paths(over, word), (*over, "科目名称")]
        beside = len(paths)
        paths += [path for path, _ in columns]
        counted = ["栏次", *[""] * (beside - 1), *range(1, len(columns) + 1)] if self.layout.counted else []
        if counted and self.rng.random() < 0.5:
            counted = [str(cell) for cell in counted]
        rows = [
            [
                *self.code(code),
                self.word(LEVELS[code]),
                *(self.amount((code, key) if key else None) for _, key in columns),
            ]
            for code in codes
        ]
        total = [""] * beside
        total[self.rng.randrange(beside)] = self.word("合计")
        total += [self.amount(("合计", key) if key else None) for _, key in columns]
        rows.insert(len(rows) if self.layout.total_last else 0, total)
        return self.whole(paths, rows, counted)

    def sides(self) -> Grid:
        """01 and 04."""
        line: Key = ("行次",) if self.layout.lines else ()
        label = self.rng.choice(("决算数", "金额"))
        fiscal = self.term == FISCAL
        kinds: Key = ("合计", *make.BUDGETS) if fiscal else (label,)
        turn = self.rng.choice(("{}、{}", "（{}）{}", "{}.{}", "{1}"))

        def numbered(names: Sequence[str]) -> list[str]:
            digits = turn == "{}.{}"
            return [
                self.word(turn.format(place if digits else make._chinese(place), name))
                for place, name in enumerate(names, 1)
            ]

        kind_rows = list(make.BUDGETS) if fiscal else INCOMES
        left: list[tuple[str, Key]] = [
            (name, ("收入", kind)) for name, kind in zip(numbered(kind_rows), kind_rows, strict=True)
        ]
        right: list[tuple[str, Key]] = [
            (name, ("支出", code)) for name, code in zip(numbered([*classes().values()]), classes(), strict=True)
        ]
        height = max(len(left), len(right))
        left += [("", ())] * (height - len(left))
        right += [("", ())] * (height - len(right))
        used = self.rng.choice(("使用非财政拨款结余（含专用结余）", "使用非财政拨款结余"))
        tails: list[tuple[tuple[str, Key], tuple[str, Key]]] = [
            (("本年收入合计", ("收入", "本年收入合计")), ("本年支出合计", ("支出", "本年支出合计")))
        ]
        if fiscal:
            tails.append(((BROUGHT, ("收入", BROUGHT)), ("年末财政拨款结转和结余", ("支出", "年末财政拨款结转和结余"))))
            for name, kind in zip(numbered(make.BUDGETS), make.BUDGETS, strict=True):
                tails.append(((name, ("收入", BROUGHT, kind)), ("", ())))
        else:
            tails.append(((used, ("收入", "使用非财政拨款结余（含专用结余）")), ("结余分配", ("支出", "结余分配"))))
            tails.append(
                (("年初结转和结余", ("收入", "年初结转和结余")), ("年末结转和结余", ("支出", "年末结转和结余")))
            )
        tails.append((("总计", ("收入", "总计")), ("总  计", ("支出", "总计"))))
        rows: Grid = []
        for number, (one, other) in enumerate([*zip(left, right, strict=True), *tails], 1):
            row: list[Any] = []
            for (name, key), names in ((one, ("",)), (other, kinds if fiscal else ("",))):
                row += [name, *([number] if line else [])]
                row += [self.amount((*key, *([kind] if kind else []))) if key else "" for kind in names]
            rows.append(row)
        paths = [("收入", part) for part in ("项目", *line, label)] + [
            ("支出", part) for part in ("项目", *line, *kinds)
        ]
        if not self.layout.deep and not fiscal:
            paths = [(side, part) for side, part in paths]
        return self.whole(paths, rows)

    def basic(self) -> Grid:
        """06, in one to three blocks."""
        codes = [code for code in ECONOMIC if len(code) == 3 or self.rng.random() < 0.8]
        cut = codes.index("302")
        half = codes.index("307")
        blocks = {
            1: [codes],
            2: [codes[:cut], codes[cut:]],
            3: [codes[:cut], codes[cut:half], codes[half:]],
        }[self.layout.blocks]
        word = self.rng.choice(("科目编码", "经济分类科目编码", "经济分类\n科目编码"))
        label = self.rng.choice(("决算数", "金额"))
        heads = (
            [("人员经费",), *[("公用经费",)] * (len(blocks) - 1)] if len(blocks) > 1 and self.layout.deep else [()] * 3
        )
        paths = [
            path
            for over, _ in zip(heads, blocks, strict=False)
            for path in (*self.code_paths(over, word, 2), (*over, "科目名称"), (*over, label))
        ]
        width = len(paths) // len(blocks)
        rows: Grid = []
        for place in range(max(map(len, blocks))):
            row: list[Any] = []
            for block in blocks:
                if place < len(block):
                    code = block[place]
                    row += [*self.code(code, 2), self.word(ECONOMIC[code]), self.amount((code,))]
                else:
                    row += [""] * width
            rows.append(row)

        def total(name: str) -> list[Any]:
            return [self.word(name), *[""] * (width - 2), self.amount((name,))]

        if len(blocks) == 1:
            rows += [total(STAFF), total(PUBLIC)]
        else:
            rows.append([*total(STAFF), *[""] * (width * (len(blocks) - 2)), *total(PUBLIC)])
        return self.whole(paths, rows)

    def three(self) -> Grid:
        """09: items across, or down."""
        items: dict[str, Key] = {
            "合计": ("合计",),
            "因公出国（境）费": ("因公出国（境）费",),
            "公务用车购置及运行维护费": ("公务用车购置及运行维护费", "小计"),
            "公务用车购置费": ("公务用车购置及运行维护费", "公务用车购置费"),
            "公务用车运行维护费": ("公务用车购置及运行维护费", "公务用车运行维护费"),
            "公务接待费": ("公务接待费",),
        }
        kinds = ("预算数", "决算数")
        if self.layout.blocks == 3:
            rows = [[self.word(item), *(self.amount((item, kind)) for kind in kinds)] for item in items]
            return self.whole([("项目",), *((kind,) for kind in kinds)], rows)
        if self.layout.grouped:
            cells = [((kind, *path), (item, kind)) for kind in kinds for item, path in items.items()]
        else:
            cells = [((*path, kind), (item, kind)) for item, path in items.items() for kind in kinds]
        counted = list(range(1, 13)) if self.layout.counted else []
        given = {key: fen for kind in kinds for key, fen in self.adding_up(kind).items()}
        return self.whole([path for path, _ in cells], [[self.amount(key, given) for _, key in cells]], counted)

    def adding_up(self, kind: str) -> dict[Key, int | None]:
        """Amounts of 09 that come to their totals: without labels, others would be taken for a row that slipped."""
        cars = [(item, kind) for item in ("公务用车购置费", "公务用车运行维护费")]
        others = [(item, kind) for item in ("因公出国（境）费", "公务接待费")]
        given: dict[Key, int | None] = {key: fens(self.rng) for key in (*cars, *others)}
        given["公务用车购置及运行维护费", kind] = sum(given[key] or 0 for key in cars)
        given["合计", kind] = sum(fen or 0 for fen in given.values()) - sum(given[key] or 0 for key in cars)
        return given

    def columns(self) -> list[tuple[Key, str | None]]:
        """The columns of an account table, headed in one of their ways."""
        columns: list[tuple[Key, str | None]] = []
        parts = self.term in (FUND, CAPITAL)
        for key in make.COLUMNS[self.term]:
            text = self.rng.choice(HEADED.get(key, (key,)))
            if parts and key in ("本年支出", "基本支出", "项目支出"):
                columns.append((("本年支出", "小计" if key == "本年支出" else key), key))
            elif self.term == GENERAL and self.layout.deep:
                columns.append((("本年支出", self.rng.choice(("小计", "合计")) if key == "合计" else key), key))
            else:
                columns.append(((text,), key))
        return columns

    def grid(self) -> Grid:
        """The table in its layout."""
        if self.term in (OVERVIEW, FISCAL):
            return self.sides()
        if self.term == BASIC:
            return self.basic()
        if self.term == THREE:
            return self.three()
        with_total = [code for code in LEVELS if self.rng.random() < 0.8 or len(code) < 7]
        return self.accounts(self.columns(), with_total if self.term != CAPITAL else [])


@dataclass(frozen=True)
class Plan:
    """A whole workbook: tables in any order, one a sheet or stacked on two, among other sheets and a hidden copy."""

    seed: int
    order: Sequence[str]
    layouts: Sequence[Layout]
    stacked: int
    copied: bool
    contents: bool
    other: bool

    def sheets(self) -> tuple[list[Worksheet], Truth]:
        """The workbook, and every amount in it."""
        rng = random.Random(self.seed)
        truth: Truth = {}
        grids: list[Grid] = []
        for term, layout in zip(self.order, self.layouts, strict=True):
            writer = Writer(term, layout, rng)
            grids.append(writer.grid())
            truth[term] = writer.truth
        sheets = [sheet(grid, f"公开{number:02}表") for number, grid in enumerate(grids, 1)]
        if self.stacked:
            parts = [part for part in (grids[: self.stacked], grids[self.stacked :]) if part]
            sheets = [
                sheet([row for grid in part for row in [*grid, [""]]], f"第{number}页")
                for number, part in enumerate(parts, 1)
            ]
        if self.copied:
            copy = Writer(self.order[0], self.layouts[1], rng).grid()
            sheets.insert(rng.randrange(len(sheets) + 1), sheet(copy, "旧", hidden=True))
        if self.contents:
            listed = [[f"{number}", title] for number, title in enumerate(make.TITLES, 1)]
            sheets.insert(0, sheet([["目录"], *listed], "目录"))
        if self.other:
            rows: Grid = [
                ["项目支出决算表"],
                ["单位：元"],
                ["科目编码", "科目名称", "决算数"],
                ["201", "外交支出", 7.0],
            ]
            sheets.append(sheet(rows, "附表"))
        return sheets, truth


PLANS = st.builds(
    Plan,
    seed=st.integers(0, 2**32),
    order=st.permutations(make.TITLES),
    layouts=st.lists(LAYOUTS, min_size=9, max_size=9),
    stacked=st.sampled_from((0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)),
    copied=st.booleans(),
    contents=st.booleans(),
    other=st.booleans(),
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.slow
@QUICK
@given(PLANS)
def test_any_known_layout_is_read_exactly(plan: Plan) -> None:
    """A row of totals that is drawn as if it had slipped is not read, and told."""
    sheets, truth = plan.sheets()
    book = read(*sheets)
    for term, table in book.tables.items():
        slipped = {row.key for row in table.rows if row.why}
        true = {key: amount for key, amount in truth.pop(term).items() if key[:1] not in slipped}
        assert found(book, term) == true
    assert not truth


# What no layout foresees ----------------------------------------------------------------------------

Distortion = Callable[[Grid, random.Random], None]


def _row(grid: Grid, rng: random.Random) -> int:
    return rng.randrange(len(grid))


def blank_a_cell(grid: Grid, rng: random.Random) -> None:
    """A text that goes: a heading, a label, a code, a corner."""
    cells = [
        (row, column) for row, line in enumerate(grid) for column, cell in enumerate(line) if isinstance(cell, str)
    ]
    row, column = rng.choice(cells)
    grid[row][column] = ""


def rename_a_cell(grid: Grid, rng: random.Random) -> None:
    """A heading or label that says something else."""
    cells = [
        (row, column)
        for row, line in enumerate(grid)
        for column, cell in enumerate(line)
        if isinstance(cell, str) and len(cell) > 1 and not any(letter.isdigit() for letter in cell)
    ]
    row, column = rng.choice(cells)
    grid[row][column] = rng.choice(("其中：专项", "备注", "调整数", "增减率", "小计数", "上年决算数", "未知"))


def insert_a_column(grid: Grid, rng: random.Random) -> None:
    """A column that is none of the table's, with figures, under a heading of its own."""
    heads = [
        row for row, line in enumerate(grid) if any("科目名称" in str(cell) or "项目" in str(cell) for cell in line)
    ]
    if not heads:
        return
    at = rng.randrange(1, max(map(len, grid)) + 1)
    for number, line in enumerate(grid):
        line.extend([""] * (at - len(line)))
        line.insert(at, float(rng.randrange(1000)) if number > heads[0] + 1 and rng.random() < 0.8 else "")
    grid[heads[0]][at] = rng.choice(("上年决算数", "增减额", "其中：上级专项", "备注", "2023年"))


def insert_a_blank_column(grid: Grid, rng: random.Random) -> None:
    """A gap between two columns."""
    at = rng.randrange(max(map(len, grid)) + 1)
    for line in grid:
        line.extend([""] * (at - len(line)))
        line.insert(at, "")


def insert_a_row(grid: Grid, rng: random.Random) -> None:
    """A row of its own: blank, of words, or of figures under a name that is not known."""
    width = max(map(len, grid))
    row: list[Any] = [""] * width
    kind = rng.randrange(4)
    if kind:
        row[rng.randrange(width)] = rng.choice(("其中：", "……", "小计", "减：内部抵销", "1", "甲"))
    if kind == 2:
        row[rng.randrange(width)] = 77.0
    if kind == 3:
        row = [row[0], *map(float, range(1, width))]
    grid.insert(_row(grid, rng), row)


def repeat_a_row(grid: Grid, rng: random.Random) -> None:
    grid.insert(_row(grid, rng), list(rng.choice(grid)))


def drop_a_row(grid: Grid, rng: random.Random) -> None:
    del grid[_row(grid, rng)]


def spoil_an_amount(grid: Grid, rng: random.Random) -> None:
    """A number that becomes something else."""
    cells = [
        (row, column) for row, line in enumerate(grid) for column, cell in enumerate(line) if isinstance(cell, float)
    ]
    if cells:
        row, column = rng.choice(cells)
        grid[row][column] = rng.choice((True, float("nan"), float("inf"), "1,23.4", "1e5", "无", "12.5吨", 0.12345678))


DISTORTIONS: tuple[Distortion, ...] = (
    blank_a_cell,
    rename_a_cell,
    insert_a_column,
    insert_a_blank_column,
    insert_a_row,
    repeat_a_row,
    drop_a_row,
    spoil_an_amount,
)


# A row that goes missing among codes of their own level only cannot be seen, by anyone.
WHOLE_CODES = LAYOUTS.map(lambda layout: replace(layout, codes=layout.codes.replace("own", "three")))


@pytest.mark.slow
@settings(QUICK, max_examples=250)
@example(THREE, Layout(), 4, [rename_a_cell])
@example(BASIC, Layout(codes="three number"), 7, [spoil_an_amount])
@example(GENERAL, Layout(codes="three number"), 78, [insert_a_row])
@given(
    st.sampled_from(make.TITLES), WHOLE_CODES, st.integers(0, 2**32), st.lists(st.sampled_from(DISTORTIONS), max_size=2)
)
def test_a_distorted_table_is_never_read_wrong(
    term: str, layout: Layout, seed: int, distortions: list[Distortion]
) -> None:
    """Each figure that is read is one of the table's, under its own key; else the workbook is refused."""
    rng = random.Random(seed)
    writer = Writer(term, layout, rng)
    grid = writer.grid()
    for distort in distortions:
        distort(grid, rng)
    try:
        book = read(grid)
    except Refused:
        return
    for title in book.tables:
        assert title == term
        assert found(book, title).items() <= writer.truth.items()


def test_some_layouts_through_a_file(tmp_path: Path) -> None:
    """The same figures from the same cells when the grids have been a file."""
    for seed in range(3):
        layouts = [Layout(title=seed, top=seed, left=seed % 2, numbers="any", blocks=seed + 1)] * 9
        plan = Plan(seed, make.TITLES, layouts, seed, copied=True, contents=True, other=True)
        sheets, truth = plan.sheets()
        path = tmp_path / f"{seed}.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            for one in sheets:
                target = book.add_worksheet(one.name)
                for row, line in enumerate(one.rows):
                    for column, cell in enumerate(line):
                        if isinstance(cell, str):
                            target.write_string(row, column, cell)
                        else:
                            target.write_number(row, column, cell)
                if one.hidden:
                    target.hide()
        read_back = workbook.load(path)
        in_memory = read(*sheets)
        assert {term: found(read_back, term) for term in read_back.tables} == truth
        for term, table in in_memory.tables.items():
            for key, figure in table.cells.items():
                other = read_back.tables[term].cells[key]
                assert (figure and figure.origin[1:]) == (other and other.origin[1:])


# Real layouts, by hand ------------------------------------------------------------------------------

INCOME_HEAD = ["本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
SPENT_HEAD = ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"]
CORNER = ["部门：甲局", "2024年度", "单位：万元"]


def balances(*columns: str, rows: Grid, title: str = OVERVIEW, over: Sequence[Any] = ()) -> Grid:
    return [[title], CORNER, *([list(over)] if over else []), list(columns), *rows]


def spending(*rows: list[Any], heads: Sequence[Sequence[Any]] = (), title: str = GENERAL) -> Grid:
    """A table of accounts below the given headings."""
    return [[title], CORNER, *(list(head) for head in heads), *rows]


PLAIN_HEADS = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
ITEMS = ("合计", "因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费")
ITEM_HEADS = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费"]
CAR_HEADS = ["", "", "小计", "公务用车购置费", "公务用车运行维护费", ""]
OLD_FISCAL = [
    ["财政拨款收入支出决算总表"],
    ["部门：甲局", "2018年度", "", "", "", "", "", "单位：万元"],
    ["收入", "", "", "支出", "", "", "", ""],
    ["项目", "行次", "金额", "项目", "行次", "合计", "一般公共预算财政拨款", "政府性基金预算财政拨款"],
    ["一、一般公共预算财政拨款", "1", 5.0, "一、一般公共服务支出", "28", 7.0, 5.0, 2.0],
    ["二、政府性基金预算财政拨款", "2", 2.0, "二、外交支出", "29", "", "", ""],
    ["本年收入合计", "22", 7.0, "本年支出合计", "49", 7.0, 5.0, 2.0],
    ["年初财政拨款结转和结余", "23", 1.5, "年末财政拨款结转和结余", "50", 1.5, 1.0, 0.5],
    ["一、一般公共预算财政拨款", "24", 1.0, "", "51", "", "", ""],
    ["二、政府性基金预算财政拨款", "25", 0.5, "", "52", "", "", ""],
    ["总计", "27", 8.5, "总计", "54", 8.5, 6.0, 2.5],
]


def approved(third: bool) -> Grid:
    """财决01 as the finance bureau approves it: three amounts a row, and a third block by kind of spending."""
    rows: Grid = [
        ["收入", "", "", "", "", "支出", "", "", "", "", "支出", "", "", "", ""],
        [
            "项目",
            "行次",
            "年初预算数",
            "全年预算数",
            "决算数",
            "项目（按功能分类）",
            "行次",
            "年初预算数",
            "全年预算数",
            "决算数",
            "项目（按支出性质和经济分类）",
            "行次",
            "年初预算数",
            "全年预算数",
            "决算数",
        ],
        ["栏次", "", 1, 2, 3, "栏次", "", 4, 5, 6, "栏次", "", 7, 8, 9],
        [
            "一、一般公共预算财政拨款收入",
            1,
            100.0,
            110.0,
            105.5,
            "一、一般公共服务支出",
            32,
            90.0,
            100.0,
            95.0,
            "一、基本支出",
            58,
            50.0,
            50.0,
            40.0,
        ],
        [
            "八、其他收入",
            9,
            1.0,
            1.0,
            2.0,
            "八、社会保障和就业支出",
            39,
            11.0,
            11.0,
            12.5,
            "　　人员经费",
            59,
            3.0,
            3.0,
            2.0,
        ],
        ["", 10, "", "", "", "", 40, "", "", "", "二、项目支出", 61, 51.0, 61.0, 67.5],
        [
            "本年收入合计",
            27,
            101.0,
            111.0,
            107.5,
            "本年支出合计",
            57,
            101.0,
            111.0,
            107.5,
            "本年支出合计",
            84,
            101.0,
            111.0,
            107.5,
        ],
        ["年初结转和结余", 29, "", "", 10.0, "年末结转和结余", 59, "", "", 10.0, "年末结转和结余", 85, "", "", 10.0],
        ["总计", 31, 101.0, 111.0, 117.5, "总计", 62, 101.0, 111.0, 117.5, "总计", 87, 101.0, 111.0, 117.5],
    ]
    rows = [row if third else row[:10] for row in rows]
    return [[OVERVIEW], ["", "", "", "财决01表"], ["部门：甲局", "", "2024年度", "金额单位：万元"], *rows]


APPROVED = {
    ("收入", "一般公共预算财政拨款收入"): 105.5,
    ("收入", "其他收入"): 2,
    ("收入", "本年收入合计"): 107.5,
    ("收入", "年初结转和结余"): 10,
    ("收入", "总计"): 117.5,
    ("支出", "201"): 95,
    ("支出", "208"): 12.5,
    ("支出", "本年支出合计"): 107.5,
    ("支出", "年末结转和结余"): 10,
    ("支出", "总计"): 117.5,
}
MINISTRY_06 = [
    ["一般公共预算财政拨款基本支出决算明细表"],
    ["", "", "", "", "", "", "", "", "公开06表"],
    ["部门：甲局", "", "", "", "2024年度", "", "", "", "金额单位：万元"],
    ["人员经费", "", "", "公用经费", "", "", "", "", ""],
    ["科目编码", "科目名称", "金额"] * 3,
    ["301", "工资福利支出", 10.0, "302", "商品和服务支出", 5.0, "307", "债务利息及费用支出", ""],
    ["30101", "  基本工资", 10.0, "30201", "  办公费", 5.0, "310", "资本性支出", 1.0],
    ["303", "对个人和家庭的补助", "", "", "", "", "31002", "  办公设备购置", 1.0],
    ["人员经费合计", "", 10.0, "公用经费合计", "", "", "", "", 6.0],
    ["注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。"],
]
TRUE_06 = {(code,): float(amount) for code, amount in (("301", 10), ("30101", 10), ("302", 5), ("30201", 5))} | {
    ("310",): 1.0,
    ("31002",): 1.0,
    (STAFF,): 10.0,
    (PUBLIC,): 6.0,
}
OWN_06 = [
    [BASIC],
    CORNER,
    ["经济分类科目编码", "", "科目名称", "决算数", "经济分类科目编码", "", "科目名称", "决算数"],
    ["类", "款", "", "", "类", "款", "", ""],
    ["301", "", "工资福利支出", 10.0, "302", "", "商品和服务支出", 5.0],
    ["", "01", "基本工资", 4.0, "", "07", "邮电费", 2.0],
    ["", "03", "奖金", 6.0, "", "26", "劳务费", 3.0],
    ["人员经费合计", "", "", 10.0, "公用经费合计", "", "", 5.0],
]
TRUE_OWN_06 = {
    ("301",): 10.0,
    ("30101",): 4.0,
    ("30103",): 6.0,
    ("302",): 5.0,
    ("30207",): 2.0,
    ("30226",): 3.0,
    (STAFF,): 10.0,
    (PUBLIC,): 5.0,
}
DOWN_09 = [
    [THREE],
    ["编制单位：甲局", "2024年度", "单位：万元"],
    ["项目", "预算数", "决算数"],
    ["合计", 3.0, 2.0],
    ["1、因公出国（境）费", "", ""],
    ["2、公务接待费", 1.0, 0.5],
    ["3、公务用车购置及运行维护费", 2.0, 1.5],
    ["其中：（1）公务用车运行维护费", 2.0, 1.5],
    ["（2）公务用车购置费", "", ""],
]
ACROSS_09 = [
    [THREE],
    CORNER,
    ["预算数", "", "", "", "", "", "决算数", "", "", "", "", ""],
    ITEM_HEADS * 2,
    CAR_HEADS * 2,
]
NATIONAL_13 = [
    [CAPITAL],
    CORNER,
    ["科目编码", "科目名称", "年初结转和结余", "本年收入", "本年支出", "", "", "年末结转和结余"],
    ["", "", "", "", "小计", "基本支出", "项目支出", ""],
    ["合计", "", "", 4.0, 4.0, "", 4.0, ""],
    ["223", "国有资本经营预算支出", "", 4.0, 4.0, "", 4.0, ""],
]
SPENT_13 = [
    ["国有资本经营预算财政拨款支出决算表"],
    CORNER,
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["合计", "", 4.0, "", 4.0],
    ["223", "国有资本经营预算支出", 4.0, "", 4.0],
]
FULL_05 = [
    [GENERAL],
    CORNER,
    ["项目", "", "", "", "年初结转和结余", "", "", "本年收入", "", "", "本年支出", "", ""],
    ["支出功能分类科目编码", "", "", "科目名称"] + ["合计", "基本支出", "项目支出"] * 3,
    ["类", "款", "项", "栏次", *range(1, 10)],
    ["", "", "", "合计", 5.0, 2.0, 3.0, 100.0, 60.0, 40.0, 98.0, 61.0, 37.0],
    ["201", "", "", "一般公共服务支出", 5.0, 2.0, 3.0, 100.0, 60.0, 40.0, 98.0, 61.0, 37.0],
]
TRUE_FULL_05 = {
    (row, column): amount
    for row in ("合计", "201")
    for column, amount in (("合计", 98.0), ("基本支出", 61.0), ("项目支出", 37.0))
}
EMPTY_07 = [
    [FUND],
    ["", "", "", "", "", "", "", "单位：万元"],
    ["项目", "", "年初结转和结余", "本年收入", "本年支出", "", "", "年末结转和结余"],
    ["功能分类\n科目编码", "科目名称", "", "", "", "", "", ""],
    ["合计", "", "", "", "合计", "基本支出", "项目支出", ""],
    ["", "", "", "", "", "", "", ""],
    ["注：本表反映部门本年度政府性基金预算财政拨款收入支出及结转和结余情况。"],
    ["无政府性基金预算财政拨款收入支出的，仍保留该表格式，并在本表下方作下述说明："],
    ["说明：甲局本年度没有政府性基金预算财政拨款收入和支出，故本表无数据。"],
]


EXACT = [
    pytest.param(approved(False), OVERVIEW, APPROVED, id="财决01, three amounts a row"),
    pytest.param(
        approved(True),
        OVERVIEW,
        APPROVED,
        id="财决01, third block",
    ),
    pytest.param(MINISTRY_06, BASIC, TRUE_06, id="财政部 06"),
    pytest.param(OWN_06, BASIC, TRUE_OWN_06, id="06, own levels in blocks"),
    pytest.param(
        DOWN_09,
        THREE,
        {
            (item, kind): amount
            for item, amounts in (
                ("合计", (3, 2)),
                ("公务接待费", (1, 0.5)),
                ("公务用车购置及运行维护费", (2, 1.5)),
                ("公务用车运行维护费", (2, 1.5)),
            )
            for kind, amount in zip(("预算数", "决算数"), amounts, strict=True)
        },
        id="09 down, items numbered （1）",
    ),
    pytest.param(
        [*ACROSS_09, [10.0, 1.0, 8.0, 5.0, 3.0, 1.0, 9.0, 0.5, 7.5, 4.5, 3.0, 1.0]],
        THREE,
        {
            (item, kind): amount
            for kind, amounts in (("预算数", (10, 1, 8, 5, 3, 1)), ("决算数", (9, 0.5, 7.5, 4.5, 3, 1)))
            for item, amount in zip(ITEMS, amounts, strict=True)
        },
        id="财政部 09",
    ),
    pytest.param(
        [*ACROSS_09, [1.0, "", "", "", "", "", 2.0, "", "", "", "", ""]],
        THREE,
        {("合计", "预算数"): 1, ("合计", "决算数"): 2},
        id="09, 1 and 2 are amounts",
    ),
    pytest.param(
        OLD_FISCAL,
        FISCAL,
        {
            ("收入", "一般公共预算财政拨款"): 5,
            ("收入", "政府性基金预算财政拨款"): 2,
            ("收入", "本年收入合计"): 7,
            ("收入", BROUGHT): 1.5,
            ("收入", BROUGHT, "一般公共预算财政拨款"): 1,
            ("收入", BROUGHT, "政府性基金预算财政拨款"): 0.5,
            ("收入", "总计"): 8.5,
        }
        | {
            ("支出", row, kind): amount
            for row, amounts in (
                ("201", (7, 5, 2)),
                ("本年支出合计", (7, 5, 2)),
                ("年末财政拨款结转和结余", (1.5, 1, 0.5)),
                ("总计", (8.5, 6, 2.5)),
            )
            for kind, amount in zip(("合计", *make.BUDGETS), amounts, strict=False)
        },
        id="04 of 2018, without 国有资本经营预算",
    ),
    pytest.param(
        spending(
            ["合计", "", 5.0, 5.0, ""],
            ["201", "一般公共服务支出", 5.0, 5.0, ""],
            heads=[
                ["项目", "", "本年支出", "", ""],
                ["功能分类科目编码", "科目名称", "小计", "基本支出", "项目支出"],
                ["栏次", "", "1", "2", "3"],
            ],
        ),
        GENERAL,
        {(row, column): 5 for row in ("合计", "201") for column in ("合计", "基本支出")},
        id="财政部 05",
    ),
    pytest.param(
        spending(
            ["合计", "", 9.0, 8.0, 1.0, 7.0],
            ["201", "一般公共服务支出", 9.0, 8.0, 1.0, 7.0],
            heads=[
                ["科目编码", "科目名称", "决算数", "", "", "年初预算数"],
                ["", "", "合计", "基本支出", "项目支出", ""],
            ],
        ),
        GENERAL,
        {
            (row, column): amount
            for row in ("合计", "201")
            for column, amount in (("合计", 9), ("基本支出", 8), ("项目支出", 1))
        },
        id="05 with 年初预算数 beside",
    ),
    pytest.param(
        SPENT_13, CAPITAL, {(row, column): 4 for row in ("合计", "223") for column in ("本年支出", "项目支出")}, id="08"
    ),
    pytest.param(EMPTY_07, FUND, {}, id="上海 07, empty"),
]


@pytest.mark.parametrize(("grid", "term", "amounts"), EXACT)
def test_real_layouts_are_read_exactly(grid: Grid, term: str, amounts: dict[Key, float]) -> None:
    book = read(grid)
    assert list(book.tables) == [term]
    assert found(book, term) == {key: Decimal(str(amount)) * 10000 for key, amount in amounts.items()}


def test_budgets_beside_the_actual_amounts() -> None:
    """年初预算数 and 全年预算数 of 财决01 go by key and kind, and are no cells of the published table."""
    table = read(approved(False)).tables[OVERVIEW]
    assert {(key[1], kind): figure.value for (key, kind), figure in table.budgets.items() if key[0] == "收入"} == {
        ("一般公共预算财政拨款收入", "年初预算"): 100,
        ("一般公共预算财政拨款收入", "全年预算"): 110,
        ("其他收入", "年初预算"): 1,
        ("其他收入", "全年预算"): 1,
        ("本年收入合计", "年初预算"): 101,
        ("本年收入合计", "全年预算"): 111,
        ("总计", "年初预算"): 101,
        ("总计", "全年预算"): 111,
    }


def test_thirteen_tables() -> None:
    """四川 publishes 国有资本经营预算 twice: with what came in, and what was spent alone."""
    book = read(NATIONAL_13, SPENT_13)
    assert found(book, CAPITAL)["合计", "本年收入"] == 40000
    assert book.tables[CAPITAL].title.sheet == "S1"


@pytest.mark.parametrize("gap", [1, 2])
def test_a_gap_between_blocks(gap: int) -> None:
    blank = [""] * gap
    grid = balances(
        *["项目", "决算数", *blank, "项目", "决算数"],
        over=["收入", "", *blank, "支出", ""],
        rows=[
            ["一、一般公共预算财政拨款收入", 5.0, *blank, "一、一般公共服务支出", 6.0],
            ["本年收入合计", 5.0, *blank, "本年支出合计", 6.0],
            ["年初结转和结余", 1.0, *blank, "年末结转和结余", ""],
            ["总计", 6.0, *blank, "总计", 6.0],
        ],
    )
    assert found(read(grid), OVERVIEW)["支出", "201"] == 60000


# Never wrong ----------------------------------------------------------------------------------------

BESIDE = ["合计", "", 9.0, 8.0, 1.0, 5.0], ["201", "一般公共服务支出", 9.0, 8.0, 1.0, 5.0]
BELOW = [
    *spending(["合计", "", 5.0, 5.0, ""], ["201", "一般公共服务支出", 5.0, 5.0, ""], heads=PLAIN_HEADS),
    [""],
    ["一般公共预算财政拨款项目支出决算表"],
    ["单位：元"],
    ["科目编码", "科目名称", "项目支出合计", "专项业务", "其他"],
    ["205", "教育支出", 100.0, 50.0, 50.0],
]
OWN_HEADS = [["科目编码", "", "", "科目名称", "合计", "基本支出", "项目支出"], ["类", "款", "项", "", "", "", ""]]
DOUBTFUL = [
    pytest.param(FULL_05, GENERAL, TRUE_FULL_05, id="财决07 in full"),
    pytest.param(
        spending(
            *BESIDE,
            heads=[["科目编码", "科目名称", "预算数", "", "", "决算数"], ["", "", "合计", "基本支出", "项目支出", ""]],
        ),
        GENERAL,
        {("合计", "合计"): 5.0, ("201", "合计"): 5.0},
        id="05, 预算数 in three columns",
    ),
    pytest.param(
        spending(
            *BESIDE,
            heads=[
                ["科目编码", "科目名称", "上年决算数", "", "", "决算数"],
                ["", "", "合计", "基本支出", "项目支出", ""],
            ],
        ),
        GENERAL,
        {("合计", "合计"): 5.0, ("201", "合计"): 5.0},
        id="05, last year in three columns",
    ),
    pytest.param(
        spending(
            ["合计", "", 1.0, 9.0, 8.0, 1.0, 5.0, 5.0],
            ["212", "城乡社区支出", 1.0, 9.0, 8.0, 1.0, 5.0, 5.0],
            heads=[
                ["科目编码", "科目名称", "年初结转和结余", "本年收入", "", "", "本年支出", "年末结转和结余"],
                ["", "", "", "小计", "基本支出", "项目支出", "", ""],
            ],
            title=FUND,
        ),
        FUND,
        {
            (row, column): amount
            for row in ("合计", "212")
            for column, amount in (
                ("年初结转和结余", 1.0),
                ("本年收入", 9.0),
                ("本年支出", 5.0),
                ("年末结转和结余", 5.0),
            )
        },
        id="07, 本年收入 split in two",
    ),
    pytest.param(
        BELOW,
        GENERAL,
        {(row, column): 5.0 for row in ("合计", "201") for column in ("合计", "基本支出")},
        id="05 and another table below",
    ),
    pytest.param(
        [
            [THREE],
            CORNER,
            ["合计", "", "公务用车保有量", "公务接待费", ""],
            ["预算数", "决算数", "决算数", "预算数", "决算数"],
            [1.0, 2.0, 3.0, 1.0, 2.0],
        ],
        THREE,
        {
            (item, kind): amount
            for item in ("合计", "公务接待费")
            for kind, amount in (("预算数", 1.0), ("决算数", 2.0))
        },
        id="09 with 保有量",
    ),
    pytest.param(
        [
            *ACROSS_09[:2],
            [*ACROSS_09[2], "公务用车保有量"],
            [*ACROSS_09[3], "决算数"],
            [*ACROSS_09[4], ""],
            [1.0] * 12 + [3.0],
        ],
        THREE,
        {(item, kind): 1.0 for item in ITEMS for kind in ("预算数", "决算数")},
        id="09 whole with 保有量",
    ),
    pytest.param(
        spending(
            ["", "", "", "合计", 9.0, 9.0, ""],
            ["208", "", "", "社会保障和就业支出", 9.0, 9.0, ""],
            ["", "", "05", "机关事业单位基本养老保险缴费支出", 9.0, 9.0, ""],
            heads=OWN_HEADS,
        ),
        GENERAL,
        {(row, column): 9.0 for row in ("合计", "208") for column in ("合计", "基本支出")},
        id="项 without its 款",
    ),
    pytest.param(
        spending(
            ["", "", "", "合计", 9.0, 9.0, ""],
            ["201", "", "", "一般公共服务支出", 1.0, 1.0, ""],
            ["2O8", "", "", "社会保障和就业支出", 9.0, 9.0, ""],
            ["", "05", "", "行政事业单位养老支出", 9.0, 9.0, ""],
            heads=OWN_HEADS,
        ),
        GENERAL,
        {(row, column): 9.0 if row == "合计" else 1.0 for row in ("合计", "201") for column in ("合计", "基本支出")},
        id="a code that is no number",
    ),
    pytest.param(
        spending(
            ["合计", "", 5.0, 5.0, ""],
            ["201", "一般公共服务支出", 5.0, 5.0, ""],
            heads=[["科目编码", "科目名称", "合计（元）", "基本支出（元）", "项目支出（元）"]],
        ),
        GENERAL,
        {},
        id="headings in 元, corner in 万元",
    ),
]


@pytest.mark.parametrize(("grid", "term", "amounts"), DOUBTFUL)
def test_doubtful_layouts_are_not_read_wrong(grid: Grid, term: str, amounts: dict[Key, float]) -> None:
    """All that is read is true; rather than read less, the reader may refuse."""
    try:
        book = read(grid)
    except Refused:
        return
    true = {key: Decimal(str(amount)) * 10000 for key, amount in amounts.items()}
    assert found(book, term).items() <= true.items()
    assert set(book.tables) == {term}


@pytest.mark.parametrize(
    "title",
    [
        "财政拨款支出决算明细表",
        "一般公共预算财政拨款支出决算明细表",
        "一般公共预算财政拨款项目支出决算表",
        "行政事业类项目收入支出决算表",
        "基本支出决算明细表",
        "项目支出决算明细表",
        "经营支出决算明细表",
        "收入支出决算表",
        "资产负债表",
        "部门预算收入支出总表",
        "财政专户管理资金收入支出决算表",
        *(
            pytest.param(title)
            for title in (
                "非税收入决算表",
                "其他收入决算表",
                "政府采购支出决算表",
                "上级补助支出决算表",
                "预算外支出决算表",
            )
        ),
    ],
)
def test_tables_of_other_names_are_left_aside(title: str) -> None:
    """Also where their headings are those of 02 and 03."""
    heads = ["科目编码", "科目名称", *INCOME_HEAD, *SPENT_HEAD]
    other = spending(["合计", "", *[7.0] * 13], heads=[heads], title=title)
    book = read(spending(["合计", "", 5.0, 5.0, ""], heads=PLAIN_HEADS), other)
    assert list(book.tables) == [GENERAL]
    assert [note.code for note in book.notes] == ["B203"]


def test_a_title_goes_before_the_name_of_its_sheet() -> None:
    other = sheet(
        spending(["合计", "", *[7.0] * 6], heads=[["科目编码", "科目名称", *SPENT_HEAD]], title="项目支出决算表"),
        EXPENDITURE,
    )
    book = read(sheet(spending(["合计", "", 5.0, 5.0, ""], heads=PLAIN_HEADS)), other)
    assert list(book.tables) == [GENERAL]


def test_a_sheet_without_title_goes_by_its_name() -> None:
    rows = [["单位：万元"], *PLAIN_HEADS, ["合计", "", 5.0, 5.0, ""]]
    book = read(sheet(rows, "Z05 一般公共预算财政拨款支出决算表(财决07表)"))
    assert found(book, GENERAL) == {("合计", "合计"): 50000, ("合计", "基本支出"): 50000}


@pytest.mark.parametrize(
    "corner",
    [
        ["单位：万元", "编制单位：甲局"],
        ["编制单位：甲局　2024年度　金额单位：万元"],
        ["单位:甲局", "2024年度", "单位:万元"],
        ["公开部门：甲局", "金额单位:万元"],
        *(
            pytest.param(corner)
            for corner in (
                ["（单位：万元）", "编制单位：甲局"],
                ["金额单位：人民币万元", "编制单位：甲局"],
                ["单位：万元（保留两位小数）", "编制单位：甲局"],
            )
        ),
    ],
)
def test_corners(corner: list[str]) -> None:
    """The unit that reports and the unit of money share their word."""
    book = read([[GENERAL], corner, *PLAIN_HEADS, ["合计", "", 5.0, 5.0, ""]])
    assert book.tables[GENERAL].money == "万元"
    assert book.unit_name
    assert book.unit_name.text == "甲局"


def test_a_date_is_not_the_year() -> None:
    book = read(
        [[GENERAL], ["编制日期：2025年8月1日", "", "2024年度", "单位：万元"], *PLAIN_HEADS, ["合计", "", 5.0, 5.0, ""]]
    )
    assert book.year
    assert book.year.value == 2024


@pytest.mark.parametrize("name", ["元谋县财政局", "元宝山区财政局", "万元镇政府"])
def test_a_name_that_begins_with_money(name: str) -> None:
    """单位：元谋县财政局 says nothing of money."""
    rows = [*PLAIN_HEADS, ["合计", "", 5.0, 5.0, ""]]
    with pytest.raises(Refused) as refused:
        read([[GENERAL], [f"编制单位：{name}"], *rows])
    assert codes_of(refused) == ["B205"]
    book = read([[GENERAL], [f"编制单位：{name}", "2024年度", "单位：万元"], *rows])
    assert book.tables[GENERAL].money == "万元"
    assert book.unit_name
    assert book.unit_name.text == name


def test_money_is_asked_for_or_told() -> None:
    """Without a corner note the reader asks; --unit answers; two notes are one too many."""
    grid = [[GENERAL], *PLAIN_HEADS, ["合计", "", 5.0, 5.0, ""]]
    with pytest.raises(Refused) as refused:
        read(grid)
    assert codes_of(refused) == ["B205"]
    assert "--unit" in str(refused.value)
    assert found(read(grid, money="元"), GENERAL)["合计", "合计"] == 5
    assert found(read(grid, money="万元"), GENERAL)["合计", "合计"] == 50000
    with pytest.raises(Refused) as refused:
        read([[GENERAL], ["单位：元", "", "单位：万元"], *grid[1:]])
    assert codes_of(refused) == ["B204"]


@pytest.mark.parametrize("spoilt", ["#REF!", "12.5吨", "1,23.4", True, "无"])
def test_a_cell_that_is_no_amount_is_refused_with_its_place(spoilt: Any) -> None:
    with pytest.raises(Refused) as refused:
        read(spending(["合计", "", 5.0, spoilt, ""], heads=PLAIN_HEADS))
    (finding,) = refused.value.findings
    assert finding.code == "B303"
    assert finding.place
    assert (finding.place.sheet, finding.place.cell) == ("S1", "D4")


def test_other_sheets_and_tables_are_named() -> None:
    """At most six by name, with how many there are; blank sheets are none."""
    others = [sheet([["说明"], ["甲"]], f"页{number}") for number in range(8)]
    book = read(sheet(spending(["合计", "", 5.0, 5.0, ""], heads=PLAIN_HEADS)), *others, sheet([[""]], "空"))
    assert [note.evidence for note in book.notes] == [
        "有 8 张工作表不是九张公开表，没有读：页0、页1、页2、页3、页4、页5等。"
    ]


def test_a_row_may_end_before_its_columns_do() -> None:
    """As programs write them that leave blank cells out: what has no label is told at its first figure."""
    grid = spending(["合计", "", 5.0, 5.0], heads=PLAIN_HEADS)
    with pytest.raises(Refused) as refused:
        read(Worksheet("S1", False, [*grid, ["", "", 3.0]]))
    (finding,) = refused.value.findings
    assert finding.code == "B304"
    assert finding.place and finding.place.cell == "C5"


def test_figures_left_of_the_items_of_09_belong_to_none() -> None:
    """A label stands left of its figures; columns before it are no row of the table, and never guessed at."""
    rows = [["决算数", "项目", "预算数"], [3.0, "合计", 4.0], [3.0, "公务接待费", 4.0]]
    with pytest.raises(Refused) as refused:
        read([[THREE], ["单位：万元"], *rows])
    assert codes_of(refused) == ["B210", "B307"]
