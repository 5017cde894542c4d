"""A second, independent route from a unit file to the printed 说明.

Input is the unit file as plain data (mappings, lists, strings; what ``yaml.BaseLoader`` gives).
``expected`` states every line of the text up to 第三部分, ``read`` holds a drafted text against it.
Nothing of narrator is imported: amounts are whole hundredths of 万元 (``int``), rates are exact
fractions, every rounding is half up and done once, and the wording is written out here again.
A sentence with a missing figure is stated as an ``Open`` clause: which gaps it must show, and which
numbers it may show at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

Data = dict[str, Any]
INCOME = ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
SPENDING = ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
OVERVIEW, FISCAL = "收入支出决算总表", "财政拨款收入支出决算总表"
GENERAL, BASIC = "一般公共预算财政拨款支出决算表", "一般公共预算财政拨款基本支出决算表"
THREE = "财政拨款“三公”经费支出决算表"
LAST, INITIAL, FULL = "与上年相比", "与年初预算相比", "与全年预算相比"
VEHICLE_USES = (
    "副部（省）级及以上领导",
    "主要负责人",
    "机要通信",
    "应急保障",
    "执法执勤",
    "特种专业技术",
    "离退休干部服务",
    "其他",
)
EMPTY = "空表"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
GAP = re.compile(r"【待填：([^】]*)】")


class Gap(NamedTuple):
    """A figure that the file does not give; ``subject`` is the key to it."""

    subject: str

    def __str__(self) -> str:
        return f"【待填：{self.subject}】"


class Open(NamedTuple):
    """A clause that a missing figure leaves open: gaps it must show, numbers it may show at most."""

    gaps: tuple[str, ...]
    known: tuple[str, ...]


Money = int | Gap
Piece = str | Open
Part = tuple[str, tuple[Piece, ...]]  # the stable name of a sentence or cell ("" for a label), its pieces


class Line(NamedTuple):
    """A line of the text: sentences that follow each other, or the cells of a row."""

    parts: tuple[Part, ...]
    between: str = ""


# Arithmetic ---------------------------------------------------------------------------------------


def half_up(exact: Fraction) -> int:
    """The nearest whole number; a half goes away from zero (四舍五入)."""
    magnitude = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return -magnitude if exact < 0 else magnitude


def printed(hundredths: int) -> str:
    """Hundredths with two decimals; zero has no sign."""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole}.{rest:02d}"


def wan(amount: Money) -> str:
    """An amount as printed, or the mark of its gap."""
    return str(amount) if isinstance(amount, Gap) else f"{printed(amount)}万元"


def percent(part: int, whole: int) -> str:
    """``part`` of ``whole`` as a printed percentage."""
    return f"{printed(half_up(Fraction(part * 10000, whole)))}%"


def _opened(*amounts: Money) -> Open:
    gaps = tuple(amount.subject for amount in amounts if isinstance(amount, Gap))
    return Open(gaps, tuple(printed(amount) for amount in amounts if not isinstance(amount, Gap)))


def share(part: Money, whole: Money, words: str) -> Piece:
    """The clause of a share after its amount; none of a total that prints as zero, none of what is negative."""
    if isinstance(part, Gap) or isinstance(whole, Gap):
        return Open((whole.subject,) if isinstance(whole, Gap) else (), ())
    return f"{words}{percent(part, whole)}" if whole > 0 and part >= 0 else ""


def deviation(name: str, budget: Money, actual: Money, reason: str) -> Piece:
    """预算数, 决算数 and 差异率; without a budget, or with a negative amount, the difference instead."""
    if isinstance(budget, Gap) or isinstance(actual, Gap):
        return _opened(budget, actual)
    if budget < 0 or actual < 0 or (budget == 0 and actual):
        outcome = f"预决算差额{wan(actual - budget)}"
    else:
        outcome = f"预决算差异率{percent(actual - budget, budget) if budget else '0.00%'}"
    return f"{name}数{wan(budget)}，决算数{wan(actual)}，{outcome}，主要原因是：{reason}"


# The file -----------------------------------------------------------------------------------------


class Book:
    """The unit file, asked by keys of labels; lists count from 1, a blank is not given."""

    def __init__(self, data: Data) -> None:
        self.data = data
        profile = data["单位"]
        self.name, self.year, self.body = profile["单位名称"], profile["年度"], profile["主体"]
        self.new = profile.get("新设") == "是"
        kinds = profile["单位性质"]
        self.kinds: list[str] = [kinds] if isinstance(kinds, str) else kinds

    def node(self, *key: str) -> Any:
        found: Any = self.data
        for label in key:
            if isinstance(found, list):
                found = found[int(label) - 1]
            else:
                found = found.get(label) if isinstance(found, dict) else None
        return None if found == "" else found

    def typed(self, *key: str) -> str | None:
        """A number as typed; a row with a single number states its 决算, and 空表 that this year is zero."""
        if self.node(key[0]) == EMPTY:
            return "0" if key[-1] in ("决算", "全年预算") else None
        found = self.node(*key)
        if found is None and key[-1] == "决算":
            found = self.node(*key[:-1])
        return found if isinstance(found, str) else None

    def hundredths(self, typed: str | Fraction) -> int:
        return half_up(Fraction(typed) * 100 / (10000 if self.data["金额单位"] == "元" else 1))

    def money(self, *key: str) -> Money:
        typed = self.typed(*key)
        return Gap("·".join(key)) if typed is None else self.hundredths(typed)

    def count(self, unit: str, *key: str) -> str:
        typed = self.typed(*key)
        return str(Gap("·".join(key))) if typed is None else f"{int(typed)}{unit}"

    def text(self, *key: str) -> str:
        found = self.node(*key)
        return str(Gap("·".join(key))) if found is None else str(found).strip()

    def names(self, key: str) -> list[str] | None:
        found = self.node(key)
        return [] if found == "无" else found

    def reason(self, comparison: str, subject: str, name: str = "") -> str:
        found = self.node("主要原因", comparison, subject)
        if isinstance(found, dict):
            target = found["同"].split("/")
            return self.reason(target[0] if len(target) > 1 else comparison, target[-1])
        return f"【待填：{name or subject}{comparison}的主要原因】" if found is None else found.removesuffix("。")

    def change(self, last: Money, this: Money, reason: str, lead: str, mark: str = "，") -> Piece:
        """增减 against last year under one punctuation: 与上年相比 (lead "与上年相比，"), 比上年, 比上年决算."""
        if self.new:
            comma, words = ("", "上年数") if lead.startswith("与") else ("，", lead.removeprefix("，比") + "数")
            return f"{comma}无{words.replace('决算数', '决算')}可比（本{self.body}为本年新设）"
        if isinstance(last, Gap) or isinstance(this, Gap):
            return _opened(last, this)
        both = f"（上年为{wan(last)}，本年为{wan(this)}）"
        if last < 0 or this < 0:
            outcome = f"变动{wan(this - last)}{both}"
        elif last == 0 and this:
            outcome = f"增加{wan(this)}{both}"
        else:
            up, rise = ("减少", "下降") if this < last else ("增加", "增长")
            outcome = f"{up}{wan(abs(this - last))}，{rise}{percent(abs(this - last), last) if last else '0.00%'}"
        return f"{lead}{outcome}{mark}主要原因是：{reason}"

    def row_change(self, subject: str, lead: str, *row: str, reason: str = "") -> Piece:
        reason = reason or self.reason(LAST, subject)
        return self.change(self.money(*row, "上年"), self.money(*row, "决算"), reason, lead)


def line(*parts: tuple[Any, ...]) -> Line:
    """A line of sentences, each ``(name, piece, …)``; neighbouring open clauses become one."""
    kept: list[Part] = []
    for name, *pieces in parts:
        joined: list[Piece] = []
        for piece in pieces:
            if joined and isinstance(piece, Open) and isinstance(joined[-1], Open):
                joined[-1] = Open(joined[-1].gaps + piece.gaps, joined[-1].known + piece.known)
            elif piece != "":
                joined.append(piece)
        kept.append((name, tuple(joined)))
    return Line(tuple(kept))


def row(*cells: str | tuple[str, Piece]) -> Line:
    """A row of a table: labels, and cells with a name."""
    return Line(tuple(("", (cell,)) if isinstance(cell, str) else (cell[0], (cell[1],)) for cell in cells), "\t")


# 第一部分, 一 to 四 ---------------------------------------------------------------------------------


def _headcount(b: Book, term: str, mark: str = "，") -> list[Piece]:
    this, last = (b.typed("人员", term, when) for when in ("本年", "上年"))
    head = f"{term}{b.count('人', '人员', term, '本年')}"
    if b.new:
        return [head]
    if this is None or last is None:
        return [head, Open(() if last else (f"人员·{term}·上年",), ())]
    return [head, f"{mark}{'减少' if int(this) < int(last) else '增加'}{abs(int(this) - int(last))}人"]


def _listing(names: list[str] | None, key: str, some: str, none: str) -> Piece:
    if names is None:
        return Open((key,), ())
    return some.format(len(names), "、".join(names)) if names else none


def _first(b: Book) -> Iterator[Line]:
    yield line(("题", f"{b.name}{b.year}年度部门决算公开说明"))
    yield line(("", f"第一部分 {b.body}概况"))
    yield line(("", "一、主要职能"))
    for words in b.text("主要职能").splitlines():
        yield line(("职能", words.strip()))
    yield line(("", "二、机构设置及人员情况"))
    people = [*_headcount(b, "在职人员"), "；", *_headcount(b, "离休人员"), "；", *_headcount(b, "退休人员", ",")]
    yield line(("人员", f"{b.name}{b.year}年度，实有人数{b.count('人', '人员', '实有人数')}，其中：", *people, "。"))
    below = _listing(b.names("下属预算单位"), "下属预算单位", "有下属预算单位{}个，分别是：{}；", "无下属预算单位，")
    offices = _listing(b.names("科室"), "科室", "下设{}个科室，分别是：{}", "无下设科室")
    yield line(("机构", b.name, below, offices, "。"))


def _whole(b: Book) -> Iterator[Line]:
    yield line(("", "第二部分 部门决算情况说明"))
    yield line(("", "一、收入支出决算总体情况说明"))
    for side, rest in (
        ("收入", ("使用非财政拨款结余（含专用结余）", "年初结转和结余")),
        ("支出", ("结余分配", "年末结转和结余")),
    ):
        total, *parts = (b.money(OVERVIEW, side, label, "决算") for label in ("总计", f"本年{side}合计", *rest))
        told = "，".join(f"{name}{wan(part)}" for name, part in zip((f"本年{side}合计", *rest), parts, strict=True))
        yield line((f"一.{side}", f"{b.year}年度{side}总计{wan(total)}，其中：{told}。"))
    change = b.row_change("收入支出总体", "与上年相比，", OVERVIEW, "收入", "总计")
    yield line(("一.增减", "收入支出总体", change, "。"))
    for number, side, kinds in (("二", "收入", INCOME), ("三", "支出", SPENDING)):
        yield line(("", f"{number}、{side}决算情况说明"))
        whole = b.money(OVERVIEW, side, f"本年{side}合计", "决算")
        pieces: list[Piece] = [f"本年{side}{wan(whole)}，其中："]
        for kind in kinds:
            part = b.money(f"{side}决算表", kind, "决算")
            pieces += [f"{kind}{wan(part)}", share(part, whole, "，占"), "。" if kind == kinds[-1] else "；"]
        yield line((number, *pieces))


def _fiscal(b: Book) -> Iterator[Line]:
    yield line(("", "四、财政拨款收入支出决算总体情况说明"))
    told = []
    for side, when in (("收入", "年初"), ("支出", "年末")):
        kept = b.money(FISCAL, side, f"{when}财政拨款结转和结余", "决算")
        total, year = (b.money(FISCAL, side, label, "决算") for label in ("总计", f"本年{side}合计"))
        told.append(
            f"财政拨款{side}总计{wan(total)}，其中：{when}财政拨款结转和结余{wan(kept)}，本年财政拨款{side}{wan(year)}。"
        )
    yield line(("四.收入", f"{b.year}年度{told[0]}"), ("四.支出", told[1]))
    change = b.row_change("财政拨款收入支出总体", "与上年相比，", FISCAL, "收入", "总计")
    budget, actual = (b.money(FISCAL, "收入", "总计", aspect) for aspect in ("年初预算", "决算"))
    against = deviation("年初预算", budget, actual, b.reason(INITIAL, "财政拨款收入支出总体"))
    yield line(("四.增减", "财政拨款收入支出总体", change, "。"), ("四.预算", "与年初预算相比，", against, "。"))


# 五 to 八: accounts --------------------------------------------------------------------------------


DIGITS = {"项": 7, "款": 5, "类": 3, "不公开": 0}  # of a code, as its 公开层级 lets it be told


def _digits(entries: dict[str, dict[str, str]], code: str) -> int:
    """How many digits of a code are told: 公开层级 of the account, or of the nearest above it."""
    levels = [entries.get(code[:length], {}).get("公开层级") for length in (7, 5, 3)]
    return next((DIGITS[level] for level in levels if level), 7)


def _stops(entries: dict[str, dict[str, str]]) -> set[str]:
    """The 类 and 款 that may have money, with nothing listed below them; a bare name stands for nothing."""
    amounts = ("上年", "年初预算", "全年预算", "决算")
    told = {code for code in entries if _digits(entries, code) <= len(code)}
    full = told | {code for code, entry in entries.items() if any(entry.get(one) for one in amounts)}
    lowest = {code for code in full if not any(other != code and other.startswith(code) for other in full)}
    return {code for code in lowest if len(code) < 7 and Fraction(entries[code].get("决算") or 1) != 0}


class Accounts:
    """The functional accounts of a statement over two years, under this year's codes."""

    def __init__(self, b: Book, term: str) -> None:
        self.b, self.term = b, term
        self.listed = b.node(term, "科目") is not None or b.node(term) == EMPTY
        spent = b.typed(term, "合计" if term == GENERAL else "本年支出", "决算")
        self.unspent = spent is not None and Fraction(spent) == 0
        self.this = self._entries("科目")
        self.whole_list = b.node(term, "上年科目") is not None
        self.last: dict[str, list[tuple[str | None, str]]] = {}  # the amount as typed, and where
        self.names: dict[str, str] = {}
        moved = b.node(term, "科目对应") or {}
        self.open = {code for code in _stops(self.this) if self.digits(code) > len(code)}
        stops = _stops(self.this)
        past: dict[str, dict[str, str]] = {}  # under last year's codes
        for code, entry in sorted(self._entries("上年科目").items()):
            past[code] = entry
            target = moved.get(code, code)
            self.last.setdefault(target, []).append((entry.get("决算") or None, f"上年科目·{code}·决算"))
            self.names.setdefault(target, entry["名称"])
        for code, entry in self.this.items():
            self.names[code] = entry["名称"]
            beside = entry.get("上年") or None
            lowest = code in stops or self.digits(code) <= len(code)
            if beside:  # a bare name in 上年科目 only names what is below it
                self.last[code] = [pair for pair in self.last.get(code, []) if pair != (None, f"上年科目·{code}·决算")]
            if beside or (lowest and not self.whole_list and not b.new):
                self.last.setdefault(code, []).append((beside, f"科目·{code}·上年"))
                past[code] = {"决算": beside or ""}
        self.past = past
        self.stopped = {moved.get(code, code) for code in _stops(past)}

    def _entries(self, key: str) -> dict[str, dict[str, str]]:
        found = self.b.node(self.term, key) or {}
        return {code: {"名称": entry} if isinstance(entry, str) else entry for code, entry in found.items()}

    def digits(self, code: str) -> int:
        """How many digits of a code are told."""
        return _digits(self.this, code)

    def told(self, code: str) -> str:
        """The code under which an account is told; "" for none."""
        above = [code[:length] for length in (3, 5) if code[:length] in self.open]
        return above[0] if above else code[: self.digits(code)]

    def amount(self, code: str) -> Money:
        if not any(known.startswith(code) for known in self.this):
            return 0
        typed = self.this.get(code, {}).get("决算")
        return self.b.hundredths(typed) if typed else Gap(f"{self.term}·科目·{code}·决算")

    def before(self, code: str) -> Money:
        """Several accounts that became one are added up exactly, then rounded; one that a list lacks is zero.

        Not where that list stops above it. A 类 or 款 has its own amount, else the exact sum of what is below it.
        """
        if any(code[:length] in self.stopped for length in (3, 5) if length < len(code)):
            return Gap(f"{self.term}·科目·{code}·上年")
        parts = self.parts(code)
        for typed, where in parts:
            if typed is None:
                return Gap(f"{self.term}·{where}")
        return self.b.hundredths(sum((Fraction(str(typed)) for typed, _ in parts), Fraction(0)))

    def parts(self, code: str) -> list[tuple[str | None, str]]:
        """What last year's lists say of an account: its own amounts, where there are none those right below it."""
        own = self.last.get(code, [])
        if len(code) == 7 or any(typed for typed, _ in own):
            return own
        lower = sorted({other[: len(code) + 2] for other in self.last if other.startswith(code) and other != code})
        found = [part for child in lower for part in self.parts(child)]
        named = {where: where.split("·")[1] for _, where in own}
        emptied = {where for where, old in named.items() if any(old != o and o.startswith(old) for o in self.past)}
        return found or [(typed, where) for typed, where in own if where not in emptied]

    def present(self, code: str) -> bool:
        """The exact amount of either year is not zero, or is missing and may be."""
        amounts = [self.this[code].get("决算") or None] if code in self.this else []
        amounts += [typed for typed, _ in self.parts(code)]
        amounts += [None for length in (3, 5) if length < len(code) and code[:length] in self.stopped]
        return any(typed is None or Fraction(typed) != 0 for typed in amounts)

    def items(self) -> list[str]:
        """What is told one by one: 项, but for what is told at its 款 or 类 or not at all."""
        told = {self.told(code) for code in self.names if code in self.open or len(code) >= self.digits(code)}
        return sorted(code for code in told - {""} if self.present(code))

    def classes(self) -> list[str]:
        """Classes with an amount of their own in either year, and those of the items."""
        own = {code: [(self.this.get(code, {}).get("决算"), ""), *self.parts(code)] for code in self.names}
        some = {code for code, amounts in own.items() if any(typed and Fraction(typed) != 0 for typed, _ in amounts)}
        whole = {code for code in some if len(code) == 3 and self.digits(code)}
        return sorted(whole | {code[:3] for code in self.items()})

    def unknown(self, codes: list[str]) -> bool:
        """Whether the accounts are still to be filled in: none are there, and yet money may have been spent."""
        return not self.listed or (not codes and not self.unspent)

    def lines(self, name: str) -> Iterator[Line]:
        if self.unknown(self.items()):
            yield line((f"{name}.科目", f"【待填：{self.term}·科目】"))
            return
        for number, code in enumerate(self.items(), 1):
            named = [(n, level) for n, level in ((3, "类"), (5, "款"), (7, "项")) if n <= len(code)]
            levels = "".join(f"{self.names[code[:n]]}({level})" for n, level in named)
            if code in self.open:
                levels = f"{self.names[code[:3]]}(类)【待填：{self.term}·科目·{code}·公开层级】"
            reason = self.b.reason(LAST, code, self.names[code])
            change = self.b.change(self.before(code), self.amount(code), reason, "，比上年决算", ",")
            yield line((f"{name}.{code}", f"{number}.{levels}:支出决算数为{wan(self.amount(code))}", change, "。"))


