"""From a reading by clauses to the keys of the unit file: which cell an amount is, which comparison a reason explains.

Only what is certain has a key: a figure that is bound, whose subject is a cell of the published tables, and whose
year or budget the text names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache

from narrator.figures import official, terms
from narrator.figures.told import Moved, Spot, Told
from narrator.figures.values import Key
from narrator.reading.facts import BUDGET, LAST, Fact, Mention, Reading, Reason
from narrator.reading.folding import fold
from narrator.reading.numbers import Number
from narrator.reading.subjects import named, subjects
from narrator.reading.units import NAMED
from narrator.rules.view import ROWS

_ACCOUNT = "科目/"
_TABLES = {"一般公共": terms.GENERAL, "基金": terms.FUND, "国资": terms.CAPITAL}  # whose accounts a section tells of
_LEVELS = (terms.CLASS, terms.SECTION, terms.ITEM)
_WORDS = re.compile("[\u4e00-\u9fff]")
_FROM = "由"
_NO_NAME = re.compile("[的我此]|纳入")
_THIS = ("数额", "决算数")
_UNIT, _YEAR = ("单位", "单位名称"), ("单位", "年度")


class Keyed:
    """What a reading tells by keys."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.starts = [mention.start for mention in reading.mentions]

    def told(self) -> Iterator[Told]:
        """The name and the year of the unit, and every amount whose cell is certain."""
        yield from self._about()
        for mention in self.reading.mentions:
            aspect = self._aspect(mention)
            if not mention.bound or not aspect or mention.number.unit != terms.YUAN or self._was(mention):
                continue  # a figure without its unit may be one of a table that lost its lines
            for row in rows(mention.subject, mention.area):
                yield self._figure(mention, (*row, aspect))
                if row[-2:-1] == (terms.ACCOUNTS,) and (name := official.name(str(row[-1]))):
                    yield Told((*row, "名称"), name, self._spots(mention.start, mention.end))
        yield from self._reasons()

    def moved(self) -> Iterator[Moved]:
        """Every change against last year whose direction and row are certain."""
        for fact in self.reading.facts:
            change = fact.slots.get("增减额")
            senses = set(fact.senses)
            if fact.kind != "增减" or fact.basis != LAST or not fact.certain or senses in (set(), {1, -1}):
                continue
            if change is None or not change.bound or (0 in senses and change.number.value):
                continue
            value, unit, digits = _printed(change.number)
            by = value if 1 in senses else -value
            for row in rows(fact.subject, fact.area):
                last, this = (*row, terms.LAST_YEAR), (*row, terms.ACTUAL)
                yield Moved(last, this, by, unit, digits, self._spots(change.start, change.end))

    def _about(self) -> Iterator[Told]:
        """The unit's name as it is printed, and the year."""
        reading = self.reading
        if not NAMED.fullmatch(f"{reading.unit}{reading.year}年") or _NO_NAME.search(reading.unit):
            return  # words before a year, but no name of an office
        for line, text in enumerate(reading.source.texts):
            folded = fold(text)
            if (start := folded.text.find(reading.unit)) >= 0:
                first, last = folded.at[start], folded.at[start + len(reading.unit) - 1] + 1
                at = reading.source.place(line)
                name = (
                    text[first:last] if last - first == len(reading.unit) else reading.unit
                )  # without a scraper's noise
                yield Told(_UNIT, name, self._spots(at + first, at + last))
                if reading.year and str(reading.year) in text:
                    begin = at + text.find(str(reading.year))
                    yield Told(_YEAR, str(reading.year), self._spots(begin, begin + 4))
                return

    def _aspect(self, mention: Mention) -> str:
        """Which of the four amounts of a row a figure is, by its role, its year and the budget that is named."""
        year = mention.year or (self.reading.year - 1 if mention.role == "上年数" else self.reading.year)
        if mention.role in _THIS:
            return {self.reading.year: terms.ACTUAL, self.reading.year - 1: terms.LAST_YEAR}.get(year, "")
        if mention.role == "上年数":
            return terms.LAST_YEAR if year == self.reading.year - 1 else ""
        return self._budget(mention) if mention.role == "预算数" else ""

    def _was(self, mention: Mention) -> bool:
        """Whether an amount is one from which another came: 由30万元变为12万元."""
        return _FROM in self._before(mention).rpartition("，")[2].rpartition(",")[2]

    def _before(self, mention: Mention) -> str:
        """The sentence before a figure."""
        sentence = self.reading.sentences[mention.sentence]
        return fold(self.reading.source.text(sentence.start, mention.start)).text

    def _budget(self, mention: Mention) -> str:
        """年初预算 or 全年预算, as the sentence names it last before a figure; "" where it names neither."""
        before = self._before(mention)
        found = {budget: before.rfind(budget) for budget in (terms.INITIAL_BUDGET, terms.FULL_BUDGET)}
        last = max(found, key=lambda budget: found[budget])
        return last if found[last] >= 0 else ""

    def _reasons(self) -> Iterator[Told]:
        for fact in self.reading.facts:
            if not fact.certain or not fact.reasons or not _WORDS.search(fact.reasons[0].text):
                continue
            reason, comparison = fact.reasons[0], self._comparison(fact)
            if not self._follows(reason, fact):
                continue
            for row in rows(fact.subject, fact.area):
                subject = row[-1] if row[-2:-1] == (terms.ACCOUNTS,) else _EXPLAINED.get(row, "")
                known = row[-1] == subject or subject in terms.REASON_SUBJECTS.get(comparison, ())
                if comparison and subject and known:
                    key: Key = ("主要原因", comparison, subject)
                    yield Told(key, reason.text.strip(), self._spots(reason.start, reason.end))

    def _follows(self, reason: Reason, fact: Fact) -> bool:
        """Whether a reason is that of the statement: in its sentence, with nothing else told or named between."""
        if reason.start > self.reading.sentences[fact.sentence].end:
            return False
        words = named(fold(reason.words).text, fact.area)
        return words.subject in ("", fact.subject) and not any(fact.end <= at < reason.start for at in self.starts)

    def _comparison(self, fact: Fact) -> str:
        if fact.kind == "增减" and fact.basis == LAST:
            return terms.VS_LAST_YEAR
        budget = fact.slots.get("预算数")
        named = self._budget(budget) if budget is not None and fact.basis in ("", BUDGET) else ""
        return next((comparison for comparison, aspect in terms.BUDGET_OF.items() if aspect == named), "")

    def _figure(self, mention: Mention, key: Key) -> Told:
        value, unit, digits = _printed(mention.number)
        return Told(key, value, self._spots(mention.start, mention.end), unit, digits)

    def _spots(self, start: int, end: int) -> tuple[Spot, ...]:
        return self.reading.source.spots(start, end)


