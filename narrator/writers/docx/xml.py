"""Text as WordprocessingML: the one place where words are escaped and become runs."""

from __future__ import annotations

import re

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_ANYTHING = re.compile('[&<>"\x00-\x1f\u0080-\u2e7f\ud800-\udfff\ufffe\uffff]')  # of what follows
# Quotes, dashes, the ellipsis, · × ÷ ① …: Word sets them in the Western font unless the run says otherwise.
_AMBIGUOUS = re.compile("[\u0080-\u2e7f]")
_HINT = '<w:rFonts w:hint="eastAsia"/>'
_HIGHLIGHT = '<w:highlight w:val="yellow"/>'
_PIECES = re.compile("(\t|\r\n|[\n\r\v\f\x85\u2028\u2029])")
_SPECIAL = re.compile('[&<>"\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]')
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def escaped(words: str) -> str:
    """The words as XML text or attribute value; what XML cannot hold becomes U+FFFD, so that it is seen."""
    if _SPECIAL.search(words) is None:
        return words
    return _SPECIAL.sub(lambda found: _REFERENCES.get(found.group(), "\ufffd"), words)


def run(words: str, *, highlight: bool = False) -> str:
    """The words as one run, "" for none; line breaks and tabs inside stay what they are."""
    if not words:
        return ""
    if not highlight and _ANYTHING.search(words) is None:
        return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'
    properties = _HINT if _AMBIGUOUS.search(words) else ""
    if highlight:
        properties += _HIGHLIGHT
    if properties:
        properties = f"<w:rPr>{properties}</w:rPr>"
    return f"<w:r>{properties}{_content(words)}</w:r>"


def _content(words: str) -> str:
    if words.isprintable():
        return f'<w:t xml:space="preserve">{escaped(words)}</w:t>'
    content = []
    for piece in _PIECES.split(words):
        if piece == "\t":
            content.append("<w:tab/>")
        elif _PIECES.fullmatch(piece):
            content.append("<w:br/>")
        elif piece:
            content.append(f'<w:t xml:space="preserve">{escaped(piece)}</w:t>')
    return "".join(content)
