"""Which accounts (科目) a text names, and with what amounts, worked out from small unit files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import narrator
from narrator.figures.findings import Refused
from narrator.figures.values import Figure, Formula, Gap, Names, Text, Value
from narrator.rules.fact import Fact, Facts
from narrator.rules.facts import facts

HEAD = """\
金额单位: {money}
单位: {{单位名称: 甲局, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位, 新设: {new}}}
"""
GENERAL = "一般公共预算财政拨款支出决算表"
BASIC = "一般公共预算财政拨款基本支出决算表"
CHANGES, STRUCTURE = "一般公共预算支出项级增减", "一般公共预算支出结构"
NAMES = {"201": "甲类", "20104": "甲款", "2010450": "甲项", "2010499": "乙项", "208": "乙类", "20805": "乙款"}
NAMES |= {"2080505": "丙项", "2080506": "丁项"}
Write = Callable[..., dict[str, Facts]]


@pytest.fixture
def told(tmp_path: Path) -> Write:
    """Writes a unit file below the common head and gives the facts of its unit."""

    def write(body: str, money: str = "万元", new: str = "否") -> dict[str, Facts]:
        path = tmp_path / "unit.yaml"
        path.write_text(HEAD.format(money=money, new=new) + body, encoding="utf-8")
        return facts(narrator.load(path))

    return write


def table(this: dict[str, str], last: dict[str, str] | None = None, more: str = "", term: str = GENERAL) -> str:
    """A statement whose accounts have this year's amounts, and last year's as a list of their own."""

    def rows(amounts: dict[str, str]) -> str:
        return "".join(f"    {code}: {{名称: {NAMES.get(code, code)}, {given}}}\n" for code, given in amounts.items())

    names = dict.fromkeys(("201", "20104", "208", "20805"), "")
    body = f"{term}:\n  科目:\n{rows({**names, **this})}"
    return body + (f"  上年科目:\n{rows(last)}" if last is not None else "") + more


def several(found: Facts) -> tuple[Fact, ...]:
    """A list of facts."""
    assert isinstance(found, tuple) and not isinstance(found, Fact | Gap)
    return found


def seen(value: Value | None) -> str:
    """A slot as a short text; a gap as 待填."""
    if isinstance(value, Figure):
        return f"{value.value:f}"
    return value.text if isinstance(value, Text) else "待填" if isinstance(value, Gap) else "无"


def rows_of(found: Facts, *wanted: str) -> list[tuple[str, ...]]:
    """Chosen slots of each fact of a list, and of the account that it is about, with its condition last."""
    rows = []
    for fact in several(found):
        account = fact.parts.get("科目")
        slots = {**fact.slots, **account.slots} if isinstance(account, Fact) else fact.slots
        rows.append((*(seen(slots.get(slot)) for slot in wanted), str(fact.condition)))
    return rows


# Which items occurred -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "money", "expected"),
    [
        pytest.param("上年: 3, 决算: 2", "万元", ("3.00", "2.00", "down"), id="both-years"),
        pytest.param("上年: 0, 决算: 2", "万元", ("0.00", "2.00", "from_zero"), id="this-year-only"),
        pytest.param("上年: 3, 决算: 0", "万元", ("3.00", "0.00", "to_zero"), id="last-year-only"),
        pytest.param("上年: 0, 决算: 0", "万元", None, id="neither-year"),
        pytest.param("上年: 0.00, 决算: -0.00", "万元", None, id="neither-year-with-sign"),
        pytest.param("上年: 0, 决算: 0.004", "万元", ("0.00", "0.00", "none"), id="tiny-this-year"),
        pytest.param("上年: 0.004, 决算: 0", "万元", ("0.00", "0.00", "none"), id="tiny-last-year"),
        pytest.param("上年: 0, 决算: 40", "元", ("0.00", "0.00", "none"), id="forty-yuan"),
        pytest.param("上年: 40, 决算: 50", "元", ("0.00", "0.01", "from_zero"), id="fifty-yuan"),
        pytest.param("上年: 50, 决算: 49.99", "元", ("0.01", "0.00", "to_zero"), id="below-fifty-yuan"),
        pytest.param("上年: 1, 决算: -0.004", "万元", ("1.00", "0.00", "to_zero"), id="tiny-negative"),
        pytest.param("上年: 1, 决算: -0.005", "万元", ("1.00", "-0.01", "negative"), id="negative"),
        pytest.param("上年: 1, 决算: ", "万元", ("1.00", "待填", "None"), id="this-year-missing"),
        pytest.param("上年: , 决算: 1", "万元", ("待填", "1.00", "None"), id="last-year-missing"),
    ],
)
def test_an_item_occurred(told: Write, given: str, money: str, expected: tuple[str, ...] | None) -> None:
    """Nothing occurred only where the statement's total says so too."""
    found = told(table({"2010450": given}, more="" if expected else "  合计: 0\n"), money)[CHANGES]
    assert rows_of(found, "上年数", "本年数") == ([expected] if expected else [])


