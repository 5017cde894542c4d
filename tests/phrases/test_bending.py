"""No wording bends a figure: its number, its unit, its sign and its direction belong to the program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import narrator
from helpers import packs, reason_units
from narrator.authoring.lint import lint
from narrator.figures.findings import Refused
from narrator.phrases import grammar
from narrator.phrases.directions import base

pytestmark = pytest.mark.slow  # a pack is made and compiled for each wording

FIXTURE = reason_units.FIXTURE
TOTALS = "收入总计{{ 总计 | 万元 }}，其中：本年收入合计{{ 本年收入合计 | 万元 }}。"


def told(pack: Path, *codes: str) -> list[tuple[str, str]]:
    """What lint says of a pack, without what a missing example or an unused phrase brings."""
    ignored = {"P134", "P118", "P130"}
    found = [(item.code, item.evidence) for item in lint(str(pack)) if item.code not in ignored]
    return [item for item in found if not codes or item[0] in codes]


def changed(folder: Path, phrase: str, say: str, header: str = "") -> Path:
    """A pack over that of 新疆 2024 that says one phrase, or one under a condition, in another way."""
    return packs.child(folder, pack=header, own=f"source: 某文件\nphrases:\n  {phrase}:\n    say: {say}\n")


# Formats ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "told_of"),
    [
        ("{type: amount, unit: 元}", "格式「万元」不能写 unit：金额的单位由 scale 定。"),
        ('{type: amount, scale: 万元, unit: "0万元"}', "格式「万元」不能写 unit"),
        ('{type: amount, unit: "000"}', "格式「万元」不能写 unit"),
        ('{type: percent, unit: "00%"}', "格式「万元」不能写 unit：百分号由 type: percent 印出。"),
        ("{type: amount}", "格式「万元」的 scale 没有写。"),
        ("{type: amount, scale: 千元}", "格式「万元」的 scale 不能是「千元」。"),
        ("{type: amount, scale: 万元, bare: 是}", "格式「万元」的 bare 不能是「是」。"),
        *((f'{{type: count, unit: "{unit}"}}', f"格式「万元」的 unit 不能是「{unit}」") for unit in (
            *("0人", "0", "00", "%", "％", "元", "万元", "亿元", "万人", "１人", "-人", ".0", "①", " 人", "百", "人²"),
        )),
        ('{type: names, join: ""}', "格式「万元」的 join 不能是「」"),
        ("{type: names, join: 1}", "格式「万元」的 join 不能是「1」"),
        ("{type: word, words: 单位 0}", "格式「万元」的 words 要写它印的词，用空格隔开：单位 部门。"),
        ("{type: word, words: 单}", "格式「万元」的 words 要写它印的词"),
        ('{type: reason, lead: "1"}', "格式「万元」的 lead 只能是以冒号结尾的引导词"),
        ('{type: reason, end: "元"}', "格式「万元」的 end 只能是一个句末标点"),
    ],
)  # fmt: skip
def test_a_format_cannot_add_to_a_number(settings: str, told_of: str, tmp_path: Path) -> None:
    pack = packs.child(tmp_path, pack=f"formats:\n  万元: {settings}\n")
    assert [evidence for code, evidence in told(pack, "P102") if evidence.startswith(told_of)], told(pack)
    with pytest.raises(Refused):
        narrator.draft(narrator.load(FIXTURE), str(pack))


def test_one_document_has_one_scale(tmp_path: Path) -> None:
    pack = packs.child(tmp_path, pack='formats:\n  万元: {type: amount, scale: 元, pattern: "0.00"}\n')
    evidence = "各种金额的单位不一样：「万元」按元印，「金额」按万元印，「表内金额」按万元印。"
    assert told(pack, "P104") == [("P104", evidence)]


# Scales -------------------------------------------------------------------------------------------

SCALES = {"元": 0, "万元": 4, "亿元": 8}
_FORMATS = """decimals: {{amount: {places}}}
formats:
  万元: {{type: amount, scale: {scale}, pattern: "#,##0.{zeros}"}}
  金额: {{type: amount, scale: {scale}, bare: yes, pattern: "0.{zeros}"}}
  表内金额: {{type: amount, scale: {scale}, bare: yes, pattern: "#,##0.{zeros}"}}
