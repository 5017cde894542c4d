"""Packs over packs: what a child states covers what it inherits, and nothing else moves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import narrator
from helpers import packs
from narrator.authoring.lint import lint
from narrator.figures.findings import Refused
from narrator.figures.model import Unit
from narrator.figures.values import Text
from narrator.phrases import entries, home, stack
from narrator.phrases.pack import Pack
from narrator.phrases.phrasebook import default
from narrator.phrases.search import OWN_PACKS

SEED = Path(__file__).parents[2] / "fixtures" / "changji-2024"
CHANGE = "增减.与上年相比"


@pytest.fixture(scope="module")
def unit() -> Unit:
    """The unit of the fixture."""
    return narrator.load(SEED)


def texts(pack: Pack, phrase: str) -> dict[str, str]:
    """The wordings of a phrase by condition."""
    return {condition: variant.text for condition, variant in pack.phrases[phrase].variants.items()}


def files(pack: Pack, phrase: str) -> dict[str, str]:
    """In which file the wording for each condition stands."""
    return {name: variant.source.place.file for name, variant in pack.phrases[phrase].variants.items()}


def refused(pack: Path) -> list[str]:
    """Codes and evidence of what is wrong with a pack."""
    with pytest.raises(Refused) as raised:
        default().pack(str(pack))
    return [f"{finding.code} {finding.evidence}" for finding in raised.value.findings]


# What a child states ------------------------------------------------------------------------------------


def test_a_child_that_states_nothing_says_the_same(unit: Unit, tmp_path: Path) -> None:
    """To the last character, through three parents."""
    pack = packs.child(tmp_path)
    assert narrator.render(narrator.draft(unit, str(pack))) == narrator.render(narrator.draft(unit))
    assert default().pack(str(pack)).layers == ("national", "xinjiang", "xinjiang/2024", str(pack))
    assert lint(str(pack)) == []


def test_a_condition_is_covered_alone(tmp_path: Path) -> None:
    """What shared its line keeps the inherited words; each wording knows its own file."""
    own = (
        "source: 某文件\nphrases:\n  增减.与上年相比:\n    say:\n      flat: ，与上年持平，因为：{{ 原因 | 原因 }}。\n"
    )
    pack = default().pack(str(packs.child(tmp_path, own=own)))
    inherited = texts(default().pack("xinjiang/2024"), CHANGE)
    changed = texts(pack, CHANGE)
    assert {name for name, text in changed.items() if text != inherited[name]} == {"flat"}
    assert [name for name, file in files(pack, CHANGE).items() if file != "xinjiang/phrases/common.yaml"] == ["flat"]
    assert pack.phrases[CHANGE].variants["up"].source.conditions == ("up", "none")
    assert pack.phrases[CHANGE].over == "Change"


def test_one_wording_for_all_covers_all(tmp_path: Path) -> None:
    own = "source: 某文件\nphrases:\n  资产.其他用车: 。\n"
    assert texts(default().pack(str(packs.child(tmp_path, own=own))), "资产.其他用车") == {"": "。"}


def test_a_condition_covers_part_of_one_wording_for_all(tmp_path: Path) -> None:
    """The rest of the conditions keep the wording that was for all of them."""
    own = "source: 某文件\nphrases:\n  运行经费.事业:\n    say:\n      no_last: 新单位公用经费支出{{ 本年数 | 万元 }}\n"
    changed = texts(default().pack(str(packs.child(tmp_path, own=own))), "运行经费.事业")
    whole = texts(default().pack("xinjiang/2024"), "运行经费.事业")[""]
    assert changed["no_last"].startswith("新单位")
    assert {changed[name] for name in changed if name != "no_last"} == {whole}
    assert len(changed) == 8


def test_another_fact_is_another_phrase(tmp_path: Path) -> None:
    """Where ``over`` changes, nothing of the inherited wordings is left."""
    own = "source: 某文件\nphrases:\n  三公.用车费:\n    over: 公务用车费增减\n    say: 用车支出{{ 本年数 | 万元 }}\n"
    pack = default().pack(str(packs.child(tmp_path, own=own)))
    assert (pack.phrases["三公.用车费"].over, list(texts(pack, "三公.用车费"))) == ("公务用车费增减", [""])


def test_an_entry_may_state_evidence_alone(tmp_path: Path) -> None:
    own = "phrases:\n  人员.离休: {source: 某文件}\n"
    pack = default().pack(str(packs.child(tmp_path, own=own)))
    assert {variant.source.evidence for variant in pack.phrases["人员.离休"].distinct()} == {"某文件"}
    assert texts(pack, "人员.离休") == texts(default().pack("xinjiang/2024"), "人员.离休")


def test_what_is_inherited_may_have_no_evidence(unit: Unit, tmp_path: Path) -> None:
    """Said once for all of it, and not once for each wording."""
    own = "phrases:\n  标题.总体: {source: 某文件}\n"
    pack = packs.child(tmp_path, pack="evidence: none\n", own=own)
    proven = {
        phrase.id
        for phrase in default().pack(str(pack)).phrases.values()
        if phrase.variants.get("") and phrase.variants[""].source.evidence
    }
    assert proven == {"标题.总体"}
    notes = [note for note in narrator.draft(unit, str(pack)).notes if note.code in ("N103", "N106")]
    assert [note.code for note in notes] == ["N106"]


def test_settings_are_covered_key_by_key(tmp_path: Path) -> None:
    header = "decimals:\n  percent: 1\nreasons:\n  repeated: 5\n"
    header += "formats:\n  百分比: {type: percent, pattern: '0.0'}\n"
    pack, parent = default().pack(str(packs.child(tmp_path, pack=header))), default().pack("xinjiang/2024")
    assert pack.decimals == parent.decimals._replace(percent=1)
    assert pack.reasons == parent.reasons._replace(repeated=5)
    assert pack.formats["百分比"].decimals == 1
    assert pack.formats["万元"] == parent.formats["万元"]
    assert (pack.region, pack.year) == ("新疆", 2024)


def test_a_format_that_changes_is_judged_anew(tmp_path: Path) -> None:
    """A wording of the parent that no longer fits the child's format is told where it stands."""
    pack = packs.child(tmp_path, pack="formats:\n  人次: {type: text}\n")
    told = refused(pack)
    assert len(told) >= 3
    assert all(item.startswith("P113 ") for item in told)


