"""What an invited person does on a phone: answers without script, shows the pass without network."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Response, expect

from meetings import clock
from meetings.domain import passes
from meetings.domain.passes import active_pass
from meetings.enums import ParticipantStatus
from meetings.extensions import db
from tests.factories import make_agenda_item, make_invitation, make_meeting, make_participant, make_session
from tests.support.live import Service

PHONE = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def invited(live_server: Service) -> Iterator[tuple[str, str]]:
    """(answer page, pass page) of a new participant."""
    with live_server.data():
        meeting = make_meeting(map_url="https://maps.example.go.id/")
        make_agenda_item(make_session(meeting), "Pembukaan", minutes=240)
        person = make_participant(meeting, "Budi <b>Santoso</b>", status=ParticipantStatus.INVITED)
        invitation = make_invitation(person)
        issued = active_pass(person)
        assert issued is not None
        db.session.commit()
        yield passes.answer_link(invitation), passes.pass_page(issued)


def test_answering_without_script(open_context: Callable[..., BrowserContext], invited: tuple[str, str]) -> None:
    page = open_context(**PHONE, java_script_enabled=False).new_page()
    page.goto(invited[0])
    expect(page.get_by_text("Budi <b>Santoso</b>")).to_be_visible()

    page.get_by_role("button", name="Ya, saya hadir").tap()
    expect(page.get_by_text("jawaban Anda sudah tercatat")).to_be_visible()

    page.locator("summary", has_text="Tidak hadir").tap()
    page.get_by_label("Alasan").select_option("Sakit")
    page.get_by_role("button", name="Kirim: tidak hadir").tap()
    expect(page.get_by_text("Tidak hadir (Sakit)")).to_be_visible()

    page.locator("summary", has_text="Diwakilkan").tap()
    page.get_by_role("button", name="Kirim: diwakilkan").tap()
    expect(page.get_by_text("Wajib diisi.").first).to_be_visible()
    page.get_by_label("Nama yang mewakili").fill("Rina Wati")
    page.get_by_label("Jabatan").fill("Sekretaris Dinas")
    page.get_by_role("button", name="Kirim: diwakilkan").tap()
    expect(page.get_by_text("Teruskan tautan ini kepadanya")).to_be_visible()
    page.locator("a.code").tap()
    expect(page.get_by_text("Mewakili")).to_be_visible()


def test_nothing_is_wider_than_a_small_phone(open_context: Callable[..., BrowserContext], invited: tuple[str, str]) -> None:
    page = open_context(**PHONE).new_page()
    for address in invited:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_whole_page_is_small(open_context: Callable[..., BrowserContext], invited: tuple[str, str]) -> None:
    page = open_context(**PHONE).new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 -- marked
    page.goto(invited[1], wait_until="networkidle")

    sizes = [len(answer.body()) for answer in answers]
    assert len(sizes) >= 3 and sum(sizes) < 100_000


def test_only_a_browser_counts_as_opened(
    open_context: Callable[..., BrowserContext], invited: tuple[str, str], live_server: Service
) -> None:
    page = open_context(**PHONE).new_page()
    with page.expect_response(re.compile("/dibuka$")) as told:
        page.goto(invited[0])
        page.keyboard.press("Tab")  # somebody is there

    assert told.value.status == 204
    token = invited[0].rsplit("/", 1)[1]
    db.session.rollback()
    db.session.expire_all()
    invitation = passes.find_invitation(token)
    assert invitation is not None and invitation.opened_at is not None
    assert invitation.opened_at <= clock.now()


def test_the_pass_is_there_without_network(open_context: Callable[..., BrowserContext], invited: tuple[str, str]) -> None:
    context = open_context(**PHONE)
    page = context.new_page()
    page.goto(invited[1], wait_until="networkidle")
    page.wait_for_function("caches.open('pass-page').then((cache) => cache.keys()).then((keys) => keys.length >= 3)")

    context.set_offline(True)
    page.reload()

    expect(page.get_by_role("img", name="Kode QR tanda masuk")).to_be_visible()
    expect(page.get_by_text("sekarang")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.public-main')).maxWidth") != "none"  # styled, too
