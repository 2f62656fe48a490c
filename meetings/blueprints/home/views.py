"""Home."""

from flask import render_template

from meetings.blueprints.home import bp


@bp.get("/")
def index() -> str:
    """My meetings and what waits for me."""
    return render_template("home/index.html")