@pytest.mark.parametrize("pack_id", default().packs())
def test_what_is_taken_over_is_what_would_be_compiled(pack_id: str) -> None:
    """Of every shipped pack: an inherited phrase that nothing touches is not compiled again, and is the same."""
    laid: stack.Stack | None = None
    for layer in default().chain(pack_id):
        laid = stack.laid(layer, laid, default().pack(pack_id).year)
    assert laid
    compiled = [entries.compile_entry(raw, laid.formats, laid.rules, []) for raw in laid.raws.values()]
    assert {phrase.id: phrase for phrase in compiled if phrase} == laid.phrases


def test_reasons_by_code(tmp_path: Path) -> None:
    own = "source: 某文件\nreasons:\n  接待减少: {say: 接待少了, explains: [down]}\n"
    own += "new:\n  搬迁: {say: 搬了家, explains: [up]}\n"
    offers = default().pack(str(packs.child(tmp_path, reasons=own))).offers
    inherited = default().pack("xinjiang/2024").offers
    assert set(offers) - set(inherited) == {"搬迁"}
    assert [code for code in inherited if offers[code] != inherited[code]] == ["接待减少"]


# The outline --------------------------------------------------------------------------------------------


def test_a_piece_of_the_outline_is_covered(unit: Unit, tmp_path: Path) -> None:
    own = (
        "blocks:\n  其他说明:\n  - section: 标题.其他说明\n    number: 序号.节\n    body: [{paragraph: 其他说明.无}]\n"
    )
    document = narrator.draft(unit, str(packs.child(tmp_path, outline=own)))
    assert [block.text for block in document.sections[1].blocks[-1].blocks] == ["本单位无其他需说明的事项。"]  # type: ignore[union-attr]


def test_the_order_is_the_childs(unit: Unit, tmp_path: Path) -> None:
    """Sections that are left out renumber the rest."""
    own = "parts:\n- part: 标题.情况说明\n  number: 序号.部分\n  body:\n  - use: 三公\n  - use: 收入\n"
    document = narrator.draft(unit, str(packs.child(tmp_path, outline=own)))
    headings = [block.heading.text for block in document.sections[0].blocks]  # type: ignore[union-attr]
    assert headings == ["一、财政拨款“三公”经费支出决算情况说明", "二、收入决算情况说明"]


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("parts:\n- use: 没有这一节\n", "P158 没有「没有这一节」这一段。"),
        (
            "new:\n  甲: [{use: 乙}]\n  乙: [{use: 甲}]\nparts:\n- use: 甲\n",
            "P158 「甲」这一段里又用到「甲」，写不完了。",
        ),
        ("new:\n  从不用: [{use: 总体}]\n", "P158 大纲用不到「从不用」这一段，它印不出来。"),
        ("blocks:\n  总题: [{use: 总体}]\n", "P153 上级大纲里没有「总题」这一段，改不了。"),
        ("new:\n  总体: [{use: 收入}]\n", "P154 上级大纲里已经有「总体」这一段，不是新增的。"),
    ],
)
def test_pieces_that_cannot_be(own: str, told: str, tmp_path: Path) -> None:
    found = [f"{finding.code} {finding.evidence}" for finding in lint(str(packs.child(tmp_path, outline=own)))]
    assert told in found


