"""The hall of a meeting: its plan, who sits where, and the papers about it."""
