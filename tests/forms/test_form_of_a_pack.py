"""The form asks for what the unit's pack prints, and for nothing that only other packs print."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import narrator
from helpers import other_pack
from helpers.forms import TODAY, Person, edited, fill, said
from helpers.running import narrate
from helpers.strategies import FIXTURE, changed, fixture, to_yaml
from narrator.figures.findings import Refused
from narrator.figures.terms import STATEMENTS
from narrator.figures.values import Key
from narrator.forms import cells, convert, folder, notation, read
from narrator.forms.fields import FIELDS, REASONS
from narrator.forms.init import init
from narrator.forms.layout import FILE_NAME
from narrator.phrases.phrasebook import default
from narrator.readers import unit_file
from narrator.rules.catalogue import CATALOGUE

pytestmark = pytest.mark.slow  # each test makes a form, fills it in and reads it

BOOKS = FIXTURE.parents[1] / "changji-2024-workbook"
GENERAL, FISCAL = "一般公共预算财政拨款支出决算表", "财政拨款收入支出决算总表"
ITEMS = ("2010450", "2010499", "2080505", "2080506", "2101102", "2101103", "2101199", "2210201")
SHEETS = {  # the rows that the pack of other_pack adds, by the sheet on which they stand
    "年初预算与全年预算": {
        f"{FISCAL}/收入/{budget}财政拨款" for budget in ("一般公共预算", "政府性基金预算", "国有资本经营预算")
    },
    "三公": {
        "公务用车情况/购置费开支内容",
        *(f"公务接待情况/{key}" for key in ("外宾接待支出", "外宾批次", "外宾人次")),
    },
    "采购": {"/".join(map(str, item.key)) for item in FIELDS if item.key[0] == "政府采购预留"},
    "绩效": {"/".join(map(str, item.key)) for item in FIELDS if item.key[0] == "预算绩效管理"},
}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> str:
    return other_pack.made(tmp_path_factory.mktemp("pack"))


def _made(where: Path, pack: str | None = None, last: Path | None = BOOKS / "2023.xlsx") -> list[str]:
    return [
        line.replace(str(where), "…")
        for line in init(where, BOOKS / "2024.xlsx", last, TODAY, default().only(pack)).lines
    ]


def _keys(path: Path, sheet: str) -> list[str]:
    return [str(row[0]) for row in Person(path).sheets[sheet] if row and "/" in str(row[0])]


def _accounts(path: Path) -> list[list[object]]:
    """The accounts that the form lists, without the spare rows."""
    rows = Person(path).sheets["科目"]
    head = next(number for number, row in enumerate(rows) if "科目编码" in row)
    below = rows[head + 1 :]
    end = next(number for number, row in enumerate(below) if not any(row))
    return [[*row, ""][:9] for row in below[:end]]


def _given(pack: str) -> cells.Cells:
    """What a person knows under this pack: the seed's unit file without its tables, and every input of the pack."""
    known = cells.of_tree(unit_file.tree(FIXTURE))
    start = next(iter(known.values())).place
    printed = default().pack(pack).facts_used
    given = {key: text for key, text in known.items() if key[0] not in STATEMENTS or key[-1] == "年初预算"}
    typed: dict[Key, str] = {
        item.key: "某事" if item.kind == "text" else "3"
        for item in FIELDS
        if printed.intersection(item.facts) and item.key[0] not in STATEMENTS
    }
    typed[REASONS, "与上年相比", "本年收入"] = "收入的原因"
    for code in ITEMS:
        typed[REASONS, "与年初预算相比", code] = f"{code}的原因"
        typed[GENERAL, "科目", code, "年初预算"] = "10.5"
        typed[GENERAL, "科目", code, "用途"] = f"{code}的用途"
    return given | {key: notation.scalar(text, start) for key, text in typed.items()}


def test_every_fact_that_prints_an_input_is_there() -> None:
    """An input that only some packs print names a fact of the catalogue; no pack on the shelf is left out."""
    named = {fact for item in FIELDS for fact in item.facts}
    assert named <= set(CATALOGUE)
    assert named


def test_the_facts_of_a_pack(pack: str) -> None:
    usual, more = default().pack("xinjiang/2024").facts_used, default().pack(pack).facts_used
    assert {"收入构成", "政府性基金", "国（境）外接待", "项目指标", "主要职能"} <= usual <= set(CATALOGUE)
    assert more - usual == {
        "财政拨款收入来源",
        "本年收入增减",
        "一般公共预算支出项级年初差异",
        "公务用车购置开支",
        "国内接待开支",
        "政府采购预留",
        "预算绩效管理情况",
    }