def _general(b: Book) -> Iterator[Line]:
    yield line(("", "五、一般公共预算财政拨款支出决算情况说明"))
    yield line(("", "（一）一般公共预算财政拨款支出决算总体情况"))
    total, budget = (b.money(GENERAL, "合计", aspect) for aspect in ("决算", "年初预算"))
    told = f"{b.year}年度一般公共预算财政拨款支出{wan(total)}"
    part = share(total, b.money(OVERVIEW, "支出", "本年支出合计", "决算"), "，占本年支出合计的")
    subject = "一般公共预算财政拨款支出"
    aspects = ("上年", "年初预算", "全年预算", "决算")
    both = [(b.typed(FISCAL, "收入", "总计", aspect), b.typed(GENERAL, "合计", aspect)) for aspect in aspects]
    same = all(one == other or (one and other and Fraction(one) == Fraction(other)) for one, other in both)
    reasons = {
        comparison: b.reason(comparison, "财政拨款收入支出总体" if same and own is None else subject)
        for comparison in (LAST, INITIAL)
        for own in (b.node("主要原因", comparison, subject),)
    }
    change = b.row_change(subject, "与上年相比，", GENERAL, "合计", reason=reasons[LAST])
    against = deviation("年初预算", budget, total, reasons[INITIAL])
    yield line(
        ("五（一）.支出", told, part, "。"),
        ("五（一）.增减", change, "。"),
        ("五（一）.预算", "与年初预算相比,", against, "。"),
    )
    accounts = Accounts(b, GENERAL)
    nothing = f"本{b.body}本年度无一般公共预算财政拨款支出。"
    yield line(("", "（二）一般公共预算财政拨款支出决算结构情况"))
    if accounts.unknown(accounts.classes()):
        yield line(("五（二）.科目", f"【待填：{GENERAL}·科目】"))
    elif not accounts.classes():
        yield line(("五（二）", nothing))
    for number, code in enumerate(accounts.classes() if accounts.listed else [], 1):
        amount = accounts.amount(code)
        told = f"{number}.{accounts.names[code]}(类){wan(amount)}"
        yield line((f"五（二）.{code}", told, share(amount, total, ",占"), "。"))
    yield line(("", "（三）一般公共预算财政拨款支出决算具体情况"))
    if accounts.unspent and accounts.listed and not accounts.items():
        yield line(("五（三）", nothing))
    yield from accounts.lines("五（三）")


