"""The five doors. Each takes bytes; it returns, refuses as documented, or has a fault.

Beyond not failing, each says what must hold: what is accepted twice gives the same, what is said can be read, what a
pack prints with lint's blessing are figures of the unit. ``Wrong`` tells where it does not.
"""

from __future__ import annotations

import atexit
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # where the grammar of the attack stands

import narrator
from attack import figures
from narrator.authoring.lint import lint
from narrator.comparison.differences import differences
from narrator.document.readback import Misread
from narrator.document.tree import Document
from narrator.figures.findings import Refused
from narrator.figures.model import Unit
from narrator.figures.values import Figure, Names, Place, Text, Value
from narrator.phrases import match
from narrator.phrases.declared_formats import FormatError
from narrator.phrases.formats import Format
from narrator.phrases.phrase import ALWAYS, Phrase, PhraseError, Slot, Source, Span, Variant, compile_text, say
from narrator.phrases.phrasebook import default
from narrator.readers import prose, workbook
from narrator.rules import facts
from narrator.rules.fact import Fact
from narrator.writers.options import Options

from .edits import Taken, edited

ROOT = Path(__file__).resolve().parents[2]
_UNIT = ROOT / "fixtures" / "changji-2024" / "unit.yaml"
_BOOK = ROOT / "fixtures" / "changji-2024-workbook" / "2024.xlsx"
_PACK = "xinjiang/2024"
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Wrong(AssertionError):
    """Something that must hold does not; the message says what."""


