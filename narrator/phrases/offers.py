"""What a pack says about reasons (主要原因): when one is due, how several are joined, wordings by code.

``pack.yaml`` states the settings under ``reasons``, ``reasons.yaml`` lists the wordings. A wording is
offered, or taken by its code with the unit's own values; it never becomes a reason by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from narrator.figures import terms
from narrator.figures.findings import Finding
from narrator.figures.near import near
from narrator.figures.number import NumberError, decimal
from narrator.figures.values import Place
from narrator.files import marked
from narrator.files.marked import Node, Scalar
from narrator.phrases import entries, literals, slots, spelling
from narrator.phrases.directions import Directions
from narrator.phrases.entries import Wording
from narrator.phrases.formats import Format
from narrator.phrases.phrase import ALWAYS, Phrase, Variant
from narrator.phrases.settings import KNOWN, NUMBER, Reason, Reasons, ReasonWords, Rules
from narrator.rules.catalogue import kind_of
from narrator.rules.due import REASON, RULES, THRESHOLD, Due
from narrator.rules.kinds import CHANGE, DEVIATION

EXPLAINS = tuple(
    name for name in dict.fromkeys((*CHANGE.conditions, *DEVIATION.conditions)) if name not in CHANGE.settled
)
_TERMS = {case.term: name for kind in (CHANGE, DEVIATION) for name, case in kind.conditions.items() if name in EXPLAINS}
_NEEDED = "say 是用语，explains 是它能说明哪几种变动，如 [增加]。"
_FILE_KEYS = ("source", "reasons", entries.NEW)
_ENTRY_KEYS = ("say", "explains", "against", "about", "when", "source", "evidence")
_WORDS = ("more", "less", "compared", "plain", "empty", "over", "under")
_SETTINGS = ("due", "rate", "amount", "number", "join", "repeated", *_WORDS)


def read_settings(
    settings: marked.Mapping, formats: Mapping[str, Format], rules: Rules, findings: list[Finding]
) -> Reasons:
    """The settings of ``pack.yaml``; what is wrong is added to the findings."""
    findings += entries.unknown(settings, _SETTINGS)
    reader = _Reader(settings, findings)
    rule = reader.text("due", RULES[0])
    if rule not in RULES:
        reader.wrong("due", f"due 不能是「{rule}」。", f"可选：{'、'.join(RULES)}。")
    rate, amount = reader.number("rate"), reader.number("amount")
    if rule == THRESHOLD and rate is None and amount is None:
        reader.wrong("due", "due 是 threshold，却没有写 rate 或 amount。", "至少写一项：rate 是 %，amount 是万元。")
    repeated = reader.text("repeated", "3")
    if not repeated.isdecimal() or int(repeated) == 0:
        reader.wrong("repeated", f"「{repeated}」不是正整数。", "请写 1、2、3 这样的数。")
    return Reasons(
        due=Due(rule, rate, amount),
        number=_number(settings, formats, findings),
        join=str(settings["join"]) if isinstance(settings.get("join"), Scalar) else None,
        repeated=int(repeated) if repeated.isdecimal() else 3,
        words=ReasonWords(
            **{kind: rules.directions.of(kind) for kind in ("up", "down", "flat")},
            **{key: reader.words(key) for key in _WORDS},
        ),
    )


def read_offers(
    content: Node,
    formats: Mapping[str, Format],
    rules: Rules,
    findings: list[Finding],
    known: Collection[str] | None = None,
) -> Iterator[Reason]:
    """The wordings of one ``reasons.yaml``, those without a mistake.

    ``known`` are the inherited codes, which ``reasons`` may change and ``new`` add to; None for a layer
    without parents.
    """
    if not isinstance(content, marked.Mapping):
        if content is not None:
            findings.append(entries.shapeless(content.place))
        return
    findings += entries.unknown(content, _FILE_KEYS)
    for key in ("reasons", entries.NEW):
        listed = content.get(key)
        if listed is not None and not isinstance(listed, marked.Mapping):
            findings.append(entries.shapeless(listed.place))
            continue
        for code, entry in (listed or {}).items():
            place = listed.marks[code] if listed is not None else content.place
            if known is not None and (code in known) != (key != entries.NEW):
                findings.append(_misplaced(str(code), place, known))
            if not isinstance(entry, marked.Mapping):
                findings.append(Finding("P141", place, f"原因「{code}」没有写 say 和 explains。", _NEEDED))
                continue
            before = len(findings)
            reason = _reason(str(code), entry, place, str(content.get("source") or ""), findings)
            if reason is not None and formats:
                findings += _slots(reason, formats)
                findings += literals.bending(reason.wording, None, formats, rules)
            if reason is not None and len(findings) == before:
                yield reason


def _misplaced(code: str, place: Place, known: Collection[str]) -> Finding:
    if code in known:
        advice = "要改写它，请移到 reasons 下；是另一个原因，请另起名称。"
        return Finding("P154", place, f"上级短语库里已经有原因「{code}」，不是新增的。", advice)
    advice = near(code, known, "") + entries.MOVE
    return Finding("P153", place, f"上级短语库里没有原因「{code}」，改不了。", advice)


def _reason(code: str, entry: marked.Mapping, place: Place, source: str, findings: list[Finding]) -> Reason | None:
    findings += entries.unknown(entry, _ENTRY_KEYS)
    if not source and "source" not in entry and "evidence" not in entry:
        findings.append(Finding("P118", place, f"原因「{code}」没有写依据。", entries.UNPROVEN))
    from narrator.rules.explained import CONDITIONS  # reasons are seldom taken by code: most drafts need none of it

    reader = _Reader(entry, findings)
    explains = reader.several("explains", EXPLAINS, terms=_TERMS)
    against = reader.several("against", tuple(terms.REASON_SUBJECTS))
    subjects = tuple(dict.fromkeys(name for names in terms.REASON_SUBJECTS.values() for name in names))
    about = reader.several("about", subjects, codes=True)
    when = reader.several("when", tuple(CONDITIONS))
    text = entry.get("say")
    if not isinstance(text, Scalar) or not explains:
        missing = "say" if not isinstance(text, Scalar) else "explains"
        findings.append(Finding("P141", place, f"原因「{code}」没有写 {missing}。", _NEEDED))
        return None
    wording = Wording(("",), text, entries.evidence(entry, source))
    variant = entries.variant_of(f"原因「{code}」", code, wording, findings)
    return Reason(code, variant, explains, against, about, when) if variant else None


def _slots(reason: Reason, formats: Mapping[str, Format]) -> Iterator[Finding]:
    """A slot is printed by a format of the pack; one that the program fills, by a format of its type."""
    for slot in reason.wording.slots:
        place, form = reason.wording.source.place, formats.get(slot.format)
        if form is None:
            yield slots.unformatted(slot, place, formats, KNOWN.get(slot.name, ""))
        elif form.type == "ordinal" or form.type != KNOWN.get(slot.name, form.type):
            yield slots.misformatted(slot, place, formats, KNOWN.get(slot.name, ""))


def _number(settings: marked.Mapping, formats: Mapping[str, Format], findings: list[Finding]) -> Variant | None:
    """How one of several reasons is numbered: a wording with the slot 序号 and no other."""
    text = settings.get("number")
    if not isinstance(text, Scalar) or not text:
        return None
    variant = entries.variant_of("reasons 的 number", "", Wording(("",), text, ""), findings)
    if variant is None:
        return None
    slots = [(slot.name, formats[slot.format].type if slot.format in formats else "") for slot in variant.slots]
    if slots != [(NUMBER, "ordinal")]:
        advice = f"例如 {{{{ {NUMBER} | 数字序号 }}}}、；不编号就不写 number。"
        findings.append(Finding("P140", text.place, f"number 里应有且只有「{NUMBER}」，用 ordinal 型的格式。", advice))
    return variant


class _Reader:
    """The values of a mapping, each mistake told at its place."""

    def __init__(self, mapping: marked.Mapping, findings: list[Finding]) -> None:
        self.mapping = mapping
        self.findings = findings

    def wrong(self, key: str, evidence: str, advice: str = "") -> None:
        self.findings.append(Finding("P140", self.mapping.marks[key], evidence, advice))

    def text(self, key: str, otherwise: str) -> str:
        node = self.mapping.get(key)
        if node is not None and not isinstance(node, Scalar):
            self.wrong(key, f"{key} 应是一个词或一个数。", "请写在冒号后面，不要分行。")
        return str(node) if isinstance(node, Scalar) else otherwise

    def number(self, key: str) -> Decimal | None:
        typed = self.text(key, "")
        try:
            value = decimal(typed) if typed else None
        except NumberError:
            value = Decimal(-1)
        if value is not None and value < 0:
            self.wrong(key, f"「{typed}」不是数字。", "请写半角数字，不带单位：rate 是 %，amount 是万元。")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """Words on one line with spaces between, or a list."""
        node = self.mapping.get(key)
        if isinstance(node, marked.Sequence) and all(isinstance(item, Scalar) for item in node):
            return tuple(str(item) for item in node)
        return tuple(self.text(key, "").split())

    def several(
        self, key: str, known: tuple[str, ...], *, terms: Mapping[str, str] = MappingProxyType({}), codes: bool = False
    ) -> tuple[str, ...]:
        """One name or a list of names out of these; with ``codes``, the beginning of an account's code as well.

        Where the names have ``terms`` (with the name that each stands for), these are written and offered as well.
        """
        names = self.words(key)
        for name in names:
            if name not in (*known, *terms) and not (codes and name.isascii() and name.isdigit()):
                advice = f"可用：{'、'.join(terms or known)}{'，或科目编码的开头' if codes else ''}。"
                offer = near(name, (*terms, *known), advice, shown={of: term for term, of in terms.items()})
                self.findings.append(Finding("P142", self.mapping.marks[key], f"{key} 里没有「{name}」。", offer))
        return tuple(terms.get(name, name) for name in names)


def unexplained(phrases: Iterable[Phrase], rule: Due, directions: Directions) -> Iterator[Finding]:
    """Wordings that print a reason where the pack may ask for none, without a wording for that case.

    One for every case (``不写原因: 与上年持平``) says nothing that is not so in one of them.
    """
    spared = [condition for condition in EXPLAINS if rule.spares(condition)]
    for phrase in phrases if spared else ():
        kind, always = kind_of(phrase.over), phrase.without.get(ALWAYS)
        if kind and always:
            held = [name for name in spared if name in kind.conditions and name not in phrase.without]
            yield from literals.against(always, kind, held, directions)
        lacking: dict[Variant, list[str]] = {}
        for condition in spared:
            variant = phrase.variants.get(condition) or phrase.variants.get("")
            speaks = variant is not None and any(slot.name == REASON for slot in variant.slots)
            if variant and speaks and not phrase.unexplained(condition):
                lacking.setdefault(variant, []).append(condition)
        for variant, conditions in lacking.items():
            cases = spelling.listed(phrase.over, conditions).replace("、", "」「")
            evidence = f"due 是 {rule.rule}，有时不用写原因，短语「{phrase.id}」却没有写「{cases}」下不带原因怎么说。"
            yield Finding("P143", variant.source.place, evidence, f"请写在「{spelling.WITHOUT}」里。")
