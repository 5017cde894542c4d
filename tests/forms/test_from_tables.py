"""The nine tables inside a finished text: each amount with its cell; what they say otherwise than the text is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import narrator
from helpers.running import ROOT, narrate
from narrator.figures import terms
from narrator.forms import from_tables
from narrator.phrases.phrasebook import default
from narrator.readers import prose
from narrator.tasks import reading

FIXTURE = ROOT / "fixtures" / "putuo-2024"


@pytest.fixture(params=["docx", "html"])
def published(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A text with the nine tables in it."""
    path = tmp_path / f"text.{request.param}"
    document = narrator.draft(narrator.load(FIXTURE))._replace(placing="inline")
    path.write_bytes(narrator.write(document, request.param))
    return path


def test_every_amount_is_that_of_the_workbook(published: Path) -> None:
    unit = narrator.load(FIXTURE)
    lines = prose.load(published).lines
    found = {one.key: one for one in from_tables.read(str(published), lines).told}
    assert len(found) > 100
    for term, statement in unit.statements.items():
        for labels, amounts in statement.rows.items():
            told = found.get((term, *labels, terms.ACTUAL))
            if told is not None:
                assert amounts.actual is not None
                assert told.value == amounts.actual.printed(2).value
                assert Decimal(lines[told.spots[0].line].text.replace(",", "")) == told.value
        for code, account in (statement.accounts or {}).items():
            assert found[term, "科目", code, "名称"].value == account.name.text


def test_a_table_beside_its_text_is_one_more_place(published: Path) -> None:
    settled = reading.read(published, default()).settled
    (key,) = [key for key in settled.values if key[:3] == ("收入决算表", "其他收入", "决算")]
    assert len(settled.values[key]) == 2


def test_a_text_that_says_otherwise_than_its_table_is_told(tmp_path: Path) -> None:
    document = narrator.draft(narrator.load(FIXTURE))._replace(placing="inline")
    text = narrator.render(document, "html")
    assert "6.20万元" in text
    (tmp_path / "text.html").write_text(text.replace("6.20万元", "6.30万元"), encoding="utf-8")
    result = narrate(tmp_path, "read", "text.html")
    assert result.returncode == 1
    (told,) = [line for line in result.stderr.splitlines() if "W321" in line and "其他收入" in line]
    assert "收入决算表/其他收入/决算前后说法不一：6.30（" in told
    assert "；6.20（表 " in told


def test_other_tables_are_none_of_the_nine(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("甲\t乙\n1.00\t2.00\n", encoding="utf-8")
    assert from_tables.read("text.txt", prose.load(tmp_path / "text.txt").lines) == from_tables.Tables()


def test_a_table_that_lacks_a_row_is_told_and_not_taken(tmp_path: Path) -> None:
    """As of a workbook: nothing of it is taken for what it may not be."""
    rows = "财政拨款“三公”经费支出决算表\n项目\t预算数\t决算数\n合计\t2.00\t2.00\n公务接待费\t2.00\t2.00\n"
    (tmp_path / "text.txt").write_text(rows, encoding="utf-8")
    found = from_tables.read("text.txt", prose.load(tmp_path / "text.txt").lines)
    assert found.told == ()
    assert [finding.code for finding in found.findings]
