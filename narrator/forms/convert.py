"""From one notation of a unit file to the other, without loss: unit.yaml ⇄ 填报表.xlsx."""

from __future__ import annotations

from os.path import exists, realpath
from pathlib import Path

from narrator.figures import terms
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place, Text
from narrator.files import marked
from narrator.forms import as_yaml, cells, files, notation, read, write
from narrator.forms.asked import of_pack
from narrator.forms.cells import Cells
from narrator.forms.form import Form
from narrator.phrases.phrasebook import Phrasebook
from narrator.readers import both_years, unit_file

FORM, YAML = ".xlsx", (".yaml", ".yml")


def to_form(yaml: Path, out: Path, phrasebook: Phrasebook, *, force: bool = False) -> str:
    """Write the form that says what a unit file says; what was done, in Chinese.

    Raises Refused for a unit file that cannot be read, what a form cannot hold, an existing ``out``
    unless ``force``, which keeps the old file as .bak.
    """
    _refuse(out, (FORM,), force)
    root = unit_file.tree(yaml)
    unit_file.read(root)
    given = _moved(cells.of_tree(root), yaml, out)

    def same(path: Path) -> bool:
        return cells.confirmed(read.read(path).cells, given)

    used, choices = of_pack(given, phrasebook)
    form = Form(dict(given), used=used, choices=choices)
    kept = files.replace(out, write.write(form), same)
    return _report(out, kept)


def to_yaml(form: Path, out: Path, *, force: bool = False) -> str:
    """Write the unit file that says what a form says; what was done, in Chinese.

    The form need not be complete. Raises Refused for a form that cannot be read, an existing ``out``
    unless ``force``, which keeps the old file as .bak.
    """
    _refuse(out, YAML, force)
    reading = read.read(form)
    given = _moved(reading.cells, form, out)
    text = as_yaml.write(cells.tree(given, Place(str(form), 0, 0)))

    def same(path: Path) -> bool:
        root = marked.load(path)
        return cells.confirmed(cells.of_tree(root) if isinstance(root, marked.Mapping) else {}, given)

    kept = files.replace(out, text.encode(), same)
    return "\n".join((_report(out, kept), *(f"提示 {note}" for note in reading.notes)))


def _refuse(out: Path, suffixes: tuple[str, ...], force: bool) -> None:
    """Refuse a name of another format than the one that is written, and a file that is there already."""
    wrong = None
    if out.suffix.lower() not in suffixes:
        wrong = Finding(
            "W104", None, f"文件名 {out.name} 看不出格式，或不是要转成的格式。", f"请用 {'、'.join(suffixes)}。"
        )
    elif exists(out) and not force:
        advice = "换个文件名，或加 --force（旧文件另存为 .bak）。"
        wrong = Finding("F133", Place(str(out), 0, 0), "文件已存在，未覆盖。", advice)
    if wrong is not None:
        raise Refused([wrong])


def _report(out: Path, kept: str) -> str:
    if kept == files.SAME:
        return f"{out} 没有变化。"
    return f"已写入 {out}{f'，旧文件存为 {kept}' if kept else ''}。"


def _moved(given: Cells, source: Path, out: Path) -> Cells:
    """The cells as a file in another folder has to say them: where the workbooks are."""
    if Path(realpath(source)).parent == Path(realpath(out)).parent:
        return given
    moved = dict(given)
    for key in (terms.WORKBOOK, terms.LAST_WORKBOOK):
        name = given.get((key,))
        if name:
            path = both_years.beside(Text(name, Place(str(source), 0, 0)))
            moved[(key,)] = notation.scalar(files.relative(path, out.parent), name.place)
    return moved
