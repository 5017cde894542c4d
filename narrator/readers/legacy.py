"""The old binary workbooks (.xls, .xlsb), read in a process of their own under limits.

Nothing can be looked through before the parser runs, so the parser runs where it may fail: with at
most 1 GB of memory (where the system can limit it) and 20 seconds. Run as a program, this module is
that process: it reads the workbook named by its argument and prints the sheets as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from narrator.readers.merged import Merged, of_workbook

SECONDS = 20
MEMORY = 1024**3
_UNREADABLE, _LOCKED = 3, 4


class UnreadableError(Exception):
    """The file is damaged, or none of these formats."""


class LockedError(Exception):
    """The file asks for a password."""


class TooMuchError(Exception):
    """Reading the file took more memory or time than is allowed."""


def load(path: Path) -> list[tuple[str, bool, list[list[Any]], list[Merged]]]:
    """Name, whether hidden, rows and merged ranges of each sheet.

    Raises UnreadableError, LockedError or TooMuchError.
    """
    command = [sys.executable, "-m", "narrator.readers.legacy", str(path.resolve())]
    try:
        child = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise TooMuchError from None
    if child.returncode == _UNREADABLE:
        raise UnreadableError
    if child.returncode == _LOCKED:
        raise LockedError
    if child.returncode:
        raise TooMuchError
    sheets = json.loads(child.stdout)
    return [
        (name, hidden, [[_revived(cell) for cell in row] for row in rows], [Merged(*cells) for cells in merged])
        for name, hidden, rows, merged in sheets
    ]


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime | date):
        return {"date": cell.isoformat()[:10]}
    return str(cell) if isinstance(cell, time | timedelta) else cell


def _revived(cell: Any) -> Any:
    return date.fromisoformat(cell["date"]) if isinstance(cell, dict) else cell


def _child(path: str) -> int:
    try:
        import resource
    except ImportError:  # Windows
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    from narrator.readers.grid import values
    from narrator.readers.parts import MAX_CELLS

    try:
        try:
            with Path(path).open("rb") as stream:  # the name may end in another suffix
                workbook = CalamineWorkbook.from_filelike(stream)
        except CalamineError:
            workbook = CalamineWorkbook.from_path(path)  # which tells a password from damage
        sheets = values(workbook, MAX_CELLS)
        merged = of_workbook(workbook)
    except PasswordError:
        return _LOCKED
    except (CalamineError, OSError, ValueError):
        return _UNREADABLE
    plain = [
        (name, hidden, [[_plain(cell) for cell in row] for row in rows], merged.get(name, []))
        for name, hidden, rows in sheets
    ]
    json.dump(plain, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(_child(sys.argv[1]))
