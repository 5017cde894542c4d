"""Which wordings are used: every one of every pack by the invented units; and ``phrases coverage`` itself."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import narrator
from helpers import every_fact, packs, reason_units
from helpers.condition_units import LISTED, UNITS
from helpers.running import narrate
from helpers.used_wording import PACK, all_pairs, used_pairs
from helpers.web_page import Page
from helpers.wording_units import EXAMPLES
from narrator.authoring.coverage import NUMBER, Coverage
from narrator.document.charts import WORDS
from narrator.figures import terms as t
from narrator.figures.model import Unit
from narrator.figures.values import Text
from narrator.phrases import home
from narrator.phrases.phrasebook import default
from narrator.writers import phrasebook_page

pytestmark = pytest.mark.slow  # some hundred drafts, under every pack


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Unit]:
    """The invented units, read from their files."""
    folder = tmp_path_factory.mktemp("units")
    examples = {**EXAMPLES, **UNITS, "listed": LISTED}
    for name, example in examples.items():
        (folder / f"{name}.yaml").write_text(example.text(), encoding="utf-8")
    return {name: narrator.load(folder / f"{name}.yaml") for name in examples}


def covered(units: dict[str, Unit], pack: str) -> Coverage:
    """What the units use of a pack, each drafted with it whatever region it is of: as it is, and with its choices."""
    coverage = Coverage(*default().varied(pack))
    joined = coverage.pack.reasons.join is not None
    for choices in chosen(pack):
        for name, unit in units.items():
            if unit.listed_reasons and not joined:
                continue
            choosing = replace(unit, profile=replace(unit.profile, choices=choices))
            coverage.add(name, choosing, narrator.draft(choosing, pack))
    return coverage


def chosen(pack: str) -> list[dict[str, Text]]:
    """What has to be chosen so that every choice is made once: the first of all options, the second of all …"""
    options = default().options(pack)
    most = max((len(option.choices) for option in options), default=1)
    return [
        {option.name: Text([*option.choices][number]) for option in options if number < len(option.choices)}
        for number in range(most)
    ]


def missing(coverage: Coverage) -> list[str]:
    """What nobody used: phrase and condition."""
    return [
        f"{wording.phrase}（{'不写原因，' if wording.without_reason else ''}{condition or '总是'}）"
        for wording in coverage.missing
        for condition in wording.unused
    ]


# All of it is used --------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", default().packs())
def test_the_invented_units_use_all_of_a_pack(pack: str, units: dict[str, Unit]) -> None:
    """Every wording that a pack can print stands in some unit's text, under each condition that chooses it."""
    coverage = covered(units, pack)
    assert coverage.wordings
    assert not missing(coverage), "used by no unit: " + "、".join(missing(coverage))


def test_the_invented_units_bring_about_every_condition_of_every_fact(units: dict[str, Unit], tmp_path: Path) -> None:
    """So that whatever a pack says of a fact, some unit shows it."""
    pack = str(every_fact.pack(tmp_path))
    coverage = covered(units, pack)
    own = [wording for wording in coverage.wordings if wording.phrase.startswith("事实.")]
    assert len(own) > 350
    left = [(wording.phrase, condition) for wording in own for condition in wording.unused]
    assert set(left) == {
        (f"事实.{kind}empty", "") for kind in ("收入构成", "支出构成", "常列的收入构成", "常列的支出构成")
    }, "some kinds of these four are always listed"


# What is counted ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_text_uses_what_a_second_look_at_the_tree_finds(name: str, units: dict[str, Unit]) -> None:
    """The wordings of the text, tables and charts aside: counted here, and gone through in ``test_wording``."""
    document, pack = narrator.draft(units[name])._replace(statements=()), default().pack(PACK)
    coverage = Coverage(pack)
    coverage.add(name, units[name], document)
    found = {(one.phrase, condition) for one in coverage.wordings for condition, by in one.counts.items() if by}
    expected = used_pairs(document, pack) & all_pairs(pack)
    assert expected
    assert {pair for pair in found & all_pairs(pack) if pair[0] not in WORDS} == expected