def _basic(b: Book) -> Iterator[Line]:
    yield line(("", "六、一般公共预算财政拨款基本支出决算情况说明"))
    basic = wan(b.money(GENERAL, "基本支出", "决算"))
    for name, lead in (
        ("人员经费", f"{b.year}年度一般公共预算财政拨款基本支出{basic}，其中："),
        ("公用经费", ""),
    ):
        names = []
        for code, entry in sorted((b.node(BASIC, "科目") or {}).items()):
            typed = entry.get("决算") if isinstance(entry, dict) else None
            if (code[:3] in ("301", "303")) == (name == "人员经费") and (not typed or Fraction(typed) != 0):
                names.append(entry["名称"] if isinstance(entry, dict) else entry)
        exact = b.typed(BASIC, f"{name}合计", "决算")
        told = "、".join(names) or f"【待填：{BASIC}·科目（{name}合计）】"
        tail = f"，包括：{told}" if names or exact is None or Fraction(exact) != 0 else ""
        yield line((f"六.{name}", f"{lead}{name}{wan(b.money(BASIC, f'{name}合计', '决算'))}{tail}。"))


def _balance(b: Book, number: str, budget: str) -> Iterator[Line]:
    term = f"{budget}收入支出决算表"
    yield line(("", f"{number}、{budget}收入支出决算情况说明"))
    labels = ("年初结转和结余", "本年收入", "本年支出", "年末结转和结余")
    listed = b.node(term, "科目") or {}
    amounts = [b.typed(term, label, "决算") for label in labels]
    amounts += [typed for label in SPENDING[:2] if (typed := b.typed(term, label, "决算"))]
    hidden = Accounts(b, term)
    told = {code: entry for code, entry in listed.items() if isinstance(entry, dict)}
    amounts += [entry.get("决算") for code, entry in told.items() if entry.get("决算") or hidden.digits(code)]
    if b.node(term) == EMPTY or all(typed and Fraction(typed) == 0 for typed in amounts):
        nothing = f"无{budget}收入、支出及结转和结余，{term}为空表"
        yield line((number, f"本{b.body}本年度{nothing}。"))
        return
    if not isinstance(b.node(term), dict):
        yield line((number, Open((term,), ()), "。"))
        return
    first, income, spent, kept = (wan(b.money(term, label, "决算")) for label in labels)
    basic, project = (wan(b.money(term, label, "决算")) for label in ("基本支出", "项目支出"))
    flows = f"年初结转和结余{first}，本年收入{income}，本年支出{spent}（其中：基本支出{basic}，项目支出{project}）"
    yield line((number, f"{b.year}年度{budget}{flows}，年末结转和结余{kept}。"))
    change = b.row_change(f"{budget}支出", "与上年相比，", term, "本年支出")
    yield line((f"{number}.增减", f"{budget}支出", change, "。"))
    yield from Accounts(b, term).lines(number)


