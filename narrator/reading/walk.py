"""A paragraph read from left to right: the role of each figure by its clause, its subject by what stands before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from narrator.reading import clauses, subjects, units
from narrator.reading.clauses import Hit
from narrator.reading.facts import BUDGET, LAST, OTHER, UNKNOWN, Compared, Fact, Mention, Reading, Reason, Sentence
from narrator.reading.folding import Folded
from narrator.reading.numbers import FIGURES, YEAR, Skeleton
from narrator.reading.units import LEAD

_POINTS = ",;。:"
_BEGIN = re.compile(rf"[^{FIGURES}{YEAR},。;:比与较同]{{0,40}}{YEAR}")
_OWN = re.compile(f"(?:本部门|本单位|我部门|我单位|评价的|自评的|目标的){YEAR}")
_YEAR_INCOME, _YEAR_SPENDING = "本年收入合计", "本年支出合计"
_NEAR = 20  # statements before a reason that may be the one it explains
_COUNTED = re.compile(r"团组|人次|批次|购置数|保有量|车辆|人员|人数|设备|房屋|用车|外宾|编制|科室|购置|接待")


class Walk:
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
        self.planned = False  # the list is of the parts of a budget: 预算为20.00万元，其中：…
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
                self._place(start),
                self._end(end - 1),
                self.skeleton.text[start:end],
                self.paragraph,
                self.area,
                self._begins_with(start, end),
            )
        )
        self.sentence = len(reading.sentences) - 1
        if self.listed and self.head is not None and not self.skeleton.text.startswith("其中", start):
            self.topic, self.sure = self.head.subject, False
        self.free, self.listed, self.planned, self.attached, self.head = False, False, False, -1, None
        if not self.skeleton.text.startswith("其中", start):
            self.basis = ""

    def _begins_with(self, start: int, end: int) -> int:
        """The year with which a sentence begins, be it behind the unit's name; 0 where it begins otherwise."""
        text = self.skeleton.text
        begin = _BEGIN.match(text, start, end) or _OWN.search(text, start, end)
        return self.skeleton.years.get(begin.end() - 1, 0) if begin else 0

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
                self.planned = self.head is None and self.budget is not None and self.budget.sentence == self.sentence
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

    def _end(self, at: int) -> int:
        """Where a character of the skeleton ends in the whole file: a figure ends with its unit."""
        number = self.skeleton.numbers.get(at)
        return self.at[number.end - 1] + 1 if number else self._place(at) + 1

    def _years(self, start: int, end: int) -> list[int]:
        """The years between two places of the skeleton."""
        years = self.skeleton.years
        return [years[at] for at in range(start, end) if at in years]

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
        if hit.kind not in ("数额", "个数", "预算"):
            words = self.skeleton.text[boundary : hit.start]
        words = self._bare(words)
        named = subjects.named(words, self.area)
        if named.subject == subjects.WAYS[1] and self.current and self.current.subject == _YEAR_INCOME:
            return _YEAR_SPENDING, self.current.certain, words  # 本年收入3.00万元，支出2.00万元
        if named.subject and (hit.kind == "数额" or named.subject not in subjects.WAYS):
            return named.subject, named.certain, words
        if named.left or (named.qualified and hit.kind == "数额"):
            return self._unknown(), hit.kind in ("数额", "决算", "预算"), words
        if not words and hit.kind == "数额" and self.skeleton.text.startswith(",", boundary - 1):
            beside = boundary - 2 in self.skeleton.numbers and len(subjects.subjects().alike(self.topic)) > 1
            return (self.topic, self.sure, words) if beside else (self._unknown(), True, words)
        if self.topic:
            return self.topic, self.sure, words
        return subjects.subjects().default.get(self.area, "") or self._unknown(), False, words

    def _bare(self, words: str) -> str:
        """Words without the number of an item, years and the unit's own name."""
        words = LEAD.sub("", words.replace(YEAR, ""))
        return units.without(words, self.reading.unit, lambda rest: subjects.named(rest, self.area).certain)

    def _unknown(self) -> str:
        """A subject that is not known, another one each time."""
        return f"{UNKNOWN}{len(self.reading.mentions)}"

    def _amount(self, hit: Hit, boundary: int) -> None:
        ((role, at),) = hit.roles
        subject, sure, words = self._named(hit, boundary)
        if self.free and sure and subjects.named(words, self.area).certain and self._begins_again(boundary):
            self._end_reason(boundary)
        number = self.skeleton.numbers[at]
        if role == "数额" and not number.unit and not number.digits:
            role = "个数"  # a whole number without a unit is no amount
        if role == "个数":
            known = _COUNTED.search(words) or _COUNTED.search(number.unit)
            thing = f"个数/{words}" if known else ""
            self._mention(at, role, thing, words, bool(known))
            if thing and not self.free:
                self.topic, self.sure = thing, False  # what follows may be the change of a count
            return
        if role == "上年数" and any(year >= self.reading.year for year in self._years(hit.start, hit.end)):
            role = "数额"
        elif role == "数额" and self.attached >= 0 and self.attached == boundary:
            role = "预算数" if self.basis == BUDGET else "上年数"
        elif role == "数额" and self.planned:
            role = "预算数"
        years = self._years(boundary, at)
        mention = self._mention(at, role, subject, words, sure, years[-1] if years else 0)
        if not self.free:
            self._keep(mention)
            self.topic, self.sure = subject, sure

    def _keep(self, mention: Mention) -> None:
        """An amount told: what the clauses that follow may be about.

        It may also belong to the change before it: 增加2.00万元（上年为1.00万元，本年为3.00万元）.
        """
        fact, here = self.fact, ("增减", self.sentence, mention.subject)
        change = fact if fact is not None and (fact.kind, fact.sentence, fact.subject) == here else None
        if mention.role == "预算数":
            self.budget = mention
        elif mention.role == "上年数":
            self.last = mention
            if change is not None:
                change.slots.setdefault("上年数", mention)
        else:
            if self.budget and self.budget.subject != mention.subject:
                self.budget = None
            self.current = mention
            self.head = self.head or mention
            if change is not None and "上年数" in change.slots:
                change.slots.setdefault("本年数", mention)
            if mention.bound and mention.subject not in subjects.WAYS:
                self.reading.keep(mention)

    def _compare(self, hit: Hit, boundary: int) -> None:
        """What the next figures are compared with; the words before it may name what is compared."""
        named = subjects.named(self._bare(self.skeleton.text[boundary : hit.start]), self.area)
        if self.free and named.subject and named.certain and self._begins_again(boundary):
            self._end_reason(boundary)
        if self.free:
            return
        if named.subject:
            self.topic, self.sure = named.subject, named.certain
        elif named.left:
            self.topic, self.sure = self._unknown(), False
        years = self._years(hit.start, hit.end)
        self.basis = hit.basis
        span = (self._place(hit.start), self._end(hit.end - 1))
        self.reading.compared.append(Compared(years[0] if years else 0, hit.basis, self.sentence, *span))
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
            self._end(hit.end - 1),
            slots,
            hit.senses,
            self.basis,
            certain=sure,
        )
        self.fact = fact
        self.reading.facts.append(fact)
        _STATEMENTS[hit.kind](self, fact, hit, words)

    def _change(self, fact: Fact, hit: Hit, words: str) -> None:
        if self.basis == BUDGET:
            fact.kind = "差异"
        if hit.kind == "持平":
            fact.kind, fact.senses = "差异" if self.basis == BUDGET else "增减", (0,)
        this = self._this(fact.subject)
        if this is not None:
            fact.slots.setdefault("本年数" if fact.kind == "增减" else "决算数", this)
        last = self.last
        if last and fact.kind == "增减" and (last.sentence, last.subject) == (self.sentence, fact.subject):
            fact.slots["上年数"] = last
        if self.budget is not None and fact.kind in ("差异", "差异方向") and self.budget.subject == fact.subject:
            fact.slots["预算数"] = self.budget
        fact.maybe = self._near()

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
            lists = subjects.subjects()
            account = lists.default.get(self.area, "") if fact.subject.startswith(clauses.ACCOUNT) else ""
            fact.of = lists.total_of(fact.subject) or account

    def _completion(self, fact: Fact, hit: Hit, words: str) -> None:
        if "预算数" not in fact.slots and self.budget is not None and self.budget.subject == fact.subject:
            fact.slots["预算数"] = self.budget
        this = self._this(fact.subject)
        if this is not None:
            fact.slots["决算数"] = this
        fact.maybe = self._near()

    def _near(self) -> tuple[Mention, ...]:
        """The amounts that a statement may be about: the last one, the first of the sentence, that of the list."""
        return tuple(dict.fromkeys(one for one in (self.current, self.head, self.total) if one is not None))

    def _this(self, subject: str) -> Mention | None:
        """The amount of a subject that was told last in this paragraph."""
        return next((one for one in self._near() if one.subject == subject), None)

    def _explained(self, reason: Reason) -> Fact | None:
        """The statement that the words before a reason name, among those of this section without one."""
        named = subjects.named(clauses.grammar().direction.sub("", self._bare(reason.words)), self.area)
        if not named.subject or named.subject in subjects.WAYS:
            return None
        near = reversed(self.reading.facts[-_NEAR:])
        return next(
            (one for one in near if one.subject == named.subject and one.area == self.area and not one.reasons), None
        )

    def _begins_again(self, boundary: int) -> bool:
        """Whether what stands here is no longer a reason: another item behind a semicolon, or a list."""
        before = self.skeleton.text[max(boundary - 3, 0) : boundary]
        return before.endswith((";", "其中:", "其中,"))

    def _end_reason(self, boundary: int) -> None:
        self.free = False
        if self.reading.reasons:
            reason = self.reading.reasons[-1]
            stop = self._place(boundary - 1)
            if stop >= reason.start:
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
        start, stop = self._place(hit.end), self._end(max(end - 1, hit.end - 1))
        reason = Reason(
            self.reading.source.quote(start, stop) if end > hit.end else "", text[boundary : hit.start], start, stop
        )
        if not self.free:
            self.reading.reasons.append(reason)
            self.fact = self._explained(reason) or self.fact
            if self.fact is not None:
                self.fact.reasons.append(reason)
        self.free = True


_STATEMENTS: Mapping[str, Callable[[Walk, Fact, Hit, str], None]] = {
    "增减": Walk._change,
    "持平": Walk._change,
    "差异": Walk._completion,
    "差异方向": Walk._change,
    "占比": Walk._share,
    "完成率": Walk._completion,
}
