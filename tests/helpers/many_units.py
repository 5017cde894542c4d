"""What came of many invented units, drawn from a seed: names as 某县教育局, figures that hang together, every state."""

from __future__ import annotations

import random
from decimal import Decimal

from narrator.batch.board.compared import IN_SERVICE, PROCUREMENT
from narrator.batch.outcome import (
    DOUBTFUL,
    INCOMPLETE,
    NOTE,
    READY,
    UNCHECKED,
    UNREADABLE,
    WRONG,
    ToldFinding,
    ToldGap,
    UnitOutcome,
)
from narrator.checks.catalogue import CODES
from narrator.checks.check import DOUBT, ERROR, PASSED, ROUNDING, UNKNOWN
from narrator.figures import terms as t

_PLACES = ("河湾", "北原", "东川", "南岭", "西塬", "临江", "云溪", "长宁", "安和", "永丰")
_OFFICES = (
    "教育局",
    "卫生健康局",
    "农业农村局",
    "水利局",
    "交通运输局",
    "文化馆",
    "图书馆",
    "第一中学",
    "中心小学",
    "司法局",
)
_REASONS = ("在职人员{}人调入，人员支出随之变动", "{}号项目于年中完工结算", "上年结转的专项资金{}万元本年支付")
_UNKNOWN = [code for number, code in enumerate(CODES) if number % 9 == 0]


def units(number: int, seed: int = 19) -> list[UnitOutcome]:
    """So many units, sorted by their id; none has anything in common with another that chance does not give."""
    drawn = random.Random(seed)
    return sorted((unit(drawn, place) for place in range(number)), key=lambda one: one.unit)


def unit(drawn: random.Random, number: int) -> UnitOutcome:
    """A unit in a state that is drawn, with what leads to it."""
    name = f"{drawn.choice(_PLACES)}县{drawn.choice(_OFFICES)}"
    folder = f"{name[:2]}县/{number:05}-{name}"
    state = drawn.choices((READY, INCOMPLETE, DOUBTFUL, WRONG, UNREADABLE, UNCHECKED), (50, 20, 15, 11, 3, 1))[0]
    if state == UNREADABLE:
        unread = ToldFinding(UNREADABLE, "B102", "2024.xlsx", "打不开这个工作簿。", "请用表格软件打开，另存为 .xlsx。")
        return UnitOutcome(folder, state, findings=(unread,))
    checks = dict.fromkeys(CODES, PASSED) | dict.fromkeys(_UNKNOWN, UNKNOWN) if state != UNCHECKED else {}
    findings = [ToldFinding(NOTE, "N105", "", "有几处用语的依据不足三份。", "")] if drawn.random() < 0.3 else []
    if state == WRONG:
        findings += [_finding(drawn, checks, ERROR) for _ in range(drawn.randint(1, 3))]
    if state in (WRONG, DOUBTFUL):
        findings += [_finding(drawn, checks, DOUBT, "待确认") for _ in range(drawn.randint(1, 3))]
    if checks and drawn.random() < 0.1:
        findings.append(_finding(drawn, checks, ROUNDING))
    missing = drawn.sample(t.REASON_SUBJECTS[t.VS_LAST_YEAR], drawn.randint(1, 9)) if state == INCOMPLETE else ()
    gaps = tuple(
        ToldGap(f"主要原因/{t.VS_LAST_YEAR}/{subject}", f"填报表.xlsx 主要原因!D{row}")
        for row, subject in enumerate(missing, 5)
    )
    reason = drawn.choice(_REASONS).format(number + 100)
    return UnitOutcome(
        *(folder, state, name, 2024, "xinjiang/2024", tuple(findings), gaps, checks, figures(drawn)),
        reasons={f"{t.VS_LAST_YEAR}/{t.ALL_MONEY}": reason},
        files=("说明.docx", "说明-附表.xlsx") if state != UNREADABLE else (),
    )


def figures(drawn: random.Random) -> dict[str, str]:
    """Amounts to the 分 that add up, spread as those of units of one bureau are, and the people."""
    spent = drawn.randrange(10**7, 10**10)  # 分
    staff = spent * drawn.randint(450, 550) // 1000
    public, left = spent * drawn.randint(80, 120) // 1000, spent * drawn.randint(10, 60) // 1000
    total, last = spent + left, (spent + left) * 1000 // drawn.randint(900, 1150)
    budget, three = spent * 1000 // drawn.randint(950, 1020), drawn.randrange(10**6, 3 * 10**6)
    rows = {
        (t.OVERVIEW, t.RECEIPTS, t.GRAND_TOTAL, t.ACTUAL): total,
        (t.OVERVIEW, t.RECEIPTS, t.GRAND_TOTAL, t.LAST_YEAR): last,
        (t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS, t.ACTUAL): spent,
        (t.OVERVIEW, t.PAYMENTS, t.CARRIED_FORWARD, t.ACTUAL): left,
        (t.OVERVIEW, t.PAYMENTS, t.GRAND_TOTAL, t.ACTUAL): total,
        (t.EXPENDITURE, t.BASIC_SPENDING, t.ACTUAL): staff + public,
        (t.EXPENDITURE, t.PROJECT_SPENDING, t.ACTUAL): spent - staff - public,
        (t.GENERAL, t.TOTAL, t.ACTUAL): spent,
        (t.GENERAL, t.TOTAL, t.INITIAL_BUDGET): budget,
        (t.BASIC, t.STAFF, t.ACTUAL): staff,
        (t.BASIC, t.PUBLIC, t.ACTUAL): public,
        (t.THREE, t.TOTAL, t.ACTUAL): three,
        (t.THREE, t.TOTAL, t.LAST_YEAR): three * 1000 // drawn.randint(900, 1150),
    }
    told = {"/".join(key): str(Decimal(value).scaleb(-2)) for key, value in rows.items()}
    people = str(max(staff // (12_000_000 + drawn.randint(0, 2_000_000)), 1))
    return {**told, PROCUREMENT: str(Decimal(public // 3).scaleb(-2)), IN_SERVICE: people}


def earlier(now: list[UnitOutcome], seed: int = 7) -> dict[str, UnitOutcome]:
    """What may have come of these units before: some are new since, some were in another state."""
    drawn = random.Random(seed)
    before: dict[str, UnitOutcome] = {}
    for one in now:
        chance = drawn.random()
        if chance < 0.9:
            before[one.unit] = one
        elif chance < 0.97 and one.state != UNREADABLE:
            gap = ToldGap(f"主要原因/{t.VS_LAST_YEAR}/{t.RECEPTION}", "填报表.xlsx 主要原因!D31")
            before[one.unit] = one._replace(state=INCOMPLETE, gaps=(gap,), findings=(), files=())
    return before


def _finding(drawn: random.Random, checks: dict[str, str], level: str, state: str = "") -> ToldFinding:
    code = drawn.choice([code for code, ended in checks.items() if ended == PASSED])
    checks[code] = level
    first, second = (Decimal(drawn.randrange(10**5, 10**9)).scaleb(-2) for _ in range(2))
    evidence = f"《{t.INCOME}》{t.TOTAL}：{first:,} ≠ {second:,}，差 {first - second:,}。"
    place = f"2024.xlsx 收入决算表!{drawn.choice('CDEFG')}{drawn.randint(5, 60)}"
    return ToldFinding(level, code, place, evidence, "请核对这两处，改正填错的一处。", state)
