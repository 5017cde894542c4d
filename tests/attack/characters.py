"""Characters at every door: what no one can see or what turns a line round, and what people really type."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from . import office, packs
from .case import EITHER, FIXTURE, PASSES, REFUSED, Case, Done, Run

GROUP = "characters"
_HOSTILE = {  # name: the character, whether every door must refuse it
    "RLO": "\u202e",
    "LRE": "\u202a",
    "PDF": "\u202c",
    "LRI": "\u2066",
    "RLI": "\u2067",
    "PDI": "\u2069",
    "LRM": "\u200e",
    "RLM": "\u200f",
    "ALM": "\u061c",
    "zero width space": "\u200b",
    "word joiner": "\u2060",
    "BOM inside": "\ufeff",
    "soft hyphen": "\u00ad",
    "invisible times": "\u2062",
    "a tag": "\U000e0041",
    "language tag": "\U000e0001",
    "private use": "\ue000",
    "private plane": "\U000f0000",
    "unassigned": "\u0378",
    "unassigned plane": "\U0003fffd",
    "interlinear": "\ufff9",
    "noncharacter": "\ufdd0",
    "30 accents": "\u0301" * 30,
    "deprecated format": "\u206b",
    "ESC": "\x1b[31m",
    "CSI": "\x9b31m",
    "BEL": "\x07",
    "DEL": "\x7f",
    "NUL": "\x00",
    "backspace": "\x08",
}
_LENIENT = {"line separator": "\u2028", "Hangul filler": "\u3164", "ZWJ": "\u200d", "ZWNJ": "\u200c", "variation": "\ufe0f", "vowel separator": "\u180e"}  # fmt: skip
_NORMAL = {
    "full-width": "ＡＢＣ（全角）：，",
    "rare 𠮷": "𠮷𠮷野家",
    "rare 䶮": "龑䶮",
    "circle zero": "二〇二四",
    "extension G": "𰻝𰻝面",
    "Uyghur": "ئۇيغۇر",
    "Tibetan": "བོད་ཡིག",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "Kazakh": "Қазақ",
    "one accent": "Cafe\u0301",
    "dots": "甲·〈乙〉—…",
    "units": "㎡℃",
    "Hangul": "한국어",
}
_EVERYWHERE = (
    "RLO",
    "PDI",
    "zero width space",
    "BOM inside",
    "soft hyphen",
    "a tag",
    "private use",
    "30 accents",
    "ESC",
    "CSI",
    "NUL",
)
_CONTROL = ("ESC", "CSI", "BEL", "DEL", "NUL", "backspace")
_UNIT = FIXTURE / "unit.yaml"
_BODY = "发展与改革事务"  # a name of the fixture, which stands in its unit file, its workbook, its document
_TXT = Run(("draft", ".", "--format", "txt"))


def _quoted(text: str) -> str:
    """As a double-quoted scalar of YAML: what cannot stand there raw is escaped."""
    return '"' + "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in text) + '"'


def _spoiled(word: str) -> Callable[[Path], None]:
    """The fixture's unit file, whose unit is called so."""

    def make(folder: Path) -> None:
        text = _UNIT.read_text(encoding="utf-8")
        name = "昌吉回族自治州对口援疆工作领导小组办公室"
        new = text.replace(f"单位名称: {name}", f"单位名称: {_quoted(name + word + '甲')}")
        (folder / "unit.yaml").write_text(new, encoding="utf-8")

    return make


def _raw(word: str) -> Callable[[Path], None]:
    """The same, the character typed as it is, without quotes."""

    def make(folder: Path) -> None:
        text = _UNIT.read_text(encoding="utf-8").replace("科室: [综合", f"科室: [综{word}合")
        (folder / "unit.yaml").write_bytes(text.encode())

    return make


