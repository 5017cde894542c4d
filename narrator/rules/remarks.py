"""十二: what else the unit has to say."""

from __future__ import annotations

from narrator.rules.kinds import PASSAGE
from narrator.rules.spec import fact

fact("其他事项", PASSAGE, "其他需说明的事项", many=True)(lambda view: view.passages("remarks"))
