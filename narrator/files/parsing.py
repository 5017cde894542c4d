"""From the events of a YAML parser to nodes with their places, under the limits of ``marked``."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

import yaml

from narrator.figures import characters
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.files import nesting, strange
from narrator.files.marked import MAX_DEPTH, MAX_NODES, Mapping, Node, Scalar, Sequence

_MAX_KEY = 120
_SHOWN = 60
_BREAK = re.compile("\r\n|[\n\r]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BLANK = frozenset(("", "~", "null"))
_QUOTES = ("'", '"')
_new: Any = tuple.__new__  # for a place a value: half of what Place() costs


def parse(text: str, name: str) -> Node:
    """The content of a YAML text; ``name`` stands for the file in messages. Raises Refused as ``marked.load`` does."""
    deep = nesting.beyond(text, MAX_DEPTH, 4 * MAX_NODES)
    if deep is not None:
        *lines, line = _BREAK.split(text[:deep])
        raise Refused([_too_deep(Place(name, len(lines) + 1, len(line) + 1))])
    parser = _LOADER(text)
    builder = _Builder(text, name, parser.get_event)
    try:
        root = builder.document()
    except yaml.MarkedYAMLError as error:
        quoted = (error.context or "").startswith("while scanning a quoted scalar")
        mark = error.context_mark if quoted else error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name, 0, 0)
        if not builder.raw:  # a character that is told already may be what breaks it
            builder.findings.append(Finding("U106", place, "YAML 写法有误，从这里起读不下去。", _advice(error, text)))
        root = None
    except yaml.YAMLError:  # it holds a character that YAML cannot
        if not builder.findings:
            raise
        root = None
    finally:
        parser.dispose()
    if builder.findings:
        raise Refused(builder.findings)
    return root


def _too_deep(place: Place) -> Finding:
    return Finding("U108", place, f"嵌套超过 {MAX_DEPTH} 层。", "请检查缩进。")


def _advice(error: yaml.MarkedYAMLError, text: str) -> str:
    mark = error.problem_mark
    if mark and "\t" in _indent(text, mark.line):
        return "缩进请用空格，不要用 Tab。"
    if "mapping values are not allowed" in (error.problem or ""):
        return "一行只能有一个「键: 值」；值里若有「: 」，请用英文引号括起来。"
    return "请检查缩进是否对齐、英文冒号后是否有空格、引号和括号是否成对。"


def _indent(text: str, line: int) -> str:
    row = next(islice(text.splitlines(), line, None), "")
    return row[: len(row) - len(row.lstrip())]


class _Builder:
    """Builds nodes from parser events and collects what is refused; ``event`` gives the next one."""

    def __init__(self, text: str, name: str, event: Callable[[], Any]) -> None:
        self.name = name
        self.event = event
        self.findings = list(strange.in_text(text, name))
        self.raw = text if self.findings else ""  # where it holds characters that are not accepted
        self.escaped = "\\" in text
        self.nodes = 0

    def document(self) -> Node:
        root: Node = None
        documents = 0
        while type(event := self.event()) is not yaml.StreamEndEvent:
            if type(event) is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self.refuse(event, "文件里有第二个文档（---）。", "一个文件只写一份。", "")
                    break
                root = self.node(self.event(), "", 0)
        return root

    def place(self, event: Any, key: str) -> Place:
        mark = event.start_mark
        return Place(self.name, mark.line + 1, mark.column + 1, key)

    def refuse(self, event: Any, evidence: str, advice: str, key: str) -> None:
        self.findings.append(Finding("U107", self.place(event, key), evidence, advice))

    def node(self, event: Any, key: str, depth: int) -> Node:
        kind = type(event)
        if kind is yaml.AliasEvent:
            self.refuse(event, f"用了别名 *{str(event.anchor)[:_SHOWN]}。", "请把内容写全；引用原因请用「同」。", key)
            return None
        if event.anchor is not None or event.tag is not None:
            self.dressed(event, key)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            evidence = f"文件里超过 {MAX_NODES} 项。"
            advice = "一个单位的文件通常不到 5000 项，请检查是否选错。"
            raise Refused([*self.findings, Finding("U104", self.place(event, ""), evidence, advice)])
        if kind is yaml.ScalarEvent:
            return self.scalar(event, key)
        if depth >= MAX_DEPTH:
            raise Refused([*self.findings, _too_deep(self.place(event, ""))])
        if kind is yaml.SequenceStartEvent:
            return self.sequence(event, key, depth)
        return self.mapping(event, key, depth)

    def dressed(self, event: Any, key: str) -> None:
        """Refuse an anchor, and a tag but the one that says: a text."""
        if event.anchor is not None:
            self.refuse(event, f"用了锚点 &{event.anchor[:_SHOWN]}。", "请把内容写全。", key)
        if event.tag is not None and event.tag != "!":
            self.refuse(event, f"用了标签 {event.tag[:_SHOWN]}。", "请删去标签，只写文字。", key)

    def scalar(self, event: Any, key: str) -> Scalar | None:
        value = event.value
        if value in _BLANK and event.implicit[0]:
            return None
        scalar, mark = Scalar(value), event.start_mark
        scalar.place = _new(Place, (self.name, mark.line + 1, mark.column + 1, key, ""))
        scalar.quoted = event.style in _QUOTES
        if self.escaped:
            self.escapes(event, key)
        return scalar

    def escapes(self, event: Any, key: str) -> None:
        """Tell of what came in by an escape: it does not stand in the text of the file, where it was looked for."""
        if event.style == '"':
            found = [fault for fault in characters.faults(event.value) if fault.character not in self.raw]
            self.findings += [strange.in_value(found, self.place(event, key))] if found else []

    def sequence(self, start: Any, key: str, depth: int) -> Sequence:
        sequence = Sequence()
        sequence.place = self.place(start, key)
        while type(event := self.event()) is not yaml.SequenceEndEvent:
            sequence.append(self.node(event, f"{key}/{len(sequence) + 1}", depth + 1))
        return sequence

    def mapping(self, start: Any, key: str, depth: int) -> Mapping:
        mapping = Mapping()
        mapping.place = self.place(start, key)
        mapping.starts = starts = {}
        above = f"{key}/" if key else ""
        depth += 1
        while type(event := self.event()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                self.refuse(event, "键应是一个词。", "", key)
                self.node(event, key, depth)
                self.node(self.event(), key, depth)
                continue
            name = event.value
            if len(name) > _MAX_KEY:  # each place below a key repeats it
                evidence = f"键超过 {_MAX_KEY} 个字：「{name[:_SHOWN]}…」。"
                raise Refused([*self.findings, Finding("U104", self.place(event, ""), evidence, "请检查冒号的位置。")])
            within = above + name
            if event.anchor is not None or event.tag is not None:
                self.dressed(event, within)
            if self.escaped:
                self.escapes(event, within)
            node = self.node(self.event(), within, depth)
            if name in starts:
                self.refuse(event, f"「{name}」写了两次。", "请只留一处。", within)
            else:
                mapping[name] = node
                starts[name] = event.start_mark
        return mapping
