"""K401–K406: each fires on its own seeded mistake and on nothing else; what is unclear is no finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers import reason_units
from narrator import load
from narrator.checks.catalogue import run
from narrator.checks.check import CHECKS, PASSED, UNKNOWN, Ledgers
from narrator.phrases.phrasebook import default

CODES = ("K401", "K402", "K403", "K404", "K405", "K406")
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "K4xx.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['check']}-{number}" for number, case in enumerate(CASES)])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    """The check says what the case expects, at the reason's place and in these words."""
    unit = reason_units.unit(tmp_path, case.get("set"), case["reasons"])
    pack = str(reason_units.pack(tmp_path)) if "due" in case else None
    (outcome,) = run(Ledgers(unit, default().only(pack)), [case["check"]])
    found = outcome.findings()
    comparison, subject = list(case["reasons"])[-1].split("/")
    if pack:  # under it, what the fixture says of other unchanged items is found as well
        found = [item for item in found if item[1].place and item[1].place.key.endswith(f"/{subject}")]
    if case["says"] == PASSED:
        assert found == []
        assert outcome.state == PASSED
        return
    ((level, finding),) = found
    assert level == case["says"], str(finding)
    assert case.get("words", "") in finding.evidence
    assert finding.advice
    assert finding.place is not None
    assert finding.place.key == f"主要原因/{comparison}/{subject}"


def test_every_check_has_both_kinds_of_cases() -> None:
    for code in CODES:
        said = {case["says"] for case in CASES if case["check"] == code}
        assert PASSED in said
        assert said - {PASSED}
        doc = CHECKS[code].run.__doc__ or ""
        assert "正例：" in doc
        assert "反例：" in doc


def test_the_published_reasons_are_clean() -> None:
    """No finding on the fixture: its reasons were read by reviewers already."""
    outcomes = run(Ledgers(load(reason_units.FIXTURE)), CODES)
    assert [finding for outcome in outcomes for finding in outcome.findings()] == []
    assert {outcome.state for outcome in outcomes} == {PASSED}


def test_without_a_pack_or_a_reason_there_is_not_enough_data(tmp_path: Path) -> None:
    far = reason_units.unit(tmp_path, {"单位/年度": "2009"})
    silent = reason_units.unit(tmp_path, 主要原因=None)
    coded = reason_units.unit(tmp_path, reasons={"与上年相比/公务接待费": [{"没有的编号": None}]})
    for unit in (far, silent, coded):
        assert {outcome.state for outcome in run(Ledgers(unit), CODES)} == {UNKNOWN}
