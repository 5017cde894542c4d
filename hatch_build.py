"""Puts the shipped packs into the wheel as they are compiled, so that an installed program compiles none of them."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledPacks(BuildHookInterface[Any]):
    """Compiles every pack that a unit can take, and names the program that did; a checkout has none of it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add ``narrator/compiled`` to a wheel; what narrator needs to compile a pack are requirements of the build."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        os.environ.pop("NARRATOR_PHRASEBOOK", None)  # somebody's own packs
        from narrator.phrases.cache import PROGRAM, Cache, code_hash
        from narrator.phrases.phrasebook import Phrasebook

        self.folder = tempfile.TemporaryDirectory()
        program, folder = code_hash(), Path(self.folder.name)
        phrasebook = Phrasebook(cache=Cache(program, folder))
        for pack_id in phrasebook.packs():
            phrasebook.pack(pack_id)
        (folder / PROGRAM).write_text(program, encoding="ascii")
        build_data["force_include"][self.folder.name] = "narrator/compiled"
