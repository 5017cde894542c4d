"""Writing as the system allows it: all or none, rights kept, links and devices, and every cause told."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.running import TAKEN, narrate
from narrator.writers import strays

pytestmark = pytest.mark.slow  # each test runs the program in processes of its own

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "fixtures" / "changji-2024"
BOOKS = ROOT / "fixtures" / "changji-2024-workbook"
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no fork, modes, FIFOs or limits of this kind")
NOTHING = "共 1 处问题，没有生成文件。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SEED, tmp_path / "unit")
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but those of the unit."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith("unit/")}


# Killed, stopped, failing -----------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("how", ["killed", "stopped", "failing", "failing-on", "20"])
def test_nothing_is_halved_lost_or_left(how: str) -> None:
    """At every moment at which a set is written, and at 20 random ones of draft, init, convert and snapshot."""
    result = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "kills.py"), how],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )
    *wrong, last = result.stdout.splitlines()
    assert wrong == []
    assert int(last.split(" ")[0]) >= 20


def test_only_what_a_run_that_is_over_left_is_removed(tmp_path: Path) -> None:
    """A live run's files stay, a user's too, whatever they are called."""
    live = strays.TemporaryNames(tmp_path)
    mine = [live.new(".docx"), live.new()]
    for path in mine:
        path.write_text("live", encoding="utf-8")
    run = "0123456789abcdef"
    dead = [tmp_path / f".narrator-{run}{end}" for end in (".lock", "-0.docx", "-12")]
    for path in dead:
        path.write_text("dead", encoding="utf-8")
    orphan = tmp_path / ".narrator-fedcba9876543210-3"
    orphan.mkdir()
    (orphan / "pack.yaml").write_text("dead", encoding="utf-8")
    users = [
        ".narrator-notes",
        f".narrator-{run}",
        f".narrator-{run}-a.docx",
        f"narrator-{run}-0",
        f".narrator-{run}-0~",
    ]
    for name in users:
        (tmp_path / name).write_text("mine", encoding="utf-8")
    left = {path.name for path in tmp_path.iterdir()} - {path.name for path in (*dead, orphan)}
    strays.TemporaryNames(tmp_path).close()
    assert {path.name for path in tmp_path.iterdir()} == left
    live.close()
    assert {path.name for path in tmp_path.iterdir()} == set(users)


@posix
def test_a_link_that_is_called_like_a_temporary_file_stays(tmp_path: Path) -> None:
    link = tmp_path / ".narrator-0123456789abcdef-0"
    link.symlink_to(tmp_path / "nowhere")
    strays.sweep(tmp_path)
    assert link.is_symlink()


@posix
def test_the_next_run_sweeps_where_nothing_changed(folder: Path) -> None:
    stray = folder / ".narrator-0123456789abcdef-0.txt"
    assert narrate(folder, "draft", "unit", "-o", "a.txt").returncode == 0
    stray.write_text("half", encoding="utf-8")
    assert narrate(folder, "draft", "unit", "-o", "a.txt").stderr == f"a.txt 没有变化。\n{TAKEN}"
    assert not stray.exists()


# No room ----------------------------------------------------------------------------------------------


def limited(size: int) -> Callable[[], None]:
    """No file may grow beyond this size: what a full disk is like, and needs no rights."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def within(folder: Path, size: int, *arguments: str, **streams: object) -> tuple[int, str]:
    """Run the program where files may have this size: exit code, stderr. Python keeps bytecode that was cut, so: -B."""
    command = [sys.executable, "-B", "-m", "narrator", *arguments]
    result = subprocess.run(  # type: ignore[call-overload]
        command, cwd=folder, preexec_fn=limited(size), stderr=subprocess.PIPE, encoding="utf-8", check=False, **streams
    )
    return result.returncode, result.stderr


FULL = "写不进去：超过了系统允许的文件大小。 请换一个文件夹，或请管理员放宽限制。"


