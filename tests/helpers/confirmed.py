"""A 疑点 of the fixture, as it is found and as it is confirmed in a unit file."""

from __future__ import annotations

ABOVE = "政府采购：授予中小企业合同金额 {} > 政府采购支出总额 102.59，多 {} 万元"
OLD, NEW = ABOVE.format("200.00", "97.41"), ABOVE.format("201.00", "98.41")
EXPLAINED = "合同跨年，金额为合同总额。"
WRITTEN = f"""
疑点确认:
- 编号: K322
  依据: {OLD}
  说明: {EXPLAINED}
"""
