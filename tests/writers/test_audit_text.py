"""An audit on a terminal: the verdict first, the sentences with their figures, what was and was not looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from helpers import audited
from narrator.audit.finding import HINT, Audit, Coverage, Entry, Quote
from narrator.figures.told import Spot
from narrator.writers.audit import terminal, told


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    return audited.audit(audited.written(tmp_path), "说明.txt")


def test_the_whole_text(audit: Audit, file_regression: FileRegressionFixture) -> None:
    text = terminal.plain([audit])
    file_regression.check(text, extension=".txt", encoding="utf-8", newline="\n")


def test_nothing_steers_a_terminal(audit: Audit) -> None:
    text = terminal.plain([audit])
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "U+202E" in text


def test_brief_is_the_verdict_alone(audit: Audit) -> None:
    lines = list(terminal.write(audit, brief=True))
    assert ["".join(words for words, _ in line) for line in lines] == ["说明.txt：错误 2 处，疑点 2 处，提示 1 处。"]


def test_nothing_found_says_what_that_means(audit: Audit) -> None:
    """Held, read, not read; and that nothing was looked at is no good news."""
    held = (Entry("T101", "甲", 3, 0, ()), Entry("T102", "乙", 0, 0, ()), Entry("T103", "丙", 2, 0, ()))
    clean = audit._replace(findings=(), ledger=held)
    said = "10 个数中读懂 9 个，其余 1 个没有读懂，没有核对。"
    done = f"{said}2 项核对共 5 处成立。"
    assert told.verdict(clean) == f"没有发现错误。{done}"
    assert told.verdict(clean._replace(part="三公")) == f"没有发现错误（只审「三公」这一节）。{done}"
    idle = clean._replace(ledger=held[1:2], coverage=Coverage(0, ()))
    assert told.verdict(idle) == "没有发现错误。没有读到数。没有一项核对做得成，等于没有审。"


def test_hints_alone_are_no_errors(audit: Audit) -> None:
    hints = tuple(finding for finding in audit.findings if finding.level == HINT)
    said = told.verdict(audit._replace(findings=hints))
    assert said.startswith("没有发现错误，提示 1 处。10 个数中读懂 9 个")


def test_a_long_sentence_is_cut_around_its_figures() -> None:
    line = f"{'前' * 90}1.00万元{'中' * 200}2.00万元{'后' * 90}。完"
    audit = Audit("甲", (line,), "", 0, (), (), Coverage(0, ()))
    first, second = Quote((Spot(0, 90, 96),), "1.00万元"), Quote((Spot(0, 296, 302),), "2.00万元")
    (passage,) = told.passages(audit, [second, first])
    between = f"{'中' * 60}……{'中' * 60}"
    assert passage.pieces == (f"……{'前' * 60}", "1.00万元", between, "2.00万元", f"{'后' * 60}……")
    assert passage.where == "第 1 行"


def test_places_that_lie_on_one_another_are_quoted_apart() -> None:
    audit = Audit("甲", ("共1.00万元。",), "", 0, (), (), Coverage(0, ()))
    whole, inside = Quote((Spot(0, 1, 7),), "1.00万元"), Quote((Spot(0, 1, 5),), "1.00")
    assert list(map(str, told.passages(audit, [whole, inside]))) == [
        "第 1 行「共〔1.00万元〕。」",
        "第 1 行「共〔1.00〕万元。」",
    ]


def test_gaps_of_a_layout_are_one_space() -> None:
    audit = Audit("甲", (f"共{' ' * 200}1.00{' ' * 200}万元",), "", 0, (), (), Coverage(0, ()))
    passage = told.passage(audit, Quote((Spot(0, 201, 205),), "1.00"))
    assert str(passage) == "第 1 行「共 〔1.00〕 万元」"


def test_a_terminal_tells_the_first_causes_only(audit: Audit) -> None:
    causes = tuple((f"原因{number}", number) for number in range(5, 0, -1))
    text = terminal.plain([audit._replace(ledger=(Entry("T101", "甲", 1, 0, causes),))])
    assert "判断不了：原因5（5 处）；原因4（4 处）；原因3（3 处）等\n" in text
