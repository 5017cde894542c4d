"""Reasons: when one is due, in words from codes, offered where they fit, and never printed by themselves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from helpers import packs, reason_units
from helpers.wording_units import EXAMPLES
from narrator import draft, load, render
from narrator.authoring.lint import lint
from narrator.document.assemble import assemble
from narrator.document.reasons import Asked, Offer, asked, hint, moved, offers
from narrator.figures.findings import Refused
from narrator.figures.model import Unit
from narrator.figures.values import Figure, Gap, Place, Text
from narrator.phrases.nodes import phrases_said
from narrator.phrases.offers import EXPLAINS
from narrator.phrases.phrasebook import default
from narrator.phrases.reasons import worded
from narrator.rules import derive
from narrator.rules.drivers import drivers
from narrator.rules.due import ALWAYS, CHANGED, REASON, THRESHOLD, Due, due
from narrator.rules.explained import CONDITIONS
from narrator.rules.fact import Fact

pytestmark = pytest.mark.slow

PACK = default().pack("xinjiang/2024")
HERE = Place("test", 1, 1)
RECEPTION = "与上年相比/公务接待费"


def _asked(unit: Unit, pack: str | None = None) -> list[Asked]:
    return asked(unit, default().only(pack).taken_by(unit)[0])


def wan(text: str) -> Figure:
    return Figure(Decimal(text), "万元", HERE)


def change(last: str, this: str) -> Fact:
    outcome = derive.change(wan(last), wan(this), 2)
    return Fact("", "Change", outcome.condition, {**outcome.slots, "原因": Gap("", "", "reason")})


def deviation(budget: str, actual: str) -> Fact:
    outcome = derive.deviation(wan(budget), wan(actual), 2)
    return Fact("", "Deviation", outcome.condition, {**outcome.slots, "原因": Gap("", "", "reason")})


# When one is due ------------------------------------------------------------------------------------

TEN_OR_FIVE = Due(THRESHOLD, Decimal(10), Decimal(5))
ONLY_RATE = Due(THRESHOLD, Decimal(10))


@pytest.mark.parametrize(
    ("fact", "always", "changed", "threshold", "rate_only"),
    [
        (change("10.00", "10.00"), True, False, False, False),
        (change("0.00", "0.00"), True, False, False, False),
        (change("10.00", "10.99"), True, True, False, False),
        (change("10.00", "11.00"), True, True, True, True),
        (change("10.00", "9.00"), True, True, True, True),
        (change("100.00", "104.99"), True, True, False, False),
        (change("100.00", "95.00"), True, True, True, False),
        (change("0.00", "0.01"), True, True, True, True),
        (change("0.01", "0.00"), True, True, True, True),
        (change("-1.00", "-1.01"), True, True, True, True),
        (deviation("50.00", "50.00"), True, False, False, False),
        (deviation("0.00", "0.00"), True, False, False, False),
        (deviation("0.00", "0.01"), True, True, True, True),
        (deviation("50.00", "45.01"), True, True, False, False),
        (deviation("50.00", "45.00"), True, True, True, True),
        (deviation("100.00", "105.00"), True, True, True, False),
        (Fact("", "Change", None, {"原因": Gap("", "", "reason")}), True, True, True, True),
        (Fact("", "Change", "no_last", {}), False, False, False, False),
    ],
)
def test_due(fact: Fact, always: bool, changed: bool, threshold: bool, rate_only: bool) -> None:
    """Always; not where nothing moved; from a rate or an amount on, the limit included."""
    rules = (Due(ALWAYS), Due(CHANGED), TEN_OR_FIVE, ONLY_RATE)
    assert [due(fact, rule) for rule in rules] == [always, changed, threshold, rate_only]


UNCHANGED_GAP = "【待填：公务用车购置及运行维护费与上年相比的主要原因】"


def without(unit: Unit) -> Unit:
    return replace(unit, reasons={})


def test_where_a_reason_is_not_due_nothing_is_left_open(tmp_path: Path) -> None:
    """Under 新疆 each is a gap; a pack that asks only for what moved says the rest without; given ones are printed."""
    unit = load(reason_units.FIXTURE)
    assert UNCHANGED_GAP in render(draft(without(unit)))
    pack = str(reason_units.pack(tmp_path))
    assert lint(pack) == []
    text = render(draft(without(unit), pack))
    assert UNCHANGED_GAP not in text
    assert "公务用车购置及运行维护费支出2.00万元，占100.00%，与上年持平。公务接待费" in text
    assert "【待填：公务接待费与上年相比的主要原因】" in text
    assert "与上年一致无变化" in render(draft(unit, pack))
    assert {item.subject for item in _asked(without(unit), pack) if not item.due} == {
        *("因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费"),
        "财政拨款“三公”经费",
    }


def test_from_a_threshold_on(tmp_path: Path) -> None:
    settings = "  due: threshold\n  rate: 10\n  amount: 5\n  join: ；\n"
    pack = str(reason_units.pack(tmp_path, settings))
    items = _asked(without(load(reason_units.FIXTURE)), pack)
    spared = {item.subject for item in items if not item.due and item.comparison == "与上年相比"}
    assert spared == {"2010499", "因公出国（境）费", "公务用车购置及运行维护费"}
    text = render(draft(without(load(reason_units.FIXTURE)), pack))
    assert "【待填：其他发展与改革事务支出" not in text
    assert "【待填：事业运行与上年相比的主要原因】" in text


# In words -------------------------------------------------------------------------------------------


def said(folder: Path, reason: Any, key: str = RECEPTION) -> Text:
    comparison, subject = key.split("/")
    return worded(reason_units.unit(folder, reasons={key: reason}), PACK).reasons[comparison, subject]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (["本年未安排公务接待。"], "本年未安排公务接待。"),
        (["甲。", "主要原因是：乙", "丙"], "甲；乙；丙"),
        (["甲；", "乙；"], "甲；乙"),
        ([{"项目减少": {"项目": "档案"}}], "本年档案项目减少"),
        (
            ["工资调整", {"项目减少": {"项目": "档案"}}, {"与上年一致": None}],
            "工资调整；本年档案项目减少；本单位公务接待费与上年一致无变化",
        ),
        ([{"两年均未安排": None}], "2023年与2024年均未安排公务接待费支出"),
        ([{"与上年一致": None}], "本单位公务接待费与上年一致无变化"),
    ],
)  # fmt: skip
def test_worded(reason: Any, words: str, tmp_path: Path) -> None:
    """One item as it is, several joined as the pack says; a code with its values, and those everybody knows."""
    text = said(tmp_path, reason)
    assert text.text == words
    assert text.origin is not None
    assert text.origin.key.startswith(f"主要原因/{RECEPTION}")
    assert text.origin.line


def test_a_listed_reason_is_printed_and_referred_to(tmp_path: Path) -> None:
    """The draft prints it; 「同」 prints the same words, of the item it refers to; the input is not changed."""
    unit = reason_units.unit(tmp_path, reasons={RECEPTION: ["未安排接待", {"无此项支出": None}]})
    sentence = "主要原因是：未安排接待；本单位无公务接待费。"
    assert render(draft(unit)).count(sentence) == 2
    assert unit.listed_reasons


def test_numbers_and_joins_are_the_packs(tmp_path: Path) -> None:
    settings = '  due: changed\n  number: "{{ 序号 | 数字序号 }}、"\n  join: ;\n'
    pack = str(reason_units.pack(tmp_path, settings))
    unit = reason_units.unit(tmp_path, reasons={RECEPTION: ["甲", "乙"], "与上年相比/2010499": ["丙"]})
    reasons = worded(unit, default().pack(pack)).reasons
    assert reasons["与上年相比", "公务接待费"].text == "1、甲;2、乙"
    assert reasons["与上年相比", "2010499"].text == "丙"


OFFERS = """source: 某文件
reasons:
  一:
    say: "{{ 金额 | 万元 }}，{{ 率 | 百分比 }}，{{ 人数 | 人 }}，{{ 年份 | 年 }}年，{{ 谁 | 主体 }}，{{ 清单 | 列举 }}"
    explains: [down]
