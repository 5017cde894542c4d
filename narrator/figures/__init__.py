"""Floor 1: what is known about one unit's year. Frozen values, and nothing that interprets them."""