def test_items_come_by_code_with_all_three_names(told: Write) -> None:
    body = table({"2080506": "上年: 1, 决算: 4", "2010499": "上年: 1, 决算: 2", "2010450": "上年: 1, 决算: 1"})
    found = told(body)[CHANGES]
    assert rows_of(found, "类名称", "款名称", "项名称", "本年数") == [
        ("甲类", "甲款", "甲项", "1.00", "flat"),
        ("甲类", "甲款", "乙项", "2.00", "up"),
        ("乙类", "乙款", "丁项", "4.00", "up"),
    ]


def test_an_item_of_one_years_list_only_is_zero_in_the_other(told: Write) -> None:
    this, last = {"2010450": "决算: 5", "2010499": "决算: 6"}, {"2010450": "决算: 4", "2080505": "决算: 7.5"}
    found = told(table(this, last))[CHANGES]
    assert rows_of(found, "项名称", "上年数", "本年数", "增减额", "增减率") == [
        ("甲项", "4.00", "5.00", "1.00", "25.00", "up"),
        ("乙项", "0.00", "6.00", "6.00", "无", "from_zero"),
        ("丙项", "7.50", "0.00", "7.50", "100.00", "to_zero"),
    ]
    absent = [several(found)[1].slots["上年数"], several(found)[2].slots["本年数"]]
    assert [figure.origin for figure in absent if isinstance(figure, Figure)] == [Formula("absent", "0", ())] * 2


def test_a_blank_last_year_is_a_gap_also_beside_items_that_have_one(told: Write) -> None:
    found = told(table({"2010450": "上年: 3, 决算: 2", "2010499": "上年: , 决算: 5"}))[CHANGES]
    assert rows_of(found, "项名称", "上年数", "本年数") == [
        ("甲项", "3.00", "2.00", "down"),
        ("乙项", "待填", "5.00", "None"),
    ]


def test_an_item_of_last_years_list_without_amount_is_a_gap(told: Write) -> None:
    found = told(table({"2010450": "决算: 5"}, {"2010450": ""}))[CHANGES]
    assert rows_of(found, "上年数", "本年数") == [("待填", "5.00", "None")]


def test_a_new_unit_has_no_last_year(told: Write) -> None:
    found = told(table({"2010450": "决算: 5", "2010499": "决算: 0"}), new="是")[CHANGES]
    assert rows_of(found, "项名称", "上年数", "本年数", "增减额") == [("甲项", "无", "5.00", "无", "no_last")]


def test_the_reason_of_an_item_is_kept_under_its_code(told: Write) -> None:
    reasons = "主要原因: {与上年相比: {2010450: 人员增加}}\n"
    found = told(table({"2010450": "上年: 1, 决算: 2", "2010499": "上年: 1, 决算: 2"}) + reasons)[CHANGES]
    assert rows_of(found, "原因") == [("人员增加", "up"), ("待填", "up")]
    gap = several(found)[1].slots["原因"]
    assert gap == Gap("主要原因/与上年相比/2010499", "乙项与上年相比", "reason")


# 科目对应: accounts that were renamed or moved ---------------------------------------------------------


MOVED = "  科目对应: {2010499: 2010450}\n"


def test_a_moved_account_is_compared_under_its_new_code(told: Write) -> None:
    body = table({"2010450": "决算: 5"}, {"2080505": "决算: 4"}, "  科目对应: {2080505: 2010450}\n")
    assert rows_of(told(body)[CHANGES], "项名称", "上年数", "本年数") == [("甲项", "4.00", "5.00", "up")]


