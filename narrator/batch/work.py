"""What is done for one unit: read, checked, drafted, written, wherever the worker stands.

A worker is given plain data and gives plain data; it writes nothing into the output. Whatever is wrong with a unit is
what came of it: nothing that a unit holds stops a batch.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from narrator.batch import outcome as told
from narrator.batch.carried import Carried, laid_out
from narrator.batch.outcome import ToldFinding, ToldGap, UnitOutcome
from narrator.batch.versions import Versions, layer, layers_of, versions
from narrator.figures.findings import Finding, Refused
from narrator.files import regular
from narrator.phrases import layers
from narrator.phrases.phrasebook import WORDING, Phrasebook, default
from narrator.writers.files import File
from narrator.writers.options import Options

if TYPE_CHECKING:
    from narrator.document.tree import Document
    from narrator.phrases.pack import Pack
    from narrator.tasks.confirming import Review

CHECK, DRAFT = WORK = ("check", "draft")
STEM = "说明"  # of the files of a draft
_CHUNKS = 8  # after which garbage is looked for
_OF_PACKS = (".yaml", ".json")  # as they are written, and as they are kept when they are compiled


class Order(NamedTuple):
    """What is asked for of every unit: the same for all of a batch.

    ``do`` is of ``WORK``, ``forms`` of the formats of a draft; ``pack``, ``statements`` and ``money`` are as in
    ``narrator.tasks.drafting.Order``.
    """

    do: tuple[str, ...] = WORK
    forms: tuple[str, ...] = ("docx",)
    pack: str | None = None
    statements: str = ""
    money: str = ""

    def phrasebook(self) -> Phrasebook:
        """The phrasebook of this process, as it is asked for."""
        return default().only(self.pack)


class Task(NamedTuple):
    """A unit by its id, and the folder or file that it stands in; ``carried`` are its files for who cannot see them."""

    unit: str
    path: str
    carried: Carried | None = None


class Result(NamedTuple):
    """What a worker gives back.

    ``files`` have their names below the unit's own folder of the output; ``inputs`` are the marks of all files that
    were read, by their names beside the unit's folder; ``layers`` the hashes of the pack's layers; ``seconds`` what
    each step took of the processor.
    """

    outcome: UnitOutcome
    files: tuple[File, ...] = ()
    inputs: Mapping[str, str] = {}
    layers: Mapping[str, str] = {}
    seconds: Mapping[str, float] = {}


class OtherVersion(Exception):
    """A worker has another program, or other packs, than who sent the work."""


def work(order: Order, wanted: Versions, batch: str, tasks: Sequence[Task]) -> list[Result]:
    """The results of these units, in order. Raises OtherVersion before anything is done.

    ``batch`` tells one batch from another: what a worker knows of the packs holds for one.
    """
    bench = _bench(order, batch)
    if bench.versions != wanted:
        raise OtherVersion(platform.node())
    with bench.uncollected():
        return [bench.one(task) for task in tasks]


class Bench:
    """What a worker needs for every unit of a batch."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.phrasebook = order.phrasebook().still()
        self.versions = versions(self.phrasebook)
        self._layers: dict[str, str] = {}
        self._chunks = 0

    @contextmanager
    def uncollected(self) -> Iterator[None]:
        """Without looking for garbage, which costs a tenth: a unit leaves none, what libraries leave goes now and then.

        What the first units brought in stays for good, and is not looked at again.
        """
        enabled = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if enabled:
                gc.enable()
        if self._chunks % _CHUNKS == 0:
            gc.collect()
            if self._chunks == 0:
                gc.freeze()
        self._chunks += 1

    def one(self, task: Task) -> Result:
        """What came of one unit."""
        if task.carried:
            with laid_out(task.carried) as (path, root):
                return self._one(task.unit, path, root)
        return self._one(task.unit, Path(task.path))

    def _one(self, unit: str, path: Path, root: Path | None = None) -> Result:
        clock, names = _Clock(), _Names(path)
        layers: Mapping[str, str] = {}
        files: tuple[File, ...] = ()
        with regular.noted() as noted:
            try:
                outcome, files, pack = _made(self.order, unit, path, self.phrasebook, clock, names)
                layers = self._hashes(pack) if pack else {}
            except Refused as refused:
                outcome = _unread(unit, refused.findings, names)
            except Exception as error:
                outcome = _unread(unit, [_fault(error)], names)
        return Result(outcome, (*files, page(outcome)), inputs(path, noted, root), layers, clock.seconds)

    def _hashes(self, pack: Pack) -> dict[str, str]:
        named = layers_of(pack, self.phrasebook)
        for name in named:
            if name not in self._layers:
                self._layers[name] = layer(name, self.phrasebook)
        return {name: self._layers[name] for name in named}


