"""Text as WordprocessingML: the one place where words are escaped and become runs."""

from __future__ import annotations

import re

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Quotes, dashes, the ellipsis, · × ÷ ① …: Word sets them in the Western font unless the run says otherwise.
_AMBIGUOUS = re.compile("[\u0080-\u2e7f]")
_HINT = '<w:rFonts w:hint="eastAsia"/>'
_HIGHLIGHT = '<w:highlight w:val="yellow"/>'
_PIECES = re.compile("(\t|\r\n|[\n\r\v\f\x85\u2028\u2029])")
_MARKUP = re.compile('[&<>"]')
_SPECIAL = '[&<>"\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]'  # compiled where it is needed, which is rare
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def escaped(words: str) -> str:
    """The words as XML text or attribute value; what XML cannot hold becomes U+FFFD, so that it is seen."""
    if words.isprintable():
        return words if _MARKUP.search(words) is None else _MARKUP.sub(_reference, words)
    return re.sub(_SPECIAL, _reference, words)


def _reference(found: re.Match[str]) -> str:
    return _REFERENCES.get(found.group(), "\ufffd")


def run(words: str, *, highlight: bool = False) -> str:
    """The words as one run, "" for none; line breaks and tabs inside stay what they are."""
    if not words:
        return ""
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
