"""Options: a choice is a layer between the pack and the unit's own wording; what is inherited, withdrawn, settled."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import narrator
from helpers import packs
from narrator.authoring.lint import lint
from narrator.figures.findings import Refused
from narrator.figures.model import Unit
from narrator.figures.values import Place, Text
from narrator.phrases.cache import Cache
from narrator.phrases.pack import Pack
from narrator.phrases.phrasebook import Phrasebook, default

SEED = Path(__file__).parents[2] / "fixtures" / "changji-2024"
SUBJECT, COMMA = "总体.主语", "标点.分号"
OPTIONS = (
    "options:\n"
    "  主语:\n"
    "    choices:\n"
    "      照旧: {texts: 5, source: 某局 2024}\n"
    "      写我单位: {layer: options/ours, texts: 1}\n"
    "  分号:\n"
    "    choices: {分号: , 顿号: {layer: options/comma}}\n"
)
OURS = f"source: 某局 2024\nphrases:\n  {SUBJECT}: 我单位收入支出总体\n"
PAUSES = f"source: 某局 2024\nphrases:\n  {COMMA}: 、\n"


def layer(pack: Path, name: str, own: str = "", header: str = "") -> None:
    """Write the layer of a choice of a pack."""
    folder = pack / "options" / name
    (folder / "phrases").mkdir(parents=True)
    if own:
        (folder / "phrases" / "own.yaml").write_text(own, encoding="utf-8")
    if header:
        (folder / "pack.yaml").write_text(header, encoding="utf-8")


def offering(folder: Path, options: str = OPTIONS, **files: str) -> Path:
    """A pack over 新疆's with these options, and the two layers that they name."""
    pack = packs.child(folder, pack=options, **files)
    layer(pack, "ours", OURS)
    layer(pack, "comma", PAUSES)
    return pack


def over(folder: Path, parent: Path, header: str, own: str = "") -> Path:
    """A pack beside another, over it."""
    child = folder / "child"
    (child / "phrases").mkdir(parents=True)
    (child / "pack.yaml").write_text(f"parent: {parent.name}\n{header}", encoding="utf-8")
    if own:
        (child / "phrases" / "own.yaml").write_text(own, encoding="utf-8")
    return child


def given(**choices: str) -> tuple[tuple[str, Text], ...]:
    return tuple((option, Text(choice, Place("unit.yaml", 7, 5))) for option, choice in choices.items())


def words(pack: Pack) -> tuple[str, str]:
    return pack.phrases[SUBJECT].variants[""].text, pack.phrases[COMMA].variants[""].text


def told(pack: Path) -> list[str]:
    return [f"{finding.code} {finding.evidence}" for finding in lint(str(pack))]


def refused(pack: Path, **choices: str) -> list[str]:
    with pytest.raises(Refused) as raised:
        default().pack(str(pack), given=given(**choices))
    return [str(finding) for finding in raised.value.findings]


# What a unit chooses ------------------------------------------------------------------------------------


def test_a_choice_lies_over_the_pack(tmp_path: Path) -> None:
    """Each alone and both together; who chooses nothing, or the first, has the pack as it is."""
    pack = str(made := offering(tmp_path))
    plain = words(default().pack("xinjiang/2024"))
    assert words(default().pack(pack)) == plain
    assert words(default().pack(pack, given=given(主语="照旧", 分号="分号"))) == plain
    assert words(default().pack(pack, given=given(主语="写我单位"))) == ("我单位收入支出总体", plain[1])
    both = default().pack(pack, given=given(分号="顿号", 主语="写我单位"))
    assert words(both) == ("我单位收入支出总体", "、")
    assert both.folders[-2:] == (made / "options" / "ours", made / "options" / "comma")
    assert str(both) == f"{pack}，选用 主语「写我单位」、分号「顿号」"
    assert lint(pack) == []


def test_the_options_are_told_with_what_shows_them(tmp_path: Path) -> None:
    subject, comma = default().options(str(offering(tmp_path)))
    assert (subject.name, subject.default, [*subject.choices]) == ("主语", "照旧", ["照旧", "写我单位"])
    assert [(one.texts, one.source) for one in subject.choices.values()] == [(5, "某局 2024"), (1, "")]
    assert [*comma.choices] == ["分号", "顿号"]
    assert default().options("xinjiang/2024") == ()


