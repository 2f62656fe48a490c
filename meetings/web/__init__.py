"""What every page shares: who may come in, forms, filters, errors, headers."""

from flask import Flask

from meetings.web import compression, errors, headers, locale, saving, templating
from meetings.web.actor import current_actor, current_meeting, current_organisation
from meetings.web.locale import select_locale
from meetings.web.rights import check

__all__ = ["current_actor", "current_meeting", "current_organisation", "init_app", "saving", "select_locale"]


def init_app(app: Flask) -> None:
    """Hang the shared behaviour onto the app. (``saving`` follows once all views are there.)"""
    compression.init_app(app)  # the last to see an answer
    check.init_app(app)
    errors.init_app(app)
    headers.init_app(app)
    locale.init_app(app)
    templating.init_app(app)
