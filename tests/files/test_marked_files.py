"""Files on their way in: what cannot be read is said in Chinese, with the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrator.figures.findings import Refused
from narrator.files import marked
from narrator.files.marked import MAX_BYTES, Mapping


def hidden(code: str) -> str:
    """What is said about a control character."""
    return f"U106 文件中有不允许的控制字符 {code}。 请删去这个不可见字符后重存。"


def refused_file(path: Path) -> list[str]:
    """What is said about a file that is refused, without its folder."""
    with pytest.raises(Refused) as caught:
        marked.load(path)
    return [str(finding).replace(str(path), "f") for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("raw", "messages"),
    [
        pytest.param("甲: 乙\n".encode("utf-16"), ["f：U105 文件是 UTF-16 编码。 请另存为 UTF-8。"], id="utf-16-le"),
        pytest.param(
            b"\xfe\xff" + "甲: 乙\n".encode("utf-16-be"),
            ["f：U105 文件是 UTF-16 编码。 请另存为 UTF-8。"],
            id="utf-16-be",
        ),
        pytest.param(
            "a: 1\n# 甲\n甲: 乙\n".encode("gbk"),
            ["f:2:1：U105 文件是 GBK（ANSI）编码，不是 UTF-8。 请在记事本或 WPS 中「另存为」，编码选 UTF-8。"],
            id="gbk",
        ),
        pytest.param(
            b"a: 1\nb: \xff\xff\n", ["f:2:1：U105 文件不是 UTF-8 文本。 请用文本编辑器另存为 UTF-8。"], id="binary"
        ),
        pytest.param("a: 1\n".encode("utf-16-le"), [f"f:1:2：{hidden('U+0000')}"], id="utf-16-without-bom"),
        pytest.param(
            b"# " + b"a" * MAX_BYTES,
            ["f：U104 文件超过 8 MB。 一个单位的文件通常不到 1 MB，请检查是否选错。"],
            id="too-large",
        ),
        pytest.param(b"PK\x03\x04\x14\x00", [f"f:1:3：{hidden('U+0003')}"], id="zip"),
    ],
)
def test_refused_files(tmp_path: Path, raw: bytes, messages: list[str]) -> None:
    path = tmp_path / "unit.yaml"
    path.write_bytes(raw)
    assert refused_file(path) == messages


def test_a_file_of_the_greatest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "unit.yaml"
    path.write_bytes(b"a: 1\n#" + b"b" * (MAX_BYTES - 6))
    assert marked.load(path) == {"a": "1"}


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_utf_8_is_read_with_its_places(tmp_path: Path, start: bytes, end: bytes) -> None:
    path = tmp_path / "单位.yaml"
    path.write_bytes(start + "甲: 一".encode() + end + "乙: 二".encode() + end)
    root = marked.load(path)
    assert isinstance(root, Mapping) and root == {"甲": "一", "乙": "二"}
    assert [str(place) for place in root.marks.values()] == [f"{path}:1:1", f"{path}:2:1"]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a: 1\n", encoding="utf-8")
    assert refused_file(tmp_path) == ["f：U101 这是一个文件夹，不是文件。 请写到文件名，如 unit.yaml。"]
    assert refused_file(tmp_path / "none.yaml") == ["f：U102 找不到这个文件。 请检查路径。"]
    assert len(refused_file(tmp_path / "file" / "unit.yaml")) == 1
    assert refused_file(tmp_path / ("n" * 300)) == ["f：U103 文件读不出来（OSError）。 请检查读取权限。"]


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"# a\n", b"\xef\xbb\xbf"], ids=["empty", "lines", "comment", "bom"])
def test_an_empty_file_is_none(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "unit.yaml"
    path.write_bytes(raw)
    assert marked.load(path) is None
