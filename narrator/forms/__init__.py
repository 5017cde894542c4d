"""Floor 6, beside the writers: the fill-in workbook. Its layout is data that its reader and writer share."""