# 九 and 十 -----------------------------------------------------------------------------------------


def _three(b: Book) -> Iterator[Line]:
    yield line(("", "九、财政拨款“三公”经费支出决算情况说明"))
    total = b.money(THREE, "合计", "决算")
    change = b.row_change("财政拨款“三公”经费", "，比上年", THREE, "合计")
    parts: list[tuple[Any, ...]] = [
        ("九.支出", f"{b.year}年度财政拨款“三公”经费支出{wan(total)}", change, "。"),
    ]
    for name, term in (
        ("出国", "因公出国（境）费"),
        ("用车", "公务用车购置及运行维护费"),
        ("接待", "公务接待费"),
    ):
        amount = b.money(THREE, term, "决算")
        told = f"{'其中：' if name == '出国' else ''}{term}支出{wan(amount)}"
        change = b.row_change(term, "，比上年", THREE, term)
        parts.append((f"九.{name}.增减", told, share(amount, total, "，占"), change, "。"))
    yield line(*parts)
    yield line(("", "具体情况如下："))
    yield from _three_details(b)
    parts = []
    for name, lead, subject, term in (
        ("", "与全年预算相比，财政拨款“三公”经费支出", "财政拨款“三公”经费", "合计"),
        (".出国", "其中：因公出国（境）费", "因公出国（境）费", "因公出国（境）费"),
        (".购置", "公务用车购置费", "公务用车购置费", "公务用车购置费"),
        (".运行", "公务用车运行维护费", "公务用车运行维护费", "公务用车运行维护费"),
        (".接待", "公务接待费", "公务接待费", "公务接待费"),
    ):
        budget, actual = (b.money(THREE, term, aspect) for aspect in ("全年预算", "决算"))
        parts.append((f"九{name}.预算", lead, deviation("全年预算", budget, actual, b.reason(FULL, subject)), "。"))
    yield line(*parts)


