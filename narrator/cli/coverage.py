"""The command that shows which wordings are used: phrases coverage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.cli import progress
from narrator.cli import units as unit_paths
from narrator.cli.base import FINDINGS, MONEY, OK, PACK_HELP, PATH, QUIET, draw, phrasebook, present, say_json, tell
from narrator.cli.phrasebook import phrases
from narrator.figures.characters import shown

if TYPE_CHECKING:
    from narrator.authoring.coverage import Coverage


@phrases.command()
@click.argument("paths", metavar="[单位…]", type=PATH, nargs=-1)
@click.option("--pack", metavar="短语库", help=PACK_HELP)
@click.option("--missing", is_flag=True, help="只列没有用到的；有没用到的，退出码是 1。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.option("--html", "page", metavar="文件", type=PATH, help="另写一份网页：每条短语的用语、例句和用处。")
@click.option("--force", is_flag=True, help="网页改动过也覆盖，旧文件另存为 .bak。")
@QUIET
@MONEY
def coverage(
    paths: tuple[Path, ...],
    pack: str | None,
    missing: bool,
    as_json: bool,
    page: Path | None,
    force: bool,
    quiet: bool,
    money: str | None,
) -> int:
    """哪条短语、哪种用语、哪个条件有哪些单位用到，哪些没有用到。

    单位是单位文件或它所在的文件夹，也可以是放着许多单位文件夹的文件夹。

    不写单位时，数的是短语库自己的例句；没有变量的用语不必有例句。
    """
    from narrator.writers import coverage as report
    from narrator.writers import files, phrasebook_page

    found = _drafted(paths, pack, money or "", quiet=quiet) if paths else _by_examples(pack, quiet=quiet)
    if as_json:
        say_json(report.data(found, missing=missing))
    else:
        for one in found:
            _show(one, missing=missing)
    if page is not None:
        tell(files.save([files.File(page, "html", phrasebook_page.write(found).encode())], force=force))
    return FINDINGS if missing and any(one.missing for one in found) else OK


def _drafted(paths: tuple[Path, ...], pack: str | None, money: str, *, quiet: bool) -> list[Coverage]:
    """What the units use of the packs that they take. Raises Refused with what is wrong with all of them."""
    import narrator
    from narrator.authoring.coverage import Coverage
    from narrator.figures.findings import Finding, Refused

    book = phrasebook()
    found: dict[tuple[str, str | None], Coverage] = {}
    problems: list[Finding] = []
    units = [(name, path, len(alike)) for name, alike in unit_paths.named(paths).items() for path in alike]
    with progress.shown("单位", len(units), quiet=quiet) as advance:
        for done, (name, path, alike) in enumerate(units):
            advance(done)
            try:
                unit = narrator.load(path, money)
                document = narrator.draft(unit, pack)
                words = document.words
                assert words is not None
                taken = words.id, words.wording
                if taken not in found:
                    plain, *varied = book.varied(words.id, int(unit.profile.year.value), words.wording or "")
                    found[taken] = Coverage(plain if words.chosen else words, *varied)
                found[taken].add(shown(name if alike == 1 else str(path)), unit, document)
            except Refused as refused:
                problems += refused.findings
    if problems:
        raise Refused(dict.fromkeys(problems))  # what is wrong with a pack is wrong for every unit
    return list(found.values())


def _by_examples(pack: str | None, *, quiet: bool) -> list[Coverage]:
    """What its own examples use of a pack, or of each pack that a unit can take. Raises Refused."""
    from narrator.authoring.coverage import Coverage

    book = phrasebook()
    found: list[Coverage] = []
    names = [pack] if pack else book.packs()
    with progress.shown("短语库", len(names), quiet=quiet) as advance:
        for done, name in enumerate(names):
            advance(done)
            found.append(Coverage(*book.varied(name)))
            found[-1].add_examples()
    return found


def _show(one: Coverage, *, missing: bool) -> None:
    """Print a table of the wordings, and what it comes to."""
    from narrator.writers import coverage as report

    wordings = one.missing if missing else one.wordings
    if wordings:
        draw(_title(one), report.COLUMNS, report.rows(wordings))
    present([f"{_title(one)}：{report.summary(one)}"])


def _title(one: Coverage) -> str:
    by = f"{len(one.units)} 个单位" if one.units else "例句"
    return f"{one.pack}（{by}）"
