"""A phrase: literal text and ``{{ slot | format }}``, nothing else; compiled once into pieces.

The pieces come from Jinja's own tokens, so that Jinja's rendering of the same text is the oracle. A short
loop joins them with the slots' values, and every piece of the result, a ``Span``, knows where it comes from.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from functools import cache, lru_cache, partial
from types import MappingProxyType
from typing import Any, NamedTuple

from narrator.figures.values import Gap, Place, Value
from narrator.phrases.formats import Format
from narrator.rules.fact import Fact

ALWAYS = ""
WITHOUT_REASON = "without_reason"  # marks the wordings that say a fact without its 原因


class PhraseError(ValueError):
    """A text that is not a phrase; the message says why, in Chinese. ``offset`` counts characters from 0."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


class Slot(NamedTuple):
    """A place in a phrase that a value fills, and the format that prints it."""

    name: str
    format: str


class Source(NamedTuple):
    """Where a literal comes from: phrase, the conditions of its wording, file and line.

    ``evidence`` is the rule or the published document that shows this wording, "" where none does. ``over`` is the
    fact or kind that the conditions are of.
    """

    phrase: str
    conditions: tuple[str, ...]
    place: Place
    evidence: str = ""
    over: str = ""


class Span(NamedTuple):
    """A piece of a printed sentence: a literal (``value`` is None), a value, or a gap."""

    text: str
    source: Source
    slot: str = ""
    format: str = ""
    value: Value | None = None


class Said(NamedTuple):
    """One phrase as said: its wording, the condition that held, the fact it is about, and what was printed.

    ``condition`` is None where a gap leaves it open; ``fact`` is None for a phrase over no fact.
    """

    source: Source
    condition: str | None
    fact: Fact | None
    spans: tuple[Span, ...]


class Variant(NamedTuple):
    """One wording: its source, its text and its pieces; literals are spans already.

    ``instead`` is the place of the inherited wording that it stands for.
    """

    source: Source
    text: str
    pieces: tuple[Span | Slot, ...]
    instead: Place | None = None

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Slot))

    def prints(self, slot: str) -> bool:
        """Whether it prints the value of a slot of this name."""
        return any(isinstance(piece, Slot) and piece.name == slot for piece in self.pieces)


class Phrase(NamedTuple):
    """A phrase of a pack: what fact it is said over, and its wording for each condition.

    ``without`` holds the wordings, by condition, for a fact whose reason is neither due nor given.
    """

    id: str
    over: str
    place: Place
    variants: Mapping[str, Variant]
    without: Mapping[str, Variant] = MappingProxyType({})

    def variant(self, condition: str | None) -> Variant | None:
        """The wording for a condition; None where a choice is due and the condition is open."""
        return self.variants.get(ALWAYS) or (self.variants[condition] if condition is not None else None)

    def unexplained(self, condition: str) -> Variant | None:
        """The wording for a condition without the reason; None where there is none of its own."""
        return self.without.get(ALWAYS) or self.without.get(condition)

    def said(self) -> tuple[Variant, ...]:
        """The wordings that say all of a fact, its reason included, each once."""
        return tuple(dict.fromkeys(self.variants.values()))

    def distinct(self) -> tuple[Variant, ...]:
        """The wordings, each once."""
        return tuple(dict.fromkeys((*self.variants.values(), *self.without.values())))


def _is_name(word: str) -> bool:
    """A name for Python and Jinja: what NFKC would change, and the words of either, are none."""
    return word.isidentifier() and word == unicodedata.normalize("NFKC", word) and word.lower() not in _RESERVED


_RESERVED = {word.lower() for word in keyword.kwlist} | {"none", "true", "false"}


@cache  # its lexer, which nothing changes
def _environment() -> Any:
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(keep_trailing_newline=True, autoescape=False)


@lru_cache(maxsize=4096)  # a text is compiled again for each child that changes a format
def compile_text(text: str) -> tuple[str | Slot, ...]:
    """The pieces of a phrase's text. Raises PhraseError for anything but literals and slots."""
    if "\n" in text or "\r" in text:
        raise PhraseError("短语只能写在一行里。")
    wide = re.search("[｛｝]", text)
    if wide:
        raise PhraseError("花括号要用半角。", wide.start())
    if "{" not in text and "}" not in text:
        return (text,)
    return tuple(_pieces(text))