def test_a_units_own_wording_lies_over_its_choice(tmp_path: Path) -> None:
    pack = str(offering(tmp_path))
    (tmp_path / "wording" / "phrases").mkdir(parents=True)
    (tmp_path / "wording" / "phrases" / "own.yaml").write_text(
        f"source: 自拟\nphrases:\n  {SUBJECT}: 本处\n", encoding="utf-8"
    )
    taken = default().pack(pack, 0, str(tmp_path / "wording"), given(主语="写我单位", 分号="顿号"))
    assert words(taken) == ("本处", "、")
    place = taken.phrases[COMMA].place
    assert (str(taken.choice(place)), taken.inherits(place)) == ("分号「顿号」", False)
    assert taken.choice(taken.phrases[SUBJECT].place) is None
    assert taken.inherits_from == "xinjiang/2024"


@pytest.fixture(scope="module")
def unit() -> Unit:
    return narrator.load(SEED)


def test_a_draft_tells_what_was_chosen(unit: Unit, tmp_path: Path) -> None:
    """The text and the note, where too few texts show it; it is read back through the same layers."""
    pack = str(offering(tmp_path))
    choosing = replace(unit, profile=replace(unit.profile, choices=dict(given(主语="写我单位"))))
    document = narrator.draft(choosing, pack)
    assert "我单位收入支出总体与上年相比" in narrator.render(document)
    assert [str(note) for note in document.notes if note.code == "N105"] == [
        f"N105 短语库 {pack} 的这些部分只是草样，公开文本不到 3 篇：主语「写我单位」（1 篇）。 请与本地的模板核对措辞。"
    ]
    plain = narrator.draft(unit, pack)
    assert "我单位" not in narrator.render(plain)
    assert not [note for note in plain.notes if note.code == "N105"]


def test_what_is_not_offered_is_told_with_what_is(tmp_path: Path) -> None:
    """A name that is nearly right, one that is not, a choice that there is not; at the place where it was given."""
    pack = offering(tmp_path)
    assert refused(pack, 主词="写我单位", 甲乙丙丁="戊", 分号="顿号号") == [
        f"unit.yaml:7:5：P177 短语库 {pack} 没有选项「主词」。 可选的有：主语、分号。",
        f"unit.yaml:7:5：P177 短语库 {pack} 没有选项「甲乙丙丁」。 可选的有：主语、分号。",
        "unit.yaml:7:5：P177 选项「分号」没有「顿号号」这种写法。 是不是「顿号」？可选：「分号」「顿号」。",
    ]
    assert refused(Path("xinjiang/2024"), 主语="照旧") == [
        "unit.yaml:7:5：P177 短语库 xinjiang/2024 没有选项「主语」。 它没有可选的，请删去。"
    ]


def test_a_choice_without_its_folder_is_told_to_who_chooses_it(tmp_path: Path) -> None:
    """And to who lints; it is looked for again as soon as it may be there."""
    pack = offering(tmp_path)
    phrasebook = Phrasebook()
    shutil.move(pack / "options" / "comma", tmp_path / "comma")
    missing = "选项「分号」的写法「顿号」没有用语：没有 options/comma 这个文件夹。"
    assert told(pack) == [f"P172 {missing}"]
    with pytest.raises(Refused, match=missing):
        phrasebook.pack(str(pack), given=given(分号="顿号"))
    assert words(phrasebook.pack(str(pack)))[1] != "、"
    child = over(tmp_path, pack, "choose: {分号: 顿号}\n")
    with pytest.raises(Refused, match=missing):
        phrasebook.pack(str(child))
    shutil.move(tmp_path / "comma", pack / "options" / "comma")
    assert words(phrasebook.pack(str(child)))[1] == "、"
    assert words(phrasebook.pack(str(pack), given=given(分号="顿号")))[1] == "、"


def test_what_was_chosen_is_kept_apart(tmp_path: Path) -> None:
    """In files between two runs: by the choice, and by what stands in its layer."""
    pack = str(offering(tmp_path))

    def taken(**choices: str) -> str:
        return words(Phrasebook(cache=Cache("program", tmp_path / "cache")).pack(pack, given=given(**choices)))[0]

    plain = taken()
    for _ in range(2):
        assert (taken(), taken(主语="写我单位")) == (plain, "我单位收入支出总体")
    assert len(list((tmp_path / "cache").glob("*.json"))) >= 2
    packs.edit(tmp_path / "pack" / "options" / "ours" / "phrases" / "own.yaml", "我单位收入", "本局收入")
    assert (taken(), taken(主语="写我单位")) == (plain, "本局收入支出总体")


# What a child does with them ------------------------------------------------------------------------------


