"""Authoring: what a person who keeps a pack works with."""