@cache
def _folder() -> Path:
    """A folder for the files of this process, gone when it ends."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _fault(text: str, where: str) -> None:
    """Nothing that hides or turns a line may be in what is shown."""
    found = _HIDDEN.search(text)
    if found:
        raise Wrong(f"U+{ord(found.group()):04X} in {where}")


def _told(refused: Refused) -> None:
    """A refusal says something, with a code."""
    if not refused.findings:
        raise Wrong("refused without a finding")
    for finding in refused.findings:
        if not re.fullmatch(r"[A-Z]\d+", finding.code) or not finding.evidence:
            raise Wrong(f"a finding without code or evidence: {finding!r}")


def _sometimes(data: bytes) -> bool:
    """Every fourth input, the same ones every time: what takes as long again as the rest."""
    return sum(data) % 4 == 0


# The unit file ------------------------------------------------------------------------------------


@cache
def _unit_text() -> str:
    return _UNIT.read_text(encoding="utf-8")


@cache
def _unit_words() -> list[str]:
    keys = dict.fromkeys(re.findall(r"[\w（）“”]+(?=:)", _unit_text()))
    return [*(f"{key}: " for key in keys), "空表", "无", "{同: ", "}", "[", "]", ", ", "- ", "\n", "\n  ", ": ", "#", "|", ">", "&a ", "*a", "!!str ", "<<: ", "---", "~", "null", '"', "'"]  # fmt: skip


def unit(data: bytes) -> None:
    """A unit file: accepted twice gives the same text; what is printed holds nothing that hides."""
    taken = Taken(data)
    mode = taken.number()
    content = (
        data[1:]
        if mode == 255
        else edited(_unit_text(), taken, _unit_words(), r"(?<=: )|(?=\n)|(?=[,}])").encode("utf-8", "surrogatepass")
    )
    path = _folder() / "unit.yaml"
    path.write_bytes(content)
    try:
        first = narrator.draft(narrator.load(path), _PACK)
    except Refused as refused:
        _told(refused)
        return
    text = narrator.render(first)
    _fault(text, "the text")
    if _sometimes(data) and text != narrator.render(narrator.draft(narrator.load(path), _PACK)):
        raise Wrong("read twice, the text differs")


# A workbook ---------------------------------------------------------------------------------------

_PARTS = (
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
)
_XML = [
    *("<v>", "</v>", "<t>", "</t>", "<si>", "</si>", "<r>", "</r>", "<c ", "</c>", "<row ", "</row>", "<f>1</f>", "<f t=\"shared\" si=\"0\"/>"),
    *('t="s"', 't="str"', 't="e"', 't="b"', 't="d"', 't="inlineStr"', 's="5"', 's="99"', 'r="A1"', 'r="XFD1048576"', 'r="1048576"'),
    *('ref="A1:XFD1048576"', 'count="4294967295"', 'uniqueCount="2147483648"', "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&#0;", "&#x202e;"),
    *("_x000D_", "_x202E_", '<mergeCells><mergeCell ref="A1:C9"/></mergeCells>', 'hidden="1"', 'formatCode="0!.0000"', "<?x?>", "xmlns:a=\"b\""),
    *("万元", "元", "合计", "总计", "#DIV/0!", "收入支出决算总表", "决算数", "<is><t>甲</t></is>"),
]  # fmt: skip


@cache
def _parts(path: Path) -> Mapping[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(path: Path, base: Mapping[str, bytes], taken: Taken, names: tuple[str, ...], words: list[str]) -> None:
    """A package with one or two of its parts edited."""
    parts = dict(base)
    for _ in range(1 + taken.number() % 2):
        name = names[taken.number() % len(names)]
        own = Taken(taken.data[taken.at : taken.at + 64 + taken.number() * 8])
        taken.at += len(own.data)
        parts[name] = edited(parts[name].decode("utf-8", "replace"), own, words, '(?=[<"])|(?<=[>"])').encode(
            "utf-8", "surrogatepass"
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)


def workbooks(data: bytes) -> None:
    """A workbook: read twice gives the same figures."""
    taken = Taken(data)
    path = _folder() / "2024.xlsx"
    if taken.number() == 255:
        path.write_bytes(data[1:])
    else:
        names = (*_PARTS, *(f"xl/worksheets/sheet{number}.xml" for number in range(1, 10)))
        _packed(path, _parts(_BOOK), taken, names, _XML)
    try:
        first = workbook.load(path)
    except Refused as refused:
        _told(refused)
        return
    if _sometimes(data) and repr(first.tables) != repr(workbook.load(path).tables):
        raise Wrong("read twice, the figures differ")


# Word ---------------------------------------------------------------------------------------------

_WORD_PARTS = ("word/document.xml", "word/footer1.xml", "word/styles.xml", "word/settings.xml", "word/_rels/document.xml.rels", "[Content_Types].xml", "word/theme/theme1.xml")  # fmt: skip
_WORDS = [
    *("<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:br/>", "<w:tab/>"),
    *("<w:ins>", "</w:ins>", "<w:del>", "</w:del>", "<w:sdt>", "</w:sdt>", '<w:gridSpan w:val="9"/>', '<w:vMerge/>', '<w:fldSimple w:instr="PAGE"/>'),
    *('<w:fldSimple w:instr="DDEAUTO a b"/>', '<w:instrText>INCLUDETEXT "x"</w:instrText>', '<w:fldChar w:fldCharType="begin"/>', "<w:pict/>", "<w:object/>"),
    *('<w:altChunk r:id="rId9"/>', '<w:pgSz w:w="1" w:h="1"/>', '<w:sectPr/>', 'TargetMode="External"', "<!--", "-->", "<![CDATA[", "]]>", "&#0;", "&amp;"),
    *('w:val="Heading1"', "mc:AlternateContent", "<m:oMath>", "_rels/", "../", "http://x/", 'w:type="paragraph"', "<w:style>", "万元", "451.67"),
]  # fmt: skip
_MARKS = ["<!--", "-->", "<td", "<td>", "</td>", "<table>", "<tr>", "&lt;", "\\", "#", "# ", "|", "\t", "\n", "。", "；", "451.67万元", "<", ">", "'", '"', "="]  # fmt: skip
_FORBIDDEN = re.compile(rb'DDE|INCLUDE(TEXT|PICTURE)|<v:|<w:pict|<w:object|<w:altChunk|TargetMode="External"|<!DOCTYPE')


@cache
def _drafted() -> tuple[Unit, Document, str]:
    """The fixture's unit, its document, and that as Markdown; beside them as a Word file."""
    own = narrator.load(_UNIT)
    document = narrator.draft(own, _PACK)
    (_folder() / "draft.docx").write_bytes(narrator.write(document, "docx"))
    return own, document, narrator.render(document, "md")


def words(data: bytes) -> None:
    """A Word, Markdown or text file that was edited (diff), or one that gives styles and footers (reference)."""
    taken = Taken(data)
    _, document, markdown = _drafted()
    mode = taken.number() % 4
    if mode == 3:
        path = _folder() / ("edited.md" if taken.number() % 2 else "edited.txt")
        path.write_bytes(edited(markdown, taken, _MARKS, r"(?=[|。\n<])").encode("utf-8", "surrogatepass"))
    else:
        path = _folder() / "edited.docx"
        _packed(path, _parts(_folder() / "draft.docx"), taken, _WORD_PARTS, _WORDS)
    try:
        if mode != 2:
            differences(document, prose.load(path).lines)
            return
        content = narrator.write(document, "docx", Options(reference=path))
    except Refused as refused:
        _told(refused)
        return
    out = _folder() / "out.docx"
    out.write_bytes(content)
    for name, part in _parts_of(out):
        found = _FORBIDDEN.search(part)
        if found:
            raise Wrong(f"{found.group()!r} in {name} of what is written")


