"""stdout and stderr as the environment says: encodings are honoured, full and closed streams told."""

from __future__ import annotations

import codecs
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.running import TAKEN

pytestmark = pytest.mark.slow  # each test runs the program in processes of its own

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "fixtures" / "changji-2024"
full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
posix = pytest.mark.skipif(os.name == "nt", reason="the streams are closed and limited by means of POSIX")
NO_ROOM = "输出：W115 磁盘已满。 请腾出空间，或换一个文件夹，再运行。\n"
BUFFERS = [{}, {"PYTHONUNBUFFERED": "1"}]


def raw(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "narrator", *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, check=False)


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as ``narrator`` in a shell."""
    given = {**os.environ, "PYTHON": sys.executable, **environment}
    line = line.replace("narrator", '"$PYTHON" -m narrator', 1)
    return subprocess.run(["sh", "-c", line], cwd=folder, env=given, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SEED, tmp_path / "unit")
    return tmp_path


# Encodings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "cp936", "gb18030", "utf-16-le", "cp936:replace"])
def test_the_encoding_that_is_said_is_honoured(encoding: str) -> None:
    """The document and the messages, character by character."""
    plain = raw("draft", str(SEED), "--format", "txt", PYTHONIOENCODING="utf-8")
    result = raw("draft", str(SEED), "--format", "txt", PYTHONIOENCODING=encoding)
    name = encoding.partition(":")[0]
    assert result.returncode == 0
    assert result.stdout.decode(name) == plain.stdout.decode("utf-8")
    assert result.stderr.decode(name) == plain.stderr.decode("utf-8")


@pytest.mark.parametrize(
    ("encoding", "lacking"), [("ascii", "昌」（U+660C"), ("latin-1", "昌」（U+660C"), ("cp936:replace", "䶮」（U+4DAE")]
)
def test_a_document_never_loses_a_character(folder: Path, encoding: str, lacking: str) -> None:
    """It is refused with the way out, and its record is not written; a file gets every character, in UTF-8."""
    unit = folder / "unit" / "unit.yaml"
    unit.write_text(unit.read_text(encoding="utf-8").replace("州产业援疆", "州䶮产业援疆"), encoding="utf-8")
    record = folder / "r.json"
    name = encoding.partition(":")[0]
    for form in ("txt", "md", "html"):
        result = raw("draft", str(unit), "--format", form, "--record", str(record), PYTHONIOENCODING=encoding)
        told = f"W114 输出的编码是 {codecs.lookup(name).name}，印不出「{lacking}）。 请加 -o 说明.{form}，写成文件。"
        assert (result.returncode, result.stdout) == (2, b"")
        assert told.encode(name, "backslashreplace") in result.stderr
        assert not record.exists()
    out = folder / "a.txt"
    assert raw("draft", str(unit), "-o", str(out), PYTHONIOENCODING=encoding).returncode == 0
    assert "州䶮产业援疆" in out.read_text(encoding="utf-8")


def test_data_and_reports_lose_nothing_either() -> None:
    """JSON has escapes of its own; a report shows what it cannot print as one."""
    for command in (["schema"], ["check", str(SEED), "--json"], ["draft", str(SEED), "--format", "json"]):
        plain = raw(*command, PYTHONIOENCODING="utf-8")
        narrow = raw(*command, PYTHONIOENCODING="ascii")
        assert json.loads(narrow.stdout.decode("ascii")) == json.loads(plain.stdout)
        assert narrow.returncode == plain.returncode
    report = raw("explain", str(SEED), "--section", "一", PYTHONIOENCODING="ascii").stdout.decode("ascii")
    assert "\\u6536\\u5165" in report  # 收入
    assert "451.67" in report


# Full and closed --------------------------------------------------------------------------------------


@posix
@full
@pytest.mark.parametrize("buffer", BUFFERS, ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("command", ["draft unit", "check unit", "schema", "explain unit --json", "--help"])
def test_a_full_stdout_is_told(folder: Path, command: str, buffer: dict[str, str]) -> None:
    result = shell(f"narrator {command} > /dev/full", folder, **buffer)
    assert result.returncode == 2
    assert result.stderr.endswith(NO_ROOM)
    assert result.stderr.count(NO_ROOM) == 1
    assert "Traceback" not in result.stderr


@posix
@pytest.mark.parametrize("buffer", BUFFERS, ids=["buffered", "unbuffered"])
def test_a_document_that_a_disk_takes_half_of_is_told(folder: Path, buffer: dict[str, str]) -> None:
    """Without a buffer Python would forget the rest, and end with 0. It keeps bytecode that was cut: it writes none."""
    result = shell("ulimit -f 8; narrator draft unit > half.md", folder, PYTHONDONTWRITEBYTECODE="1", **buffer)
    assert result.returncode == 2
    assert result.stderr.startswith("输出：W115 超过了系统允许的文件大小。")


@posix
@full
@pytest.mark.parametrize("command", ["draft unit -o a.txt", "draft nowhere", "drift", "check unit"])
def test_a_full_stderr_ends_with_2(folder: Path, command: str) -> None:
    """Nothing can be told there; what was written is whole."""
    result = shell(f"narrator {command} 2> /dev/full", folder)
    assert (result.returncode, result.stderr) == (2, "")
    assert not (folder / "a.txt").exists() or "451.67" in (folder / "a.txt").read_text(encoding="utf-8")


@posix
def test_a_closed_stdout_is_told_where_it_is_needed(folder: Path) -> None:
    closed = shell("narrator draft unit >&-", folder)
    assert (closed.returncode, closed.stderr) == (2, "输出：W115 输出已经关闭。 请加 -o 文件，或不要关闭输出。\n")
    written = shell("narrator draft unit -o a.txt >&-", folder)
    assert (written.returncode, written.stderr) == (0, f"已写入 a.txt。\n{TAKEN}")


@posix
def test_no_message_goes_into_a_file_of_ours(folder: Path) -> None:
    """With the streams closed, a file that is opened takes none of their numbers."""
    assert shell("narrator draft unit -o a.txt", folder).returncode == 0
    wanted = (folder / "a.txt").read_bytes()
    (folder / "a.txt").unlink()
    closed = shell("narrator draft unit -o a.txt <&- >&- 2>&-", folder)
    assert (closed.returncode, (folder / "a.txt").read_bytes()) == (0, wanted)


@posix
def test_a_reader_that_goes_away_ends_it_quietly(folder: Path) -> None:
    result = shell("(narrator explain unit --json; echo $? >&2) | :", folder)
    assert result.stderr == "1\n"


@posix
@full
@pytest.mark.parametrize("target", ["/dev/full", "/dev/null", "/dev/stdout"])
def test_a_device_as_a_target_is_refused(folder: Path, target: str) -> None:
    """/dev/stdout is what it leads to: here a pipe."""
    result = shell(f"narrator draft unit --format txt -o {target} --force | cat", folder)
    assert result.stdout == ""
    assert result.stderr.startswith(f"{target}：W110 这是设备、管道或套接字，不是普通文件。")
