"""The table of effects: which sentences and cells of the document each figure of a unit file reaches.

TABLE is written by hand for fixtures/changji-2024. Each figure is changed three ways (one more, to
zero, to last year's value); exactly the sentences and cells in its row may change, and the whole
new text must be the one that the second route (tests/helpers/recompute.py) works out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import pytest

from helpers.recompute import GENERAL, NUMBER, Data, read
from helpers.strategies import FIXTURE, at, changed, drafted, fixture
from narrator import draft, load, render
from narrator.figures.findings import Refused

# id | key in the unit file | what changes; a line that begins with | goes on, and names the change (plus, zero,
# last) where that one has other effects.
# 五（一） takes its reasons from 四 only while the amounts of both are equal: so 四's totals reach 五（一） too.
TABLE = """
staff-all              | 人员/实有人数           | 人员
staff-serving-last     | 人员/在职人员/上年      | 人员
staff-serving          | 人员/在职人员/本年      | 人员
staff-cadres-last      | 人员/离休人员/上年      | 人员
staff-cadres           | 人员/离休人员/本年      | 人员
staff-retired-last     | 人员/退休人员/上年      | 人员
staff-retired          | 人员/退休人员/本年      | 人员

t1-year-receipts       | 收入支出决算总表/收入/本年收入合计 | 一.收入 二
t1-used-surplus        | 收入支出决算总表/收入/使用非财政拨款结余（含专用结余） | 一.收入
t1-brought             | 收入支出决算总表/收入/年初结转和结余 | 一.收入
t1-receipts-last       | 收入支出决算总表/收入/总计/上年 | 一.增减
t1-receipts            | 收入支出决算总表/收入/总计/决算 | 一.收入 一.增减
t1-year-payments       | 收入支出决算总表/支出/本年支出合计 | 一.支出 三 五（一）.支出
t1-shared              | 收入支出决算总表/支出/结余分配 | 一.支出
t1-carried             | 收入支出决算总表/支出/年末结转和结余 | 一.支出
t1-payments            | 收入支出决算总表/支出/总计 | 一.支出

t2-fiscal              | 收入决算表/财政拨款收入 | 二
t2-superior            | 收入决算表/上级补助收入 | 二
t2-service             | 收入决算表/事业收入     | 二
t2-business            | 收入决算表/经营收入     | 二
t2-subordinate         | 收入决算表/附属单位上缴收入 | 二
t2-other               | 收入决算表/其他收入     | 二
t3-basic               | 支出决算表/基本支出     | 三
t3-project             | 支出决算表/项目支出     | 三
t3-superior            | 支出决算表/上缴上级支出 | 三
t3-business            | 支出决算表/经营支出     | 三
t3-subordinate         | 支出决算表/对附属单位补助支出 | 三

t4-year-receipts       | 财政拨款收入支出决算总表/收入/本年收入合计 | 四.收入
t4-brought             | 财政拨款收入支出决算总表/收入/年初财政拨款结转和结余 | 四.收入
t4-receipts-last       | 财政拨款收入支出决算总表/收入/总计/上年 | 四.增减 五（一）.增减 五（一）.预算
t4-receipts-budget     | 财政拨款收入支出决算总表/收入/总计/年初预算 | 四.预算 五（一）.增减 五（一）.预算
t4-receipts            | 财政拨款收入支出决算总表/收入/总计/决算 | 四.收入 四.增减 四.预算 五（一）.增减 五（一）.预算
t4-year-payments       | 财政拨款收入支出决算总表/支出/本年支出合计 | 四.支出
t4-carried             | 财政拨款收入支出决算总表/支出/年末财政拨款结转和结余 | 四.支出
t4-payments            | 财政拨款收入支出决算总表/支出/总计 | 四.支出

