"""What no table of an invented unit holds: people, three public expenses, procurement, assets, results."""

from __future__ import annotations

from invented.drawn import ABROAD, BUDGETS, GENERAL, KINDS, RECEPTION, Dice, cars
from invented.story import RUNNING_COSTS, WORK, Data, Story, row, typed

_USES: tuple[str, ...] = (
    "副部（省）级及以上领导用车",
    "主要负责人用车",
    "机要通信用车",
    "应急保障用车",
    "执法执勤用车",
)
_USES += ("特种专业技术用车", "离退休干部服务用车", "其他用车")


def people(dice: Dice, story: Story) -> Data:
    """人员: about as many as its 人员经费 pay."""
    scale = 100_000_00 if story.shape.fine else 10_00  # what a person costs
    working = max(1, story.this.staff() // scale) if story.this.staff() else 0
    retired, old = dice.below(working // 2 + 2), dice.below(3)
    counts = {"在职人员": working, "离休人员": old, "退休人员": retired}
    if not story.this.spending():
        counts = dict.fromkeys(counts, 0)
    lasts = {kind: max(0, number + dice.pick((-1, 0, 0, 0, 1))) for kind, number in counts.items()}
    told: Data = {"实有人数": str(sum(counts.values()))}
    posts = working + dice.below(3)
    official = posts if story.shape.kinds != (KINDS[2],) else 0
    told["编制"] = {
        "总数": str(posts),
        "行政编制": str(official),
        "事业编制": str(posts - official),
        "行政编制实有人数": str(counts["在职人员"] if official else 0),
        "事业编制实有人数": str(0 if official else counts["在职人员"]),
    }
    for kind, number in counts.items():
        told[kind] = ({} if story.last is None else {"上年": str(lasts[kind])}) | {"本年": str(number)}
    return {"人员": told}


def matters(dice: Dice, story: Story) -> Data:
    """What lies behind 三公, procurement and its reserved part, assets, 机关运行经费 by kind of unit."""
    this, shape = story.this, story.shape
    bought, held = cars(this)
    abroad, guests = (dice.between(1, 5) if this.three.get(item, 0) > 0 else 0 for item in (ABROAD, RECEPTION))
    goods, services = (max(0, this.spending()) * dice.between(0, 20) // 100 for _ in range(2))
    small = (goods + services) * dice.between(30, 90) // 100
    reserved = small * dice.between(20, 90) // 100
    wan = 10_000 if shape.fine else 1
    uses = dict.fromkeys(_USES, 0)
    for _ in range(held):
        uses[dice.pick(_USES[2:6])] += 1
    told: Data = {
        "因公出国（境）情况": {"开支内容": "国际旅费、住宿费", "团组数": str(abroad), "人次": str(abroad * 3)},
        "公务用车情况": {
            "运行维护费开支内容": "燃料费、维修费、保险费",
            "购置费开支内容": "购置业务用车",
            "购置数": str(bought),
            "保有量": str(held),
            "保有量差异原因": "两者一致，无差异",
        },
        "公务接待情况": {
            "开支内容": "来访单位的工作餐费",
            "国内批次": str(guests),
            "国内人次": str(guests * dice.between(3, 9)),
            "外宾接待支出": "0.00",
            "外宾批次": "0",
            "外宾人次": "0",
        },
        "政府采购": {
            "政府采购支出总额": typed(goods + services),
            "政府采购货物支出": typed(goods),
            "政府采购工程支出": "0.00",
            "政府采购服务支出": typed(services),
            "授予中小企业合同金额": typed(small),
            "授予小微企业合同金额": typed(reserved // 2),
        },
        "政府采购预留": {
            "面向中小企业预留预算金额": typed(reserved),
            "面向小微企业预留预算金额": typed(reserved // 2),
            "预留项目中小企业成交金额": typed(reserved),
            "预留项目小微企业成交金额": typed(reserved // 2),
            "其他项目中小企业成交金额": typed(small - reserved),
        },
        "国有资产": {
            "房屋面积": typed(dice.between(0, 5_000_00)),
            "房屋价值": typed(dice.between(0, 900_00) * wan),
            "车辆": {"数量": str(held), "价值": typed(held * dice.between(8_00, 30_00) * wan)}
            | {use: str(number) for use, number in uses.items()},
            "单价100万元（含）以上设备": str(int(this.spending() > 500_00 * wan and dice.chance(20))),
        },
    }
    if len(shape.kinds) > 1:
        told["机关运行经费及公用经费"] = {
            RUNNING_COSTS[kind]: row(story, now, before) for kind, (now, before) in story.running.items()
        }
    return told


def management(story: Story) -> Data:
    """预算绩效管理."""
    money = typed(max(0, story.this.natures()[1]))
    step = {"项目数": "1", "预算金额": money}
    marks = {"优": "1", "良": "0", "合格": "0", "不合格": "0", "发现问题": "1", "已完成整改": "1", "正在整改": "0"}
    steps: Data = {name: dict(step) for name in ("编报绩效目标", "绩效跟踪", "绩效自评")}
    return {
        "制度": "制定了项目支出绩效管理办法",
        "工作机制": "由综合科牵头，业务科室配合",
        **steps,
        "平均得分": "100",
        **marks,
    }


def _money(initial: int, full: int, spent: int) -> Data:
    return {"年初预算数": typed(initial), "全年预算数": typed(full), "全年执行数": typed(spent)}


def performance(dice: Dice, story: Story) -> Data:
    """预算绩效, with the self-evaluation tables of the whole and of some projects."""
    this = story.this
    initial, full = story.initial(*BUDGETS), this.fiscal_total()
    spent = this.spending(*BUDGETS)
    others, other_full = this.spending() - spent, this.total() - this.shared - full
    scored = {"分值": "10"} | ({} if this.total() > 0 else {"得分": "10"})
    work = dice.pick(WORK)
    goals = {"预期目标": f"完成年度{work}工作。", "实际完成情况": f"完成了年度{work}工作。"}
    first = {"一级指标": "履职效能", "二级指标": "数量指标", "三级指标": f"{work}完成率", "指标值设定依据": "年度计划"}
    first |= {"预期指标值": "=100%", "实际完成指标值": "=100%", "分值权重": "90", "得分": "90"}
    overall: Data = {
        "上级资金": _money(0, 0, 0),
        "本级资金": _money(initial, full, spent),
        "其他资金": _money(0, other_full, others),
        "合计": _money(initial, full + other_full, spent + others) | scored,
        **goals,
        "指标": [first],
    }
    projects = [
        _project(dice, story, sum(amounts), story.planned[key].initial)
        for key, amounts in this.spent.items()
        if key[0] == GENERAL and amounts[1] > 0 and not amounts[0]
    ]
    return {
        "成效": f"{work}工作按期完成",
        "问题及原因": f"{work}进度不均衡，原因是前期准备不足",
        "改进措施": "提前安排前期工作",
        "整体支出绩效自评表": [overall] if dice.chance(85) else "无",
        "项目支出绩效自评表": projects[: dice.pick((1, 2, 3))] or "无",
    }


def _project(dice: Dice, story: Story, spent: int, initial: int) -> Data:
    work = dice.pick(WORK)
    target = {"一级指标": "产出指标", "二级指标": "质量指标", "三级指标": "验收合格率", "指标值设定依据": "计划标准"}
    target |= {"权重": "90", "目标值": "=100%", "业绩值": "=100%", "完成率": "100%", "指标得分": "90"}
    target |= {"上年完成情况": "100%", "赋分规则": "按照完成比例赋分", "佐证资料": "验收单"}
    return {
        "项目名称": f"{work}项目",
        "主管部门": story.title,
        "年度资金总额": _money(initial, spent, spent) | {"分值": "10"},
        "当年财政拨款": _money(initial, spent, spent),
        "其他资金": _money(0, 0, 0),
        "预期目标": f"完成{work}任务。",
        "实际完成情况": f"完成了{work}任务。",
        "指标": [target],
    }