def _spent_on(b: Book, term: str, *content: str) -> Piece:
    typed = b.typed(THREE, term, "决算")
    if typed is None:
        return Open((), ())
    return f"开支内容包括{b.text(*content) if Fraction(typed) else f'本{b.body}无{term}'}"


def _three_details(b: Book) -> Iterator[Line]:
    abroad, cars, guests = "因公出国（境）情况", "公务用车情况", "公务接待情况"
    spent = {term: wan(b.money(THREE, term, "决算")) for term in ("因公出国（境）费", "公务接待费")}
    on_abroad = _spent_on(b, "因公出国（境）费", abroad, "开支内容")
    groups, people = b.count("个", abroad, "团组数"), b.count("人次", abroad, "人次")
    yield line(
        ("九.出国.开支", f"因公出国（境）费支出{spent['因公出国（境）费']}，", on_abroad, "。"),
        ("九.出国.团组", f"{b.body}全年安排的因公出国（境）团组{groups}，因公出国（境）{people}。"),
    )
    kinds = ("公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费")
    whole, bought, ran = (wan(b.money(THREE, term, "决算")) for term in kinds)
    on_cars = _spent_on(b, kinds[2], cars, "运行维护费开支内容")
    held = b.count("辆", "国有资产", "车辆", "数量")
    why = b.text(cars, "保有量差异原因")
    yield line(
        ("九.用车.费", f"{kinds[0]}{whole}，其中：{kinds[1]}{bought}，{kinds[2]}{ran}。"),
        ("九.用车.开支", f"{kinds[2]}{on_cars}" if isinstance(on_cars, str) else on_cars, "。"),
        (
            "九.用车.数",
            f"公务用车购置数{b.count('辆', cars, '购置数')}，公务用车保有量{b.count('辆', cars, '保有量')}。",
        ),
        ("九.用车.资产", f"国有资产占用情况中固定资产车辆{held}，与公务用车保有量差异原因是：{why}。"),
    )
    batches, guest_count = b.count("批次", guests, "国内批次"), b.count("人次", guests, "国内人次")
    foreign = [b.typed(guests, f"国（境）外{what}") for what in ("批次", "人次")]
    tail = ""
    if any(typed and int(typed) for typed in foreign):
        tail = "，".join(b.count(what, guests, f"国（境）外{what}") for what in ("批次", "人次"))
        tail = f"，国（境）外公务接待{tail}"
    yield line(
        ("九.接待.开支", f"公务接待费{spent['公务接待费']}，", _spent_on(b, "公务接待费", guests, "开支内容"), "。"),
        ("九.接待.批次", f"{b.body}全年安排的国内公务接待{batches}，{guest_count}{tail}。"),
    )