def _parts_of(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            yield name, package.read(name)


# A pack -------------------------------------------------------------------------------------------


@cache
def own_pack() -> tuple[str, str]:
    """A pack that restates wordings of 新疆 with their examples: pack.yaml and phrase file as one text, examples."""
    sources = [ROOT / "phrasebook" / "xinjiang" / "phrases" / f"{name}.yaml" for name in ("common", "totals")]
    told = [yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["new"] for path in sources]
    wanted = ("总体.收入", "增减.与上年相比", "差异.年初预算", "总体.主语")
    phrases = {name: _plain(entry) for part in told for name, entry in part.items() if name in wanted}
    national = (ROOT / "phrasebook" / "national" / "pack.yaml").read_text(encoding="utf-8")
    formats = yaml.load(national, Loader=yaml.BaseLoader)["formats"]
    header = {"parent": _PACK, "source": "某市 2024", "formats": {name: formats[name] for name in ("万元", "百分比")}}
    text = _dumped(header) + _CUT + _dumped({"source": "某市 2024", "phrases": phrases})
    examples = [path.with_suffix(".examples.yaml").read_text(encoding="utf-8") for path in sources]
    kept = {
        name: cases
        for one in examples
        for name, cases in yaml.load(one, Loader=yaml.BaseLoader).items()
        if name in wanted
    }
    return text, _dumped(kept)


def _dumped(content: object) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)


_CUT = "# phrases\n"


def _plain(entry: object) -> object:
    """An entry as a child states it: its wordings alone."""
    return {"say": entry["say"]} if isinstance(entry, dict) else entry


_PACK_WORDS = [
    *("{{ 总计 | 万元 }}", "{{ 增减额 | 万元 }}", "{{ 变动额 | 万元 }}", "{{ 差异率 | 百分比 }}", "{{ 差异额 | 万元 }}", "{{ 年度 | 年 }}", "{{", "}}", " | "),
    *("金额", "万元", "元", "亿元", "%", "‰", "增加", "减少", "增长", "下降", "大于", "小于", "持平", "-", "−", "1", "９", ".", ",", "，", "。"),
    *("unit: ", "pattern: ", "scale: ", "type: ", "percent", "'0.00'", "#,##0.00", "up", "down, to_zero", "flat", "{% if %}", "{#", "say:", "\n  ", "evidence: none", "literal_numbers: "),
]  # fmt: skip


@cache
def _true() -> tuple[frozenset[tuple[str, Decimal]], frozenset[str]]:
    """The figures that a text of the unit may print, and what is printed of those that are none.

    Those of the untouched text, and the values of all facts; but for a value whose negative stands beside it in the
    same fact: its sign lies in the words.
    """
    own = _drafted()[0]
    told = figures.read(narrator.render(_drafted()[1]))
    known = {(one.kind, one.value) for one in told if one.value is not None}
    for fact in _facts(own):
        values = [value for value in fact.slots.values() if isinstance(value, Figure)]
        for value in values:
            if not (value.value > 0 and any(other.value == -value.value for other in values)):
                kind, scale = {"万元": ("money", 10_000), "元": ("money", 1), "%": ("rate", 1)}.get(
                    value.unit, ("count", 1)
                )
                known.add((kind, value.value * scale))
    return frozenset(known), frozenset(one.shown for one in told if one.value is None)


def _facts(own: Unit) -> Iterator[Fact]:
    def inside(found: object) -> Iterator[Fact]:
        if isinstance(found, Fact):
            yield found
            for part in found.parts.values():
                yield from inside(part)
        elif isinstance(found, tuple):
            for one in found:
                yield from inside(one)

    for found in facts.facts(own).values():
        yield from inside(found)


def pack(data: bytes) -> None:
    """A pack of one's own: where lint finds nothing, each amount and rate that is printed is one of the unit."""
    taken = Taken(data)
    base, examples = own_pack()
    text = edited(base, taken, _PACK_WORDS, r"(?=\{\{)|(?<=\}\})", most=1 + taken.number() % 4)
    folder = _folder() / f"pack-{next(_count)}"
    try:
        _tried(folder, text, examples, _sometimes(data))
    finally:
        shutil.rmtree(folder)
        if folder.name.endswith("00"):
            _forget()


_count = count()


