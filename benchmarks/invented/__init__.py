"""Invented units: drawn, told as unit files, printed as workbooks, and some that cannot be read."""
