"""Run the benchmark of the audit: ``python benchmarks/audit/run.py [--drafts N] [--plants N] [--texts FOLDER]``.

Prints what the audit says of clean drafts of all packs, which planted errors it finds by kind, and, of published
texts in a folder, which of their true defects. Ends with 1 where a limit of ``limits.toml`` is not kept.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.clean import Clean
    from audit.measure import Outcome

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    sys.path[0:1] = [str(HERE.parent), str(HERE.parents[1])]  # the folder of a script would hide what it is part of


def main(arguments: list[str] | None = None) -> int:
    """Run and print; 1 where a limit is not kept."""
    from audit import clean, measure, report, score

    options = _options().parse_args(arguments)
    began = time.process_time()
    drafts = list(_done(clean.drafts(options.drafts, options.seed), options.plants, options))
    known = [text for folder in options.texts for text in clean.published(folder)]
    texts = list(_done(known, measure.PER_TEXT * len(known), options)) if known else []
    scores = list(score.scores(options.texts)) if options.texts else []
    told = report.told(drafts, texts, scores)
    broken = report.broken(told, tomllib.loads((HERE / "limits.toml").read_text(encoding="utf-8")))
    if options.json:
        said = json.dumps({**told, "broken": broken}, ensure_ascii=False, indent=1)
    else:
        said = "\n".join(chain(report.lines(told, options.examples), [f"没有守住：{one}" for one in broken]))
    sys.stdout.buffer.write(f"{said}\n".encode())
    sys.stderr.write(f"{time.process_time() - began:.0f} s\n")
    return 1 if broken else 0


def _done(texts: Iterable[Clean], number: int, options: argparse.Namespace) -> Iterator[Outcome]:
    from audit import measure

    todo = measure.tasks(texts, number, options.seed)
    if options.jobs < 2:
        yield from map(measure.done, todo)
        return
    with multiprocessing.Pool(options.jobs) as pool:
        yield from pool.imap(measure.done, todo, chunksize=8)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drafts", type=int, default=2000, help="clean drafts, all packs in turn")
    parser.add_argument("--plants", type=int, default=5000, help="errors planted in them")
    parser.add_argument(
        "--texts", type=Path, action="append", default=[], help="a folder of published texts; may repeat"
    )
    parser.add_argument("--seed", type=int, default=0, help="another seed draws other units and other errors")
    parser.add_argument("--jobs", type=int, default=1, help="processes side by side")
    parser.add_argument("--examples", type=int, default=2, help="missed and false ones shown of each kind")
    parser.add_argument("--json", action="store_true", help="everything as JSON")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
