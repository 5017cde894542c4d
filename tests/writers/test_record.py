"""The record of a draft: what went in and out, what was found, who explained what; the same bytes each time."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import narrator
from helpers.confirmed import EXPLAINED, OLD, WRITTEN
from helpers.strategies import FIXTURE
from narrator import cli

pytestmark = pytest.mark.slow

GAP = "授予小微企业合同金额: 1.04"


def _unit(folder: Path) -> Path:
    """A folder with a 疑点 that is explained, an explanation of none, and a value that is missing."""
    folder.mkdir()
    text = FIXTURE.read_text(encoding="utf-8").replace("授予中小企业合同金额: 2.93", "授予中小企业合同金额: 200")
    assert GAP in text
    more = "  确认人: 张三\n  日期: 2025年8月1日\n- 编号: K401\n  依据: 别的\n  说明: 已经改过\n"
    (folder / "unit.yaml").write_text(text.replace(GAP, GAP.partition(" ")[0]) + WRITTEN + more, encoding="utf-8")
    return folder


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _record(folder: Path, name: str = "记录.json") -> Any:
    assert cli.run(["draft", str(folder), "-o", str(folder / "说明.docx"), "--record", str(folder / name)]) == cli.OK
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_a_record_tells_a_reviewer_what_was_done(tmp_path: Path) -> None:
    home = _unit(tmp_path / "单位")
    record = _record(home)
    assert (record["unit"], record["year"], record["date"], record["final"]) == (
        "昌吉回族自治州对口援疆工作领导小组办公室",
        2024,
        "2024-12-31",
        False,
    )
    assert record["documents"] == [{"file": "说明.docx", "sha256": _hash(home / "说明.docx")}]
    assert record["inputs"] == [{"file": "unit.yaml", "sha256": _hash(home / "unit.yaml")}]
    assert record["pack"]["id"] == "xinjiang/2024"
    assert [layer["id"] for layer in record["pack"]["layers"]] == ["national", "xinjiang", "xinjiang/2024"]
    assert record["versions"]["narrator"] == narrator.__version__
    assert {"python", "python-calamine", "pyyaml", "jinja2"} <= record["versions"].keys()
    assert not {"typst", "matplotlib", "pytest"} & record["versions"].keys()
    (doubt,) = (finding for finding in record["findings"] if finding["level"] == "疑点")
    assert doubt == {
        "level": "疑点",
        "code": "K322",
        "place": {**doubt["place"], "file": "unit.yaml", "key": "政府采购/授予中小企业合同金额"},
        "evidence": OLD,
        "advice": "请核对这几个数。",
        "confirm": True,
        "confirmed": True,
    }
    assert {finding["level"] for finding in record["findings"]} == {"疑点", "尾差"}
    assert record["confirmations"] == [
        {
            "code": "K322",
            "evidence": OLD,
            "explanation": EXPLAINED,
            "by": "张三",
            "date": "2025年8月1日",
            "holds": True,
            "state": "已确认",
        },
        {"code": "K401", "evidence": "别的", "explanation": "已经改过", "holds": False, "state": "已没有这个疑点"},
    ]
    assert {gap["key"] for gap in record["gaps"]} == {"政府采购/授予小微企业合同金额"}
    assert record["notes"] == []


def test_the_same_input_gives_the_same_record_wherever_it_stands(tmp_path: Path) -> None:
    one, other = _unit(tmp_path / "一"), _unit(tmp_path / "二")
    for name in ("记录.json", "记录.xlsx"):
        for home in (one, other):
            assert cli.run(["draft", str(home), "-o", str(home / "a.txt"), "--record", str(home / name)]) == cli.OK
        assert (one / name).read_bytes() == (other / name).read_bytes()
    assert str(tmp_path) not in (one / "记录.json").read_text(encoding="utf-8")


def test_a_record_as_a_workbook_says_the_same(tmp_path: Path) -> None:
    home = _unit(tmp_path / "单位")
    record = _record(home)
    arguments = ["draft", str(home), "-o", str(home / "说明.docx"), "--record", str(home / "记录.xlsx")]
    assert cli.run(arguments) == cli.OK
    book = openpyxl.load_workbook(home / "记录.xlsx")
    assert book.sheetnames == ["起草记录", "核对结果", "疑点确认", "待填和提示"]
    sheets = {name: [tuple(cell or "" for cell in row) for row in book[name].values][1:] for name in book.sheetnames}
    about = {(kind, name): value for kind, name, value in sheets["起草记录"]}
    assert about["生成的文件", "说明.docx"] == record["documents"][0]["sha256"]
    assert about["输入的文件", "unit.yaml"] == record["inputs"][0]["sha256"]
    assert about["短语库", "xinjiang/2024"] == record["pack"]["layers"][-1]["sha256"]
    assert about["定稿", "--final"] == "否"
    assert sheets["核对结果"][1][:3] == ("疑点", "K322", "unit.yaml")
    assert sheets["核对结果"][1][-1] == f"已确认：{EXPLAINED}（张三，2025年8月1日）"
    assert len(sheets["核对结果"]) == len(record["findings"]) + 1
    assert sheets["疑点确认"] == [
        ("编号", "依据", "说明", "确认人", "日期", "状态"),
        ("K322", OLD, EXPLAINED, "张三", "2025年8月1日", "已确认"),
        ("K401", "别的", "已经改过", "", "", "已没有这个疑点"),
    ]
    assert {row[:2] for row in sheets["待填和提示"][1:]} == {("待填", "政府采购/授予小微企业合同金额")}
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]


def test_every_line_of_an_explanation_is_seen(tmp_path: Path) -> None:
    """A row is as high as the text in it has lines."""
    home = _unit(tmp_path / "单位")
    text = (
        (home / "unit.yaml").read_text(encoding="utf-8").replace("说明: 已经改过", "说明: |-\n    一\n    二\n    三")
    )
    (home / "unit.yaml").write_text(text, encoding="utf-8")
    record = home / "记录.xlsx"
    assert cli.run(["draft", str(home), "-o", str(home / "a.txt"), "--record", str(record)]) == cli.OK
    sheet = openpyxl.load_workbook(record)["疑点确认"]
    assert [sheet.row_dimensions[row].height for row in (3, 4)] == [30, 45]


def test_workbooks_wording_and_the_template_are_inputs(tmp_path: Path) -> None:
    """A unit's own wording stands among them, and not in the pack."""
    for folder in ("putuo-2024", "putuo-2024-workbook"):
        shutil.copytree(FIXTURE.parents[1] / folder, tmp_path / folder)
    home = tmp_path / "putuo-2024"
    record = _record(home)
    wording = [path.relative_to(home).as_posix() for path in sorted((home / "wording").rglob("*.yaml"))]
    named = [given["file"] for given in record["inputs"]]
    assert named[:2] == ["unit.yaml", "../putuo-2024-workbook/2024.xlsx"]
    assert set(named[2:]) == {name for name in wording if not name.endswith(".examples.yaml")}
    assert not any("wording" in layer["id"] for layer in record["pack"]["layers"])
    chosen = {"决算与预算相等的科目": "写与预算数基本持平", "三公分项没有预算时的完成率": "写完成预算的0%"}
    assert record["pack"]["choices"] == chosen
    layers = [layer["id"] for layer in record["pack"]["layers"]]
    assert layers[-2:] == ["shanghai/2024/options/nearly-equal", "shanghai/2024/options/none-of-none"]
    assert cli.run(["draft", str(home), "-o", str(home / "a.txt"), "--record", str(home / "记录.xlsx")]) == cli.OK
    rows = openpyxl.load_workbook(home / "记录.xlsx")["起草记录"].values
    assert {row[1]: row[2] for row in rows if row[0] == "用语选择"} == chosen
    file = home / wording[0]
    file.write_text(file.read_text(encoding="utf-8") + "# 改了\n", encoding="utf-8")
    again = _record(home)
    assert [one["file"] for one in again["inputs"] if one not in record["inputs"]] == wording[:1]
    assert again["pack"] == record["pack"]