@posix
def test_a_full_disk_leaves_the_whole_set_as_it_was(tmp_path: Path) -> None:
    """The text fits, its 附表.xlsx does not: all stay as they were, an edit too, and no .bak is left."""
    books = ("--workbook", str(BOOKS / "2024.xlsx"), "--last", str(BOOKS / "2023.xlsx"), "--region", "新疆")
    assert narrate(tmp_path, "init", "unit", *books).returncode == 0
    arguments = ("draft", "unit", "-o", "a.docx")
    assert narrate(tmp_path, *arguments).returncode == 0
    sizes = {name: len(content) for name, content in files(tmp_path).items()}
    assert sizes["a.docx"] < sizes["a-附表.xlsx"] > sizes["a-附表.docx"]
    for name in sizes:
        (tmp_path / name).write_bytes(b"edited by hand")
    before = files(tmp_path)
    code, told = within(tmp_path, sizes["a-附表.xlsx"] - 1, *arguments, "--force")
    assert (code, told.splitlines()[-2:]) == (2, [f"a-附表.xlsx：W103 {FULL}", NOTHING.strip()])
    assert files(tmp_path) == before


@posix
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["init", "new/form", "--workbook", str(BOOKS / "2024.xlsx")], "new/form/填报表.xlsx：W103 "),
        (["convert", "unit/unit.yaml", "out.xlsx"], "out.xlsx：W103 "),
        (["snapshot", "unit", "--update"], "snapshots/unit.txt：W103 "),
        (["phrases", "new", "mine", "--from", "xinjiang/2024"], "mine：W103 "),
        (["check", "unit", "-o", "out.xlsx"], "out.xlsx：W103 "),
    ],
    ids=["init", "convert", "snapshot", "new", "check"],
)
def test_a_full_disk_leaves_nothing_of_any_command(folder: Path, arguments: list[str], told: str) -> None:
    """No file, no folder, no temporary one."""
    before = sorted(folder.rglob("*"))
    code, stderr = within(folder, 500, *arguments, stdout=subprocess.DEVNULL)
    assert code == 2
    assert any(line.startswith(told) and line.endswith(FULL) for line in stderr.splitlines()), stderr
    assert sorted(folder.rglob("*")) == before


FAULT = """
from narrator.cli import main
from narrator.cli.base import program
@program.command()
def fault():
    raise {error}("a fault of ours")
main()
"""


@posix
@pytest.mark.parametrize("error", ["RuntimeError", "EOFError"])
def test_a_fault_without_room_for_its_log_is_told(error: str, tmp_path: Path) -> None:
    """Where there is room it is 70 with a log; where there is none, exit 2 and the place of the fault."""
    command = [sys.executable, "-c", FAULT.format(error=error), "fault"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    result = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    (log,) = tmp_path.glob("narrator-*.log")
    assert result.returncode == 70
    assert result.stderr.lstrip() == f"程序自身出错，不是您的输入有误。请把这个记录发给维护者：{log}\n"
    assert "a fault of ours" in log.read_text(encoding="utf-8")
    full = subprocess.run(command, preexec_fn=limited(0), capture_output=True, encoding="utf-8", check=False)
    assert full.returncode == 2
    assert full.stderr.lstrip().startswith(f"程序自身出错，不是您的输入有误（{error}，<string>:6）；错误记录写不下：")


# Rights, links, devices -------------------------------------------------------------------------------


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_rights_stay_with_what_is_replaced_and_kept(folder: Path) -> None:
    """0600 stays 0600 for both; a new file follows the umask."""
    out = folder / "a.txt"
    out.write_text("mine", encoding="utf-8")
    out.chmod(0o600)
    inode = out.stat().st_ino
    old = os.umask(0o027)
    try:
        assert narrate(folder, "draft", "unit", "-o", "a.txt", "--record", "r.json", "--force").returncode == 0
        assert narrate(folder, "phrases", "new", "mine", "--from", "xinjiang/2024").returncode == 0
    finally:
        os.umask(old)
    kept = folder / "a.txt.bak"
    assert (mode(out), mode(kept), mode(folder / "r.json")) == (0o600, 0o600, 0o640)
    assert (mode(folder / "mine"), mode(folder / "mine" / "pack.yaml")) == (0o750, 0o640)
    assert kept.stat().st_ino == inode  # the old file itself


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give files away")
def test_the_owner_stays(folder: Path) -> None:
    out = folder / "a.txt"
    out.write_text("mine", encoding="utf-8")
    os.chown(out, 12345, 54321)
    assert narrate(folder, "draft", "unit", "-o", "a.txt", "--force").returncode == 0
    for path in (out, folder / "a.txt.bak"):
        assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)


