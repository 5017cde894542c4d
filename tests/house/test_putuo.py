"""上海普陀财政局 2024: the drafted 第三部分 beside the published one, sentence by sentence, every difference explained.

What the bureau words in its own way stands in the fixture's ``wording/``; what is left are the published text's own
errors and the order in which the PDF gives its lines.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import NamedTuple

import docx
import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from pytest_regressions.file_regression import FileRegressionFixture

import narrator
from narrator.comparison.sentences import below
from narrator.document.tree import Document, lines_of
from narrator.figures import terms as t

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT.parent / "shared" / "corpus" / "上海-普陀区财政局2024.txt"
FIRST, LAST = "第三部分上海市普陀区财政局2024年度部门决算情况", "第四部分 名词解释"
LOST_ZERO = "其他收入6.2万元：小数末位的零丢了；句末是分号，不是句号"
WRONG_TOTAL = "0.3万元：与自己的表（2961.68）不符，数丢了"
NEEDLESS = "说了持平，又写减少的原因：自相矛盾"
WRONG_SHARE = "71.73%：2106.66 ÷ 2940.05 是 71.65%"
WRONG_NAME = "文中写个人农业生产补贴，自己的表 06 里这 0.31 万元是奖励金"
ORDER = "PDF 的行序：一句话被拆到别处"


class Difference(NamedTuple):
    """Drafted sentences, the published pieces that stand in their place, and why they differ."""

    drafted: tuple[str, ...]
    published: tuple[str, ...]
    why: str


DIFFERENCES = [
    Difference(
        ("本年收入合计2946.25万元，其中：财政拨款收入2940.05万元，占99.79%；其他收入6.20万元，占0.21%。",),
        ("本年收入合计2946.25万元，其中：财政拨款收入2940.05万元，占99.79%；其他收入6.2万元，占0.21%；",),
        LOST_ZERO,
    ),
    Difference(
        ("本年支出合计2940.05万元，其中：基本支出2336.91万元，占79.49%；项目支出603.14万元，占20.51%。",),
        ("603.14万元，占20.51%；", "本年支出合计2940.05万元，其中：基本支出2336.91万元，占79.49%；项目支出"),
        ORDER,
    ),
    Difference(
        ("上海市普陀区财政局2024年度财政拨款收入支出总计2961.68万元。",),
        ("上海市普陀区财政局2024年度财政拨款收入支出总计0.3万元。",),
        WRONG_TOTAL,
    ),
    Difference(
        (),
        ("主要原因：基本支出中人员进出及退休变化，以及项目支出中合同支付进度条款等原因减少支付。",),
        NEEDLESS,
    ),
    Difference(
        (
            "一般公共预算财政拨款支出2940.05万元，主要用于以下方面：一般公共服务支出（类）2106.66万元，占71.65%；"
            "社会保障和就业支出（类）326.72万元，占11.11%；卫生健康支出（类）60.99万元，占2.07%；"
            "住房保障支出（类）445.69万元，占15.16%。",
        ),
        (
            "一般公共预算财政拨款支出2940.05万元，主要用于以下方面：一般公共服务支出（类）2106.66万元，占71.73%；"
            "社会保障和就业支出（类）326.72万元，占11.11%；",
            "15.16%；",
            "卫生健康支出（类）60.99万元，占2.07%；住房保障支出（类）445.69万元，占",
        ),
        f"{WRONG_SHARE}；{ORDER}",
    ),
    Difference(
        (
            "主要用于：委托中介机构开展各类审计及绩效评价工作。",
            "年初预算为450.52万元，支出决算为449.52万元。",
            "决算数小于预算数的主要原因：因个别项目评审费未能实施或未来得及支付完毕，于明年重新申请。",
        ),
        (
            "主要用于：",
            "449.52万元。决算数小于预算数的主要原因：因个别项目评审费未能实施或未来得及",
            "委托中介机构开展各类审计及绩效评价工作。年初预算为450.52万元，支出决算为",
            "支付完毕，于明年重新申请。",
        ),
        ORDER,
    ),
    Difference(
        (
            "6、社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）。",
            "年初预算为161.62万元，支出决算为160.75万元。",
            "决算数小于预算数的主要原因：预算按充分保障预估，实际执行基本贴合预期。",
        ),
        (
            "6、社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老",
            "161.62万元，支出决算为160.75万元。决算数小于预算数的主要原因：预算按充分保",
            "保险缴费支出（项）。",
            "年初预算为",
            "障预估，实际执行基本贴合预期。",
        ),
        ORDER,
    ),
    Difference(
        (
            "其中：人员经费2152.26万元，主要包括：基本工资、津贴补贴、机关事业单位基本养老保险缴费、职业年金缴费、"
            "职工基本医疗保险缴费、其他社会保障缴费、住房公积金、其他工资福利支出、退休费、奖励金；"
            "公用经费184.65万元，主要包括：办公费、印刷费、手续费、邮电费、差旅费、维修（护）费、培训费、劳务费、"
            "工会经费、福利费、其他交通费用、其他商品和服务支出、办公设备购置。",
        ),
        (
            "其中：人员经费2152.26万元，主要包括：基本工资、津贴补贴、机关事业单位基本养老保险缴费、职业年金缴费、"
            "职工基本医疗保险缴费、其他社会保障缴费、住房公积金、其他工资福利支出、退休费、个人农业生产补贴；"
            "公用经费184.65万元，主要包括：办公费、印刷费、手续费、邮电费、差旅费、维修（护）费、培训费、劳务费、"
            "工会经费、福利费、其他交通费用、其他商品和服务支出、办公设备购置。",
        ),
        WRONG_NAME,
    ),
    Difference(
        (
            "上海市普陀区财政局2024年度预算绩效管理工作开展情况如下：本部门制定了普陀区财政局预算绩效管理实施办法，"
            "建立了普陀区财政局预算绩效管理工作机制；实行全过程绩效管理实施情况跟踪：编报绩效目标的2024年度项目4个，"
            "涉及预算金额598.42万元；绩效跟踪评价的2024年度项目4个，涉及预算金额598.42万元；"
            "绩效自评的2024年度项目4个，涉及预算金额598.42万元，平均得分99.43分（其中，绩效评级为“优”的项目4个；"
            "绩效评级为“良”的项目0个；绩效评级为“合格”的项目0个；绩效评级为“不合格”的项目0个。",
            "绩效自评中共发现问题0个，已经完成整改的0个，正在整改的0个）。",
        ),
        (
            "上海市普陀区财政局2024年度预算绩效管理工作开展情况如下：本部门制定了普陀区财政局预算绩效管理实施办法，"
            "建立了普陀区财政局预算绩效管理工作机制；实行",
            "598.42万元；绩效跟踪评价的2024年度项目4个，涉及预算金额598.42万元；绩效自评",
            "全过程绩效管理实施情况跟踪：编报绩效目标的2024年度项目4个，涉及预算金额",
            "“优”的项目4个；绩效评级为“良”的项目0个；绩效评级为“合格”的项目0个；绩效评级",
            "的2024年度项目4个，涉及预算金额598.42万元，平均得分99.43分（其中，绩效评级为",
            "0个）。",
            "为“不合格”的项目0个。绩效自评中共发现问题0个，已经完成整改的0个，正在整改的",
        ),
        ORDER,
    ),
]


@pytest.fixture(scope="module")
def document() -> Document:
    """The draft of the bureau, with its own wording."""
    return narrator.draft(narrator.load(ROOT / "fixtures" / "putuo-2024"))


def sentences(document: Document) -> list[str]:
    """The sentences and headings of 第三部分, without spaces."""
    lines = (sentence for _, line in lines_of((document.sections[2],)) for sentence in line.sentences())
    return [_folded(sentence.text) for sentence in lines]


def _folded(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_third_part(document: Document, file_regression: FileRegressionFixture) -> None:
    """The whole of it, one sentence a line."""
    assert not list(document.gaps())
    file_regression.check(
        "\n".join(line.text for line in below(document.sections[2])) + "\n", basename="putuo", encoding="utf-8"
    )


def test_no_difference_is_listed_that_is_none(document: Document) -> None:
    """What is listed as drafted is drafted, and the pieces that only stand in another order are the same words."""
    said = sentences(document)
    for difference in DIFFERENCES:
        assert all(sentence in said for sentence in difference.drafted), difference
        if difference.why == ORDER:
            words = "".join(difference.drafted).replace("；", "").replace("。", "")
            assert sorted(words) == sorted("".join(difference.published).replace("；", "").replace("。", ""))
    assert len(said) > 90


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published text is not at hand")
def test_all_else_is_as_published(document: Document) -> None:
    """Sentence by sentence, both ways: nothing is drafted otherwise, and nothing of the published text is left."""
    text = PUBLISHED.read_text(encoding="utf-8")
    start = text.index(FIRST)
    rest = _folded(text[start : text.index(LAST, start)])
    same, pieces = sentences(document), list[str]()
    for difference in DIFFERENCES:
        pieces += difference.published
        for sentence in difference.drafted:
            same.remove(sentence)
    for words in sorted([*same, *pieces], key=len, reverse=True):
        assert words in rest, words
        rest = rest.replace(words, "\n", 1)
    assert not rest.strip()


def test_the_tables_stand_before_the_text_in_every_format(document: Document) -> None:
    """第二部分 holds the nine tables, in the order of 上海: 三公 seventh; below an empty one stands why."""
    assert [statement.term for statement in document.statements][6:] == [t.THREE, t.FUND, t.CAPITAL]
    for form in ("docx", "html", "pdf"):
        content = narrator.write(document, form)
        words = _folded(_words(content, form))
        places = [words.rindex(part) for part in ("第二部分", "故本表无数据", "第三部分")]
        assert places == sorted(places), form


def _words(content: bytes, form: str) -> str:
    if form == "pdf":
        with pypdfium2.PdfDocument(content) as made:
            return "".join(page.get_textpage().get_text_bounded() for page in made)
    if form == "docx":
        body = docx.Document(io.BytesIO(content)).element.body
        return "".join(body.itertext())
    return re.sub("<[^>]*>", "", content.decode().split('id="told"')[0])