"""
GOOD = {"金额": "4.5", "率": "12", "人数": "3", "年份": "2020", "谁": "部门", "清单": "甲、乙"}


def test_values_are_printed_by_their_formats(tmp_path: Path) -> None:
    pack = default().pack(str(reason_units.pack(tmp_path, offers=OFFERS)))
    unit = reason_units.unit(tmp_path, reasons={RECEPTION: [{"一": GOOD}]})
    assert worded(unit, pack).reasons["与上年相比", "公务接待费"].text == "4.50万元，12.00%，3人，2020年，部门，甲、乙"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("金额", "4.555"),
        ("金额", "4,500.00"),
        ("金额", "-4.50"),
        ("金额", "4.50万元"),
        ("人数", "2.5"),
        ("人数", "两"),
        ("年份", "24"),
        ("谁", "机构"),
    ],
)
def test_a_value_that_cannot_be_printed_as_typed_is_refused(name: str, typed: str, tmp_path: Path) -> None:
    """Nothing is rounded, nothing is read into what is no number."""
    pack = default().pack(str(reason_units.pack(tmp_path, offers=OFFERS)))
    unit = reason_units.unit(tmp_path, reasons={RECEPTION: [{"一": {**GOOD, name: typed}}]})
    with pytest.raises(Refused) as refused:
        worded(unit, pack)
    (finding,) = refused.value.findings
    assert (finding.code, finding.evidence) == ("R104", f"「{typed}」不能用作「{name}」。")
    assert finding.place is not None
    assert finding.place.key == f"主要原因/{RECEPTION}/1/一/{name}"


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    reasons = {
        RECEPTION: [{"没有": None}, {"项目减少": None}, {"项目减少": {"项目": "甲", "金额": "1"}}],
        "与上年相比/2010499": [{"人员减少": {"人数": "3"}}],
    }
    unit = reason_units.unit(tmp_path, reasons=reasons)
    with pytest.raises(Refused) as refused:
        draft(unit)
    told = {(finding.code, finding.place.key if finding.place else "") for finding in refused.value.findings}
    assert told == {
        ("R101", f"主要原因/{RECEPTION}/1/没有"),
        ("R102", f"主要原因/{RECEPTION}/2/项目减少"),
        ("R103", f"主要原因/{RECEPTION}/3/项目减少/金额"),
        ("R103", "主要原因/与上年相比/2010499/1/人员减少/人数"),
    }


def test_a_pack_that_does_not_join_refuses_several(tmp_path: Path) -> None:
    pack = str(reason_units.pack(tmp_path, "  due: changed\n  join:\n"))
    unit = reason_units.unit(tmp_path, reasons={RECEPTION: ["甲", "乙"]})
    with pytest.raises(Refused, match="R105"):
        draft(unit, pack)


# What is asked and offered --------------------------------------------------------------------------


def by_key(items: list[Asked]) -> dict[tuple[str, str], Asked]:
    return {(item.comparison, item.subject): item for item in items}


def test_asked_in_reading_order_each_once() -> None:
    """The fixture's document has 21 places; what is given is found again, 四 and 五（一） share theirs."""
    unit = load(reason_units.FIXTURE)
    items = _asked(unit)
    assert len(by_key(items)) == len(items) == 21
    assert {key: text for key, text in unit.reasons.items() if by_key(items)[key].given != text} == {}
    assert [item.subject for item in items[:4]] == [
        "收入支出总体",
        "财政拨款收入支出总体",
        "财政拨款收入支出总体",
        "2010450",
    ]
    assert all(item.due and item.headings[0].startswith("第二部分") for item in items)
    assert by_key(items)["与上年相比", "2010450"].name == "事业运行"
    assert [item.given for item in _asked(without(unit))] == [None] * 21