@posix
def test_a_link_is_followed_and_stays(folder: Path) -> None:
    """The file is replaced where it stands, and kept there; init does the same."""
    (folder / "share").mkdir()
    real, link = folder / "share" / "real.txt", folder / "a.txt"
    real.write_text("mine", encoding="utf-8")
    link.symlink_to(real)
    forced = narrate(folder, "draft", "unit", "-o", "a.txt", "--force")
    assert (forced.returncode, forced.stderr) == (0, f"已写入 a.txt，旧文件存为 {real}.bak。\n{TAKEN}")
    assert link.is_symlink()
    assert "451.67" in real.read_text(encoding="utf-8")
    assert (folder / "share" / "real.txt.bak").read_text(encoding="utf-8") == "mine"

    made = ("init", "form", "--workbook", str(BOOKS / "2024.xlsx"))
    assert narrate(folder, *made).returncode == 0
    form = folder / "form" / "填报表.xlsx"
    moved = form.rename(folder / "share" / "form.xlsx")
    form.symlink_to(moved)
    first = moved.read_bytes()
    assert narrate(folder, *made, "--last", str(BOOKS / "2023.xlsx")).returncode == 0
    assert form.is_symlink()
    assert moved.read_bytes() != first
    assert [path.read_bytes() for path in moved.parent.glob("form.2*.xlsx")] == [first]


@posix
def test_other_hard_links_keep_the_old_content(folder: Path) -> None:
    out = folder / "a.txt"
    out.write_text("mine", encoding="utf-8")
    os.link(out, folder / "other.txt")
    assert narrate(folder, "draft", "unit", "-o", "a.txt", "--force").returncode == 0
    assert (folder / "other.txt").read_text(encoding="utf-8") == "mine"


NO_FILE = "W110 这是设备、管道或套接字，不是普通文件。 请写一个普通文件的名字；说明要输出到屏幕，就不写 -o。"
TOLD = {
    "dangling": "W110 这是一个链接，它指向的文件不存在。 请写文件本身的路径。",
    "loop": "W103 写不进去：链接绕成了圈。 请写文件本身的路径。",
    "fifo": NO_FILE,
    "socket": NO_FILE,
    "device": NO_FILE,
    "folder": "W102 这是一个文件夹。 请写明文件名。",
}


