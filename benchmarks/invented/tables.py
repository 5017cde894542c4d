"""The nine tables of an invented unit, as far as a unit file tells them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from invented.drawn import BUDGETS, CAPITAL, FUND, GENERAL, OUTGOINGS, RECEIPTS, Year, levels, name
from invented.story import Data, Planned, Story, row, three, typed


def tables(story: Story) -> Data:
    """The nine tables, as far as a unit file tells them."""
    this, last = story.this, story.before
    initial = story.initial(*BUDGETS) + sum(this.brought.get(money, 0) for money in (FUND, CAPITAL))

    def line(of: Callable[[Year], int], **budgets: int) -> Data:
        return row(story, of(this), of(last), **budgets)

    return {
        "收入支出决算总表": {
            "收入": {
                "本年收入合计": line(Year.income),
                "使用非财政拨款结余（含专用结余）": line(lambda year: year.used),
                "年初结转和结余": line(lambda year: sum(year.brought.values())),
                "总计": line(Year.total),
            },
            "支出": {
                "本年支出合计": line(Year.spending),
                "结余分配": line(lambda year: year.shared),
                "年末结转和结余": line(lambda year: sum(year.carried.values())),
                "总计": line(Year.total),
            },
        },
        "收入决算表": {
            "财政拨款收入": line(Year.fiscal),
            **{kind: row(story, this.receipts.get(kind, 0), last.receipts.get(kind, 0)) for kind in RECEIPTS},
        },
        "支出决算表": {
            "基本支出": line(lambda year: year.natures()[0]),
            "项目支出": line(lambda year: year.natures()[1]),
            **{kind: row(story, this.outgoings.get(kind, 0), last.outgoings.get(kind, 0)) for kind in OUTGOINGS},
        },
        "财政拨款收入支出决算总表": {
            "收入": {
                **{f"{money}预算财政拨款": row(story, this.received(money), last.received(money)) for money in BUDGETS},
                "本年收入合计": line(Year.fiscal),
                "年初财政拨款结转和结余": line(lambda year: _fiscal(year.brought)),
                "总计": line(Year.fiscal_total, 年初预算=initial),
            },
            "支出": {
                "本年支出合计": line(lambda year: year.spending(*BUDGETS)),
                "年末财政拨款结转和结余": line(lambda year: _fiscal(year.carried)),
                "总计": line(Year.fiscal_total),
            },
        },
        "一般公共预算财政拨款支出决算表": _general(story),
        "一般公共预算财政拨款基本支出决算表": {
            "人员经费合计": line(Year.staff),
            "公用经费合计": line(Year.public),
            **({"科目": {code: name(code) for code in sorted(this.costs)}} if this.costs else {}),
        },
        **{f"{money}预算财政拨款收入支出决算表": _balance(story, money) for money in (FUND, CAPITAL)},
        "财政拨款“三公”经费支出决算表": _three(story),
    }


def _fiscal(stock: Mapping[str, int]) -> int:
    return sum(stock.get(money, 0) for money in BUDGETS)


def _general(story: Story) -> Data:
    this, last = story.this, story.before
    planned = [planned for (money, _), planned in story.planned.items() if money == GENERAL]
    initial, full = (sum(amounts) for amounts in zip(*planned, strict=True)) if planned else (0, 0)
    (basic, project), (last_basic, last_project) = this.natures((GENERAL,)), last.natures((GENERAL,))
    return {
        "合计": row(story, this.spending(GENERAL), last.spending(GENERAL), 年初预算=initial, 全年预算=full),
        "基本支出": row(story, basic, last_basic),
        "项目支出": row(story, project, last_project),
        "科目": _accounts(story, GENERAL),
    }


def _accounts(story: Story, money: str) -> Data:
    """类 with amounts, 款 with names, 项 with both years and budgets; so has a class that is secret."""
    now, before = (
        {code: sum(amounts) for code, amounts in year.paid((money,)).items()} for year in (story.this, story.before)
    )
    both = {code: (now.get(code, 0), before.get(code, 0)) for code in {**now, **before}}
    told: Data = {}
    for code, (amount, former) in levels(both).items():
        entry: Data = {"名称": name(code)}
        if code in both:
            planned = story.planned.get((money, code), Planned(0, 0))
            entry |= row(story, amount, former, 年初预算=planned.initial, 全年预算=planned.full)
            entry["用途"] = f"{name(code)}方面的工作"
        elif len(code) == 3:
            entry["决算"] = typed(amount)
        if code == story.shape.secret:
            entry |= {"公开层级": "类", "公开层级依据": "涉密"}
        told[code] = entry if len(entry) > 1 else entry["名称"]
    return told


def _balance(story: Story, money: str) -> Any:
    """政府性基金 or 国有资本经营, 空表 where there is none."""
    this, last = story.this, story.before
    if not any((this.spending(money), last.spending(money), this.brought.get(money), this.carried.get(money))):
        return "空表"
    basic, project = this.natures((money,))
    return {
        "年初结转和结余": typed(this.brought.get(money, 0)),
        "本年收入": typed(this.received(money)),
        "本年支出": row(story, this.spending(money), last.spending(money)),
        "基本支出": typed(basic),
        "项目支出": typed(project),
        "年末结转和结余": typed(this.carried.get(money, 0)),
        "科目": _accounts(story, money),
    }


def _three(story: Story) -> Data:
    now, before = three(story.this.three), three(story.before.three)
    initial = three({item: planned.initial for item, planned in story.three.items()})
    full = three({item: planned.full for item, planned in story.three.items()})
    return {item: row(story, now[item], before[item], 年初预算=initial[item], 全年预算=full[item]) for item in now}
