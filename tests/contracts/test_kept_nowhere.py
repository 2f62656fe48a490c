"""What is about people is stored by no browser and no proxy: every page and every file that a signed-in person gets."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import User
from tests.factories.whole import make_whole_meeting
from tests.support.pages import pages

# Holds nobody's data, or is asked again each time under a device's or a page's own key.
KEPT = {
    "home.accent": "a colour",
    "home.emblem": "the organisation's emblem",
    "checkin.numbers": "numbers without names that are asked for every few seconds, with an ETag",
    "kiosk.manifest": "what the kiosk is called",
    "kiosk.service_worker": "the kiosk's program",
    "scanner.manifest": "what the scanner is called",
    "scanner.service_worker": "the scanner's program",
    "rsvp.service_worker": "the pass page's program",
}


def test_every_page_and_file_says_so(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    whole = make_whole_meeting()
    db.session.commit()
    client = sign_in(whole.administrator)
    found = {}
    for page in pages(app, whole):
        addresses = [page.address]
        if page.address.endswith(".xlsx"):
            addresses.append(page.address.removesuffix("xlsx") + "csv")
        for address in addresses:
            answer = client.get(address)
            said = answer.headers.get("Cache-Control", "")
            if answer.status_code == 200 and said != "private, no-store" and page.endpoint not in KEPT:
                found[page.endpoint] = said

    assert found == {}
