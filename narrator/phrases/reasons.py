"""Reasons (主要原因) in words: a code with its values becomes a text, several become one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from narrator.figures.findings import Finding, Refused, by_place
from narrator.figures.model import Coded, Unit
from narrator.figures.number import NumberError, decimal
from narrator.figures.values import Figure, Formula, Gap, Names, Place, Text, Value
from narrator.phrases.formats import FIGURES, Format
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Span, say
from narrator.phrases.settings import ITEM, KNOWN, NUMBER, Reason
from narrator.rules.facts import common


def worded(unit: Unit, pack: Pack) -> Unit:
    """The unit with every listed reason in words: one item as it is, several numbered and joined.

    Values typed for a code are printed by the pack's formats: plain numbers, money in 万元, with no
    more decimals than are printed. Raises Refused with all that is wrong, each at its place: R101
    an unknown code, R102 a value missing, R103 one too many, R104 one that cannot be printed, R105
    several reasons where the pack does not say how they are joined. A reason that says what is not known
    of the unit yet (主体) stays out, a gap like that.
    """
    if not unit.listed_reasons:
        return unit
    findings: dict[Finding, None] = {}
    reasons = dict(unit.reasons)
    for (comparison, subject), items in unit.listed_reasons.items():
        writer = _Writer(unit, pack, _origin(items[0]), subject)
        text = writer.joined(items)
        if not writer.waits:
            reasons[comparison, subject] = text
        findings |= dict.fromkeys(writer.findings)
    if findings:
        raise Refused(sorted(findings, key=by_place))
    return replace(unit, reasons=reasons, listed_reasons={})


def _origin(item: Text | Coded) -> Place | None:
    """Where a list begins; its key is that of the reason, without the item's number."""
    place = (item.code if isinstance(item, Coded) else item).origin
    return place and place._replace(key="/".join(place.key.split("/")[:3]))


def known_values(unit: Unit, pack: Pack, subject: str) -> dict[str, Value]:
    """The slots that nobody has to type: those of every phrase, and the name of what is explained."""
    names = (
        account.name.text
        for statement in unit.statements.values()
        for accounts in (statement.accounts, statement.last_accounts)
        for code, account in (accounts or {}).items()
        if code == subject
    )
    return {**common(unit, pack.decimals), ITEM: Text(next(names, subject))}


class _Writer:
    """Writes one list of reasons; a reference 「同」 says what the place it refers to says."""

    def __init__(self, unit: Unit, pack: Pack, origin: Place | None, subject: str) -> None:
        own = origin.key.split("/")[2:] if origin else []
        self.pack = pack
        self.origin = origin
        self.values = known_values(unit, pack, own[0] if own else subject)
        self.findings: list[Finding] = []
        self.waits = False

    def joined(self, items: tuple[Text | Coded, ...]) -> Text:
        texts = [self.item(item) for item in items]
        if len(texts) == 1:
            return texts[0]
        join = self.pack.reasons.join
        if join is None:
            self.report(
                "R105", self.origin, "这里有几条原因，短语库没有写怎样连接。", "请合成一条，或在 pack.yaml 写 join。"
            )
            return texts[0]
        numbered = (f"{self.number(index)}{self.bare(text).removesuffix(join)}" for index, text in enumerate(texts, 1))
        return Text(join.join(numbered), self.origin)

    def number(self, index: int) -> str:
        number = self.pack.reasons.number
        ordinal = Figure(Decimal(index), "", Formula("number", NUMBER, ()))
        return _print(say(number, {NUMBER: ordinal}, {}, self.pack.formats)) if number else ""

    def bare(self, text: Text) -> str:
        """An item as it stands between others: without the lead and the full stop that the sentence has."""
        for form in self.pack.formats.values():
            if form.type == "reason":
                return form.print(text)
        return text.text

    def item(self, item: Text | Coded) -> Text:
        if isinstance(item, Text):
            return item
        reason = self.pack.offers.get(item.code.text)
        if reason is None:
            known = "、".join(self.pack.offers) or "没有"
            self.report("R101", item.code.origin, f"短语库里没有编号为「{item.code.text}」的原因。", f"现有：{known}。")
            return item.code
        values = self.filled(reason, item)
        if any(isinstance(self.values.get(slot.name), Gap) for slot in reason.wording.slots):
            self.waits = True
            return item.code
        if values is None:
            return item.code
        return Text(_print(say(reason.wording, values, self.values, self.pack.formats)), self.origin)

    def filled(self, reason: Reason, item: Coded) -> dict[str, Value] | None:
        """The values typed for the slots of a wording; None where one is missing, unknown or wrong."""
        open_slots = {
            slot.name: self.pack.formats[slot.format] for slot in reason.wording.slots if slot.name not in KNOWN
        }
        before = len(self.findings)
        values: dict[str, Value] = {}
        for name, form in open_slots.items():
            typed = item.values.get(name)
            value = fill(form, typed) if typed else None
            if typed is None:
                self.report("R102", item.code.origin, f"原因「{reason.code}」没有写「{name}」。", _expected(form))
            elif value is None:
                self.report("R104", typed.origin, f"「{typed.text}」不能用作「{name}」。", _expected(form))
            else:
                values[name] = value
        for name, typed in item.values.items():
            if name not in open_slots:
                known = f"可写：{'、'.join(open_slots)}。" if open_slots else "它没有要填的值。"
                self.report("R103", typed.origin, f"原因「{reason.code}」里没有「{name}」。", known)
        return values if len(self.findings) == before else None

    def report(self, code: str, place: Place | None, evidence: str, advice: str) -> None:
        self.findings.append(Finding(code, place, evidence, advice))


def fill(form: Format, typed: Text) -> Value | None:
    """A typed value for a slot of this format; None where it cannot be printed as it is typed."""
    if form.type == "names":
        return Names(tuple(Text(name, typed.origin) for name in typed.text.split("、")))
    if form.type not in FIGURES:
        return typed if form.read(typed.text) is not None else None
    try:
        number = decimal(typed.text)
    except NumberError:
        return None
    figure = Figure(number, "", typed.origin or Place("", 0, 0))
    whole = form.read(form.print(figure)) == number  # nothing is rounded away
    return figure if number >= 0 and whole else None


def _print(spans: list[Span]) -> str:
    return "".join(span.text for span in spans)


def _expected(form: Format) -> str:
    if form.type not in FIGURES:
        return "请填文字。"
    places = f"，最多 {form.decimals} 位小数" if form.decimals else ""
    return "请填四位年份。" if form.type == "year" else f"请填半角数字，不带单位{places}。"
