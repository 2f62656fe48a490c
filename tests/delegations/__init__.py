"""Institutions' links."""