def rows(subject: str, area: str) -> Iterator[Key]:
    """The rows of the published tables whose amount a subject is; none where there is none, or it is not certain."""
    if subject.startswith(_ACCOUNT):
        names = tuple(subject.removeprefix(_ACCOUNT).split("/"))
        term, code = _TABLES.get(area, ""), account(names)
        if term:
            yield (term, terms.ACCOUNTS, code or "-".join(names))
        return
    for one in subjects().alike(subject):
        known = subjects().by_id.get(one)
        if known is not None and known.cells and not (known.both and one == subject):
            yield tuple(known.cells.split("/"))


_EXPLAINED: dict[Key, str] = {row: subject for subject, row in ROWS.items()}
_MONEY = {scale: unit for unit, scale in terms.SCALES.items()}


def _printed(number: Number) -> tuple[Decimal, str, int]:
    """A figure as it is printed: its value, its unit, its decimals; an amount in 千元 or 百万元 as one in 元."""
    if number.unit != terms.YUAN:
        return number.value, number.unit, number.digits
    unit = _MONEY.get(number.scale)
    return (number.value, unit, number.digits) if unit else (number.amount, terms.YUAN, number.digits - number.scale)


@cache  # a file of the program's own
def _codes() -> dict[tuple[int, str], tuple[str, ...]]:
    """The codes of functional accounts by how long they are and how the account is called."""
    found: dict[tuple[int, str], list[str]] = {}
    for code, account in official.names().items():
        if len(code) in _LEVELS and code.startswith("2"):
            for name in account.names:
                found.setdefault((len(code), fold(name).text), []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}


@lru_cache(maxsize=4096)  # the accounts of many units are called the same
def account(names: tuple[str, ...], length: int = 0) -> str:
    """The code of the functional account with these names from its 类 on; "" where it is not certain.

    One name alone may be that of any account, or of one whose code has this ``length``.
    """
    folded = [fold(name).text for name in names]
    if len(names) == 1:
        every = [code for digits in _LEVELS for code in _codes().get((digits, folded[0]), ())]
        every = [code for code in every if length in (0, len(code))]
        return every[0] if len(every) == 1 else ""
    above: tuple[str, ...] = ("",)
    for digits, name in zip(_LEVELS, folded, strict=False):
        above = tuple(code for code in _codes().get((digits, name), ()) if code.startswith(above))
    return above[0] if len(above) == 1 else ""
