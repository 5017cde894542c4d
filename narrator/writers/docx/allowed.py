"""What a Word file of somebody else's may give: elements with their attributes and children, as data.

Source: ECMA-376 Part 1 (transitional), annex A, cut down to what makes the look of styles, lists, pages, headers
and footers. No element here runs, loads, links or asks; a relationship is named in one place, the picture.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}

# element(s) | attributes | children. Without a prefix an element is of "w", "parent/child" holds inside this parent
# only. An attribute is name:kind (n number, o on or off, t one word, s text, i an embedded picture, d the number of a
# drawing, u the address of what is inside, 5 a Word of 2010). Children come in this order, those between commas in
# the order in which they stand. "!" must be there, "*" any number, "+" one or more, "" at most one; "#" is the text.
_TABLE = """
hdr ftr txbxContent         | | p,tbl*
p                           | | pPr r*
r                           | | rPr t,tab,br,cr,noBreakHyphen,softHyphen,sym,ptab,drawing,mc:AlternateContent+
t                           | #:s
tab cr noBreakHyphen softHyphen
br                          | type:t clear:t
sym                         | font:s! char:t!
ptab                        | relativeTo:t! alignment:t! leader:t!
tbl                         | | tblPr! tblGrid! tr+
tblGrid                     | | gridCol*
gridCol                     | w:n
tr                          | | trPr tc+
tc                          | | tcPr p,tbl*

pPr | | pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs \
suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN adjustRightInd snapToGrid \
spacing ind contextualSpacing mirrorIndents suppressOverlap jc textAlignment textboxTightWrap outlineLvl rPr
rPr | | rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid \
vanish color spacing w kern position sz szCs highlight u bdr shd vertAlign cs em lang
tblPr | | tblStyle tblpPr tblOverlap tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd \
tblBorders shd tblLayout tblCellMar tblLook
trPr                        | | gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc
tcPr                        | | tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection vAlign

