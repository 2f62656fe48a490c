"""``python -m meetings.cli``: the same as the console command ``meetings``."""

from meetings.cli import main

main()
