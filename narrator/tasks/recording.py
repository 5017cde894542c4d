"""What stands in a record of a draft: every file that went in and out, and what was said on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.writers.files import File

if TYPE_CHECKING:
    from narrator.document.tree import Document
    from narrator.figures.model import Unit
    from narrator.tasks.confirming import Review
    from narrator.writers.options import Options


def file(
    path: Path, review: Review, document: Document, unit: Unit, out: Sequence[File], options: Options, *, final: bool
) -> File:
    """The record (JSON or .xlsx by the suffix of its path) of a draft that is written as these files."""
    from narrator.forms import files
    from narrator.writers import record

    origin = unit.profile.name.origin
    home = Path(origin.file).parent if origin else Path()
    going_in = {files.relative(given, home): given for given in _inputs(unit, document, options)}
    extras = {out[0].form, "charts" if options.charts or document.charts else ""}
    made = record.RecordedDraft(
        document, unit, *review, going_in, [(one.path.name, one.whole) for one in out], extras, final
    )
    form = path.suffix.lower().removeprefix(".")
    return File(path, form, record.write(made, form))


def _inputs(unit: Unit, document: Document, options: Options) -> Iterator[Path]:
    """The files that a draft was made from, but for those of the phrasebook."""
    from narrator.phrases import layers
    from narrator.readers import both_years

    if origin := unit.profile.name.origin:
        yield Path(origin.file)
    yield from (both_years.beside(name) for name in (unit.workbook, unit.last_workbook) if name)
    if document.words and document.words.wording:
        yield from (path for path in layers.files_of(Path(document.words.wording)) if path.is_file())
    if options.reference:
        yield options.reference
    if document.beside:
        yield Path(document.beside.file)
