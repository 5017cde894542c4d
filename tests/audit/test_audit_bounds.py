"""An audit takes a time that grows with the length of the text, whatever it is made of."""

from __future__ import annotations

import time

import pytest

from narrator.audit.run import audit

WORST = [
    "教育支出（类）普通教育（款）小学教育{n}号（项）：支出决算数为{n}.00万元，比上年增加1.00万元，增长5.00%，主要原因是：增加。",
    "收入总计{n}.00万元。支出总计{n}.50万元。",
    "公务接待费支出{n}.00万元，主要原因是：公务接待费增加。",
    "其中：公务接待费{n}.00万元，占1.00%；",
    "全年共{n}个，甲{n}个，乙{n}个，丙{n}个。",
    "某某局{n}所2024年度支出{n}.00万元。",
    "无政府性基金，政府性基金支出{n}.00万元，，与上年持平，原因是：。",
    "七、政府性基金预算财政拨款收入支出决算情况说明\n",
    "\t{n}.00万元\n\t{n}.00元\n",
    "XX（）占%增加（减少）。",
]


@pytest.mark.parametrize("unit", WORST, ids=range(len(WORST)))
def test_no_text_takes_more_than_its_length(unit: str) -> None:
    def taken(many: int) -> float:
        lines = "".join(unit.replace("{n}", str(number)) for number in range(1, many)).splitlines()
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            audit("worst.txt", lines, ["\t" not in line for line in lines])
            best = min(best, time.process_time() - start)
        return best

    assert taken(1200) < 9 * taken(300) + 0.02
