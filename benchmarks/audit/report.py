"""The outcomes as figures, as lines to read, and against their limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from audit.measure import Alarm, Outcome, Planted
from audit.plants import KINDS, every
from audit.score import Score
from narrator.audit.finding import DOUBT, ERROR

Data = dict[str, Any]
_SHOWN = 160


def told(drafts: list[Outcome], texts: list[Outcome], scores: list[Score]) -> Data:
    """Everything that is told, as plain data."""
    every()
    found: Data = {"drafts": _outcomes(drafts)}
    if texts:
        found["texts"] = _outcomes(texts)
    if scores:
        found["published"] = [_score(score) for score in scores]
    return found


def _outcomes(outcomes: list[Outcome]) -> Data:
    alarms = [(outcome, alarm) for outcome in outcomes for alarm in outcome.clean]
    planted = [(outcome, plant) for outcome in outcomes for plant in outcome.planted]
    decided = [plant for _, plant in planted if plant.decidable and not KINDS[plant.kind].decoy]
    return {
        "texts": len(outcomes),
        "bound": sum(outcome.bound for outcome in outcomes),
        "figures": sum(outcome.figures for outcome in outcomes),
        "alarms": {
            level: {
                "number": sum(alarm.level == level for _, alarm in alarms),
                "by": dict(
                    Counter(f"{outcome.pack} {alarm.code}" for outcome, alarm in alarms if alarm.level == level)
                ),
                "examples": _shortest((outcome.name, alarm) for outcome, alarm in alarms if alarm.level == level),
            }
            for level in (ERROR, DOUBT)
        },
        "planted": len(planted),
        "decidable": len(decided),
        "found": sum(plant.found for plant in decided),
        "elsewhere": [_told(outcome, plant, alarm) for outcome, plant in planted for alarm in plant.false],
        "kinds": {name: _kind(name, planted) for name in KINDS},
    }


def _kind(name: str, planted: list[tuple[Outcome, Planted]]) -> Data:
    own = [(outcome, plant) for outcome, plant in planted if plant.kind == name]
    decided = [(outcome, plant) for outcome, plant in own if plant.decidable]
    missed = [(outcome, plant) for outcome, plant in decided if not plant.found and not KINDS[name].decoy]
    missed.sort(key=lambda one: len(one[1].after))
    return {
        "planted": len(own),
        "decidable": len(decided),
        "found": sum(plant.found for _, plant in decided),
        "codes": dict(Counter(code for _, plant in decided for code in {alarm.code for alarm in plant.here})),
        "missed": [{"text": outcome.name, "before": plant.before, "after": plant.after} for outcome, plant in missed],
    }


def _shortest(alarms: Iterable[tuple[str, Alarm]]) -> list[Data]:
    """The shortest alarm of each code and pack."""
    best: dict[str, Data] = {}
    for name, alarm in sorted(alarms, key=lambda one: len(one[1].evidence) + len(one[1].quote)):
        key = f"{name.split(' #')[0]} {alarm.code}"
        best.setdefault(key, {"text": name, **alarm._asdict()})
    return list(best.values())


def _told(outcome: Outcome, plant: Planted, alarm: Alarm) -> Data:
    return {"kind": plant.kind, "text": outcome.name, "after": plant.after, **alarm._asdict()}


def _score(score: Score) -> Data:
    return {**score._asdict(), "false": [alarm._asdict() for alarm in score.false]}


def totals(published: list[Data]) -> Data:
    """What the scores of the published texts add up to."""
    judged = [one for one in published if not one["note"]]
    right, false = sum(one["right"] for one in judged), sum(len(one["false"]) for one in judged)
    defects: Counter[str] = Counter()
    for one in judged:
        for said, key in ((one["found"], "found"), (one["missed"], "missed")):
            defects.update(f"{key} {defect.split(' ')[0]}" for defect in said)
    found, missed = (sum(defects[f"{key} {level}"] for level in (ERROR, DOUBT)) for key in ("found", "missed"))
    return {
        "texts": len(judged),
        "precision": right / (right + false) if right + false else 1.0,
        "recall": found / (found + missed) if found + missed else 1.0,
        "by_level": {
            level: (defects[f"found {level}"], defects[f"found {level}"] + defects[f"missed {level}"])
            for level in (ERROR, DOUBT, "提示")
        },
        "bound": sum(one["bound"] for one in judged),
        "figures": sum(one["figures"] for one in judged),
    }


def broken(data: Data, limits: Data) -> list[str]:
    """The limits that are not kept, each in a line."""
    drafts, wanted = data["drafts"], limits["drafts"]
    found = []
    false = drafts["alarms"][ERROR]["number"] + len(drafts["elsewhere"])
    if false > wanted["false_errors"]:
        found.append(f"草稿中误报错误 {false} 处，限 {wanted['false_errors']}")
    if drafts["decidable"] and drafts["found"] < wanted["recall"] * drafts["decidable"]:
        found.append(f"召回 {_share(drafts['found'], drafts['decidable'])}，限 {wanted['recall']:.0%}")
    for name, kind in drafts["kinds"].items():
        enough = kind["decidable"] >= wanted["enough"] and not KINDS[name].decoy
        if enough and kind["found"] < wanted["recall_of_a_kind"] * kind["decidable"]:
            found.append(
                f"「{name}」召回 {_share(kind['found'], kind['decidable'])}，限 {wanted['recall_of_a_kind']:.0%}"
            )
    if drafts["bound"] < wanted["bound"] * drafts["figures"]:
        found.append(f"草稿中认定的数 {_share(drafts['bound'], drafts['figures'])}，限 {wanted['bound']:.0%}")
    if "published" in data:
        total = totals(data["published"])
        for key, word in (("precision", "精确率"), ("recall", "召回")):
            if total[key] < limits["texts"][key]:
                found.append(f"公开文本的{word} {total[key]:.1%}，限 {limits['texts'][key]:.0%}")
    return found


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}（{part / whole:.1%}）" if whole else "0/0"


def lines(data: Data, examples: int) -> Iterator[str]:
    """Everything as lines to read."""
    for key, word in (("drafts", "草稿"), ("texts", "公开文本")):
        if key in data:
            yield from _section(data[key], word, examples)
    if "published" in data:
        yield from _published(data["published"])


def _section(data: Data, word: str, examples: int) -> Iterator[str]:
    yield f"{word} {data['texts']} 篇，认定的数 {_share(data['bound'], data['figures'])}"
    for level, alarms in data["alarms"].items():
        name = "误报" if word == "草稿" else "报"
        yield f"  原文中{name}「{level}」{alarms['number']} 处"
        for by, number in sorted(alarms["by"].items(), key=lambda one: -one[1]):
            yield f"    {by.strip()} × {number}"
        if word == "草稿":
            for one in alarms["examples"]:
                yield f"    {one['text']} {one['code']}「{one['quote'][:_SHOWN]}」{one['evidence']}"
    if not data["planted"]:
        return
    found = _share(data["found"], data["decidable"])
    yield f"  植入 {data['planted']}，其中单凭文件能判断的错误 {data['decidable']}，发现 {found}"
    for name, kind in sorted(data["kinds"].items(), key=lambda one: _rank(one[0], one[1])):
        if not kind["planted"]:
            continue
        codes = " ".join(f"{code}×{number}" for code, number in Counter(kind["codes"]).most_common(4))
        shown = "" if KINDS[name].decoy else f"发现 {_share(kind['found'], kind['decidable'])}"
        yield f"    {name}：植入 {kind['planted']} {shown} {codes}".rstrip()
        for one in kind["missed"][:examples]:
            yield f"      漏 {one['text']}：{_cut(one['before'], one['after'])}"
    yield f"  植入处以外误报「{ERROR}」{len(data['elsewhere'])} 处"
    for one in data["elsewhere"][: 6 * examples]:
        yield f"    {one['text']} 植入{one['kind']}「{one['after'][:_SHOWN]}」"
        yield f"      → {one['code']}「{one['quote'][:80]}」{one['evidence']}"


def _rank(name: str, kind: Data) -> tuple[bool, float]:
    return KINDS[name].decoy, kind["found"] / kind["decidable"] if kind["decidable"] else 1


def _cut(before: str, after: str) -> str:
    """What was there and what is there now, around the place where they part."""
    at = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), 0)
    first = max(0, at - 60)
    return f"{before[first : at + 30]} ⇒ {after[first : at + 50]}"


def _published(published: list[Data]) -> Iterator[str]:
    total = totals(published)
    by = "，".join(f"{level} {found}/{every_}" for level, (found, every_) in total["by_level"].items())
    kept = f"精确率 {total['precision']:.1%}，召回 {total['recall']:.1%}（{by}）"
    yield f"公开文本与其真实缺陷：{total['texts']} 篇，{kept}"
    yield f"  认定的数 {_share(total['bound'], total['figures'])}"
    for one in published:
        if one["note"]:
            yield f"  {one['text']}：{one['note']}"
            continue
        all_ = len(one["found"]) + len(one["missed"])
        yield (
            f"  {one['text']}：缺陷 {all_}，发现 {len(one['found'])}，误报 {len(one['false'])}，"
            f"认定 {_share(one['bound'], one['figures'])}"
        )
        for missed in one["missed"]:
            yield f"    漏 {missed[:_SHOWN]}"
        for false in one["false"]:
            yield f"    误 {false['level']} {false['code']}「{false['quote'][:80]}」{false['evidence']}"