def test_uses_are_counted_by_unit_and_condition(units: dict[str, Unit]) -> None:
    """Four parts, four numbers; nine tables, nine corner notes; a wording for three conditions has three counts.

    A unit without a figure above zero has nothing to draw.
    """
    coverage = Coverage(default().pack(PACK))
    for name in ("archive", "zero"):
        coverage.add(name, units[name], narrator.draft(units[name]))
    by_phrase = {(one.phrase, *one.counts): one.counts for one in coverage.wordings}
    assert by_phrase["序号.部分", ""] == {"": {"archive": 4, "zero": 4}}
    assert by_phrase["附表.金额单位", ""] == {"": {"archive": 9, "zero": 9}}
    compared = by_phrase["增减.与上年相比", "up", "flat", "none"]
    assert compared == {"up": {"archive": 3}, "flat": {}, "none": {"zero": 3}}
    assert by_phrase["图表.收入结构", ""] == {"": {"archive": 1}}
    assert coverage.units == ["archive", "zero"]
    partly = [one for one in coverage.wordings if [*one.counts] == ["up", "flat", "none"]]
    assert partly[0].unused == ["flat"]
    assert set(partly) <= set(coverage.missing)
    count = coverage.counted()
    assert count.wordings == len(coverage.wordings) > count.used > count.wordings // 2
    assert 0 < count.partly <= count.wordings - count.used == len(coverage.missing)
    assert count.conditions - count.conditions_used == sum(len(one.unused) for one in coverage.wordings)


def test_a_wording_around_a_gap_is_not_used_but_the_gap_mark_is(units: dict[str, Unit]) -> None:
    """While a figure is missing nobody knows which wording it will be."""
    coverage = Coverage(default().pack(PACK))
    coverage.add("gaps", units["gaps"], narrator.draft(units["gaps"]))
    retired = [one for one in coverage.wordings if one.phrase == "人员.离休"]
    assert retired
    assert all(not one.users for one in retired)
    marks = [one.counts for one in coverage.wordings if one.phrase == "待填"]
    assert [[*counts] for counts in marks] == [["figure", "text"], ["reason"]]
    assert all(by["gaps"] > 1 for counts in marks for by in counts.values())


def test_wordings_without_a_reason_and_numbers_of_reasons_are_wordings_too(tmp_path: Path) -> None:
    """A pack that asks for a reason only where something changed, and numbers several."""
    settings = '  due: changed\n  join: ；\n  number: "{{ 序号 | 数字序号 }}、"\n'
    pack = str(reason_units.pack(tmp_path, settings))
    listed = {"与上年相比/收入支出总体": ["新增档案数字化任务", "追加人员经费", "新增办公用房"]}
    told = reason_units.unit(tmp_path, reasons=listed)
    flat = {"收入支出决算总表/收入/总计": {"上年": "451.67", "决算": "451.67"}}
    silent = reason_units.unit(tmp_path, flat, {"与上年相比/收入支出总体": ""})
    coverage = Coverage(default().pack(pack))
    coverage.add("told", told, narrator.draft(told, pack))
    coverage.add("silent", silent, narrator.draft(silent, pack))
    numbers = next(one for one in coverage.wordings if one.phrase == NUMBER)
    assert numbers.users == {"told": 3}
    without = next(one for one in coverage.wordings if one.without_reason and one.phrase == "增减.与上年相比")
    assert without.users == {"silent": 1}


def test_a_wording_that_prints_what_is_missing_stands_open_around_the_gap(tmp_path: Path) -> None:
    """One wording for all conditions, over a table of which nothing is known: no crash, a gap in its place."""
    outline = "blocks:\n  政府性基金:\n  - section: 标题.政府性基金\n    number: 序号.节\n    body:\n"
    outline += "    - paragraph: {say: 基金.支出, of: 政府性基金}\n"
    phrase = 'source: 某文件\nnew:\n  基金.支出: {over: 政府性基金, say: "当年支出{{ 本年支出 | 万元 }}，均有预算。"}\n'
    pack = str(packs.child(tmp_path, outline=outline, funds=phrase))
    for name, expected in (
        ("gaps", f"当年支出【待填：{t.FUND}】，均有预算。"),
        ("funds", "当年支出280.00万元，均有预算。"),
    ):
        (tmp_path / f"{name}.yaml").write_text(EXAMPLES[name].text(), encoding="utf-8")
        document = narrator.draft(narrator.load(tmp_path / f"{name}.yaml"), pack)
        assert expected in narrator.render(document)