def test_pieces_within_pieces_do_not_exhaust_memory(tmp_path: Path) -> None:
    """Thirty pieces of which each uses the next twice would be a thousand million."""
    pieces = "".join(f"  节{n}: [{{use: 节{n + 1}}}, {{use: 节{n + 1}}}]\n" for n in range(30))
    own = f"new:\n{pieces}  节30: [{{use: 总体}}]\nparts:\n- part: 标题.情况说明\n  body: [{{use: 节0}}]\n"
    told = [finding.evidence for finding in lint(str(packs.child(tmp_path, outline=own))) if finding.code == "P158"]
    assert "大纲里的 use 展开后超过 500 处。" in told


def test_too_many_files_are_told(tmp_path: Path) -> None:
    files = {f"own{number}": "source: 某文件\n" for number in range(201)}
    assert refused(packs.child(tmp_path, **files)) == ["P159 phrases 里有 201 个文件，只读前 200 个。"]


# Mistakes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("phrases:\n  增减.比前年: {say: 甲, source: 某文件}\n", "P153 上级短语库里没有短语「增减.比前年」，改不了。"),
        (
            "new:\n  增减.比上年: {say: 甲, source: 某文件}\n",
            "P154 短语「增减.比上年」在 xinjiang/phrases/bases.yaml:",
        ),
        ("source: 某文件\nphrases:\n  增减.比上年:\n", "P105 短语「增减.比上年」没有写用语。"),
        ("source: 某文件\nphrases:\n  增减.比上年: {over: Change}\n", "P105 短语「增减.比上年」没有写用语。"),
        (
            "source: 某文件\nphrases:\n  总体.主语: {say: 甲, since: 2025, until: 2024}\n",
            "P155 短语「总体.主语」从 2025 年起用，却只用到 2024 年。",
        ),
        ("source: 某文件\nphrases:\n  总体.主语: {say: 甲, since: 明年}\n", "P103 「明年」不是四位年份。"),
    ],
)
def test_an_entry_that_cannot_be(own: str, told: str, tmp_path: Path) -> None:
    assert refused(packs.child(tmp_path, own=own))[0].startswith(told)


@pytest.mark.parametrize(
    ("parent", "told"),
    [
        ("nowhere/2024", "P100 没有短语库「nowhere/2024」。"),
        ("../../etc", "P152 上级短语库不能写成「../../etc」。"),
        ("[xinjiang]", "P152 上级短语库不能写成一个列表或一组键值。"),
    ],
)
def test_a_parent_that_cannot_be(parent: str, told: str, tmp_path: Path) -> None:
    assert refused(packs.child(tmp_path, parent)) == [told]