keepNext keepLines pageBreakBefore widowControl suppressLineNumbers suppressAutoHyphens kinsoku wordWrap \
overflowPunct topLinePunct autoSpaceDE autoSpaceDN adjustRightInd snapToGrid contextualSpacing mirrorIndents \
suppressOverlap b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof vanish cs \
cantSplit tblHeader noWrap hidden semiHidden unhideWhenUsed qFormat locked isLgl titlePg | val:o
pStyle rStyle tblStyle basedOn next link name aliases styleLink numStyleLink | val:s!
jc textAlignment textboxTightWrap textDirection vAlign em vertAlign highlight nsid tmpl multiLevelType numFmt suff \
lvlJc tblOverlap            | val:t!
outlineLvl w kern position sz szCs uiPriority ilvl numId abstractNumId lvlRestart startOverride gridSpan gridBefore \
gridAfter tblStyleRowBandSize tblStyleColBandSize rPr/spacing lvl/start | val:n!
vMerge                      | val:t
tblLayout                   | type:t!
trHeight                    | val:n! hRule:t
tblW tcW tblInd tblCellSpacing wBefore wAfter tblCellMar/* tcMar/* | w:n! type:t!
tblLook | val:t firstRow:o lastRow:o firstColumn:o lastColumn:o noHBand:o noVBand:o
tblpPr | leftFromText:n rightFromText:n topFromText:n bottomFromText:n vertAnchor:t horzAnchor:t tblpX:n tblpXSpec:t \
tblpY:n tblpYSpec:t
framePr | dropCap:t lines:n w:n h:n vSpace:n hSpace:n wrap:t hAnchor:t vAnchor:t x:n xAlign:t y:n yAlign:t hRule:t \
anchorLock:o
numPr                       | | ilvl numId
tabs                        | | tab+
tabs/tab                    | val:t! pos:n! leader:t
pPr/spacing | before:n beforeLines:n beforeAutospacing:o after:n afterLines:n afterAutospacing:o line:n lineRule:t
ind | left:n leftChars:n start:n startChars:n right:n rightChars:n end:n endChars:n hanging:n hangingChars:n \
firstLine:n firstLineChars:n
rFonts | hint:t ascii:s hAnsi:s eastAsia:s cs:s asciiTheme:t hAnsiTheme:t eastAsiaTheme:t cstheme:t
color                       | val:t! themeColor:t themeTint:t themeShade:t
u                           | val:t color:t themeColor:t themeTint:t themeShade:t
lang                        | val:t eastAsia:t bidi:t
shd | val:t! color:t fill:t themeColor:t themeTint:t themeShade:t themeFill:t themeFillTint:t themeFillShade:t
pBdr                        | | top left bottom right between bar
tblBorders                  | | top left start bottom right end insideH insideV
tcBorders                   | | top left start bottom right end insideH insideV tl2br tr2bl
tblCellMar tcMar            | | top left start bottom right end
top left start bottom right end between bar insideH insideV tl2br tr2bl bdr | val:t! sz:n space:n color:t \
themeColor:t themeTint:t themeShade:t shadow:o frame:o

sectPr                      | | pgBorders pgNumType titlePg docGrid
pgBorders                   | zOrder:t display:t offsetFrom:t | top left bottom right
pgNumType                   | fmt:t!
docGrid                     | type:t linePitch:n charSpace:n

styles                      | | docDefaults latentStyles style*
docDefaults                 | | rPrDefault pPrDefault
rPrDefault                  | | rPr
pPrDefault                  | | pPr
latentStyles | defLockedState:o defUIPriority:n defSemiHidden:o defUnhideWhenUsed:o defQFormat:o count:n \
| lsdException*
lsdException                | name:s! locked:o uiPriority:n semiHidden:o unhideWhenUsed:o qFormat:o
style | type:t styleId:s! default:o customStyle:o | name! aliases basedOn next link hidden uiPriority semiHidden \
unhideWhenUsed qFormat locked pPr rPr tblPr trPr tcPr tblStylePr*
tblStylePr                  | type:t! | pPr rPr tblPr trPr tcPr

numbering                   | | abstractNum* num*
abstractNum                 | abstractNumId:n! | nsid multiLevelType tmpl name styleLink numStyleLink lvl*
lvl | ilvl:n! tplc:t tentative:o | start numFmt lvlRestart pStyle isLgl suff lvlText lvlJc pPr rPr
lvlText                     | val:s null:o
num                         | numId:n! | abstractNumId! lvlOverride*
lvlOverride                 | ilvl:n! | startOverride lvl

a:clrScheme | name:s! | a:dk1! a:lt1! a:dk2! a:lt2! a:accent1! a:accent2! a:accent3! a:accent4! a:accent5! \
a:accent6! a:hlink! a:folHlink!
a:dk1 a:lt1 a:dk2 a:lt2 a:accent1 a:accent2 a:accent3 a:accent4 a:accent5 a:accent6 a:hlink a:folHlink \
a:solidFill                 | | a:srgbClr,a:sysClr,a:schemeClr!
a:srgbClr a:schemeClr       | val:t! | a:tint,a:shade,a:alpha,a:lumMod,a:lumOff,a:satMod*
a:sysClr                    | val:t! lastClr:t
a:tint a:shade a:alpha a:lumMod a:lumOff a:satMod | val:n!
a:fontScheme                | name:s! | a:majorFont! a:minorFont!
a:majorFont a:minorFont     | | a:latin! a:ea! a:cs! a:font*
a:latin a:ea a:cs           | typeface:s! panose:t pitchFamily:n charset:n
a:font                      | script:t! typeface:s!

mc:AlternateContent         | | mc:Choice!
mc:Choice                   | Requires:5! | drawing!
drawing                     | | wp:inline,wp:anchor!
wp:inline | distT:n distB:n distL:n distR:n | wp:extent! wp:effectExtent wp:docPr! a:graphic!
wp:anchor | distT:n distB:n distL:n distR:n simplePos:o relativeHeight:n! behindDoc:o! locked:o! layoutInCell:o! \
allowOverlap:o! | wp:simplePos! wp:positionH! wp:positionV! wp:extent! wp:effectExtent \
wp:wrapNone,wp:wrapSquare,wp:wrapTight,wp:wrapThrough,wp:wrapTopAndBottom! wp:docPr! a:graphic!
wp:simplePos wp:start wp:lineTo | x:n! y:n!
wp:positionH wp:positionV   | relativeFrom:t! | wp:align,wp:posOffset!
wp:align                    | #:t!
wp:posOffset                | #:n!
wp:extent                   | cx:n! cy:n!
wp:effectExtent             | l:n! t:n! r:n! b:n!
wp:wrapNone
wp:wrapSquare               | wrapText:t! distT:n distB:n distL:n distR:n
wp:wrapTopAndBottom         | distT:n distB:n
wp:wrapTight wp:wrapThrough | wrapText:t! distL:n distR:n | wp:wrapPolygon!
wp:wrapPolygon              | edited:o | wp:start! wp:lineTo+
wp:docPr pic:cNvPr wps:cNvPr | id:d! name:s! descr:s
a:graphic                   | | a:graphicData!
a:graphicData               | uri:u! | pic:pic,wps:wsp!
pic:pic                     | | pic:nvPicPr! pic:blipFill! pic:spPr!
pic:nvPicPr                 | | pic:cNvPr! pic:cNvPicPr!
pic:cNvPicPr wps:cNvCnPr
pic:blipFill                | | a:blip! a:srcRect a:stretch
a:blip                      | r:embed:i!
a:srcRect a:fillRect        | l:n t:n r:n b:n
a:stretch                   | | a:fillRect
pic:spPr wps:spPr           | | a:xfrm a:prstGeom a:noFill,a:solidFill a:ln
a:xfrm                      | rot:n flipH:o flipV:o | a:off! a:ext!
a:off                       | x:n! y:n!
a:ext                       | cx:n! cy:n!
a:prstGeom                  | prst:t! | a:avLst
a:avLst a:noFill a:noAutofit a:normAutofit a:spAutoFit
a:ln                        | w:n cap:t cmpd:t algn:t | a:noFill,a:solidFill a:prstDash
a:prstDash                  | val:t!
wps:wsp                     | | wps:cNvPr wps:cNvSpPr,wps:cNvCnPr! wps:spPr! wps:style wps:txbx wps:bodyPr!
wps:cNvSpPr                 | txBox:o
wps:style                   | | a:lnRef! a:fillRef! a:effectRef! a:fontRef!
a:lnRef a:fillRef a:effectRef a:fontRef | idx:t! | a:srgbClr,a:schemeClr
wps:txbx                    | | txbxContent!
wps:bodyPr | rot:n vertOverflow:t horzOverflow:t vert:t wrap:t lIns:n tIns:n rIns:n bIns:n anchor:t anchorCtr:o \
| a:noAutofit,a:normAutofit,a:spAutoFit
"""

# What is left out and told, by its name; what is opened, its content taken, and told where there is something to
# tell; what leaves nothing behind that a reader could miss. The rest is told where it could be seen.
TOLD = {
    "w:pict": "VML 图形",
    "w:object": "嵌入对象（OLE）",
    "w:control": "ActiveX 控件",
    "w:altChunk": "嵌入的文件",
    "w:subDoc": "子文档",
    "w:numPicBullet": "图片项目符号",
    "w:lvlPicBulletId": "图片项目符号",
    "w:vanish": "隐藏文字",
    "w:dataBinding": "与自定义 XML 的绑定",
    "w:lnNumType": "行号",
    "a:blipFill": "图片填充",
    "a:hlinkClick": "超链接",
    "a:hlinkHover": "超链接",
}
OPENED = {
    "w:hyperlink": "超链接",
    "w:customXml": "自定义 XML",
    "w:sdt": "",
    "w:sdtContent": "",
    "w:smartTag": "",
    "w:ins": "",
    "w:moveTo": "",
}
_SILENT = """
proofErr bookmarkStart bookmarkEnd permStart permEnd commentRangeStart commentRangeEnd commentReference annotationRef
del delText moveFrom moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd lastRenderedPageBreak sdtPr
sdtEndPr customXmlPr smartTagPr tblPrEx
"""
SILENT = frozenset(f"w:{name}" for name in _SILENT.split())
SEEN = frozenset({"w:hdr", "w:ftr", "w:txbxContent", "w:p", "w:r", "w:tbl", "w:tr", "w:tc", "w:drawing"}) | frozenset(
    {"a:graphicData", "mc:Choice"}
)
# How a page number may be written, as Word's switch \* names it.
_NUMBERS = """
Arabic ArabicDash roman ROMAN alphabetic ALPHABETIC CHINESENUM1 CHINESENUM2 CHINESENUM3 GB1 GB2 GB3 GB4
DBNUM1 DBNUM2 DBNUM3 DBNUM4 CIRCLENUM SBCHAR DBCHAR MERGEFORMAT CHARFORMAT
"""
NUMBERS = tuple(_NUMBERS.split())


class Rule(NamedTuple):
    """What an element may have, by full names.

    ``tag`` is its own; ``attributes`` with their kinds, ``text`` the kind of its text, "" for none; the ``places`` of
    its children by their short names; which attributes and places must be there, which places hold one child only.
    """

    tag: str
    attributes: dict[str, str]
    text: str
    needed: frozenset[str]
    places: dict[str, int]
    single: frozenset[int]
    required: frozenset[int]


def full(name: str) -> str:
    """The name with its namespace: "w:t"."""
    prefix, _, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


@cache  # a constant table, made where it is needed
def rules() -> dict[str, Rule]:
    """The rules by the name of an element, "w:tab", or by "w:tabs/w:tab", "w:tcMar/*" inside a certain one."""
    found = {}
    for line in filter(None, _TABLE.splitlines()):
        names, attributes, children = (part.split() for part in f"{line}||".split("|")[:3])
        for name in names:
            *_, own = key = [_named(part) for part in name.split("/")]
            found["/".join(key)] = _rule(own, attributes, children)
    return found


def _rule(own: str, attributes: list[str], children: list[str]) -> Rule:
    """The rule of an element with this name, by the words of its line in the table."""
    kinds = dict(attribute.rstrip("!").rsplit(":", 1) for attribute in attributes)
    text = kinds.pop("#", "")
    return Rule(
        "" if own == "*" else full(own),
        {_attribute(own, given): kind for given, kind in kinds.items()},
        text,
        frozenset(_attribute(own, one[:-1].rsplit(":", 1)[0]) for one in attributes if one[-1] == "!"),
        {_named(name): place for place, child in enumerate(children) for name in child.rstrip("!*+").split(",")},
        frozenset(place for place, child in enumerate(children) if child[-1] not in "*+"),
        frozenset(place for place, child in enumerate(children) if child[-1] in "!+"),
    )


def _named(name: str) -> str:
    return name if ":" in name or name == "*" else f"w:{name}"


def _attribute(own: str, name: str) -> str:
    """In "w" attributes have the namespace of their element, elsewhere none."""
    if name == "#":
        return name
    return full(name) if ":" in name else full(f"w:{name}") if own[:2] in ("w:", "*") else name
