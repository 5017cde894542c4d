"""Whole texts: our own drafts hold, and published ones show just their true defects."""

from __future__ import annotations

from pathlib import Path

import pytest

import narrator
from narrator.audit.finding import DOUBT, ERROR, Audit
from narrator.figures.findings import Refused
from narrator.phrases.phrasebook import default
from narrator.tasks import auditing

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SEED = SHARED / "seed" / "changji-2024.txt"
PUTUO = SHARED / "corpus" / "上海-普陀区财政局2024.pdf"
PACKS = [pack for pack in default().packs() if pack[-1].isdigit()]
KNOWN = {
    ("T321", "75个，福建70个，山西15个"),
    ("T501", "48.14元"),
}  # what the published text got wrong, and the fixture keeps


def grave(audit: Audit, *levels: str) -> set[tuple[str, str]]:
    return {(found.code, found.places[0].text) for found in audit.findings if found.level in levels}


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("fixture", ["changji-2024", "putuo-2024"])
def test_our_own_drafts_hold(tmp_path: Path, fixture: str, pack: str) -> None:
    """No error but those of the source, and the marks of gaps; what was read is nearly all."""
    try:
        document = narrator.draft(narrator.load(ROOT / "fixtures" / fixture), pack)
    except Refused:
        pytest.skip("the unit's own wording fits another pack")
    path = tmp_path / "draft.txt"
    path.write_text(narrator.render(document, "txt"), "utf-8")
    made = auditing.load(path)
    gaps = {place for place in grave(made, ERROR) if "待填" in place[1]}
    assert document.words is not None
    in_yuan = document.words.formats["万元"].scale == "元"  # figures rounded to 万元 do not add up there
    sums = {place for place in grave(made, ERROR) if in_yuan and place[0] in ("T202", "T203")}
    assert grave(made, ERROR) - gaps - sums <= KNOWN
    assert made.coverage.bound > 0.9 * made.coverage.figures > 20


@pytest.mark.skipif(not SEED.exists(), reason="the published text is not part of the project")
def test_the_seed_shows_its_true_defects() -> None:
    made = auditing.load(SEED)
    assert grave(made, ERROR) == KNOWN
    assert grave(made, DOUBT) == {("T502", "130.53"), ("T502", "87.79")}
    (tail,) = (found for found in made.findings if found.code == "T503")
    assert [quote.text for quote in tail.places] == ["130.53", "130.54万元"]
    assert auditing.load(SEED, tables=narrator.load(ROOT / "fixtures" / "changji-2024").statements).findings


@pytest.mark.skipif(not SEED.exists(), reason="the published text is not part of the project")
def test_the_seed_agrees_with_the_figures_of_its_unit() -> None:
    made = auditing.load(SEED, tables=narrator.load(ROOT / "fixtures" / "changji-2024").statements)
    (amounts,) = (entry for entry in made.ledger if entry.code == "T601")
    assert (amounts.held > 50, amounts.broken) == (True, 0)


@pytest.mark.skipif(not PUTUO.exists(), reason="the published text is not part of the project")
def test_a_published_pdf_shows_its_true_defects() -> None:
    """A lost total, a share, an account that did not occur and one that is lacking; nothing else is an error."""
    made = auditing.load(PUTUO)
    errors = [(found.code, found.places[0].text[:8]) for found in made.findings if found.level == ERROR]
    assert sorted(errors) == [
        ("T103", "71.73%"),
        ("T202", "0.3万元"),
        ("T601", "0.3万元"),
        ("T602", "基本工资、津贴补"),
        ("T602", "基本工资、津贴补"),
    ]
    assert grave(made, DOUBT) == {("T313", "持平")}
    told = " ".join(found.evidence for found in made.findings)
    assert all(words in told for words in ("2961.68万元", "个人农业生产补贴", "奖励金", "71.65%"))


def test_a_part_is_audited_as_such(tmp_path: Path) -> None:
    """What a passage of one section does not hold is no finding, and the ledger says so."""
    path = tmp_path / "part.txt"
    path.write_text("公务接待费支出2.00万元，完成预算的20%。国内公务接待2批次，15人次。", "utf-8")
    made = auditing.load(path, "三公")
    assert made.part == "三公"
    assert not [found for found in made.findings if found.code.startswith("T40")]
    assert {"不是全文"} <= {why for entry in made.ledger for why, _ in entry.undecided}


@pytest.mark.parametrize("form", ["docx", "html", "pdf", "md"])
@pytest.mark.parametrize("fixture", ["changji-2024", "putuo-2024"])
def test_every_format_says_the_same(tmp_path: Path, fixture: str, form: str) -> None:
    """A draft audited from a file of any format shows what it shows as plain text."""
    document = narrator.draft(narrator.load(ROOT / "fixtures" / fixture))
    plain, other = tmp_path / "draft.txt", tmp_path / f"draft.{form}"
    plain.write_text(narrator.render(document, "txt"), "utf-8")
    other.write_bytes(narrator.write(document, form))
    told, same = auditing.load(plain), auditing.load(other)
    assert grave(same, ERROR, DOUBT) == grave(told, ERROR, DOUBT)
    assert (same.coverage.bound, same.unit, same.year) == (told.coverage.bound, told.unit, told.year)
