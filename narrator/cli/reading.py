"""The command that reads a finished 说明: read."""

from __future__ import annotations

from pathlib import Path

import click

from narrator.cli.base import FINDINGS, OK, PATH, phrasebook, program, say, say_json, tell

_MOST_SHOWN = 200


@program.command()
@click.argument("file", metavar="说明文件", type=PATH)
@click.option("-o", "--output", metavar="文件", type=PATH, help="写成这个单位文件，如 unit.yaml；不写则输出到屏幕。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：读到的每个数、原因和没有认定的数，都有出处。")
@click.option("--pack", metavar="短语库", help="按这个短语库的用语读；不写则试出最合的一个，都不合就不用。")
@click.option("--force", is_flag=True, help="目标文件改动过也覆盖，旧文件另存为 .bak。")
def read(file: Path, output: Path | None, as_json: bool, pack: str | None, force: bool) -> int:
    """读一份写好的说明，把其中的数和原因写成单位文件。

    说明可以是 Word、PDF、网页、txt 或 md。只写读到的：没有读到的留空，前后说法不一的不写，都另外列出。
    """
    from narrator.tasks import reading as task
    from narrator.writers import files

    found = task.read(file, phrasebook(pack))
    findings = list(found.findings())
    if as_json:
        say_json(found.as_data())
    elif output is None:
        say(found.unit_file(), end="")
    if output is not None:
        tell(files.save([files.File(output, "yaml", found.unit_file().encode())], force=force))
    remarks = list(found.remarks())
    tell(remarks[:_MOST_SHOWN])
    if len(remarks) > _MOST_SHOWN:
        tell([f"……其余 {len(remarks) - _MOST_SHOWN} 处从略，--json 全部列出。"])
    tell(map(str, findings))
    tell([found.coverage])
    return FINDINGS if findings else OK
