"""``python -m narrator``: the same program as ``narrator``."""

from narrator.cli import main

main()
