"""What a form asks for: which cells a draft would miss, which reasons are due, what the workbooks tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from narrator.document import reasons
from narrator.document.assemble import assemble
from narrator.document.reasons import Asked, Offer
from narrator.figures import terms
from narrator.figures.findings import Finding, Refused
from narrator.figures.model import ASPECTS, Unit
from narrator.figures.tables import SPENT
from narrator.figures.values import Figure, Key, Place, Text
from narrator.forms import cells, layout, notation
from narrator.forms.cells import Cells
from narrator.forms.fields import ACCOUNT_NAME, FIELDS, REASONS, ROWS_OF_AMOUNTS, field_of
from narrator.phrases.pack import Pack
from narrator.phrases.phrasebook import Phrasebook
from narrator.phrases.reasons import worded
from narrator.readers import beside, spreadsheet, unit_file
from narrator.readers.schema import MONEY_UNIT
from narrator.readers.spreadsheet import Opened
from narrator.readers.words import Known
from narrator.rules.accounts import budgeted
from narrator.rules.disclosure import Disclosure
from narrator.rules.drivers import Driver

_WHERE, _BEFORE, _NOW, _MOVED, _RATE, _DRIVERS, _OFFERS, _STATE = layout.FACTS
_SLOTS = {  # the headings that show a slot of a 增减 or a 差异, whichever it is
    _BEFORE: ("上年数", "预算数"),
    _NOW: ("本年数", "决算数"),
    _MOVED: ("变动额", "差异额"),
    _RATE: ("增减率", "差异率"),
}
_CHOICES = ("单位", terms.CHOICES)
DUE, FREE, NO_LONGER, UNSETTLED = "必填", "可不填", "已不需要", "看单位性质"


class OfPack(NamedTuple):
    """What a form has to know of the unit's pack: the facts that it prints, its options with what may be chosen."""

    used: frozenset[str] = frozenset()
    choices: Mapping[Key, tuple[str, ...]] = MappingProxyType({})


class Wanted(NamedTuple):
    """What the form asks for and shows.

    ``asked`` are the keys of the reasons in reading order, None where it could not be worked out;
    ``missing`` are keys that a draft misses and no cell of the form can hold. ``printed`` is what the pack prints
    and leaves to choose, ``listed`` are the names of accounts beside which it wants something. ``unit`` is what the
    cells say, with a guess where a required word is missing; None where they cannot be read.
    """

    asked: tuple[Key, ...] | None
    shown: dict[tuple[Key, str], Any]
    open: frozenset[Key]
    missing: tuple[str, ...] = ()
    problems: tuple[Finding, ...] = ()
    printed: OfPack = OfPack()
    listed: Mapping[Key, str] = MappingProxyType({})
    unit: Unit | None = None


def wanted(
    given: Cells, start: Place, phrasebook: Phrasebook, money: str = "", opened: Opened = spreadsheet.load
) -> Wanted:
    """What a form with these cells asks for. A form that is not complete yet is taken as far as it goes.

    ``opened`` opens the workbooks, where somebody has opened them already. Raises Refused where the phrasebook has
    no pack of the id that is wanted of it.
    """
    guessed = _provisional(given, start, phrasebook)
    printed = of_pack(guessed, phrasebook)
    required = frozenset(item.key for item in FIELDS if item.required and not given.get(item.key))
    unit = None
    try:
        unit = _unit(guessed, start, money, phrasebook.words, opened)
        pack, _ = phrasebook.taken_by(unit)
        whole = _of_every_kind(unit)
        wants = reasons.asked(whole, pack)
        found, missing = _holes(unit, pack)
    except Refused as refused:
        return Wanted(None, {}, required, problems=refused.findings, printed=printed, unit=unit)
    asked = tuple(_key(want) for want in wants)
    shown: dict[tuple[Key, str], Any] = {**dict(_known(unit, given)), **dict(_beside(unit, given))}
    for want in wants:
        moved = reasons.moved(want, whole, pack)
        facts = _facts(want, moved, reasons.offers(want, moved, whole, pack))
        shown |= {(_key(want), heading): value for heading, value in facts}
        shown[_key(want), _STATE] = _state(want, unit)
    shown |= {(key, _STATE): NO_LONGER for key in given if key[0] == REASONS and key not in asked}
    due = {_key(want) for want in wants if want.given is None and _state(want, unit) == DUE}
    listed = {key: name for key, name in _accounts(unit, printed.used) if key not in given}
    return Wanted(asked, shown, required | found | due, missing, printed=printed, listed=listed, unit=unit)