def test_options_are_inherited(tmp_path: Path) -> None:
    """The layer of the parent's choice lies over the child's own words, which lint tells where they meet."""
    parent = offering(tmp_path)
    child = over(tmp_path, parent, "", f"source: 某局\nphrases:\n  {COMMA}: ……\n")
    assert [option.name for option in default().options(str(child))] == ["主语", "分号"]
    assert words(default().pack(str(child), given=given(主语="写我单位"))) == ("我单位收入支出总体", "……")
    assert told(child) == [f"P176 选项「分号」的「顿号」沿用自 {parent}，选了它，这里改写的「{COMMA}」就不算了。"]


def test_a_child_restates_or_withdraws_an_option(tmp_path: Path) -> None:
    """As a whole, and under its own folder; what is withdrawn cannot be chosen."""
    parent = offering(tmp_path)
    header = (
        "options:\n  主语: 无\n  分号: {choices: {分号: , 顿号: {layer: options/comma}, 点: {layer: options/point}}}\n"
    )
    child = over(tmp_path, parent, header)
    layer(child, "comma", PAUSES)
    layer(child, "point", f"source: 某局 2024\nphrases:\n  {COMMA}: ·\n")
    (option,) = default().options(str(child))
    assert (option.name, option.pack, [*option.choices]) == ("分号", str(child), ["分号", "顿号", "点"])
    assert words(default().pack(str(child), given=given(分号="点")))[1] == "·"
    assert refused(child, 主语="写我单位") == [
        f"unit.yaml:7:5：P177 短语库 {child} 没有选项「主语」。 可选的有：分号。"
    ]
    assert lint(str(child)) == []


def test_a_pack_chooses_for_all_of_its_units(tmp_path: Path) -> None:
    """The layer lies below its own words, and the units of the pack and of its children are asked no more."""
    parent = offering(tmp_path)
    child = over(tmp_path, parent, "choose: {主语: 写我单位, 分号: 分号}\n")
    taken = default().pack(str(child))
    assert words(taken) == ("我单位收入支出总体", words(default().pack("xinjiang/2024"))[1])
    assert taken.folders[-2:] == (parent / "options" / "ours", child)
    assert (taken.chosen, default().options(str(child))) == ((), ())
    assert words(default().pack(str(child), given=given(主语="写我单位"))) == words(taken)
    assert refused(child, 主语="照旧") == [
        f"unit.yaml:7:5：P177 选项「主语」，短语库 {child} 已定为「写我单位」，不能另选「照旧」。 请删去这一项。"
    ]
    assert lint(str(child)) == []


def test_words_of_the_pack_that_chooses_stand_over_its_choice(tmp_path: Path) -> None:
    parent = offering(tmp_path)
    child = over(tmp_path, parent, "choose: {主语: 写我单位}\n", f"source: 某局\nphrases:\n  {SUBJECT}: 本局\n")
    assert words(default().pack(str(child)))[0] == "本局"
    assert lint(str(child)) == []


def test_layers_of_choices_are_no_packs(tmp_path: Path) -> None:
    """A region's packs are looked for two folders down; ``options`` holds none."""
    pack = offering(tmp_path)
    (pack / "options" / "ours" / "pack.yaml").write_text("source: 某局\n", encoding="utf-8")
    book = Phrasebook(pack)
    assert [entry.id for entry in book.entries() if entry.id.startswith(str(tmp_path))] == [str(pack)]


# What lint tells --------------------------------------------------------------------------------------

DECLARED = {
    "options: [甲]": ["P170 options 应是一组选项。"],
    "options: {甲: 乙}": ["P170 选项「甲」读不出有哪几种写法。"],
    "options: {甲: {choices: {乙: , 丙: {layer: options/ours}}, more: 丁}}": ["P170 选项「甲」读不出有哪几种写法。"],
    "options: {甲/乙: {choices: {乙: , 丙: {layer: options/ours}}}}": ["P170 「甲/乙」不能作名称。"],
    "options: {甲: {choices: {乙: }}}": ["P171 选项「甲」只有一种写法，没有可选的。"],
    "options: {甲: {choices: {乙: {layer: options/ours}, 丙: }}}": [
        "P170 第一种写法「乙」是短语库本来的写法，不能有 layer。",
        "P170 写法「丙」没有写它的用语在哪个文件夹。",
    ],
    "options: {甲: {choices: {乙: , 丙: {layer: ../ours}}}}": ["P170 写法「丙」没有写它的用语在哪个文件夹。"],
    "options: {甲: {choices: {乙: , 丙: 丁}}}": ["P170 写法「丙」后面只能写一组键值。"],
    "options: {甲: {choices: {乙: {texts: 零}, 丙: {layer: options/ours, text: 1}}}}": [
        "P170 写法「乙」的篇数不能是「零」。",
        "P101 这里不能写「text」。",
    ],
    "options: {甲: 无}": ["P173 短语库 {pack} 没有选项「甲」。"],
    f"options: {{{', '.join(f'甲{number}: 无' for number in range(51))}}}": ["P170 选项多于 50 个。"],
    f"options: {{甲: {{choices: {{{', '.join(f'乙{number}: ' for number in range(21))}}}}}}}": [
        "P170 选项「甲」的写法多于 20 种。"
    ],
    "choose: {甲: 乙}": ["P173 短语库 {pack} 没有选项「甲」。"],
}


