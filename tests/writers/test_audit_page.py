"""An audit as a page: the whole text, marks at the exact characters, links both ways, nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise
from pathlib import Path

import pytest

from helpers import audited
from helpers.web_page import Page
from narrator.audit.finding import Audit
from narrator.figures.told import Spot
from narrator.writers.audit import page, told

CLASSES = {"错误": "e", "疑点": "d", "提示": "h"}


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    return audited.audit(audited.written(tmp_path))


@pytest.fixture
def source(audit: Audit) -> str:
    return page.write(audit)


class _Text(Page):
    """A page; its marks with their classes, and the places of the links behind them."""

    def __init__(self, source: str) -> None:
        self.marks: list[tuple[str, str]] = []
        super().__init__(source)

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        if self.stack and self.stack[-1].tag == "mark":
            self.marks.append((self.stack[-1].attributes["class"], data))


def test_the_whole_text_stands_there_once(audit: Audit, source: str) -> None:
    """Every line in its order, tables as rows, without what the references add."""
    main = source.partition("<main")[2].partition("</main>")[0].partition("</h2>")[2]
    bare = re.sub(r"<a class=\"ref.*?</a>", "", main)
    read = Page(f"<main>{bare}</main>")
    assert [text for text in read.tokens if text] == [
        line.replace("\u202e", "U+202E").replace("\x1b", "\\x1b") for line in audit.lines
    ]
    assert '<tr><td>项目</td><td colspan="1"></td><td>金额</td></tr>' in bare
    assert "<tr><td>公务接待费</td><td>" in bare
    assert bare.count("<tr>") == 2


def test_marks_cover_exactly_what_a_finding_quotes(audit: Audit, source: str) -> None:
    """Where places lie on one another, each character has the classes of all."""
    marks = _Text(source).marks
    assert ("e", "6.76%") in marks
    assert ("d e", "1.10万元") in marks
    assert ("e", "公务用车运行维护费") in marks
    assert ("u", "1.5万元") in marks
    whole = "".join(text for kinds, text in marks if "h" in kinds)
    assert whole == "=1+1是一个算式，<script>alert(1)</script> & U+202E\\x1b[31m"


def test_overlapping_marks_lose_no_character(audit: Audit) -> None:
    inside = audit.findings[1]._replace(
        level="提示", places=(audit.findings[1].places[0]._replace(spots=(Spot(2, 20, 60),), text=""),)
    )
    marks = _Text(page.write(audit._replace(findings=(*audit.findings, inside)))).marks
    assert ("e h", "6.76%") in marks or ("e h", "6.76") in marks
    joined = "".join(text for kinds, text in marks if "h" in kinds and text in audit.lines[2])
    assert joined == audit.lines[2][20:60]


def test_findings_and_places_lead_to_each_other(audit: Audit, source: str) -> None:
    read = Page(source)
    links = [element for element in read.elements if element.tag == "a"]
    targets = [element.attributes["href"].removeprefix("#") for element in links]
    assert all(element.attributes["href"].startswith("#") for element in links)
    assert [target for target in targets if target not in read.by_id] == []
    for number, finding in enumerate(audit.findings, 1):
        places = [f"m{number}-{place}" for place in range(1, len(finding.places) + 1)]
        assert [target for target in targets if target.startswith(f"m{number}-")] == places
        assert targets.count(f"f{number}") == len(places)
        assert finding.evidence in read.by_id[f"f{number}"]
        assert finding.advice in read.by_id[f"f{number}"]


def test_it_says_what_was_looked_at_and_what_was_not_read(audit: Audit, source: str) -> None:
    assert told.verdict(audit) in source
    assert source.count(told.coverage(audit)) == 2
    for entry in audit.ledger:
        assert f'<th scope="row">{entry.code}</th><td>{entry.about}</td>' in source
    assert "没有上年数（2 处）；上年数是零" in source
    assert "第 10 行「" in source


def test_nothing_is_fetched_or_run(source: str) -> None:
    """No script at all, no attribute that runs one; the policy allows the page's own style and nothing else."""
    read = Page(source)
    assert {element.tag for element in read.elements} & {"script", "img", "link", "iframe", "form", "object"} == set()
    names = {name for element in read.elements for name in element.attributes}
    assert not any(name.startswith("on") or name in ("src", "style") for name in names)
    (style,) = read.raw["style"]
    assert not re.search(r"url\(|@import|https?:", style)
    policy = next(element.attributes["content"] for element in read.elements if "http-equiv" in element.attributes)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none';")
    assert f"style-src 'sha256-{digest}'" in policy


def test_a_path_does_not_go_with_the_page(audit: Audit, source: str) -> None:
    assert "说明.txt" in source
    assert str(Path(audit.file).parent) not in source


def test_a_person_who_does_not_see_it_finds_the_way(source: str) -> None:
    """One h1, no level left out, every field, region and link named; that no id stands twice, the reader asserts."""
    read = Page(source)
    levels = [int(element.tag[1]) for element in read.elements if re.fullmatch("h[1-6]", element.tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert next(element for element in read.elements if element.tag == "html").attributes["lang"] == "zh-CN"
    for element in read.elements:
        if element.tag == "input":
            assert element.around[-1] == "label"
        if element.attributes.get("role") == "region":
            assert element.attributes.get("aria-label") or element.attributes["aria-labelledby"] in read.by_id
            assert element.attributes["tabindex"] == "0"
        if "ref" in element.attributes.get("class", ""):
            assert re.fullmatch(r"(错误|疑点|提示)，第 [0-9]+ 条", element.attributes["aria-label"])
    assert read.elements[[element.tag for element in read.elements].index("a")].attributes["href"] == "#text"


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        *(("#ffffff", kind) for kind in ("e", "d", "h", "link")),
        *(("ink", f"{kind}-soft") for kind in CLASSES.values()),
        ("quiet", "#ffffff"),
        ("quiet", "panel"),
        *((kind, "#ffffff") for kind in (*CLASSES.values(), "link")),
    ],
)
def test_colours_have_the_contrast_that_wcag_asks_for(ink: str, paper: str, source: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", source))
    light, dark = sorted((_luminance(colours.get(name, name)) for name in (ink, paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_nothing_found_is_a_page_too(audit: Audit) -> None:
    clean = audit._replace(findings=(), places=())
    assert '<p class="verdict ok">没有发现错误。10 个数中读懂 9 个' in page.write(clean)


def test_nothing_looked_at_is_no_good_news(audit: Audit) -> None:
    idle = page.write(audit._replace(findings=(), ledger=()))
    assert '<p class="verdict d">没有发现错误。' in idle
    assert "等于没有审" in idle