def test_several_accounts_that_became_one_are_summed_exactly_and_printed_once(told: Write) -> None:
    """0.014 + 0.014 + 1.005 万元 is 1.033, not 0.01 + 0.01 + 1.01; 1.004 + 1.004 is 2.01, not 2.00."""
    last = {"2010450": "决算: 0.014", "2010499": "决算: 0.014", "2080505": "决算: 1.005"}
    body = table({"2010450": "决算: 5"}, last, "  科目对应: {2010499: 2010450, 2080505: 2010450}\n")
    found = told(body)[CHANGES]
    assert rows_of(found, "项名称", "上年数", "本年数", "增减额") == [("甲项", "1.03", "5.00", "3.97", "up")]
    before = several(found)[0].slots["上年数"]
    assert isinstance(before, Figure) and isinstance(before.origin, Formula)
    (_, exact), *_ = before.origin.inputs
    assert isinstance(exact.origin, Formula)
    assert exact.origin.with_numbers() == "0.014 + 0.014 + 1.005"
    body = table({"2010450": "决算: 5"}, {"2010450": "决算: 1.004", "2010499": "决算: 1.004"}, MOVED)
    assert rows_of(told(body)[CHANGES], "上年数") == [("2.01", "up")]


def test_one_missing_part_leaves_the_moved_sum_open(told: Write) -> None:
    last = {"2010450": "决算: 1", "2010499": ""}
    body = table({"2010450": "决算: 5"}, last, MOVED)
    assert rows_of(told(body)[CHANGES], "上年数", "本年数") == [("待填", "5.00", "None")]


@pytest.mark.parametrize("code", ["201045", "20104500", "20104", "abc", "2290199"])
def test_a_moved_account_must_have_somewhere_to_go(told: Write, code: str) -> None:
    """Else last year's amount vanishes without a word, or stands under a class that has no name (229)."""
    body = table({"2010450": "决算: 5"}, {"2080505": "决算: 4"}, f"  科目对应: {{2080505: {code}}}\n")
    with pytest.raises(Refused) as refused:
        told(body)
    assert {finding.place.line for finding in refused.value.findings if finding.place} == {12}


# 公开层级: at which level an account is told ---------------------------------------------------------

SECRET = "公开层级: {}, 公开层级依据: 涉密"
NAMED = ("类名称", "款名称", "项名称", "上年数", "本年数")


def secret(given: str, level: str) -> str:
    """An account that may be disclosed to this level only."""
    return f"{given}, {SECRET.format(level)}" if given else SECRET.format(level)


@pytest.mark.parametrize(
    ("this", "last", "expected"),
    [
        pytest.param(
            {"201": secret("决算: 6", "类")},
            {"201": "决算: 5", "2010450": "决算: 3", "2010499": "决算: 1.5"},
            [("甲类", "无", "无", "5.00", "6.00", "up")],
            id="class-with-its-own-last-year",
        ),
        pytest.param(
            {"201": secret("决算: 6", "类")},
            {"201": "", "20104": "", "2010450": "决算: 3.004", "2010499": "决算: 1.004"},
            [("甲类", "无", "无", "4.01", "6.00", "up")],
            id="class-from-the-exact-items-of-last-year",
        ),
        pytest.param(
            {"201": secret("决算: 6", "类")},
            {"20104": "决算: 4.5", "2010450": "决算: 3", "2010499": "决算: 1"},
            [("甲类", "无", "无", "4.50", "6.00", "up")],
            id="class-from-the-sections-of-last-year",
        ),
        pytest.param(
            {"201": secret("决算: 6", "类")},
            {"2010450": "决算: 3", "2010499": ""},
            [("甲类", "无", "无", "待填", "6.00", "None")],
            id="class-whose-last-year-is-not-whole",
        ),
        pytest.param(
            {"201": secret("决算: 6", "类")},
            {"2080505": "决算: 0"},
            [("甲类", "无", "无", "0.00", "6.00", "from_zero")],
            id="class-is-new",
        ),
        pytest.param(
            {"201": secret("上年: 5, 决算: 6", "类")},
            None,
            [("甲类", "无", "无", "5.00", "6.00", "up")],
            id="class-beside",
        ),
        pytest.param(
            {"201": secret("决算: 6", "类")},
            None,
            [("甲类", "无", "无", "待填", "6.00", "None")],
            id="class-beside-blank",
        ),
        pytest.param(
            {"201": secret("决算: 6", "款"), "20104": "决算: 6"},
            {"201": "决算: 5", "2010450": "决算: 3", "2080505": "决算: 1"},
            [("甲类", "甲款", "无", "3.00", "6.00", "up"), ("乙类", "乙款", "丙项", "1.00", "0.00", "to_zero")],
            id="section-stated-at-its-class",
        ),
        pytest.param(
            {"201": "决算: 6", "20104": secret("决算: 6", "款")},
            {"201": "决算: 5"},
            [("甲类", "甲款", "无", "待填", "6.00", "None")],
            id="section-below-a-class-of-last-year",
        ),
        pytest.param(
            {"201": secret("决算: 6", "不公开"), "2080505": "决算: 2"},
            {"201": "决算: 5", "2010450": "决算: 5", "2080505": "决算: 1"},
            [("乙类", "乙款", "丙项", "1.00", "2.00", "up")],
            id="not-at-all",
        ),
        pytest.param(
            {"201": "决算: 6"},
            {"201": "决算: 5", "2010450": "决算: 5"},
            [("甲类", "无", "无", "5.00", "6.00", "up")],
            id="class-without-a-word",
        ),
        pytest.param(
            {"201": "决算: 0", "2080505": "决算: 1"},
            {"2010450": "决算: 5", "2080505": "决算: 1"},
            [("甲类", "甲款", "甲项", "5.00", "0.00", "to_zero"), ("乙类", "乙款", "丙项", "1.00", "1.00", "flat")],
            id="class-without-money",
        ),
        pytest.param(
            {"201": "决算: 6", "2010450": "决算: 6"},
            {"201": "决算: 5", "2080505": "决算: 1"},
            [("甲类", "甲款", "甲项", "待填", "6.00", "None"), ("乙类", "乙款", "丙项", "1.00", "0.00", "to_zero")],
            id="last-year-to-its-class-only",
        ),
    ],
)
def test_levels(
    told: Write, this: dict[str, str], last: dict[str, str] | None, expected: list[tuple[str, ...]]
) -> None:
    """Told and compared at the level that may be disclosed; what a list does not go down to is unknown, not zero."""
    assert rows_of(told(table(this, last))[CHANGES], *NAMED) == expected


