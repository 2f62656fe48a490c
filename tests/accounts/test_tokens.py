"""API tokens and profile."""

import re

import sqlalchemy as sa

from meetings.domain.accounts.tokens import token_hash
from meetings.extensions import db
from meetings.models import ApiToken, AuditEntry, User
from tests.factories import make_user


def test_a_token_is_shown_once_and_stored_hashed(app, sign_in):
    client = sign_in(make_user())

    page = client.post("/akun/token", data={"name": "skrip", "days": "30"}).text

    token = re.search(r"rapat_[\w-]+", page).group(0)
    row = db.session.scalars(sa.select(ApiToken)).one()
    assert row.token_hash == token_hash(token)
    assert token not in client.get("/akun/token").text


def test_only_the_owner_revokes_a_token(app, sign_in):
    owner = make_user()
    client = sign_in(owner)
    client.post("/akun/token", data={"name": "skrip", "days": "30"})
    row = db.session.scalars(sa.select(ApiToken)).one()

    sign_in(make_user()).post(f"/akun/token/{row.id}/cabut")
    db.session.expire_all()
    assert db.session.get_one(ApiToken, row.id).revoked_at is None

    client.post(f"/akun/token/{row.id}/cabut")
    db.session.expire_all()
    assert db.session.get_one(ApiToken, row.id).revoked_at is not None


def test_a_profile_change_is_audited_without_the_phone(app, sign_in):
    user = make_user(name="Sari")
    client = sign_in(user)

    client.post("/akun/", data={"name": "Sari W", "position": "Kabag", "phone": "0812", "locale": "en"})

    db.session.expire_all()
    assert db.session.get_one(User, user.id).name == "Sari W"
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "user.changed")).one()
    assert (entry.target_type, entry.target_id) == ("user", user.id)
    assert entry.data["changes"]["name"] == ["Sari", "Sari W"]
    assert "phone" not in entry.data["changes"]
    assert 'lang="en"' in client.get("/akun/").text


def test_a_profile_without_a_name_keeps_what_was_typed(app, sign_in):
    client = sign_in(make_user(name="Sari"))

    answer = client.post("/akun/", data={"name": "  ", "position": "Kepala Bagian", "locale": "id"})

    assert answer.status_code == 422
    assert "Kepala Bagian" in answer.text and "Wajib diisi" in answer.text