@lru_cache(2)  # a batch, and one that ends while the next begins in the same process
def _bench(order: Order, batch: str) -> Bench:
    return Bench(order)


def page(outcome: UnitOutcome) -> File:
    """The page that tells what came of a unit."""
    from narrator.batch.board import unit_page
    from narrator.batch.board.names import UNIT_PAGE

    return File(Path(UNIT_PAGE), "html", unit_page.write(outcome).encode())


def inputs(path: Path, noted: Mapping[str, str], root: Path | None = None) -> dict[str, str]:
    """The marks of what was read, by names beside the unit's folder, with its own wording.

    What else is YAML is of the packs, whose layers have hashes of their own. What stands outside the ``root`` that a
    unit was laid out in has its whole path.
    """
    home = home_of(path)
    inside = f"{root}{os.sep}" if root else ""
    found = {_relative(file, home) if file.startswith(inside) else file: mark for file, mark in noted.items()}
    outside = ("../", "/")
    own = {name: mark for name, mark in found.items() if not (name.endswith(_OF_PACKS) and name.startswith(outside))}
    own |= {name: regular.mark(home / name) for name in beside(path) if name not in own}
    return dict(sorted(own.items()))


def beside(path: Path) -> list[str]:
    """The files that a unit has by their usual names, beside its folder: its file, its form, its own wording."""
    home = home_of(path)
    files = [path] if path != home else [home / name for name in _usual()]
    wording = home / WORDING
    files += layers.files_of(wording) if os.path.isdir(wording) else ()
    return [_relative(str(file), home) for file in files if os.path.lexists(file)]


def home_of(path: Path) -> Path:
    """The folder of a unit, whether its folder or its file is given."""
    return path if os.path.isdir(path) else path.parent


def _usual() -> tuple[str, ...]:
    from narrator.forms import folder

    return folder.UNIT_FILE, *folder.FORMS


def _relative(file: str, home: Path) -> str:
    """A file's name beside a folder; as it is where there is no way from one to the other."""
    start = f"{home}{os.sep}"
    try:
        return (file.removeprefix(start) if file.startswith(start) else os.path.relpath(file, home)).replace("\\", "/")
    except ValueError:  # another drive
        return file


# One unit ---------------------------------------------------------------------------------------------


def _made(
    order: Order, unit_id: str, path: Path, phrasebook: Phrasebook, clock: _Clock, names: _Names
) -> tuple[UnitOutcome, tuple[File, ...], Pack | None]:
    import narrator
    from narrator.batch.board import figures
    from narrator.tasks import confirming

    with clock.step("load"):
        unit = narrator.load(path, order.money, phrasebook=phrasebook)
    with clock.step("check"):
        review = confirming.review(unit, phrasebook) if CHECK in order.do else None
        findings = list(_reviewed(review, names)) if review else []
    with clock.step("draft"):
        document = narrator.draft(unit, phrasebook=phrasebook)
        if order.statements:
            document = document._replace(placing=order.statements)
        if review:
            document = document._replace(checked=confirming.checked(review))
        gaps = tuple(_gaps(document, names))
    with clock.step("write"):
        files = tuple(_files(document, order.forms, names)) if DRAFT in order.do else ()
    notes = [names.finding(told.NOTE, note) for note in document.notes]
    outcome = UnitOutcome(
        unit_id,
        _state(findings, gaps, checked=review is not None),
        unit.profile.name.text,
        int(unit.profile.year.value),
        document.pack,
        (*findings, *notes),
        gaps,
        {result.check.code: result.state for result in review.outcomes} if review else {},
        *figures.told(unit),
        files=tuple(file.path.name for file in files),
    )
    return outcome, files, document.words


