"""Every option against every format: taken and seen in the file, told, or refused; never left out in silence."""

from __future__ import annotations

from pathlib import Path

import docx
import pylopdf_fonts_zh_cn
import pytest

import narrator
from narrator import cli
from narrator.writers import FORMATS
from narrator.writers.fitting import USES

SEED = Path(__file__).parents[2] / "fixtures" / "changji-2024"
FONTS = str(Path(pylopdf_fonts_zh_cn.__file__).parent)


def given(option: str, folder: Path) -> list[str]:
    """The option as it is typed, with a value where it takes one."""
    if option == "--reference-doc":
        docx.Document().save(str(folder / "模板.docx"))
        return [option, str(folder / "模板.docx")]
    if option == "--last-text":
        text = narrator.render(narrator.draft(narrator.load(SEED))).replace("2024", "2023")
        (folder / "上年.txt").write_text(text, encoding="utf-8")
        return [option, str(folder / "上年.txt")]
    return [option, FONTS] if option == "--font-dir" else option.split()


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("option", USES)
def test_every_option_with_every_format(
    option: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where it is taken the file differs from the one without it, or is said not to hang on it; exit code 2 else."""
    use, out, bare = USES[option], tmp_path / f"说明.{form}", tmp_path / f"原样.{form}"
    fonts = ["--font-dir", FONTS] if form == "pdf" or option == "--charts" else []
    arguments = ["draft", str(SEED), *([] if option == "--font-dir" or form not in use.takes else fonts)]
    done = cli.run([*arguments, "-o", str(out), *given(option, tmp_path)])
    told = capsys.readouterr().err
    if form in use.takes:
        assert done == cli.OK
        assert "没有用上" not in told
        if option in ("--toc", "--trace", "--charts", "--reference-doc", "--bom", "--last-text"):
            assert cli.run([*arguments, "-o", str(bare)]) == cli.OK
            assert out.read_bytes() != bare.read_bytes()
    elif form in use.told:
        assert done == cli.OK
        assert f"提示 {option} 没有用上：{use.told[form]}。\n" in told
    else:
        assert done == cli.REFUSED
        assert told == f"W117 {form} 不能加 {option}：{use.why}。 {use.way}\n共 1 处问题，没有生成文件。\n"
        assert not out.exists()


def test_the_table_has_every_option_that_a_file_may_have() -> None:
    """An option of the command is in the table, or says nothing of the file's content."""
    from narrator.cli.drafting import draft

    apart = {"--output", "--format", "--pack", "--final", "--record", "--force", "--unit", "--verbose"}
    options = {name for parameter in draft.params for name in parameter.opts if name.startswith("--")}
    assert {use.split()[0] for use in USES} == options - apart


def test_all_that_does_not_fit_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "说明.txt"
    arguments = ["draft", str(SEED), "-o", str(out), "--toc", "--reference-doc", "nowhere.docx", "--record", "记录.doc"]
    assert cli.run(arguments) == cli.REFUSED
    assert capsys.readouterr().err == (
        "W117 txt 不能加 --toc：目录写在 Word 和 PDF 里。 请用 -o 说明.docx 或 说明.pdf，或去掉这个选项。\n"
        "W117 txt 不能加 --reference-doc：模板只用于 Word。 请用 -o 说明.docx，或去掉这个选项。\n"
        "W108 起草记录 记录.doc 看不出格式。 请用 .json 或 .xlsx。\n"
        "共 3 处问题，没有生成文件。\n"
    )
    assert not out.exists()


def test_a_template_does_not_go_with_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "t.html"
    asked = ["draft", str(SEED), "-o", str(out), "--toc", "--reference-doc", "nowhere.docx"]
    assert cli.run(asked) == cli.REFUSED
    assert capsys.readouterr().err.startswith("W117 html 不能加 --reference-doc：模板只用于 Word。")
    assert not out.exists()


def test_a_mark_of_byte_order_does_not_go_to_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["draft", str(SEED), "--format", "txt", "--bom"]) == cli.REFUSED
    assert capsys.readouterr().err.startswith("W117 输出到屏幕不能加 --bom。 请加 -o 说明.txt，或去掉这个选项。\n")
