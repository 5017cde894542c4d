"""Floor 2, beside the readers: what follows from the figures. Pure functions; no wording."""
