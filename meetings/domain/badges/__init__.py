"""Badges: their layouts, what stands on them, and who got one."""
