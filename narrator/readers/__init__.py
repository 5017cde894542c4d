"""Floor 2, beside the rules: how input gets in. Readers know the figures and nothing above."""