def _tried(folder: Path, text: str, examples: str, always: bool) -> None:
    """Draft, and lint where something is wrong with the text; else only now and then, for it takes its time."""
    write_pack(folder, text, examples)
    wrong = ""
    try:
        printed = narrator.render(narrator.draft(_drafted()[0], str(folder)))
        wrong = _bent(printed)
    except Refused as refused:
        _told(refused)
    except Misread:  # a wording that cannot be read back is not printed: that is what reading back is for
        pass
    if (wrong or always) and not lint(str(folder)) and wrong:
        raise Wrong(f"printed with lint's blessing: {wrong}")


def _bent(printed: str) -> str:
    """What a text prints that is no figure of the unit, or hides; "" where there is nothing."""
    hidden = _HIDDEN.search(printed)
    if hidden:
        return f"U+{ord(hidden.group()):04X}"
    known, odd = _true()
    for one in figures.read(printed):
        if one.kind == "count" or one.shown in odd:
            continue
        if one.value is None or not any(
            one.kind == kind and abs(one.value - value) <= one.slack for kind, value in known
        ):
            return f"…{one.shown}"
    return ""


def write_pack(folder: Path, text: str, examples: str) -> None:
    """The files of a pack from the text of both, each wording with its example."""
    (folder / "phrases").mkdir(parents=True)
    header, _, phrases = text.partition(_CUT)
    own, told = folder / "phrases" / "own.yaml", folder / "phrases" / "own.examples.yaml"
    for path, content in ((folder / "pack.yaml", header), (own, phrases), (told, _exampled(examples, phrases))):
        path.write_text(content, encoding="utf-8", errors="surrogatepass")


def _forget() -> None:
    """What the program keeps of packs that it has read would fill the memory: each input is a pack of its own."""
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith(("narrator.phrases", "narrator.document")):
            for thing in vars(module).values():
                if callable(getattr(thing, "cache_clear", None)):
                    thing.cache_clear()


_SLOT = re.compile(r"\{\{ (\w+) \| (\w+) \}\}")
_TYPED = {"万元": ("20.00", "20.00万元"), "百分比": ("25.00", "25.00%"), "年": ("2030", "2030"), "金额": ("20.00", "20.00"), "主体": ("单位", "单位"), "原因": ("甲", "甲")}  # fmt: skip


def _exampled(kept: str, phrases: str) -> str:
    """The examples, remade for the wordings as they now stand, so that lint has no reason of its own to refuse."""
    try:
        told = yaml.load(phrases, Loader=yaml.BaseLoader)["phrases"]
        made: dict[str, list[dict[str, object]]] = {}
        for name, entry in told.items():
            say_ = entry["say"] if isinstance(entry, dict) else entry
            for conditions, wording in (say_ if isinstance(say_, dict) else {"": say_}).items():
                text = wording["text"] if isinstance(wording, dict) else wording
                slots = _SLOT.findall(text)
                if slots:
                    sentence = _SLOT.sub(lambda slot: _TYPED[slot[2]][1], text)
                    values = {slot: _TYPED[form][0] for slot, form in slots}
                    example: dict[str, object] = {"values": values, "text": sentence}
                    if conditions:
                        example["conditions"] = conditions.split(", ")
                    made.setdefault(name, []).append(example)
        return _dumped(made)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError):
        return kept


# The matcher --------------------------------------------------------------------------------------


@cache
def _formats() -> Mapping[str, Format]:
    return default().pack(_PACK).formats


@cache
def _phrases() -> list[Phrase]:
    return list(default().pack(_PACK).phrases.values())


_PRINTED = ["增加", "减少", "万元", "%", "，", "。", "、", "0.00", "-", "1", ",", "12.30", "人", "2024", "十", "主要原因是：", " ", "单位", "；"]  # fmt: skip


def _value(form: Format, taken: Taken) -> Value:
    """A value that a slot of this format can have."""
    match form.type:
        case "names":
            return Names(tuple(Text(_clean(taken.text(6)) or "甲") for _ in range(1 + taken.number() % 3)))
        case "word":
            return Text(("单位", "部门")[taken.number() % 2])
        case "text" | "term" | "reason":
            return Text((_clean(taken.text(12)) or "甲") + "甲")
        case "year":
            return Figure(Decimal(1000 + taken.number(2) % 9000), "", Place("x", 1, 1))
        case "ordinal":
            return Figure(Decimal(1 + taken.number(2) % 999), "", Place("x", 1, 1))
        case "count":
            return Figure(Decimal(taken.number(3)), "", Place("x", 1, 1))
    number = Decimal(taken.number(5) - 2**38).scaleb(-(taken.number() % 4))
    return Figure(number, "", Place("x", 1, 1))


