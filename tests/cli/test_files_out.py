"""The files that the command line writes: Word with its 附表, never over somebody's edits, and what was changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest

from helpers import typing_in
from narrator import cli

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SEED = ROOT / "fixtures" / "changji-2024"


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both workbooks and a filled-in form."""
    folder = tmp_path_factory.mktemp("unit")
    for name in ("2024.xlsx", "2023.xlsx"):
        shutil.copy(ROOT / "fixtures" / "changji-2024-workbook" / name, folder)
    made = ["init", str(folder), "--workbook", str(folder / "2024.xlsx"), "--last", str(folder / "2023.xlsx")]
    made += ["--region", "新疆"]
    assert cli.run(made) == cli.OK
    typing_in.fill(folder / "填报表.xlsx", typing_in.all_of_it())
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def edit(file: Path, old: str, new: str) -> None:
    """Change words in a Word file, as a person does."""
    word = docx.Document(str(file))
    run, *_ = [run for line in word.paragraphs for run in line.runs if old in run.text]
    run.text = run.text.replace(old, new)
    word.save(str(file))


def test_word_comes_with_its_statements(unit: Path, tmp_path: Path) -> None:
    """新疆 publishes the nine tables beside the text; made again, the same files are left alone."""
    out = tmp_path / "说明.docx"
    assert cli.run(["draft", str(unit), "-o", str(out), "--final"]) == cli.OK
    assert names(tmp_path) == {"说明.docx", "说明-附表.docx", "说明-附表.xlsx"}
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert cli.run(["draft", str(unit), "-o", str(out), "--final"]) == cli.OK
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(("where", "tables"), [("inline", 11), ("none", 2)])
def test_the_statements_go_where_they_are_asked_to(unit: Path, tmp_path: Path, where: str, tables: int) -> None:
    out = tmp_path / "说明.docx"
    assert cli.run(["draft", str(unit), "-o", str(out), "--statements", where]) == cli.OK
    assert names(tmp_path) == {"说明.docx"}
    assert len(docx.Document(str(out)).tables) >= tables


def test_statements_that_are_not_all_known_are_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A unit file tells only what the text needs: the text is final without the tables."""
    assert cli.run(["draft", str(SEED), "-o", str(tmp_path / "说明.docx"), "--final"]) == cli.OK
    assert "没有另存附表" in capsys.readouterr().err
    assert names(tmp_path) == {"说明.docx"}


def test_an_edited_word_file_is_kept(unit: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All files or none: one that somebody edited stops the others as well."""
    out = tmp_path / "说明.docx"
    assert cli.run(["draft", str(unit), "-o", str(out)]) == cli.OK
    edit(out, "451.67", "451.76")
    (tmp_path / "说明-附表.xlsx").unlink()
    edited = out.read_bytes()
    assert cli.run(["draft", str(unit), "-o", str(out)]) == cli.REFUSED
    assert "W101" in capsys.readouterr().err
    assert out.read_bytes() == edited
    assert not (tmp_path / "说明-附表.xlsx").exists()
    assert cli.run(["draft", str(unit), "-o", str(out), "--force"]) == cli.OK
    assert (tmp_path / "说明.docx.bak").read_bytes() == edited


def test_an_untouched_word_file_gives_way_to_a_new_draft(tmp_path: Path) -> None:
    """The stamp tells that nobody changed it."""
    shutil.copytree(SEED, tmp_path / "unit")
    out, file = tmp_path / "说明.docx", tmp_path / "unit" / "unit.yaml"
    assert cli.run(["draft", str(tmp_path / "unit"), "-o", str(out)]) == cli.OK
    file.write_text(file.read_text(encoding="utf-8").replace("实有人数: 6", "实有人数: 7"), encoding="utf-8")
    assert cli.run(["draft", str(tmp_path / "unit"), "-o", str(out)]) == cli.OK
    assert "实有人数7人" in "".join(line.text for line in docx.Document(str(out)).paragraphs)


def test_untouched_statements_give_way_to_new_ones(unit: Path, tmp_path: Path) -> None:
    """A figure of the tables changes: text and 附表 are written anew without being asked for --force."""
    import openpyxl

    folder = tmp_path / "unit"
    shutil.copytree(unit, folder)
    out = folder / "说明.docx"
    assert cli.run(["draft", str(folder), "-o", str(out)]) == cli.OK
    before = (folder / "说明-附表.xlsx").read_bytes()
    workbook = openpyxl.load_workbook(folder / "2024.xlsx")
    sheet = next(sheet for sheet in workbook if "三公" in sheet.title)
    amounts = (cell for row in sheet.iter_rows() for cell in row if cell.number_format == "0.00")
    cell = next(cell for cell in amounts if cell.value == 2)
    cell.value = 2.5
    workbook.save(folder / "2024.xlsx")
    assert cli.run(["draft", str(folder), "-o", str(out)]) == cli.OK
    assert (folder / "说明-附表.xlsx").read_bytes() != before


def test_diff_tells_what_a_person_changed(unit: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The unit stands beside the file, or is named."""
    folder = tmp_path / "unit"
    shutil.copytree(unit, folder)
    out = folder / "说明.docx"
    assert cli.run(["draft", str(folder), "-o", str(out)]) == cli.OK
    capsys.readouterr()
    assert cli.run(["diff", str(out)]) == cli.OK
    assert capsys.readouterr().out == "与草稿相同。\n"
    edit(out, "91.53", "91.35")
    assert cli.run(["diff", str(out), str(unit)]) == cli.FINDINGS
    told = capsys.readouterr().out
    assert "〔91.53→91.35〕" in told or "〔53→35〕" in told or "91.〔53→35〕" in told
    assert "共 1 处不同：改 1 句。" in told


def test_diff_of_a_workbook_is_refused(unit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["diff", str(unit / "2024.xlsx")]) == cli.REFUSED
    assert "W303 这是工作簿，不是 Word 文件。" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_no_binary_goes_to_the_screen(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["draft", str(SEED), "--format", form]) == cli.REFUSED
    assert capsys.readouterr().err.startswith(f"W105 {form} 不能输出到屏幕。 请加 -o 说明.{form}。\n")


def test_a_font_folder_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, fonts = tmp_path / "说明.pdf", tmp_path / "字体"
    assert cli.run(["draft", str(SEED), "-o", str(out), "--font-dir", str(fonts)]) == cli.REFUSED
    assert capsys.readouterr().err.startswith("W106 ")
    assert not out.exists()


def test_a_reference_that_is_no_word_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written."""
    bad, out = tmp_path / "模板.docx", tmp_path / "out" / "说明.docx"
    bad.write_text("不是 Word", encoding="utf-8")
    out.parent.mkdir()
    assert cli.run(["draft", str(SEED), "-o", str(out), "--reference-doc", str(bad)]) == cli.REFUSED
    assert "W21" in capsys.readouterr().err
    assert names(out.parent) == set()
