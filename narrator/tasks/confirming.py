"""What is said of 疑点: each under --final, which of them have to be confirmed, and where that is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from narrator.checks.check import CheckResult
    from narrator.checks.confirm import Doubt, JudgedDoubts
    from narrator.document.tree import Checked
    from narrator.figures.findings import Finding
    from narrator.figures.model import Unit
    from narrator.phrases.phrasebook import Phrasebook
    from narrator.tasks.tell import Tell


class Desk:
    """Where a unit's 疑点 are confirmed: the file that was loaded, and the form's cell of each key.

    ``path`` is the one on the command line, ``pack`` the one asked for there.
    """

    def __init__(self, path: Path, unit: Unit, pack: str | None) -> None:
        self.path, self.unit, self.pack = path, unit, pack

    def where(self, doubts: Sequence[Doubt]) -> Iterator[str]:
        """How to confirm these 疑点, in Chinese: the cells where they wait already, the way for the others."""
        from narrator.forms import folder

        waiting = [spot for doubt in doubts if (spot := self._spot(doubt))]
        if waiting:
            yield f"请写明情况：{'、'.join(waiting)}。"
        new = [doubt for doubt in doubts if not self._spot(doubt)]
        if not new:
            return
        if folder.is_form(folder.which(self.path)):
            yield from self._in_form()
            return
        from narrator.figures import terms
        from narrator.forms import confirming

        head, *rows = confirming.as_unit_file(new).splitlines()
        there = bool(self.unit.confirmations)
        where = f"的「{terms.CONFIRMATIONS}」之下" if there else "中"
        yield f"请在单位文件{where}照抄下面几行，在「说明」后面写明情况："
        yield from rows if there else [head, *rows]

    def _in_form(self) -> Iterator[str]:
        from narrator.figures import terms
        from narrator.forms import folder, layout
        from narrator.readers import both_years

        home = self.path if self.path.is_dir() else self.path.parent
        if self.unit.workbook is None or (self.path != home and self.path.name != layout.FILE_NAME):
            yield f"请在填报表的「{terms.CONFIRMATIONS}」表中每处加一行，照抄「编号」和「依据」，写明「说明」。"
            return
        named = {"--workbook": self.unit.workbook, "--last": self.unit.last_workbook}
        options = [
            word for key, name in named.items() if name for word in (key, folder.quoted(both_years.beside(name)))
        ]
        options += ["--pack", folder.quoted(Path(self.pack))] if self.pack else []
        yield f"请先运行下面的命令，列入填报表的「{terms.CONFIRMATIONS}」表（已填的都保留），再在那里写明情况："
        yield f"    narrator init {folder.quoted(home)} {' '.join(options)}"

    def _spot(self, doubt: Doubt) -> str:
        """Where the explanation of a 疑点 belongs that is listed already; "" where it is not."""
        from narrator.figures import terms

        if doubt.written is None:
            return ""
        number = self.unit.confirmations.index(doubt.written) + 1
        cell = self.unit.places.get(f"{terms.CONFIRMATIONS}/{number}/说明", doubt.written.code.origin)
        return "" if cell is None else f"{cell.sheet}!{cell.cell}" if cell.sheet else str(cell)


class Review(NamedTuple):
    """What the checks say of a unit, and what it wrote about their 疑点."""

    outcomes: tuple[CheckResult, ...]
    judged: JudgedDoubts


def review(unit: Unit, phrasebook: Phrasebook) -> Review:
    """Run every check, reasons by the words of the pack that the unit takes."""
    from narrator.checks.catalogue import run
    from narrator.checks.check import Ledgers
    from narrator.checks.confirm import judge

    outcomes = run(Ledgers(unit, phrasebook))
    return Review(outcomes, judge(outcomes, unit.confirmations))


def checked(review: Review) -> tuple[Checked, ...]:
    """What the checks found, the gravest first, each 疑点 with its state: for a page that lists what is open."""
    from narrator.checks.check import LEVELS
    from narrator.document.tree import Checked

    found = [one for outcome in review.outcomes for one in outcome.findings()]
    told = [Checked(level, one, review.judged.state(one.code, one.evidence)) for level, one in found]
    return tuple(sorted(dict.fromkeys(told), key=lambda one: LEVELS.index(one.level)))


def final(review: Review, desk: Desk, tell: Tell) -> bool:
    """Tell every 错误 and 疑点; whether none of them forbids a final document."""
    from narrator.checks.check import ERROR

    outcomes, judged = review
    errors = [finding for outcome in outcomes for level, finding in outcome.findings() if level == ERROR]
    tell(f"{ERROR} {finding}" for finding in errors)
    tell(lines(judged))
    if errors:
        tell([f"有 {len(errors)} 处错误，按 --final 不生成。全部核对结果见 narrator check。"])
    if judged.open:
        tell([f"有 {len(judged.open)} 处疑点要由单位确认，按 --final 不生成。数错了的请改数；确实如此的，写明情况。"])
        tell(desk.where(judged.open))
    return not errors and not judged.open


def lines(judged: JudgedDoubts) -> Iterator[str]:
    """Each 疑点 with its state; the explanations that fit none any more."""
    from narrator.checks.check import DOUBT

    for doubt in judged.doubts.values():
        state = f"（{doubt.state}）" if doubt.state else ""
        yield f"{DOUBT}{state} {doubt.finding}"
    yield from outdated(judged)


def outdated(judged: JudgedDoubts) -> Iterator[str]:
    """The explanations that fit no 疑点 any more, or name no check, as notes."""
    yield from (f"提示 {finding}" for finding in unused(judged))


def unused(judged: JudgedDoubts) -> Iterator[Finding]:
    """A finding (N110) for each explanation that fits no 疑点 any more, or names no check."""
    from narrator.checks.catalogue import CODES
    from narrator.figures.findings import Finding
    from narrator.figures.near import near

    for one in judged.unmatched:
        code = one.code.text
        known = code in CODES
        why = judged.outdated(code) if known else "没有这个编号的核对"
        evidence = f"疑点确认 {code} 没有用上：{why}。原来的依据是「{one.evidence.text}」。"
        advice = "" if known else near(code, CODES, "编号请照 narrator check 列出的抄。", most=3)
        yield Finding("N110", one.code.origin, evidence, advice)
