"""Signing through a gateway, in a browser: three at once with one failing, and a machine that stops while a paper is out."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Document, Signature
from tests.conftest import BOTH
from tests.factories import PASSWORD
from tests.factories.minutes import make_officer
from tests.signing.office import CHAIR, NIK, PASSPHRASE, PEOPLE, waiting, waiting_too
from tests.support.databases import SQLITE
from tests.support.gateway import Gateway, Reply
from tests.support.live import Service

SLOW = 120_000  # milliseconds
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
OFF_PAGE: Reply = (400, "application/json", b'{"status_code": 2040, "error": "Koordinat di luar halaman"}')


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway(1, {nik: replace(person) for nik, person in PEOPLE.items()}).start()
    yield made
    made.stop()


def desk(service: Service, context: BrowserContext, email: str) -> Page:
    page = context.new_page()
    page.goto(f"{service.url}/masuk")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/masuk" not in url)
    return page


def test_three_at_once_and_one_fails(
    start_service: Callable[..., Service], open_context: Callable[..., BrowserContext], gateway: Gateway
) -> None:
    service = start_service(SQLITE, start=False, MEETINGS_ESIGN_URL=gateway.url)
    with service.data():
        first = waiting()
        for title in ("Sidang Komisi A", "Sidang Komisi B"):
            waiting_too(first, title)
        email = make_officer(first.meeting.organisation, Role.APPROVER, CHAIR).email
        db.session.commit()
    service.start_web()
    gateway.trouble = lambda number: OFF_PAGE if number == 2 else None
    page = desk(service, open_context(**PHONE), email)

    page.goto(f"{service.url}/tanda-tangan/")
    expect(page.locator("[name=ids]:checked")).to_have_count(3)
    page.fill("[name=nik]", NIK[CHAIR])
    page.fill("[name=passphrase]", PASSPHRASE)
    page.get_by_role("button", name="Tanda tangani yang dipilih").click()

    expect(page.locator("[data-pieces-told]")).to_have_text("Selesai: 2 dari 3 ditandatangani.", timeout=SLOW)
    states = page.locator("[data-piece-of]")
    expect(states.filter(has_text=re.compile("^Ditandatangani"))).to_have_count(2)
    expect(states.filter(has_text="menolak tempat tanda tangan")).to_have_count(1)
    expect(page.locator("[name=passphrase]")).to_have_value("")
    kept = page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert PASSPHRASE not in kept and NIK[CHAIR] not in kept

    page.get_by_role("link", name="Lihat yang masih menunggu").click()
    expect(page.locator("[name=ids]:checked")).to_have_count(1)
    expect(page.locator("[name=nik]")).to_have_value("")
    page.fill("[name=nik]", NIK[CHAIR])
    page.fill("[name=passphrase]", "keliru")
    page.get_by_role("button", name="Tanda tangani yang dipilih").click()
    expect(page.locator("[data-pieces-fault]")).to_be_visible()
    expect(page.locator("[data-pieces-fault]")).to_contain_text("Passphrase salah")
    expect(page.locator("[data-pieces-told]")).to_have_text("Terputus: 0 dari 1 ditandatangani.")
    expect(page.get_by_role("button", name="Tanda tangani yang dipilih")).to_be_enabled()
    page.fill("[name=passphrase]", PASSPHRASE)
    page.get_by_role("button", name="Tanda tangani yang dipilih").click()
    expect(page.locator("[data-pieces-told]")).to_have_text("Selesai: 1 dari 1 ditandatangani.", timeout=SLOW)
    expect(page.locator("[data-pieces-fault]")).to_be_hidden()


@pytest.mark.parametrize("kind", BOTH)
def test_kill_9_while_a_paper_is_out_leaves_it_uncertain(
    start_service: Callable[..., Service], open_context: Callable[..., BrowserContext], gateway: Gateway, kind: str
) -> None:
    service = start_service(kind, start=False, MEETINGS_ESIGN_URL=gateway.url)
    with service.data():
        minutes = waiting()
        email = make_officer(minutes.meeting.organisation, Role.APPROVER, CHAIR).email
        db.session.commit()
        address = f"{service.url}/kegiatan/{minutes.meeting_id}/notula/{minutes.id}/tanda-tangan"
    service.start_web()
    signed, over = threading.Event(), threading.Event()
    gateway.before_answer = lambda: (signed.set(), over.wait(60))[0]
    page = desk(service, open_context(), email)
    page.goto(address)
    page.get_by_label(re.compile("Bima Arya")).check()
    page.fill("[name=nik]", NIK[CHAIR])
    page.fill("[name=passphrase]", PASSPHRASE)
    page.get_by_role("button", name="Tanda tangani").click(no_wait_after=True)
    assert signed.wait(60)

    service.kill("web")
    over.set()
    service.start_web()

    page.close()
    with service.data():
        sent = db.session.scalars(sa.select(Signature).where(Signature.sent_at.is_not(None))).one()
        document = db.session.get_one(Document, sent.document_id)
        assert sent.unsure and sent.sent_sha256 == document.sha256 and sent.sent_by == CHAIR
    page = desk(service, open_context(), email)
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Tidak pasti: Dr. Bima Arya Sugiarto")
    expect(page.locator("main")).to_contain_text("Jawabannya belum tercatat di sini")
    assert len(gateway.papers) == 1