@pytest.mark.parametrize("sheet", SHEETS)
def test_rows_that_only_some_packs_print(tmp_path: Path, pack: str, sheet: str) -> None:
    _made(tmp_path / "usual")
    _made(tmp_path / "more", pack)
    usual, more = (_keys(tmp_path / name / FILE_NAME, sheet) for name in ("usual", "more"))
    assert set(more) - set(usual) == SHEETS[sheet]
    assert [key for key in more if key in usual] == usual


def test_accounts_are_listed_where_the_pack_tells_them_one_by_one(tmp_path: Path, pack: str) -> None:
    told = _made(tmp_path / "more", pack)
    path = tmp_path / "more" / FILE_NAME
    assert [(row[0], row[1], row[2]) for row in _accounts(path)] == [(GENERAL, "科目", code) for code in ITEMS]
    assert [row[3] for row in _accounts(path)][:2] == ["事业运行", "其他发展与改革事务支出"]
    assert f"「科目」还有 {2 * len(ITEMS)} 格待填（深黄色）。" in told
    heading = Person(path).sheets["科目"][2]
    assert heading[-3:] == ["用途", "公开层级", "公开层级依据"]
    assert "填年初预算和用途" in Person(path).sheets["科目"][0][0]
    reasons = _keys(path, "变动原因")
    assert [f"主要原因/与年初预算相比/{code}" in reasons for code in ITEMS] == [True] * len(ITEMS)
    _made(tmp_path / "usual")
    usual = Person(tmp_path / "usual" / FILE_NAME)
    assert "用途" not in usual.sheets["科目"][2]
    assert not _accounts(usual.path)


@pytest.mark.parametrize("last", [BOOKS / "2023.xlsx", None], ids=["both-years", "this-year"])
def test_the_way_from_workbooks_to_the_text(tmp_path: Path, pack: str, last: Path | None) -> None:
    """init, fill, init again, draft; what was typed is kept, and the text tells it."""
    _made(tmp_path, pack, last)
    path = tmp_path / FILE_NAME
    edited(path, lambda person: fill(person, _given(pack), default().pack(pack).facts_used))
    before = said(read.read(path).cells)
    _made(tmp_path, pack, last)
    assert said(read.read(path).cells).items() >= before.items()
    text = narrator.render(narrator.draft(folder.load(path), pack))
    line = next(line for line in text.splitlines() if line.startswith("1.事业运行"))
    assert line == (
        "1.事业运行。主要用于：2010450的用途。年初预算数10.50万元，决算数91.90万元，"
        "预决算差异率775.24%，主要原因是：2010450的原因。"
    )
    assert "一般公共207.05万元，基金0.00万元，国资0.00万元。" in text
    assert "预留3.00万元，3.00万元。制度：某事。编报3个，平均3.00分，优3个。" in text


def test_the_pack_is_named_on_the_command_line(tmp_path: Path, pack: str) -> None:
    """init --pack asks as that pack does; one that is not there ends with 2."""

    def run(name: str) -> subprocess.CompletedProcess[str]:
        books = ["--workbook", str(BOOKS / "2024.xlsx"), "--last", str(BOOKS / "2023.xlsx")]
        return narrate(tmp_path, "init", str(tmp_path), *books, "--pack", name)

    assert run("nowhere/2024").returncode == 2
    made = run(pack)
    assert made.returncode == 0
    assert f"「科目」还有 {2 * len(ITEMS)} 格待填（深黄色）。" in made.stdout + made.stderr


def test_a_form_is_converted_and_back_under_any_pack(tmp_path: Path) -> None:
    """A value keeps its row although the pack of the unit's region prints no such thing."""
    data = changed(fixture(), "政府采购预留", {"面向中小企业预留预算金额": "5"})
    source = tmp_path / "unit.yaml"
    source.write_text(to_yaml(changed(data, "公务接待情况/外宾批次", "2")), encoding="utf-8")
    convert.to_form(source, tmp_path / FILE_NAME, default())
    assert "政府采购预留/面向中小企业预留预算金额" in _keys(tmp_path / FILE_NAME, "采购")
    assert "政府采购预留/面向小微企业预留预算金额" not in _keys(tmp_path / FILE_NAME, "采购")
    assert "公务接待情况/外宾人次" not in _keys(tmp_path / FILE_NAME, "三公")
    convert.to_yaml(tmp_path / FILE_NAME, tmp_path / "again.yaml")
    again = narrator.load(tmp_path / "again.yaml")
    assert again.reserved.smaller_firms is not None and again.reserved.smaller_firms.value == 5
    assert again.reception.guest_batches is not None and again.reception.guest_batches.value == 2


def test_a_pack_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有短语库「nowhere/2024」"):
        _made(tmp_path / "made", "nowhere/2024")
    assert not (tmp_path / "made").exists()
