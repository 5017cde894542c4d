"""What leaves the house, held against validators that are not ours: vnu, axe in a browser, the OOXML SDK, qpdf.

They come from npm (``requirements/pages``); ``NARRATOR_PAGES`` names the folder where they were installed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import narrator
from helpers import many_units
from helpers.every_format import FONTS
from narrator import cli
from narrator.batch.board import gathered, names, page, unit_page, workbook

pytestmark = pytest.mark.pages

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
AXE = ROOT / "tests" / "helpers" / "axe.cjs"
UNITS = {"changji": FIXTURES / "changji-2024", "putuo": FIXTURES / "putuo-2024"}
EXPORT = """\
金额单位: 万元
决算报表: {export}/2024.xlsx
上年决算报表: {export}/2023.xlsx
单位: {{单位名称: 河湾县红十字会, 地区: 新疆, 年度: 2024, 单位性质: 参照公务员法管理事业单位}}
"""


@pytest.fixture(scope="module")
def tools() -> Path:
    """The folder with node_modules; without it, or without a browser, there is nothing to hold anything against."""
    folder = os.environ.get("NARRATOR_PAGES", "")
    if not folder:
        pytest.skip("NARRATOR_PAGES does not say where requirements/pages was installed")
    for program in ("node", "java"):
        assert shutil.which(program), f"{program} is not installed"
    return Path(folder) / "node_modules"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every page and office file that the program writes, of units with and without gaps."""
    folder = tmp_path_factory.mktemp("written")
    unit = folder / "export.yaml"
    unit.write_text(EXPORT.format(export=(FIXTURES / "export").as_posix()), encoding="utf-8")
    units = {**UNITS, "export": unit}
    for name, path in units.items():
        for form, more in (
            ("html", ()),
            ("docx", ("--toc", "--trace")),
            ("docx", ("--statements", "inline")),
            ("docx", ("--statements", "separate", "--record", str(folder / f"{name}-record.xlsx"))),
            ("pdf", ("--toc", "--charts", "--font-dir", str(FONTS))),
            ("pdf", ("--statements", "inline", "--font-dir", str(FONTS))),
        ):
            out = folder / f"{name}-{'-'.join(option.strip('-') for option in more[:2]) or 'page'}.{form}"
            assert cli.run(["draft", str(path), "-o", str(out), *more]) == cli.OK
        assert cli.run(["check", str(path), "-o", str(folder / f"{name}-check.xlsx")]) in (cli.OK, cli.FINDINGS)
    last = folder / "last.txt"
    published = narrator.render(narrator.draft(narrator.load(UNITS["changji"])))
    last.write_text(published.replace("2024", "2023").replace("451.67", "461.67"), encoding="utf-8")
    compared = str(folder / "changji-last.html")
    assert cli.run(["draft", str(UNITS["changji"]), "-o", compared, "--last-text", str(last)]) == cli.OK
    text = folder / "audited.docx"
    shutil.copy(folder / "changji-toc-trace.docx", text)
    for name in ("audit.html", "audit-comments.docx", "audit-list.xlsx"):
        assert cli.run(["audit", str(text), "-o", str(folder / name)]) in (cli.OK, cli.FINDINGS)
    snapshots = folder / "snapshots"
    assert cli.run(["snapshot", str(UNITS["changji"]), "--dir", str(snapshots), "--update"]) == cli.OK
    for kept in snapshots.glob("*.txt"):
        kept.write_text(kept.read_text(encoding="utf-8").replace("增加", "增多"), encoding="utf-8")
    page = ["--dir", str(snapshots), "--html", str(folder / "wording.html")]
    assert cli.run(["snapshot", str(UNITS["changji"]), *page]) == cli.FINDINGS
    book = ["phrases", "coverage", str(UNITS["changji"]), "--html", str(folder / "phrasebook.html")]
    assert cli.run(book) == cli.OK
    workbooks = ["--workbook", str(FIXTURES / "export" / "2024.xlsx"), "--region", "新疆"]
    assert cli.run(["init", str(folder / "form"), *workbooks]) == cli.OK
    bureau(folder / "bureau")
    return folder


def bureau(folder: Path) -> None:
    """The board of a bureau, and the page of a unit of each state."""
    units = many_units.units(300)
    board = gathered.gather(units, many_units.earlier(units), ["旧县/旧单位"])
    folder.mkdir()
    (folder / names.PAGE).write_text(page.write(board, "河湾市财政局"), encoding="utf-8")
    (folder / names.WORKBOOK).write_bytes(workbook.write(board, "河湾市财政局"))
    for state, unit in {unit.state: unit for unit in units}.items():
        (folder / f"{state}.html").write_text(unit_page.write(unit), encoding="utf-8")


def of(written: Path, *suffixes: str) -> list[str]:
    found = sorted(str(path) for path in written.rglob("*") if path.suffix in suffixes)
    assert len(found) > len(suffixes)
    return found


def test_pages_are_valid(written: Path, tools: Path) -> None:
    """By the W3C's checker; that it cannot work out the hashes of a Content-Security-Policy is no fault of a page."""
    jar = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-jar", str(jar), "--errors-only", "--format", "json", *of(written, ".html")]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stderr)
    assert [(one["url"], one.get("lastLine"), one["message"]) for one in said["messages"]] == []


def test_pages_can_be_used_by_everybody(written: Path, tools: Path) -> None:
    """No rule of axe is broken, light or dark, on a desk or a phone; no page is wider than its window."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert browser, "Chromium is not installed"
    command = ["node", str(AXE), browser, *of(written, ".html")]
    environment = {**os.environ, "NODE_PATH": str(tools)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == []


def test_office_files_are_valid(written: Path, tools: Path) -> None:
    """Word files and workbooks, by the validator of the Open XML SDK, which is there for one system."""
    program = tools / "@xarsh" / "ooxml-validator-linux-x64" / "ooxml-validator"
    if sys.platform != "linux":
        pytest.skip("the validator is installed on Linux only")
    wrong = {}
    for file in of(written, ".docx", ".xlsx"):
        said = subprocess.run([program, file], capture_output=True, text=True, check=False).stdout
        result = json.loads(said)
        if not result["ok"]:
            wrong[Path(file).name] = result["errors"][:3]
    assert wrong == {}


@pytest.mark.usefixtures("tools")
def test_pdf_files_are_sound(written: Path) -> None:
    """By qpdf: no damage, and what PDF/A-2a and PDF/UA-1 ask of a file: tags, language, title, colours, fonts inside.

    The validator of the PDF Association, veraPDF, is in no package registry.
    """
    assert shutil.which("qpdf"), "qpdf is not installed"
    for file in of(written, ".pdf"):
        checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        told = subprocess.run(["qpdf", "--json=2", "--json-key=qpdf", file], capture_output=True, check=True).stdout
        objects = {name: one.get("value", one.get("stream", {})) for name, one in json.loads(told)["qpdf"][1].items()}
        root = objects[f"obj:{objects['trailer']['/Root']}"]
        assert root["/MarkInfo"]["/Marked"] is True and root["/ViewerPreferences"]["/DisplayDocTitle"] is True
        assert root["/Lang"].startswith("u:zh")
        assert {"/StructTreeRoot", "/Metadata", "/OutputIntents", "/Outlines"} <= root.keys()
        fonts = [one for one in objects.values() if isinstance(one, dict) and one.get("/Type") == "/FontDescriptor"]
        assert fonts and all({"/FontFile2", "/FontFile3"} & font.keys() for font in fonts)
