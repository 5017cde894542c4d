"""The program on a Windows that is not here: without what only POSIX has, and with the names that Windows refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from narrator.figures.findings import Refused
from narrator.writers.targets import look, unfit

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "fixtures" / "changji-2024"
BOOKS = ROOT / "fixtures" / "changji-2024-workbook"

HIDDEN = """
import importlib, os, pkgutil, signal, sys
MODULES = {"resource", "fcntl", "pwd", "grp", "termios", "tty", "pty", "readline", "syslog"}
ABSENT = ("mkfifo mknod fork forkpty getuid geteuid getgid getegid setuid setgid getgroups chown lchown fchown "
          "getpgid setpgid setsid killpg wait3 wait4 nice statvfs fstatvfs sysconf pathconf uname chroot pread pwrite "
          "O_NOFOLLOW O_NONBLOCK O_DIRECTORY O_CLOEXEC O_SYNC getxattr setxattr listxattr sched_getaffinity").split()
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name in MODULES:
            raise ImportError(name)
sys.meta_path.insert(0, Hide())
for name in MODULES:
    sys.modules.pop(name, None)
for name in ABSENT:
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGPIPE SIGKILL SIGHUP SIGXFSZ SIGALRM SIGUSR1 SIGCHLD SIGQUIT setitimer alarm pthread_sigmask").split():
    if hasattr(signal, name):
        delattr(signal, name)
import narrator
names = [found.name for found in pkgutil.walk_packages(narrator.__path__, "narrator.") if "__main__" not in found.name]
for name in names:
    importlib.import_module(name)
assert len(names) > 100, names
assert not MODULES & set(sys.modules), MODULES & set(sys.modules)
from narrator import cli
for line in sys.argv[1].split(";"):
    code = cli.run(line.split(","))
    assert code == cli.OK, (line, code)
sys.argv = ["narrator", "draft", sys.argv[2]]
cli.main()
"""


@pytest.mark.slow
def test_the_program_runs_without_what_only_posix_has(tmp_path: Path) -> None:
    """Every module is imported; a form is made, a text drafted as Word, replaced and kept."""
    out = tmp_path / "a.docx"
    lines = [
        f"init,{tmp_path / 'form'},--workbook,{BOOKS / '2024.xlsx'},--last,{BOOKS / '2023.xlsx'}",
        f"draft,{SEED},-o,{out},--record,{tmp_path / 'r.xlsx'}",
        f"draft,{SEED},-o,{out},--toc,--force",
        f"convert,{SEED},{tmp_path / 'out.xlsx'}",
        f"snapshot,{SEED},--update,--dir,{tmp_path / 'kept'}",
    ]
    command = [sys.executable, "-c", HIDDEN, ";".join(lines), str(SEED)]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith("\n")
    assert "451.67" in result.stdout
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {"form/填报表.xlsx", "a.docx", "r.xlsx", "out.xlsx", "kept/changji-2024.txt"}


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("C:\\决算2024\\说明.docx", ""),
        ("..\\说明 2024.docx", ""),
        (".\\a\\..\\说明.docx", ""),
        ("\\\\server\\share\\说明.docx", ""),
        ("CONTENT.docx", ""),
        ("COM10.docx", ""),
        ("说明:2024.docx", "「说明:2024.docx」里有 :"),
        ("a\\说明?.docx", "「说明?.docx」里有 ?"),
        ("a|b.txt", "「a|b.txt」里有 |"),
        ('"a".txt', '「"a".txt」里有 "'),
        ("<a>.txt", "「<a>.txt」里有 <"),
        ("a*.txt", "「a*.txt」里有 *"),
        ("a\tb.txt", "有控制字符"),
        ("NUL", "「NUL」是设备的名称"),
        ("C:\\a\\con.docx", "「con.docx」是设备的名称"),
        ("aux\\说明.docx", "「aux」是设备的名称"),
        ("COM1.txt", "「COM1.txt」是设备的名称"),
        ("lpt³.txt", "「lpt³.txt」是设备的名称"),
        ("nul .txt", "「nul .txt」是设备的名称"),
        ("说明.docx.", "「说明.docx.」的末尾是句点或空格"),
        ("a \\说明.docx", "「a 」的末尾是句点或空格"),
    ],
)
def test_names_that_windows_does_not_take_are_known(path: str, why: str) -> None:
    """A device would swallow the text, a colon hide it in a stream of another file."""
    assert unfit(PureWindowsPath(path)) == why


def test_such_a_name_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"W111 Windows 不能用这个文件名：「con\.txt」是设备的名称。"):
        look(tmp_path / "con.txt", windows=True)


@pytest.mark.parametrize("flavour", [PurePosixPath, PureWindowsPath])
def test_a_usual_name_is_fit_everywhere(flavour: type[PurePath]) -> None:
    assert unfit(flavour("决算2024") / "说明-附表.docx") == ""
