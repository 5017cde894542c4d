"""The command that keeps the wording of many units: snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from os.path import exists
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.cli import progress, units
from narrator.cli.base import FINDINGS, MONEY, OK, PACK_HELP, PATH, QUIET, REFUSED, program, report, tell
from narrator.figures.characters import shown

if TYPE_CHECKING:
    from narrator.comparison.tally import Tally
    from narrator.figures.findings import Finding
    from narrator.writers.wording import Line

_SUFFIX = ".txt"


@program.command()
@click.argument("paths", metavar="单位…", type=PATH, nargs=-1, required=True)
@click.option(
    "--dir", "folder", metavar="文件夹", type=PATH, default=Path("snapshots"), help="快照所在；不写是 snapshots。"
)
@click.option("--update", is_flag=True, help="列出不同之后，把快照换成现在的文字。")
@click.option("--prune", is_flag=True, help="和 --update 一起用：删去这次没有单位的快照。")
@click.option("--html", "page", metavar="文件", type=PATH, help="另写一份网页报告，列出每处不同。")
@click.option("--force", is_flag=True, help="网页报告改动过也覆盖，旧文件另存为 .bak。")
@click.option("--pack", metavar="短语库", help=PACK_HELP)
@QUIET
@MONEY
def snapshot(
    paths: tuple[Path, ...],
    folder: Path,
    update: bool,
    prune: bool,
    page: Path | None,
    force: bool,
    pack: str | None,
    quiet: bool,
    money: str | None,
) -> int:
    """每个单位的文字存一份快照；改了用语，看哪些句子变了。

    单位是单位文件或它所在的文件夹，也可以是放着许多单位文件夹的文件夹。有不同时退出码是 1。
    """
    from narrator.comparison.tally import Tally
    from narrator.figures.findings import Refused
    from narrator.writers import files, wording, wording_page

    if prune and not update:
        tell(["--prune 要和 --update 一起用。"])
        return REFUSED
    problems: list[Finding] = []
    found = units.named(paths)
    tally = Tally()
    stale: dict[Path, str] = {}
    with progress.shown("单位", len(found), quiet=quiet) as advance:
        for done, (name, [path, *others]) in enumerate(found.items()):
            advance(done, len(tally.failed))
            try:
                if others:
                    raise Refused(_ambiguous(name, [path, *others]))
                text = _compared(name, path, folder, tally, pack, money or "")
            except Refused as refused:
                problems += refused.findings
                tally.failed[shown(name)] = tuple(map(str, refused.findings))
                continue
            if text is not None:
                stale[folder / f"{name}{_SUFFIX}"] = text
    orphans = list(_orphans(folder, found))
    report([*wording.write(tally), *_unmatched(stale, orphans, update)])
    try:
        if page is not None:
            tell(files.save([files.File(page, "html", wording_page.write(tally).encode())], force=force))
        if update:
            _update(folder, stale, orphans if prune and not problems else ())
            if prune and problems:
                tell(["有的单位读不了，这次不删快照。"])
    except Refused as refused:
        problems += refused.findings
    if problems:
        raise Refused(dict.fromkeys(problems))  # what is wrong with a pack is wrong for every unit
    return FINDINGS if stale and not update else OK


def _ambiguous(name: str, paths: Sequence[Path]) -> Iterator[Finding]:
    from narrator.figures.findings import Finding
    from narrator.figures.values import Place

    evidence = f"{len(paths)} 个单位的快照都叫 {name}{_SUFFIX}。"
    advice = "请给文件夹改名，或分开存：--dir 写不同的文件夹。"
    yield from (Finding("S101", Place(str(path), 0, 0), evidence, advice) for path in paths)


def _compared(name: str, path: Path, folder: Path, tally: Tally, pack: str | None, money: str) -> str | None:
    """Count what changed in a unit; its text, where that is not the one of its snapshot. Raises Refused."""
    import narrator
    from narrator.comparison import sentences, wording
    from narrator.readers import prose

    document = narrator.draft(narrator.load(path, money, pack), pack)
    kept = folder / f"{name}{_SUFFIX}"
    if exists(kept) and not tally.add(shown(name), wording.changes(prose.load(kept).lines, document)):
        return None
    return sentences.text(document)


def _orphans(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """The snapshots in the folder that are of no unit of this run."""
    from narrator.writers import strays

    known = {units.same(name) for name in names}
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        if units.same(path.stem) not in known and not strays.ours(path.name):
            yield path


def _unmatched(stale: Iterable[Path], orphans: Sequence[Path], update: bool) -> Iterator[Line]:
    """Units without a snapshot, snapshots without a unit, and what to do."""
    missing = [path.stem for path in stale if not exists(path)]
    if missing:
        yield [f"还没有快照的单位 {len(missing)} 个：{'、'.join(missing)}。"]
    if orphans:
        advice = "" if update else "不再要的，用 --update --prune 删去。"
        yield [f"没有对应单位的快照 {len(orphans)} 份：{'、'.join(path.name for path in orphans)}。{advice}"]
    if not update and any(True for _ in stale):
        yield ["确认无误后，加 --update 把快照换成现在的文字。"]


def _update(folder: Path, texts: Mapping[Path, str], orphans: Sequence[Path]) -> None:
    """Write the snapshots and remove the orphans, all or none. Raises Refused."""
    from narrator.writers import strays, targets
    from narrator.writers.together import FileChange, put

    contents = {**{path: text.encode() for path, text in texts.items()}, **dict.fromkeys(orphans)}
    put([FileChange(path, content, targets.look(path)) for path, content in contents.items()], folders=True)
    strays.sweep(folder)
    tell([f"已写入 {len(texts)} 份快照，在 {folder}。" if texts else "快照没有变化。"])
    tell(f"已删去 {path}。" for path in orphans)