def _clean(text: str) -> str:
    return re.sub(r"[\s、。：:]", "", text)


def matcher(data: bytes) -> None:
    """What a phrase says is among what is read from it; what is read from a text prints that text."""
    taken = Taken(data)
    formats = _formats()
    if taken.number() % 2:
        phrase = _phrases()[taken.number(2) % len(_phrases())]
        variant = phrase.distinct()[taken.number() % len(phrase.distinct())]
        base = "".join(
            piece.text if isinstance(piece, Span) else _PRINTED[taken.number() % len(_PRINTED)]
            for piece in variant.pieces
        )
        _backwards(phrase, edited(base or "甲", taken, _PRINTED, r"(?=[0-9])|(?<=[0-9])"), formats)
        return
    text = ""
    for _ in range(taken.number() % 6):
        names = list(formats)
        kind = taken.number()
        slot = f"{{{{ 甲{taken.number() % 4} | {names[taken.number() % len(names)]} }}}}"
        text += slot if kind % 3 else _PRINTED[taken.number() % len(_PRINTED)] if kind % 2 else taken.text(kind >> 4)
    try:
        pieces = compile_text(text)
    except PhraseError:
        return
    slots: dict[str, Value] = {}
    kinds: dict[str, str] = {}
    for piece in pieces:
        if isinstance(piece, Slot):
            if piece.format not in formats or kinds.setdefault(piece.name, piece.format) != piece.format:
                return
            if piece.name not in slots:
                slots[piece.name] = _value(formats[piece.format], taken)
    source = Source("x", (ALWAYS,), Place("x", 1, 1))
    variant = Variant(source, text, tuple(Span(piece, source) if isinstance(piece, str) else piece for piece in pieces))
    phrase = Phrase("x", "", source.place, {ALWAYS: variant})
    said = "".join(span.text for span in say(variant, slots, {}, formats))
    for name, value in slots.items():
        form = formats[kinds[name]]
        if form.read(form.print(value)) is None and not isinstance(value, Text | Names):
            raise Wrong(f"{form.name} cannot read {form.print(value)!r}")
    wanted = {name: formats[kinds[name]].read(formats[kinds[name]].print(value)) for name, value in slots.items()}
    splits = match.Splits(said, [(match.pieces(variant, formats),)])
    found = any(dict(values) == wanted for values in splits)
    if not found and not splits.exhausted and None not in wanted.values() and _closed(variant, formats):
        raise Wrong(f"{text!r} says {said!r}, which is not read back as {wanted}")
    _backwards(phrase, said, formats)


def _closed(variant: Variant, formats: Mapping[str, Format]) -> bool:
    """Whether lint would let these slots stand as they do: no two that run into each other, no digits beside one."""
    from narrator.phrases.slots import confused

    plain = "".join(piece.text if isinstance(piece, Span) else "\x00" for piece in variant.pieces)
    return not list(confused(variant, formats)) and not re.search(rf"{_TOUCHING}\x00|\x00{_TOUCHING}", plain)


_TOUCHING = "[\\d.,%‰〇零一二两三四五六七八九十百千万亿-]"


def _backwards(phrase: Phrase, text: str, formats: Mapping[str, Format]) -> None:
    for reading in match.match(phrase, text, formats):
        for variant in phrase.distinct():
            if not set(variant.source.conditions) <= set(reading.conditions):
                continue
            if {slot.name for slot in variant.slots} != set(reading.values):
                continue
            again = "".join(
                piece.text if isinstance(piece, Span) else _printed(formats[piece.format], reading.values[piece.name])
                for piece in variant.pieces
            )
            if again == text:
                break
        else:
            raise Wrong(f"{text!r} is read as {dict(reading.values)}, which no wording of {phrase.id} prints so")


def _printed(form: Format, read: object) -> str:
    if isinstance(read, Decimal):
        return form.print(Figure(read, "", Place("x", 1, 1)))
    if isinstance(read, tuple):
        return form.print(Names(tuple(map(Text, read))))
    return str(read)


DOORS: Mapping[str, Callable[[bytes], None]] = {
    "unit": unit,
    "workbook": workbooks,
    "word": words,
    "pack": pack,
    "matcher": matcher,
}
EXPECTED = (Refused, FormatError, PhraseError)


def knock(door: str, data: bytes) -> None:
    """One input at a door; what is documented is no fault."""
    try:
        DOORS[door](data)
    except EXPECTED:
        return
