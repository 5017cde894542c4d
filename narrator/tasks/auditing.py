"""Auditing, from the paths that a person names to the files that tell the outcome."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from narrator.audit.finding import Audit
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.writers.files import File

if TYPE_CHECKING:
    from narrator.figures.model import Statement
    from narrator.phrases.pack import Pack
    from narrator.readers.lines import Prose
    from narrator.reading.facts import Reading

SUFFIXES = (".docx", ".pdf", ".txt", ".md", ".html")
TEXT, JSON, SARIF, HTML, DOCX, XLSX = FORMATS = ("text", "json", "sarif", "html", "docx", "xlsx")
BINARY = (DOCX, XLSX)
_EACH = (HTML, DOCX)  # formats that make a file of each audited one
_ENDINGS = {TEXT: ".txt"}
_WORD = "Word"  # a copy of somebody's Word file has no stamp of ours
_TEXTS = (".txt", ".md")  # files whose own lines and columns an editor shows
_NAMED = "-审核"
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


class Audited(NamedTuple):
    """What came of the paths: the audits in order, and what is wrong with the files that could not be read."""

    audits: tuple[Audit, ...]
    problems: tuple[Finding, ...]


def run(
    paths: Iterable[Path],
    part: str = "",
    figures: Path | None = None,
    last: Path | None = None,
    pack: Pack | None = None,
) -> Audited:
    """Audit files and all the texts of folders; a file that cannot be read stops none of the others.

    ``figures`` is the unit's folder, its unit file or the workbook of its nine statements, in place of the tables of
    the text itself; ``last`` is the text of the year before, ``pack`` the one whose wording is prescribed. Raises
    Refused (A101) where ``part`` is no section, and where these cannot be read.
    """
    from narrator.reading.reading import read_lines

    _known(part)
    tables = _statements(figures) if figures else None
    before = read_lines(_lines(last).lines) if last else None
    audits: list[Audit] = []
    problems: list[Finding] = []
    files: dict[str, Path] = {}
    for path in paths:
        try:
            files |= {os.path.realpath(file): file for file in _files(path)}
        except Refused as refused:
            problems += refused.findings
    for file in files.values():
        try:
            audits.append(load(file, part, tables, before, pack))
        except Refused as refused:
            problems += refused.findings
    return Audited(tuple(audits), tuple(problems))


def load(
    path: Path,
    part: str = "",
    tables: Mapping[str, Statement] | None = None,
    last: Reading | None = None,
    pack: Pack | None = None,
) -> Audit:
    """The audit of one file against its own tables, or those given in their place. Raises Refused."""
    from narrator.audit.check import Audited as Given
    from narrator.audit.run import audited
    from narrator.document.reread import reread
    from narrator.readers import own_tables
    from narrator.reading.reading import read_lines

    prose = _lines(path)
    notes = prose.notes
    if tables is None:
        own = own_tables.statements(prose)
        tables, notes = own.statements, (*notes, *own.problems)
    by_pack = reread(prose.lines, pack) if pack else None
    made = audited(str(path), Given(read_lines(prose.lines, part), part, tables, last, by_pack, notes))
    return made._replace(places=tuple(line.place for line in prose.lines))


def _lines(path: Path) -> Prose:
    from narrator.readers import prose

    return prose.load(path)


def _statements(path: Path) -> Mapping[str, Statement]:
    """The nine statements of a workbook, or of a unit's folder or file."""
    if path.suffix.lower() in _WORKBOOKS:
        from narrator.readers import both_years, workbook

        return both_years.Workbooks(this=workbook.load(path)).statements({}, [])
    from narrator.forms import folder

    return folder.load(path).statements


def _known(part: str) -> None:
    from narrator.figures.near import near
    from narrator.reading.sections import sections

    known = list(dict.fromkeys(area for _, area in sections().areas))
    if part and part not in known:
        advice = near(part, known, f"--part 应是 {'、'.join(known)} 之一。", alike=0.5)
        raise Refused([Finding("A101", None, f"没有「{part}」这一节。", advice)])


def _files(path: Path) -> list[Path]:
    """The file, or the texts that a folder holds, by name; not hidden ones, nor what Word keeps beside an open file."""
    if not os.path.isdir(path):
        return [path]
    try:
        found = sorted(path.iterdir())
    except OSError:
        raise _refused("A102", path, "文件夹读不出来。", "请检查读取权限。") from None
    texts = [
        file
        for file in found
        if file.suffix.lower() in SUFFIXES and not file.name.startswith((".", "~$")) and not os.path.isdir(file)
    ]
    if not texts:
        raise _refused("A102", path, "文件夹里没有可以审核的文件。", f"可以审核的是 {'、'.join(SUFFIXES)}。")
    return texts


def _refused(code: str, path: Path | None, evidence: str, advice: str) -> Refused:
    return Refused([Finding(code, Place(str(path), 0, 0) if path else None, evidence, advice)])


