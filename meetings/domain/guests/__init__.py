"""The participant's own page."""