"""


@pytest.mark.parametrize(("scale", "places"), [("元", 2), ("万元", 2), ("万元", 4), ("亿元", 4), ("亿元", 6)])
def test_the_program_converts(scale: str, places: int, tmp_path: Path) -> None:
    """Amounts, what follows from them and the headings of tables come in the pack's scale, worked out anew here."""
    header = _FORMATS.format(scale=scale, places=places, zeros="0" * places)
    pack = packs.child(tmp_path, pack=header)
    assert told(pack) == []
    amounts = {"收入支出决算总表/收入/总计": {"上年": "3601412.35", "决算": "4516683.49"}}
    unit = reason_units.unit(tmp_path, amounts, 金额单位="元")
    text = narrator.render(narrator.draft(unit, str(pack)))

    def printed(yuan: str) -> Decimal:
        return Decimal(yuan).scaleb(-SCALES[scale]).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    last, this = printed("3601412.35"), printed("4516683.49")
    rate = ((this - last) / last * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert f"收入总计{this:,f}{scale}，" in text
    assert f"与上年相比，增加{this - last:,f}{scale}，增长{rate}%，" in text
    assert f"部门资金（{scale}）" in text
    others = set(SCALES) - {scale}
    own_words = {"323.67亿元", "1.6亿元", "4541万元", "100万元", "21.63万元", "48.14万元", "18.02万元", "9.94万元"}
    own_words |= {"17.34万元", "3.56万元", "48.14元"}
    found = {hit[0] for hit in re.finditer(r"[\d.,]+(?:亿元|万元|元)", text)} - own_words
    assert {re.sub(r"[\d.,]+", "", hit) for hit in found} == {scale}, others


def test_digits_that_nobody_gave_are_told(tmp_path: Path) -> None:
    pack = packs.child(tmp_path, pack=_FORMATS.format(scale="元", places=2, zeros="00"))
    notes = [note for note in narrator.draft(narrator.load(FIXTURE), str(pack)).notes if note.code == "N107"]
    assert [note.evidence for note in notes] == ["有的金额按万元填报，按元印出，末尾几位是补的 0。"]


def test_a_threshold_is_in_wan_whatever_is_printed(tmp_path: Path) -> None:
    """``amount: 5`` are 5 万元, also where the text is in 元: 4.58 万元 need no reason, 11.24 万元 do."""
    settings = "  due: threshold\n  amount: 5\n  join: ；\n" + _FORMATS.format(scale="元", places=2, zeros="00")
    pack = reason_units.pack(tmp_path, settings)
    text = narrator.render(narrator.draft(reason_units.unit(tmp_path, 主要原因={}), str(pack)))
    assert "【待填：事业运行与上年相比的主要原因】" in text
    assert "【待填：其他发展与改革事务支出与上年相比" not in text


# Literals -----------------------------------------------------------------------------------------

BEFORE = ["1", "１", "٣", "²", "①", "Ⅷ", "½", "-", "−", "－", "—", "+", "±", "~", ".", "．", ",", "%", "％", "‰", "3 ",
          "1\u3000", "十", "三", "廿", "百", "负", "¥", "1 "]  # fmt: skip
BEHIND = ["0", "５", "%", "％", "-", "—", "²", "①", "万", "亿", "千", "十", "元", "分之一"]


@pytest.mark.slow
@pytest.mark.parametrize("sign", BEFORE)
def test_nothing_touches_a_number_from_before(sign: str, tmp_path: Path) -> None:
    pack = changed(tmp_path, "总体.收入", f'"收入总计{sign}{{{{ 总计 | 万元 }}}}。"')
    assert [item[1].partition("紧挨着")[2] for item in told(pack, "P162")] == [
        "槽位「总计」，会和印出来的数连成另一个数。"
    ]
    with pytest.raises(Refused, match="P162"):
        narrator.draft(narrator.load(FIXTURE), str(pack))


@pytest.mark.parametrize("sign", BEHIND)
def test_nothing_touches_a_number_from_behind(sign: str, tmp_path: Path) -> None:
    pack = changed(tmp_path, "总体.收入", f'"收入总计{{{{ 总计 | 万元 }}}}{sign}。"')
    assert [code for code, _ in told(pack, "P162")] == ["P162"]


@pytest.mark.parametrize("sign", ["", "0", ".", "，", "万元", "亿元", "元", "美元", "万"])
def test_a_bare_number_stands_alone_in_a_cell(sign: str, tmp_path: Path) -> None:
    pack = changed(tmp_path, "总体.收入", f'"收入总计{{{{ 总计 | 金额 }}}}{sign}。"')
    assert [code for code, _ in told(pack, "P162")] == ["P162"]
    (tmp_path / "b").mkdir()
    paragraph = "    - paragraph: [句.头, {say: 总体.收入, of: 收入总计}]\n"
    joined = packs.child(
        tmp_path / "b",
        own="source: 某文件\nphrases:\n  总体.收入:\n    say: '{{ 总计 | 金额 }}'\nnew:\n  句.头: 收入总计\n",
        outline="blocks:\n  总体:\n    section: 标题.总体\n    body:\n" + paragraph,
    )
    with pytest.raises(Refused, match="没有单位，前后却有别的字"):
        narrator.draft(narrator.load(FIXTURE), str(joined))


@pytest.mark.parametrize(
    "words",
    ["另有5项", "共１项", "约三百万元", "百分之五", "增加两个百分点", "另有5.00万元", "第②项"],
)
def test_a_number_in_words_is_declared(words: str, tmp_path: Path) -> None:
    """Undeclared it is refused; declared under ``literal_numbers`` it is wording like any other."""
    say = f'"收入总计{{{{ 总计 | 万元 }}}}，{words}。"'
    (tmp_path / "a").mkdir()
    (found,) = told(changed(tmp_path / "a", "总体.收入", say), "P163")
    assert found[1].startswith("用语里写了数：「")
    (tmp_path / "b").mkdir()
    declared = changed(tmp_path / "b", "总体.收入", say, f"literal_numbers:\n- {words}\n")
    assert told(declared) == []


def test_a_unit_of_money_in_words_is_refused(tmp_path: Path) -> None:
    pack = changed(tmp_path, "总体.收入", '"（单位：万元）收入总计{{ 总计 | 金额 }}。"')
    assert told(pack, "P163") == [("P163", "用语里写了金额的单位「万元」，换一种单位就印错了。")]
    assert told(changed(tmp_path / "b", "总体.收入", '"（单位：元）收入总计{{ 总计 | 金额 }}。"'), "P163")


# Directions ---------------------------------------------------------------------------------------

CHANGE = "增减.比上年"


@pytest.mark.parametrize(
    ("phrase", "condition", "say", "evidence"),
    [
        (CHANGE, "up", "，减少{{ 增减额 | 万元 }}", "条件「增加」下写了「减少」，方向不对。"),
        (CHANGE, "down", "，增长{{ 增减率 | 百分比 }}", "条件「减少」下写了「增长」，方向不对。"),
        (CHANGE, "to_zero", "，增加{{ 增减额 | 万元 }}", "条件「本年为零」下写了「增加」，方向不对。"),
        (CHANGE, "from_zero", "，减少{{ 增减额 | 万元 }}", "条件「上年为零」下写了「减少」，方向不对。"),
        (CHANGE, "up", "，与上年持平", "条件「增加」下写了「持平」，方向不对。"),
        (CHANGE, "negative", "，增加{{ 增减额 | 万元 }}", "条件「有负数」下写了「增加」，方向不对。"),
        (CHANGE, "up", "，增加（减少）{{ 增减额 | 万元 }}", "条件「增加」下写了「减少」，方向不对。"),
        (CHANGE, "down", "，减少{{ 变动额 | 万元 }}", "槽位「变动额」自带正负号，前面又写了方向：「减少」。"),
        (CHANGE, "up", "，变动{{ 增减率 | 百分比 }}", "槽位「增减率」不带正负号，前面却没有写是增是减。"),
        (CHANGE, "down", "，变动{{ 增减额 | 万元 }}", "槽位「增减额」不带正负号，前面却没有写是增是减。"),
        (CHANGE, "up", "，增加（{{ 本年数 | 万元 }}）", "「增加」后面印的「本年数」不是增减的数。"),
        (CHANGE, "up", "，增加{{ 本年数 | 万元 }}", "「增加」后面印的「本年数」不是增减的数。"),
        ("差异.年初预算", "over", "，小于预算数{{ 差额 | 万元 }}", "条件「高于预算」下写了「小于」，方向不对。"),
        ("差异.年初预算", "under", "，超出预算{{ 差额 | 万元 }}", "条件「低于预算」下写了「超出」，方向不对。"),
        ("差异.年初预算", "equal", "，大于预算数{{ 差额 | 万元 }}", "条件「与预算相等」下写了「大于」，方向不对。"),
        ("差异.年初预算", "under", "，下降{{ 差异率 | 百分比 }}",
         "槽位「差异率」自带正负号，前面又写了方向：「下降」。"),
        ("差异.年初预算", "under", "，相差{{ 差异幅度 | 百分比 }}",
         "槽位「差异幅度」不带正负号，前面却没有写是增是减。"),
    ],
)  # fmt: skip
def test_a_direction_agrees_with_the_figures(
    phrase: str, condition: str, say: str, evidence: str, tmp_path: Path
) -> None:
    pack = changed(tmp_path, phrase, f'{{{condition}: "{say}。"}}')
    assert evidence in [said for code, said in told(pack, "P165")]


@pytest.mark.parametrize(
    ("phrase", "condition", "say"),
    [
        (CHANGE, "up", "，比{{ 上年度 | 年 }}年度增加{{ 增减额 | 万元 }}，上升{{ 增减率 | 百分比 }}"),
        (CHANGE, "flat", "，增加{{ 增减额 | 万元 }}，与上年持平"),
        (CHANGE, "negative", "，变动{{ 变动额 | 万元 }}"),
        (CHANGE, "down", "，由{{ 上年数 | 万元 }}变为{{ 本年数 | 万元 }}，相差{{ 增减额 | 万元 }}"),
        (CHANGE, "up", "，增加到{{ 本年数 | 万元 }}"),
        ("差异.年初预算", "under", "，决算数小于预算数{{ 差额 | 万元 }}，低于预算{{ 差异幅度 | 百分比 }}"),
        ("差异.年初预算", "under", "，预决算差异率{{ 差异率 | 百分比 }}"),
    ],
)
def test_what_may_be_said(phrase: str, condition: str, say: str, tmp_path: Path) -> None:
    assert told(changed(tmp_path, phrase, f'{{{condition}: "{say}。"}}')) == []


def test_a_pack_adds_words_of_direction_but_turns_none_round(tmp_path: Path) -> None:
    say = '{up: "，多支{{ 增减额 | 万元 }}，多支{{ 增减率 | 百分比 }}。"}'
    assert told(changed(tmp_path / "a", CHANGE, say), "P165")
    assert told(changed(tmp_path / "b", CHANGE, say, "directions: {增加: 多支}\n")) == []
    pack = packs.child(tmp_path / "c", pack="directions: {up: 减少 多支}\n")
    assert told(pack) == [("P164", "「减少」说的是「减少」，不能又写在「增加」下。")]
    assert told(packs.child(tmp_path / "d", pack="directions: {sideways: 平移}\n"), "P164")


def test_one_wording_without_reasons_says_nothing_false_below_a_threshold(tmp_path: Path) -> None:
    """「与上年持平」 stands for what did not move; below a threshold something did."""
    settings = "  due: threshold\n  rate: 10\n  join: ；\n"
    copy = reason_units.pack(tmp_path, settings)
    assert told(copy, "P165") == []
    common = copy / "phrases" / "common.yaml"
    common.write_text(common.read_text(encoding="utf-8").replace("变化不大", "持平"), encoding="utf-8")
    assert ("P165", "条件「增加」下写了「持平」，方向不对。") in told(copy)


# The finished text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("literal", "evidence"),
    [
        ("比上年减少", "前面的方向词不对，应是增加"),
        ("合计-", "前面紧挨着「-」"),
        ("合计负", "前面紧挨着「负」"),
    ],
)
def test_words_of_another_phrase_bend_nothing(literal: str, evidence: str, tmp_path: Path) -> None:
    """What no phrase shows by itself shows where the outline joins two: the draft is refused, not printed."""
    own = (
        "source: 某文件\nphrases:\n  总体.主语: " + literal + "\n  增减.与上年相比:\n    say:\n"
        '      up, flat, none: "{{ 增减额 | 万元 }}（上年为{{ 上年数 | 万元 }}，本年为{{ 本年数 | 万元 }}）。"\n'
    )
    pack = packs.child(tmp_path, own=own)
    with pytest.raises(Refused) as refused:
        narrator.draft(narrator.load(FIXTURE), str(pack))
    assert {finding.code for finding in refused.value.findings} == {"P166"}
    assert evidence in refused.value.findings[0].evidence


