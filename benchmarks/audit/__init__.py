"""The audit of published texts, measured: planted errors, clean drafts, published texts with their true defects."""