def test_a_separate_reason_of_the_general_budget_is_asked_for_as_well(tmp_path: Path) -> None:
    unit = reason_units.unit(tmp_path, reasons={"与上年相比/一般公共预算财政拨款支出": "另有原因"})
    item = by_key(_asked(unit))["与上年相比", "一般公共预算财政拨款支出"]
    assert item.given is not None
    assert (item.name, item.given.text) == ("一般公共预算财政拨款支出", "另有原因")
    different = reason_units.unit(tmp_path, {"一般公共预算财政拨款支出决算表/合计/上年": "200.00"})
    assert by_key(_asked(different))["与上年相比", "一般公共预算财政拨款支出"].given is None


def _offers(item: Asked, unit: Unit) -> list[Offer]:
    return offers(item, moved(item, unit, PACK), unit, PACK)


def test_a_reason_with_an_open_figure_is_asked_for(tmp_path: Path) -> None:
    unit = reason_units.unit(tmp_path, {"财政拨款“三公”经费支出决算表/公务接待费/上年": None})
    item = by_key(_asked(unit))["与上年相比", "公务接待费"]
    assert (item.due, item.fact.condition) == (True, None)
    assert _offers(item, unit) == []


def test_offers_fit_the_direction_and_the_figures(tmp_path: Path) -> None:
    unit = load(reason_units.FIXTURE)
    items = by_key(_asked(unit))

    def codes(*key: str, of: Unit = unit) -> set[str]:
        item = by_key(_asked(of))[key[0], key[1]]
        return {offer.code for offer in _offers(item, of)}

    assert "人员减少" in codes("与上年相比", "2010450")
    assert codes("与上年相比", "公务接待费") == {"未安排接待"}
    assert codes("与上年相比", "因公出国（境）费") == {"两年均未安排"}
    assert codes("与全年预算相比", "财政拨款“三公”经费") == {"按预算执行"}
    assert not codes("与上年相比", "2080505") & {"人员减少", "人员增加", "项目减少"}
    grown = reason_units.unit(tmp_path, {"人员/在职人员/本年": "9"})
    assert "人员增加" in codes("与上年相比", "2080505", of=grown)
    assert "人员减少" not in codes("与上年相比", "2010450", of=grown)
    (offer,) = [o for o in _offers(items["与上年相比", "2010499"], unit) if o.code == "项目减少"]
    assert (offer.text, offer.open) == ("本年〔项目〕项目减少", ("项目",))


