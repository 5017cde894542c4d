"""Floor 4: the whole document. Outline and facts make a tree; the tree knows every origin."""
