"""Names of accounts: the official list, what a pack adds to it, and what is told of names that differ."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import narrator
from narrator.checks.catalogue import run
from narrator.checks.check import CHECKS, DOUBT, Ledgers
from narrator.document import naming
from narrator.figures import official, tables
from narrator.figures import terms as t
from narrator.figures.findings import Finding
from narrator.phrases.phrasebook import default

FIXTURES = Path(__file__).parents[2] / "fixtures"
HEAD = "金额单位: 万元\n单位: {单位名称: 青山县档案馆, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位}\n"


def told(tmp_path: Path, now: str, last: str = "无", pack: str | None = None) -> list[Finding]:
    """The notes on a unit with these accounts of this year and of last."""
    body = f"{HEAD}{t.GENERAL}: {{科目: {now}, 上年科目: {last}}}\n"
    (tmp_path / "unit.yaml").write_text(body, encoding="utf-8")
    unit = narrator.load(tmp_path)
    return list(naming.notes(unit, naming.known_to(unit, default().only(pack))))


def test_the_list() -> None:
    """A code has one name, a source, and none of what was written down from memory counts as published."""
    for code, entry in official.names().items():
        assert re.fullmatch("[0-9]{3}([0-9]{2}){0,2}", code)
        assert entry.code == code
        assert entry.name
        assert entry.source
        assert entry.published != ("凭记忆" in entry.source or "未见原文" in entry.source)
    assert official.name("2210201") == "住房公积金"
    assert official.name("2019999") == ""
    for code, name in tables.CLASSES.items():
        assert official.name(code) == name
    assert official.names()["20805"].names == ("行政事业单位养老支出", "行政事业单位离退休")


@pytest.mark.parametrize("fixture", ["changji-2024", "putuo-2024"])
def test_published_texts_are_silent(fixture: str) -> None:
    """Every account of both fixtures is in the list, under its name."""
    unit = narrator.load(FIXTURES / fixture)
    assert list(naming.notes(unit, naming.known(None))) == []
    (outcome,) = run(Ledgers(unit), ["K251"])
    assert outcome.findings() == []


def test_a_name_that_is_not_last_years_is_noted(tmp_path: Path) -> None:
    """One note for all of them; a name typed with other spaces or widths is the same name."""
    now = "{208: 社会保障和就业支出, 20805: 行政事业单位养老支出, 2080505: 机关事业单位基本养老保险缴费支出}"
    last = "{20805: 行政事业单位离退休, 2080505: 机关事业单位基本养老保险 缴费支出}"
    (note,) = told(tmp_path, now, last)
    assert (note.code, note.evidence) == (
        "N120",
        "同一编码，名称与上年不同：20805 行政事业单位养老支出（上年 行政事业单位离退休）。",
    )
    assert note.place
    assert note.advice


def test_accounts_that_the_list_does_not_hold_are_one_note(tmp_path: Path) -> None:
    """Only a few of many are named, and none of them is a 疑点."""
    codes = "".join(f", 2019{number:03}: 某项" for number in range(1, 9))
    (note,) = told(tmp_path, f"{{201: 一般公共服务支出, 20190: 某款{codes}}}".replace("2019", "2014"))
    assert note.code == "N121"
    assert note.evidence.startswith("科目名称表里没有这些科目，名称没有核对：20140 某款、2014001 某项、")
    assert note.evidence.endswith("等 9 个。")


def test_a_name_from_memory_is_a_note_at_most(tmp_path: Path) -> None:
    """399 其他支出 was written down from memory: another name is told, not doubted."""
    (tmp_path / "unit.yaml").write_text(f"{HEAD}{t.BASIC}: {{科目: {{39999: 别的支出}}}}\n", encoding="utf-8")
    unit = narrator.load(tmp_path)
    (note,) = naming.notes(unit, naming.known(None))
    assert (note.code, note.evidence) == (
        "N122",
        "名称与科目名称表不同，表里的这些没有公开文件为证：39999 别的支出（表里是 其他支出）。",
    )
    (outcome,) = run(Ledgers(unit), ["K251"])
    assert outcome.findings() == []


def test_a_pack_extends_the_list(tmp_path: Path) -> None:
    """Its names count as published: what differs is a 疑点, what agrees is silent; a child covers its parent."""
    pack = tmp_path / "某省" / "2024"
    shutil.copytree(FIXTURES.parent / "phrasebook" / "xinjiang" / "2024", pack)
    (pack / "accounts.yaml").write_text("source: 某局 2024\ncodes: {2019901: [某项, 旧名]}\n", encoding="utf-8")
    accounts = "{{201: 一般公共服务支出, 20199: 其他一般公共服务支出, 2019901: {}}}"
    for name, doubts in (("某项", 0), ("旧名", 0), ("另一项", 1)):
        notes = told(tmp_path, accounts.format(name), pack=str(pack))
        assert [note.evidence for note in notes if "2019901" in note.evidence] == []
        (outcome,) = run(Ledgers(narrator.load(tmp_path), default().only(str(pack))), ["K251"])
        found = [finding.evidence for level, finding in outcome.findings() if level == DOUBT]
        assert len(found) == doubts
        assert all("应是「某项」（某局 2024）" in evidence for evidence in found)


def test_the_notes_are_told_with_a_draft(tmp_path: Path) -> None:
    assert told(tmp_path, "{201: 一般公共服务支出, 20140: 某款, 2014001: 某项}")
    notes = narrator.draft(narrator.load(tmp_path)).notes
    assert "N121" in {note.code for note in notes}


def test_what_has_to_be_explained() -> None:
    """The 疑点 of the kinds that a person must judge are confirmed in writing; names and mere unlikelihood are not."""
    confirmed = {code for code, check in CHECKS.items() if check.confirm}
    assert {"K118", "K119", "K124", "K141", "K207", "K218"} <= confirmed  # a missing row, an account in one table only
    assert {"K322", "K324", "K326", "K327", "K328", "K345"} <= confirmed  # 中小企业, 三公 with counts
    assert {"K353", "K401", "K402", "K403", "K407"} <= confirmed  # 公开日期, reasons
    assert not {"K220", "K251", "K350", "K351", "K352", "K405"} & confirmed
