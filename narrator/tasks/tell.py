"""How a task tells what it notices on the way: lines in Chinese, as they come, to whoever asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

Tell: TypeAlias = Callable[[Iterable[str]], None]