t5-total-last          | GENERAL/合计/上年       | 五（一）.增减 五（一）.预算
t5-total-budget        | GENERAL/合计/年初预算   | 五（一）.增减 五（一）.预算
t5-total               | GENERAL/合计/决算       | 五（一）.支出 五（一）.增减 五（一）.预算
                       | 五（二）.201 五（二）.208 五（二）.210 五（二）.221
t5-basic               | GENERAL/基本支出        | 六.人员经费
t5-201                 | GENERAL/科目/201/决算   | 五（二）.201
t5-208                 | GENERAL/科目/208/决算   | 五（二）.208
t5-210                 | GENERAL/科目/210/决算   | 五（二）.210
t5-221                 | GENERAL/科目/221/决算   | 五（二）.221
t5-2010450-last        | GENERAL/科目/2010450/上年 | 五（三）.2010450
t5-2010450             | GENERAL/科目/2010450/决算 | 五（三）.2010450
t5-2010499-last        | GENERAL/科目/2010499/上年 | 五（三）.2010499
t5-2010499             | GENERAL/科目/2010499/决算 | 五（三）.2010499
t5-2080505-last        | GENERAL/科目/2080505/上年 | 五（三）.2080505
t5-2080505             | GENERAL/科目/2080505/决算 | 五（三）.2080505
t5-2080506-last        | GENERAL/科目/2080506/上年 | 五（三）.2080506
t5-2080506             | GENERAL/科目/2080506/决算 | 五（三）.2080506
t5-2101102-last        | GENERAL/科目/2101102/上年 | 五（三）.2101102
t5-2101102             | GENERAL/科目/2101102/决算 | 五（三）.2101102
t5-2101103-last        | GENERAL/科目/2101103/上年 | 五（三）.2101103
t5-2101103             | GENERAL/科目/2101103/决算 | 五（三）.2101103
t5-2101199-last        | GENERAL/科目/2101199/上年 | 五（三）.2101199
t5-2101199             | GENERAL/科目/2101199/决算 | 五（三）.2101199
t5-2210201-last        | GENERAL/科目/2210201/上年 | 五（三）.2210201
t5-2210201             | GENERAL/科目/2210201/决算 | 五（三）.2210201

t6-staff               | 一般公共预算财政拨款基本支出决算表/人员经费合计 | 六.人员经费
t6-public-last         | 一般公共预算财政拨款基本支出决算表/公用经费合计/上年 | 十（一）.事业
t6-public              | 一般公共预算财政拨款基本支出决算表/公用经费合计/决算 | 六.公用经费 十（一）.事业

t9-total-last          | THREE/合计/上年         | 九.支出
t9-total-budget        | THREE/合计/全年预算     | 九.预算
t9-total               | THREE/合计/决算         | 九.支出 九.用车.增减 九.预算
                       | zero: 九.支出 九.出国.增减 九.用车.增减 九.接待.增减 九.预算
t9-abroad-last         | THREE/因公出国（境）费/上年 | 九.出国.增减
t9-abroad-budget       | THREE/因公出国（境）费/全年预算 | 九.出国.预算
t9-abroad              | THREE/因公出国（境）费/决算 | 九.出国.增减 九.出国.开支 九.出国.预算
t9-cars-last           | THREE/公务用车购置及运行维护费/上年 | 九.用车.增减
t9-cars                | THREE/公务用车购置及运行维护费/决算 | 九.用车.增减 九.用车.费
t9-purchase-budget     | THREE/公务用车购置费/全年预算 | 九.购置.预算
t9-purchase            | THREE/公务用车购置费/决算 | 九.用车.费 九.购置.预算
t9-running-budget      | THREE/公务用车运行维护费/全年预算 | 九.运行.预算
t9-running             | THREE/公务用车运行维护费/决算 | 九.用车.费 九.运行.预算
                       | zero: 九.用车.费 九.用车.开支 九.运行.预算
t9-reception-last      | THREE/公务接待费/上年   | 九.接待.增减
t9-reception-budget    | THREE/公务接待费/全年预算 | 九.接待.预算
t9-reception           | THREE/公务接待费/决算   | 九.接待.增减 九.接待.开支 九.接待.预算

