"""The WSGI entry point: ``gunicorn wsgi:app``."""

from meetings import create_app

app = create_app()
