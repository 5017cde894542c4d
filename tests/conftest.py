"""What all tests stand on: how the processes that they start are run, and fixtures of more than one folder."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile

import pytest

os.environ.setdefault("PYTHONUTF8", "1")  # the program speaks UTF-8 to the tests, whatever the code page
os.environ.pop("COLUMNS", None)  # what is told is not folded to somebody's terminal
os.unsetenv("COLUMNS")  # nor to the one that readline told the processes that we start
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):  # else each of some hundred processes compiles the program anew
    os.environ["PYTHONPYCACHEPREFIX"] = tempfile.mkdtemp(prefix="bytecode-")
    atexit.register(shutil.rmtree, os.environ["PYTHONPYCACHEPREFIX"], ignore_errors=True)
os.environ["NARRATOR_CACHE"] = tempfile.mkdtemp(prefix="compiled-")  # what tests compile is no business of the user's
atexit.register(shutil.rmtree, os.environ["NARRATOR_CACHE"], ignore_errors=True)


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
