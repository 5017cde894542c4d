"""``narrator`` and ``python -m narrator``: the program."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command line; it exits with its code."""
    gc.set_threshold(100_000)  # one document, then the process ends: what is imported and made is nothing to collect
    from narrator import cli

    cli.main()


if __name__ == "__main__":
    main()
