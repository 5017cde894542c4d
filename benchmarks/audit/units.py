"""An invented unit as the data of a unit file: every figure drawn by chance, all of them together consistent."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from audit.drawing import (
    ABROAD,
    BUDGETS,
    BUYING,
    CARS,
    FULL,
    GUESTS,
    INITIAL,
    KINDS,
    LAST,
    NOTHING,
    RUNNING,
    STATEMENTS,
    THIS,
    THREE,
    Data,
    Draw,
    Row,
    added,
    cents,
    typed,
    words,
)

_OVER = "年末结转和结余"


def unit_file(chance: random.Random, head: dict[str, str]) -> Data:
    """The unit file of one invented unit of the region and year of a pack."""
    return _Unit(chance).unit(head)


class _Unit(Draw):
    """Draws one unit."""

    # Accounts -------------------------------------------------------------------------------------

    def accounts(self, pool: Data, least: int, most: int) -> tuple[Data, list[tuple[str, Row]]]:
        """Accounts of a statement with their classes; the items with their rows."""
        listed: Data = {}
        items: list[tuple[str, Row]] = []
        for top in self.some(pool, least, most):
            rows: list[Row] = []
            below: Data = {}
            for middle in [code for code in pool[top] if code != "名称"]:
                entry = pool[top][middle]
                for item in self.some([code for code in entry if code != "名称"], 1, 2):
                    row = self.row(1, 300)
                    purpose = f"{entry[item]}方面的支出"
                    below[middle] = entry["名称"]
                    below[item] = {"名称": entry[item], **row.data(LAST, INITIAL, FULL, THIS), "用途": purpose}
                    rows.append(row)
                    items.append((item, row))
                    staffed = pool is words()["general"] and item not in words()["projects"]
                    self.because(item, row, "人员" if staffed else "项目")
            listed[top] = {"名称": pool[top]["名称"], **added(rows).data(LAST, THIS)}
            listed |= below
        return listed, items

    def balance(self, pool: Data, chance: float) -> tuple[Any, Row, int, int]:
        """政府性基金 or 国有资本经营: the statement, its spending, what was carried in and out."""
        if self.chance.random() >= chance:
            return "空表", NOTHING, 0, 0
        listed, items = self.accounts(pool, 1, 2)
        spent = added(row for _, row in items)
        opening, closing = (self.chance.choice((0, self.money(1, 50))) for _ in range(2))
        opening = min(opening, spent.this + closing)
        table = {
            "年初结转和结余": typed(opening),
            "本年收入": typed(spent.this + closing - opening),
            "本年支出": spent.data(LAST, THIS),
            "基本支出": "0.00",
            "项目支出": typed(spent.this),
            "年末结转和结余": typed(closing),
            "科目": listed,
        }
        return table, spent, opening, closing

    # The whole file -------------------------------------------------------------------------------

    def unit(self, head: dict[str, str]) -> Data:
        chance = self.chance
        kind = chance.choice(KINDS)
        name = self.one("places") + self.one("offices", kind)
        general, items = self.accounts(words()["general"], 2, 5)
        spent = added(row for _, row in items)
        if not spent.this:
            return self.unit(head)
        basic = sum(row.this for code, row in items if code not in words()["projects"])
        rest = [self.balance(words()[key], odds) for key, odds in (("fund", 0.3), ("capital", 0.12))]
        carried = (chance.choice((0, 0, self.money(1, 40))), chance.choice((0, 0, self.money(1, 40))))
        opened = (min(carried[0], spent.this + carried[1]), rest[0][2], rest[1][2])
        closed = (carried[1], rest[0][3], rest[1][3])
        spending = (spent, rest[0][1], rest[1][1])
        fiscal = added(spending)
        income = [row.this + end - begin for row, begin, end in zip(spending, opened, closed, strict=True)]
        total = Row(fiscal.last + sum(opened), fiscal.initial, fiscal.full, sum(income) + sum(opened))
        for budget, row in zip(BUDGETS, spending, strict=True):
            self.because(f"{budget}预算财政拨款支出", row, "项目")
        self.because("财政拨款收入支出总体", total, "项目")
        if total == spent:  # then the reason of one is that of the other
            for comparison in ("与上年相比", "与年初预算相比"):
                self.reasons[comparison]["一般公共预算财政拨款支出"] = self.reasons[comparison]["财政拨款收入支出总体"]
        data: Data = {
            "金额单位": "元",
            "单位": {
                "单位名称": name,
                "地区": head["region"],
                "年度": head["year"],
                "主体": chance.choice(("单位", "部门")),
                "单位性质": kind,
                "新设": "否",
            },
            "主要职能": "\n".join(self.some(words()["duties"], 2, 4)),
            "人员": self.staff(),
            "下属预算单位": self.some(words()["below"], 0, 2) or "无",
            "科室": self.some(words()["rooms"], 2, 6),
            **self.overview(fiscal, income, opened, closed, basic),
            "财政拨款收入支出决算总表": {
                "收入": {
                    **{f"{key}预算财政拨款": typed(amount) for key, amount in zip(BUDGETS, income, strict=True)},
                    "本年收入合计": typed(sum(income)),
                    "年初财政拨款结转和结余": typed(sum(opened)),
                    "总计": total.data(LAST, INITIAL, THIS),
                },
                "支出": {
                    "本年支出合计": typed(fiscal.this),
                    "年末财政拨款结转和结余": typed(sum(closed)),
                    "总计": typed(total.this),
                },
            },
            STATEMENTS[0]: {
                "合计": spent.data(LAST, INITIAL, FULL, THIS),
                "基本支出": typed(basic),
                "项目支出": typed(spent.this - basic),
                "科目": general,
            },
            STATEMENTS[1]: rest[0][0],
            STATEMENTS[2]: rest[1][0],
            **self.basic(basic, kind),
            **self.three(),
            **self.matters(),
            "其他需说明的事项": "无",
        }
        data |= self.performance(total, fiscal, spent.this - basic)
        self.kinds(data)
        data["主要原因"] = self.reasons
        return data

    def kinds(self, data: Data) -> None:
        """Each kind of income, expenditure and carry-over against last year, as few packs tell it.

        Drawn behind all else, which stays as it was.
        """
        came, went = data["收入支出决算总表"]["收入"], data["收入支出决算总表"]["支出"]
        income, budgets = data["收入决算表"], data["财政拨款收入支出决算总表"]["收入"]
        self.parted(came["本年收入合计"][LAST], income, ("财政拨款收入", *_INCOME))
        self.parted(income["财政拨款收入"][LAST], budgets, [f"{budget}预算财政拨款" for budget in BUDGETS], "收入")
        self.parted(went["本年支出合计"][LAST], data["支出决算表"], ("基本支出", "项目支出", *_SPENDING))
        rest = cents(came["总计"][LAST]) - cents(came["本年收入合计"][LAST])
        self.parted(typed(rest), came, ("年初结转和结余", "使用非财政拨款结余（含专用结余）"))

    def parted(self, total: str, table: Data, terms: Sequence[str], more: str = "") -> None:
        """Last year's total, parted among the rows of a table; the first has what the others leave."""
        left = cents(total)
        for term in (*terms[1:], terms[0]):
            this = cents(table[term])
            drawn = self.chance.choice((0, this, self.near(this) if this else self.money(1, 20)))
            row = Row(left if term == terms[0] else min(left, drawn), 0, 0, this)
            left -= row.last
            table[term] = row.data(LAST, THIS)
            self.because(f"{term}{more}", row, "项目")

    def staff(self) -> Data:
        now = {term: self.chance.randint(*span) for term, span in _STAFF.items()}
        people = {
            term: {"上年": str(max(0, number + self.chance.randint(-2, 2))), "本年": str(number)}
            for term, number in now.items()
        }
        serving = now["在职人员"]
        posts = {"行政编制": str(serving), "行政编制实有人数": str(serving - 1)}
        posts |= {"事业编制": "2", "事业编制实有人数": "1"}
        return {"编制": posts, "实有人数": str(sum(now.values())), **people}

    def overview(
        self, fiscal: Row, income: list[int], opened: tuple[int, ...], closed: tuple[int, ...], basic: int
    ) -> Data:
        """Tables 01 to 03: the fiscal money and what comes beside it."""
        chance = self.chance
        beside = {term: chance.choice((0, 0, self.money(1, 80))) for term in _INCOME}
        used = chance.choice((0, 0, 0, self.money(1, 9)))
        extra = {term: chance.choice((0, 0, 0, self.money(1, 30))) for term in _SPENDING}
        own = (chance.choice((0, self.money(1, 20))), chance.choice((0, self.money(1, 20))))
        shared = chance.choice((0, 0, 0, self.money(1, 5)))
        opening = sum(opened) + chance.choice((0, self.money(1, 60)))
        came = sum(income) + sum(beside.values()) + used + opening
        left = came - fiscal.this - sum(own) - sum(extra.values()) - shared - sum(closed)
        if left < 0:  # no more is spent than came in
            opening -= left
            came -= left
            left = 0
        closing = left + sum(closed)
        year = sum(income) + sum(beside.values())
        paid = fiscal.this + sum(own) + sum(extra.values())
        paid_last = fiscal.last + chance.choice((0, self.near(sum(own) + 1_000_000)))
        whole = Row(paid_last + opening, 0, 0, came)
        received = Row(max(0, whole.last - chance.choice((0, self.money(1, 30)))), 0, 0, year)
        payments = Row(paid_last, 0, 0, paid)
        over = Row(opening, 0, 0, closing)
        told = (("收入支出总体", whole), ("本年收入", received), ("本年支出", payments), (_OVER, over))
        for subject, row in told:
            self.because(subject, row, "项目")
        return {
            "收入支出决算总表": {
                "收入": {
                    "本年收入合计": received.data(LAST, THIS),
                    "使用非财政拨款结余（含专用结余）": typed(used),
                    "年初结转和结余": typed(opening),
                    "总计": whole.data(LAST, THIS),
                },
                "支出": {
                    "本年支出合计": payments.data(LAST, THIS),
                    "结余分配": typed(shared),
                    _OVER: over.data(LAST, THIS),
                    "总计": typed(came),
                },
            },
            "收入决算表": {"财政拨款收入": typed(sum(income)), **{term: typed(beside[term]) for term in _INCOME}},
            "支出决算表": {
                "基本支出": typed(basic + own[0]),
                "项目支出": typed(fiscal.this - basic + own[1]),
                **{term: typed(extra[term]) for term in _SPENDING},
            },
        }

    def basic(self, basic: int, kind: str) -> Data:
        public = basic // 100 * self.chance.randint(5, 25) // self.grain * self.grain
        row = Row(self.near(public) if public else 0, 0, 0, public)
        self.because(f"{kind}{'公用经费' if kind == '事业单位' else '机关运行经费'}", row, "公用")
        staff, office = self.some(words()["staff"].items(), 3, 9), self.some(words()["public"].items(), 2, 7)
        accounts = ([] if basic == public else staff) + (office if public else [])
        return {
            "一般公共预算财政拨款基本支出决算表": {
                "人员经费合计": typed(basic - public),
                "公用经费合计": row.data(LAST, THIS),
                **({"科目": dict(accounts)} if accounts else {}),
            }
        }

    def three(self) -> Data:
        """三公 and what was done with the money: where none was spent, nothing was done."""
        chance = self.chance
        rows = {
            term: self.row(*span) if chance.random() < odds else Row(chance.choice((0, 0, self.money(1, 3))), 0, 0, 0)
            for term, span, odds in ((ABROAD, (1, 12), 0.25), (BUYING, (10, 20), 0.2), (RUNNING, (1, 15), 0.75))
        }
        rows[GUESTS] = self.row(1, 6) if chance.random() < 0.7 else NOTHING
        rows[CARS] = rows[BUYING].plus(rows[RUNNING])
        rows[THREE] = added((rows[ABROAD], rows[CARS], rows[GUESTS]))
        for term, sort in (
            (ABROAD, "出国"),
            (BUYING, "车辆"),
            (RUNNING, "车辆"),
            (CARS, "车辆"),
            (GUESTS, "接待"),
            (THREE, "接待" if rows[CARS] == NOTHING else "车辆"),
        ):
            self.because(term, rows[term], sort)
        went, bought, ran, fed = (rows[term].this > 0 for term in (ABROAD, BUYING, RUNNING, GUESTS))
        groups, meals = chance.randint(1, 3), chance.randint(2, 60)
        purchased, foreign = chance.randint(1, 2) if bought else 0, fed and chance.random() < 0.15
        held = purchased + (chance.randint(1, 6) if ran else 0)
        uses = [chance.randint(0, 2) for _ in _USES]
        uses[-1] += max(0, held - sum(uses))
        same = sum(uses) == held
        cars = {term: str(number) for term, number in zip(_USES, uses, strict=True)}
        return {
            "财政拨款“三公”经费支出决算表": {
                "合计" if term == THREE else term: row.data(LAST, INITIAL, FULL, THIS) for term, row in rows.items()
            },
            "因公出国（境）情况": {
                **({"开支内容": self.one("abroad")} if went else {}),
                "团组数": str(groups if went else 0),
                "人次": str(groups * chance.randint(1, 5) if went else 0),
            },
            "公务用车情况": {
                **({"运行维护费开支内容": self.one("cars")} if ran else {}),
                **({"购置费开支内容": self.one("purchase")} if bought else {}),
                "购置数": str(purchased),
                "保有量": str(held),
                "保有量差异原因": "两者一致，无差异" if same else "部分车辆待处置，不再开支财政拨款",
            },
            "公务接待情况": {
                **({"开支内容": self.one("reception")} if fed else {}),
                "国内批次": str(meals if fed else 0),
                "国内人次": str(meals * chance.randint(4, 9) if fed else 0),
                "外宾接待支出": typed(rows[GUESTS].this // 10 if foreign else 0),
                "外宾批次": str(int(foreign)),
                "外宾人次": str(4 * foreign),
            },
            "国有资产": {
                "房屋面积": f"{chance.randint(0, 9000)}.00",
                "房屋价值": typed(self.money(10, 900)),
                "车辆": {
                    "数量": str(sum(uses)),
                    "价值": typed(self.money(10, 20) * sum(uses)),
                    **cars,
                    **({"其他用车主要是": self.one("uses")} if uses[-1] else {}),
                },
                "单价100万元（含）以上设备": str(chance.choice((0, 0, 1, 3))),
            },
        }

    def matters(self) -> Data:
        goods, works, services = (self.chance.choice((0, self.money(1, 90))) for _ in range(3))
        total = goods + works + services
        small = total * self.chance.randint(0, 100) // 100 // self.grain * self.grain
        tiny = small * self.chance.randint(0, 100) // 100 // self.grain * self.grain
        reserved = self.money(1, 50)
        return {
            "政府采购": {
                "政府采购支出总额": typed(total),
                "政府采购货物支出": typed(goods),
                "政府采购工程支出": typed(works),
                "政府采购服务支出": typed(services),
                "授予中小企业合同金额": typed(small),
                "授予小微企业合同金额": typed(tiny),
            },
            "政府采购预留": {
                "面向中小企业预留预算金额": typed(reserved),
                "面向小微企业预留预算金额": typed(reserved // 2),
                "预留项目中小企业成交金额": typed(reserved // 4),
                "预留项目小微企业成交金额": typed(reserved // 8),
                "其他项目中小企业成交金额": typed(reserved // 5),
            },
        }

    def performance(self, total: Row, fiscal: Row, project: int) -> Data:
        """The self-evaluation tables; how many things were done, as a sum that holds."""
        chance = self.chance
        many = [chance.randint(2, 60) for _ in range(chance.randint(2, 3))]
        parts = "，".join(f"{name}{number}个" for name, number in zip(words()["parts"], many, strict=False))
        done = f"{self.one('results')}。{self.one('counted')}共{sum(many)}个，{parts}"
        funds = {
            "年初预算数": typed(total.initial),
            "全年预算数": typed(total.this),
            "全年执行数": typed(fiscal.this),
        }
        none = dict.fromkeys(funds, "0.00")
        indicator = {"二级指标": "数量指标", "三级指标": "年度任务完成率"}
        overall = {
            "上级资金": none,
            "本级资金": funds,
            "其他资金": none,
            "合计": {**funds, "分值": "10"},
            "预期目标": self.one("goals"),
            "实际完成情况": f"{self.one('results')}。",
            "指标": [
                {"一级指标": "履职效能", **indicator, "预期指标值": "=100%", "指标值设定依据": "年度计划"}
                | {"分值权重": "90", "实际完成指标值": "=100%", "得分": "90"}
            ],
        }
        budget = {key: typed(project) for key in funds}
        scored = {
            "一级指标": "产出指标",
            **indicator,
            "权重": "90",
            "目标值": "=100%",
            "业绩值": "=100%",
            "完成率": "100%",
        }
        projects = {
            "项目名称": "业务保障项目",
            "主管部门": "主管部门",
            "年度资金总额": {**budget, "分值": "10"},
            "当年财政拨款": budget,
            "其他资金": none,
            "预期目标": self.one("goals"),
            "实际完成情况": f"{self.one('results')}。",
            "指标": [
                {**scored, "指标得分": "90", "指标值设定依据": "计划标准", "上年完成情况": "100%"}
                | {"赋分规则": "按照完成比例赋分", "佐证资料": "工作资料", "偏差原因分析及改进措施": "无偏差"}
            ],
        }
        rated = [chance.randint(0, 3) for _ in range(3)]
        found = chance.randint(0, 4)
        step = {"项目数": str(sum(rated)), "预算金额": typed(self.money(10, 90))}
        return {
            "预算绩效": {
                "成效": done,
                "问题及原因": self.one("problems"),
                "改进措施": self.one("measures"),
                "整体支出绩效自评表": [overall],
                "项目支出绩效自评表": [projects] if project and chance.random() < 0.5 else "无",
            },
            "预算绩效管理": {
                "制度": "制定了预算绩效管理办法",
                "工作机制": "财务科牵头，各科室配合",
                "编报绩效目标": step,
                "绩效跟踪": step,
                "绩效自评": step,
                "平均得分": f"{chance.randint(80, 100)}",
                **{term: str(number) for term, number in zip(("优", "良", "合格"), rated, strict=True)},
                "不合格": "0",
                "发现问题": str(found),
                "已完成整改": str(found // 2),
                "正在整改": str(found - found // 2),
            },
        }


_STAFF = {"在职人员": (5, 90), "离休人员": (0, 2), "退休人员": (0, 40)}
_INCOME = ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
_SPENDING = ("上缴上级支出", "经营支出", "对附属单位补助支出")
_USES = (
    "副部（省）级及以上领导用车",
    "主要负责人用车",
    "机要通信用车",
    "应急保障用车",
    "执法执勤用车",
    "特种专业技术用车",
    "离退休干部服务用车",
    "其他用车",
)