abroad-groups          | 因公出国（境）情况/团组数 | 九.出国.团组
abroad-people          | 因公出国（境）情况/人次 | 九.出国.团组
cars-bought            | 公务用车情况/购置数     | 九.用车.数
cars-held              | 公务用车情况/保有量     | 九.用车.数
guests-batches         | 公务接待情况/国内批次   | 九.接待.批次
guests-people          | 公务接待情况/国内人次   | 九.接待.批次

bought-total           | 政府采购/政府采购支出总额 | 十（二）.总额 十（二）.中小企业
bought-goods           | 政府采购/政府采购货物支出 | 十（二）.总额
bought-works           | 政府采购/政府采购工程支出 | 十（二）.总额
bought-services        | 政府采购/政府采购服务支出 | 十（二）.总额
bought-smaller         | 政府采购/授予中小企业合同金额 | 十（二）.中小企业
bought-micro           | 政府采购/授予小微企业合同金额 | 十（二）.中小企业

assets-floor           | 国有资产/房屋面积       | 十（三）.房屋
assets-buildings       | 国有资产/房屋价值       | 十（三）.房屋
assets-cars            | 国有资产/车辆/数量      | 九.用车.资产 十（三）.车辆
assets-cars-value      | 国有资产/车辆/价值      | 十（三）.车辆
assets-ministers       | 国有资产/车辆/副部（省）级及以上领导用车 | 十（三）.车辆
assets-principals      | 国有资产/车辆/主要负责人用车 | 十（三）.车辆
assets-confidential    | 国有资产/车辆/机要通信用车 | 十（三）.车辆
assets-emergency       | 国有资产/车辆/应急保障用车 | 十（三）.车辆
assets-enforcement     | 国有资产/车辆/执法执勤用车 | 十（三）.车辆
assets-special         | 国有资产/车辆/特种专业技术用车 | 十（三）.车辆
assets-veterans        | 国有资产/车辆/离退休干部服务用车 | 十（三）.车辆
assets-other           | 国有资产/车辆/其他用车  | 十（三）.车辆
assets-machines        | 国有资产/单价100万元（含）以上设备 | 十（三）.设备

all-superior-initial   | OVERALL/上级资金/年初预算数 | 整体表.上级资金.年初预算数
all-superior-plan      | OVERALL/上级资金/全年预算数 | 整体表.上级资金.全年预算数
all-superior-spent     | OVERALL/上级资金/全年执行数 | 整体表.上级资金.全年执行数
all-own-initial        | OVERALL/本级资金/年初预算数 | 整体表.本级资金.年初预算数
all-own-plan           | OVERALL/本级资金/全年预算数 | 整体表.本级资金.全年预算数
all-own-spent          | OVERALL/本级资金/全年执行数 | 整体表.本级资金.全年执行数
all-other-initial      | OVERALL/其他资金/年初预算数 | 整体表.其他资金.年初预算数
all-other-plan         | OVERALL/其他资金/全年预算数 | 整体表.其他资金.全年预算数
all-other-spent        | OVERALL/其他资金/全年执行数 | 整体表.其他资金.全年执行数
all-total-initial      | OVERALL/合计/年初预算数 | 整体表.合计.年初预算数
all-total-plan         | OVERALL/合计/全年预算数 | 十一.自评 整体表.合计.全年预算数 整体表.完成情况
                       | 整体表.合计.执行率 整体表.合计.得分
all-total-spent        | OVERALL/合计/全年执行数 | 十一.自评 整体表.合计.全年执行数 整体表.完成情况
                       | 整体表.合计.执行率 整体表.合计.得分
all-weight             | OVERALL/合计/分值       | 整体表.合计.分值 整体表.合计.得分

project-initial        | PROJECT/年度资金总额/年初预算数 | 项目表.资金.年初预算数
project-plan           | PROJECT/年度资金总额/全年预算数 | 十一.自评 项目表.资金.全年预算数
                       | 项目表.资金.执行率 项目表.资金.得分 项目表.总分