_SHAPE = ["variable_begin", "name", "operator", "name", "variable_end"]


def _pieces(text: str) -> Iterator[str | Slot]:
    """Literals and slots, from Jinja's own tokens; anything else is refused."""
    from jinja2 import TemplateSyntaxError

    try:
        tokens = list(_environment().lexer.tokeniter(text, None))
    except TemplateSyntaxError:
        raise PhraseError("花括号不成对，或括号里写了不允许的符号。", max(text.find("{"), 0)) from None
    offset, inside, start = 0, [], 0
    for _, kind, value in tokens:
        if kind == "data":
            if "{" in value or "}" in value:
                raise PhraseError("花括号不成对。", offset + next(i for i, c in enumerate(value) if c in "{}"))
            yield value
        elif kind != "whitespace":
            if kind.endswith("_begin") and kind != "variable_begin":
                raise PhraseError("短语里不能有标签、注释或 raw：选择写在条件里，顺序写在大纲里。", offset)
            start = offset if kind == "variable_begin" else start
            inside.append((kind, value))
            if kind == "variable_end":
                yield _one_slot(inside, start)
                inside = []
        offset += len(value)
    if inside:
        raise PhraseError("花括号不成对。", start)


def _one_slot(inside: list[tuple[str, str]], start: int) -> Slot:
    values = [value for _, value in inside]
    shaped = [kind for kind, _ in inside] == _SHAPE and (values[0], values[2], values[4]) == ("{{", "|", "}}")
    if not shaped or not _is_name(values[1]) or not _is_name(values[3]):
        raise PhraseError("槽位只能写成「{{ 名称 | 格式 }}」：一个名称、一个格式。", start)
    return Slot(values[1], values[3])


def say(
    variant: Variant, slots: Mapping[str, Value], common: Mapping[str, Value], formats: Mapping[str, Format]
) -> list[Span]:
    """The spans of a wording filled with a fact's slots, else the common ones.

    A ``Gap`` yields a span whose text is empty: the pack's gap mark is put there by the document.
    """
    source = variant.source
    spans: list[Span] = []
    for piece in variant.pieces:
        if type(piece) is Span:
            spans.append(piece)
            continue
        name, format_name = piece  # type: ignore[misc]  # a Slot
        value = slots.get(name) or common[name]
        text = "" if type(value) is Gap else formats[format_name].write(value)
        spans.append(_span((text, source, name, format_name, value)))
    return spans


_span = partial(tuple.__new__, Span)  # made of one tuple, not field by field, which costs a third: there are thousands


def shared_ends(variants: tuple[Variant, ...], known: Container[str]) -> tuple[Variant, Variant]:
    """What all wordings begin and end with: printed around a gap while the condition is open.

    Each end stops at a slot whose value is not among the ``known`` ones; where the wordings part
    inside a literal, it is cut at its punctuation.
    """
    rows = [variant.pieces for variant in variants]
    head = _common(rows, known)
    rest = [pieces[len(head) :] if head == pieces[: len(head)] else pieces for pieces in rows]
    backwards = [tuple(map(_reversed, reversed(pieces))) for pieces in rest]
    tail = tuple(map(_reversed, reversed(_common(backwards, known))))
    return variants[0]._replace(pieces=head), variants[0]._replace(pieces=tail)


_STOPS = "，。；：、,"


def _reversed(piece: Span | Slot) -> Span | Slot:
    return piece._replace(text=piece.text[::-1]) if isinstance(piece, Span) else piece


def _common(rows: list[tuple[Span | Slot, ...]], known: Container[str]) -> tuple[Span | Slot, ...]:
    common: list[Span | Slot] = []
    for column in zip(*rows, strict=False):
        first = column[0]
        if isinstance(first, Slot):
            if len(set(column)) > 1 or first.name not in known:
                break
            common.append(first)
            continue
        if not all(isinstance(piece, Span) for piece in column):
            break
        texts = [piece.text for piece in column if isinstance(piece, Span)]
        same = 0
        while same < min(map(len, texts)) and len({text[same] for text in texts}) == 1:
            same += 1
        if all(len(text) == same for text in texts):
            common.append(first)
            continue
        while same < min(map(len, texts)) and same and first.text[same - 1] not in _STOPS:
            same -= 1
        if same:
            common.append(first._replace(text=first.text[:same]))
        break
    return tuple(common)