def test_a_refused_final_writes_no_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A record belongs to a document: what stands in the way of one is told by check."""
    home = _unit(tmp_path / "单位")
    record = home / "记录.json"
    arguments = ["draft", str(home), "-o", str(home / "说明.docx"), "--record", str(record)]
    assert cli.run([*arguments, "--final"]) == cli.OPEN_GAPS
    text = (home / "unit.yaml").read_text(encoding="utf-8")
    (home / "unit.yaml").write_text(text.replace(EXPLAINED, "无"), encoding="utf-8")
    assert cli.run([*arguments, "--final"]) == cli.FINDINGS
    assert sorted(path.name for path in home.iterdir()) == ["unit.yaml"]
    capsys.readouterr()
    assert cli.run(arguments) == cli.OK
    assert "疑点" not in capsys.readouterr().err


def test_document_and_record_are_written_together_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An edited record is kept, and the document then is not touched either."""
    home = _unit(tmp_path / "单位")
    out, record = home / "说明.txt", home / "记录.json"
    arguments = ["draft", str(home), "-o", str(out), "--record", str(record)]
    assert cli.run(arguments) == cli.OK
    (home / "unit.yaml").write_text(
        (home / "unit.yaml").read_text(encoding="utf-8").replace("实有人数: 6", "实有人数: 7"), encoding="utf-8"
    )
    out.unlink()
    original = record.read_text(encoding="utf-8")
    record.write_text(original.replace("张三", "李四"), encoding="utf-8")
    assert cli.run(arguments) == cli.REFUSED
    assert "记录.json：W101 文件已存在，内容不是上次生成的原样，未覆盖。" in capsys.readouterr().err
    assert not out.exists()
    record.write_text(original, encoding="utf-8")
    assert cli.run(arguments) == cli.OK


@pytest.mark.parametrize(
    ("output", "record", "message"),
    [
        ("a.txt", "b.txt", "W108 起草记录 b.txt 看不出格式。 请用 .json 或 .xlsx。"),
        ("a.json", "a.json", "a.json：W109 两个文件要写到这一个文件名。 请换一个文件名。"),
    ],
)
def test_where_a_record_cannot_go(
    output: str, record: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["draft", str(FIXTURE), "-o", str(tmp_path / output), "--record", str(tmp_path / record)]
    assert cli.run(arguments) == cli.REFUSED
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_record_of_what_went_to_the_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "记录.json"
    assert cli.run(["draft", str(FIXTURE), "--format", "txt", "--record", str(record)]) == cli.OK
    shown = capsys.readouterr().out.encode()
    told = json.loads(record.read_text(encoding="utf-8"))
    assert told["documents"] == [{"file": "", "sha256": hashlib.sha256(shown).hexdigest()}]
