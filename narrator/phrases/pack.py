"""A pack: the wording of one region and year, loaded from a folder of the phrasebook.

A folder holds ``pack.yaml`` (region, year, decimals, formats, reasons, statements), ``outline.yaml``,
``phrases/*.yaml`` and, where it offers reasons, ``reasons.yaml``; ``*.examples.yaml`` beside a phrase file
are run by the tests and not read here. ``load`` takes the folders from the parent down, so that a child states only
what differs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from narrator.figures.findings import Finding, Refused, by_place
from narrator.figures.values import Place
from narrator.phrases import attached, entries, offers
from narrator.phrases.formats import SETTINGS, Format, FormatError, build
from narrator.phrases.offers import REASONS_FILE, Reason, Reasons
from narrator.phrases.phrase import Phrase
from narrator.readers import marked
from narrator.readers.marked import Node, Scalar
from narrator.rules.catalogue import GAP
from narrator.rules.sheet import Decimals

PACK_FILE, OUTLINE_FILE, PHRASES, EXAMPLES = "pack.yaml", "outline.yaml", "phrases", ".examples.yaml"
_SHORT = 30
_KEYS = (
    "region",
    "year",
    "title",
    "source",
    "decimals",
    "formats",
    "gap",
    "reasons",
    "statements",
    "attached",
    "charts",
)


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Everything that a document of one region and year is worded with.

    ``id`` is the folder below the phrasebook ("xinjiang/2024"); ``outline`` is the raw outline, which
    the document floor compiles; ``gap`` is the phrase that marks what is still to be filled in;
    ``reasons`` are its settings for 主要原因, ``offers`` reads its wordings by code when they are first asked
    for (Refused where they have a mistake); ``statements`` says where the nine tables go ("inline",
    "separate" or "none") and ``attached`` how they are worded, None where they are not; ``charts`` asks for
    pictures without being asked;
    ``broken`` are the ids of entries that have a mistake (only ``inspect`` lets such a pack pass).
    """

    id: str
    region: str
    year: int
    title: str
    decimals: Decimals
    formats: Mapping[str, Format]
    phrases: Mapping[str, Phrase]
    outline: Node
    gap: Phrase
    reasons: Reasons
    offers: Callable[[], Mapping[str, Reason]]
    statements: str = attached.NONE
    attached: attached.Wording | None = None
    charts: bool = False
    broken: frozenset[str] = frozenset()


def load(folders: list[Path], pack_id: str) -> Pack:
    """The pack that these folders make up, parent first. Raises Refused with all problems at once."""
    pack, findings = inspect(folders, pack_id, check_offers=False)
    if findings:
        raise Refused(findings)
    return pack


def inspect(folders: list[Path], pack_id: str, *, check_offers: bool = True) -> tuple[Pack, list[Finding]]:
    """As ``load``, but with what is wrong beside what could be read: phrases with a mistake are left out."""
    loader = _Loader(folders[-1])
    for folder in folders:
        loader.read(folder, pack_id if folder == folders[-1] else f"{pack_id}<{folder.name}")
    pack = loader.pack(pack_id)
    if check_offers:
        loader.findings += loader.read_offers()[1]
    return pack, sorted(loader.findings, key=by_place)


