"""Migrations on filled databases: each one's data, and what the environment around them promises."""
