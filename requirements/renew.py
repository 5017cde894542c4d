"""Renew ``pinned.txt``: the newest releases that pyproject.toml admits, for every system and Python.

``python requirements/renew.py`` takes what is newest today; uv, of the dev extra, does the search. Each pin goes into
the first part that needs it. Run ``.ci/run`` before committing the new file.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

from install import HEAD, PARTS, PINNED

ROOT = PINNED.parents[1]
TITLE = """\
# The versions that were tested, with the hashes of their files. Do not edit: python requirements/renew.py
# Installed by requirements/install.py, a part with those above it.
"""
# setuptools builds what is published without a wheel and names no build tool of its own; with editables hatchling
# installs the checkout as it stands.
BUILDERS = ("setuptools>=77", "editables>=0.5")
OPTIONS = {"build": None, "run": [], "test": ["--extra", "test"], "dev": ["--extra", "test", "--extra", "dev"]}


def pins(part: str, *options: str) -> dict[str, str]:
    """What a part and those above it come to: each pin with its hashes, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    oldest = project["project"]["requires-python"].removeprefix(">=")
    extras = OPTIONS[part]
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--fork-strategy", "fewest"),
        *("--python-version", oldest, "--no-header", "--no-annotate", *options),
        *(["-"] if extras is None else ["-", "pyproject.toml", *extras]),
    ]
    build = "\n".join([*BUILDERS, *project["build-system"]["requires"]])
    found = subprocess.run(command, input=build, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    return {
        re.split("[=; ]", pin, maxsplit=1)[0]: pin
        for pin in re.split(r"^(?=\w)", found.stdout, flags=re.MULTILINE)
        if pin
    }


def main() -> None:
    """Find all versions together, then which part needs each."""
    rest = pins(PARTS[-1], "--generate-hashes")
    found = PINNED.with_suffix(".new")
    found.write_text("".join(rest.values()), encoding="utf-8")
    text = TITLE
    for part in PARTS:
        names = [name for name in pins(part, "--constraint", str(found)) if name in rest]
        text += f"\n{HEAD}{part}\n" + "".join(rest.pop(name) for name in names)
    found.write_text(text, encoding="utf-8")
    found.replace(PINNED)


if __name__ == "__main__":
    main()