# Spending more than planned scores no more than 分值.
project-spent          | PROJECT/年度资金总额/全年执行数 | 十一.自评 项目表.资金.全年执行数
                       | 项目表.资金.执行率 项目表.资金.得分 项目表.总分
                       | plus: 十一.自评 项目表.资金.全年执行数 项目表.资金.执行率
project-weight         | PROJECT/年度资金总额/分值 | 项目表.资金.分值 项目表.资金.得分 项目表.总权重 项目表.总分
project-fiscal-initial | PROJECT/当年财政拨款/年初预算数 | 项目表.当年财政拨款.年初预算数
project-fiscal-plan    | PROJECT/当年财政拨款/全年预算数 | 项目表.当年财政拨款.全年预算数
project-fiscal-spent   | PROJECT/当年财政拨款/全年执行数 | 项目表.当年财政拨款.全年执行数
project-other-initial  | PROJECT/其他资金/年初预算数 | 项目表.其他资金.年初预算数
project-other-plan     | PROJECT/其他资金/全年预算数 | 项目表.其他资金.全年预算数
project-other-spent    | PROJECT/其他资金/全年执行数 | 项目表.其他资金.全年执行数
project-last-8         | PROJECT/指标/8/上年完成情况 | 项目表.指标8.上年完成情况
project-last-9         | PROJECT/指标/9/上年完成情况 | 项目表.指标9.上年完成情况
"""
# Indicator rows stand as written; a project's weights and scores are also added up in its last row.
TABLE += "".join(
    f"all-weight-{n} | OVERALL/指标/{n}/分值权重 | 整体表.指标{n}.分值权重\n"
    f"all-score-{n} | OVERALL/指标/{n}/得分 | 整体表.指标{n}.得分\n"
    for n in range(1, 8)
)
TABLE += "".join(
    f"project-weight-{n} | PROJECT/指标/{n}/权重 | 项目表.指标{n}.权重 项目表.总权重\n"
    f"project-score-{n} | PROJECT/指标/{n}/指标得分 | 项目表.指标{n}.指标得分 项目表.总分\n"
    for n in range(1, 13)
)
SHORT = {
    "GENERAL": GENERAL,
    "THREE": "财政拨款“三公”经费支出决算表",
    "OVERALL": "预算绩效/整体支出绩效自评表/1",
    "PROJECT": "预算绩效/项目支出绩效自评表/1",
}
NOT_A_FIGURE = {"单位/年度"}  # the year of the accounts: it chooses the phrasebook


class Effect(NamedTuple):
    """A row of the table: the figure, what it always reaches, and the exceptions by change."""

    key: str
    reaches: frozenset[str]
    otherwise: dict[str, frozenset[str]]


def _rows() -> Iterator[tuple[str, Effect]]:
    rows = (row.replace("\n", "") for row in re.split(r"\n(?![ \n])", re.sub(r"(?m)^#.*\n", "", TABLE)) if row.strip())
    for row in rows:
        name, key, *reaches = (cell.strip() for cell in row.replace("项目表.资金", "项目表.年度资金总额").split("|"))
        first, _, rest = key.partition("/")
        by_change: dict[str, frozenset[str]] = {}
        for cell in reaches:
            change, _, names = cell.rpartition(": ")
            by_change[change] = by_change.get(change, frozenset()) | frozenset(names.split())
        yield name, Effect(f"{SHORT.get(first, first)}/{rest}", by_change.pop(""), by_change)


EFFECTS = dict(_rows())


@cache
def published() -> dict[str, str]:
    """The sentences and cells of the unchanged document."""
    return read(render(draft(load(FIXTURE))), fixture())


def changes(key: str) -> dict[str, str]:
    """The new values of a figure by change, as typed; a change that would change nothing is none."""
    typed = at(fixture(), key)
    places = len(typed.partition(".")[2])
    more = f"{int(Fraction(typed) * 10**places) + 10**places:0{places + 1}d}"
    new = {"plus": f"{more[:-places]}.{more[-places:]}" if places else more, "zero": "0.00" if places else "0"}
    above, _, label = key.rpartition("/")
    row = at(fixture(), above)
    if label != "上年" and "上年" in row:
        new["last"] = row["上年"]
    return {change: value for change, value in new.items() if Fraction(value) != Fraction(typed)}


def difference(before: dict[str, str], after: dict[str, str]) -> frozenset[str]:
    """The names of what is new, gone or worded differently."""
    return frozenset(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def counterweight(key: str, value: str) -> tuple[tuple[str, str] | None, frozenset[str]]:
    """For a weight, the change of another one that keeps the sum at 100, and the cell where it stands."""
    table, label = ("/".join(key.split("/")[:3]), key.rsplit("/", maxsplit=1)[-1])
    if label not in ("分值", "分值权重", "权重"):
        return None, frozenset()
    column = "分值权重" if table == SHORT["OVERALL"] else "权重"
    number = 2 if key == f"{table}/指标/1/{column}" else 1
    other = f"{table}/指标/{number}/{column}"
    moved = Fraction(at(fixture(), other)) + Fraction(at(fixture(), key)) - Fraction(value)
    name = "整体表" if table == SHORT["OVERALL"] else "项目表"
    return (other, str(moved)), frozenset({f"{name}.指标{number}.{column}"})


@pytest.mark.parametrize("name", [name for name in EFFECTS if counterweight(EFFECTS[name].key, "0")[0]])
def test_a_weight_changed_alone_is_refused(name: str) -> None:
    """Weights add up to 100: another sum is an error of the input, told at its place."""
    for value in changes(EFFECTS[name].key).values():
        with pytest.raises(Refused, match=r"U308 .*合计是 [0-9.]+，不是 100。"):
            drafted(changed(fixture(), EFFECTS[name].key, value))


@pytest.mark.slow
@pytest.mark.parametrize("name", EFFECTS)
def test_a_figure_reaches_exactly_its_sentences(name: str) -> None:
    effect = EFFECTS[name]
    tried = changes(effect.key)
    assert tried
    for change, value in tried.items():
        other, told = counterweight(effect.key, value)
        data = changed(fixture(), effect.key, value)
        after = drafted(changed(data, *other) if other else data)
        want = (effect.otherwise.get(change, effect.reaches) | told) - ({"项目表.总权重"} if other else set())
        assert difference(published(), after) == want, f"{effect.key} {change} → {value}"


def figures(node: Any, key: str = "") -> Iterator[str]:
    """The keys to every number of a unit file; 同 names an account, not an amount."""
    if isinstance(node, str):
        if NUMBER.fullmatch(node) and not key.endswith("/同"):
            yield key
        return
    pairs = node.items() if isinstance(node, dict) else ((str(n), item) for n, item in enumerate(node, 1))
    for label, value in pairs:
        yield from figures(value, f"{key}/{label}" if key else label)


def test_every_figure_of_the_unit_file_is_in_the_table() -> None:
    keys = [effect.key for effect in EFFECTS.values()]
    assert len(keys) == len(set(keys)) == len(re.findall(r"(?m)^[a-z0-9-]+ *\|", TABLE))
    assert set(figures(fixture())) - NOT_A_FIGURE == set(keys)
    reached = frozenset().union(*(effect.reaches for effect in EFFECTS.values()))
    assert reached <= published().keys()


# Facts of the published text, so that the second route and narrator cannot be wrong in the same way.
PUBLISHED = {
    "一.增减": "收入支出总体与上年相比，增加91.53万元，增长25.42%，"
    "主要原因是：本年昌吉州产业援疆研究项目资金较上年增加。",
    "五（一）.支出": "2024年度一般公共预算财政拨款支出207.05万元，占本年支出合计的86.96%。",
    "五（二）.210": "3.卫生健康支出(类)7.12万元,占3.44%。",
    "十（二）.中小企业": "授予中小企业合同金额2.93万元，占政府采购支出总额的2.86%，"
    "其中：授予小微企业合同金额1.04万元，占政府采购支出总额的1.01%。",
    "整体表.合计.执行率": "52.72%",
    "整体表.合计.得分": "5.27",
    "项目表.总分": "100.00分",
}


@pytest.mark.parametrize("name", PUBLISHED, ids=range(len(PUBLISHED)))
def test_the_second_route_gives_the_published_text(name: str) -> None:
    assert published()[name] == PUBLISHED[name]


def test_the_published_rates_of_the_accounts() -> None:
    rates = {"2010450": "下降10.90%", "2010499": "下降5.60%", "2101103": "增长31.25%", "2101199": "增长25.00%"}
    for code, rate in rates.items():
        assert rate in published()[f"五（三）.{code}"]


# Accounts that come and go ---------------------------------------------------------------------------

BEHIND = ("2010499", "2080505", "2080506", "2101102", "2101103", "2101199", "2210201")


def account(code: str, last: str, this: str) -> Data:
    """The unit file with both years of an account changed."""
    data = changed(fixture(), f"{GENERAL}/科目/{code}/上年", last)
    return changed(data, f"{GENERAL}/科目/{code}/决算", this)


def test_an_account_without_either_year_goes_and_the_rest_is_renumbered() -> None:
    after = drafted(account("2010450", "0.00", "0"))
    assert difference(published(), after) == {"五（三）.2010450", *(f"五（三）.{code}" for code in BEHIND)}
    assert "五（三）.2010450" not in after
    assert after["五（三）.2010499"].startswith("1.")
    assert after["五（三）.2210201"].startswith("7.")


def test_a_class_goes_with_its_amount_and_its_only_account() -> None:
    gone = changed(account("2210201", "0", "0"), f"{GENERAL}/科目/221/决算", "0")
    assert difference(published(), drafted(gone)) == {"五（二）.221", "五（三）.2210201"}


def test_an_account_of_last_year_stays_with_its_fall() -> None:
    after = drafted(account("2010450", "103.14", "0.00"))["五（三）.2010450"]
    assert "支出决算数为0.00万元，比上年决算减少103.14万元，下降100.00%" in after


def test_an_amount_that_prints_as_zero_is_there_all_the_same() -> None:
    after = drafted(account("2010450", "0", "0.004"))
    assert "支出决算数为0.00万元，比上年决算增加0.00万元，增长0.00%" in after["五（三）.2010450"]
    assert difference(published(), after) == {"五（三）.2010450"}


@pytest.mark.parametrize("where", ["first", "between", "last"])
def test_a_new_account_takes_its_place_by_code(where: str) -> None:
    code = {"first": "2010401", "between": "2080599", "last": "2210203"}[where]
    data = changed(fixture(), f"{GENERAL}/科目/{code}", {"名称": "新的科目", "上年": "0.00", "决算": "1.00"})
    after = drafted(data)
    codes = ("2010450", *BEHIND)
    assert difference(published(), after) == {f"五（三）.{c}" for c in (code, *codes) if c >= code}
    assert "比上年决算增加1.00万元（上年为0.00万元" in after[f"五（三）.{code}"]
    assert "【待填：新的科目与上年相比的主要原因】" in after[f"五（三）.{code}"]


@pytest.mark.parametrize(("key", "reasons"), [("总计/上年", 2), ("总计/年初预算", 2), ("总计/决算", 2)], ids="abc")
def test_the_reason_of_one_total_never_explains_another(key: str, reasons: int) -> None:
    key = f"财政拨款收入支出决算总表/收入/{key}"
    after = drafted(changed(fixture(), key, "300.00"))
    told = after["五（一）.增减"] + after["五（一）.预算"]
    assert told.count("【待填：一般公共预算财政拨款支出与") == reasons
