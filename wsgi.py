"""The WSGI entry point for another server than our own: ``wsgi:app``."""

from meetings import create_app

app = create_app()
