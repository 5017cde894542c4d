"""Packs that bend figures: a shipped wording with one bend, a bent format, a pack that is none."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from narrator.rules.kinds import KINDS

from .case import EITHER, FIXTURE, PASSES, REFUSED, ROOT, Case, Run, device

GROUP = "packs"
_BOOK = ROOT / "phrasebook"
_HEAD = "parent: xinjiang/2024\nsource: 某市 2024\n"
_EXAMPLE = {  # how a value of an example is typed and printed, by the name of its format
    "万元": ("20.00", "20.00万元"),
    "金额": ("20.00", "20.00"),
    "百分比": ("25.00", "25.00%"),
    "人": ("3", "3人"),
    "个": ("3", "3个"),
    "年": ("2030", "2030"),
    "原因": ("本年新增档案数字化任务", "本年新增档案数字化任务"),
    "文字": ("青山县档案馆", "青山县档案馆"),
    "名称": ("教育支出", "教育支出"),
    "主体": ("单位", "单位"),
    "列举": ("甲科、乙科", "甲科、乙科"),
}
_SIGNED = ("变动额", "差异额", "差异率")  # an example of these is negative
_SLOT = re.compile(r"\{\{ (\w+) \| (\w+) \}\}")
_NAMED = {  # the names in code of what shipped packs write by its term
    case.term: {name for other in KINDS.values() for name, same in other.conditions.items() if same.term == case.term}
    for kind in KINDS.values()
    for case in kind.conditions.values()
}

# Where a bend is put: the phrase, its condition as the shipped pack groups them ("" for none), the slot.
TOTAL, STAFF, RATE, SHARE = (
    ("总体.收入", "", "{{ 总计 | 万元 }}"),
    ("人员.实有人数", "", "{{ 实有人数 | 人 }}"),
    ("增减.与上年相比", "down, to_zero", "{{ 增减率 | 百分比 }}"),
    ("一般公共.类", "some", "{{ 占比 | 百分比 }}"),
)
_BEFORE = [
    *[
        "1",
        "0",
        "９",
        "٣",
        "۵",
        "७",
        "²",
        "①",
        "Ⅳ",
        "½",
        "⑴",
        "㊀",
        "-",
        "−",
        "–",
        "—",
        "﹣",
        "－",
        "‑",
        "负",
        "+",
        "＋",
        ".",
        "．",
        "1.",
        "1,",
        "1，",
        "3％",
        "%",
        "‰",
        "千",
        "百",
        "十",
        "亿",
        "万",
        "一",
        "〇",
        "壹",
        "廿",
        "¥1",
        "-\u2009",
        "减少",
        "下降",
        "低于",
    ],
    *("1 ", "1\u00a0", "1\u3000", "- ", "1\u200b", "-\u2060", "1\u00ad", "（-", "减少（", "负\u200d"),
]
_AFTER_AMOUNT = ["1", "０", "²", "①", "%", "％", "‰", "万", "亿", "千", "元", "分之一", ".5", "，5万元", "Ⅹ", "٣"]
_AFTER_RATE = ["1", "０", "%", "％", "‰", "²", "之百", "万", "0", "个百分点5"]
_UNITS = [
    "",
    "元",
    "千元",
    "百元",
    "百万元",
    "千万元",
    "亿元",
    "亿",
    "万",
    "千",
    "%",
    "‰",
    "美元",
    "0万元",
    "0元",
    "．0元",
    "〇元",
]
_FORMATS: dict[str, list[Any]] = {
    "万元": [
        *({"unit": unit} for unit in ("元", "亿元", "千元", "百万元", "", "0万元", "000", "00%", "%", "％", "‰")),
        *(
            {"unit": unit}
            for unit in ("万", "元万", "1万元", "-万元", "．万元", "萬元", "万美元", "零万元", "〇〇元", "²万元")
        ),
        *(
            {"unit": unit}
            for unit in ("万元\u200b", " 万元", "(万元)", "0", "①", "{{ 总计 | 金额 }}", "\u202e万元", "\\n元")
        ),
        *(
            {"pattern": p}
            for p in ("0", "0.0", "#", "0.000000", "0.0000000", "0.00%", "-0.00", "0.00;(0.00)", "'9'0.00")
        ),
        *(
            {"pattern": p}
            for p in ("#,####0.00", "0,0.00", "00.00", "0.00E0", "٠.٠٠", "０.００", "1.00", "¤0.00", "@", "0.00‰")
        ),
        *({"pattern": p, "unit": "元"} for p in ("0.00", "as typed", "#,##0", "0.0000")),
        *({"scale": scale, "unit": None} for scale in ("元", "亿元", "万元", "千元", "吨", "-1", "10000", "")),
        *({"scale": "元", "unit": unit} for unit in ("万元", "亿元", "0元")),
        *({"type": kind} for kind in ("percent", "count", "number", "year", "text", "ordinal", "money", "")),
        {"unit": ["元"]},
        {"pattern": {"a": "0"}},
        {"sign": "-"},
        None,
        "元",
    ],
    "百分比": [{"unit": unit} for unit in ("", "‰", "％", "%%", "0%", "倍", "个百分点", "元", "万元", "百%", "-%")]
    + [{"pattern": p} for p in ("0", "0.000", "0.00%", "as typed", "-0.00")],
    "人": [{"unit": unit} for unit in ("0人", "万人", "百人", "人%", "1", "²人")]
    + [{"pattern": p} for p in ("0.0", "00", "#")],
    "年": [
        {"unit": "0"},
        {"type": "count"},
        {"type": "count", "pattern": "0.0"},
        {"type": "count", "pattern": "#,##0"},
    ],
    "列举": [{"join": join} for join in ("", "1", "\n", "\u202e", "、" * 5000, " ")],
    "主体": [{"words": words} for words in ("", "1 2", "单位1 部门2", "单", "\u200b")],
    "原因": [{"lead": "2023年"}, {"lead": "1 2 3"}, {"end": "2"}, {"end": "%"}, {"lead": "本年"}, {"lead": "\u202e"}],
    "数字序号": [{"numerals": n} for n in ("chinese", "roman", "", "arabic")],
    "中文序号": [{"numerals": n} for n in ("arabic", "greek")],
    "文字": [{"pattern": "0"}, {"type": "amount"}, {"type": "reason", "lead": "昌吉"}],
}
_SIGN: list[tuple[str, str, str, str, str, str]] = [  # name, wants, phrase, condition, what stands there, the bend
    *(
        (f"{way} for 减少 under down", EITHER, "增减.与上年相比", "down, to_zero", "减少{{ 增减额", f"{way}{{{{ 增减额")
        for way in (
            "增加",
            "增长",
            "超出",
            "高于",
            "多支出",
            "变动",
            "增减",
            "增加（减少）",
            "增加额为",
            "增加了",
            "为",
            "-",
            "减少-",
        )
    ),
    *(
        (f"{way} for 下降 under down", EITHER, "增减.与上年相比", "down, to_zero", "下降{{ 增减率", f"{way}{{{{ 增减率")
        for way in ("增长", "上升", "提高", "变动", "变动率", "增幅", "增长率为", "", "增长（下降）", "升")
    ),
    *(
        (f"{way} for 增加 under up", EITHER, "增减.与上年相比", "up, flat, none", "增加{{ 增减额", f"{way}{{{{ 增减额")
        for way in ("减少", "下降", "降低", "低于", "压减", "不足", "减少额为", "短少", "-")
    ),
    *(
        (f"{way} for 增长 under up", EITHER, "增减.与上年相比", "up, flat, none", "增长{{ 增减率", f"{way}{{{{ 增减率")
        for way in ("下降", "降低", "减少", "-", "下跌")
    ),
    *(
        (
            f"{way} before 变动额 under down",
            EITHER,
            "增减.与上年相比",
            "down, to_zero",
            "减少{{ 增减额",
            f"{way}{{{{ 变动额",
        )
        for way in ("减少", "增加", "下降", "减少了", "减少额")
    ),
    *(
        (f"{way} under down", REFUSED, "增减.与上年相比", "down, to_zero", "与上年相比，", f"与上年相比{way}，")
        for way in ("持平", "增加", "有所增长")
    ),
    *(
        (f"only {way} under {key}", REFUSED, "增减.与上年相比", key, "", way)
        for key, ways in (("up, flat, none", ("减少", "下降", "持平")), ("down, to_zero", ("增加", "增长", "持平")))
        for way in ways
    ),
    *(
        (
            f"{way} with {slot} under under",
            EITHER,
            "差异.年初预算",
            "under",
            "预决算差异率{{ 差异率",
            f"{way}{{{{ {slot}",
        )
        for way, slot in (
            ("超出预算", "差异率"),
            ("增长", "差异率"),
            ("低于预算", "差异率"),
            ("下降", "差异率"),
            ("减少", "差异率"),
            ("大于年初预算", "差异率"),
            ("增加", "差异率"),
            ("比预算降低", "差异率"),
        )
    ),
    *(
        (f"{way} under under", REFUSED, "差异.年初预算", "under", "预决算差异率", f"{way}，预决算差异率")
        for way in ("决算数大于预算数", "超出预算", "决算数高于预算数", "与预算持平")
    ),
    *(
        (f"{way} under over", REFUSED, "差异.年初预算", "over", "预决算差异率", f"{way}，预决算差异率")
        for way in ("决算数小于预算数", "低于预算", "与预算持平")
    ),
    *(
        (f"{way} for 减少 of people", EITHER, "人员.在职", "down", "减少{{ 增减人数", f"{way}{{{{ 增减人数")
        for way in ("增加", "净增", "变动", "")
    ),
]
_SLOTS = [  # a slot in another's place, or side by side
    ("{{ 年度 | 年 }}{{ 总计 | 万元 }}", "a year before an amount"),
    ("{{ 总计 | 金额 }}{{ 本年收入合计 | 万元 }}", "two amounts"),
    ("{{ 总计 | 百分比 }}", "an amount as a rate"),
    ("{{ 总计 | 人 }}", "an amount as a count"),
    ("{{ 总计 | 年 }}", "an amount as a year"),
    ("{{ 总计 | 原样 }}", "an amount as typed"),
    ("{{ 总计 | 得分 }}万元", "an amount as a score"),
    ("{{ 总计 | 文字 }}", "an amount as a text"),
    ("{{ 总计 | 中文序号 }}", "an amount as an ordinal"),
    ("{{ 年度 | 万元 }}", "a year as an amount"),
    ("{{ 总计 | 万元 }}{{ 年度 | 年 }}", "a year after an amount"),
    ("{{ 总计 | 金额 }}{{ 主体 | 主体 }}", "a word for the scale"),
    ("{{ 总计 * 10 | 万元 }}", "arithmetic"),
    ("{{ 总计 | 万元 | upper }}", "a second filter"),
    ("{% set a = 1 %}{{ 总计 | 万元 }}", "a tag"),
    ("{{ self.__init__ | 万元 }}", "an attribute"),
    ("{{ 总计 | 万元 }}{# 0 #}", "a comment"),
    ("{{ 总计|万元 }}", "no spaces"),
]


def _own(phrase: str, key: str, text: str) -> str:
    """own.yaml with one wording restated."""
    words = json.dumps(text, ensure_ascii=False)
    said = f"\n      {json.dumps(key, ensure_ascii=False)}: {words}" if key else f" {words}"
    return f"source: 某市 2024\nphrases:\n  {phrase}:\n    say:{said}\n"


def _example(phrase: str, key: str, text: str) -> str:
    """The example that goes with a wording; nothing where it has no slots."""
    values: dict[str, str] = {}

    def print_(slot: re.Match[str]) -> str:
        name, form = slot[1], slot[2]
        typed, shown = _EXAMPLE.get(form, ("1", "1"))
        minus = "-" if name in _SIGNED else ""
        values[name] = minus + typed
        return minus + shown

    sentence = _SLOT.sub(print_, text)
    if not values:
        return ""
    conditions = f"  conditions: [{key}]\n" if key else ""
    listed = ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
    body = f"  values: {{{listed}}}\n  text: {json.dumps(sentence, ensure_ascii=False)}\n"
    return f"{phrase}:\n- " + (conditions + body).lstrip()


@cache
def shipped(phrase: str, key: str) -> str:
    """A wording of 新疆 as its files state it; a condition is found in the group that it belongs to."""
    for folder in ("national", "xinjiang"):
        for path in sorted((_BOOK / folder / "phrases").glob("*.yaml")):
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}
            for entry in (content.get("phrases") or {}, content.get("new") or {}):
                if phrase not in entry:
                    continue
                say = entry[phrase]["say"] if isinstance(entry[phrase], dict) else entry[phrase]
                if not key:
                    return str(say)
                wanted = set(key.split(", "))
                for group, text in say.items():
                    if wanted <= {name for term in group.split(", ") for name in _NAMED.get(term, {term})}:
                        return str(text["text"] if isinstance(text, dict) else text)
    raise LookupError(f"{phrase} ({key})")


def _pack(header: str = _HEAD, **files: str) -> Callable[[Path], None]:
    """A folder ``pack`` with these texts: outline, or a phrase file by its name (``__`` for a point)."""

    def make(folder: Path) -> None:
        (folder / "pack" / "phrases").mkdir(parents=True)
        (folder / "pack" / "pack.yaml").write_text(header, encoding="utf-8")
        for name, text in files.items():
            at = folder / "pack" if name == "outline" else folder / "pack" / "phrases"
            (at / f"{name.replace('__', '.')}.yaml").write_text(text, encoding="utf-8", errors="surrogatepass")

    return make


_RUNS = (
    Run(("phrases", "lint", "pack")),
    Run(("draft", str(FIXTURE), "--pack", "pack", "--format", "txt"), truth="unit"),
)


def bent(name: str, phrase: str, key: str, old: str, new: str, wants: str = EITHER) -> Case:
    """A pack over the shipped one that restates one wording with ``new`` for ``old``, and its example.

    All of the wording is ``new`` where ``old`` is blank; nothing is changed where both are.
    """

    def make(folder: Path) -> None:
        text = shipped(phrase, key)
        if old not in text:
            raise LookupError(f"{old} is not in the shipped wording of {phrase}")
        text = text.replace(old, new, 1) if old else new or text
        _pack(own=_own(phrase, key, text), own__examples=_example(phrase, key, text))(folder)

    return Case(GROUP, name, make, _RUNS, wants)


def _touching() -> Iterator[Case]:
    for where, marks in ((TOTAL, _BEFORE), (RATE, _BEFORE[::3]), (STAFF, _BEFORE[::3]), (SHARE, _BEFORE[1::6])):
        phrase, key, slot = where
        for mark in marks:
            yield bent(f"{mark!a} before {slot}", phrase, key, slot, mark + slot)
    for where, marks in ((TOTAL, _AFTER_AMOUNT), (RATE, _AFTER_RATE), (STAFF, ["1", "%", "０", "万", "²"])):
        phrase, key, slot = where
        for mark in marks:
            yield bent(f"{mark!a} after {slot}", phrase, key, slot, slot + mark)
    phrase, key, slot = TOTAL
    for unit in _UNITS:
        yield bent(f"{unit!a} typed behind a plain amount", phrase, key, slot, "{{ 总计 | 金额 }}" + unit)
    for other, name in _SLOTS:
        yield bent(name, phrase, key, slot, other)


def _signs() -> Iterator[Case]:
    for name, wants, phrase, key, old, new in _SIGN:
        yield bent(name, phrase, key, old, new if old else f"与上年{new}。", wants)


def _formats() -> Iterator[Case]:
    with (_BOOK / "national" / "pack.yaml").open(encoding="utf-8") as stream:
        known = yaml.load(stream, Loader=yaml.BaseLoader)["formats"]
    for name, changes in _FORMATS.items():
        for change in changes:
            entry: Any = {**known[name], **change} if isinstance(change, dict) else change
            if isinstance(entry, dict):
                entry = {key: value for key, value in entry.items() if value is not None}
            header = f"{_HEAD}formats:\n  {name}: {json.dumps(entry, ensure_ascii=False)}\n"
            runs = (
                (_RUNS[0], _RUNS[1]._replace(truth="")) if "序号" in name else _RUNS
            )  # numbers of headings are no figures
            yield Case(GROUP, f"format {name}: {json.dumps(change, ensure_ascii=False)!r}"[:90], _pack(header), runs)
    for key, values in {
        "amount": ["0", "1", "-1", "99", "x", "1e9", "6"],
        "percent": ["0", "-1", "7"],
        "score": ["-1"],
    }.items():
        for value in values:
            header = f"{_HEAD}decimals: {{{key}: {value}}}\n"
            runs = (_RUNS[0], _RUNS[1]._replace(truth="")) if value in ("0", "1") else _RUNS
            yield Case(GROUP, f"decimals {key}: {value}", _pack(header), runs)


_LINT, _DRAFT = _RUNS
_DEEP = "[" * 5000 + "]" * 5000
_FILES: dict[str, tuple[str, str]] = {  # name: what a phrase file holds, wants
    "anchors and aliases": ("a: &a [1]\nb: *a\n", REFUSED),
    "a bomb of aliases": (
        "a: &a [x,x]\n" + "".join(f"{b}: &{b} [*{a},*{a}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True)),
        REFUSED,
    ),
    "deep flow": (f"phrases: {_DEEP}\n", REFUSED),
    "deep block": ("".join(" " * depth + "a:\n" for depth in range(3000)), REFUSED),
    "tabs": ("phrases:\n\t总体.主语: x\n", REFUSED),
    "a key twice": ("source: 某\nphrases:\n  总体.主语: 甲\n  总体.主语: 乙\n", REFUSED),
    "a merge key": ("source: 某\nphrases:\n  <<: {总体.主语: 甲}\n", REFUSED),
    "a python tag": ("phrases: !!python/object/apply:os.system ['true']\n", REFUSED),
    "two documents": ("source: 某\n---\nphrases: {}\n", REFUSED),
    "a list": ("- a\n- b\n", REFUSED),
    "a word": ("phrases\n", REFUSED),
    "nothing": ("", EITHER),
    "a million characters in one line": (f"source: 某\nphrases:\n  总体.主语: {'甲' * 10**6}\n", EITHER),
    "9 MB": ("# " + "x" * 9 * 2**20, REFUSED),
    "60,000 entries": ("source: 某\nnew:\n" + "".join(f"  甲.{n}: 乙\n" for n in range(60000)), REFUSED),
    "an id with an escape": ('source: 某\nnew:\n  "\\e]0;x\\a": 甲\n', REFUSED),
    "a NUL in a literal": ('source: 某\nphrases:\n  总体.主语: "甲\\0"\n', REFUSED),
    "a lone surrogate": ('source: 某\nphrases:\n  总体.主语: "\\uD800"\n', REFUSED),
    "a wording of 2,000 slots": ('source: 某\nphrases:\n  总体.主语: "' + "{{ 主体 | 主体 }}，" * 2000 + '"\n', EITHER),
    "a slot name of 100,000 letters": (
        'source: 某\nphrases:\n  总体.主语: "{{ ' + "甲" * 10**5 + ' | 文字 }}"\n',
        REFUSED,
    ),
    "100,000 braces": ('source: 某\nphrases:\n  总体.主语: "' + "{" * 10**5 + '"\n', REFUSED),
}
_HEADERS: dict[str, tuple[str, str]] = {
    "its own parent": ("parent: pack\n", REFUSED),
    "its own folder as parent": ("parent: .\n", REFUSED),
    "the folder above as parent": ("parent: ..\n", REFUSED),
    "an absolute parent": ("parent: /etc\n", REFUSED),
    "a parent with NUL": ('parent: "xin\\0jiang"\n', REFUSED),
    "a parent with ESC": ('parent: "\\e[31mxinjiang"\n', REFUSED),
    "a parent of 5,000 characters": (f"parent: {'x' * 5000}\n", REFUSED),
    "a list of parents": ("parent: [xinjiang/2024, shanghai/2024]\n", REFUSED),
    "no parent": ("region: 新疆\nyear: 2024\n", REFUSED),
    "year 0": (_HEAD + "year: 0\n", EITHER),
    "year -1": (_HEAD + "year: -1\n", REFUSED),
    "year 99999": (_HEAD + "year: 99999\n", REFUSED),
    "year in words": (_HEAD + "year: 二〇二四\n", REFUSED),
    "a title with figures": (_HEAD + "title: 2024年度9999万元\n", EITHER),
    "a gap mark that is a figure": (_HEAD + "gap: 总体.主语\n", EITHER),
    "headings that swap columns": (_HEAD + "headings: {决算数: 年初预算数}\n", EITHER),
    "rows that swap rows": (_HEAD + "rows: {总计: 本年收入合计}\n", EITHER),
    "an unknown key": (_HEAD + "formats2: {}\n", REFUSED),
}


def _many(folder: Path) -> None:
    """1.2 million entries over 120 files, each within the bounds of a file."""
    _pack()(folder)
    for number in range(120):
        lines = "".join(f"  甲{number}.{entry}: 乙\n" for entry in range(10_000))
        (folder / "pack" / "phrases" / f"p{number}.yaml").write_text(f"source: 某\nnew:\n{lines}", encoding="utf-8")


def _chain(folder: Path) -> None:
    """A pack with 300 others above it."""
    for number in range(300):
        parent = f"../p{number + 1}" if number < 299 else "xinjiang/2024"
        at = folder / (f"p{number}" if number else "pack")
        at.mkdir()
        (at / "pack.yaml").write_text(f"parent: {parent}\nsource: 某\n", encoding="utf-8")


def _cycle(folder: Path) -> None:
    for name, parent in (("pack", "../b"), ("b", "../c"), ("c", "../pack")):
        (folder / name).mkdir()
        (folder / name / "pack.yaml").write_text(f"parent: {parent}\nsource: 某\n", encoding="utf-8")


def _odd(put: Callable[[Path], Any]) -> Callable[[Path], None]:
    """The plain pack, to which something is done."""

    def make(folder: Path) -> None:
        _pack()(folder)
        put(folder / "pack")

    return make


def _shelf(folder: Path) -> None:
    """A shelf of one's own whose only pack stands for 新疆 2024."""
    at = folder / "shelf" / "own" / "2024"
    (at / "phrases").mkdir(parents=True)
    (at / "pack.yaml").write_text(_HEAD + "region: 新疆\nyear: 2024\n", encoding="utf-8")


