"""Last year's finished text on the page: its sentences beside those that tell the same, and what differs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import narrator
from helpers.web_page import Page
from narrator import cli
from narrator.document.tree import Document

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "fixtures" / "changji-2024"
OTHER = "本单位上年另有一项工作。"
ACCOUNT = (
    "9.教育支出(类)普通教育(款)小学教育(项):支出决算数为1.00万元，"
    "比上年决算增加0.10万元，增长11.11%,主要原因是：本年新增一个项目。"
)


@pytest.fixture(scope="module")
def document() -> Document:
    """The draft of the fixture."""
    return narrator.draft(narrator.load(SEED))


@pytest.fixture(scope="module")
def last(document: Document) -> str:
    """The same text as one of the year before, with another total, a sentence more and one less."""
    text = narrator.render(document).replace("2024", "2023").replace("收入总计451.67", "收入总计361.14")
    text = text.replace("授予中小企业合同金额", f"{OTHER}授予中小企业合同金额")
    text = text.replace("8.住房保障支出", f"{ACCOUNT}\n8.住房保障支出")
    return re.sub(r"公务用车购置数0辆，公务用车保有量1辆。", "", text)


def drafted(last: str, folder: Path) -> str:
    """The page of the fixture with this text beside it."""
    (folder / "上年.txt").write_text(last, encoding="utf-8")
    out = folder / "说明.html"
    assert cli.run(["draft", str(SEED), "-o", str(out), "--last-text", str(folder / "上年.txt")]) == cli.OK
    return out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def source(last: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Its page."""
    return drafted(last, tmp_path_factory.mktemp("last"))


def beside(source: str, words: str) -> str:
    """What stands beside the sentence that begins with these words, as markup."""
    sentences = re.findall(r'<span class="s"([^>]*)>(.*?)</span>(?=<span class="s"|</p>)', source)
    (found,) = [tag for tag, text in sentences if re.sub("<[^>]+>", "", text).startswith(words)]
    (name,) = re.findall(r'data-last="(\w+)"', found)
    (told,) = re.findall(f'<p id="{name}">(.*?)</p>', source)
    return str(told)


def test_the_sentence_that_tells_the_same_stands_beside_each(source: str) -> None:
    told = beside(source, "2024年度收入总计451.67万元")
    assert told.startswith(
        "<b>上年</b> <del>2023</del><ins>2024</ins>年度收入总计<del>361.14</del><ins>451.67</ins>万元"
    )
    assert beside(source, "本年收入307.71万元，其中").startswith("<b>上年</b> 一字不差。 <small>第 ")


def test_what_came_and_what_went_is_listed(source: str) -> None:
    assert "今年有、上年没有读到的 1 句，上年有、今年没有的 1 句，没有读出内容的 1 句。" in source
    (gone,) = re.findall(r'<details open class="gone">.*?</details>', source, re.DOTALL)
    assert ACCOUNT in gone
    (unread,) = re.findall(r'<details class="unread">.*?</details>', source, re.DOTALL)
    assert OTHER in unread
    (new,) = re.findall(r'<span class="s" id="y1" data-new>(.*?)。', source)
    assert re.sub("<[^>]+>", "", new).startswith("公务用车购置数0辆")
    assert '<a href="#y1">' in source


def test_a_figure_that_last_year_told_otherwise_is_noted(source: str) -> None:
    place = "上年说明 上年.txt 第 12 行第 11–18 字"
    assert f"这里是 360.14万元，{place}公开的是 361.14万元。请核对上年数；上年数有调整的，请说明。" in source
    assert "T701" in source


def test_without_such_a_text_nothing_of_it_is_there(document: Document) -> None:
    page = narrator.write(document, "html").decode()
    for sign in ('class="last"', 'id="past"', "data-new>", '<html lang="zh-CN" class'):
        assert sign not in page


def test_the_words_of_the_text_never_become_markup(last: str, tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>"
    page = Page(
        drafted(last.replace(OTHER, f"{hostile}。").replace("科室，分别是：", f"科室，分别是：{hostile}"), tmp_path)
    )
    assert [element.tag for element in page.elements].count("script") == 1


def test_a_text_of_another_year_or_unit_is_told(
    document: Document, last: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    this = tmp_path / "今年.txt"
    this.write_text(narrator.render(document), encoding="utf-8")
    out = tmp_path / "说明.html"
    assert cli.run(["draft", str(SEED), "-o", str(out), "--last-text", str(this)]) == cli.REFUSED
    assert "F140 上年说明是 2024 年度的，本表是 2024 年度。 请选上一年度的说明。\n" in capsys.readouterr().err
    assert not out.exists()
    drafted(last.replace(document.meta.unit, "昌吉州某办公室"), tmp_path)
    told = f"提示 上年说明的单位是「昌吉州某办公室」，本表是「{document.meta.unit}」。\n"
    assert told in capsys.readouterr().err


def test_the_record_of_a_draft_names_the_text_beside_it(last: str, tmp_path: Path) -> None:
    (tmp_path / "上年.txt").write_text(last, encoding="utf-8")
    record = tmp_path / "record.json"
    more = ("-o", str(tmp_path / "说明.html"), "--last-text", str(tmp_path / "上年.txt"), "--record", str(record))
    assert cli.run(["draft", str(SEED), *more]) == cli.OK
    assert "上年.txt" in record.read_text(encoding="utf-8")
