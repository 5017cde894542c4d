"""A layer: one folder of wording as it is written, before its parents are laid under it.

A folder holds ``pack.yaml``, ``outline.yaml``, ``phrases/*.yaml``, ``reasons.yaml`` and ``accounts.yaml``, each
where it has something to say; ``*.examples.yaml`` beside a phrase file are run by the tests and not read here. A
pack is a chain of layers, the parent first; nothing is judged here but what can be said of one folder alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.files import marked
from narrator.files.marked import Node
from narrator.phrases import entries, options
from narrator.phrases.accounts import ACCOUNTS_KEYS
from narrator.phrases.entries import NEW, Raw
from narrator.phrases.home import (
    ACCOUNTS_FILE,
    CHOOSE,
    EXAMPLES,
    FILES,
    OPTIONS,
    OUTLINE_FILE,
    PACK_FILE,
    PARENT,
    PHRASES,
    REASONS_FILE,
    PackFile,
)
from narrator.phrases.spelling import NO_EVIDENCE

KEYS = (
    *(PARENT, "region", "year", "since", "until", "title", "source", "evidence", "texts"),
    *("decimals", "formats", "gap", "reasons", "statements", "attached", "charts"),
    *("directions", "literal_numbers"),
    *("titles", "headings", "rows"),
    *(OPTIONS, CHOOSE),
)
_OF_WORDING = KEYS[KEYS.index("decimals") : KEYS.index("titles")]
CHOICE_KEYS = ("source", *_OF_WORDING)  # of the layer of a choice: it is of no region or year, and builds on its pack
OUTLINE_KEYS = ("title", "cover", "numbers", "parts", "blocks", NEW)
_MOST_FILES = 200
_MOST_ENTRIES = 10_000  # ten times what a whole region needs


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One folder as written.

    ``id`` is its name in messages ("xinjiang/2024"), ``header`` its ``pack.yaml``, ``outline`` what
    ``outline.yaml`` states, ``accounts`` its names of accounts, ``reasons`` the path of its list of reasons, if
    any. ``unread`` tells that a file could not be read at all, so that nothing should be said of what is missing.
    """

    id: str
    folder: Path
    header: marked.Mapping
    entries: tuple[Raw, ...]
    outline: marked.Mapping
    accounts: marked.Mapping
    reasons: Path | None
    findings: tuple[Finding, ...]
    unread: bool

    @property
    def dated(self) -> frozenset[int]:
        """The years from which or until which an entry holds."""
        years = (year for raw in self.entries for year in (raw.since, raw.until))
        return frozenset(year for year in years if year)

    @property
    def unproven(self) -> bool:
        """Whether what it inherits has no evidence for it, but for what its entries name (``evidence: 无``)."""
        return self.header.get("evidence") in NO_EVIDENCE

    @property
    def place(self) -> Place:
        """The head of its ``pack.yaml``."""
        return Place(f"{self.id}/{PACK_FILE}", 0, 0)


def files_of(folder: Path) -> tuple[Path, ...]:
    """The files that a layer in this folder may consist of; the first four need not be there."""
    return (*(folder / file for file in FILES), *phrase_files(folder))


def header(folder: Path, name: str) -> PackFile:
    """The folder's ``pack.yaml``; ``name`` stands for the folder in messages."""
    reader = _Reader()
    keys = CHOICE_KEYS if options.is_choice(folder) else KEYS
    content = reader.mapping(folder / PACK_FILE, f"{name}/{PACK_FILE}", keys)
    return PackFile(content, tuple(reader.findings), reader.unread)


def phrase_files(folder: Path, *, examples: bool = False) -> list[Path]:
    """The phrase files of a folder, or the files of their examples, in order."""
    found = sorted((folder / PHRASES).glob("*.yaml"))
    return [path for path in found if path.name.endswith(EXAMPLES) == examples]


def read(folder: Path, name: str) -> Layer:
    """The layer in this folder; ``name`` stands for the folder in messages."""
    reader, head = _Reader(), header(folder, name)
    reader.findings += head.findings
    options.declared(options.Head(folder, name, head.content), reader.findings)
    outline = reader.mapping(folder / OUTLINE_FILE, f"{name}/{OUTLINE_FILE}", OUTLINE_KEYS)
    accounts = reader.mapping(folder / ACCOUNTS_FILE, f"{name}/{ACCOUNTS_FILE}", ACCOUNTS_KEYS)
    own: list[Raw] = []
    files = phrase_files(folder)
    if len(files) > _MOST_FILES:
        evidence = f"phrases 里有 {len(files)} 个文件，只读前 {_MOST_FILES} 个。"
        reader.findings.append(Finding("P159", Place(f"{name}/{PHRASES}", 0, 0), evidence, "请合并成几个文件。"))
    for path in files[:_MOST_FILES]:
        own += entries.read(reader.file(path, f"{name}/{PHRASES}/{path.name}"), reader.findings)
        if len(own) > _MOST_ENTRIES:
            evidence = f"短语多于 {_MOST_ENTRIES} 条，读到 {path.name} 为止。"
            reader.findings.append(Finding("P159", Place(f"{name}/{PHRASES}", 0, 0), evidence, "请删去用不到的。"))
            break
    _once(own, reader.findings)
    reasons = folder / REASONS_FILE
    listed = reasons if reasons.exists() else None
    unread = head.unread or reader.unread
    return Layer(name, folder, head.content, tuple(own), outline, accounts, listed, tuple(reader.findings), unread)


def _once(own: list[Raw], findings: list[Finding]) -> None:
    """Each id is written once, or for years that do not overlap."""
    written: dict[str, list[Raw]] = {}
    for raw in own:
        for earlier in written.setdefault(raw.id, []):
            if raw.since <= (earlier.until or raw.since) and earlier.since <= (raw.until or earlier.since):
                evidence = f"短语「{raw.id}」在 {earlier.place} 已经写过。"
                findings.append(
                    Finding("P110", raw.place, evidence, "请删去一处，或另起名称；按年度不同的，用 since、until 分开。")
                )
                break
        written[raw.id].append(raw)


class _Reader:
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.unread = False

    def file(self, path: Path, name: str) -> Node:
        try:
            return marked.load(path, name)
        except Refused as refused:
            self.findings += refused.findings
            self.unread = True
            return None

    def mapping(self, path: Path, name: str, keys: tuple[str, ...]) -> marked.Mapping:
        """A file that is a mapping; what is not there says nothing."""
        node = self.file(path, name) if path.exists() else None
        if isinstance(node, marked.Mapping):
            self.findings += entries.unknown(node, keys)
            return node
        if node is not None:
            self.unread = True
            self.findings.append(entries.shapeless(node.place))
        return marked.nothing(Place(name, 0, 0))


def merged(below: marked.Mapping, above: marked.Mapping) -> marked.Mapping:
    """Two mappings as one: what stands above covers what stands below."""
    both = marked.nothing(above.place)
    both.update({**below, **above})
    both.marks = {**below.marks, **above.marks}
    return both
