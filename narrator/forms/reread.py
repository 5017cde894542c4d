"""From a text that a pack reads back to the values of a unit file: each slot at the key that it prints.

A wording claims something, too: that an amount is zero, that a list is empty, that a unit is new.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from narrator.document.reread import OWN_WORDS, LinePhrase, Reread
from narrator.document.told_phrases import ReadPhrase, ReadSlot
from narrator.figures import official, terms
from narrator.figures.told import Moved, Spot, Told
from narrator.figures.values import Key
from narrator.forms.fields import ACCOUNT_NAME, EACH, REASONS
from narrator.forms.slots import NAMED, slot_keys
from narrator.readers.scalars import NONE_WORD
from narrator.readers.schema import ACCOUNTS
from narrator.reading.keyed import account
from narrator.rules.catalogue import CATALOGUE
from narrator.rules.kinds import AMOUNT, COUNT, LISTING, PASSAGE, SPENDING, STATEMENT, Kind

_LEVELS = (terms.CLASS, terms.SECTION, terms.ITEM)
_LEVEL_NAMES = ("类名称", "款名称", "项名称")
_KINDS, _NEW = ("单位", "单位性质"), ("单位", "新设")
_ZERO = Decimal(0)
_LISTED = {LISTING.name: "名单", PASSAGE.name: OWN_WORDS}  # the slot that an empty list has nothing for


class Rewritten:
    """What a text that was read back by its pack tells by keys."""

    def __init__(self, read: Reread) -> None:
        self.read = read
        every, single = _kinds_of(read)
        self.kinds = single
        kinds = single if len(single) == 1 else every
        self.keys = slot_keys(kinds, read.pack.decimals)
        self.unrated = slot_keys(kinds, read.pack.decimals, rated=False)
        self.rated = {
            (one.phrase.fact, one.phrase.within)
            for one in read.phrases
            if any(slot.name == "完成率" for slot in one.phrase.slots)
        }
        self.names = self._names()
        self.counted = {
            one.phrase.fact: slot.value for one in read.phrases for slot in one.phrase.slots if slot.name == "个数"
        }

    def told(self) -> Iterator[Told]:
        """Every value that a slot prints, or that a wording claims."""
        lines: dict[Key, list[tuple[LinePhrase, ReadSlot]]] = {}
        for one in self.read.phrases:
            for slot in one.phrase.slots:
                if slot.name == OWN_WORDS and (key := self._key(one.phrase, slot.name)) is not None:
                    lines.setdefault(key, []).append((one, slot))
                else:
                    yield from self._slot(one, slot)
            yield from self._claims(one)
        for key, found in lines.items():
            text = "\n".join(slot.text for _, slot in found)
            yield Told(key, text, tuple(Spot(one.line, slot.start, slot.end) for one, slot in found))
        yield from self._kinds()

    def moved(self) -> Iterator[Moved]:
        """Every change between two keys whose amount and direction are told."""
        for one in self.read.phrases:
            kind = _kind(one.phrase)
            if kind is None or not kind.inputs or not kind.senses:
                continue
            before, now = (self._key(one.phrase, slot) for slot in kind.inputs)
            by = _by(one.phrase, kind)
            if before is not None and now is not None and by is not None:
                value, slot = by
                spot = Spot(one.line, slot.start, slot.end) if slot else _spot(one)
                yield Moved(before, now, value, slot.unit if slot else "", slot.digits if slot else 0, (spot,))

    # Keys ---------------------------------------------------------------------------------------

    def _names(self) -> dict[tuple[tuple[str, int], ...], tuple[str, ...]]:
        """The names of the account that each item of a list is about."""
        found: dict[tuple[tuple[str, int], ...], tuple[str, ...]] = {}
        for one in self.read.phrases:
            slots = {slot.name: slot.text for slot in one.phrase.slots}
            levels = tuple(slots[name] for name in _LEVEL_NAMES if name in slots)
            if one.phrase.within and levels:
                found[one.phrase.within] = levels
            elif one.phrase.within and NAMED in slots:
                found.setdefault(one.phrase.within, (slots[NAMED],))
        return found

    def _key(self, phrase: ReadPhrase, slot: str) -> Key | None:
        """The key that a slot of a phrase prints, with the account or the number that it is about; None where none."""
        name = next((own.text for own in phrase.slots if own.name == NAMED), "")
        key = self.keys.of(phrase.fact, slot, name)
        if key is None and phrase.within and (phrase.fact, phrase.within) not in self.rated:
            key = self.unrated.of(phrase.fact, slot, name)
        if key is None or EACH not in key:
            return key
        if ACCOUNTS in key or key[0] == REASONS:
            names = self.names.get(phrase.within, ())
            length = terms.CLASS if len(names) == 1 else 0
            code = account(names, length) or "-".join(names)  # no code: it is told, and not written
            return tuple(code if part == EACH else part for part in key) if names else None
        numbers = [number for _, number in phrase.within] or ([1] if self.counted.get(phrase.fact) == 1 else [])
        if key.count(EACH) > len(numbers):
            return None
        following = iter(numbers)
        return tuple(next(following) if part == EACH else part for part in key)

    # Values -------------------------------------------------------------------------------------

    def _slot(self, one: LinePhrase, slot: ReadSlot) -> Iterator[Told]:
        spots = (Spot(one.line, slot.start, slot.end),)
        if slot.name in _LEVEL_NAMES or (slot.name == NAMED and one.phrase.within):
            yield from self._account(one.phrase, slot, spots)
        elif slot.type == "names":
            yield from self._listed(one.phrase, slot, spots)
        elif (key := self._key(one.phrase, slot.name)) is not None:
            if isinstance(slot.value, Decimal) and slot.type != "year":
                yield Told(key, slot.value, spots, slot.unit, slot.digits)
            else:
                yield Told(key, slot.text, spots)

    def _account(self, phrase: ReadPhrase, slot: ReadSlot, spots: tuple[Spot, ...]) -> Iterator[Told]:
        """The name of an account, at its code in the table that the list is of."""
        names = self.names.get(phrase.within, ())
        found = (self.keys.of(phrase.within[-1][0], of) for of in ("本年数", "决算数", "金额"))
        amount = next((key for key in found if key is not None and ACCOUNTS in key), None)
        length = _LEVELS[_LEVEL_NAMES.index(slot.name)] if slot.name in _LEVEL_NAMES else terms.CLASS
        code = account(names, terms.CLASS if len(names) == 1 else 0) if names else ""
        if amount is not None and len(code) >= length:
            yield Told((amount[0], ACCOUNTS, code[:length], ACCOUNT_NAME), slot.text, spots)

    def _listed(self, phrase: ReadPhrase, slot: ReadSlot, spots: tuple[Spot, ...]) -> Iterator[Told]:
        """A list of names, or the economic accounts that it names, each at its code."""
        key = self.keys.of(phrase.fact, slot.name)
        names = slot.value if isinstance(slot.value, tuple) else (slot.text,)
        if key is not None and EACH not in key:
            yield Told(key, "\n".join(names), spots)
        elif key is not None and ACCOUNTS in key:
            amount = self.keys.of(phrase.fact, "金额") or ()
            for name in names:
                code = _economic(name, str(amount[1]) if len(amount) > 1 else "") or name
                yield Told(tuple(code if part == EACH else part for part in key), name, spots)

    def _kinds(self) -> Iterator[Told]:
        """单位性质, as far as only units of certain kinds tell of such costs."""
        if self.kinds:
            spots = tuple(
                _spot(one) for one in self.read.phrases if any(one.phrase.fact in own for own in _own_facts().values())
            )
            yield Told(_KINDS, "、".join(self.kinds), spots[:1])

    def _claims(self, one: LinePhrase) -> Iterator[Told]:
        """What the condition of a wording claims without printing it."""
        phrase, kind = one.phrase, _kind(one.phrase)
        if kind is None or not phrase.conditions:
            return
        printed = {slot.name for slot in phrase.slots}
        for slot in set.intersection(*(set(_zeros(kind, condition)) for condition in phrase.conditions)):
            if slot not in printed and (key := self._key(phrase, slot)) is not None:
                said = "、".join(kind.conditions[c].term for c in sorted(phrase.conditions))
                yield Told(key, _ZERO.quantize(Decimal("0.00")), (_spot(one),), terms.WAN, 2, f"用语为“{said}”")
        if phrase.conditions == {"no_last"}:
            yield Told(_NEW, "是", (_spot(one),))
        if phrase.conditions == {"empty"}:
            yield from self._empty(one, kind)

    def _empty(self, one: LinePhrase, kind: Kind) -> Iterator[Told]:
        fact = one.phrase.fact
        wanted = _LISTED.get(kind.name, "")
        keys = (self.keys.of(of, slot) for of, slot in self.keys.keys if of == fact and slot.startswith(wanted))
        key = next((key for key in keys if key is not None), None)
        if key is None:
            return
        if kind is STATEMENT:
            yield Told(key[:1], terms.EMPTY_STATEMENT, (_spot(one),))
        elif EACH not in key and wanted:
            yield Told(key, NONE_WORD, (_spot(one),))
        elif EACH in key and (kind is not LISTING or ACCOUNTS not in key) and key[0] != REASONS:
            yield Told(key[: key.index(EACH)], NONE_WORD, (_spot(one),))


def _kind(phrase: ReadPhrase) -> Kind | None:
    spec = CATALOGUE.get(phrase.fact)
    return spec.kind if spec else None


def _spot(one: LinePhrase) -> Spot:
    return Spot(one.line, one.phrase.start, one.phrase.end)


def _zeros(kind: Kind, condition: str) -> tuple[str, ...]:
    """The slots that a condition says are zero."""
    if kind is SPENDING:
        return ("金额",) if condition == "none" else ()
    if condition == "none":
        return kind.inputs
    if condition in ("from_zero", "zero_budget"):
        return kind.inputs[:1]
    return kind.inputs[1:] if condition in ("to_zero", "zero_total") else ()


def _by(phrase: ReadPhrase, kind: Kind) -> tuple[Decimal, ReadSlot | None] | None:
    """By how much the second figure of a comparison is more than the first, with the slot that prints it."""
    senses = {kind.senses.get(condition) for condition in phrase.conditions}
    for slot in phrase.slots:
        if slot.type not in (AMOUNT, COUNT) or not isinstance(slot.value, Decimal):
            continue
        if slot.name in kind.signed:
            return slot.value, slot
        if slot.name in kind.unsigned:
            told = senses - {0} if slot.value else {1}
            (sense,) = told if len(told) == 1 else (None,)
            return (slot.value * sense, slot) if sense else None
    return (_ZERO, None) if senses == {0} else None


def _economic(name: str, group: str) -> str:
    """The code of the economic account (款) with this name in a group of table 06; "" where it is not certain."""
    found = [
        code
        for code, one in official.names().items()
        if len(code) == terms.SECTION and name in one.names and terms.ECONOMIC_GROUPS.get(code[:3]) == group
    ]
    return found[0] if len(found) == 1 else ""


def _own_facts() -> dict[str, frozenset[str]]:
    """Of each kind of unit the facts that only units of this kind have."""
    from narrator.rules.derive import Decimals

    of = {kind: slot_keys((kind,), Decimals()).facts for kind in terms.KINDS}
    return {
        kind: own - frozenset().union(*(others for other, others in of.items() if other != kind))
        for kind, own in of.items()
    }


def _kinds_of(read: Reread) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All kinds of unit, and those that the text tells of, by the facts that only they have."""
    told = {one.phrase.fact for one in read.phrases}
    return terms.KINDS, tuple(kind for kind, own in _own_facts().items() if own & told)
