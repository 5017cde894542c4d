"""Published texts against packs: which wordings a sentence shows, what is kept of it, and how that is told."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
import yaml

import narrator
from helpers import packs
from helpers.condition_units import UNITS
from helpers.running import as_process, narrate
from helpers.shipped import PACKS
from helpers.wording_units import EXAMPLES
from narrator.authoring import evidence, records
from narrator.authoring.evidence import Judge, Judged
from narrator.authoring.printed import Sentences
from narrator.authoring.records import EQUAL, MISTAKEN, OTHER, OUTSIDE, PUNCTUATION
from narrator.figures.findings import Refused
from narrator.figures.model import Unit
from narrator.phrases.phrasebook import default
from narrator.reading.folding import fold
from narrator.reading.lines import Source
from narrator.tasks import evidencing

PACK = "chongqing/2024"
TEXT = """SOURCE: https://example.org/某县某校.html
重庆市某县某校2024年度部门决算公开说明
2024年度收入总计1,000.00万元，支出总计1,000.00万元。收、支与2023年度相比，增加100.00万元，增长11.1%，主要原因是学生增加。
2024年度收入合计1,000.00万元，与2023年度相比增加100.00万元，增长11.1%，主要原因是学生增加。
2024年度支出合计1,000.00万元，与2023年度相比，增加100.00万元，增长12.1%，主要原因是学生增加。
2024年度年末结转和结余是0.00万元，比上年没有变化。
校舍占地3个操场，另有20个教室。
"""
OTHERWISE = (
    "用语不同的，照文本改那条短语；短语库没有的，加一句。"
    "文本里的数在 narrator phrases facts 里没有的，程序印不出，这一句留着。"
)
UNREAD = (
    "「有待填」（█）是数没有读出来，不是用语不对；要连数一起对照，用 -o 写出 单位.yaml，补上数，再用 --figures 指出它。"
)


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Unit]:
    """Invented units that between them use all wordings under all conditions."""
    folder = tmp_path_factory.mktemp("units")
    found = {}
    for name, example in {**EXAMPLES, **UNITS}.items():
        (folder / f"{name}.yaml").write_text(example.text(), encoding="utf-8")
        found[name] = narrator.load(folder / f"{name}.yaml")
    return found


def judged(text: str, pack: str = PACK) -> list[Judged]:
    """The sentences of a text."""
    lines = text.splitlines()
    return list(Judge(default().varied(pack)).judge(Source(lines), [True] * len(lines)))


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_knows_every_sentence_that_it_prints(pack: str, units: dict[str, Unit]) -> None:
    """Whatever the figures: of all invented units, each sentence with figures and without a gap."""
    judge, book = Judge(default().varied(pack)), default().only(pack)
    known = 0
    for unit in units.values():
        text = narrator.render(narrator.draft(unit, phrasebook=book))
        lines = [line for line in text.splitlines() if "\t" not in line and "【" not in line]
        for one in judge.judge(Source(lines), [True] * len(lines)):
            assert one.outcome == EQUAL, (pack, one.text)
            known += 1
    assert known > len(units)


def test_each_sentence_has_its_outcome() -> None:
    """Equal words, marks alone, other words near to a phrase, and what the pack has nothing like."""
    outcomes = [(one.line, one.outcome, one.near) for one in judged(TEXT)]
    assert outcomes == [
        (3, EQUAL, ""),
        (3, EQUAL, ""),
        (4, PUNCTUATION, ""),
        (5, EQUAL, ""),
        (6, OTHER, "结转.年末"),
        (7, OUTSIDE, ""),
    ]


def test_digits_do_not_count_but_words_and_units_do() -> None:
    """「11.1%」 is as good as 「11.10%」; 「下降」 beside 「增加」 is no wording of any condition."""
    line = "收、支与2023年度相比，增加100.00万元，增长{}，主要原因是学生增加。"
    for rate, outcome in (("11.1%", EQUAL), ("11.10%", EQUAL), ("11.1", OTHER)):
        assert [one.outcome for one in judged(line.format(rate))] == [outcome], rate
    assert [one.outcome for one in judged(line.format("1%").replace("增长", "下降"))] == [OTHER]


def test_a_sentence_shows_the_wordings_that_it_has() -> None:
    """The conditions of the one wording with these words; those of all where several have them."""
    sentences = Sentences(default().pack(PACK))
    text = "收、支与2023年度相比，{}，主要原因是学生增加"
    up = sentences.shown(fold(text.format("增加1.00万元，增长1.0%")).text)
    down = sentences.shown(fold(text.format("减少1.00万元，下降1.0%")).text)
    assert up is not None
    assert [(one.phrase, one.conditions, one.alone) for one in up] == [("增减.与上年决算", ("增加",), True)]
    assert down is not None
    assert [(one.conditions, one.alone) for one in down] == [(("减少", "本年为零"), False)]


def test_a_broken_off_sentence_is_not_judged() -> None:
    """What an excerpt leaves out is neither equal nor other."""
    assert judged("2024年度收入总计…支出总计1.00万元。") == []


HOSTILE = (
    "2024年度收入合计1.00万元，与2023年度相比，增加1.00万元，增长1.0%，主要原因是"
    + "，其中：财政拨款收入1.00万元，占1.0%；" * 60,
    "，".join(["公务用车购置及运行维护费支出决算1万元，占1%"] * 60),
    "1万元，" * 450,
    "主要原因是" * 380 + "1万元",
    "（类）1.00万元，占1.0%；" * 110,
    "其中：接待外宾1批次、1人次，" * 120,
    "、1万元" * 480,
    "1" * 1900 + "万元",
    "一、" * 900 + "1万元",
)


@pytest.mark.parametrize("pack", PACKS)
def test_no_text_makes_judging_long(pack: str) -> None:
    """Sentences made to have many ways to be read cost no more than a moment each."""
    judge = Judge(default().varied(pack))
    for text in HOSTILE:
        start = time.process_time()
        list(judge.judge(Source([text]), [True]))
        assert time.process_time() - start < 2, text[:20]


# Records --------------------------------------------------------------------------------------------


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Whatever stands in names and addresses."""
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    ran = narrate(tmp_path, "phrases", "case", "text.txt", PACK, "-o", "case", "--unit", "甲's 校: #1")
    assert ran.returncode == 1, ran.stderr
    (tmp_path / "evidence").mkdir()
    shutil.copy(tmp_path / "case" / "证据.yaml", tmp_path / "evidence" / "one.yaml")
    (record,) = records.read(tmp_path)
    assert (record.unit, record.year, record.source) == ("甲's 校: #1", 2024, "https://example.org/某县某校.html")
    assert record.sentences == {EQUAL: 2, PUNCTUATION: 1, MISTAKEN: 1, OTHER: 1, OUTSIDE: 1}
    assert record.proves["增减.与上年决算"] == ("增加",)
    assert record.contradicts == {"": (7,), "收入.合计": (4,), "结转.年末": (6,)}
    assert record.mistakes == {"T101": (5,)}
    plain = yaml.safe_load((tmp_path / "evidence" / "one.yaml").read_text(encoding="utf-8"))
    assert plain[0]["unit"] == "甲's 校: #1"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- 1\n", "evidence/x.yaml:1:1：P180 这里应是一份公开文本的记录。"),
        ("- {unit: 甲, year: 2024}\n", "evidence/x.yaml:1:3：P180 〔/1〕没有写 source、pack。"),
        (
            "- {unit: 甲, year: 2024, source: x, pack: y, more: 1}\n",
            "evidence/x.yaml:1:45：P180 〔/1/more〕公开文本的记录里没有「more」这一项。",
        ),
        (
            "- {unit: 甲, year: 2024, source: x, pack: y, contradicts: {甲: [一]}}\n",
            "evidence/x.yaml:1:3：P180 〔/1〕contradicts 的「甲」应是行号或篇数。",
        ),
        (
            "- {unit: 甲, year: 今年, source: x, pack: y}\n",
            "evidence/x.yaml:1:3：P180 〔/1〕年度不能是「今年」。",
        ),
    ],
)
def test_a_broken_record_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    """And with the way out."""
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        records.read(tmp_path)
    advice = " 请用 narrator phrases case 重新生成这份记录，不要手改。"
    assert list(map(str, refused.value.findings)) == [told + advice]