def _fifo_shelf(folder: Path) -> None:
    (folder / "shelf" / "a").mkdir(parents=True)
    os.mkfifo(folder / "shelf" / "a" / "pack.yaml")


def _told(words: str, run: int = 0) -> Callable[[Path, list[Any]], str]:
    def also(folder: Path, done: list[Any]) -> str:
        del folder
        said = done[run].err.decode("utf-8", "replace")
        return "" if words in said else f"the pack that was taken is not told ({words})"

    return also


def _folders() -> Iterator[Case]:
    for name, (text, wants) in _FILES.items():
        yield Case(GROUP, f"phrase file: {name}", _pack(own=text), _RUNS, wants)
    for name, (header, wants) in _HEADERS.items():
        yield Case(GROUP, f"pack.yaml: {name}", _pack(header), _RUNS, wants)
    yield Case(GROUP, "1.2 million entries in 120 files", _many, _RUNS, REFUSED)
    yield Case(GROUP, "300 parents", _chain, _RUNS)
    yield Case(GROUP, "parents in a circle", _cycle, _RUNS, REFUSED)
    odd: dict[str, Callable[[Path], Any]] = {
        "a FIFO as phrase file": lambda at: os.mkfifo(at / "phrases" / "x.yaml"),
        "a FIFO as outline": lambda at: os.mkfifo(at / "outline.yaml"),
        "a folder as phrase file": lambda at: (at / "phrases" / "x.yaml").mkdir(),
        "a device as phrase file": lambda at: device(at / "phrases" / "x.yaml", 5),
        "a dangling link as phrase file": lambda at: (at / "phrases" / "x.yaml").symlink_to("nowhere"),
        "phrases that lead to themselves": lambda at: (at / "phrases" / "a").symlink_to(at / "phrases"),
        "UTF-16": lambda at: at.joinpath("phrases/x.yaml").write_text("source: 某\n", encoding="utf-16"),
        "bytes": lambda at: at.joinpath("phrases/x.yaml").write_bytes(bytes(range(256)) * 40),
    }
    for name, put in odd.items():
        yield Case(GROUP, name, _odd(put), _RUNS, EITHER if "themselves" in name else REFUSED)
    draft = ("draft", str(FIXTURE), "--format", "txt")
    for given in (
        "",
        ".",
        "..",
        "/",
        "~",
        "xinjiang/",
        "xinjiang/../xinjiang/2024",
        "../../../etc",
        "x" * 5000,
        "\x1b[31m",
        "\u202exin",
        "a\nb",
        "*",
        "pack/pack.yaml",
    ):
        wants = EITHER if given in ("xinjiang/", "xinjiang/../xinjiang/2024") else REFUSED
        yield Case(GROUP, f"--pack {given[:30]!a}", _pack(), (Run((*draft, "--pack", given), truth="unit"),), wants)
    yield Case(GROUP, "--pack with its own folder", _pack(), (Run((*draft, "--pack", "pack"), truth="unit"),), PASSES)
    yield Case(GROUP, "lint of nothing", _pack(), (Run(("phrases", "lint", "")),), REFUSED)
    shelves: dict[str, tuple[Callable[[Path], Any], str]] = {
        "does not exist": (lambda folder: None, REFUSED),
        "is a file": (lambda folder: (folder / "shelf").write_text("x"), REFUSED),
        "is a FIFO": (lambda folder: os.mkfifo(folder / "shelf"), REFUSED),
        "leads to itself": (lambda folder: (folder / "shelf").symlink_to("shelf"), REFUSED),
        "is empty": (lambda folder: (folder / "shelf").mkdir(), EITHER),
        "holds a FIFO": (
            _fifo_shelf,
            REFUSED,
        ),
        "is /": (lambda folder: (folder / "shelf").symlink_to("/"), EITHER),
    }
    for name, (make, wants) in shelves.items():
        run = Run(draft, env={"NARRATOR_PHRASEBOOK": "shelf"}, truth="unit")
        yield Case(GROUP, f"NARRATOR_PHRASEBOOK {name}", make, (run,), wants)
    shadow = Run(draft, env={"NARRATOR_PHRASEBOOK": "shelf"}, truth="unit")
    yield Case(GROUP, "a shelf of one's own over a shipped pack", _shelf, (shadow,), PASSES, _told("own/2024"))


def cases() -> Iterator[Case]:
    """All of them; first the controls: what is not bent must pass, or the others prove nothing."""
    for phrase, key, _ in (TOTAL, STAFF, RATE, SHARE, ("差异.年初预算", "under", ""), ("人员.在职", "down", "")):
        yield bent(f"control: {phrase} unbent", phrase, key, "", "", PASSES)
    yield Case(GROUP, "control: a pack that states nothing", _pack(), _RUNS, PASSES)
    yield from _touching()
    yield from _signs()
    yield from _formats()
    yield from _folders()