def _holes(unit: Unit, pack: Pack) -> tuple[set[Key], tuple[str, ...]]:
    """What a draft misses but reasons: those that have a cell in the form, and those that have none."""
    holes = {hole.gap.key for hole in assemble(worded(unit, pack), pack).gaps()}
    keys = {name: key for name in sorted(holes) if (key := _key_of(name))[0] != REASONS}
    return (
        {key for key in keys.values() if field_of(key) is not None},
        tuple(name for name, key in keys.items() if field_of(key) is None),
    )


def of_pack(given: Cells, phrasebook: Phrasebook) -> OfPack:
    """What the pack of a form with these cells prints and leaves to choose; nothing where it cannot be told yet.

    What it does not offer is not chosen. Raises Refused where the phrasebook has no pack of the id that is wanted
    of it.
    """
    if phrasebook.wanted is not None:
        phrasebook.named(phrasebook.wanted)
    region, year = (given.get(("单位", key), "") for key in ("地区", "年度"))
    try:
        pack, _ = phrasebook.choose(Text(region), int(year))
        choices: dict[Key, tuple[str, ...]] = {
            (*_CHOICES, one.name): tuple(one.choices) for one in phrasebook.options(pack.id)
        }
        if made := tuple((str(key[-1]), Text(given[key])) for key in choices if given.get(key) in choices[key]):
            pack, _ = phrasebook.choose(Text(region), int(year), given=made)
        return OfPack(pack.facts_used, choices)
    except (Refused, ValueError):
        return OfPack()


def _accounts(unit: Unit, printed: frozenset[str]) -> Iterator[tuple[Key, str]]:
    """The names of the accounts in the workbook beside which something is wanted: how far one may be disclosed,
    and what a pack tells of them one by one.
    """
    for term in SPENT:
        statement = unit.statement(term)
        for code in Disclosure(statement).open if statement.cells else ():
            yield (term, terms.ACCOUNTS, code, ACCOUNT_NAME), (statement.accounts or {})[code].name.text
    for (term, *rest), facts in terms.PRINTED_BY.items():
        statement = unit.statement(term)
        if printed.intersection(facts) and rest == [terms.ACCOUNTS, terms.PURPOSE] and statement.cells:
            listed = statement.accounts or {}
            for code in sorted({code for comparison in terms.BUDGET_OF for code in budgeted(statement, comparison)}):
                yield (term, terms.ACCOUNTS, code, ACCOUNT_NAME), listed[code].name.text


def _unit(given: Cells, start: Place, money: str, words: Known, opened: Opened) -> Unit:
    """The unit of these cells, without the reasons for what its tables no longer have. Raises Refused."""
    try:
        return unit_file.read(cells.tree(given, start), money, words, opened)
    except Refused as refused:
        gone = {finding.place.key for finding in refused.findings if finding.code == "U305" and finding.place}
        if not gone:
            raise
        left = {key: text for key, text in given.items() if "/".join(map(str, key)) not in gone}
        return unit_file.read(cells.tree(left, start), money, words, opened)


