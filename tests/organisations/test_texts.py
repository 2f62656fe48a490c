"""How an organisation words its messages: who has the last word, what is refused, and what arrives."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.messages import Kit
from meetings.domain.invitations.texts import BUILT_IN, choose_texts, own_text, texts_of
from meetings.enums import MessageText, Role
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Organisation, User
from tests.factories import make_invitation, make_letter, make_meeting, make_organisation, make_participant, make_session
from tests.factories.minutes import make_officer
from tests.support.html_forms import form_of

T = MessageText
OWN = "Kepada {nama}\n\n{acara} <b>di</b> {tempat}\n{tautan}"


def test_the_nearest_organisation_has_the_last_word_and_what_says_the_same_follows_again(app: Flask) -> None:
    city = make_organisation("Kota")
    office = make_organisation("Dinas", city)
    choose_texts(city, {T.WHATSAPP: OWN}, 20, SYSTEM, clock.now())

    texts, pace = texts_of(office)
    assert (texts[T.WHATSAPP].text, texts[T.WHATSAPP].of) == (OWN, "Kota")
    assert (pace.per_minute, pace.of) == (20, "Kota")
    choose_texts(office, {T.WHATSAPP: OWN + "\nDinas", T.REMINDER: BUILT_IN[T.REMINDER]}, None, SYSTEM, clock.now())
    assert office.message_texts == {"whatsapp": OWN + "\nDinas"}
    choose_texts(office, {T.WHATSAPP: ""}, None, SYSTEM, clock.now())
    assert office.message_texts == {} and own_text(office, T.WHATSAPP) == OWN and own_text(office, T.REMINDER) == ""


@pytest.mark.parametrize(("text", "said"), [(OWN + "{pukul}", "{pukul}"), ("Yth. {nama}", "{acara}, {tautan}")])
def test_an_unknown_or_missing_gap_is_named_and_nothing_changes(app: Flask, text: str, said: str) -> None:
    office = make_organisation("Dinas")

    with pytest.raises(InvalidInput) as refused:
        choose_texts(office, {T.INVITATION: text}, None, SYSTEM, clock.now())

    assert said in refused.value.message and refused.value.field == "invitation"
    assert office.message_texts == {}


def test_the_own_words_arrive_by_mail_and_whatsapp_and_a_change_is_told_in_the_services(app: Flask) -> None:
    meeting = make_meeting(title="Rakerda")
    make_session(meeting)
    letter = make_letter(meeting)
    choose_texts(meeting.organisation, dict.fromkeys(T, OWN), None, SYSTEM, clock.now())
    invitation = make_invitation(make_participant(meeting, "Siti {acara}"), letter)
    kit = Kit(letter, clock.now())

    mail = kit.mail_words(invitation.participant, "https://x.example/u/1", "https://x.example/p/2")
    assert mail.text.startswith("Kepada Siti {acara}\n") and "https://x.example/p/2" in mail.text
    assert "&lt;b&gt;di" in mail.html and 'href="https://x.example/u/1"' in mail.html and "<b>di" not in mail.html
    assert kit.whatsapp_words(invitation.participant, "L").startswith("Kepada Siti")
    assert kit.whatsapp_reminder(invitation.participant, "L").endswith("\nL")
    assert kit.reminder_words(invitation.participant, "L").subject.startswith("Pengingat")
    kit.altered = letter
    assert "perubahan" in kit.mail_words(invitation.participant, "L", "").text
    assert "perubahan" in kit.whatsapp_words(invitation.participant, "L")


def test_the_page_shows_an_example_names_the_fault_and_saves(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    office = make_organisation("Dinas")
    client = sign_in(make_officer(office, Role.ADMINISTRATOR))
    db.session.commit()
    page = f"/instansi/{office.id}/bunyi-pesan"
    sent = form_of(app, client, page, "organisations.edit_texts")

    shown = client.post(page, data=sent | {"whatsapp": "Halo {siapa}", "then": "preview"})
    assert shown.status_code == 200 and "Halo {siapa}" in shown.text and "Isian tidak dikenal: {siapa}" in shown.text
    refused = client.post(page, data=sent | {"whatsapp": "Halo {siapa}"})
    assert refused.status_code == 422 and "Isian tidak dikenal: {siapa}" in refused.text
    assert client.post(page, data=sent | {"whatsapp": OWN, "mails_per_minute": "40"}).status_code == 302
    db.session.expire_all()
    kept = db.session.get_one(Organisation, office.id)
    assert (kept.message_texts, kept.mails_per_minute) == ({"whatsapp": OWN}, 40)
