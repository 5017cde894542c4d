"""What came of every unit of a batch, kept beside the output, so that a later run redoes what changed and goes on.

An SQLite database that one process writes, a commit for some units at a time. The write-ahead log makes a commit
cheap; a computer that loses power may lose the last ones, whose units are then done again, and never an older one.
The database stays locked while a batch runs; the system lets the lock go when the process ends, however it ends.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from narrator.batch.outcome import UnitOutcome, as_data, of_data
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place

FOLDER = ".narrator"  # below the output
_NAME = "batch.sqlite"
_STEPS = (  # each makes the next version of the schema out of the one before; never change one that was released
    """
    CREATE TABLE run (id INTEGER PRIMARY KEY, finished INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE unit (
        id TEXT PRIMARY KEY,
        run INTEGER NOT NULL, -- in which it was done last
        state TEXT NOT NULL,
        outcome TEXT NOT NULL, -- JSON, as all that follows
        earlier TEXT, -- the outcome at the end of the last finished run before ``run``, if there was one
        inputs TEXT NOT NULL, -- the mark of each file that was read
        made TEXT NOT NULL, -- what it was made with: the program, the packs, what was asked for
        seconds TEXT NOT NULL -- of the processor, by step
    ) WITHOUT ROWID;
    CREATE TABLE output (
        unit TEXT NOT NULL,
        name TEXT NOT NULL, -- below the output
        hash TEXT NOT NULL,
        current INTEGER NOT NULL, -- 0 for what an earlier run wrote, or a killed one was about to write
        PRIMARY KEY (unit, name, hash)
    ) WITHOUT ROWID;
    """,
    "ALTER TABLE run ADD COLUMN gone TEXT NOT NULL DEFAULT '[]'",  # JSON: units that were known and not there
)
BOARD = ""  # in the place of a unit: the files that tell of all of them


class Made(NamedTuple):
    """What a unit was made with: hashes of the program and of the heads of all packs, the layers of its pack, what
    was asked for.
    """

    program: str
    heads: str
    layers: Mapping[str, str]
    order: str


class Known(NamedTuple):
    """What a unit hangs on, as it was when it was done last; ``outputs`` are the hashes of its files by their names
    below the output.
    """

    state: str
    inputs: Mapping[str, str]
    made: Made
    outputs: Mapping[str, str]


class Record(NamedTuple):
    """What is kept of a unit that was done."""

    outcome: UnitOutcome
    inputs: Mapping[str, str]
    made: Made
    seconds: Mapping[str, float]
    outputs: Mapping[str, str]


class Manifest:
    """The manifest of an output folder, locked; a context manager, which begins a run.

    ``since`` is the last run that ended, 0 where there is none, ``gone`` the units that were gone then. Raises Refused:
    M111 another batch writes there, M112 it was written by a newer program, M113 it is damaged or no
    database, M114 it cannot be opened.
    """

    def __init__(self, out: Path) -> None:
        self._path = out / FOLDER / _NAME
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._base = sqlite3.connect(self._path, timeout=0, isolation_level=None)
            self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA synchronous = NORMAL")
            self._lock()
            last = self._base.execute("SELECT id, gone FROM run WHERE finished ORDER BY id DESC LIMIT 1").fetchone()
            self.since: int = last[0] if last else 0
            self.gone: list[str] | None = json.loads(last[1]) if last else None
        except sqlite3.DatabaseError as error:
            self._close()
            raise self._refused(error) from None
        self._run = 0

    def _lock(self) -> None:
        """Take the lock for good and bring the schema up to date, all or nothing."""
        self._base.execute("BEGIN EXCLUSIVE")
        (version,) = self._base.execute("PRAGMA user_version").fetchone()
        if version > len(_STEPS):
            self._close()
            advice = "请换用新版的程序；要用这个版本的，请换一个 --out。"
            raise self._told("M112", f"这里的记录是更新版本的程序写的（第 {version} 版）。", advice)
        for step in _STEPS[version:]:
            for statement in step.split(";\n"):
                self._base.execute(statement)
        self._base.execute(f"PRAGMA user_version = {len(_STEPS)}")
        self._base.execute("COMMIT")

    def _refused(self, error: sqlite3.DatabaseError) -> Refused:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            return self._told("M111", "另一个批处理正在写这个文件夹。", "请等它结束，或换一个 --out。")
        if isinstance(error, sqlite3.OperationalError):
            return self._told("M114", f"记录打不开（{error}）。", "请检查写入权限和磁盘空间。")
        advice = f"请把 {FOLDER} 文件夹移走再运行：全部单位会重新做一遍，已生成的文件不会丢。"
        return self._told("M113", "这里的记录已损坏。", advice)

    def _told(self, code: str, evidence: str, advice: str) -> Refused:
        return Refused([Finding(code, Place(str(self._path), 0, 0), evidence, advice)])

    def __enter__(self) -> Manifest:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        with suppress(AttributeError):
            self._base.close()

    # Reading

    def states(self) -> dict[str, str]:
        """The state of every unit that is known, in order of id."""
        return dict(self._base.execute("SELECT id, state FROM unit ORDER BY id"))

    def known(self, unit: str) -> Known | None:
        """What is known of a unit; None where it was never done."""
        row = self._base.execute("SELECT state, inputs, made FROM unit WHERE id = ?", (unit,)).fetchone()
        if row is None:
            return None
        state, inputs, made = row
        files = self._base.execute("SELECT name, hash FROM output WHERE unit = ? AND current", (unit,))
        return Known(state, json.loads(inputs), Made(**json.loads(made)), dict(files))

    def outcomes(self, state: str = "") -> Iterator[UnitOutcome]:
        """What came of every unit (of a state), in order of id."""
        asked = "SELECT outcome FROM unit WHERE ? IN ('', state) ORDER BY id"
        alike: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = {}
        for (text,) in self._base.execute(asked, (state,)):
            outcome = of_data(json.loads(text))
            checks = alike.setdefault(tuple(outcome.checks.items()), outcome.checks)  # most units end alike
            yield outcome._replace(checks=checks)

    def open_run(self) -> bool:
        """Whether a run began after the last one that ended: it was killed."""
        return bool(self._base.execute("SELECT max(id) > ? FROM run", (self.since,)).fetchone()[0])

    def earlier(self) -> dict[str, UnitOutcome | None]:
        """What had come of each unit that was done since the last finished run ended; None for one that is new."""
        asked = "SELECT id, earlier FROM unit WHERE run > ?"
        rows = self._base.execute(asked, (self.since,))
        return {unit: of_data(json.loads(text)) if text else None for unit, text in rows}

    def hashes(self, unit: str) -> dict[str, set[str]]:
        """The hashes of all that was ever written for a unit and may stand there, by name."""
        found: dict[str, set[str]] = {}
        for name, digest in self._base.execute("SELECT name, hash FROM output WHERE unit = ?", (unit,)):
            found.setdefault(name, set()).add(digest)
        return found

    def stale(self) -> list[tuple[str, str]]:
        """Names that earlier runs wrote and the last one of their unit did not: unit, name."""
        asked = (
            "SELECT unit, name FROM output WHERE unit != ? GROUP BY unit, name HAVING NOT max(current) ORDER BY 1, 2"
        )
        return [*self._base.execute(asked, (BOARD,))]

    # Writing

    def begin(self) -> None:
        """Begin a run."""
        self._run = self._base.execute("INSERT INTO run DEFAULT VALUES").lastrowid or 0

    def finish(self, gone: Iterable[str]) -> None:
        """End the run: what stands now is what a later one is compared with."""
        self._base.execute("UPDATE run SET finished = 1, gone = ? WHERE id = ?", (_text([*gone]), self._run))

    def intend(self, files: Iterable[tuple[str, str, str]]) -> None:
        """Remember what is about to be written (unit, name, hash), so that it is known as ours if we are killed."""
        with self._commit():
            self._base.executemany("INSERT OR IGNORE INTO output VALUES (?, ?, ?, 0)", files)

    def keep(self, records: Iterable[Record]) -> None:
        """Keep what came of some units, whose files stand in their places."""
        with self._commit():
            for record in records:
                self._keep(record)

    def _keep(self, record: Record) -> None:
        unit = record.outcome.unit
        given = (as_data(record.outcome), record.inputs, record.made._asdict(), record.seconds)
        self._base.execute(
            """
            INSERT INTO unit (id, run, state, outcome, inputs, made, seconds) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                earlier = CASE WHEN run > ? THEN earlier ELSE outcome END,
                run = excluded.run, state = excluded.state, outcome = excluded.outcome,
                inputs = excluded.inputs, made = excluded.made, seconds = excluded.seconds
            """,
            (unit, self._run, record.outcome.state, *map(_text, given), self.since),
        )
        self._settle(unit, record.outputs)

    def settle(self, unit: str, outputs: Mapping[str, str]) -> None:
        """Keep the hashes of files that stand in their places, and no others of the same names."""
        with self._commit():
            self._settle(unit, outputs)

    def _settle(self, unit: str, outputs: Mapping[str, str]) -> None:
        self._base.execute("UPDATE output SET current = 0 WHERE unit = ? AND current", (unit,))
        self._base.executemany(
            "INSERT INTO output VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET current = 1",
            [(unit, name, digest) for name, digest in outputs.items()],
        )
        for name in outputs:
            self._base.execute("DELETE FROM output WHERE unit = ? AND name = ? AND NOT current", (unit, name))

    def forget(self, unit: str, names: Iterable[str]) -> None:
        """Forget files of a unit."""
        with self._commit():
            self._base.executemany("DELETE FROM output WHERE unit = ? AND name = ?", [(unit, name) for name in names])

    def forget_unit(self, unit: str) -> None:
        """Forget a unit that is gone."""
        with self._commit():
            self._base.execute("DELETE FROM unit WHERE id = ?", (unit,))

    def _commit(self) -> _Commit:
        return _Commit(self._base)


class _Commit:
    """A transaction: all of it, or nothing."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def __enter__(self) -> None:
        self._base.execute("BEGIN")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._base.execute("ROLLBACK" if kind else "COMMIT")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
