"""Foreign files, broken at random: each is taken or refused, whatever is wrong with it.

    python tests/fuzz_files.py SEED CASES

Workbooks (.xlsx, .ods, .xls) and Word files as packages of parts, web pages and PDF files; broken are attributes,
elements and bytes of the parts, or the headers of the package, or bytes of the file. The same seed gives the same
files. What is neither taken nor refused is raised, with the file kept in the temporary folder. Prints how many were
taken and how many refused.
"""

from __future__ import annotations

import io
import random
import re
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import narrator
from helpers import broken_workbooks as made
from helpers import plain_pdf
from helpers.broken_workbooks import Workbook, values
from narrator.figures.findings import Refused
from narrator.readers import prose, spreadsheet

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "changji-2024"
ODD = [
    *(b"2147483648", b"4294967296", b"18446744073709551615", b"99999999999999999999", b"268435456", b"1048577"),
    *(b"16385", b"65536", b"0", b"-1", b"", b"1e400", b"NaN", b"A0", b"ZZZZ1", b"A99999999999", b"A1:XFD1048576"),
    *(b"\xff", b"&#0;", b"&#x110000;", b"&lt;", b"'"),
]
BOOKS = ("a.xlsx", "a.ods", "a.xls")
_TAG, _ATTRIBUTE = re.compile(rb"<[^<>]*>"), re.compile(rb'[\w:]+="([^"]*)"')
_HEADER = re.compile(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)")


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(parts: Mapping[str, bytes], draw: random.Random) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, draw.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))
    return memory.getvalue()


def broken_part(content: bytes, draw: random.Random) -> bytes:
    """A part with an attribute changed, an element repeated, moved or gone, or some bytes changed."""
    tags = [found.span() for found in _TAG.finditer(content)]
    attributes = [found.span(1) for found in _ATTRIBUTE.finditer(content)]
    how = draw.randrange(7)
    if how < 3 and attributes:
        start, end = draw.choice(attributes)
        return content[:start] + draw.choice(ODD) + content[end:]
    if how < 5 and tags:
        (start, end), (at, _) = draw.choice(tags), draw.choice(tags)
        again = content[start:end] * draw.choice((1, 3, 1000, 30_000))
        return content[:at] + again + content[at:]
    start = draw.randrange(len(content)) if content else 0
    end = start + draw.choice((0, 1, 10, 1000))
    return content[:start] + draw.choice((b"", draw.randbytes(1), content[end : end + 200])) + content[end:]


def broken_package(content: bytes, draw: random.Random) -> bytes:
    """A package with some bytes of its headers changed, or of anything."""
    raw = bytearray(content)
    headers = [found.start() for found in _HEADER.finditer(content)]
    for _ in range(draw.choice((1, 2, 5))):
        at = (
            draw.choice(headers) + draw.randrange(4, 46)
            if headers and draw.random() < 0.8
            else draw.randrange(len(raw))
        )
        width = draw.choice((1, 2, 4))
        raw[at : at + width] = draw.choice((b"\0" * width, b"\xff" * width, draw.randbytes(width)))
    return bytes(raw)


def bases(folder: Path) -> dict[str, dict[str, bytes]]:
    """A whole file of each kind by its name: its parts, or itself under the name ""."""
    ods = folder / "a.ods"
    made.ods(ods, made.ods_content(made.ods_rows(values())))
    return {
        "a.xlsx": Workbook().parts,
        "a.ods": _unpacked(ods.read_bytes()),
        "a.docx": _unpacked(narrator.write(narrator.draft(narrator.load(FIXTURE)))),
        "a.xls": {"": made.xls(values())},
        "a.html": {"": narrator.render(narrator.draft(narrator.load(FIXTURE)), "html").encode()},
        "a.pdf": {
            "": plain_pdf.pdf(
                [plain_pdf.text("words 1.00", 100, 700) + plain_pdf.grid((90, 200, 300), (600, 650, 690))]
            )
        },
    }


def broken(parts: Mapping[str, bytes], draw: random.Random) -> bytes:
    """A file of these parts, with something wrong about it."""
    if "" in parts:
        return broken_package(parts[""], draw)
    if draw.random() < 0.3:
        return broken_package(_packed(parts, draw), draw)
    changed = dict(parts)
    for _ in range(draw.choice((1, 1, 2, 4))):
        name = draw.choice(sorted(changed))
        changed[name] = broken_part(changed[name], draw)
    return _packed(changed, draw)


def main(seed: int, cases: int) -> tuple[int, int]:
    """Read so many broken files; how many were taken, how many refused."""
    draw = random.Random(seed)
    refused = 0
    folder = Path(tempfile.mkdtemp())
    whole = bases(folder)
    for _ in range(cases):
        name = draw.choice(sorted(whole))
        path = folder / name
        path.write_bytes(broken(whole[name], draw))
        try:
            spreadsheet.load(path, merged=draw.random() < 0.5) if name in BOOKS else prose.load(path)
        except Refused:
            refused += 1
        path.unlink()
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    return cases - refused, refused


if __name__ == "__main__":
    taken_refused = main(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write("{} {}\n".format(*taken_refused))
