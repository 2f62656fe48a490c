"""Every text has a bound: the page states it, the form refuses what is longer, and no row keeps it on either database."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from wtforms import PasswordField, StringField
from wtforms.validators import Length

from meetings import blueprints
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Meeting
from meetings.models.base import LONGEST_TEXT
from meetings.web.forms import Form
from tests.factories import make_meeting, make_speaker

for module in pkgutil.walk_packages(blueprints.__path__, "meetings.blueprints."):
    importlib.import_module(module.name)


def _kinds(of: type[Form]) -> Iterator[type[Form]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)


@pytest.mark.parametrize("kind", sorted(set(_kinds(Form)), key=lambda kind: kind.__qualname__), ids=lambda kind: kind.__name__)
def test_every_text_field_states_its_bound(kind: type[Form]) -> None:
    """What a field says is what its validator does, and it is bound however the form is made."""
    unbound = [(name, getattr(kind, name)) for name in dir(kind) if hasattr(getattr(kind, name, None), "field_class")]
    texts = [(name, field) for name, field in unbound if issubclass(field.field_class, StringField)]
    for name, field in texts:
        if issubclass(field.field_class, PasswordField):
            continue
        bound = kind.Meta().bind_field(None, field, {"name": name, "prefix": "", "translations": None, "_meta": kind.Meta()})
        lengths = [each.max for each in bound.validators if isinstance(each, Length)]
        assert lengths and 0 < min(lengths) == bound.flags.maxlength <= LONGEST_TEXT, (kind, name, lengths)


def test_a_row_keeps_no_text_beyond_its_column(app: Flask) -> None:
    meeting = make_meeting()
    db.session.commit()
    for name, text in (("title", "A" * 301), ("theme", "A" * (LONGEST_TEXT + 1))):
        with pytest.raises(InvalidInput) as refused:
            setattr(meeting, name, text)
            db.session.flush()
        assert refused.value.field == name
        db.session.rollback()
    with pytest.raises(InvalidInput):
        make_speaker(meeting, name="A" * 100_000)
    db.session.rollback()
    assert db.session.scalar(sa.select(Meeting.title)) == meeting.title