def test_a_pack_that_comes_back_to_itself(tmp_path: Path) -> None:
    for name, parent in (("甲", "乙"), ("乙", "甲")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(f"parent: {parent}\n", encoding="utf-8")
    assert refused(tmp_path / "甲") == ["P152 上级短语库「甲」又沿用到了这里，或层数太多。"]


def test_a_mistake_in_a_parent_is_told_where_it_stands(tmp_path: Path) -> None:
    """The child cannot be used either."""
    pack = packs.copied(tmp_path)
    packs.edit(
        pack.parents[1] / "national" / "phrases" / "common.yaml", "  标点.句号: 。\n", "  标点.句号: '{{ 甲 }}'\n"
    )
    with pytest.raises(Refused) as raised:
        default().pack(str(pack))
    place = raised.value.findings[0].place
    assert place is not None
    assert place.file.endswith("national/phrases/common.yaml")


# Years --------------------------------------------------------------------------------------------------

DATED = """source: 某文件
phrases:
  总体.主语: {say: 收支总体, since: 2025}
"""


@pytest.mark.parametrize(
    ("year", "words"), [(2023, "收入支出总体"), (2024, "收入支出总体"), (2025, "收支总体"), (2030, "收支总体")]
)
def test_an_entry_holds_from_its_year_on(year: int, words: str, tmp_path: Path) -> None:
    """Before, what is inherited holds."""
    assert texts(default().pack(str(packs.child(tmp_path, own=DATED)), year), "总体.主语") == {"": words}


def test_an_id_twice_for_different_years(tmp_path: Path) -> None:
    """Overlapping years are told; years that do not overlap are not."""
    first = "source: 某文件\nphrases:\n  总体.主语: {say: 旧说法, until: 2024}\n"
    pack = packs.child(tmp_path, a=first, b=DATED)
    assert lint(str(pack)) == []
    assert [texts(default().pack(str(pack), year), "总体.主语")[""] for year in (2024, 2025)] == ["旧说法", "收支总体"]
    shutil.rmtree(pack)
    told = refused(packs.child(tmp_path, a=first.replace("2024", "2025"), b=DATED))
    assert [item[:13] for item in told] == ["P110 短语「总体.主语"]


def _shelf(folder: Path, *headers: str) -> Path:
    """A region with packs of these headers, numbered."""
    region = folder / "某地"
    for number, header in enumerate(("region: 某地\nparent: xinjiang\ntitle: 某地\n", *headers)):
        pack = region / str(number) if number else region
        pack.mkdir(parents=True)
        parent = "" if number == 0 else "parent: 某地\n"
        (pack / "pack.yaml").write_text(parent + header, encoding="utf-8")
        if number:
            shutil.copy(home.root() / "xinjiang" / "2024" / "outline.yaml", pack)
    return region


@pytest.mark.parametrize(
    ("year", "taken", "noted"),
    [(2022, "1", False), (2023, "1", False), (2024, "2", False), (2025, "2", True), (2026, "3", False)],
)
def test_a_region_of_packs_and_the_units_year(year: int, taken: str, noted: bool, tmp_path: Path) -> None:
    """The newest that is not newer; ``until`` says that it holds on, and that it ends."""
    region = _shelf(tmp_path, "year: 2022\nuntil: 2023\n", "year: 2024\n", "year: 2026\n")
    pack, note = default().only(str(region)).choose(Text("随便"), year)
    assert (Path(pack.id).name, bool(note)) == (taken, noted)


def test_no_pack_of_the_region_for_the_year(tmp_path: Path) -> None:
    region = _shelf(tmp_path, "year: 2024\nuntil: 2024\n")
    for year in (2023, 2025):
        with pytest.raises(Refused, match=f"{year} 年度可用的短语库"):
            default().only(str(region)).choose(Text("随便"), year)


@pytest.mark.parametrize(
    ("region", "pack"),
    [("新疆", "xinjiang/2024"), ("新疆维吾尔自治区", "xinjiang/2024"), ("上海市普陀区", "shanghai/2024")],
)
def test_the_region_may_be_written_in_full(region: str, pack: str) -> None:
    assert default().choose(Text(region), 2024)[0].id == pack


@pytest.mark.parametrize("name", ["四川", "sichuan", "sichuan/2023"])
def test_a_region_is_named_by_its_folder_or_in_words(name: str) -> None:
    assert default().only(name).choose(Text("随便"), 2024)[0].id == "sichuan/2023"


def test_a_bureaus_own_shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its packs are chosen by region and year beside the shipped ones, and before them where both fit."""
    for name, header in (("昌吉/2024", "region: 新疆昌吉\nyear: 2024\n"), ("own", "region: 上海\nyear: 2024\n")):
        parent = "xinjiang/2024" if name != "own" else "shanghai/2024"
        packs.child(tmp_path, parent, pack=header).rename(tmp_path / name.replace("/", "-"))
    monkeypatch.setenv(OWN_PACKS, str(tmp_path))
    taken = [Path(default().choose(Text(region), 2024)[0].id).name for region in ("新疆昌吉州", "新疆", "上海市")]
    assert taken == ["昌吉-2024", "2024", "own"]


def test_a_pack_in_a_shipped_ones_place_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On a bureau's own shelf, of the same region and year; and in the working folder, under the same id."""
    packs.child(tmp_path, "shanghai/2024", pack="region: 上海\nyear: 2024\n").rename(tmp_path / "own")
    monkeypatch.setenv(OWN_PACKS, str(tmp_path))
    taken, _ = default().choose(Text("上海市"), 2024)
    assert str(taken) == f"{tmp_path / 'own'}（代替自带的 shanghai/2024）"
    (tmp_path / "here").mkdir()
    packs.child(tmp_path / "here", "xinjiang/2024").rename(tmp_path / "here" / "2024")
    (tmp_path / "xinjiang").mkdir()
    (tmp_path / "here" / "2024").rename(tmp_path / "xinjiang" / "2024")
    monkeypatch.chdir(tmp_path)
    assert str(default().pack("xinjiang/2024", 2024)) == "xinjiang/2024（代替自带的 xinjiang/2024）"


@pytest.mark.parametrize(
    ("own", "evidence"),
    [
        ("nowhere", "环境变量 NARRATOR_PHRASEBOOK 写的文件夹「nowhere」不存在。"),
        ("broken", "YAML 写法有误，从这里起读不下去。"),
    ],
)
def test_a_shelf_that_cannot_be_read_is_refused(
    own: str, evidence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Told, and no other pack is taken in its place."""
    (tmp_path / "broken" / "a").mkdir(parents=True)
    (tmp_path / "broken" / "a" / "pack.yaml").write_text("region: [上海\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(OWN_PACKS, own)
    with pytest.raises(Refused) as refused:
        default().choose(Text("新疆"), 2024)
    assert [finding.evidence for finding in refused.value.findings] == [evidence]


@pytest.mark.parametrize("name", ["", ".", "..", "/", "../phrasebook"])
def test_what_names_no_pack_is_refused(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Also where the working folder holds packs below it."""
    packs.child(tmp_path, pack="region: 新疆\nyear: 2024\n")
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path if name == "." else tmp_path / "a")
    with pytest.raises(Refused, match="P100"):
        default().only(name).choose(Text("新疆"), 2024)


def test_packs_of_several_regions_in_one_folder_are_told(tmp_path: Path) -> None:
    for region in ("上海", "新疆"):
        (tmp_path / region).mkdir()
        packs.child(tmp_path / region, pack=f"region: {region}\nyear: 2024\n")
    with pytest.raises(Refused, match="里有几个地区的短语库"):
        default().only(str(tmp_path)).choose(Text("新疆"), 2024)


@pytest.mark.slow
def test_the_entries_of_a_pack_are_bounded(tmp_path: Path) -> None:
    """Each file is bounded, and so is the pack."""
    files = {f"f{number}": "new:\n" + "".join(f"  甲{number}.{n}: 乙\n" for n in range(4000)) for number in range(4)}
    assert refused(packs.child(tmp_path, **files))[0] == "P159 短语多于 10000 条，读到 f2.yaml 为止。"


def test_a_region_without_its_years_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("parent: national\nregion: 新疆\n", encoding="utf-8")
    with pytest.raises(Refused, match="P103"):
        default().only(str(tmp_path)).choose(Text("新疆"), 2024)


def test_a_region_without_a_pack_takes_the_common_wording() -> None:
    taken, note = default().choose(Text("某省"), 2024)
    assert taken.id == "national/2024"
    assert note == "没有「某省」2024 年度的短语库，用的是各地共用的 national/2024；请对照本地的模板核对措辞。"
    with pytest.raises(Refused, match="P100"):
        default().choose(Text(""), 2024)  # nobody has said which region it is


# A unit's own wording ---------------------------------------------------------------------------------


def test_a_units_own_wording(unit: Unit, tmp_path: Path) -> None:
    """Laid over the pack that the unit takes, for this unit alone; the draft says so."""
    shutil.copytree(SEED, tmp_path / "unit")
    own = tmp_path / "unit" / "wording" / "phrases"
    own.mkdir(parents=True)
    (own / "own.yaml").write_text("source: 本单位\nphrases:\n  总体.主语: 全年收支\n", encoding="utf-8")
    document = narrator.draft(narrator.load(tmp_path / "unit"))
    assert "全年收支与上年相比" in narrator.render(document)
    assert "全年收支" not in narrator.render(narrator.draft(unit))
    assert document.pack == "xinjiang/2024"
    assert str(document.words) == f"xinjiang/2024，另用本单位的用语 {tmp_path / 'unit' / 'wording'}"
    assert default().taken_by(narrator.load(tmp_path / "unit"))[0].outline.parts


def test_a_mistake_in_a_units_own_wording_is_told(tmp_path: Path) -> None:
    shutil.copytree(SEED, tmp_path / "unit")
    own = tmp_path / "unit" / "wording" / "phrases"
    own.mkdir(parents=True)
    (own / "own.yaml").write_text("phrases:\n  总体.主谓: {say: 甲, source: 乙}\n", encoding="utf-8")
    with pytest.raises(Refused, match="上级短语库里没有短语「总体"):
        narrator.draft(narrator.load(tmp_path / "unit"))