def _matters(b: Book) -> Iterator[Line]:
    yield line(("", "十、其他重要事项的情况说明"))
    yield line(("", "（一）机关运行经费及公用经费支出情况"))
    for name, kind, cost in (
        ("行政", "行政单位", "机关运行经费"),
        ("参公", "参照公务员法管理事业单位", "机关运行经费"),
        ("事业", "事业单位", "公用经费"),
    ):
        if kind not in b.kinds:
            continue
        key = ("机关运行经费及公用经费", f"{kind}{cost}")
        if len(b.kinds) == 1 and not b.node(*key):
            key = (BASIC, "公用经费合计")
        told = f"{b.year}年度{b.name}（{kind}）{cost}支出{wan(b.money(*key, '决算'))}"
        yield line((f"十（一）.{name}", told, b.row_change(f"{kind}{cost}", "，比上年", *key), "。"))
    yield line(("", "（二）政府采购情况"))
    total = b.money("政府采购", "政府采购支出总额")
    kinds = "、".join(
        f"政府采购{kind}支出{wan(b.money('政府采购', f'政府采购{kind}支出'))}" for kind in ("货物", "工程", "服务")
    )
    yield line(("十（二）.总额", f"{b.year}年度政府采购支出总额{wan(total)}，其中：{kinds}。"))
    pieces: list[Piece] = []
    for firms, end in (("中小", "，其中："), ("小微", "。")):
        amount = b.money("政府采购", f"授予{firms}企业合同金额")
        part = share(amount, total, "，占政府采购支出总额的")
        pieces += [f"授予{firms}企业合同金额{wan(amount)}", part, end]
    yield line(("十（二）.中小企业", *pieces))
    yield line(("", "（三）国有资产占用情况说明"))
    area = b.typed("国有资产", "房屋面积")
    floor = f"{printed(half_up(Fraction(area) * 100))}平方米" if area else "【待填：国有资产·房屋面积】"
    value = wan(b.money("国有资产", "房屋价值"))
    cars = "、".join(f"{use}用车{b.count('辆', '国有资产', '车辆', f'{use}用车')}" for use in VEHICLE_USES)
    other = b.typed("国有资产", "车辆", "其他用车")
    use = f"，其他用车主要是：{b.text('国有资产', '车辆', '其他用车主要是')}" if other and int(other) else ""
    number, worth = b.count("辆", "国有资产", "车辆", "数量"), wan(b.money("国有资产", "车辆", "价值"))
    machines = b.count("台（套）", "国有资产", "单价100万元（含）以上设备")
    yield line(
        ("十（三）.房屋", f"截至{b.year}年12月31日，房屋{floor}，价值{value}。"),
        ("十（三）.车辆", f"车辆{number}，价值{worth}，其中：{cars}{use}。"),
        ("十（三）.设备", f"单价100万元（含）以上设备（不含车辆）{machines}。"),
    )


# 十一 and 十二 -------------------------------------------------------------------------------------


def _performance(b: Book) -> Iterator[Line]:
    yield line(("", "十一、预算绩效的情况说明"))
    key = "预算绩效"
    tables = {name: b.node(key, f"{name}支出绩效自评表") for name in ("整体", "项目")}
    tables = {name: [] if found == "无" else found for name, found in tables.items()}
    sums = {name: _sums(b, name, len(found or ())) for name, found in tables.items()}
    start = f"根据预算绩效管理要求，本{b.body}{b.year}年度预算绩效管理"
    overall: Piece = Open((f"{key}·整体支出绩效自评表",), (b.year,))
    if tables["整体"] is not None:
        plan, spent = sums["整体"]
        made = f"形成整体支出绩效自评表{len(tables['整体'])}个，全年预算总额{plan}，实际执行总额{spent}"
        overall = start + (made if tables["整体"] else "未形成整体支出绩效自评表")
    projects: Piece = Open((f"{key}·项目支出绩效自评表",), ())
    if tables["项目"] is not None:
        plan, spent = sums["项目"]
        made = f"预算绩效评价项目{len(tables['项目'])}个，全年预算数{plan}，全年执行数{spent}"
        projects = made if tables["项目"] else "无预算绩效评价项目"
    told = (
        f"{lead}：{b.text(key, about).removesuffix('。')}。"
        for lead, about in (
            ("预算绩效管理取得的成效", "成效"),
            ("发现的问题及原因", "问题及原因"),
            ("下一步改进措施", "改进措施"),
        )
    )
    yield line(
        ("十一.自评", overall, "；", projects, "。"),
        *((f"十一.文字{number}", words) for number, words in enumerate(told, 1)),
        ("十一.附表", *_attached(tables)),
    )
    for name, table in (("整体", _overall), ("项目", _project)):
        if tables[name] is None:
            yield line((f"{name}表", f"【待填：{key}·{name}支出绩效自评表】"))
        for number in range(1, len(tables[name] or ()) + 1):
            yield from table(b, f"{name}表{number if number > 1 else ''}", (key, f"{name}支出绩效自评表", str(number)))


