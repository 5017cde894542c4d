"""Floor 1, beside the figures: opening a file that somebody named, and what its text may hold."""
