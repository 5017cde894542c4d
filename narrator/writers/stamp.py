"""The stamp of a .docx or .xlsx: a custom property with the hash of every other part of the package."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable
from io import BytesIO

PART = "docProps/custom.xml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAME = "narrator sha256"
_STAMP = re.compile(rf'name="{NAME}"[^>]*>\s*<vt:lpwstr>([0-9a-f]{{64}})</vt:lpwstr>'.encode())
_MAX_BYTES = 256 * 2**20  # a file of ours that is larger unpacked counts as somebody's own


def digest(name: str, content: bytes) -> str:
    """One line for a part: its name and the hash of its content."""
    return f"{name} {hashlib.sha256(content).hexdigest()}\n"


def xml(digests: Iterable[str]) -> str:
    """The custom properties of a package with these parts (``digest`` of each)."""
    stamp = hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
    return (
        f'{_DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{NAME}">'
        f"<vt:lpwstr>{stamp}</vt:lpwstr></property></Properties>"
    )


def stamped(content: bytes) -> bytes:
    """The package with its stamp in place of the custom properties that it was made with."""
    import zipfile

    memory = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as made, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as package:
        parts = {name: made.read(name) for name in made.namelist()}
        parts[PART] = xml(digest(name, part) for name, part in parts.items() if name != PART).encode()
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def untouched(content: bytes) -> bool:
    """Whether a package is to the last part as we once wrote it; False for anything that is none."""
    import zipfile

    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            if sum(entry.file_size for entry in entries) > _MAX_BYTES or any(
                entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries
            ):
                return False
            parts = {entry.filename: package.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError, OSError):
        return False
    found = _STAMP.search(parts.get(PART, b""))
    digests = [digest(name, part) for name, part in parts.items() if name != PART]
    return found is not None and len(parts) == len(entries) and xml(digests).encode() == parts[PART]
