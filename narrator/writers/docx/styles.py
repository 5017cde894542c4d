"""What the styles of our text are called: their ids in the official layout."""

from __future__ import annotations

NORMAL, BODY, TITLE = "Normal", "NormalIndent", "Title"
HEADINGS = ("Heading1", "Heading2", "Heading3")
TOC_HEADING, TOC = "TOCHeading", ("TOC1", "TOC2", "TOC3")
GRID, CELL, SMALL_CELL = "TableGrid", "TableCell", "TableCellSmall"
TABLE_TITLE, TABLE_CORNER, TABLE_NOTE = "TableTitle", "TableCorner", "TableNote"
FIGURE, CAPTION = "Figure", "Caption"
COMMENT, COMMENT_MARK, FOOTER, END = "CommentText", "CommentReference", "Footer", "BlockEnd"
