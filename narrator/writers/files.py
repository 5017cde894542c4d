"""Writing files safely: whole or not at all, and never over somebody's edits.

An existing file is replaced only if it holds byte for byte what would be written, or still carries
the stamp of an earlier run over unchanged content; else the write is refused, and ``force`` keeps
the old file as ``.bak``. Plain text has no room for a stamp.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place

_STAMPS = {
    "md": ("\n<!-- narrator sha256:{} -->\n", re.compile(r"\n<!-- narrator sha256:([0-9a-f]{64}) -->\n\Z")),
    "json": (',\n "stamp": "{}"\n}}\n', re.compile(r',\n "stamp": "([0-9a-f]{64})"\n}\n\Z')),
}
_ENDS = {"md": "", "json": "\n}\n"}
BACKUP = "{name}.bak{number}"
BOM = b"\xef\xbb\xbf"


def stamped(form: str, text: str) -> str:
    """The text with the stamp of its content, where the format has room for one."""
    if form not in _STAMPS:
        return text
    body = text.removesuffix(_ENDS[form])
    return body + _STAMPS[form][0].format(_hash(body))


def untouched(form: str, text: str) -> bool:
    """Whether a file's text still carries a stamp that fits its content."""
    if form not in _STAMPS:
        return False
    found = _STAMPS[form][1].search(text)
    return found is not None and _hash(text[: found.start()]) == found.group(1)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def save(path: Path, form: str, text: str, *, force: bool = False, bom: bool = False) -> str:
    """Write a document as UTF-8; returns what was done, in Chinese.

    Raises Refused where the target holds something else, is a folder, or cannot be written.
    """

    def ours(old: bytes) -> bool:
        return untouched(form, old.removeprefix(BOM).decode("utf-8", "replace"))

    return put(path, form, (BOM if bom else b"") + stamped(form, text).encode(), ours, force=force)


def put(
    path: Path, form: str, content: bytes, ours: Callable[[bytes], bool] = lambda old: False, *, force: bool = False
) -> str:
    """As ``save``, for any content; ``ours`` says whether an old file is as we once wrote it."""
    place = Place(str(path), 0, 0)
    backup = ""
    try:
        if path.is_dir():
            raise Refused([Finding("W102", place, "这是一个文件夹。", "请写明文件名。")])
        if path.exists():
            old = path.read_bytes()
            if old == content:
                return f"{path} 没有变化。"
            if not ours(old):
                if not force:
                    advice = "换个文件名，或加 --force（旧文件另存为 .bak）。"
                    edited = "不是上次生成的原样" if form in _STAMPS else f"与这次的不同（{form} 文件看不出是否改过）"
                    raise Refused([Finding("W101", place, f"文件已存在，内容{edited}，未覆盖。", advice)])
                backup = f"，旧文件存为 {kept(path)}"
        swap(path, content)
    except OSError as error:
        advice = "请检查文件夹是否存在、是否可写，文件是否正被 Word 或 WPS 打开。"
        raise Refused([Finding("W103", place, f"写不进去（{type(error).__name__}）。", advice)]) from None
    return f"已写入 {path}{backup}。"


def kept(path: Path, name: str = BACKUP, again: str = "") -> Path:
    """A copy of a file beside it, under the first name of this pattern that is free.

    The pattern may use ``name``, ``stem`` and ``suffix`` of the file, and ``number``, which is blank for
    the first copy; from the second on it is counted, with ``again`` before it.
    """
    parts = {"name": path.name, "stem": path.stem, "suffix": path.suffix}
    names = (name.format(**parts, number=f"{again}{count}" if count > 1 else "") for count in itertools.count(1))
    copy = next(copy for copy in map(path.with_name, names) if not copy.exists())
    copy.write_bytes(path.read_bytes())
    return copy


def swap(path: Path, content: bytes, ready: Callable[[Path], bool] = lambda written: True) -> bool:
    """Write beside and rename, so that a reader sees the old file or the new one, never half of it.

    ``ready`` looks at what was written under its temporary name; where it says no, nothing is changed.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=path.suffix)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        temporary.chmod(0o666 & ~_umask())
        if not ready(temporary):
            return False
        temporary.replace(path)
        return True
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
