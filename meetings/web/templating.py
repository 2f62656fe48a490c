"""What templates can call: ``asset``, ``icon``, dates in the meeting's zone, names of enum members."""

import json
import re
from datetime import date, datetime
from pathlib import Path

from flask import Flask, request
from flask_babel import get_locale, gettext
from markupsafe import Markup, escape

from meetings.config import current_settings
from meetings.domain import outbox
from meetings.models import standing
from meetings.passcode import new_id
from meetings.web.held import account_mark, saved_form
from meetings.web.links import public_url, with_query
from meetings.writing import dates
from meetings.writing.id_numbers import show_number
from meetings.writing.names import addressed, one_full_stop, with_position
from meetings.writing.numbers import group_thousands
from meetings.writing.phones import show_phone

BUILD = Path(__file__).parent.parent / "static" / "build"


class Assets:
    """The build's manifest: plain name → hashed name. Read again when the build changes."""

    def __init__(self) -> None:
        self._stamp = 0.0
        self._names: dict[str, str] = {}

    def url(self, name: str) -> str:
        """The address of a built file such as ``app.js``; raises KeyError for a name that was not built."""
        manifest = BUILD / "manifest.json"
        stamp = manifest.stat().st_mtime
        if stamp != self._stamp:
            self._names = json.loads(manifest.read_text())
            self._stamp = stamp
        return f"/static/build/{self._names[name]}"


assets = Assets()


def icon(name: str, label: str = "", classes: str = "") -> Markup:
    """An icon of the sprite; with ``label`` it speaks to screen readers, without it is decoration."""
    speech = Markup(' role="img" aria-label="{}"').format(label) if label else Markup(' aria-hidden="true"')
    return Markup('<svg class="icon {}"{} focusable="false"><use href="{}#{}"></use></svg>').format(
        classes, speech, assets.url("icons.svg"), name
    )


def _home_zone() -> str:
    """Where a time is told that belongs to no meeting (MEETINGS_TIMEZONE)."""
    return str(current_settings().default_zone)


def language() -> str:
    """The page's, as a key of ``writing.locales.LOCALES``."""
    return "en" if str(get_locale()) == "en" else "id"


def format_date(value: date | datetime | None, zone: str | None = None) -> str:
    """``30 April 2018``; a moment is shown in ``zone``. Empty for None."""
    return dates.format_date(value, zone or _home_zone(), language()) if value else ""


def format_day(value: date | datetime | None, zone: str | None = None) -> str:
    """``Senin, 30 April 2018``."""
    return dates.format_day_date(value, zone or _home_zone(), language()) if value else ""


def format_month(value: date) -> str:
    """``Apr``."""
    return dates.format_short_month(value, language=language())


def format_time(value: datetime | None, zone: str | None = None) -> str:
    """``09.00 WIB``."""
    return dates.format_time(value, zone or _home_zone()) if value else ""


def format_span(start: datetime | None, end: datetime | None, zone: str | None = None) -> str:
    """``22.00–02.00 WIB (1 Mei 2018)``: the day is said where it is not that of the start."""
    return dates.format_span(start, end, zone or _home_zone(), language()) if start else ""


def format_time_of(value: datetime | None, day: datetime, zone: str | None = None) -> str:
    """``09.00 WIB``, with its date where that is not the one of ``day``."""
    return dates.format_time_of(value, day, zone or _home_zone(), language()) if value else ""


def format_stay(came: datetime, left: datetime | None, day: datetime, zone: str) -> str:
    """``09.00–12.00 WIB``, with a date where that is not the one of ``day``."""
    return dates.format_stay(came, left, day, zone, language())


def format_moment(value: datetime | None, zone: str | None = None) -> str:
    """``30 April 2018, 09.00 WIB``."""
    return dates.format_moment(value, zone or _home_zone(), language()) if value else ""


def format_number(value: int | None) -> str:
    """Thousands with a dot: ``5.000``, in English with a comma."""
    return "" if value is None else group_thousands(value, language())


def label(member: object) -> str:
    """The screen's word for an enum member, translated."""
    text = getattr(member, "label", None)
    return gettext(text) if text else str(member or "")


def in_language(text: str) -> str:
    """A sentence of ours that is kept as it was written, in the reader's language; what others wrote stays as it is."""
    return gettext(text) if text else ""


def as_pattern(text: str) -> str:
    """What an input's ``pattern`` needs to take exactly this text."""
    return re.sub(r"[\\^$.*+?()\[\]{}|/]", r"\\\g<0>", text)


def init_app(app: Flask) -> None:
    """Register filters and globals."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters |= {
        "tanggal": format_date,
        "hari": format_day,
        "pukul": format_time,
        "saat": format_moment,
        "selang": format_span,
        "pukul_dari": format_time_of,
        "dari_sampai": format_stay,
        "rentang_jam": dates.format_hour_row,
        "bulan": format_month,
        "angka": format_number,
        "nip": show_number,
        "telepon": show_phone,
        "jabatan": with_position,
        "yth": addressed,
        "satu_titik": one_full_stop,
        "label": label,
        "kalimat": in_language,
        "as_pattern": as_pattern,
        "nl2br": lambda text: Markup("<br>").join(escape(line) for line in str(text).splitlines()),
    }
    app.jinja_env.globals |= {
        "asset": assets.url,
        "icon": icon,
        "get_locale": get_locale,
        "public_url": public_url,
        "new_ticket": new_id,
        "account_mark": account_mark,
        "saved_form": saved_form,
        "terms": standing.TERMS,
        "answer_of": standing.answer_of,
        "mail_leaves": outbox.mail_leaves,
    }

    def page_url(**changes: object) -> str:
        """This page's address with some query arguments changed (None removes one)."""
        return with_query(request.endpoint or "", **{**(request.view_args or {}), **changes})

    app.jinja_env.globals |= {"page_url": page_url, "with_query": with_query}