# The command --------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three units, each in its folder below ``units``."""
    for name in ("archive", "new", "zero"):
        (tmp_path / "units" / name).mkdir(parents=True)
        (tmp_path / "units" / name / "unit.yaml").write_text(EXAMPLES[name].text(), encoding="utf-8")
    return tmp_path


def test_the_table_tells_every_wording_and_a_line_what_it_comes_to(folder: Path) -> None:
    """Who used what how often; with --missing only what nobody used, and exit code 1."""
    whole = narrate(folder, "phrases", "coverage", "units")
    assert (whole.returncode, whole.stderr) == (0, "")
    row = next(line for line in whole.stdout.splitlines() if line.startswith("序号.部分  "))
    phrase, conditions, times, users, examples = re.split(r"  +", row)
    assert (phrase, conditions, times, examples) == ("序号.部分", "总是", "12", "1")
    assert users.startswith("archive（4 次）、new")
    last = whole.stdout.splitlines()[-1]
    assert re.fullmatch(
        r"xinjiang/2024（3 个单位）：用语 \d+ 种，用到 \d+ 种（另有 \d+ 种只用到一部分条件）；条件 \d+ 个，用到 \d+ 个",
        last,
    )
    missing = narrate(folder, "phrases", "coverage", "units", "--missing")
    assert missing.returncode == 1
    assert "序号.部分" not in missing.stdout
    assert "本年为零" in missing.stdout
    assert missing.stdout.splitlines()[-1] == last


def test_without_units_the_examples_count(folder: Path) -> None:
    """Every wording with slots has an example; a pack whose wordings are all used has nothing missing."""
    told = narrate(folder, "phrases", "coverage", "--pack", PACK, "--json")
    assert (told.returncode, told.stderr) == (0, "")
    (pack,) = json.loads(told.stdout)["packs"]
    assert (pack["pack"], pack["layers"], pack["units"]) == (PACK, ["national", "xinjiang", PACK], [])
    assert all(one["examples"] for one in pack["wordings"] if "{{" in one["text"])
    assert all(one["unused"] == [] for one in pack["wordings"] if one["examples"])
    compared = next(one for one in pack["wordings"] if one["phrase"] == "增减.与上年相比")
    assert compared["conditions"] == {condition: {"例句": compared["examples"]} for condition in ("up", "flat", "none")}
    assert compared["place"]["file"] == "xinjiang/phrases/common.yaml"
    every = narrate(folder, "phrases", "coverage").stdout
    assert [pack for pack in default().packs() if f"\n{pack}（例句）：用语 " not in every] == []


def test_units_that_take_several_packs_get_a_table_each(folder: Path) -> None:
    """A unit's own wording makes a pack of its own; two units of the same name are told apart by their paths."""
    own = folder / "more" / "zero"
    (own / "wording" / "phrases").mkdir(parents=True)
    (own / "unit.yaml").write_text(EXAMPLES["zero"].text(), encoding="utf-8")
    (own / "wording" / "phrases" / "own.yaml").write_text("source: 自拟\nphrases:\n  标点.分号: 、\n", encoding="utf-8")
    packs_ = json.loads(narrate(folder, "phrases", "coverage", "units", "more", "--json").stdout)["packs"]
    assert [(pack["pack"], pack["wording"]) for pack in packs_] == [(PACK, None), (PACK, "more/zero/wording")]
    assert [pack["units"] for pack in packs_] == [["archive", "new", "units/zero"], ["more/zero"]]
    (comma,) = [one for one in packs_[1]["wordings"] if one["phrase"] == "标点.分号"]
    assert (comma["text"], comma["layer"], comma["evidence"]) == ("、", "more/zero/wording", "自拟")


