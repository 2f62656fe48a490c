"""Making the application: settings, extensions, blueprints, in that order."""

import importlib
import pkgutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from meetings import blueprints, config, logs, web
from meetings.extensions import babel, csrf, db, limiter, migrate
from meetings.storage import storage

PACKAGE = Path(__file__).parent


def create_app(environ: Mapping[str, str] | None = None, **overrides: Any) -> Flask:
    """The WSGI application.

    ``environ`` replaces the process environment (tests); ``overrides`` are Flask config values set last. Raises
    ConfigError when a setting is missing or impossible.
    """
    settings = config.load(config.default_instance_path(), environ)
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    app = Flask("meetings", instance_path=str(settings.instance_path), static_folder=None)
    app.config.from_mapping(settings.flask_config() | overrides)
    logs.configure(settings.log_format)

    db.init_app(app)
    migrate.init_app(app, db, directory=str(PACKAGE / "migrations"), render_as_batch=True, compare_type=True)
    csrf.init_app(app)
    limiter.init_app(app)
    storage.configure(settings.storage_url)
    web.init_app(app)
    babel.init_app(app, locale_selector=web.select_locale)
    _register_blueprints(app)
    importlib.import_module("meetings.jobs").init_app(app)
    importlib.import_module("meetings.cli").register(app)
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
    app.add_url_rule("/static/<path:filename>", "static", build_only=True)
    web.saving.init_app(app)
    _serve_static_files(app)
    if settings.behind_proxy:
        hops = settings.behind_proxy
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # -- stubs
    return app


def healthz() -> Response:
    """200 while the process answers: whoever restarts it asks here, and a database that is away is no reason for that."""
    return jsonify(status="ok")


def readyz() -> tuple[Response, int]:
    """200 when requests can be served, else 503 with what is missing; load balancers ask here."""
    missing = importlib.import_module("meetings.cli.readiness").what_is_missing()
    return jsonify(status="waiting" if missing else "ok", missing=missing), 503 if missing else 200


def _register_blueprints(app: Flask) -> None:
    """Every package in blueprints/ offers ``bp``, or ``init_app(app)`` where it needs more than a blueprint."""
    for module in pkgutil.iter_modules(blueprints.__path__):
        feature = importlib.import_module(f"meetings.blueprints.{module.name}")
        if hasattr(feature, "init_app"):
            feature.init_app(app)
        else:
            app.register_blueprint(feature.bp)


def _serve_static_files(app: Flask) -> None:
    """WhiteNoise answers /static before Flask is asked: hashed files are cached for ever."""
    build = str(PACKAGE / "static" / "build")
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # -- stubs
        app.wsgi_app,
        root=str(PACKAGE / "static"),
        prefix="/static",
        autorefresh=app.config["TEMPLATES_AUTO_RELOAD"] or app.testing,
        max_age=300,
        immutable_file_test=lambda path, url: path.startswith(build) and "-" in Path(path).name,
        add_headers_function=lambda headers, path, url: headers.setdefault("X-Content-Type-Options", "nosniff"),
    )
