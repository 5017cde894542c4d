"""Published texts as evidence of a pack: judged with what an audit finds wrong in them, recorded, drafted beside."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from narrator.audit.finding import ERROR
from narrator.authoring import evidence, records
from narrator.authoring.evidence import Judge, Judged, Mistake
from narrator.authoring.printed import STOP
from narrator.authoring.records import Record
from narrator.comparison.aligning import Piece, aligned, pieces
from narrator.document.told_lines import gap_mark
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Key, Place
from narrator.files import regular
from narrator.files.marked import MAX_BYTES
from narrator.phrases.home import PACK_FILE
from narrator.phrases.pack import Pack
from narrator.phrases.phrasebook import Phrasebook
from narrator.readers import prose
from narrator.reading.folding import fold
from narrator.reading.lines import Source

NEEDED: tuple[Key, ...] = (("单位", "单位名称"), ("单位", "年度"))  # without which there is no unit
_OPTIONS = dict(zip(NEEDED, ("--unit", "--year"), strict=True))  # with which they are given
_GAP = "█"  # stands for a gap of a draft
_SOURCE = re.compile(r"SOURCE[:：]\s*(\S+)")
_NUMERIC = re.compile(r"[-0-9.,]*")


class Text(NamedTuple):
    """A published text beside a pack: its file, the unit and year that it names, its sentences with figures, judged.

    ``source`` is what stands behind 「SOURCE:」 on its first line, where whoever keeps it wrote so.
    """

    path: Path
    unit: str
    year: int
    source: str
    judged: tuple[Judged, ...]

    def record(self, pack: Pack, source: str, unit: str = "", year: int = 0) -> Record:
        """What is kept of it; ``unit`` and ``year`` where the text does not name them."""
        return Record(
            self.path.name,
            unit or self.unit,
            year or self.year,
            source or self.source or "没有写",
            digest(self.path),
            pack.id,
            evidence.counted(self.judged),
            evidence.proved(self.judged, alone=True),
            evidence.proved(self.judged, alone=False),
            evidence.chosen(self.judged),
            evidence.against(self.judged),
            evidence.mistaken(self.judged),
        )


def judged(path: Path, judge: Judge) -> Text:
    """A text of any format that ``readers.prose`` takes, judged by a pack. Raises Refused."""
    from narrator.audit.run import audit

    lines = prose.load(path).lines
    texts, is_prose = [line.text for line in lines], [line.cell is None for line in lines]
    source = Source(texts)
    kept = _SOURCE.match(texts[0]) if texts else None
    audited = audit(path.name, texts, is_prose)
    mistakes = [
        Mistake(source.start(spot.line) + spot.start, source.start(spot.line) + spot.end, one.code, one.evidence)
        for one in audited.findings
        if one.level == ERROR and one.places
        for spot in one.places[0].spots
    ]
    return Text(
        path, audited.unit, audited.year, kept.group(1) if kept else "", tuple(judge.judge(source, is_prose, mistakes))
    )


def digest(path: Path) -> str:
    """The SHA-256 of a file. Raises Refused where it cannot be read."""
    try:
        return hashlib.sha256(regular.read(path, 16 * MAX_BYTES)).hexdigest()
    except OSError:
        raise Refused([Finding("U103", Place(str(path), 0, 0), "文件读不出来。", "请检查路径和读取权限。")]) from None


def homes(book: Phrasebook, pack_id: str) -> tuple[Path, ...]:
    """The folders of phrasebooks whose records count for a pack: the shipped one first, then a bureau's own.

    A pack that stands in none of them is in one of the two folders above it, where its parents are looked for, too.
    Raises Refused where there is no such pack.
    """
    known = book.homes()
    above = book.chain(pack_id)[-1].folder.resolve().parents[:2]
    within = any(home.resolve() in above for home in known)
    return known if within else (*known, *above)


def kept(homes: Sequence[Path]) -> tuple[Record, ...]:
    """The records in the folders of phrasebooks, the shipped one first. Raises Refused."""
    return tuple(record for home in homes for record in records.read(home))


def of_pack(book: Phrasebook, pack_id: str, homes: Sequence[Path]) -> tuple[Record, ...]:
    """The records that count for a pack, wherever the program runs: of the pack, and of those that build on it.

    A record names its pack as it was called when the text was judged; one in a folder of one's own is looked for
    from there, too. Raises Refused.
    """
    asked = book.chain(pack_id)[-1].folder.resolve()

    def named(record: Record) -> str:
        there = next((home / record.pack for home in homes[1:] if (home / record.pack / PACK_FILE).is_file()), None)
        return record.pack if there is None else pack_id if there.resolve() == asked else str(there)

    found = [record._replace(pack=named(record)) for record in kept(homes)]
    return tuple(record for record in found if pack_id in book.pack(record.pack).layers)


class Again(NamedTuple):
    """A record with its text, judged again; what has become of it."""

    record: Record
    text: Text


def again(kept: Sequence[Record], folder: Path, book: Phrasebook, findings: list[Finding]) -> Iterator[Again]:
    """The texts of records that lie in a folder, judged by the packs of today.

    What is not there, is another file, or is judged otherwise than it was recorded is told in ``findings`` (P182–P184).
    """
    judges: dict[str, Judge] = {}
    for record in kept:
        if not record.sha256:
            continue
        path = folder / Path(record.text).name
        if not path.is_file():
            findings.append(
                Finding("P182", record.place, f"{folder} 里没有「{record.text}」。", f"来源：{record.source}")
            )
            continue
        if digest(path) != record.sha256:
            told = f"「{record.text}」的摘要与记录的不同，不是同一份文件。"
            findings.append(Finding("P183", record.place, told, f"来源：{record.source}"))
            continue
        judge = judges.setdefault(record.pack, Judge(book.varied(record.pack)))
        text = judged(path, judge)
        now = text.record(judge.pack, record.source, record.unit, record.year)
        if now._replace(place=record.place) != record:
            told = f"「{record.text}」今天核对的结果与记录的不同：{evidence.summary(now.sentences)}。"
            advice = "短语库改过了，请用 narrator phrases case 重新生成这份记录。"
            findings.append(Finding("P184", record.place, told, advice))
        yield Again(record, text)


# A text as a case: drafted beside published -------------------------------------------------------------


class Beside(NamedTuple):
    """A published sentence beside the drafted one: what is the same, and what differs (published, drafted).

    ``what`` says in a word how they differ, "" where they do not; ``pieces`` are none where nothing was drafted for it.
    """

    judged: Judged
    what: str
    pieces: tuple[Piece, ...]

    @property
    def has_gap(self) -> bool:
        """Whether the draft lacks a figure here."""
        return any(_GAP in piece.after for piece in self.pieces)


def drafted(path: Path, given: Mapping[Key, str], book: Phrasebook) -> tuple[str, tuple[str, ...]]:
    """The unit file that a text tells, with what is ``given`` beside it, and the lines of the draft.

    Raises Refused where what was read does not make a unit.
    """
    from narrator.tasks import reading

    read = reading.read(path, book, given)
    lacking = [key for key in NEEDED if key not in read.written.values]
    if lacking:
        told = f"没有读出{'、'.join(str(key[-1]) for key in lacking)}，没有起草。"
        options = "、".join(_OPTIONS[key] for key in lacking)
        raise Refused([Finding("P185", Place(str(path), 0, 0), told, f"请用 {options} 写明。")])
    with TemporaryDirectory() as folder:
        unit = Path(folder) / "unit.yaml"
        unit.write_text(read.unit_file(), encoding="utf-8")
        return read.unit_file(), drafted_from(unit, book)


def drafted_from(unit: Path, book: Phrasebook) -> tuple[str, ...]:
    """The lines of the draft of a unit. Raises Refused."""
    import narrator

    return tuple(narrator.render(narrator.draft(narrator.load(unit, phrasebook=book), phrasebook=book)).splitlines())


def beside(text: Text, lines: Sequence[str], pack: Pack) -> Iterator[Beside]:
    """The sentences of a text, each beside the drafted sentence that tells the same; a gap of the draft proves nothing.

    ``lines`` are those of the draft.
    """
    gap = gap_mark(pack)
    ours = [
        sentence
        for line in lines
        for sentence in re.split(f"(?<={STOP})", fold(gap.sub(_GAP, line)).text)
        if _GAP in sentence or evidence.has_figure(sentence)
    ]
    for old, new in aligned([one.text for one in text.judged], ours):
        if old is not None:
            yield _beside(text.judged[old], None if new is None else ours[new])


def _beside(judged: Judged, draft: str | None) -> Beside:
    if draft is None:
        return Beside(judged, "没有这一句", ())
    cut = pieces(judged.text.rstrip(STOP), draft.rstrip(STOP))
    changed = [piece for piece in cut if piece.before != piece.after]
    differing = [piece for piece in changed if _GAP not in piece.after]
    if not differing:
        return Beside(judged, "有待填" if changed else "", cut)
    if all(_NUMERIC.fullmatch(side) for piece in differing for side in piece):
        same = all(_value(piece.before) == _value(piece.after) for piece in differing)
        return Beside(judged, "数的写法不同" if same else "数不同", cut)
    return Beside(judged, "用语不同", cut)


def _value(number: str) -> Decimal | None:
    """The value of a number as printed; None for a mark alone, which is one of punctuation."""
    try:
        return Decimal(number.replace(",", ""))
    except InvalidOperation:
        return None