@posix
@pytest.mark.parametrize(
    ("command", "kind"),
    [
        *(("draft", kind) for kind in TOLD),
        *((command, kind) for command in ("convert", "init", "snapshot") for kind in ("dangling", "loop")),
        ("convert", "fifo"),
        ("snapshot", "fifo"),
    ],
)
def test_what_is_no_file_is_refused(
    folder: Path, command: str, kind: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """With --force too; nothing is made, beside it or where it leads."""
    target = {
        "draft": folder / "out.txt",
        "convert": folder / "out.xlsx",
        "init": folder / "form" / "填报表.xlsx",
        "snapshot": folder / "kept" / "page.html",
    }[command]
    target.parent.mkdir(exist_ok=True)
    match kind:
        case "dangling":
            target.symlink_to("nowhere")
        case "loop":
            target.symlink_to(target.name)
        case "fifo":
            os.mkfifo(target)
        case "socket":
            monkeypatch.chdir(target.parent)  # a socket's path has to be short
            open_one = socket.socket(socket.AF_UNIX)
            request.addfinalizer(open_one.close)
            open_one.bind(target.name)
        case "device":
            target.symlink_to("/dev/null")
        case "folder":
            target.mkdir()
    before = sorted(folder.rglob("*"))
    result = narrate(
        folder,
        *{
            "draft": ("draft", "unit", "-o", "out.txt", "--force"),
            "convert": ("convert", "unit/unit.yaml", "out.xlsx", "--force"),
            "init": ("init", "form", "--workbook", str(BOOKS / "2024.xlsx")),
            "snapshot": ("snapshot", "unit", "--html", "kept/page.html", "--force"),
        }[command],
    )
    assert result.returncode == 2
    assert f"{target.relative_to(folder)}：{TOLD[kind]}\n" in result.stderr
    assert sorted(folder.rglob("*")) == before


@posix
def test_a_backup_never_goes_through_a_link(folder: Path) -> None:
    (folder / "a.txt").write_text("mine", encoding="utf-8")
    (folder / "a.txt.bak").symlink_to("elsewhere")
    forced = narrate(folder, "draft", "unit", "-o", "a.txt", "--force")
    assert forced.stderr == f"已写入 a.txt，旧文件存为 a.txt.bak2。\n{TAKEN}"
    assert not (folder / "elsewhere").exists()
    assert (folder / "a.txt.bak2").read_text(encoding="utf-8") == "mine"


# Names ------------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("size", [248, 251, 252, 254, 255])
def test_the_longest_names_are_written(folder: Path, size: int) -> None:
    """The temporary name does not grow with the name; a .bak that would be too long is refused, and nothing lost."""
    name = "n" * (size - 4) + ".txt"
    assert narrate(folder, "draft", "unit", "-o", name).returncode == 0
    (folder / name).write_text("mine", encoding="utf-8")
    forced = narrate(folder, "draft", "unit", "-o", name, "--force")
    if size <= 251:
        assert forced.returncode == 0
        assert (folder / f"{name}.bak").read_text(encoding="utf-8") == "mine"
        return
    long = "W103 写不进去：文件名或路径太长。 请用短一些的文件名，或换一个文件夹。"
    assert (forced.returncode, forced.stderr) == (2, f"{name}.bak：{long}\n{NOTHING}")
    assert files(folder) == {name: b"mine"}


@posix
@pytest.mark.parametrize(
    "arguments",
    [
        ["draft", "unit", "-o", "字" * 85 + ".txt"],
        ["init", "字" * 86, "--workbook", str(BOOKS / "2024.xlsx")],
        ["init", "form", "--workbook", "字" * 86],
        ["convert", "unit", "字" * 85 + ".xlsx"],
        ["snapshot", "unit", "--update", "--dir", "字" * 86],
        ["phrases", "new", "字" * 86, "--from", "xinjiang/2024"],
        ["draft", "字" * 86],
        ["draft", "unit", "-o", "字/" * 2000 + "a.txt"],
    ],
    ids=range(8),
)
def test_names_that_are_too_long_are_told(folder: Path, arguments: list[str]) -> None:
    before = sorted(folder.rglob("*"))
    result = narrate(folder, *arguments)
    assert result.returncode == 2
    assert "太长" in result.stderr or "读不出来" in result.stderr or "找不到" in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(folder.rglob("*")) == before


@posix
def test_the_statements_beside_a_long_name_stop_the_text_too(tmp_path: Path) -> None:
    """All or none: 说明-附表.docx would be too long."""
    assert narrate(tmp_path, "init", "unit", "--workbook", str(BOOKS / "2024.xlsx"), "--region", "新疆").returncode == 0
    before = sorted(tmp_path.rglob("*"))
    result = narrate(tmp_path, "draft", "unit", "-o", "n" * 245 + ".docx", "--statements", "separate")
    assert result.returncode == 2
    assert "n-附表.docx：W103 写不进去：文件名或路径太长。" in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


@posix
@pytest.mark.parametrize("arguments", [["draft", "unit"], ["draft", str(SEED), "-o", "a.txt"], ["check", str(SEED)]])
def test_a_folder_that_was_deleted_under_us_is_told(tmp_path: Path, arguments: list[str]) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = [sys.executable, "-c", "import os; os.rmdir(os.getcwd()); from narrator.cli import main; main()"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    result = subprocess.run(
        [*command, *arguments], cwd=gone, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert result.returncode == 2
    assert result.stderr.startswith("W116 当前文件夹已被删除或移走。 请换到别的文件夹再运行。\n")


@posix
@pytest.mark.skipif(hasattr(os, "getuid") and os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_without_rights_is_told(folder: Path) -> None:
    shut = folder / "shut"
    shut.mkdir(mode=0o500)
    result = narrate(folder, "draft", "unit", "-o", "shut/a.txt")
    assert result.returncode == 2
    assert result.stderr.startswith("shut/a.txt：W103 写不进去：没有权限")