def test_the_level_that_nobody_states_is_a_gap(told: Write) -> None:
    """It is asked for by the account's code; a level that is stated makes the condition of the account."""
    (fact,) = several(told(table({"201": "决算: 6"}, {"2010450": "决算: 5"}))[CHANGES])
    account = fact.parts["科目"]
    assert isinstance(account, Fact)
    assert account.condition is None
    assert account.slots["公开层级"] == Gap(f"{GENERAL}/科目/201/公开层级", f"{GENERAL}·科目·201·公开层级", "text")
    assert fact.slots["原因"] == Gap("主要原因/与上年相比/201", "甲类与上年相比", "reason")
    for level, this in (("类", {"201": secret("决算: 6", "类")}), ("款", {"20104": secret("决算: 6", "款")})):
        (fact,) = several(told(table(this, {}))[CHANGES])
        account = fact.parts["科目"]
        assert isinstance(account, Fact)
        assert account.condition == {"类": "class", "款": "section"}[level]


def test_shares_stay_as_given_beside_what_is_not_disclosed(told: Write) -> None:
    this = {"201": secret("决算: 60", "不公开"), "208": "决算: 40", "2080505": "决算: 40"}
    found = told(table(this, {}, "  合计: 100\n"))[STRUCTURE]
    assert rows_of(found, "名称", "金额", "占比") == [("乙类", "40.00", "40.00", "some")]


def test_all_that_may_not_be_disclosed_is_a_gap_and_no_empty_list(told: Write) -> None:
    found = told(table({"201": secret("决算: 60", "不公开")}, {}, "  合计: 60\n"))
    assert found[CHANGES] == found[STRUCTURE] == Gap(f"{GENERAL}/科目", f"{GENERAL}·科目")


def test_a_budget_is_compared_at_the_same_level(told: Write) -> None:
    this = {"201": secret("年初预算: 5, 决算: 6, 用途: 办案", "类"), "2080505": "年初预算: 1, 决算: 1, 用途: 缴费"}
    found = told(table(this, {}))["一般公共预算支出项级年初差异"]
    assert rows_of(found, "类名称", "项名称", "预算数", "决算数", "用途") == [
        ("甲类", "无", "5.00", "6.00", "办案", "over"),
        ("乙类", "丙项", "1.00", "1.00", "缴费", "equal"),
    ]


# Classes: their share of the statement's total ---------------------------------------------------------

TOTAL = "  合计: 100\n"