def test_an_offer_is_never_printed() -> None:
    """Without its reasons the draft has gaps, whatever would fit."""
    unit = without(load(reason_units.FIXTURE))
    document = draft(unit)
    assert sum(hole.gap.of == "reason" for hole in document.gaps()) == 23  # 五（一） repeats the two of 四
    text = render(document)
    assert "【供参考】" not in text
    assert not [
        offer.text for item in _asked(unit) for offer in _offers(item, unit) if f"主要原因是：{offer.text}" in text
    ]


def test_the_hint_is_marked_and_tells_amounts_and_shares() -> None:
    unit = load(reason_units.FIXTURE)
    text = hint(drivers(unit, "与上年相比", "财政拨款收入支出总体"))
    assert text.startswith("【供参考】")
    assert "其他发展与改革事务支出减少4.58万元，占减少额的63.09%" in text
    assert "住房公积金" not in text  # the greatest three of each kind
    assert text.endswith("在职人员减少2人（8→6）。")
    assert hint(()) == ""


# The pack's own file --------------------------------------------------------------------------------


def test_every_shipped_offer_can_be_used() -> None:
    """What an offer explains and hangs on are names that the program knows."""
    for pack_id in default().packs():
        for reason in default().pack(pack_id).offers.values():
            assert set(reason.explains) <= set(EXPLAINS)
            assert set(reason.when) <= set(CONDITIONS)


MISTAKES = """source: 某文件
reasons:
  无说法: {explains: [down]}
  无方向: {say: 甲}
  只有字: 甲
  错方向: {say: 甲, explains: [sideways]}
  错比较: {say: 甲, explains: [down], against: 与前年相比}
  错事项: {say: 甲, explains: [down], about: 公务招待费}
  错条件: {say: 甲, explains: [down], when: 在职人员变老}
  错键: {say: 甲, explains: [down], wenn: 在职人员减少}
  错格式: {say: "{{ 项目 | 亿元 }}", explains: [down]}
  错类型: {say: "{{ 年度 | 万元 }}", explains: [down]}
  有逻辑: {say: "{% if 1 %}甲{% endif %}", explains: [down]}
"""
TOLD = [
    (3, "P141", "原因「无说法」没有写 say。"),
    (4, "P141", "原因「无方向」没有写 explains。"),
    (5, "P141", "原因「只有字」没有写 say 和 explains。"),
    (6, "P142", "explains 里没有「sideways」。"),
    (7, "P142", "against 里没有「与前年相比」。"),
    (8, "P142", "about 里没有「公务招待费」。"),
    (9, "P142", "when 里没有「在职人员变老」。"),
    (10, "P101", "这里不能写「wenn」。"),
    (11, "P112", "没有格式「亿元」。"),
    (12, "P113", "槽位「年度」是年份，格式「万元」印的却是金额。"),
    (13, "P108", "原因「有逻辑」：短语里不能有标签、注释或 raw：选择写在条件里，顺序写在大纲里。"),
]