def told_by(output: Path | None) -> str:
    """The format that a file's name tells; text where there is none. Raises Refused (W104)."""
    if output is None or os.path.isdir(output):
        return TEXT
    suffix = output.suffix.lower().removeprefix(".")
    form = TEXT if suffix in ("txt", "") else suffix
    if form not in FORMATS:
        known = "、".join(_ENDINGS.get(known, f".{known}") for known in FORMATS)
        raise _refused("W104", None, f"文件名 {output.name} 看不出格式。", f"请用 {known}，或写 --format。")
    return form


# Files that tell the outcome -------------------------------------------------------------------------


def printed(audits: Sequence[Audit], form: str) -> str:
    """What stdout shows of audits in a format that is text. Raises Refused where it shows none of it."""
    if form in BINARY:
        raise _refused("W105", None, f"{form} 不能输出到屏幕。", f"请加 -o 审核.{form}。")
    if form in _EACH and len(audits) > 1:
        raise _refused("A103", None, f"{len(audits)} 个文件的 {form} 不能都输出到屏幕。", "请加 -o 文件夹。")
    return _content(audits, form).decode() if audits else ""


def files(audits: Sequence[Audit], form: str, output: Path) -> list[File]:
    """The files to be written, nothing is saved yet: one, or one for each audit where ``output`` is a folder.

    Raises Refused: A103 where several files need a folder, A104 where an audited file is no Word file and a Word
    file is asked for, A105 where an audited file would be replaced.
    """
    apart = os.path.isdir(output) or (form in _EACH and len(audits) > 1)
    if apart and not os.path.isdir(output) and (output.suffix or os.path.lexists(output)):
        advice = "请在 -o 后写一个文件夹。"
        raise _refused("A103", output, f"{len(audits)} 个文件的 {form} 不能写成一个文件。", advice)
    if form == DOCX:
        _all_word(audits)
    if not apart:
        made = [File(output, _stamp(form), _content(audits, form))] if audits else []
    elif form in _EACH:
        made = [File(path, _stamp(form), _content([audit], form)) for audit, path in _named(audits, form, output)]
    else:
        made = [File(output / f"审核{_ENDINGS.get(form, f'.{form}')}", _stamp(form), _content(audits, form))]
    _keep_originals(audits, made)
    return made


def _all_word(audits: Sequence[Audit]) -> None:
    wrong = [audit.file for audit in audits if Path(audit.file).suffix.lower() != ".docx"]
    if wrong:
        advice = "带批注的 Word 只能由 .docx 生成；这个文件请用 --format html。"
        raise Refused(Finding("A104", Place(file, 0, 0), "这不是 Word 文件，加不了批注。", advice) for file in wrong)


def _keep_originals(audits: Sequence[Audit], made: Sequence[File]) -> None:
    originals = {os.path.normcase(os.path.realpath(audit.file)) for audit in audits}
    for file in made:
        if os.path.normcase(os.path.realpath(file.path)) in originals:
            raise _refused("A105", file.path, "这是被审核的文件，不能写在它上面。", "请换一个文件名。")


def _named(audits: Sequence[Audit], form: str, folder: Path) -> Iterator[tuple[Audit, Path]]:
    """A name for each audit: the file's; where two are called the same, with its ending, then counted."""
    taken: set[str] = set()
    for audit in audits:
        path = Path(audit.file)
        stems = (path.stem, path.name, *(f"{path.stem}-{number}" for number in range(2, len(audits) + 2)))
        stem = next(stem for stem in stems if os.path.normcase(stem).casefold() not in taken)
        taken.add(os.path.normcase(stem).casefold())
        yield audit, folder / f"{stem}{_NAMED}.{form}"


def _stamp(form: str) -> str:
    return _WORD if form == DOCX else form


def _content(audits: Sequence[Audit], form: str) -> bytes:
    return _WRITERS[form](audits)


def _text(audits: Sequence[Audit]) -> bytes:
    from narrator.writers.audit import terminal

    return terminal.plain(audits).encode()


def _json(audits: Sequence[Audit]) -> bytes:
    from narrator.writers.audit import data

    return data.write(audits).encode()


def _sarif(audits: Sequence[Audit]) -> bytes:
    from narrator.writers.audit import sarif

    sources = {audit.file: _source(audit.file) for audit in audits if Path(audit.file).suffix.lower() in _TEXTS}
    return sarif.write(audits, sources).encode()


def _source(file: str) -> list[str]:
    """The lines of a text file as an editor numbers them."""
    from narrator.files import regular
    from narrator.readers.prose import MAX_BYTES

    raw = regular.read(Path(file), MAX_BYTES)
    try:
        return raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace").splitlines()


def _html(audits: Sequence[Audit]) -> bytes:
    from narrator.writers.audit import page

    return page.write(audits[0]).encode()


def _docx(audits: Sequence[Audit]) -> bytes:
    from narrator.writers.audit import comments

    return comments.write(audits[0])


def _xlsx(audits: Sequence[Audit]) -> bytes:
    from narrator.writers.audit import listing

    return listing.write(audits)


_WRITERS: dict[str, Callable[[Sequence[Audit]], bytes]] = {
    TEXT: _text,
    JSON: _json,
    SARIF: _sarif,
    HTML: _html,
    DOCX: _docx,
    XLSX: _xlsx,
}
