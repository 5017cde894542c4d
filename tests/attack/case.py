"""A case: files in a fresh folder, command lines run there under limits, and what must hold afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from . import figures

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "fixtures" / "changji-2024"
BOOKS = ROOT / "fixtures" / "changji-2024-workbook"
SECONDS, MEMORY = 30, 2 * 2**20  # KiB
EITHER, REFUSED, PASSES = "either", "refused", "passes"
_CODES = (0, 1, 2, 3)
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
_FAULT = re.compile(
    r"Traceback \(most recent|panicked at|Segmentation fault|程序自身出错|^Exception ignored|core dumped", re.M
)
_STRAY = re.compile(r"(~$|\.tmp|\.temp|\.part|\.partial|\.new|narrator-.*\.log)", re.I)


class Run(NamedTuple):
    """One command line in the folder of the case.

    ``writes`` are the files that it may make or change, where it exits 0 or 1; ``setup`` is shell text before it
    (ulimit, cd); ``out`` and ``err`` name devices or files that take its streams; ``truth`` names the untouched
    document whose figures it must print, ``printed`` the file that holds its text instead of stdout.
    """

    args: tuple[str, ...]
    writes: tuple[str, ...] = ()
    env: Mapping[str, str] = {}
    setup: str = ""
    out: str = ""
    err: str = ""
    truth: str = ""
    printed: str = ""


class Done(NamedTuple):
    """What came of a command line: exit code (negative a signal, None out of time), streams, cost.

    ``megabytes`` is 0 where it was no more than this program's own: the system counts from before ``exec`` on.
    """

    code: int | None
    out: bytes
    err: bytes
    seconds: float
    megabytes: int


class Case(NamedTuple):
    """One attack: what it makes in its folder, what is run there, what must come of it.

    ``wants``: REFUSED means that at least one of the runs must exit with 1 or 2, PASSES that all must exit 0.
    ``also`` looks at the folder and the outcomes and says what is wrong, "" if nothing is.
    """

    group: str
    name: str
    make: Callable[[Path], None]
    runs: tuple[Run, ...]
    wants: str = EITHER
    also: Callable[[Path, list[Done]], str] = lambda folder, done: ""


class Outcome(NamedTuple):
    """A case and what came of it; ``wrong`` is "" where all is right."""

    group: str
    name: str
    exits: tuple[int | None, ...]
    wrong: str
    seconds: float
    megabytes: int
    said: str


def perform(case: Case, truths: Mapping[str, str]) -> Outcome:
    """Run a case in a fresh folder, which is removed afterwards, and judge it."""
    base = Path(tempfile.mkdtemp(prefix="attack-"))
    folder = base / "case"
    try:
        folder.mkdir()
        (base / "temp").mkdir()
        try:
            case.make(folder)
        except Unsafe as error:
            return Outcome(case.group, case.name, (), "", 0, 0, f"left out: {error}")
        except (LookupError, OSError, RuntimeError) as error:
            return Outcome(case.group, case.name, (), f"the case cannot be made: {error}", 0, 0, "")
        before = _tree(folder)
        done: list[Done] = []
        allowed: set[str] = set()
        for run in case.runs:
            done.append(execute(run, folder, base / "temp"))
            if done[-1].code in (0, 1):
                allowed |= set(run.writes)
        wrong = _judged(case, done, folder, before, allowed, truths) or _left(base / "temp")
        said = next((line for one in done for line in _words(one.err).splitlines() if line.strip()), "")
        return Outcome(
            case.group,
            case.name,
            tuple(one.code for one in done),
            wrong,
            sum(one.seconds for one in done),
            max((one.megabytes for one in done), default=0),
            said[:200],
        )
    finally:
        subprocess.run(["chmod", "-R", "u+rwx", str(base)], check=False, stderr=subprocess.DEVNULL)
        shutil.rmtree(base, ignore_errors=True)


def execute(run: Run, folder: Path, temp: Path) -> Done:
    """One command line under 2 GB and 30 s, in a session of its own."""
    import time

    shell = f'ulimit -v {MEMORY}; ulimit -c 0; {run.setup or ":"}; exec "$@"'
    command = ["/bin/sh", "-c", shell, "sh", sys.executable, "-m", "narrator", *run.args]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temp), "HOME": str(temp), "LC_ALL": "C.UTF-8"}
    env.pop("NARRATOR_PHRASEBOOK", None)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        streams = [Path(name).open("wb") if name else kept for name, kept in ((run.out, out), (run.err, err))]  # noqa: SIM115
        child = subprocess.Popen(
            command,
            cwd=folder,
            env={**env, **run.env},
            stdin=subprocess.DEVNULL,
            stdout=streams[0],
            stderr=streams[1],
            start_new_session=True,
        )
        late = threading.Event()

        def stop() -> None:
            late.set()
            os.killpg(child.pid, signal.SIGKILL)

        timer = threading.Timer(SECONDS, stop)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        for stream, kept in zip(streams, (out, err), strict=True):
            if stream is not kept:
                stream.close()
        out.seek(0)
        err.seek(0)
        code = None if late.is_set() else child.returncode
        most = usage.ru_maxrss if usage.ru_maxrss > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss else 0
        return Done(code, out.read(), err.read(), time.monotonic() - start, most // 1024)


class Unsafe(OSError):
    """A case that could harm the machine where it runs; it is left out and told."""


def device(path: Path, minor: int) -> None:
    """A device of the case's own: 3 is null, 5 zero, 7 full.

    Never one of the machine's: a program that replaces what it is told to write would, as root, replace that. Where
    none can be made, a link to the machine's will do only if nobody who runs this could replace it.
    """
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, minor))
    except PermissionError:
        if os.access("/dev", os.W_OK):
            raise Unsafe("no device can be made here, and those of the machine are not to be touched") from None
        path.symlink_to({3: "/dev/null", 5: "/dev/zero", 7: "/dev/full"}[minor])


def _words(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")


def _judged(
    case: Case, done: list[Done], folder: Path, before: Mapping[str, str], allowed: set[str], truths: Mapping[str, str]
) -> str:
    for run, one in zip(case.runs, done, strict=True):
        wrong = _one(run, one)
        if wrong:
            return wrong
    refused = any(one.code in (1, 2) for one in done)
    if case.wants == REFUSED and not refused:
        return "accepted"
    if case.wants == PASSES and any(one.code != 0 for one in done):
        return "refused, though there is nothing wrong with it"
    wrong = _files(folder, before, allowed)
    if wrong:
        return wrong
    for run, one in zip(case.runs, done, strict=True):
        if run.truth and one.code == 0 and not refused:
            wrong = figures.compare(
                truths[run.truth], text_of(folder / run.printed) if run.printed else _words(one.out)
            )
            if wrong:
                return f"wrong figure: {wrong}"
    return case.also(folder, done)


def _one(run: Run, one: Done) -> str:
    if one.code is None:
        return f"hangs (over {SECONDS} s)"
    if one.code not in _CODES:
        return f"exit {one.code}"
    for raw in (one.out, one.err):
        words = _words(raw)
        if _FAULT.search(words):
            return "a traceback or panic is shown"
        hidden = _HIDDEN.search(words.removeprefix("\ufeff"))
        if hidden:
            return f"U+{ord(hidden.group()):04X} reaches the terminal"
    return "" if one.code == 0 or one.err or run.err or one.code == 1 else "no message"


def _tree(folder: Path) -> dict[str, str]:
    """Every path below a folder and what it is: kind, mode, content."""
    found: dict[str, str] = {}
    for at, folders, names in os.walk(os.fsencode(folder)):
        for raw in (*folders, *names):
            path = os.path.join(at, raw)  # noqa: PTH118  # names may be no text
            name = os.fsdecode(os.path.relpath(path, os.fsencode(folder)))
            mode = os.lstat(path).st_mode
            digest = ""
            if stat.S_ISREG(mode) and os.access(path, os.R_OK):
                with open(path, "rb") as stream:  # noqa: PTH123
                    digest = hashlib.file_digest(stream, "sha256").hexdigest()
            found[name] = f"{mode:o} {digest}"
    return found


def _files(folder: Path, before: Mapping[str, str], allowed: set[str]) -> str:
    after = _tree(folder)
    for name in before:
        if name not in after:
            return f"{name!r} is gone"
    for name, what in after.items():
        if before.get(name) == what or (name not in before and (folder / name).is_dir()):
            continue  # an empty folder is no half file
        if name not in allowed:
            return f"{'changed' if name in before else 'left behind'}: {name!r}"
        if _STRAY.search(name) and name not in allowed:
            return f"a stray file: {name!r}"
        if name in allowed and not whole(folder / name):
            return f"half a file: {name!r}"
    return ""


def _left(temp: Path) -> str:
    left = [
        str(path.relative_to(temp)) for path in temp.rglob("*") if path.is_file() and "matplotlib" not in path.parts
    ]
    return f"left in the temporary folder: {left[0]!r}" if left else ""


def whole(path: Path) -> bool:
    """Whether a file that was written is complete, as far as its format tells."""
    if not path.is_file():
        return path.is_dir()
    raw = path.read_bytes()
    match path.suffix:
        case ".docx" | ".xlsx":
            try:
                with zipfile.ZipFile(path) as archive:
                    return archive.testzip() is None and "[Content_Types].xml" in archive.namelist()
            except zipfile.BadZipFile:
                return False
        case ".html":
            return raw.startswith(b"<!") and raw.endswith(b"\n") and b"</style>" in raw
        case ".json":
            return isinstance(json.loads(raw), dict)
        case ".txt" | ".md" | ".yaml":
            return raw.endswith(b"\n") and bool(raw.decode("utf-8-sig").strip())
    return bool(raw)


def text_of(path: Path) -> str:
    """The text of a written file: of a .docx its paragraphs, a line each."""
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8-sig")
    with zipfile.ZipFile(path) as archive:
        body = archive.read("word/document.xml").decode()
    paragraphs = re.findall(r"<w:p[ >].*?</w:p>", body, re.DOTALL)
    return "\n".join("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph)) for paragraph in paragraphs)