def _sums(b: Book, name: str, number: int) -> tuple[str, str]:
    """全年预算数 and 全年执行数 over the tables of one sort, added as printed."""
    total = {"整体": "合计", "项目": "年度资金总额"}[name]
    sums = []
    for column in ("全年预算数", "全年执行数"):
        amounts = [b.money("预算绩效", f"{name}支出绩效自评表", str(n + 1), total, column) for n in range(number)]
        missing = next((amount for amount in amounts if isinstance(amount, Gap)), None)
        sums.append(wan(missing or sum(amount for amount in amounts if not isinstance(amount, Gap))))
    return sums[0], sums[1]


def _attached(tables: dict[str, Any]) -> list[Piece]:
    if tables["整体"] is None or not (tables["整体"] or tables["项目"] is None or tables["项目"]):
        return []
    if tables["项目"] is None:
        gap = Open(("预算绩效·项目支出绩效自评表",), ())
        return [gap, "。"] if tables["整体"] else [gap]
    first = "整体支出绩效自评表" if tables["整体"] else ""
    second = "项目支出绩效自评表和评价报告" if tables["项目"] else ""
    return [f"具体附{'，'.join(filter(None, (first, second)))}。"]


def decimals(typed: list[str]) -> tuple[int, str]:
    """The sum of numbers as typed: in hundredths (half up), and with the most decimals of all."""
    exact = sum((Fraction(number) for number in typed), Fraction(0))
    places = max(len(number.partition(".")[2]) for number in typed)
    digits = f"{half_up(exact * 10**places):0{places + 1}d}"
    return half_up(exact * 100), f"{digits[:-places]}.{digits[-places:]}" if places else digits


class Scored:
    """The row of a table that is scored: 执行率 × 分值 = 得分, never above 分值."""

    def __init__(self, b: Book, name: str, key: tuple[str, ...]) -> None:
        self.plan, self.spent = (b.money(*key, column) for column in ("全年预算数", "全年执行数"))
        self.weight, score = (b.typed(*key, column) for column in ("分值", "得分"))
        self.weight_text = self.weight or f"【待填：{'·'.join(key)}·分值】"
        self.score_text = printed(decimals([score])[0]) if score else f"【待填：{'·'.join(key)}·得分】"
        self.rate: Piece = "—"
        if isinstance(self.plan, Gap) or isinstance(self.spent, Gap):
            missing = [amount for amount in (self.plan, self.spent) if isinstance(amount, Gap)]
            self.rate = Open(tuple(gap.subject for gap in missing), ())
            self.score_text = str(missing[0])  # a score that is given stands only where there is no rate
        elif self.plan > 0 and self.spent >= 0:
            self.rate = percent(self.spent, self.plan)
            self.score_text = self.weight_text
            if self.weight is not None:
                earned = Fraction(self.weight) * Fraction(self.rate.removesuffix("%")) / 100
                self.score_text = printed(half_up(min(earned, Fraction(self.weight)) * 100))
        self.cells = (
            (f"{name}.分值", self.weight_text),
            (f"{name}.执行率", self.rate),
            (f"{name}.得分", self.score_text),
        )


def _funds(b: Book, name: str, key: tuple[str, ...]) -> list[tuple[str, Piece]]:
    cells: list[tuple[str, Piece]] = []
    for column in ("年初预算数", "全年预算数", "全年执行数"):
        cells.append((f"{name}.{column}", wan(b.money(*key, column)).removesuffix("万元")))
    return cells


def _indicators(b: Book, name: str, key: tuple[str, ...], columns: tuple[str, ...], label: str = "") -> Iterator[Line]:
    """Indicator rows as written; equal 一级 and 二级 in neighbouring rows are one cell."""
    found = b.node(*key, "指标")
    if found is None:
        yield row((f"{name}.指标", f"【待填：{'·'.join(key)}·指标】"))
        return
    above: tuple[str, str] = ("", "")
    for number, entry in enumerate([] if found == "无" else found, 1):
        level = (entry["一级指标"], entry["二级指标"])
        heads = [level[0]] * (level[0] != above[0]) + [level[1]] * (level != above)
        heads = [label] * bool(label and number == 1) + heads
        cells = [(f"{name}.指标{number}.{column}", entry.get(column) or "") for column in columns]
        yield row(*heads, *cells)
        above = level


def _overall(b: Book, name: str, key: tuple[str, ...]) -> Iterator[Line]:
    own = b.node(*key, "单位名称") in (None, b.name)
    body = b.body if own else "单位"  # a department's table may be that of one of its units
    yield line(("", f"{body}整体支出绩效自评表"))
    yield line(("", f"（{b.year}年度）"))
    yield row("单位名称", (f"{name}.单位", b.node(*key, "单位名称") or b.name))
    heads = ("资金来源", "年初预算数", "全年预算数", "全年执行数", "分值权重", "执行率", "得分")
    yield row("部门资金（万元）", *heads)
    for label in ("上级资金", "本级资金", "其他资金"):
        yield row(label, *_funds(b, f"{name}.{label}", (*key, label)), "-", "-", "-")
    total = Scored(b, f"{name}.合计", (*key, "合计"))
    yield row("合计", *_funds(b, f"{name}.合计", (*key, "合计")), *total.cells)
    yield row("年度总体目标", "预期目标", "实际完成情况")
    year = f"{b.year} 年本{body}"
    known = _opened(total.plan, total.spent)
    done: tuple[Piece, ...] = (known._replace(known=(*known.known, b.year)),)
    if isinstance(total.rate, str):
        rate = f"，总预算执行率为{total.rate}" if total.rate != "—" else ""
        done = (f"{year}全年预算数为{wan(total.plan)}，全年执行数为{wan(total.spent)}{rate}",)
    done = (*done, f"。{year}完成以下工作内容：{b.text(*key, '实际完成情况')}")
    yield Line((("", (b.text(*key, "预期目标"),)), (f"{name}.完成情况", done)), "\t")
    columns = ("预期指标值", "指标值设定依据", "分值权重", "实际完成指标值", "得分")
    yield row("一级指标", "二级指标", "三级指标", *columns)
    yield from _indicators(b, name, key, ("三级指标", *columns))


