"""Reading a 说明: its lines become sections, sentences, and facts as read; what is not certain stays unbound."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from narrator.reading import clauses, subjects
from narrator.reading.clauses import Hit
from narrator.reading.facts import BUDGET, LAST, OTHER, UNKNOWN, Fact, Mention, Reason, Sentence
from narrator.reading.folding import Folded
from narrator.reading.lines import Paragraph, Source, paragraphs
from narrator.reading.numbers import MONEY, RATE, YEAR, Skeleton, decimals, skeleton, stood_for
from narrator.reading.sections import Heading, heading, headings_inside, sections

_POINTS = ",;。:"
_YEARS = re.compile(r"(?<![比较与同])(20[0-9]{2})年度?")
_TITLE = re.compile(r"^(?P<unit>[\u4e00-\u9fff()]{2,40}?)(?P<year>20[0-9]{2})年度?[^。]{0,20}(?:决算|三公)")
_LEAD = re.compile(
    r"^[\s,;。:]*(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|\([一二三四五六七八九十0-9]+\)"
    r"|[0-9]{1,2}(?:[.、]|(?=[\u4e00-\u9fff])))?"
)
_ORGANS = "局|委|委员会|办|办公室|院|校|中学|小学|中心|站|政府|街道|处|队|部|所|园|厅|会|馆|区|县|市|镇|乡"
_ORGAN = re.compile(f"{_ORGANS}")
UNIT = re.compile(rf"(?:^|(?<=[。;]))(?P<unit>[\u4e00-\u9fff()]{{2,40}}?(?:{_ORGANS}))20[0-9]{{2}}年")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}[省市县区州盟旗]")
_ALIKE = 4
_AMOUNTS = ("数额", "决算数")
_COUNTED = re.compile(r"团组|人次|批次|购置数|保有量|车辆|人员|人数|设备|房屋|用车|外宾|编制|科室|购置|接待")


class Section(NamedTuple):
    """A heading and where it stands: its paragraph, its area or "" where it begins none."""

    heading: Heading
    paragraph: int
    start: int
    end: int


@dataclass
class Reading:
    """A 说明 as read: places are characters counted through all lines (``Source.spots`` tells the line)."""

    source: Source
    unit: str = ""
    year: int = 0
    headings: list[Section] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    amounts: dict[str, list[Mention]] = field(default_factory=dict)
    cells: list[int] = field(default_factory=list)  # the lines that are cells of tables

    def of(self, subject: str) -> list[Mention]:
        """The amounts of this year that the text tells of a subject, for certain."""
        found: list[Mention] = []
        for one, told in self.amounts.items():
            if subject in subjects.subjects().alike(one):
                found += told
        return found

    @property
    def told(self) -> list[Mention]:
        """The figures that count: money, rates, and what is counted in the sections that tell of money."""
        without = sections().without
        return [mention for mention in self.mentions if mention.area not in without]


def read(texts: Iterable[str], prose: Iterable[bool]) -> Reading:
    """The reading of a file: its lines, and of each whether it is one of a text and not a cell of a table."""
    reading = Reading(Source(texts))
    told = list(prose)
    reading.cells = [line for line, is_prose in enumerate(told) if not is_prose]
    found = list(paragraphs(reading.source, told))
    reading.unit, reading.year = _about(found)
    parts = [(number, *part) for number, paragraph in enumerate(found) for part in _parts(paragraph.folded)]
    digits = decimals(figures for *_, figures in parts)
    area = ""
    for number, part, begins, figures in parts:
        if begins is not None:
            reading.headings.append(Section(begins, number, part.at[0], part.at[-1] + 1))
            area = _next_area(area, begins)
        else:
            _Walk(reading, part, stood_for(figures, digits), area, number).walk()
    return reading


def _about(found: list[Paragraph]) -> tuple[str, int]:
    """The unit and the year of a 说明, by its title; else the year that it names most often."""
    for paragraph in found[:40]:
        if title := _TITLE.match(_LEAD.sub("", paragraph.folded.text).removeprefix("关于")):
            return title["unit"], int(title["year"])
    years = Counter(year for paragraph in found for year in _YEARS.findall(paragraph.folded.text))
    units = Counter(named["unit"] for paragraph in found for named in UNIT.finditer(paragraph.folded.text))
    return units.most_common(1)[0][0] if units else "", int(years.most_common(1)[0][0]) if years else 0


def same_unit(name: str, unit: str) -> bool:
    """Whether a name may be another one of the unit: it ends like it, or holds its end, four characters at least."""
    return len(name) >= _ALIKE and (name[-_ALIKE:] in unit or unit[-_ALIKE:] in name)


def _next_area(area: str, begins: Heading) -> str:
    """The section after a heading; one that only divides a section leaves it."""
    lists = sections()
    title = begins.title.removesuffix("说明").removesuffix("。")
    if not begins.area or (area and title in lists.inside):
        return "" if not begins.area and begins.number.endswith(("部分", "、")) else area
    return begins.area


def _parts(folded: Folded) -> Iterator[tuple[Folded, Heading | None, Skeleton]]:
    """A paragraph as headings and what stands between them, with the figures of each."""
    text = folded.text
    if not text:
        return
    figures = skeleton(text)
    whole = heading(text)
    if whole and not any(sign in figures.text for sign in (MONEY, RATE)):
        yield folded, whole, figures
        return
    last = 0
    for inside in headings_inside(text):
        if inside.start > last:
            yield _piece(folded, last, inside.start)
        yield _cut(folded, inside.start, inside.end), inside, skeleton("")
        last = inside.end
    if not last:
        yield folded, None, figures
    elif last < len(text):
        yield _piece(folded, last, len(text))


def _piece(folded: Folded, start: int, end: int) -> tuple[Folded, None, Skeleton]:
    piece = _cut(folded, start, end)
    return piece, None, skeleton(piece.text)


def _cut(folded: Folded, start: int, end: int) -> Folded:
    return Folded(folded.text[start:end], folded.at[start:end])


class _Walk:
    """A paragraph read from left to right."""

    def __init__(self, reading: Reading, folded: Folded, figures: Skeleton, area: str, paragraph: int) -> None:
        self.reading, self.area, self.paragraph = reading, area, paragraph
        self.at = folded.at
        self.skeleton = figures
        self.basis = ""
        self.topic, self.sure = "", True
        self.head: Mention | None = None  # the first amount of the sentence
        self.current: Mention | None = None
        self.budget: Mention | None = None
        self.total: Mention | None = None  # what a list after 其中 is a list of
        self.listed = False
        self.free = False
        self.attached = -1  # where a comparison ended that the next amount touches
        self.last: Mention | None = None
        self.fact: Fact | None = None
        self.enclosed: Mention | None = None  # what a list in brackets belongs to
        self.sentence = 0

    def walk(self) -> None:
        """Every clause, with what stands before it."""
        text = self.skeleton.text
        ends = [*(at + 1 for at, sign in enumerate(text) if sign == "。"), len(text)]
        begin = before = 0
        following = iter([*clauses.grammar().hits(text), None])
        hit = next(following)
        for end in ends:
            if end <= begin:
                continue
            self._begin(begin, end)
            while hit is not None and hit.start < end:
                boundary = max(before, *(text.rfind(point, before, hit.start) + 1 for point in _POINTS))
                self._take(hit, boundary, before)
                before = hit.end
                hit = next(following)
            begin = end

    def _begin(self, start: int, end: int) -> None:
        """A sentence begins: what the one before it was about goes on, unless that was a list."""
        reading = self.reading
        reading.sentences.append(
            Sentence(
                self._place(start), self._place(end - 1) + 1, self.skeleton.text[start:end], self.paragraph, self.area
            )
        )
        self.sentence = len(reading.sentences) - 1
        if self.listed and self.head is not None and not self.skeleton.text.startswith("其中", start):
            self.topic, self.sure = self.head.subject, False
        self.free, self.listed, self.attached, self.head = False, False, -1, None
        if not self.skeleton.text.startswith("其中", start):
            self.basis = ""

    def _take(self, hit: Hit, boundary: int, before: int) -> None:
        if self.enclosed is not None and ")" in self.skeleton.text[before : hit.start].replace("(境)", ""):
            self.current, self.enclosed = self.enclosed, None
            self.topic, self.sure = self.current.subject, self.current.certain
        if hit.kind == clauses.ACCOUNT:
            self.topic, self.sure = "科目/" + "/".join(hit.names), all(hit.names)
            self.current = self.budget = None
        elif hit.kind == clauses.LIST:
            if not self.free:
                self.listed, self.total = True, self.current or self.total
                if self.skeleton.text.startswith("(", hit.start - 1):
                    self.enclosed = self.current
        elif hit.kind == clauses.REASON:
            self._reason(hit, boundary)
        elif hit.basis:
            self._compare(hit, boundary)
        elif hit.kind in ("数额", "决算", "预算", "上年", "个数"):
            self._amount(hit, boundary)
        else:
            self._statement(hit, boundary)

    # Figures ------------------------------------------------------------------------------------

    def _place(self, at: int) -> int:
        """Where a character of the skeleton stands in the whole file."""
        folded = self.skeleton.at[at]
        return self.at[folded] if folded < len(self.at) else self.at[-1] + 1

    def _mention(self, at: int, role: str, subject: str, words: str, sure: bool, year: int = 0) -> Mention:
        number = self.skeleton.numbers[at]
        mention = Mention(
            number,
            role,
            subject,
            self.area,
            self.sentence,
            self.at[number.start],
            self.at[number.end - 1] + 1,
            words,
            sure,
            self.free,
            year,
        )
        self.reading.mentions.append(mention)
        return mention

    def _named(self, hit: Hit, boundary: int) -> tuple[str, bool, str]:
        """The subject of a clause by the words before its first figure, else what was spoken of; whether it is sure."""
        first = min((at for _, at in hit.roles), default=hit.end)
        words = self.skeleton.text[boundary:first]
        if hit.kind in ("增减", "占比", "决算"):
            words = self.skeleton.text[boundary : hit.start]
        words = self._bare(words)
        named = subjects.named(words, self.area)
        if named.subject and (hit.kind == "数额" or named.subject not in subjects.WAYS):
            return named.subject, named.certain, words
        if named.left or (named.qualified and hit.kind == "数额"):
            return self._unknown(), hit.kind in ("数额", "决算", "预算"), words
        if not words and hit.kind == "数额" and self.skeleton.text.startswith(",", boundary - 1):
            return self._unknown(), True, words
        if self.topic:
            return self.topic, self.sure, words
        return subjects.subjects().default.get(self.area, "") or self._unknown(), False, words

    def _bare(self, words: str) -> str:
        """Words without the number of an item, years and the unit's own name."""
        words = _LEAD.sub("", words.replace(YEAR, ""))
        if not self.reading.unit:
            ends = [found.end() for found in _ORGAN.finditer(words)]
            return next((words[end:] for end in ends if subjects.named(words[end:], self.area).certain), words)
        before, unit, behind = words.partition(self.reading.unit)
        if unit and (not before or _PLACE.fullmatch(before)):
            return behind
        ends = [found.end() for found in _ORGAN.finditer(words) if same_unit(words[: found.end()], self.reading.unit)]
        return words[ends[-1] :] if ends else words

    def _unknown(self) -> str:
        """A subject that is not known, another one each time."""
        return f"{UNKNOWN}{len(self.reading.mentions)}"

    def _amount(self, hit: Hit, boundary: int) -> None:
        ((role, at),) = hit.roles
        subject, sure, words = self._named(hit, boundary)
        if self.free and sure and subjects.named(words, self.area).certain and self._begins_again(boundary):
            self._end_reason(boundary)
        if role == "个数":
            known = _COUNTED.search(words) or _COUNTED.search(self.skeleton.numbers[at].unit)
            self._mention(at, role, f"个数/{words}" if known else "", words, bool(known))
            return
        if role == "上年数" and any(
            year >= self.reading.year for place, year in self.skeleton.years.items() if hit.start <= place < hit.end
        ):
            role = "数额"
        elif role == "数额" and self.attached >= 0 and self.attached == boundary:
            role = "预算数" if self.basis == BUDGET else "上年数"
        years = [year for place, year in self.skeleton.years.items() if boundary <= place < at]
        mention = self._mention(at, role, subject, words, sure, years[-1] if years else 0)
        if self.free:
            return
        if role in _AMOUNTS:
            if self.budget and self.budget.subject != subject:
                self.budget = None
            self.current = mention
            self.head = self.head or mention
            if sure and not subject.startswith(UNKNOWN):
                self.reading.amounts.setdefault(subject, []).append(mention)
        elif role == "预算数":
            self.budget = mention
        else:
            self.last = mention
        self.topic, self.sure = subject, sure

    def _compare(self, hit: Hit, boundary: int) -> None:
        """What the next figures are compared with; the words before it may name what is compared."""
        if self.free:
            return
        named = subjects.named(self._bare(self.skeleton.text[boundary : hit.start]), self.area)
        if named.subject:
            self.topic, self.sure = named.subject, named.certain
        elif named.left:
            self.topic, self.sure = self._unknown(), False
        years = [year for place, year in self.skeleton.years.items() if hit.start <= place < hit.end]
        self.basis = hit.basis
        if hit.basis == LAST and years and self.reading.year and years[0] != self.reading.year - 1:
            self.basis = OTHER
        self.attached = hit.end

    # Statements ---------------------------------------------------------------------------------

    def _statement(self, hit: Hit, boundary: int) -> None:
        subject, sure, words = self._named(hit, boundary)
        slots = {role: self._mention(at, role, subject, words, sure) for role, at in hit.roles}
        if self.free:
            return
        start = self._place(hit.start)
        fact = Fact(
            hit.kind,
            subject,
            self.area,
            self.sentence,
            start,
            self._place(hit.end - 1) + 1,
            slots,
            hit.senses,
            self.basis,
            certain=sure,
        )
        self.fact = fact
        self.reading.facts.append(fact)
        getattr(self, _STATEMENTS[hit.kind])(fact, hit, words)

    def _change(self, fact: Fact, hit: Hit, words: str) -> None:
        if self.basis == BUDGET:
            fact.kind = "差异"
        if hit.kind == "持平":
            fact.kind, fact.senses = "差异" if self.basis == BUDGET else "增减", (0,)
        this = self._this(fact.subject)
        if this is not None:
            fact.slots.setdefault("本年数" if fact.kind == "增减" else "决算数", this)
        if self.last is not None and self.last.sentence == self.sentence and fact.kind == "增减":
            fact.slots["上年数"] = self.last
        if self.budget is not None and fact.kind == "差异" and self.budget.subject == fact.subject:
            fact.slots["预算数"] = self.budget
        near = [one for one in (self.current, self.head, self.total) if one is not None]
        fact.maybe = tuple(dict.fromkeys(near))

    def _share(self, fact: Fact, hit: Hit, words: str) -> None:
        inside = hit.text[1:-1]
        of = subjects.named(inside, self.area) if inside else None
        if words.strip("()"):
            this = self._this(fact.subject) if not fact.subject.startswith(UNKNOWN) else None
            if this is not None:
                fact.slots["金额"] = this
        elif self.current is not None and self.current.sentence == self.sentence:
            fact.slots["金额"] = self.current
            fact.subject, fact.certain = self.current.subject, True
        elif (this := self._this(fact.subject)) is not None:
            fact.slots["金额"] = this
        if of is not None and of.certain and of.subject not in subjects.WAYS:
            fact.of = of.subject
        elif of is not None and of.left:
            fact.of = UNKNOWN
        elif self.total is not None and self.total is not fact.slots.get("金额"):
            fact.slots["总额"] = self.total
        else:
            fact.of = subjects.subjects().total_of(fact.subject)

    def _completion(self, fact: Fact, hit: Hit, words: str) -> None:
        if "预算数" not in fact.slots and self.budget is not None and self.budget.subject == fact.subject:
            fact.slots["预算数"] = self.budget
        this = self._this(fact.subject)
        if this is not None:
            fact.slots["决算数"] = this
        fact.maybe = tuple(one for one in (self.current, self.head, self.total) if one is not None)

    def _this(self, subject: str) -> Mention | None:
        """The amount of a subject that was told last in this paragraph."""
        if self.current is not None and self.current.subject == subject:
            return self.current
        if self.head is not None and self.head.subject == subject:
            return self.head
        if self.total is not None and self.total.subject == subject:
            return self.total
        return None

    def _begins_again(self, boundary: int) -> bool:
        """Whether what stands here is no longer a reason: another item behind a semicolon, or a list."""
        before = self.skeleton.text[max(boundary - 3, 0) : boundary]
        return before.endswith((";", "其中:", "其中,"))

    def _end_reason(self, boundary: int) -> None:
        self.free = False
        if self.reading.reasons:
            reason = self.reading.reasons[-1]
            stop = self._place(boundary - 1)
            if stop > reason.start:
                shorter = reason._replace(text=self.reading.source.quote(reason.start, stop), end=stop)
                self.reading.reasons[-1] = shorter
                if self.fact is not None and self.fact.reasons:
                    self.fact.reasons[-1] = shorter

    def _reason(self, hit: Hit, boundary: int) -> None:
        """The reason goes on to the end of the sentence; its figures are the unit's own."""
        text = self.skeleton.text
        end = text.find("。", hit.end)
        end = len(text) if end == -1 else end
        if end == hit.end and hit.text.endswith("原因"):
            return  # the word alone announces none
        start, stop = self._place(hit.end), self._place(max(end - 1, hit.end - 1)) + 1
        reason = Reason(
            self.reading.source.quote(start, stop) if end > hit.end else "", text[boundary : hit.start], start, stop
        )
        if not self.free:
            self.reading.reasons.append(reason)
            if self.fact is not None:
                self.fact.reasons.append(reason)
        self.free = True


_STATEMENTS = {
    "增减": "_change",
    "持平": "_change",
    "差异": "_completion",
    "差异方向": "_change",
    "占比": "_share",
    "完成率": "_completion",
}
