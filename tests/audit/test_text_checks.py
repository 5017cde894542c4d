"""Every check of a text by its case file: what is right yields no finding of it, what is wrong the one that is told."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from narrator.audit.catalogue import ALL
from narrator.audit.check import Audited
from narrator.audit.finding import Audit, TextFinding
from narrator.audit.run import audited
from narrator.document.reread import reread
from narrator.phrases.phrasebook import default
from narrator.readers import own_tables, prose
from narrator.readers.lines import Prose
from narrator.reading.reading import read_lines

HERE = Path(__file__).parent
CASES: dict[str, Any] = {
    check.code: yaml.load((HERE / f"{check.code}.yaml").read_text("utf-8"), yaml.BaseLoader) for check in ALL
}
RIGHT = [(code, case["text"]) for code, cases in CASES.items() for case in cases["right"]]
WRONG = [(code, case) for code, cases in CASES.items() for case in cases["wrong"]]
CORRECTED = [(code, case) for code, case in WRONG if "correction" in case]


def loaded(text: str) -> Prose:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.txt"
        path.write_text(text, "utf-8")
        return prose.load(path)


@cache
def done(code: str, text: str) -> Audit:
    """The audit of a case, as a text file, with its own tables and the text of last year where the file gives one."""
    last, pack = CASES[code].get("last"), CASES[code].get("pack")
    lines = loaded(text)
    own = own_tables.statements(lines)
    before = read_lines(loaded(last).lines) if last else None
    by_pack = reread(lines.lines, default().pack(pack)) if pack else None
    return audited("case.txt", Audited(read_lines(lines.lines), "", own.statements, before, by_pack, own.problems))


def findings(code: str, text: str) -> list[TextFinding]:
    return [finding for finding in done(code, text).findings if finding.code == code]


@pytest.mark.parametrize(("code", "text"), RIGHT)
def test_what_is_right_is_held(code: str, text: str) -> None:
    (entry,) = (entry for entry in done(code, text).ledger if entry.code == code)
    assert findings(code, text) == []
    assert entry.broken == 0
    assert entry.held or entry.undecided or "--" in text


@pytest.mark.parametrize("code", CASES)
def test_each_check_holds_somewhere(code: str) -> None:
    """None of them passes by looking at nothing."""
    entries = (entry for case in CASES[code]["right"] for entry in done(code, case["text"]).ledger)
    assert sum(entry.held for entry in entries if entry.code == code) > 0


@pytest.mark.parametrize(("code", "case"), WRONG)
def test_what_is_wrong_is_found(code: str, case: dict[str, str]) -> None:
    (finding,) = findings(code, case["text"])
    assert finding.level == case["level"]
    first = [quote.text for quote in finding.places[:1]]
    assert "".join(first).startswith(case.get("at", "")) and bool(first) == ("at" in case)
    assert case["evidence"] in finding.evidence
    assert (finding.correction.text if finding.correction else None) == case.get("correction")
    texts = [line.text for line in loaded(case["text"]).lines]
    for quote in finding.places:
        assert quote.text == "".join(texts[spot.line][spot.start : spot.end] for spot in quote.spots)


@pytest.mark.parametrize(("code", "case"), CORRECTED)
def test_what_is_corrected_is_no_longer_found(code: str, case: dict[str, str]) -> None:
    (finding,) = findings(code, case["text"])
    assert finding.correction is not None
    (spot,) = finding.correction.quote.spots
    wrong = [line.text for line in loaded(case["text"]).lines][spot.line]
    right = wrong[: spot.start] + finding.correction.text + wrong[spot.end :]
    assert not findings(code, case["text"].replace(wrong, right))