def _project(b: Book, name: str, key: tuple[str, ...]) -> Iterator[Line]:
    yield line(("", "项目支出绩效自评表"))
    yield line(("", f"({b.year}年度)"))
    yield row("项目名称", b.text(*key, "项目名称"))
    yield row("主管部门", b.text(*key, "主管部门"), "实施单位", b.node(*key, "实施单位") or b.name)
    yield row("项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    total = Scored(b, f"{name}.年度资金总额", (*key, "年度资金总额"))
    yield row("年度资金总额", *_funds(b, f"{name}.年度资金总额", (*key, "年度资金总额")), *total.cells)
    for label, shown in (("当年财政拨款", "其中：当年财政拨款"), ("其他资金", "  其他资金")):
        yield row(shown, *_funds(b, f"{name}.{label}", (*key, label)), "—", "—", "—")
    yield row("年度总体目标", "预期目标", "实际完成情况")
    yield row(b.text(*key, "预期目标"), b.text(*key, "实际完成情况"))
    first = ("权重", "目标值", "业绩值", "完成率", "指标得分", "指标值设定依据")
    columns = (*first, "上年完成情况", "赋分规则", "佐证资料", "偏差原因分析及改进措施")
    yield row("", "一级指标", "二级指标", "三级指标", *columns)
    yield from _indicators(b, name, key, ("三级指标", *columns), "年度绩效指标完成情况")
    weights = _added(b, key, "权重", total.weight_text)
    scores = _added(b, key, "指标得分", total.score_text)
    weight, score = (sums if isinstance(sums, str) else None for sums in (weights, scores))
    weight = weight or decimals(list(weights))[1]
    score = score or f"{printed(decimals(list(scores))[0])}分"
    yield row("总分", (f"{name}.总权重", weight), "", "", "", (f"{name}.总分", score), "", "", "", "", "")


def _added(b: Book, key: tuple[str, ...], column: str, first: str) -> str | list[str]:
    """The scored row and the indicator rows of a column, as typed; a gap where one of them is missing."""
    if GAP.search(first):
        return first
    found = b.node(*key, "指标")
    if found is None:
        return f"【待填：{'·'.join(key)}·指标】"
    numbers = [first]
    for number, entry in enumerate([] if found == "无" else found, 1):
        typed = entry.get(column) or ""
        if typed in ("-", "—", "－", "/"):
            continue
        if not NUMBER.fullmatch(typed):
            return f"【待填：{'·'.join(key)}·指标·{number}·{column}】"
        numbers.append(typed)
    return numbers


def _remarks(b: Book) -> Iterator[Line]:
    yield line(("", "十二、其他需说明的事项"))
    told = b.text("其他需说明的事项")
    for words in told.splitlines() if told != "无" else [f"本{b.body}无其他需说明的事项。"]:
        yield line(("十二", words.strip()))


def expected(data: Data) -> list[Line]:
    """Every line of the text that this unit file must give, up to 第三部分."""
    b = Book(data)
    return [
        *(*_first(b), *_whole(b), *_fiscal(b), *_general(b), *_basic(b)),
        *_balance(b, "七", "政府性基金预算财政拨款"),
        *_balance(b, "八", "国有资本经营预算财政拨款"),
        *(*_three(b), *_matters(b), *_performance(b), *_remarks(b)),
    ]


# Holding a text against it --------------------------------------------------------------------------


def read(text: str, data: Data) -> dict[str, str]:
    """The sentences and cells of a drafted text by their names; each must be the expected one.

    Raises AssertionError with the first line that is not as expected.
    """
    lines = text.splitlines()
    found: dict[str, str] = {}
    wanted = expected(data)
    for number, want in enumerate(wanted):
        have = lines[number] if number < len(lines) else ""
        found |= _matched(want, have)
    rest = lines[len(wanted) :]
    assert rest and rest[0] == "第三部分 专业名词解释", f"unexpected line: {rest[:1]}"
    return found | {f"第三部分.{number}": words for number, words in enumerate(rest)}


def _matched(want: Line, have: str) -> dict[str, str]:
    opens = [piece for _, pieces in want.parts for piece in pieces if isinstance(piece, Open)]
    pattern = re.escape(want.between).join(
        "(" + "".join("([^。；\t]*?)" if isinstance(piece, Open) else re.escape(piece) for piece in pieces) + ")"
        for _, pieces in want.parts
    )
    match = re.fullmatch(pattern, have)
    assert match, f"\nexpected: {_shown(want)}\n printed: {have}"
    groups = list(match.groups())
    found: dict[str, str] = {}
    for name, pieces in want.parts:
        words = groups.pop(0)
        for piece in (piece for piece in pieces if isinstance(piece, Open)):
            _check_open(piece, groups.pop(0), have)
        if name:
            key = name if name not in found else f"{name}+"
            found[key] = words
    assert len(opens) + len(want.parts) == len(match.groups())
    return found


def _check_open(want: Open, words: str, line_text: str) -> None:
    gaps = GAP.findall(words)
    lost = [gap for gap in want.gaps if gap not in gaps]
    assert not lost, f"gap {lost} is not shown in: {line_text}"
    bare = GAP.sub("", words)
    strange = [number for number in NUMBER.findall(bare) if number not in want.known]
    assert not strange and "%" not in bare, f"a number without its figures ({strange}) in: {line_text}"


def _shown(want: Line) -> str:
    return want.between.join(
        "".join(piece if isinstance(piece, str) else f"<open {piece}>" for piece in pieces) for _, pieces in want.parts
    )
