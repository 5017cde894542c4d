"""Phrases are two-way: rendered they write the sentence, matched they give the values back.

Jinja's own rendering of the same text is the oracle for the compiled pieces.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from narrator.figures.values import Figure, Names, Place, Text, Value
from narrator.files import marked
from narrator.phrases import home, spelling
from narrator.phrases.formats import Format
from narrator.phrases.layers import phrase_files
from narrator.phrases.match import Reading, match
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import WITHOUT_REASON, Phrase, Variant, say
from narrator.phrases.phrasebook import default
from narrator.rules.catalogue import kind_of

PACKS = tuple(entry.id for entry in default().entries())  # those that only others build on as well
NOWHERE = Place("test", 1, 1)
UNITS = {"amount": "万元", "percent": "%", "year": "年"}


def _value(form: Format, text: Any) -> Value:
    """The value of a slot from how an example file states it."""
    if form.type in ("text", "term", "word", "reason"):
        return Text(str(text))
    if form.type == "names":
        return Names(tuple(Text(name) for name in str(text).split("、")))
    return Figure(Decimal(str(text)), UNITS.get(form.type, ""), NOWHERE)


def _slots(pack: Pack, variant: Variant, values: dict[str, Any]) -> dict[str, Value]:
    return {slot.name: _value(pack.formats[slot.format], values[slot.name]) for slot in variant.slots}


def _said(pack: Pack, variant: Variant, slots: dict[str, Value]) -> str:
    return "".join(span.text for span in say(variant, slots, {}, pack.formats))


def _read_back(pack: Pack, phrase: Phrase, variant: Variant, values: dict[str, Any], text: str) -> tuple[Reading, ...]:
    """The readings of the text, and a check that the drawn values are among them."""
    readings = match(phrase, text, pack.formats)
    wanted = {}
    for slot in variant.slots:
        form = pack.formats[slot.format]
        printed = form.print(_value(form, values[slot.name]))
        wanted[slot.name] = form.read(printed)
    found = [reading for reading in readings if dict(reading.values) == wanted]
    assert found, (text, readings)
    assert set(variant.source.conditions) <= found[0].conditions
    return readings


def _conditions(phrase: Phrase, example: dict[str, Any]) -> tuple[str, ...]:
    """The conditions of an example by their names in code; it writes their terms."""
    kind = kind_of(phrase.over)
    written = [str(name) for name in example.get("conditions") or [""]]
    return tuple(WITHOUT_REASON if name == spelling.WITHOUT else spelling.named(kind, name) for name in written)


def _examples() -> list[Any]:
    cases: list[Any] = []
    for pack_id in PACKS:
        for path in phrase_files(home.root() / pack_id, examples=True):
            content = marked.load(path)
            assert isinstance(content, dict)
            for phrase_id, examples in content.items():
                for number, example in enumerate(examples or ()):
                    label = f"{pack_id}-{path.name.split('.')[0]}-{len(cases)}"
                    cases.append(pytest.param(pack_id, str(phrase_id), number, example, id=label))
    return cases


@pytest.mark.parametrize(("pack_id", "phrase_id", "number", "example"), _examples())
def test_example_reads_both_ways(pack_id: str, phrase_id: str, number: int, example: dict[str, Any]) -> None:
    """Each example's values make its sentence, and its sentence gives the values back.

    Only an example that says ``ambiguous: yes`` may be read in more than one way: where a unit's own
    words could say what another wording of the phrase says.
    """
    pack = default().pack(pack_id)
    phrase = pack.phrases[phrase_id]
    conditions = _conditions(phrase, example)
    wordings = phrase.without if WITHOUT_REASON in conditions else phrase.variants
    variant = wordings[conditions[-1]]
    assert set(conditions) == set(variant.source.conditions), number
    values = dict(example["values"])
    assert set(values) == {slot.name for slot in variant.slots}
    assert _said(pack, variant, _slots(pack, variant, values)) == str(example["text"])
    readings = _read_back(pack, phrase, variant, values, str(example["text"]))
    assert (len(readings) > 1) == (example.get("ambiguous") == "yes")


@pytest.mark.parametrize("pack_id", PACKS)
def test_every_wording_with_slots_has_an_example(pack_id: str) -> None:
    """The examples file beside each phrase file covers every wording that has a slot."""
    pack = default().pack(pack_id)
    covered: set[tuple[str, tuple[str, ...]]] = set()
    for path in phrase_files(home.root() / pack_id, examples=True):
        content = marked.load(path)
        assert isinstance(content, dict)
        assert path.with_name(f"{path.name.split('.')[0]}.yaml").is_file()
        covered |= {
            (str(phrase_id), _conditions(pack.phrases[str(phrase_id)], example))
            for phrase_id, examples in content.items()
            if isinstance(examples, list)
            for example in examples
            if isinstance(example, dict)
        }
    due = {
        (phrase.id, variant.source.conditions)
        for phrase in pack.phrases.values()
        for variant in phrase.distinct()
        if variant.slots and pack.owns(variant.source.place)
    }
    assert due or len(pack.layers) > 1
    assert covered == due


# Drawn values ------------------------------------------------------------------------------------

_WORDS = st.text(
    alphabet=st.sampled_from("本年新增档案项目经费收支上年度合计，；一二三0123456789()（）万元%、。增长下降减少占其中"),
    min_size=1,
    max_size=12,
)


def _drawn(form: Format) -> st.SearchStrategy[str]:
    cents = st.integers(-(10**13), 10**13).map(lambda n: str(Decimal(n).scaleb(-2)))
    match form.type:
        case "amount" | "percent" | "number":
            return cents
        case "count":
            return st.integers(0, 10**9).map(str)
        case "year":
            return st.integers(1900, 2099).map(str)
        case "ordinal":
            return st.integers(1, 199).map(str)
        case "word":
            return st.sampled_from(["单位", "部门"])
        case "names":
            name = _WORDS.filter(lambda words: "、" not in words)
            return st.lists(name, min_size=1, max_size=4).map("、".join)
        case "reason":
            return _WORDS.filter(lambda words: not words.endswith("。"))
        case "term":
            return _WORDS.filter(lambda words: not words[-1].isdigit())
        case _:
            return _WORDS


WORDINGS = [  # of the packs as they are, and those that a choice puts in their place
    (pack, phrase.id, number)
    for pack_id in PACKS
    for pack in default().varied(pack_id)
    for phrase in pack.phrases.values()
    for number, variant in enumerate(phrase.distinct())
    if not pack.chosen or pack.choice(variant.source.place)
]


@pytest.mark.slow
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_drawn_values_come_back(data: st.DataObject) -> None:
    """Whatever the values, the pieces say what Jinja says, and reading gives the values back.

    Where drawn words contain the phrase's own words the text can be split in several ways: then
    several readings are told, and the drawn one is among them.
    """
    pack, phrase_id, number = data.draw(st.sampled_from(WORDINGS))
    phrase = pack.phrases[phrase_id]
    variant = phrase.distinct()[number]
    values = {slot.name: data.draw(_drawn(pack.formats[slot.format]), slot.name) for slot in variant.slots}
    slots = _slots(pack, variant, values)
    text = _said(pack, variant, slots)

    environment = Environment()  # the oracle renders trusted phrases of the pack under test
    environment.filters.update({name: form.print for name, form in pack.formats.items()})
    assert text == environment.from_string(variant.text).render(slots)
    _read_back(pack, phrase, variant, values, text)


def test_every_wording_is_drawn_over_once() -> None:
    """Each single wording, not only the sampled ones, comes back from one set of plain values."""
    plain = {
        "names": "甲科、乙科",
        "word": "单位",
        "year": "2031",
        "ordinal": "12",
        "text": "某事",
        "term": "某项",
        "reason": "某因",
    }
    for pack, phrase_id, number in WORDINGS:
        phrase = pack.phrases[phrase_id]
        variant = phrase.distinct()[number]
        values = {slot.name: plain.get(pack.formats[slot.format].type, "7") for slot in variant.slots}
        text = _said(pack, variant, _slots(pack, variant, values))
        _read_back(pack, phrase, variant, values, text)


def test_ambiguous_text_is_told_and_not_guessed() -> None:
    """A reason that contains the phrase's own words gives more than one reading, never a silent choice."""
    pack = default().pack("xinjiang/2024")
    phrase = pack.phrases["三公.用车情况"]
    text = (
        "公务用车购置数0辆，公务用车保有量2辆。国有资产占用情况中固定资产车辆3辆，"
        "与公务用车保有量差异原因是：一辆停用。"
    )
    assert len(match(phrase, text, pack.formats)) == 1
    names = pack.phrases["构成.占比"]
    readings = match(names, "收入1.00万元，占2.00万元，占3.00%", pack.formats)
    assert [dict(reading.values) for reading in readings] == [
        {"名称": "收入1.00万元，占", "金额": Decimal("2.00"), "占比": Decimal("3.00")},
    ]
    listing = pack.phrases["机构.下属单位"]
    twice = "有下属预算单位2个，分别是：甲、乙；分别是：丙；"
    assert len(match(listing, twice, pack.formats)) == 1


def test_a_text_of_another_wording_is_not_read() -> None:
    """A direction against the sign, a lost unit, a lost zero: no wording prints them."""
    pack = default().pack("xinjiang/2024")
    phrase = pack.phrases["增减.比上年"]
    right = "，比上年增加20.00万元，增长25.00%，主要原因是：某因。"
    (reading,) = match(phrase, right, pack.formats)
    assert reading.conditions == {"up", "flat", "none"}
    for wrong in (
        right.replace("增长", "下降"),
        right.replace("万元", "元", 1),
        right.replace("25.00%", "25.0%"),
        right.replace("25.00%", "25.00"),
        right.replace("20.00", "020.00"),
        right + "。",
    ):
        readings = match(phrase, wrong, pack.formats)
        assert all(reading.values["原因"] != "某因" for reading in readings), wrong


def test_what_looks_like_a_numeral_and_is_none_is_not_read() -> None:
    """「一一、」 is made of numerals, but no number is written so."""
    pack = default().pack("xinjiang/2024")
    section = pack.phrases["序号.节"]
    assert [dict(reading.values) for reading in match(section, "十一、", pack.formats)] == [{"序号": Decimal(11)}]
    assert match(section, "一一、", pack.formats) == ()
