"""Floor 3: how it is said. Loads the phrasebook, realises a phrase from facts, reads a text back."""