class _Loader:
    def __init__(self, last: Path) -> None:
        self.last = last
        self.unread = False
        self.findings: list[Finding] = []
        self.header: dict[str, Node] = {}
        self.formats: dict[str, Format] = {}
        self.raw: dict[str, entries.Raw] = {}
        self.outline: Node = None
        self.settings = _nothing()
        self.read_already: tuple[Mapping[str, Reason], list[Finding]] | None = None
        self.listings: list[tuple[Path, str]] = []

    def read(self, folder: Path, name: str) -> None:
        """One folder over what its parents gave."""
        header = self.mapping(self.file(folder / PACK_FILE, f"{name}/{PACK_FILE}"))
        self.findings += entries.unknown(header, _KEYS)
        self.header |= header
        self.read_formats(self.mapping(header.get("formats")))
        settings = self.mapping(header.get("reasons"))
        self.settings |= settings
        self.settings.marks |= settings.marks
        if (folder / REASONS_FILE).exists():
            self.listings.append((folder / REASONS_FILE, f"{name}/{REASONS_FILE}"))
        if folder == self.last or (folder / OUTLINE_FILE).exists():
            self.outline = self.file(folder / OUTLINE_FILE, f"{name}/{OUTLINE_FILE}")
        own: dict[str, entries.Raw] = {}
        for path in sorted((folder / PHRASES).glob("*.yaml")):
            if path.name.endswith(EXAMPLES):
                continue
            content = self.file(path, f"{name}/{PHRASES}/{path.name}")
            for raw in entries.read(content, self.findings):
                if raw.id in own:
                    evidence = f"短语「{raw.id}」已在 {own[raw.id].place} 写过。"
                    self.findings.append(Finding("P110", raw.place, evidence, "请改名或删去一处。"))
                own[raw.id] = raw
        self.raw |= own

    def read_offers(self) -> tuple[Mapping[str, Reason], list[Finding]]:
        """The wordings of reasons by code, and what is wrong with them; read once."""
        if self.read_already is None:
            found: dict[str, Reason] = {}
            findings: list[Finding] = []
            for path, name in self.listings:
                try:
                    content = marked.load(path, name)
                except Refused as refused:
                    findings += refused.findings
                    continue
                found |= {offer.code: offer for offer in offers.read_offers(content, self.formats, findings)}
            self.read_already = found, findings
        return self.read_already

    def offered(self) -> Mapping[str, Reason]:
        found, findings = self.read_offers()
        if findings:
            raise Refused(sorted(findings, key=by_place))
        return found

    def file(self, path: Path, name: str) -> Node:
        try:
            return marked.load(path, name)
        except Refused as refused:
            self.findings += refused.findings
            self.unread = True
            return None

    def mapping(self, node: Node) -> marked.Mapping:
        """The node as a mapping; another kind of node leaves the rest unread, to say only what is wrong."""
        if isinstance(node, marked.Mapping):
            return node
        if node is not None:
            self.unread = True
            self.findings.append(Finding("P120", node.place, "这里应是一组「键: 值」。"))
        return _nothing()

    def read_formats(self, formats: marked.Mapping) -> None:
        for name, entry in formats.items():
            settings = entry if isinstance(entry, marked.Mapping) else {}
            known = SETTINGS.get(str(settings.get("type")), ())
            if isinstance(entry, marked.Mapping) and known:
                self.findings += entries.unknown(entry, known)
            try:
                self.formats[str(name)] = build(str(name), {k: str(v) for k, v in settings.items() if v is not None})
            except FormatError as error:
                self.findings.append(Finding("P102", formats.marks[name], str(error)))

    def pack(self, pack_id: str) -> Pack:
        raws = [] if self.unread else self.raw.values()
        compiled = (entries.compile_entry(raw, self.formats, self.findings) for raw in raws)
        phrases = {phrase.id: phrase for phrase in compiled if phrase}
        explaining = offers.read_settings(self.settings, self.formats, self.findings)
        self.findings += offers.unexplained(phrases, explaining.due)
        decimals = self.decimals()
        self.findings += _rounded_twice(self.formats, decimals, Place(f"{pack_id}/{PACK_FILE}", 0, 0))
        broken = frozenset(self.raw) - frozenset(phrases)
        placing = attached.placing(self.header.get("statements"), self.findings)
        tables = None
        if not self.unread:
            tables = attached.wording(self.header.get("attached"), phrases, broken, self.findings)
        year = self.header.get("year")
        gap = phrases.get(str(self.header.get("gap")))
        if isinstance(year, Scalar) and re.fullmatch("[0-9]{4}", year) is None:
            short = year if len(year) <= _SHORT else f"{year[:_SHORT]}…"
            self.findings.append(Finding("P103", year.place, f"「{short}」不是四位年份。"))
            year = None
        elif not self.unread:
            self.findings += self.missing(pack_id, gap)
        return Pack(
            id=pack_id,
            region=str(self.header.get("region", "")),
            year=int(str(year)) if isinstance(year, Scalar) else 0,
            title=str(self.header.get("title", pack_id)),
            decimals=decimals,
            formats=self.formats,
            phrases=phrases,
            outline=self.outline,
            gap=gap if gap and gap.over == GAP.name else Phrase("", GAP.name, Place(pack_id, 0, 0), {}),
            reasons=explaining,
            offers=self.offered,
            statements=placing,
            charts=self.flag("charts"),
            attached=tables,
            broken=broken,
        )

    def missing(self, pack_id: str, gap: Phrase | None) -> Iterator[Finding]:
        """region, year and gap must be there, and gap must be the gap mark (one with a mistake is told already)."""
        broken = str(self.header.get("gap")) in set(self.raw) and gap is None
        marks_gaps = broken or (gap is not None and gap.over == GAP.name)
        if not self.header.get("region") or not self.header.get("year") or not marks_gaps:
            place = Place(f"{pack_id}/{PACK_FILE}", 0, 0)
            advice = f"gap 是待填标记的短语，它的 over 是 {GAP.name}。"
            yield Finding("P103", place, "region、year、gap 三项必须写明。", advice)

    def flag(self, key: str) -> bool:
        """A setting that is yes or no; no where the pack does not say."""
        node = self.header.get(key)
        if node is not None and node not in ("yes", "no"):
            self.findings.append(Finding("P103", node.place, f"{key} 应是 yes 或 no。"))
        return node == "yes"

    def decimals(self) -> Decimals:
        node = self.header.get("decimals")
        if node is None:
            return Decimals()
        given = self.mapping(node)
        self.findings += entries.unknown(given, Decimals._fields)
        places = {}
        for key, value in given.items():
            if isinstance(value, Scalar) and re.fullmatch("[0-6]", value):
                places[str(key)] = int(value)
            else:
                place = value.place if value is not None else given.marks[key]
                self.findings.append(Finding("P103", place, f"「{value}」不是 0 到 6 的整数。"))
        return Decimals(**{key: value for key, value in places.items() if key in Decimals._fields})


def _nothing() -> marked.Mapping:
    empty = marked.Mapping()
    empty.place, empty.marks = Place("", 0, 0), {}
    return empty


def _rounded_twice(formats: Mapping[str, Format], decimals: Decimals, place: Place) -> Iterator[Finding]:
    """Amounts and rates are rounded once, by the rules; a format may trim, never round again."""
    for name, form in formats.items():
        due = {"amount": decimals.amount, "percent": decimals.percent}.get(form.type)
        if due is not None and form.decimals is not None and form.decimals < due:
            evidence = f"格式「{name}」只有 {form.decimals} 位小数，而 decimals 是 {due} 位，会舍入两次。"
            yield Finding("P104", place, evidence, "请使两处一致。")
