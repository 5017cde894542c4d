"""A pack that prints what only some regions print: it builds on a real one and has a section of its own."""

from __future__ import annotations

from pathlib import Path

from helpers import packs

PHRASES = """\
source: 测试
new:
  别处.标题: 别处的写法
  别处.来源:
    over: 财政拨款收入来源
    say: 一般公共{{ 一般公共预算 | 万元 }}，基金{{ 政府性基金预算 | 万元 }}，国资{{ 国有资本经营预算 | 万元 }}。
  别处.主语: 本年收入
  别处.项:
    over: 一般公共预算支出项级年初差异
    say: 。主要用于：{{ 用途 | 原因 }}。
  别处.科目:
    over: 科目
    say:
      item: "{{ 项名称 | 文字 }}"
      section: "{{ 款名称 | 文字 }}"
      class: "{{ 类名称 | 文字 }}"
  别处.购置:
    over: 公务用车购置开支
    say:
      none: 没有购置公务用车。
      some: 购置{{ 购置数 | 辆 }}，{{ 金额 | 万元 }}，用于{{ 开支内容 | 原因 }}。
  别处.接待:
    over: 国内接待开支
    say:
      none: 没有公务接待。
      some: 接待{{ 金额 | 万元 }}（外宾{{ 外宾金额 | 万元 }}），{{ 外宾批次 | 批次 }}、{{ 外宾人次 | 人次 }}。
  别处.预留:
    over: 政府采购预留
    say: 预留{{ 中小企业预留 | 万元 }}，{{ 小微企业预留 | 万元 }}。
  别处.绩效:
    over: 预算绩效管理情况
    say: 制度：{{ 制度 | 原因 }}。编报{{ 编报目标项目数 | 个 }}，平均{{ 平均得分 | 分数 }}，优{{ 优 | 个 }}。
"""
OUTLINE = """\
parts:
- use: 概况
- part: 标题.情况说明
  number: 序号.部分
  body:
  - use: 别处
  - use: 总体
  - use: 收入
  - use: 支出
  - use: 财政拨款
  - use: 一般公共
  - use: 基本支出
  - use: 政府性基金
  - use: 国有资本
  - use: 三公
  - use: 其他重要事项
  - use: 预算绩效
  - use: 其他说明
- use: 名词解释
- use: 报表
new:
  别处:
  - section: 别处.标题
    number: 序号.节
    body:
    - paragraph:
      - {say: 别处.来源, of: 财政拨款收入来源}
      - 别处.主语
      - {say: 增减.与上年相比, of: 本年收入增减}
    - each: 一般公共预算支出项级年初差异
      number: 序号.项
      paragraph: [{say: 别处.科目, of: 科目}, 别处.项, 差异.年初预算]
    - paragraph:
      - {say: 别处.购置, of: 公务用车购置开支}
      - {say: 别处.接待, of: 国内接待开支}
      - {say: 别处.预留, of: 政府采购预留}
      - {say: 别处.绩效, of: 预算绩效管理情况}
"""


def made(folder: Path) -> str:
    """Write the pack into a folder; its path, by which it is chosen."""
    return str(packs.child(folder, elsewhere=PHRASES, outline=OUTLINE))