def _reviewed(review: Review, names: _Names) -> Iterator[ToldFinding]:
    """What the checks found, each once, the gravest first; then what was confirmed and fits nothing any more."""
    from narrator.tasks import confirming

    for one in confirming.checked(review):
        yield names.finding(one.level, one.finding, one.state)
    yield from (names.finding(told.NOTE, one) for one in confirming.unused(review.judged))


def _gaps(document: Document, names: _Names) -> Iterator[ToldGap]:
    for key in dict.fromkeys(hole.gap.key for hole in document.gaps()):
        yield ToldGap(key, names.bare(document.where(key)))


def _files(document: Document, forms: Iterable[str], names: _Names) -> Iterator[File]:
    import narrator
    from narrator.tasks import drafting

    for form in forms:
        output = Path(f"{STEM}.{form}")
        content = narrator.write(document, form)
        yield File(output, form, names.beside(content) if form == "json" else content)
        if form == "docx" and document.placing == "separate":
            yield from drafting.separate(document, output, Options(), lambda lines: None)


def _state(findings: Iterable[ToldFinding], gaps: Sequence[ToldGap], *, checked: bool) -> str:
    from narrator.checks.check import ERROR
    from narrator.checks.confirm import OPEN

    found = [*findings]
    if any(one.level == ERROR for one in found):
        return told.WRONG
    if any(one.state.startswith(OPEN) for one in found):
        return told.DOUBTFUL
    return told.INCOMPLETE if gaps else told.READY if checked else told.UNCHECKED


def _unread(unit: str, findings: Iterable[Finding], names: _Names) -> UnitOutcome:
    return UnitOutcome(unit, told.UNREADABLE, findings=tuple(names.finding(told.UNREADABLE, one) for one in findings))


def _fault(error: BaseException) -> Finding:
    """Our own fault, by where it arose."""
    import traceback

    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    where = f"{type(error).__name__}，{Path(frame.f_code.co_filename).name}:{line}"
    advice = "请把这个单位的文件夹发给维护者；别的单位不受影响。"
    return Finding("M107", None, f"程序自身出错，不是您的输入有误（{where}）。", advice)


class _Names:
    """Places and words without the way to the unit's folder: the same on every machine."""

    def __init__(self, path: Path) -> None:
        home = home_of(path)
        self._home = str(home)
        self._start = f"{home}{os.sep}"

    def bare(self, words: str) -> str:
        return words.replace(self._start, "").replace(self._home, ".") if self._home in words else words

    def beside(self, data: bytes) -> bytes:
        """JSON whose files are named beside the unit's folder."""
        start = json.dumps(self._start, ensure_ascii=False)[:-1]
        return data.replace(f'"file": {start}'.encode(), b'"file": "')

    def finding(self, level: str, finding: Finding, state: str = "") -> ToldFinding:
        place = finding.place
        where = "" if place is None or place.file == self._home else self.bare(str(place))
        evidence, advice = self.bare(finding.evidence), self.bare(finding.advice)
        return ToldFinding(level, finding.code, where, evidence, advice, state, place.key if place else "")


class _Clock:
    """What each step took of the processor."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def step(self, name: str) -> _Step:
        return _Step(self, name)


class _Step:
    def __init__(self, clock: _Clock, name: str) -> None:
        self._clock, self._name = clock, name

    def __enter__(self) -> None:
        self._begun = time.process_time()

    def __exit__(self, *_: object) -> None:
        self._clock.seconds[self._name] = round(time.process_time() - self._begun, 6)