def test_the_records_that_are_shipped_fit_their_packs() -> None:
    """Every phrase and condition that they name is one of the pack; what a pack claims, its records show."""
    kept = evidencing.kept(default().homes())
    assert kept
    for record in kept:
        assert list(evidence.unknown(default().pack(record.pack), record)) == [], record
        assert sum(record.sentences.values()) >= len(record.contradicts)


# The commands ---------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with a bureau's phrasebook, in which a text is recorded, and the text."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "text.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "own" / "evidence").mkdir(parents=True)
    ran = narrate(tmp_path, "phrases", "case", "texts/text.txt", PACK, "-o", "case", "--unit", "某县某校")
    assert ran.returncode == 1
    shutil.copy(tmp_path / "case" / "证据.yaml", tmp_path / "own" / "evidence" / "own.yaml")
    return tmp_path


def evidence_of(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """What ``phrases evidence`` says with the bureau's phrasebook."""
    ran = as_process(folder, "phrases", "evidence", *arguments, NARRATOR_PHRASEBOOK="own")
    return ran.returncode, ran.stdout, ran.stderr


def test_a_case_is_drafted_beside_the_text(kept: Path) -> None:
    """From the figures that the text tells: what is equal, which figure differs, what its own mistake is."""
    told = (kept / "case" / "对照.txt").read_text(encoding="utf-8").splitlines()
    assert told[:4] == [
        "第 3 行　一致　总体.收入、总体.支出",
        "  起草的数的写法不同：2024年度收入总计〔1,000.00→1000.00〕万元,支出总计〔1,000.00→1000.00〕万元",
        "第 3 行　一致　增减.与上年决算",
        "  起草的相同：收、支与2023年度相比,增加100.00万元,增长11.1%,主要原因是学生增加",
    ]
    assert "第 5 行　文本自身有误　支出.合计、增减.与上年决算" in told
    assert any("增长〔12.1→11.1〕%" in line for line in told)
    assert told[-1] == "有数的句子 6 句：一致 2，只差标点 1，文本自身有误 1，用语不同 1，短语库没有 1"
    unit = narrator.load(kept / "case" / "单位.yaml")
    assert unit.profile.name.text == "某县某校"


def test_evidence_names_the_texts_for_and_against_a_wording(kept: Path) -> None:
    """With the texts at hand, their very sentences."""
    code, out, err = evidence_of(kept, PACK, "结转.年末", "--texts", "texts")
    assert "写法不同　某县某校 2024　https://example.org/某县某校.html　第 6 行" in out.splitlines()
    assert "text.txt:6　用语不同　2024年度年末结转和结余是0.00万元,比上年没有变化。" in out.splitlines()
    lacking = [line for line in err.splitlines() if "P182" not in line]
    assert (code, lacking) == (1, [])
    code, out, _ = evidence_of(kept, PACK)
    assert code == 0
    assert any(line.split() == ["某县某校", "2024", PACK, "2", "1", "1", "1", "1"] for line in out.splitlines())


def test_a_text_that_is_another_file_is_told(kept: Path) -> None:
    """By its digest; and one that is judged otherwise today."""
    record = kept / "own" / "evidence" / "own.yaml"
    packs.edit(record, "equal: 2", "equal: 3")
    assert "P184" in evidence_of(kept, PACK, "--texts", "texts")[2]
    with (kept / "texts" / "text.txt").open("a", encoding="utf-8") as text:
        text.write("又及。\n")
    assert "「text.txt」的摘要与记录的不同，不是同一份文件。" in evidence_of(kept, PACK, "--texts", "texts")[2]


def test_a_record_of_a_phrase_that_is_gone_is_told(kept: Path) -> None:
    """The pack was changed since: the text is to be judged again."""
    packs.edit(kept / "own" / "evidence" / "own.yaml", "总体.收入", "总体.收人")
    code, _, err = evidence_of(kept, PACK)
    assert code == 1
    assert "某县某校 2024 的记录里有短语「总体.收人」，chongqing/2024 没有。" in err


def test_an_unknown_phrase_and_an_unreadable_text_are_refused(tmp_path: Path) -> None:
    """Each with a way out, and nothing is made."""
    ran = narrate(tmp_path, "phrases", "evidence", PACK, "收入.合记")
    assert (ran.returncode, ran.stderr.split()[0]) == (2, "P125")
    assert "收入.合计" in ran.stderr
    ran = narrate(tmp_path, "phrases", "case", "没有.txt", PACK, "-o", "case")
    assert (ran.returncode, (tmp_path / "case").exists()) == (2, False)
    assert "W301 找不到这个文件。" in ran.stderr


def test_a_text_that_names_no_unit_is_judged_all_the_same(tmp_path: Path) -> None:
    """What is lacking for a draft is told with the option that gives it."""
    (tmp_path / "part.txt").write_text("2024年度收入总计1.00万元，支出总计1.00万元。\n", encoding="utf-8")
    ran = narrate(tmp_path, "phrases", "case", "part.txt", PACK, "-o", "case")
    assert ran.returncode == 1
    assert "没有读出单位名称，没有起草。 请用 --unit 写明。" in ran.stderr
    assert sorted(path.name for path in (tmp_path / "case").iterdir()) == ["对照.txt", "证据.yaml"]


def test_a_case_without_a_folder_is_shown_and_leaves_nothing(tmp_path: Path) -> None:
    """As often as the pack is changed; what to do about words that differ and figures that were not read is told."""
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    ran = narrate(tmp_path, "phrases", "case", "text.txt", PACK, "--unit", "某县某校")
    assert ran.returncode == 1
    assert ran.stdout.startswith("第 3 行　一致　总体.收入、总体.支出\n")
    assert ran.stderr.splitlines() == [OTHERWISE, UNREAD]
    assert [path.name for path in tmp_path.iterdir()] == ["text.txt"]
    (tmp_path / "text.txt").write_text("2024年度收入总计1.00万元，支出总计1.00万元。\n", encoding="utf-8")
    equal = narrate(tmp_path, "phrases", "case", "text.txt", PACK, "--unit", "某县某校")
    assert (equal.returncode, equal.stderr) == (0, "")


def test_a_figure_that_was_not_read_is_no_matter_of_words(tmp_path: Path) -> None:
    """The sentence is equal; that its figures are lacking in the draft is told apart, with a way out."""
    (tmp_path / "text.txt").write_text("单价100万元（含）以上设备（不含车辆）2台（套）。\n", encoding="utf-8")
    ran = narrate(tmp_path, "phrases", "case", "text.txt", PACK, "--unit", "某县某校", "--year", "2024")
    assert ran.returncode == 0
    assert "█" in ran.stdout
    assert ran.stderr.splitlines() == [UNREAD]


def test_records_of_a_pack_in_ones_own_folder_lie_beside_it(tmp_path: Path) -> None:
    """Beside the folder of the region or of the year, as its parents may; where there is none, the places are told."""
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    narrate(tmp_path, "phrases", "new", "某省/2024", "--from", PACK, "--region", "某省")
    narrate(tmp_path, "phrases", "case", "text.txt", "某省/2024", "-o", "case", "--unit", "某县某校")
    none = narrate(tmp_path, "phrases", "evidence", "某省/2024")
    home = tmp_path.resolve()
    places = f"{home / '某省' / 'evidence'} 或 {home / 'evidence'}"
    assert (none.returncode, none.stderr) == (
        0,
        f"没有 某省/2024 的记录。请把 narrator phrases case 写出的 证据.yaml 放进文件夹 {places}。\n",
    )
    for folder in (tmp_path / "某省" / "evidence", tmp_path / "evidence"):
        folder.mkdir()
        shutil.copy(tmp_path / "case" / "证据.yaml", folder / "one.yaml")
        ran = narrate(tmp_path, "phrases", "evidence", "某省/2024", "总体.收入")
        assert (ran.returncode, ran.stderr) == (0, "")
        assert "  这样写　某县某校 2024　https://example.org/某县某校.html" in ran.stdout.splitlines()
        (tmp_path / "else").mkdir(exist_ok=True)
        ran = narrate(
            tmp_path / "else", "phrases", "evidence", str(tmp_path / "某省" / "2024"), "--texts", str(tmp_path)
        )
        assert (ran.returncode, ran.stderr) == (0, "")
        assert "1 份公开文本，" in ran.stdout
        (folder / "one.yaml").unlink()
    assert narrate(tmp_path, "phrases", "evidence", "xinjiang/2024").stderr == "没有 xinjiang/2024 的记录。\n"


@pytest.mark.parametrize("pack", PACKS)
def test_what_a_pack_claims_is_what_its_records_show(pack: str) -> None:
    """A pack that says how many texts show its pieces says of each what the records come to."""
    taken = default().pack(pack)
    counted = evidence.pieces(taken, evidencing.kept(default().homes()))
    if taken.texts:
        assert {name: taken.texts.get(name) for name in counted} == counted
