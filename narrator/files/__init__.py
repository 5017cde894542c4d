"""Floor 1, beside the figures: opening a file that a user named, and checking what its text holds."""
