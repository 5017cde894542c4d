"""Running the program as a person does, and what a run came to."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from narrator import cli

ROOT = Path(__file__).resolve().parents[2]
TAKEN = "短语库 xinjiang/2024。\n"  # told of every draft


def as_process(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder, in a process of its own: where packs are edited, or the environment matters."""
    return subprocess.run(
        [sys.executable, "-m", "narrator", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def narrate(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder, within this process, which costs a fifth."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True) for _ in range(2))
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.run([*arguments])
    said, told = (stream.buffer.getvalue().decode() for stream in (out, err))
    return subprocess.CompletedProcess(arguments, code, said, told)


class Outcome(NamedTuple):
    """What a run of the command line came to."""

    code: int
    out: str
    err: str


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file below a folder with its bytes, and every folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
        if os.access(path, os.R_OK)
    }


def told(lines: list[str]) -> str:
    """Messages as they are printed, with the line that closes them."""
    return "".join(f"{line}\n" for line in (*lines, f"共 {len(lines)} 处问题，没有生成文件。"))
