"""Install the tested versions, and nothing else: ``python requirements/install.py PART [WHAT PIP INSTALLS BESIDE IT]``.

``pinned.txt`` holds every version with the hashes of its files, in parts that stand on each other: build, run, test,
dev. A part is installed with those above it, into the environment whose Python runs this. The build tools come first
and then build what has no wheel, narrator among it, so that no build fetches a version of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

PINNED = Path(__file__).with_name("pinned.txt")
PARTS = ("build", "run", "test", "dev")
HEAD = "# == "  # begins each part, its name after it


def part(name: str) -> str:
    """The lines of one part of ``pinned.txt``."""
    _, begun, rest = PINNED.read_text(encoding="utf-8").partition(f"{HEAD}{name}\n")
    if not begun:
        raise SystemExit(f"{PINNED.name} has no part {name}")
    return rest.partition(HEAD)[0]


def pip(*arguments: str) -> None:
    """Run pip in this environment; its failure is ours."""
    command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(1)


def main(name: str, *beside: str) -> None:
    """Install a part with those above it, then what is asked for beside it, without its dependencies."""
    if name not in PARTS:
        raise SystemExit(f"{name} is none of {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory() as folder:
        for names in (PARTS[:1], PARTS[1 : PARTS.index(name) + 1]):
            lines = Path(folder, "-".join(names) or "nothing")
            lines.write_text("".join(map(part, names)), encoding="utf-8")
            pip("--require-hashes", "--no-build-isolation", "-r", str(lines))
    if beside:
        pip("--no-deps", "--no-build-isolation", *beside)


if __name__ == "__main__":
    main(*sys.argv[1:] or ("run", "."))
