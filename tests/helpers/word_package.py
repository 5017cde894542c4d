"""What holds of a Word package that Word opens without a question."""

from __future__ import annotations

import posixpath
import zipfile
from io import BytesIO
from itertools import pairwise
from typing import Any

from lxml import etree

from helpers import word_trees as trees
from helpers.word_trees import W

CONTENT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# The order of children in the schema (ECMA-376 Part 1, annex A), for every element that the writer orders.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd"
    " snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid"
    " vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em"
    " lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing"
    " tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType"
    " pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "tc": "tcPr p",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked"
    " personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "inline": "extent effectExtent docPr cNvGraphicFramePr graphic",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "styles": "docDefaults latentStyles style",
    "settings": "zoom evenAndOddHeaders characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
    "font": "altName panose1 charset family notTrueType pitch sig",
    "body": "p tbl sectPr",
}
FREE = {"body"}  # paragraphs and tables in any order, sectPr last
WITHIN = {
    "p": {"pPr", "r", "hyperlink", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd"},
    "r": {"rPr", "t", "br", "tab", "commentReference", "annotationRef", "fldChar", "instrText", "drawing"}
    | {"cr", "noBreakHyphen", "softHyphen", "sym", "ptab", "AlternateContent"},
    "trPr": {
        "cantSplit",
        "tblHeader",
        "gridBefore",
        "gridAfter",
        "wBefore",
        "wAfter",
        "trHeight",
        "tblCellSpacing",
        "jc",
    },
    "hyperlink": {"r"},
}


def local(element: Any) -> str:
    return str(etree.QName(element).localname)


def check(content: bytes) -> None:
    """Raise AssertionError where Word would offer to repair the file."""
    parts = trees.parts(content)
    with zipfile.ZipFile(BytesIO(content)) as package:
        names = package.namelist()
        assert len({name.casefold() for name in names}) == len(names)
        assert names[0] == "[Content_Types].xml"
        assert package.testzip() is None
    roots = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    types_and_relations(parts, roots)
    for name, root in roots.items():
        if name.startswith("word/") and name.endswith(".xml") and "theme" not in name:
            order(root)
    ids(roots)


def types_and_relations(parts: dict[str, bytes], roots: dict[str, Any]) -> None:
    """Every part has a content type, every relationship a part, every part a relationship, every r:id both."""
    types = roots["[Content_Types].xml"]
    named = {override.get("PartName").lstrip("/") for override in types.findall(f"{CONTENT}Override")}
    endings = {default.get("Extension").lower() for default in types.findall(f"{CONTENT}Default")}
    assert named <= set(parts)
    reached = {"[Content_Types].xml"}
    for name, root in roots.items():
        folder, file = posixpath.split(name)
        assert name in named or name.rpartition(".")[2].lower() in endings, name
        if not name.endswith(".rels"):
            continue
        source = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        assert source == "" or source in parts, name
        relations = root.findall(f"{RELATION}Relationship")
        assert len({relation.get("Id") for relation in relations}) == len(relations)
        reached.add(name)
        for relation in relations:
            assert relation.get("TargetMode") != "External", relation.get("Target")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(folder), relation.get("Target").lstrip("/")))
            assert target in parts, (name, target)
            reached.add(target)
        if source:
            used = {value for element in roots[source].iter() for key, value in element.items() if key.startswith(R)}
            assert used <= {relation.get("Id") for relation in relations}
    assert reached == set(parts)


def order(root: Any) -> None:
    for element in root.iter(etree.Element):
        name = local(element)
        children = [local(child) for child in element]
        if name in WITHIN and element.tag.startswith(W):
            assert set(children) <= WITHIN[name], (name, children)
        if name in ORDER and (element.tag.startswith(W) or name == "inline"):
            known = ORDER[name].split()
            assert set(children) <= set(known), (name, children)
            if name not in FREE:
                places = [known.index(child) for child in children]
                assert places == sorted(places), (name, children)
        if name in ("pPr", "rPr", "tcPr", "trPr", "tblPr"):
            assert len(set(children)) == len(children), (name, children)
        if name == "tc":
            assert children[-1] == "p"
        if name == "body":
            assert children[-1] == "sectPr"
            assert ("tbl", "tbl") not in set(pairwise(children))


def ids(roots: dict[str, Any]) -> None:
    """Ids are unique, styles that are named exist, links have their mark."""
    text = roots["word/document.xml"]
    known = [style.get(f"{W}styleId") for style in roots["word/styles.xml"].iter(f"{W}style")]
    assert len(known) == len(set(known))
    named = [name.get(f"{W}val") for name in roots["word/styles.xml"].iter(f"{W}name")]
    assert len(named) == len(set(named))
    for root in roots.values():
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn"):
            assert {style.get(f"{W}val") for style in root.iter(f"{W}{tag}")} <= set(known)
    for tag in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd"):
        numbers = [mark.get(f"{W}id") for mark in text.iter(f"{W}{tag}")]
        assert len(numbers) == len(set(numbers))
    marks = {mark.get(f"{W}name") for mark in text.iter(f"{W}bookmarkStart")}
    assert {link.get(f"{W}anchor") for link in text.iter(f"{W}hyperlink")} <= marks