@pytest.mark.parametrize("written", DECLARED)
def test_declarations_are_judged(written: str, tmp_path: Path) -> None:
    """Each mistake at its place; a draft under such a pack is refused with the same words."""
    pack = offering(tmp_path, f"{written}\n")
    expected = [one.replace("{pack}", str(pack)) for one in DECLARED[written]]
    assert told(pack) == expected
    with pytest.raises(Refused) as raised:
        default().pack(str(pack))
    assert [f"{finding.code} {finding.evidence}" for finding in raised.value.findings] == expected


def test_a_choice_of_what_is_not_there_is_told(tmp_path: Path) -> None:
    child = over(tmp_path, offering(tmp_path), "choose: {主语: 写我局, 分号: [顿号]}\n")
    assert told(child) == [
        "P173 选项「主语」没有「写我局」这种写法。",
        "P170 「分号」后面没有写选哪一种。",
    ]


def test_each_choice_is_judged_as_a_pack(tmp_path: Path) -> None:
    """Its phrases, its examples, the keys that are not its own to state."""
    pack = offering(tmp_path)
    (pack / "options" / "ours" / "pack.yaml").write_text("parent: xinjiang/2024\n", encoding="utf-8")
    own = pack / "options" / "ours" / "phrases" / "own.yaml"
    own.write_text(
        f"source: 某局\nphrases:\n  {SUBJECT}: 我单位{{{{ 年度 | 年月 }}}}总体\n  没有的: 甲\n", encoding="utf-8"
    )
    assert told(pack) == [
        "P101 这里不能写「parent」。",
        "P112 没有格式「年月」。",
        "P153 上级短语库里没有短语「没有的」，改不了。",
        "P130 大纲用不到短语「没有的」，它印不出来。",
    ]


def test_a_choice_that_changes_nothing_is_none(tmp_path: Path) -> None:
    pack = offering(tmp_path)
    shutil.rmtree(pack / "options" / "comma" / "phrases")
    assert told(pack) == ["P174 选项「分号」的「顿号」与短语库本来的写法没有不同。"]


CHANGE = "增减.与上年相比"
BOTH = f"P175 选项「主语」的「写我单位」和选项「分号」的「顿号」都改写「{CHANGE}」（持平），一起选时不知道用哪一句。"


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ("上年为零", []),
        (
            "持平",
            [BOTH],
        ),
    ],
)
def test_two_options_may_not_word_the_same(conditions: str, expected: list[str], tmp_path: Path) -> None:
    """Of one phrase, each may word other conditions."""
    pack = packs.child(tmp_path, pack=OPTIONS)
    for name, condition, text in (("ours", "持平", "，没有增减。"), ("comma", conditions, "，上年为零。")):
        layer(pack, name, f"source: 某局\nphrases:\n  {CHANGE}:\n    say:\n      {condition}: {text}\n")
    assert told(pack) == expected


def test_settings_and_pieces_of_the_outline_are_told_apart_too(tmp_path: Path) -> None:
    pack = packs.child(tmp_path, pack=OPTIONS)
    header = 'decimals: {percent: %s}\nformats:\n  百分比: {type: percent, pattern: "%s"}\n'
    layer(pack, "ours", header=header % (1, "0.0"))
    layer(pack, "comma", header=header % (3, "0.000"))
    assert told(pack) == [
        "P175 选项「主语」的「写我单位」和选项「分号」的「顿号」都改写「decimals/percent」、「formats/百分比」，"
        "一起选时不知道用哪一句。"
    ]


def test_a_choice_may_bring_a_phrase_of_its_own(tmp_path: Path) -> None:
    """It is used in the choice's outline alone; one that is not used there is told."""
    pack = offering(tmp_path)
    own = pack / "options" / "ours" / "phrases" / "own.yaml"
    own.write_text(f"{OURS}new:\n  新的.一句: 甲\n", encoding="utf-8")
    assert told(pack) == ["P130 大纲用不到短语「新的.一句」，它印不出来。"]