def test_what_is_wrong_with_any_unit_is_told_and_nothing_else(folder: Path) -> None:
    """All problems, each at its place; no table, no page."""
    for name in ("archive", "zero"):
        file = folder / "units" / name / "unit.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("年度: '2024'", "年度: 今年"), encoding="utf-8")
    told = narrate(folder, "phrases", "coverage", "units", "nowhere", "--html", "page.html")
    assert (told.returncode, told.stdout) == (2, "")
    assert "units/archive/unit.yaml:" in told.stderr
    assert "units/zero/unit.yaml:" in told.stderr
    assert "nowhere：U102" in told.stderr
    assert told.stderr.endswith("共 3 处问题。\n")
    assert not (folder / "page.html").exists()
    unknown = narrate(folder, "phrases", "coverage", "--pack", "nowhere")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "没有短语库「nowhere」" in unknown.stderr


# The page -----------------------------------------------------------------------------------------


def shown(source: str) -> str:
    """The text of a page, which is well-formed."""
    assert Page(source).stack == []
    return html.unescape(re.sub("<[^>]*>", "", source.partition("<body>")[2]))


HOSTILE = "<b onclick='x'>&amp;\"$packs"


def test_the_page_shows_each_phrase_with_its_examples_and_uses(folder: Path) -> None:
    """Wordings with marked slots, meanings of conditions, evidence, line and layer, examples, units; well-formed."""
    told = narrate(folder, "phrases", "coverage", "units", "--html", "短语库.html")
    assert (told.returncode, told.stderr) == (0, "已写入 短语库.html。\n")
    source = (folder / "短语库.html").read_text(encoding="utf-8")
    text = shown(source)
    assert "national → xinjiang → xinjiang/2024" in text
    assert "说的是：任何增减" in text
    assert '<span class="slot">增减额<small>万元</small></span>' in source
    assert "增加本年数大于上年数archive（3 次）" in text
    assert "没有用到" in text
    assert "没有公开文本为证" in text
    assert "依据：昌吉州对口援疆办 2024" in text
    assert "xinjiang/phrases/common.yaml:" in text
    assert "（沿用 xinjiang）" in text
    assert source.count("<script>") == source.count("<script") == 1
    assert not re.search(r"(?:src|href)=\"(?!#)", source)
    assert re.findall(r'href="#([^"]+)"', source)
    assert set(re.findall(r'href="#([^"]+)"', source)) <= set(re.findall(r'id="([^"]+)"', source))
    example = home.root() / "xinjiang" / "phrases" / "totals.examples.yaml"
    sentences = re.findall(r"(?m)^  text: (.+)$", example.read_text(encoding="utf-8"))
    assert sentences
    assert [sentence for sentence in sentences if sentence not in text] == []


def test_the_page_is_not_written_over_somebodys_edits(folder: Path) -> None:
    """Made again it is the same; edited it stays, unless asked."""
    command = ("phrases", "coverage", "units", "--html", "page.html")
    narrate(folder, *command)
    assert narrate(folder, *command).stderr == "page.html 没有变化。\n"
    page = folder / "page.html"
    page.write_text(page.read_text(encoding="utf-8").replace("短语库", "我的短语库"), encoding="utf-8")
    assert narrate(folder, *command).returncode == 2
    assert "我的短语库" in page.read_text(encoding="utf-8")
    assert narrate(folder, *command, "--force").stderr == "已写入 page.html，旧文件存为 page.html.bak。\n"


def test_nothing_that_was_typed_becomes_markup(units: dict[str, Unit], tmp_path: Path) -> None:
    """Names of units, wordings, evidence, examples."""
    entry = {"标题.全文": {"say": f"{HOSTILE}{{{{ 年度 | 年 }}}}", "source": HOSTILE}}
    example = {"标题.全文": [{"values": {"年度": "2031"}, "text": f"{HOSTILE}2031"}]}
    phrase, examples = (yaml.safe_dump(one, allow_unicode=True) for one in ({"phrases": entry}, example))
    pack = str(packs.child(tmp_path, title=phrase, title_examples=examples))
    coverage = Coverage(default().pack(pack))
    coverage.add(HOSTILE, units["zero"], narrator.draft(units["zero"], pack))
    source = phrasebook_page.write([coverage])
    assert shown(source).count(HOSTILE) >= 5
    assert not any("onclick" in element.attributes for element in Page(source).elements)
