"""The self-check: a finished text that does not give its figures back is never released."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import narrator
from helpers.recompute import Data
from helpers.strategies import to_yaml, units
from narrator import cli
from narrator.document.readback import Misread, ReadBack, read, read_back
from narrator.document.tree import Paragraph, Section
from narrator.figures.values import Figure
from narrator.phrases.formats import Format
from narrator.phrases.phrasebook import default

ROOT = Path(__file__).resolve().parents[2]
PACK = default().pack("xinjiang/2024")


def test_every_paragraph_of_the_fixture_is_read_back() -> None:
    """Nothing in the fixture's text is misread or ambiguous, and its figures really are compared."""
    document = narrator.draft(narrator.load(ROOT / "fixtures" / "changji-2024"))
    assert list(read_back((line for _, line in document.lines()), PACK)) == []
    figures = [span for _, line in document.lines() for span in line.spans if isinstance(span.value, Figure)]
    assert len(figures) > 200


def _change(section: int) -> Paragraph:
    """「收入支出总体与上年相比，…」 of the fixture."""
    document = narrator.draft(narrator.load(ROOT / "fixtures" / "changji-2024"))
    block = document.sections[1].blocks[section]
    assert isinstance(block, Section)
    paragraph = block.blocks[-1]
    assert isinstance(paragraph, Paragraph)
    return paragraph


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("91.53", "91.54"),
        ("25.42%", "25.41%"),
        ("增长", "下降"),
        ("万元", "元"),
        ("25.42%", "25.4%"),
        ("，增长", "增长"),
    ],
    ids=["amount", "rate", "direction", "unit", "decimals", "comma"],
)
def test_a_tampered_text_is_misread(old: str, new: str) -> None:
    """A changed digit, direction, unit or comma in the finished text is found out."""
    paragraph = _change(0)
    assert read(paragraph, PACK) == ReadBack(paragraph, right=True, ambiguous=False)
    said = tuple(
        phrase._replace(spans=tuple(span._replace(text=span.text.replace(old, new)) for span in phrase.spans))
        for phrase in paragraph.said
    )
    assert Paragraph(said).text != paragraph.text
    assert not read(Paragraph(said), PACK).right


def test_words_that_copy_the_wording_make_a_paragraph_ambiguous(tmp_path: Path) -> None:
    """A reason that holds a whole sentence with figures can be split in two ways: noted, not guessed."""
    text = (ROOT / "fixtures" / "changji-2024" / "unit.yaml").read_text(encoding="utf-8")
    reason = "2023年与2024年均未安排因公出国（境）费支出"
    copied = "公务用车购置及运行维护费支出9.00万元，占9.00%，比上年增加1.00万元，增长2.00%，主要原因是：车辆老旧"
    assert reason in text
    (tmp_path / "unit.yaml").write_text(text.replace(reason, f"{reason}。{copied}"), encoding="utf-8")
    (note,) = narrator.draft(narrator.load(tmp_path)).notes
    assert note.code == "N104"
    assert note.evidence.startswith("这一段可以读出不止一种数值：「2024年度财政拨款“三公”经费支出2.00万元")


def test_a_broken_format_ends_with_70(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If printing itself were broken, the draft is withheld: exit 70, the paragraph, no file."""
    broken = PACK.formats["万元"]
    PACK.formats["万元"] = Format(  # type: ignore[index]  # the pack of this process is made faulty on purpose
        *broken
    )
    vars(PACK.formats["万元"])["write"] = lambda figure: f"{figure.value + Decimal('0.01'):f}万元"
    try:
        with pytest.raises(Misread, match=r"收入总计451\.68万元"):
            narrator.draft(narrator.load(ROOT / "fixtures" / "changji-2024"), "xinjiang/2024")
        out = tmp_path / "out.txt"
        assert cli.run(["draft", str(ROOT / "fixtures" / "changji-2024"), "-o", str(out)]) == 70
        assert "成稿自检没有通过，没有生成文件。" in capsys.readouterr().err
        assert not out.exists()
    finally:
        PACK.formats["万元"] = broken  # type: ignore[index]  # and mended again


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(units())
def test_every_generated_unit_reads_back(data: Data) -> None:
    """Zeros, negatives, gaps, several kinds: whatever the unit, the text gives its figures back."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "unit.yaml"
        file.write_text(to_yaml(data), encoding="utf-8")
        document = narrator.draft(narrator.load(file))
    assert all(reading.right for reading in read_back((line for _, line in document.lines()), PACK))