def test_mistakes_in_the_list_are_told_at_once(tmp_path: Path) -> None:
    found = lint(str(reason_units.pack(tmp_path, offers=MISTAKES)))
    listed = [item for item in found if item.place and item.place.file.endswith("reasons.yaml")]
    assert [(item.place.line if item.place else 0, item.code, item.evidence) for item in listed] == TOLD


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        ("  due: sometimes\n", "P140", "due 不能是「sometimes」。"),
        ("  due: threshold\n", "P140", "due 是 threshold，却没有写 rate 或 amount。"),
        ("  due: threshold\n  rate: 十\n", "P140", "「十」不是数字。"),
        ("  due: threshold\n  amount: -5\n", "P140", "「-5」不是数字。"),
        ('  number: "（{{ 序号 | 人 }}）"\n', "P140", "number 里应有且只有「序号」，用 ordinal 型的格式。"),
        ('  number: "{{ 序号"\n', "P108", "reasons 的 number：花括号不成对"),
        ("  when: always\n", "P101", "这里不能写「when」。"),
        ("  due: [always]\n", "P140", "due 应是一个词或一个数。"),
    ],
)
def test_a_wrong_setting_is_told(settings: str, code: str, words: str, tmp_path: Path) -> None:
    found = lint(str(reason_units.pack(tmp_path, settings)))
    assert [(item.code, item.evidence.startswith(words)) for item in found] == [(code, True)], list(map(str, found))


def test_a_pack_that_spares_reasons_needs_wordings_without(tmp_path: Path) -> None:
    """Told of each wording that would print a gap where none is due, with its conditions."""
    copy = reason_units.pack(tmp_path)
    packs.edit(copy / "phrases" / "common.yaml", "  增减.与上年相比:\n    without_reason: 与上年相比持平。\n", "")
    (finding,) = [item for item in lint(str(copy)) if item.code == "P143"]
    assert (
        finding.evidence
        == "due 是 changed，有时不用写原因，短语「增减.与上年相比」却没有写「两年均为零」「持平」下不带原因怎么说。"
    )


@pytest.mark.parametrize(
    ("wording", "code"),
    [
        ("    不写原因: 主要原因：{{ 原因 | 原因 }}\n", "P119"),
        ("    without_reason:\n      sideways: 持平\n", "P115"),
        ("    without_reason:\n      flat: 增加{{ 增减额 | 亿元 }}\n", "P112"),
    ],
)
def test_a_wrong_wording_without_a_reason_is_told(wording: str, code: str, tmp_path: Path) -> None:
    copy = reason_units.pack(tmp_path)
    packs.edit(copy / "phrases" / "common.yaml", "    without_reason: 与上年相比持平。\n", wording)
    assert code in {item.code for item in lint(str(copy))}


def test_an_example_of_a_wording_without_a_reason_runs(tmp_path: Path) -> None:
    """Its conditions begin with without_reason; with one for each, the pack is clean again."""
    copy = reason_units.pack(tmp_path)
    common = copy / "phrases" / "common.yaml"
    text = common.read_text(encoding="utf-8")
    new = "without_reason:\n      flat, none: ，与上年{{ 上年数 | 万元 }}持平。"
    common.write_text(text.replace("without_reason: ，与上年持平。", new), encoding="utf-8")
    assert {item.code for item in lint(str(copy))} == {"P134"}
    added = "- conditions: [without_reason, flat, none]\n  values: {上年数: 3.00}\n  text: ，与上年3.00万元持平。\n"
    examples = "".join(f"增减.{name}:\n{added}" for name in ("比上年", "比上年决算"))
    (copy / "phrases" / "common.examples.yaml").write_text(examples, encoding="utf-8")
    assert lint(str(copy)) == []
    text = render(draft(without(load(reason_units.FIXTURE)), str(copy)))
    assert "，与上年2.00万元持平。" in text


# Where one is printed -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", default().packs())
@pytest.mark.parametrize("example", ["archive", "gaps", "funds"])
def test_reasons_are_looked_for_where_the_whole_text_prints_them(name: str, example: str, tmp_path: Path) -> None:
    """What is drafted to look for them leaves none out, and none stands under another heading."""
    (tmp_path / "unit.yaml").write_text(EXAMPLES[example].text(), encoding="utf-8")
    unit, pack = replace(load(tmp_path), reasons={}, listed_reasons={}), default().pack(name)
    explaining = {phrase.id for phrase in pack.phrases.values() if any(one.prints(REASON) for one in phrase.said())}
    whole, part = (
        [
            (headings, said)
            for headings, line in document.lines()
            for said in line.said
            if said.fact is not None and said.source.phrase in explaining
        ]
        for document in (assemble(unit, pack), assemble(unit, pack, pack.explaining))
    )
    assert whole == part
    assert bool(whole) == bool(explaining & phrases_said(pack.outline))
