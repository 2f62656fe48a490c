"""The class of minutes: kept by a correction, printed on every paper, and who may read what bears one."""

import io

import pypdf
import pytest
from flask import Flask

from meetings import clock
from meetings.domain import decided
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.enums import Role, SecurityClass
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import MeetingStaff, Minutes
from meetings.passcode import new_id
from meetings.storage import storage
from tests.decided.test_search import write
from tests.factories.accounts import make_organisation
from tests.factories.minutes import actor_of, approve, make_officer, publish
from tests.support.client import signed_in


def secret() -> Minutes:
    """Published minutes of a class, with a decision and an action."""
    minutes = approve(write())
    publish(minutes, security=SecurityClass.SECRET)
    return minutes


def correction(minutes: Minutes) -> Minutes:
    """An approved one."""
    return approve(rules.correct_minutes(minutes, "Salah bulan", SYSTEM, clock.now()))


def test_a_correction_is_as_secret_as_what_it_corrects(app: Flask) -> None:
    copy = correction(secret())
    page = signed_in(app, make_officer(copy.meeting.organisation, Role.ADMINISTRATOR)).get(
        f"/kegiatan/{copy.meeting_id}/notula/{copy.id}/terbitkan"
    )

    assert '<option selected value="R">' in page.text
    assert publish(copy).security is SecurityClass.SECRET


def test_less_secret_it_becomes_only_when_that_is_meant(app: Flask) -> None:
    copy = correction(secret())
    client = signed_in(app, make_officer(copy.meeting.organisation, Role.ADMINISTRATOR))
    address, form = (
        f"/kegiatan/{copy.meeting_id}/notula/{copy.id}/terbitkan",
        {"dated": clock.local(clock.now(), copy.meeting.timezone).date(), "security": "T"},
    )
    db.session.commit()

    refused = client.post(address, data=form)

    assert refused.status_code == 422
    assert "Versi sebelumnya berklasifikasi Rahasia" in refused.text and "menjadi Terbatas" in refused.text
    assert db.session.get_one(Minutes, copy.id, populate_existing=True).security is SecurityClass.SECRET
    client.post(address, data=form | {"lowered": "y"})
    published = db.session.get_one(Minutes, copy.id, populate_existing=True)
    assert published.security is SecurityClass.LIMITED
    assert published.document is not None and published.document.security is SecurityClass.LIMITED


@pytest.mark.laid_out
@pytest.mark.parametrize("given", list(SecurityClass))
def test_every_paper_bears_its_class_at_the_head_of_each_page(app: Flask, given: SecurityClass) -> None:
    minutes = approve(write())
    document = publish(minutes, security=given)
    decided.issue_extracts(minutes, None, SYSTEM, clock.now())
    db.session.commit()
    render_documents()

    papers = [document, *(row.document for row in decided.list_extracts(minutes))]
    assert len(papers) == 3
    for paper in papers:
        assert paper is not None and paper.storage_key
        for page in pypdf.PdfReader(io.BytesIO(storage.get(paper.storage_key))).pages:
            assert ("RAHASIA" in page.extract_text()) == given.printed.endswith("RAHASIA")
            assert ("TERBATAS" in page.extract_text()) == (given is SecurityClass.LIMITED)


@pytest.mark.parametrize(
    ("role", "staff", "reads"),
    [
        (Role.SECRETARY, None, True),
        (Role.APPROVER, None, True),
        (Role.ADMINISTRATOR, None, True),
        (Role.COMMITTEE, None, False),
        (Role.VIEWER, None, False),
        (Role.VIEWER, Role.VIEWER, True),
        (None, Role.COMMITTEE, True),
        (Role.VIEWER, Role.REGISTRAR, False),
    ],
)
def test_what_bears_a_class_is_read_by_whoever_works_on_it(
    app: Flask, role: Role | None, staff: Role | None, reads: bool
) -> None:
    minutes = secret()
    user = make_officer(minutes.meeting.organisation if role else make_organisation("Kota Lain"), role or Role.VIEWER)
    if staff:
        db.session.add(
            MeetingStaff(id=new_id(), meeting_id=minutes.meeting_id, user_id=user.id, role=staff, created_at=clock.now())
        )
    client = signed_in(app, user)
    here = f"/kegiatan/{minutes.meeting_id}"

    lists = ["/notula?q=ciliwung", "/keputusan", "/keputusan.csv", "/tindak-lanjut", f"{here}/tindak-lanjut"]
    said = {address: client.get(address).text for address in lists}

    assert {
        address: "Ciliwung</mark>" in text or "Ciliwung dimulai" in text or "Siapkan lahan" in text
        for address, text in said.items()
    } == (dict.fromkeys(lists, reads))
    for address in (
        f"{here}/notula/{minutes.id}",
        f"{here}/notula/{minutes.id}/terbit.pdf",
        f"{here}/notula/{minutes.id}/petikan",
    ):
        assert client.get(address).status_code == (200 if reads else 404), address
    shown = client.get(f"{here}/notula/").text
    assert "Rahasia" in shown and (f"/notula/{minutes.id}" in shown) == reads


def test_pages_and_files_name_the_class(app: Flask) -> None:
    minutes = secret()
    client = signed_in(app, make_officer(minutes.meeting.organisation, Role.SECRETARY))

    for address in (f"/kegiatan/{minutes.meeting_id}/notula/{minutes.id}", "/notula", "/keputusan", "/keputusan.csv"):
        assert "Rahasia" in client.get(address).text, address


def test_who_asked_for_a_withdrawal_is_named_to_whoever_confirms_it(app: Flask) -> None:
    minutes = approve(write())
    document = publish(minutes)
    secretary = make_officer(minutes.meeting.organisation, Role.SECRETARY, "Ratna Dewi")
    rules.ask_to_revoke(document, "Rapat diulang", actor_of(secretary), clock.now())
    client = signed_in(app, make_officer(minutes.meeting.organisation, Role.APPROVER))
    db.session.commit()

    page = client.get(f"/kegiatan/{minutes.meeting_id}/notula/{minutes.id}").text

    assert "Ratna Dewi, " in page.partition("Pencabutan dokumen ini diminta")[2][:400]
