"""What all tests stand on: the program speaks UTF-8 to them, whatever the code page of the machine."""

from __future__ import annotations

import os

os.environ.setdefault("PYTHONUTF8", "1")
