"""Where a file is written: devices, links, full disks, long names, other people's edits."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from .case import BOOKS, EITHER, FIXTURE, PASSES, REFUSED, Case, Done, Run, device
from .files import _KINDS

GROUP = "writing"
SMALL = "export PYTHONDONTWRITEBYTECODE=1; ulimit -f 1"  # Python keeps bytecode that was cut, for all that come later
_UNIT = str(FIXTURE)
_FORMS = ("txt", "md", "docx", "html", "json")
_COMMANDS: dict[str, tuple[tuple[str, ...], str]] = {  # what writes: the command up to the target, the target's suffix
    "draft": (("draft", _UNIT, "-o"), ".docx"),
    "draft text": (("draft", _UNIT, "-o"), ".txt"),
    "record": (("draft", _UNIT, "-o", "doc.txt", "--record"), ".json"),
    "check": (("check", _UNIT, "-o"), ".xlsx"),
    "convert": (("convert", f"{_UNIT}/unit.yaml"), ".xlsx"),
    "snapshot page": (("snapshot", _UNIT, "--html"), ".html"),
    "coverage page": (("phrases", "coverage", _UNIT, "--html"), ".html"),
}


def _edited(folder: Path, name: str = "out.txt") -> None:
    (folder / name).write_text("人改过的文字\n", encoding="utf-8")


def _kept(name: str, text: str = "人改过的文字\n") -> Callable[[Path, list[Done]], str]:
    def also(folder: Path, done: list[Done]) -> str:
        del done
        path = folder / name
        return "" if path.is_file() and path.read_text(encoding="utf-8") == text else f"the edited {name} is lost"

    return also


def _mode(name: str, wanted: int, *more: str) -> Callable[[Path, list[Done]], str]:
    def also(folder: Path, done: list[Done]) -> str:
        del done
        for one in (name, *more):
            mode = stat.S_IMODE((folder / one).stat().st_mode)
            if mode != wanted:
                return f"{one} has mode {mode:o}, not {wanted:o}"
        return ""

    return also


def _moded(mode: int) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        _edited(folder)
        (folder / "out.txt").chmod(mode)

    return make


def _linked(target: str, bak: bool = False) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "real").mkdir()
        _edited(folder, "real/file.txt")
        if target == "real/full":
            device(folder / target, 7)
        if bak:
            _edited(folder)
            (folder / "out.txt.bak").symlink_to(target)
            (folder / "out.bak").symlink_to(target)
        else:
            (folder / "out.txt").symlink_to(target)

    return make


def _targets() -> Iterator[Case]:
    for what, (command, suffix) in _COMMANDS.items():
        out = f"out{suffix}"
        others = ("doc.txt",) if what == "record" else ()
        also = ("snapshots",) if what == "snapshot page" else ()
        for kind, put in _KINDS.items():
            for force in ((), ("--force",)) if what == "draft text" else (("--force",),):
                wants = EITHER if kind == "a dangling link" else REFUSED
                run = Run((*command, out, *force), (*others, *also, "nowhere", *((out,) if "dangling" in kind else ())))
                yield Case(GROUP, f"{what} to {kind} {' '.join(force)}".strip(), _at(out, put), (run,), wants)
        for bytes_ in (250, 252, 255, 256, 5000):
            name = "x" * (bytes_ - len(suffix)) + suffix
            run = Run((*command, name), (*others, *also, name))
            yield Case(
                GROUP, f"{what} to a name of {bytes_} bytes", _nothing, (run,), EITHER if bytes_ <= 255 else REFUSED
            )
        edited = Run((*command, out), (*others, *also))
        yield Case(
            GROUP,
            f"{what} over an edited file",
            partial(_edited, name=out),
            (edited,),
            REFUSED,
            _kept(out),
        )
        gone = Run(
            (*command, f"no/such/folder/{out}"),
            (*others, *also, f"no/such/folder/{out}", "no", "no/such", "no/such/folder"),
        )
        yield Case(GROUP, f"{what} into a folder that is not there", _nothing, (gone,), EITHER)
        small = Run((*command, out), (*others, *also), setup=SMALL)
        yield Case(GROUP, f"{what} with room for 512 bytes", _nothing, (small,), REFUSED)
        over = Run((*command, out, "--force"), (*others, *also), setup=SMALL)
        yield Case(
            GROUP,
            f"{what} --force over an edited file, with room for 512 bytes",
            partial(_edited, name=out),
            (over,),
            REFUSED,
            _kept(out),
        )


def _nothing(folder: Path) -> None:
    del folder


def _at(name: str, put: Callable[[Path], Any]) -> Callable[[Path], None]:
    return lambda folder: put(folder / name)


def _streams() -> Iterator[Case]:
    for what, command in {
        "draft": ("draft", _UNIT, "--format", "txt"), "draft json": ("draft", _UNIT, "--format", "json"), "check": ("check", _UNIT, "--json"),
        "explain": ("explain", _UNIT), "schema": ("schema",), "facts": ("phrases", "facts"), "help": ("--help",), "diff": ("diff", f"{_UNIT}/unit.yaml", _UNIT),
    }.items():  # fmt: skip
        wants = REFUSED
        yield Case(GROUP, f"{what} to a full stdout", _nothing, (Run(command, out="/dev/full"),), wants)
        yield Case(GROUP, f"{what}, stderr full", _nothing, (Run(command, err="/dev/full"),), EITHER)
        yield Case(GROUP, f"{what}, both full", _nothing, (Run(command, out="/dev/full", err="/dev/full"),), wants)
        yield Case(GROUP, f"{what}, stdout closed", _nothing, (Run(command, setup="exec >&-"),), EITHER)
        yield Case(
            GROUP, f"{what}, stderr closed", _nothing, (Run(command, setup="exec 2>&-", err="/dev/null"),), EITHER
        )
        yield Case(
            GROUP,
            f"{what} in a folder that was deleted",
            _nothing,
            (Run(command, setup='mkdir gone; cd gone; rmdir "$PWD"'),),
            EITHER,
        )
        ascii_ = Run(command, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
        yield Case(GROUP, f"{what} to an ASCII console", _nothing, (ascii_,), EITHER)
    draft = ("draft", _UNIT, "-o", "out.txt")
    gone = Run(draft, setup='mkdir gone; cd gone; rmdir "$PWD"')
    yield Case(GROUP, "draft -o in a folder that was deleted", _nothing, (gone,), REFUSED)
    for name, minor in (("full", 7), ("null", 3)):
        for force in ((), ("--force",)):
            run = Run(("draft", _UNIT, "--format", "txt", "-o", name, *force))
            yield Case(
                GROUP,
                f"draft -o a device like /dev/{name} {force}",
                _at(name, partial(device, minor=minor)),
                (run,),
                REFUSED,
            )
    bad = Run(("draft", "no.yaml"), env={"TMPDIR": "/nonexistent", "TMP": "/nonexistent", "TEMP": "/nonexistent"})
    yield Case(GROUP, "no temporary folder", _nothing, (bad,), REFUSED)


def _kept_things() -> Iterator[Case]:
    draft = ("draft", _UNIT, "-o", "out.txt", "--force")
    for mode in (0o600, 0o640, 0o644, 0o664, 0o400):
        run = Run(draft, ("out.txt", "out.txt.bak", "out.bak"))
        wants = EITHER if mode == 0o400 else PASSES
        yield Case(GROUP, f"mode {mode:o} of a replaced file", _moded(mode), (run,), wants, _mode("out.txt", mode))
    for force in ((), ("--force",)):
        run = Run(
            ("draft", _UNIT, "-o", "out.txt", *force),
            ("out.txt", "real/file.txt", "real/file.txt.bak", "real/file.bak", "out.txt.bak", "out.bak"),
        )
        yield Case(GROUP, f"a link to an edited file {force}", _linked("real/file.txt"), (run,), EITHER, _safe)
    run = Run(draft, ("out.txt", "out.txt.bak", "out.bak", "out.txt.bak2"))
    for name, target in {
        "a file": "real/file.txt",
        "nowhere": "real/none.txt",
        "itself": "out.txt.bak",
        "a device": "real/full",
    }.items():
        yield Case(GROUP, f".bak that is a link to {name}", _linked(target, bak=True), (run,), EITHER, _through)
    form = "夹/填报表.xlsx"
    init = (
        "init",
        "夹",
        "--workbook",
        str(BOOKS / "2024.xlsx"),
        "--last",
        str(BOOKS / "2023.xlsx"),
        "--region",
        "新疆",
    )
    for kind, put in _KINDS.items():
        yield Case(
            GROUP,
            f"init where the form is {kind}",
            _inside(put),
            (Run(init, (form, "夹/nowhere")),),
            EITHER if "dangling" in kind else REFUSED,
        )
    twice = (Run(init, (form,)), Run(init, (form,)))
    yield Case(GROUP, "init twice", _nothing, twice, PASSES)
    yield Case(GROUP, "init with room for 512 bytes", _nothing, (Run(init, ("夹",), setup=SMALL),), REFUSED)
    for kind, put in _KINDS.items():
        if kind == "a folder":
            continue
        yield Case(
            GROUP,
            f"snapshots into {kind}",
            _at("snapshots", put),
            (Run(("snapshot", _UNIT, "--update"), ("snapshots", "nowhere")),),
            REFUSED,
        )
    read_only = Run(("draft", _UNIT, "-o", "ro/out.txt"), ("ro/out.txt",))
    yield Case(
        GROUP,
        "into a folder that may not be written",
        _read_only,
        (read_only,),
        EITHER if os.geteuid() == 0 else REFUSED,
    )
    for args in (
        ("-o", ""),
        ("-o", "."),
        ("-o", "/"),
        ("-o", "out"),
        ("-o", "out.exe"),
        ("-o", "a\nb.txt"),
        ("-o", "-"),
        ("-o", "~/x.txt"),
        ("-o", "out.txt", "--record", "out.txt"),
    ):
        written = tuple(arg for arg in args if arg == "a\nb.txt")
        yield Case(
            GROUP,
            f"draft {' '.join(map(repr, args))}",
            _nothing,
            (Run(("draft", _UNIT, *args), written),),
            EITHER if written else REFUSED,
        )


def _inside(put: Callable[[Path], Any]) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "夹").mkdir()
        put(folder / "夹" / "填报表.xlsx")

    return make


def _read_only(folder: Path) -> None:
    (folder / "ro").mkdir()
    (folder / "ro").chmod(0o500)


def _safe(folder: Path, done: list[Done]) -> str:
    """What a person had typed stands somewhere still."""
    del done
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()]
    return "" if "人改过的文字\n" in texts else "the edited file is lost"


def _through(folder: Path, done: list[Done]) -> str:
    """Nothing was written through a link that stood at .bak, and the edited text is kept."""
    if (folder / "real" / "none.txt").exists():
        return ".bak went through a dangling link"
    if (folder / "real" / "file.txt").read_text(encoding="utf-8") != "人改过的文字\n":
        return ".bak went through a link"
    return _safe(folder, done)


def cases() -> Iterator[Case]:
    """All of them; first the controls, one a format."""
    for suffix in _FORMS:
        run = Run(("draft", _UNIT, "-o", f"out.{suffix}"), (f"out.{suffix}",))
        if suffix in ("txt", "docx"):
            run = run._replace(truth="unit" if suffix == "txt" else "unit docx", printed=f"out.{suffix}")
        yield Case(GROUP, f"control: -o out.{suffix}", _nothing, (run,), PASSES)
    yield from _targets()
    yield from _streams()
    yield from _kept_things()