@pytest.mark.parametrize(
    ("this", "last", "expected"),
    [
        pytest.param(
            {"201": "决算: 7.12", "2010450": "决算: 6.66", "2010499": "决算: 0.47"},
            {},
            [("甲类", "7.12", "7.12", "some")],
            id="never-summed-again",
        ),
        pytest.param(
            {"201": "决算: 12.345", "208": "决算: 0"}, {}, [("甲类", "12.35", "12.35", "some")], id="zero-class"
        ),
        pytest.param({"201": "", "2010450": "决算: 5"}, {}, [("甲类", "待填", "待填", "some")], id="class-not-given"),
        pytest.param({"201": "决算: 0.004"}, {}, [("甲类", "0.00", "0.00", "some")], id="tiny-class"),
        pytest.param(
            {"208": "决算: 0", "2080505": "决算: 0"},
            {"2080505": "决算: 3"},
            [("乙类", "0.00", "0.00", "some")],
            id="class-of-last-year",
        ),
        pytest.param(
            {"208": "决算: 2", "201": "决算: 3"},
            {},
            [("甲类", "3.00", "3.00", "some"), ("乙类", "2.00", "2.00", "some")],
            id="by-code",
        ),
    ],
)
def test_classes(told: Write, this: dict[str, str], last: dict[str, str], expected: list[tuple[str, ...]]) -> None:
    found = told(table(this, last, TOTAL))[STRUCTURE]
    assert rows_of(found, "名称", "金额", "占比") == expected


def test_a_class_named_only_last_year_has_no_amount_this_year(told: Write) -> None:
    """Its items were spent this year, so that 0.00 would be wrong: the amount is missing."""
    body = f"{GENERAL}:\n  合计: 100\n  科目:\n    2010450: {{名称: 甲项, 决算: 5}}\n"
    body += "  上年科目:\n    201: {名称: 甲类, 决算: 4}\n    20104: 甲款\n    2010450: {名称: 甲项, 决算: 4}\n"
    assert rows_of(told(body)[STRUCTURE], "名称", "金额") == [("甲类", "待填", "some")]


@pytest.mark.parametrize("name", [CHANGES, STRUCTURE], ids=["changes", "structure"])
def test_accounts_that_are_not_listed_are_a_gap(told: Write, name: str) -> None:
    assert told(f"{GENERAL}: {{合计: 100}}\n")[name] == Gap(f"{GENERAL}/科目", f"{GENERAL}·科目")


@pytest.mark.parametrize("name", [CHANGES, STRUCTURE], ids=["changes", "structure"])
def test_an_empty_list_of_accounts_has_nothing_to_tell(told: Write, name: str) -> None:
    assert told(f"{GENERAL}: {{合计: 0, 科目: {{}}}}\n")[name] == ()


# 六: economic accounts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "staff", "public"),
    [
        pytest.param("30101: 甲, 30201: 乙", "甲", "乙", id="without-amounts"),
        pytest.param("30101: {名称: 甲, 决算: 1}, 30102: {名称: 乙, 决算: 0}", "甲", None, id="zero-not-listed"),
        pytest.param("30101: {名称: 甲, 决算: 0.004}, 30201: {名称: 乙, 决算: -1}", "甲", "乙", id="tiny-and-negative"),
        pytest.param("30399: 己, 30101: 甲, 30302: 乙", "甲、乙、己", None, id="by-code"),
        pytest.param("30701: 甲, 31002: 乙, 39999: 丙, 30201: 丁", None, "丁、甲、乙、丙", id="all-of-public"),
        pytest.param("30101: {名称: 甲, 上年: 3, 决算: 0}", None, None, id="last-year-does-not-count"),
    ],
)
def test_economic_accounts(told: Write, rows: str, staff: str | None, public: str | None) -> None:
    found = told(f"{BASIC}: {{人员经费合计: 9, 公用经费合计: 8, 科目: {{{rows}}}}}\n")
    for name, expected, amount in (("人员经费科目", staff, "9.00"), ("公用经费科目", public, "8.00")):
        fact = found[name]
        assert isinstance(fact, Fact) and (fact.condition, seen(fact.slots["金额"])) == ("some", amount)
        listed = fact.slots["名单"]
        names = "、".join(name.text for name in listed.names) if isinstance(listed, Names) else None
        assert names == expected


@pytest.mark.parametrize(
    ("row", "condition"),
    [("人员经费合计: 0, 科目: {}", "empty"), ("人员经费合计: 0.004, 科目: {}", "some"), ("科目: {}", "some")],
    ids=["zero", "tiny", "missing"],
)
def test_no_economic_accounts(told: Write, row: str, condition: str) -> None:
    fact = told(f"{BASIC}: {{{row}}}\n")["人员经费科目"]
    assert isinstance(fact, Fact) and fact.condition == condition
    assert isinstance(fact.slots.get("名单"), Gap) == (condition == "some")


@pytest.mark.parametrize("code", ["50101", "30901", "31101"])
def test_an_economic_class_outside_of_the_groups_is_named(told: Write, code: str) -> None:
    with pytest.raises(Refused, match=f"经济科目「{code}」的类 {code[:3]} 不属于基本支出"):
        told(f"{BASIC}: {{公用经费合计: 8, 科目: {{{code}: 甲}}}}\n")
