"""Which page each heading stands on: counted by a program that lays pages out, LibreOffice or else typst."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from narrator.figures.findings import Refused

if TYPE_CHECKING:
    from narrator.document.tree import Document
    from narrator.writers.options import Options

SECONDS = 90  # by the clock, until LibreOffice is given up
_PROCESSOR, _MEMORY, _FILE = 60, 8 * 1024**3, 256 * 1024**2  # seconds; bytes
_PROGRAMS = ("soffice", "libreoffice")
_UPDATE = "在 Word 里打开后页码有出入的，右键点目录，选「更新域」"
_WAYS = "装上 LibreOffice 和 narrator[read-pdf]，或 narrator[pdf]，就会填上；也可以在 Word 里右键点目录，选「更新域」"


class Counted(NamedTuple):
    """The page of each heading in the contents, none where nobody could count; what to tell of it."""

    pages: tuple[int, ...]
    told: str


def counted(document: Document, options: Options) -> Counted:
    """The pages of the headings that the contents of the Word file list.

    LibreOffice lays out the very file; typst lays out the same text in the official layout, so that it is not asked
    where the look comes from a file of the unit's own. Raises Refused as ``docx.write`` does.
    """
    from narrator.writers import docx

    headings = docx.headings(document, options)
    if not headings:
        return Counted((), "提示 没有标题，目录是空的。")
    longest = options._replace(pages=(999,) * len(headings))  # entries as long as they can be
    found, program = _by_office(docx.write(document, longest)), "LibreOffice "
    pages = _matched(headings, found)
    if not pages and options.reference is None:
        found, program = _by_typst(document, options), "typst 按同样的版面"
        pages = _matched(headings, found)
    if not pages:
        return Counted((), f"提示 目录里没有页码：没有能排版的程序数出来。{_WAYS}。")
    return Counted(pages, f"提示 目录的页码由 {program}排版数出；{_UPDATE}。")


def _matched(headings: Sequence[str], found: Iterable[tuple[str, int]]) -> tuple[int, ...]:
    """The page of each heading, both in order; none where one is not found: a page is never guessed."""
    places = iter(found)
    pages = []
    for heading in headings:
        page = next((page for words, page in places if _bare(words) == _bare(heading)), None)
        if page is None:
            return ()
        pages.append(page)
    return tuple(pages)


def _bare(words: str) -> str:
    return "".join(words.split())


def _by_typst(document: Document, options: Options) -> list[tuple[str, int]]:
    from narrator.writers import pdf

    try:
        return pdf.headings(document, options)
    except Refused:  # no typst, no fonts: the Word file needs neither
        return []


def _by_office(content: bytes) -> list[tuple[str, int]]:
    """The bookmarks of the PDF that LibreOffice makes of a Word file; none where it, or pdfium, is not there."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None or find_spec("pypdfium2") is None:
        return []
    with tempfile.TemporaryDirectory(prefix="narrator-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "text.docx").write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"  # apart from one that is open
        _run([program, profile, "--headless", "--convert-to", "pdf", "--outdir", name, str(folder / "text.docx")])
        made = folder / "text.pdf"
        if not made.is_file():
            return []
        return _bookmarks(made)


def _bookmarks(made: Path) -> list[tuple[str, int]]:
    """The bookmarks of a PDF with their pages, read in the process for files that are not ours."""
    from narrator.readers import isolated, package, pdf_pages

    try:
        raw = package.read(made, pdf_pages.DOOR)
        about = isolated.call(pdf_pages.DOOR, made, pdf_pages.opened, made, raw)
    except Refused:
        return []
    return [(heading.text, heading.page) for heading in about.headings]


def _run(command: list[str]) -> None:
    """Run a program under limits, and end it with all that it started when its time is over."""
    quiet: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    with suppress(OSError):
        process = subprocess.Popen(command, start_new_session=True, **quiet)
        _limit(process.pid)
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            pass
        finally:
            if process.poll() is None:
                _end(process)


def _limit(pid: int) -> None:
    """Limits of the processor, of memory and of a file's size, where the system can set them from outside."""
    try:
        import resource

        limit = resource.prlimit
    except (ImportError, AttributeError):  # Windows; macOS
        return
    most = {resource.RLIMIT_CPU: _PROCESSOR, resource.RLIMIT_AS: _MEMORY, resource.RLIMIT_FSIZE: _FILE}
    for kind, value in most.items():
        with suppress(OSError, ValueError):
            limit(pid, kind, (value, value))


def _end(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
