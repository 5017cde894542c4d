"""What all tests stand on: the program speaks UTF-8 to them, whatever the code page of the machine."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

os.environ.setdefault("PYTHONUTF8", "1")


@pytest.fixture
def without_privilege() -> tuple[str, ...]:
    """What to start a process with so that it cannot read what is barred: root gives up that very privilege."""
    if sys.platform == "win32":
        pytest.skip("Windows lets the owner of a file read it whatever its mode")
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root reads every file, and there is no setpriv to give that up")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