def numbers(text: str) -> Iterator[tuple[grammar.Amount, int | None]]:
    """Each number with what the words before it say."""
    for item in grammar.read(text):
        yield item, base().sense(grammar.clause(text[: item.start]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收入总计451.67万元", [("4516700.00", "元", None)]),
        ("增加1,234.50元，下降-3.25%", [("1234.50", "元", 1), ("-3.25", "%", -1)]),
        ("与上年相比，减少0.07亿元", [("7000000.00", "元", -1)]),
        ("不少于3人", [("3", "", None)]),
        ("大于年初预算数5.00万元", [("50000.00", "元", 1)]),
    ],
)
def test_the_grammar_reads_figures(text: str, expected: list[tuple[str, str, int | None]]) -> None:
    found = [(f"{item.value:f}", item.unit, sense) for item, sense in numbers(text)]
    assert [(Decimal(value), unit, sense) for value, unit, sense in found] == [
        (Decimal(value), unit, sense) for value, unit, sense in expected
    ]


_UNITS: Mapping[str, int] = {**SCALES, "%": 0}


@given(
    st.decimals(-(10**9), 10**9, places=2),
    st.sampled_from(list(_UNITS)),
    st.booleans(),
    st.sampled_from(["增加", "减少", "", "持平"]),
)
def test_every_printed_figure_is_read(value: Decimal, unit: str, grouped: bool, word: str) -> None:
    text = f"本年{word}{value:{',' if grouped else ''}f}{unit}。"
    ((item, sense),) = numbers(text)
    assert item.value == value.scaleb(_UNITS[unit])
    assert item.unit == ("%" if unit == "%" else "元")
    assert sense == {"增加": 1, "减少": -1, "": None, "持平": 0}[word]
    assert text[item.start : item.end] == f"{value:{',' if grouped else ''}f}{unit}"
