"""Three drafts that hold every kind of content, and each of them as a file of every format.

Run as a program (``python -m helpers.every_format FOLDER`` in ``tests/``) it prints the digest of every file.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path

import pylopdf_fonts_zh_cn

import narrator
from helpers import published
from narrator.document.tree import Document
from narrator.writers import docx, html, pdf, sheets
from narrator.writers.options import Options

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
OPTIONS = Options(font_dirs=(FONTS,))
EVERYTHING = OPTIONS._replace(toc=True, trace=True, charts=True)
NAMES = ("seed", "gaps", "statements")


def draft(name: str, folder: Path) -> Document:
    """The seed; the seed without its reasons; a unit of which only the nine tables are known, these inline.

    Unit files that have to be made are written into the folder.
    """
    if name == "seed":
        return narrator.draft(narrator.load(published.UNIT_FILE))
    if name == "gaps":
        whole = (published.UNIT_FILE / "unit.yaml").read_text(encoding="utf-8")
        path = folder / "gaps.yaml"
        path.write_text(re.sub(r"(?ms)^主要原因:\n.*?(?=^# 预算绩效)", "", whole), encoding="utf-8")
        return narrator.draft(narrator.load(path))
    return narrator.draft(published.unit_of("putuo", folder))._replace(placing="inline")


def files(document: Document, options: Options) -> dict[str, bytes]:
    """A document in every format, and its statements as files of their own."""
    plain = {form: narrator.render(document, form).encode() for form in ("txt", "md", "json")}
    return {
        **plain,
        "html": html.write(document, options).encode(),
        "docx": docx.write(document, options),
        "pdf": pdf.write(document, options),
        "附表.docx": docx.write_statements(document, options),
        "附表.xlsx": sheets.write(document),
    }


def digests(folder: Path) -> dict[str, str]:
    """The digest of every file of every draft, with contents, comments and charts."""
    return {
        f"{name}.{form}": hashlib.sha256(content).hexdigest()
        for name in NAMES
        for form, content in files(draft(name, folder), EVERYTHING).items()
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(digests(Path(sys.argv[1]))))
