"""The reasons that a document asks for: where each goes, what drove the figure, what may be offered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from narrator.document.assemble import assemble
from narrator.figures import terms
from narrator.figures.model import Unit
from narrator.figures.values import Figure, Gap, Text
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Said, Slot
from narrator.phrases.reasons import known_values, worded
from narrator.phrases.settings import Reason
from narrator.rules.drivers import BY_PEOPLE, Driver, drivers
from narrator.rules.due import REASON, due
from narrator.rules.explained import Explained, holding
from narrator.rules.fact import Fact

_MARK = "【供参考】"
_MOST = 3  # drivers told of each way to take a whole apart
_SEPARATE = {  # 五（一）, where it has a reason of its own although it may share that of 四
    "一般公共预算支出增减": (terms.VS_LAST_YEAR, terms.GENERAL_MONEY),
    "一般公共预算支出年初差异": (terms.VS_INITIAL, terms.GENERAL_MONEY),
}


class Asked(NamedTuple):
    """A reason that the document has a place for.

    ``comparison`` and ``subject`` are its key in the unit file (与上年相比, 公务接待费 or an account's
    code), ``name`` what a person calls the subject, ``headings`` where it first stands, ``fact`` the
    增减 or 差异 that it explains. ``due`` tells whether the pack wants it; ``given`` is what the unit
    gave, in words.
    """

    comparison: str
    subject: str
    name: str
    headings: tuple[str, ...]
    fact: Fact
    due: bool
    given: Text | None


def asked(unit: Unit, pack: Pack) -> list[Asked]:
    """Every reason that the pack's document has a place for, in reading order, each once.

    Raises Refused where a reason by code cannot be worded.
    """
    given = worded(unit, pack).reasons
    silent = assemble(replace(unit, reasons={}, listed_reasons={}), pack, pack.explaining)
    found: dict[tuple[str, str], Asked] = {}
    for headings, line in silent.lines():
        for said in line.said:
            gap = said.fact.slots.get(REASON) if said.fact else None
            if said.fact is None or not isinstance(gap, Gap) or not _has_place(said, pack):
                continue
            _, comparison, subject = gap.key.split("/")
            key, name = (comparison, subject), gap.subject.removesuffix(comparison)
            separate = _SEPARATE.get(said.fact.name)
            if separate and separate in given:
                key, name = separate, separate[1]
            wanted = due(said.fact, pack.reasons.due)
            found.setdefault(key, Asked(*key, name, headings, said.fact, wanted, given.get(key)))
    return list(found.values())


def _has_place(said: Said, pack: Pack) -> bool:
    """Whether the phrase prints a reason under the condition that holds, or may under one still open."""
    phrase = pack.phrases.get(said.source.phrase)
    variant = phrase.variant(said.condition) if phrase else None
    variants = (variant,) if variant else phrase.said() if phrase else ()
    return any(variant.prints(REASON) for variant in variants)


# What may help to find the reason -------------------------------------------------------------------


class Offer(NamedTuple):
    """A wording of the pack that may explain a figure: its code, its words, the slots still to be filled."""

    code: str
    text: str
    open: tuple[str, ...]


def moved(wanted: Asked, unit: Unit, pack: Pack) -> tuple[Driver, ...]:
    """What drove the figure, as the pack prints it."""
    return drivers(unit, wanted.comparison, wanted.subject, pack.decimals)


def offers(wanted: Asked, found: tuple[Driver, ...], unit: Unit, pack: Pack) -> list[Offer]:
    """The pack's wordings that fit the subject and the direction, and whose conditions the figures meet.

    ``found`` is what drove the figure.
    """
    explained = Explained(wanted.fact, found)
    fitting = [
        reason
        for reason in pack.offers.values()
        if wanted.fact.condition in reason.explains
        and reason.fits(wanted.comparison, wanted.subject)
        and holding(reason.when, explained)
    ]
    return [_offer(reason, unit, wanted.subject, pack) for reason in fitting]


def _offer(reason: Reason, unit: Unit, subject: str, pack: Pack) -> Offer:
    known = {name: value for name, value in known_values(unit, pack, subject).items() if not isinstance(value, Gap)}
    words: list[str] = []
    for piece in reason.wording.pieces:
        if not isinstance(piece, Slot):
            words.append(piece.text)
        elif piece.name in known:
            words.append(pack.formats[piece.format].print(known[piece.name]))
        else:
            words.append(f"〔{piece.name}〕")
    left = dict.fromkeys(slot.name for slot in reason.wording.slots if slot.name not in known)
    return Offer(reason.code, "".join(words), tuple(left))


def hint(found: Iterable[Driver], comparison: str = terms.VS_LAST_YEAR) -> str:
    """Drivers in words, for a person who looks for the reason; "" where there are none.

    Marked 【供参考】 and never printed in the 说明: which part moved is no reason.
    """
    told = [
        clause
        for _, group in groupby(found, key=lambda driver: driver.by)
        for clause in _clauses(list(group)[:_MOST], comparison)
    ]
    return f"{_MARK}{'；'.join(told)}。" if told else ""


def _clauses(group: list[Driver], comparison: str) -> Iterator[str]:
    for driver in group:
        rises = driver.change.value > 0
        if comparison == terms.VS_LAST_YEAR:
            word, part = ("增加", "增加额") if rises else ("减少", "减少额")
        else:
            word, part = ("超出预算", "超出额") if rises else ("低于预算", "差额")
        moved = f"{driver.label}{word}{_amount(driver)}"
        share = driver.share
        yield f"{moved}，占{part}的{share.value:f}%" if share is not None and share.value > 0 else moved


def _amount(driver: Driver) -> str:
    change: Figure = driver.change
    people = driver.by == BY_PEOPLE
    return f"{abs(change.value):f}{change.unit}{f'（{driver.last.value:f}→{driver.this.value:f}）' if people else ''}"
