"""What the cases of a run work on, made once before it: ``python material.py FOLDER [growth]``.

All of it comes from the fixture: its text as one template, its Word file as templates for others, the same unit with
its tables in workbooks, and generated units.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import unescape
from io import BytesIO
from pathlib import Path

import yaml
from generated import ACCOUNTS, THIS_YEAR, UNITS, WITH_WORKBOOKS, varied, write_accounts
from processes import FIXTURE, WORKBOOKS

import narrator
from narrator.document.tree import Block, Document, Paragraph, Section, Table
from narrator.figures.findings import Refused

WORD_TEXT = "word/document.xml"
_RUN = re.compile(r'(<w:t(?: xml:space="preserve")?>)(.*?)(</w:t>)', re.DOTALL)
_TABLE = re.compile(r"^\S*决算(?:总表|表|明细表):.*\n(?:[ #].*\n)*", re.MULTILINE)
_TYPED = """决算报表: 2024.xlsx
上年决算报表: 2023.xlsx
财政拨款收入支出决算总表: {收入: {总计: {年初预算: 233.82}}}
一般公共预算财政拨款支出决算表: {合计: {年初预算: 233.82}}
"""


def main(folder: Path) -> None:
    """Make everything."""
    document = narrator.draft(narrator.load(FIXTURE))
    template, values = text_template(document)
    _json(folder / "text.json", {"template": template, "values": values, "text": narrator.render(document)})
    written = narrator.write(document, "docx")
    (folder / "ours.docx").write_bytes(written)
    xml, texts = word_template(written)
    _json(folder / "word.json", {"template": xml, "values": texts})
    (folder / "tagged.docx").write_bytes(_with_text(written, xml))
    with (folder / "texts.yaml").open("w", encoding="utf-8") as file:
        yaml.safe_dump({name: unescape(text) for name, text in texts.items()}, file, allow_unicode=True, width=10**6)
    with suppress(Refused):  # without typst, or a Chinese font
        (folder / "bare.typ").write_text(typst_source(document), encoding="utf-8")
    (folder / "usual.docx").write_bytes(_with_text(written, usual_template(written)))
    _workbooks(folder / "workbooks")


def growing(folder: Path) -> None:
    """Units with more and more accounts, and very many units."""
    for number in ACCOUNTS:
        _unit(folder / f"accounts-{number}", WITH_WORKBOOKS)
        for year in (THIS_YEAR, THIS_YEAR - 1):
            write_accounts(folder / f"accounts-{number}" / f"{year}.xlsx", number, year)
    fixture = (FIXTURE / "unit.yaml").read_text(encoding="utf-8")
    for number in range(UNITS[-1] + 1):
        _unit(folder / "units" / str(number), varied(fixture, number))


def _unit(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / "unit.yaml").write_text(text, encoding="utf-8")


def _json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _workbooks(folder: Path) -> None:
    """The unit of the fixture, what its tables hold left to two workbooks beside it."""
    _unit(folder, _TABLE.sub("", (FIXTURE / "unit.yaml").read_text(encoding="utf-8")) + _TYPED)
    for year in ("2024", "2023"):
        shutil.copy(WORKBOOKS / f"{year}.xlsx", folder)


def text_template(document: Document) -> tuple[str, dict[str, str]]:
    """The text as the template that somebody would write for this one document, and a string for each value."""
    values: dict[str, str] = {}

    def words(line: Paragraph) -> str:
        pieces = []
        for span in line.spans:
            if span.value is None:
                pieces.append(span.text)
            else:
                name = f"v{len(values)}"
                values[name] = span.text
                pieces.append(f"{{{{ {name} }}}}")
        return "".join(pieces)

    def lines(blocks: tuple[Block, ...]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Section):
                yield words(block.heading)
                yield from lines(block.blocks)
            elif isinstance(block, Table):
                yield from map(words, block.title)
                yield from ("\t".join(words(cell.content) for cell in row.cells) for row in block.rows)
            else:
                yield words(block)

    return "\n".join([words(document.title), *lines(document.sections)]) + "\n", values


def typst_source(document: Document) -> str:
    """Bare typst: every line and cell as a paragraph of plain text, in the fonts that ours takes."""
    from narrator.writers.pdf import fonts
    from narrator.writers.pdf.compile import found

    families = found().families()
    names = ", ".join(json.dumps(name) for name in (*families[fonts.WESTERN], *families[fonts.BODY]))
    head = f'#set page(paper: "a4")\n#set text(size: 16pt, lang: "zh", region: "cn", font: ({names}))\n\n'
    lines = (f"#{json.dumps(line.text, ensure_ascii=False)}" for _, line in document.lines() if line.text)
    return head + "\n\n".join(lines)


def word_template(written: bytes) -> tuple[str, dict[str, str]]:
    """The document.xml of a Word file with a tag for every text, and the texts, still escaped."""
    values: dict[str, str] = {}

    def tag(text: str) -> str:
        name = f"v{len(values)}"
        values[name] = text
        return f"{{{{ {name} }}}}"

    return _tagged(written, tag), values


def usual_template(written: bytes) -> str:
    """The document.xml of a Word file with a tag for every text that a cell of the workbooks holds.

    The rest, what would have to be worked out among it, is typed, as if it never changed: that is less than we do.
    """
    from usual_script import amount, cells

    held: dict[str, str] = {}
    for name, path in (("this", WORKBOOKS / "2024.xlsx"), ("last", WORKBOOKS / "2023.xlsx")):
        for sheet, values in cells(path).items():
            for place, value in values.items():
                if isinstance(value, int | float):
                    held.setdefault(amount(value), f"{{{{ {name}['{sheet}']['{place}'] | amount }}}}")
    numbers = re.compile(r"(?<![\d.])\d+\.\d\d(?![\d.])")

    def tag(text: str) -> str:
        return numbers.sub(lambda found: held.get(found.group(), found.group()), text)

    return _tagged(written, tag)


def _tagged(written: bytes, tag: Callable[[str], str]) -> str:
    with zipfile.ZipFile(BytesIO(written)) as archive:
        text = archive.read(WORD_TEXT).decode()
    return _RUN.sub(lambda found: f"{found.group(1)}{tag(found.group(2))}{found.group(3)}", text)


def _with_text(written: bytes, text: str) -> bytes:
    """The same Word file with another document.xml."""
    memory = BytesIO()
    with zipfile.ZipFile(BytesIO(written)) as old, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text.encode() if name == WORD_TEXT else old.read(name))
    return memory.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    if "growth" in sys.argv[2:]:
        growing(Path(sys.argv[1]))
