"""Every check of a text by its case file: what is right yields no finding of it, what is wrong the one that is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from narrator.audit.catalogue import ALL
from narrator.audit.finding import TextFinding
from narrator.audit.run import audit

HERE = Path(__file__).parent
CASES = {check.code: yaml.load((HERE / f"{check.code}.yaml").read_text("utf-8"), yaml.BaseLoader) for check in ALL}
RIGHT = [(code, case["text"]) for code, cases in CASES.items() for case in cases["right"]]
WRONG = [(code, case) for code, cases in CASES.items() for case in cases["wrong"]]


def lines(text: str) -> tuple[list[str], list[bool]]:
    """The lines of a case, each cell of a table one of its own; whether each is prose."""
    found = [(cell, "\t" not in line) for line in text.splitlines() for cell in line.split("\t") if cell]
    return [cell for cell, _ in found], [prose for _, prose in found]


def findings(text: str, code: str) -> list[TextFinding]:
    return [finding for finding in audit("case.txt", *lines(text)).findings if finding.code == code]


@pytest.mark.parametrize(("code", "text"), RIGHT)
def test_what_is_right_is_held(code: str, text: str) -> None:
    done = audit("case.txt", *lines(text))
    (entry,) = (entry for entry in done.ledger if entry.code == code)
    assert findings(text, code) == []
    assert entry.broken == 0
    assert entry.held + sum(number for _, number in entry.undecided) or "--" in text


@pytest.mark.parametrize("code", CASES)
def test_each_check_holds_somewhere(code: str) -> None:
    """None of them passes by looking at nothing."""
    texts = (case["text"] for case in CASES[code]["right"])
    entries = (entry for text in texts for entry in audit("case.txt", *lines(text)).ledger if entry.code == code)
    assert sum(entry.held for entry in entries) > 0


@pytest.mark.parametrize(("code", "case"), WRONG)
def test_what_is_wrong_is_found(code: str, case: dict[str, str]) -> None:
    (finding,) = findings(case["text"], code)
    assert finding.level == case["level"]
    assert [quote.text for quote in finding.places[:1]] == ([case["at"]] if "at" in case else []) or finding.places[
        0
    ].text.startswith(case["at"])
    assert case["evidence"] in finding.evidence
    assert (finding.correction.text if finding.correction else None) == case.get("correction")
    for quote in finding.places:
        assert quote.text == "".join(lines(case["text"])[0][spot.line][spot.start : spot.end] for spot in quote.spots)


@pytest.mark.parametrize(("code", "case"), [(code, case) for code, case in WRONG if "correction" in case])
def test_what_is_corrected_is_no_longer_found(code: str, case: dict[str, str]) -> None:
    (finding,) = findings(case["text"], code)
    assert finding.correction is not None
    (spot,) = finding.correction.quote.spots
    texts, prose = lines(case["text"])
    line = texts[spot.line]
    texts[spot.line] = line[: spot.start] + finding.correction.text + line[spot.end :]
    assert not [one for one in audit("case.txt", texts, prose).findings if one.code == code]
