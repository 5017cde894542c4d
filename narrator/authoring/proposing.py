"""Examples that the program proposes: neutral values, the sentence that they make, and ``accepted: no``.

A proposal is worth nothing until a person has read it: lint tells of each (``examples.UNREAD``) until the line
``accepted: no`` is gone. What stands in a file is never changed; proposals are added behind it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path, PurePath
from typing import NamedTuple

from narrator.authoring import examples
from narrator.authoring.lint import years
from narrator.figures import terms
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Figure, Place
from narrator.files import marked
from narrator.phrases import spelling
from narrator.phrases.formats import Format
from narrator.phrases.home import EXAMPLES, PHRASES
from narrator.phrases.layers import Layer
from narrator.phrases.match import match
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Phrase, Slot, Variant, say
from narrator.phrases.phrasebook import Phrasebook
from narrator.rules.catalogue import kind_of
from narrator.rules.kinds import TERM, Kind

HEAD = "# 例句：给出数，写出整句。写着 accepted: no 的是程序拟的，读过、没有错的，删去那一行。\n"
_NOWHERE = Place("", 0, 0)
_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

# Both figures of a comparison, one after the other until the rules give the condition that is looked for.
_PAIRS = tuple(
    (Decimal(one), Decimal(other))
    for one, other in ((80, 100), (100, 80), (100, 100), (0, 100), (100, 0), (0, 0), (-20, 100))
)
_NOTHING = {"none", "empty"}  # conditions that claim an absence, where nothing is compared
_NAME = "名称"
_YEARS = {"上年度": 2030}  # of this name; any other year is the next one
_RATE, _STEP = 25, {"amount": 100, "number": 10, "count": 1, "ordinal": 1}  # the first figure of a type, and the step


class Proposal(NamedTuple):
    """An example of a wording: the values as a person would type them, the sentence, whether it reads in two ways."""

    phrase: Phrase
    variant: Variant
    values: Mapping[str, str]
    text: str
    ambiguous: bool


class Filled(NamedTuple):
    """A file of examples with what was added: its content before (None where it is new) and after, how many."""

    path: Path
    before: bytes | None
    after: bytes
    added: int


def waiting(layers: tuple[Layer, ...], phrasebook: Phrasebook) -> list[Finding]:
    """The wordings of the last of these layers without an example, and the examples that nobody has read yet.

    Raises Refused for a file that cannot be read.
    """
    found: list[Finding] = []
    for pack in _packs(layers, phrasebook):
        examples.files(pack)  # raises for one that cannot be read
        found += examples.check(pack)
    return list(dict.fromkeys(one for one in found if one.code in (examples.WITHOUT_EXAMPLE, examples.UNREAD)))


def _packs(layers: tuple[Layer, ...], phrasebook: Phrasebook) -> list[Pack]:
    """What the layers come to in each year in which they may differ. Raises Refused."""
    unread = [finding for layer in layers if layer.unread for finding in layer.findings]
    if unread:
        raise Refused(unread)
    return [phrasebook.inspect(layers, layers[-1].id, year)[0] for year in years(layers)]


def fill(layers: tuple[Layer, ...], phrasebook: Phrasebook) -> tuple[list[Filled], list[Finding]]:
    """The files with proposals for every wording of the last layer that has no example; those still without one.

    Raises Refused for a file that cannot be read.
    """
    files: dict[Path, list[Proposal]] = {}
    left: dict[Place, Finding] = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()  # an example stands for its conditions, whatever the year
    for pack in _packs(layers, phrasebook):
        for phrase, variant in examples.lacking(pack):
            if (phrase.id, variant.source.conditions) in seen:
                continue
            seen.add((phrase.id, variant.source.conditions))
            proposal = propose(pack, phrase, variant)
            if proposal is None:
                left[variant.source.place] = examples.lacks(phrase, variant)
            else:
                files.setdefault(_file(pack, phrase, variant), []).append(proposal)
    filled = []
    for path, proposals in files.items():
        before = path.read_bytes() if path.exists() else None
        after = _added(before, proposals)
        if after is None:
            left |= {one.variant.source.place: examples.lacks(one.phrase, one.variant) for one in proposals}
        else:
            filled.append(Filled(path, before, after, len(proposals)))
    return filled, list(left.values())


# Values -------------------------------------------------------------------------------------------------


def propose(pack: Pack, phrase: Phrase, variant: Variant) -> Proposal | None:
    """An example of a wording; None where no values were found that can be read back from their sentence."""
    typed = _drawn(pack, phrase, variant)
    slots = {slot.name: examples.value(pack.formats[slot.format], typed[slot.name]) for slot in variant.slots}
    text = "".join(span.text for span in say(variant, slots, {}, pack.formats))
    readings = match(phrase, text, pack.formats)
    if not any(dict(reading.values) == examples.read(pack, variant, slots) for reading in readings):
        return None
    return Proposal(phrase, variant, typed, text, len(readings) > 1)


def _drawn(pack: Pack, phrase: Phrase, variant: Variant) -> dict[str, str]:
    """A value for each slot, as it is typed: derived ones by the rules, the others by their type and name."""
    kind = kind_of(phrase.over)
    derived = _derived(kind, variant.source.conditions, pack) if kind else {}
    nothing = not derived and set(variant.source.conditions) <= _NOTHING
    drawn: dict[str, str] = {}
    counts: dict[str, int] = {}
    for slot in variant.slots:
        form = pack.formats[slot.format]
        if slot.name not in drawn:
            drawn[slot.name] = _typed(form, derived[slot.name].value) if slot.name in derived else ""
        if not drawn[slot.name]:
            counts[form.type] = counts.get(form.type, 0) + 1
            drawn[slot.name] = _plain(slot, form, 0 if nothing else counts[form.type], pack)
    return drawn


def _derived(kind: Kind, conditions: Sequence[str], pack: Pack) -> dict[str, Figure]:
    """The figures of a comparison under the first of these conditions that one can be in; none of other kinds."""
    rule = kind.derive
    wanted = [name for name in conditions if name in kind.conditions] or list(kind.conditions)
    for condition in wanted if rule else ():
        for one, other in _PAIRS:
            assert rule is not None
            outcome = rule(Figure(one, "", _NOWHERE), Figure(other, "", _NOWHERE), pack.decimals.percent)
            if outcome.condition == condition:
                return outcome.slots
    return {}


def _plain(slot: Slot, form: Format, count: int, pack: Pack) -> str:
    """A neutral value: a round number, 某 and the name of the slot.

    ``count`` tells one of a type from the next; it is 0 where there is nothing.
    """
    if form.type == "year":
        return str(_YEARS.get(slot.name, 2031))
    if form.type == "percent":
        return _typed(form, Decimal(_RATE))
    if form.type in _STEP:
        return _typed(form, Decimal(_STEP[form.type] * count))
    if form.type == "word":
        return terms.BODIES[0]
    if form.type == TERM and slot.name == "金额单位":
        return pack.decimals.scale
    name = f"某{slot.name.removesuffix(_NAME) or slot.name}"
    return f"{name}甲、{name}乙" if form.type == "names" else name


def _typed(form: Format, number: Decimal) -> str:
    """A number as it is typed: with the decimals that the format prints, without unit and separators."""
    read = form.read(form.print(Figure(number, "", _NOWHERE)))
    return f"{read:f}" if isinstance(read, Decimal) else f"{number:f}"


# Files --------------------------------------------------------------------------------------------------


def _file(pack: Pack, phrase: Phrase, variant: Variant) -> Path:
    """The file that has examples of this phrase already, else the one beside its phrase file."""
    beside = f"{PurePath(variant.source.place.file).stem}{EXAMPLES}"
    return examples.files(pack).get(phrase.id, pack.folders[-1] / PHRASES / beside)


def _added(before: bytes | None, proposals: Sequence[Proposal]) -> bytes | None:
    """The file with the proposals behind what it has; None where that would change what it has."""
    text = HEAD if before is None else before.decode("utf-8")
    old = _content(text)
    if old is None:
        return None
    by_phrase: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        by_phrase.setdefault(proposal.phrase.id, []).append(proposal)
    lines, end = _LINE.findall(text), "\r\n" if "\r\n" in text else "\n"
    if lines and not lines[-1].endswith(("\r", "\n")) and lines[-1] != "\ufeff":
        lines[-1] += end
    for phrase, added in sorted(by_phrase.items(), key=lambda item: (-_after(item[0], old, lines), item[0] not in old)):
        listed = old.get(phrase)
        indent = " " * (listed.place.column - 1) if isinstance(listed, marked.Sequence) else ""
        head = [] if phrase in old else [f"{_scalar(phrase)}:"]
        made = [*head, *(f"{indent}{line}" for proposal in added for line in _item(proposal))]
        at = _after(phrase, old, lines)
        lines[at:at] = [f"{line}{end}" for line in made]
    made_text = "".join(lines)
    new = _content(made_text)
    wanted = {**old, **{phrase: [*(old.get(phrase) or ()), *map(_data, added)] for phrase, added in by_phrase.items()}}
    return made_text.encode() if new == wanted else None


def _after(phrase: str, old: marked.Mapping, lines: Sequence[str]) -> int:
    """Behind which line examples of a phrase are added: the last of those it has, else the last of the file."""
    starts = [place.line for place in old.marks.values()]
    following = [line for line in starts if phrase in old and line > old.marks[phrase].line]
    at = min(following) - 1 if following else len(lines)
    while following and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#")):
        at -= 1
    return at


def _content(text: str) -> marked.Mapping | None:
    """What a file of examples says; None where it is no mapping of lists, or no YAML any more."""
    try:
        node = marked.parse(text.removeprefix("\ufeff"), "")
    except Refused:
        return None
    if node is None:
        return marked.nothing(_NOWHERE)
    return node if isinstance(node, marked.Mapping) else None


def _item(proposal: Proposal) -> Iterator[str]:
    """An example as it is written."""
    conditions = spelling.of(proposal.variant.source).replace("、", ", ")
    values = ", ".join(f"{name}: {_scalar(value, within=True)}" for name, value in proposal.values.items())
    lines = [f"conditions: [{conditions}]"] if conditions else []
    lines += [f"values: {{{values}}}", *(["ambiguous: yes"] if proposal.ambiguous else [])]
    lines += [f"text: {_scalar(proposal.text)}", f"{examples.ACCEPTED}: no"]
    yield from (f"{'  ' if number else '- '}{line}" for number, line in enumerate(lines))


def _data(proposal: Proposal) -> dict[str, object]:
    """An example as it is read."""
    conditions = spelling.of(proposal.variant.source).split("、")
    data: dict[str, object] = {"conditions": conditions} if conditions != [""] else {}
    data |= {"values": dict(proposal.values), "text": proposal.text, examples.ACCEPTED: "no"}
    return {**data, "ambiguous": "yes"} if proposal.ambiguous else data


def _scalar(text: str, *, within: bool = False) -> str:
    """A text as YAML: plain where it reads so, in a list of values where it stands ``within`` one."""
    try:
        read = marked.parse(f"甲: {{甲: {text}}}" if within else f"甲: {text}", "")
    except Refused:
        read = None
    plain = {"甲": {"甲": text} if within else text}
    return text if read == plain else json.dumps(text, ensure_ascii=False)