def _key(word: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        text = _UNIT.read_text(encoding="utf-8") + f"{_quoted('其他' + word + '说明')}: 甲\n"
        (folder / "unit.yaml").write_text(text, encoding="utf-8")

    return make


def _cell(word: str) -> Callable[[Path], None]:
    base = office.workbook(2024)
    return office.books(office.changed(base, "xl/sharedStrings.xml", _BODY, office.words(f"发展{word}与改革事务")))


def _sheet(word: str) -> Callable[[Path], None]:
    return office.books(office.changed(office.workbook(2024), "xl/workbook.xml", "Z05 ", office.words(f"Z{word}05 ")))


def _form(word: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        content = office.changed(office.form(), "xl/sharedStrings.xml", "产业援疆科", office.words(f"产业{word}援疆科"))
        office.zipped(folder / "填报表.xlsx", content)

    return make


def _edited(word: str, suffix: str) -> Callable[[Path], None]:
    """The document as a person edited it: a sentence holds the character."""

    def make(folder: Path) -> None:
        if suffix == ".docx":
            content = office.changed(office.document(), "word/document.xml", "合计307.71万元", f"合计{word}307.71万元")
            office.zipped(folder / "说明.docx", content)
        else:
            (folder / f"说明{suffix}").write_text(f"一、收入\n收入总计{word}451.67万元。\n", encoding="utf-8")

    return make


def _holds(word: str) -> Callable[[Path, list[Done]], str]:
    def also(folder: Path, done: list[Done]) -> str:
        del folder
        printed = unicodedata.normalize("NFKC", done[-1].out.decode())  # names in tables are compared, and kept, so
        return "" if unicodedata.normalize("NFKC", word) in printed else "the word is not printed"

    return also


def _named(word: str) -> Iterator[Case]:
    """Names of files and options: whatever they hold, it reaches the terminal escaped."""
    name = word.replace("\x00", "")
    for what, args in {
        "unit": ("draft", f"没有{name}.yaml"),
        "workbook": ("init", "夹", "--workbook", f"没有{name}.xlsx", "--region", "新疆"),
        "diff": ("diff", f"没有{name}.docx", str(FIXTURE)),
        "command": (f"dr{name}aft",),
        "explain": ("explain", str(FIXTURE), "--from", f"收入{name}"),
        "region": ("init", "夹", "--workbook", "没有.xlsx", "--region", f"新{name}疆"),
    }.items():
        yield Case(GROUP, f"{word!a} in a name: {what}", lambda folder: None, (Run(args),), REFUSED)

    def make(folder: Path) -> None:
        at = folder / f"单{name}位"
        at.mkdir()
        (at / "unit.yaml").write_text(
            _UNIT.read_text(encoding="utf-8").replace("总计: 451.67", "总计: x"), encoding="utf-8"
        )

    yield Case(GROUP, f"{word!a} in a folder's name", make, (Run(("draft", f"单{name}位")),), REFUSED)
    out = f"说{name}明.txt"
    run = Run(("draft", str(FIXTURE), "-o", out), writes=(out,))
    yield Case(GROUP, f"{word!a} in -o", lambda folder: None, (run,), EITHER)


_DOORS: dict[str, tuple[Callable[[str], Callable[[Path], None]], tuple[Run, ...]]] = {
    "YAML value": (_spoiled, (_TXT,)),
    "YAML raw": (_raw, (_TXT,)),
    "YAML key": (_key, (_TXT,)),
    "workbook cell": (_cell, (_TXT,)),
    "form cell": (_form, (_TXT,)),
}


def _literal(word: str, wants: str) -> Case:
    text = "收入" + word + "支出总体"
    made = packs._pack(own=f"source: 某市 2024\nphrases:\n  总体.主语: {_quoted(text)}\n")
    runs = (Run(("phrases", "lint", "pack")), Run(("draft", str(FIXTURE), "--pack", "pack", "--format", "txt")))
    also = _holds(word) if wants == PASSES else lambda folder, done: ""
    return Case(GROUP, f"{word[:3]!a} in a literal of a pack", made, runs, wants, also)


def cases() -> Iterator[Case]:
    """All of them; first the controls."""
    plain = Case(GROUP, "control: a letter at each door", _spoiled("乙"), (_TXT,), PASSES)
    yield plain
    for name, (make, runs) in _DOORS.items():
        if name != "YAML key":
            yield Case(GROUP, f"control: {name}", make("乙"), runs, PASSES)
    for mark, word in {**_HOSTILE, **_LENIENT}.items():
        wants = EITHER if mark in _LENIENT else REFUSED
        everywhere = mark in _EVERYWHERE
        for name, (make, runs) in _DOORS.items():
            if (name == "YAML raw" and mark == "NUL") or not (everywhere or name in ("YAML value", "workbook cell")):
                continue
            yield Case(GROUP, f"{mark} in a {name}", make(word), runs, REFUSED if name == "YAML key" else wants)
        if mark not in _LENIENT:
            yield _literal(word, REFUSED)
        if not everywhere:
            continue
        wanted = EITHER if mark in _CONTROL else REFUSED  # an attribute of XML holds its escape, which is harmless
        yield Case(GROUP, f"{mark} in a sheet's name", _sheet(word), (_TXT,), wanted)
        for suffix in (".docx", ".txt", ".md"):
            if suffix == ".docx" and mark in _CONTROL and mark not in ("DEL", "CSI"):
                continue  # no XML can hold it
            diff = Run(("diff", f"说明{suffix}", str(FIXTURE)))
            yield Case(GROUP, f"{mark} in a {suffix} for diff", _edited(word, suffix), (diff,), wants)
    for word in ("\u202e", "\x1b]0;x\x07", "\x9b31m", "\u200b", "\n", "\U000e0041"):
        yield from _named(word)
    for mark, word in _NORMAL.items():
        for name, (make, runs) in _DOORS.items():
            if name != "YAML key":
                printed = f"产业{word}援疆科" if name == "form cell" else word
                yield Case(GROUP, f"{mark} in a {name}", make(word), runs, PASSES, _holds(printed))
        yield _literal(word, PASSES)