def _provisional(given: Cells, start: Place, phrasebook: Phrasebook) -> Cells:
    """The cells with a guess where a required word is still missing, so that reasons can be asked for at once.

    The guesses are never written: the region of the pack that was asked for.
    """
    guesses = {
        ("单位", "单位名称"): "·",
        ("单位", "地区"): "" if phrasebook.wanted is None else phrasebook.named(phrasebook.wanted)[0].region,
        (MONEY_UNIT,): terms.WAN,
    }
    return {**{key: notation.scalar(word, start) for key, word in guesses.items() if word}, **given}


def _of_every_kind(unit: Unit) -> Unit:
    """A unit whose kind is not known yet as one of every kind: all reasons that may be asked for have their row."""
    if unit.profile.kinds is not None:
        return unit
    return replace(unit, profile=replace(unit.profile, kinds=tuple(map(Text, terms.KINDS))))


def _state(want: Asked, unit: Unit) -> str:
    """Whether a reason is due; whether that hangs on the kind of unit, which is not known yet."""
    if unit.profile.kinds is None and want.subject in terms.RUNNING_COSTS.values():
        return UNSETTLED
    return DUE if want.due else FREE


def _key(want: Asked) -> Key:
    return (REASONS, want.comparison, want.subject)


def _key_of(key: str) -> Key:
    """A gap's key in its parts; what is counted in it as a number."""
    parts = key.split("/")
    return tuple(int(part) if part.isdigit() and parts[0] == layout.PERFORMANCE else part for part in parts)


# What is shown ----------------------------------------------------------------------------------


def _known(unit: Unit, given: Cells) -> Iterator[tuple[tuple[Key, str], Decimal]]:
    """What the workbooks hold of each row of money, in the form's unit of money."""
    yuan = given.get((MONEY_UNIT,)) == terms.YUAN
    for term, statement in unit.statements.items():
        for labels, amounts in statement.rows.items():
            row: Key = (term, *labels)
            for heading, (aspect,) in layout.KNOWN.items():
                figure: Figure | None = getattr(amounts, ASPECTS[aspect])
                if figure is not None and (*row, aspect) not in given and statement.cells:
                    yield (row, heading), figure.yuan if yuan else figure.yuan.scaleb(-4)


def _beside(unit: Unit, given: Cells) -> Iterator[tuple[tuple[Key, str], Any]]:
    """What the workbooks hold beside the nine tables, with its cell; money in the form's unit."""
    money = terms.YUAN if given.get((MONEY_UNIT,)) == terms.YUAN else terms.WAN
    for key in beside.KEYS:
        figure = beside.value(unit, key)
        place = figure.origin if figure is not None and key not in given else None
        if figure is None or not isinstance(place, Place):
            continue
        if figure.unit in terms.SCALES:
            figure = figure._replace(value=figure.yuan.scaleb(-terms.SCALES[money]), unit=money)
        if key[:-1] in ROWS_OF_AMOUNTS:
            yield (key[:-1], f"表中{key[-1]}数"), figure.value
        else:
            yield (key, layout.IN_TABLES), f"{figure.value:f}{figure.unit}（{place.sheet}!{place.cell}）"


def _fell(want: Asked) -> bool:
    """Whether the rate of a 增减, which has no sign of its own, is one of a decrease."""
    moved = want.fact.slots.get("变动额")
    return isinstance(moved, Figure) and moved.value < 0


def _facts(want: Asked, moved: tuple[Driver, ...], offers: list[Offer]) -> Iterator[tuple[str, Any]]:
    yield _WHERE, "\n".join(want.headings[-2:])
    yield "事项", want.subject if want.name == want.subject else f"{want.subject} {want.name}"
    for heading, slots in _SLOTS.items():
        figure = next((want.fact.slots[slot] for slot in slots if slot in want.fact.slots), None)
        if isinstance(figure, Figure):
            yield heading, -figure.value if heading == _RATE and _fell(want) else figure.value
    yield _DRIVERS, reasons.hint(moved, want.comparison)
    lines = [f"{number}. {offer.text}" if len(offers) > 1 else offer.text for number, offer in enumerate(offers, 1)]
    yield _OFFERS, "\n".join(lines)
