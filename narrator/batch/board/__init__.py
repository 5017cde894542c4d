"""The board for a bureau: what came of all its units, as a page and a workbook, and a small page for each unit."""
