"""A department (部门) from its units: their statements added up cell by cell, beside its own, drafted."""
