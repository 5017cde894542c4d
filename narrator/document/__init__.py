"""Floor 4: the whole document. The outline and the facts make a tree that keeps the origin of everything in it."""
