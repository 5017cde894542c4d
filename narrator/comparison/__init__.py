"""Comparison: one text beside another."""
