"""The list of decisions and the extract for each institution: what they say, and that they end with their minutes."""

import io
import zipfile

import pikepdf
import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import decided, documents
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import ActionText, ItemText
from meetings.enums import DocumentState, Role, SecurityClass
from meetings.errors import NotFound, WrongState
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import Document, Minutes
from meetings.storage import storage
from tests.factories.minutes import actor_of, approve, make_ended_session, make_minutes, make_officer, publish, revoke
from tests.support.client import signed_in

FIRST, SECOND = "Normalisasi Ciliwung\u00a0dimulai Maret 2027.", "Bappeda menyusun rencana."


def agreed(**values: object) -> Minutes:
    """Published minutes with two items: on the first PUPR acts, on the second the inspectorate; Bappeda is named on it."""
    minutes = make_minutes(make_ended_session())
    first, second = minutes.items
    pupr = (ActionText("Siapkan lahan", "Dinas PUPR", "Budi"), ActionText("Awasi", "Inspektorat"))
    for item, text in (
        (first, ItemText(first.title, "", "<div>Dibahas panjang.</div>", (FIRST,), pupr)),
        (second, ItemText(second.title, "", "", ("Ditunda.", SECOND), (ActionText("Lapor", "Bappeda"),))),
    ):
        rules.save_item(item, text, item.revision, SYSTEM, clock.now())
    publish(approve(minutes), **values)
    return minutes


def issue(minutes: Minutes) -> dict[str, Document]:
    """All papers, made; by institution."""
    decided.issue_extracts(minutes, None, SYSTEM, clock.now())
    db.session.commit()
    render_documents()
    db.session.expire_all()
    return {row.institution: row.document for row in decided.list_extracts(minutes) if row.document}


def words(document: Document) -> str:
    """What its file says."""
    data = storage.get(document.storage_key or "")
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def test_an_institution_gets_its_own_decisions_word_for_word_under_the_minutes_number(app: Flask) -> None:
    minutes = agreed()

    papers = issue(minutes)

    assert list(papers) == ["", "Bappeda", "Dinas PUPR", "Inspektorat"]
    said = words(papers["Dinas PUPR"])
    assert minutes.number in said and "Normalisasi Ciliwung dimulai Maret 2027." in said and "Siapkan lahan" in said
    assert "Awasi" not in said and SECOND not in said and "Dibahas panjang" not in said
    assert SECOND in words(papers["Bappeda"]) and "Normalisasi" not in words(papers["Bappeda"])
    everything = words(papers[""])
    assert all(text in everything for text in ("Siapkan lahan", "Awasi", "Ditunda.", SECOND, "DAFTAR KEPUTUSAN"))
    assert {paper.state for paper in papers.values()} == {DocumentState.PUBLISHED}


def test_the_code_on_it_leads_to_its_own_page(app: Flask) -> None:
    paper = issue(agreed())["Dinas PUPR"]
    token = documents.verification_token(paper)
    client = app.test_client()
    db.session.commit()

    assert f"/v/{token}" in words(paper)
    page = client.get(f"/v/{token}").text
    assert "Petikan Notula" in page and "Dinas PUPR" in page and "Berlaku" in page


def test_a_correction_ends_the_extracts_of_what_it_corrects(app: Flask) -> None:
    minutes = agreed()
    papers = issue(minutes)
    ids = {name: paper.id for name, paper in papers.items()}
    copy = rules.correct_minutes(minutes, "Salah bulan", SYSTEM, clock.now())
    newer = publish(approve(copy))
    db.session.expire_all()

    old = db.session.get_one(Document, ids["Dinas PUPR"])
    assert old.state is DocumentState.SUPERSEDED and old.superseded_by_id == newer.id
    with pytest.raises(WrongState):
        decided.issue_extracts(minutes, None, SYSTEM, clock.now())
    page = app.test_client().get(f"/v/{documents.verification_token(old)}").text
    assert "Digantikan" in page and newer.number in page
    assert {paper.state for paper in issue(copy).values()} == {DocumentState.PUBLISHED}


def test_a_withdrawal_withdraws_them_and_what_was_not_made_yet_never_is(app: Flask) -> None:
    minutes = agreed()
    form = next(row.form for row in decided.list_extracts(minutes) if row.institution == "Bappeda")
    decided.issue_extracts(minutes, [form], SYSTEM, clock.now())
    db.session.commit()
    render_documents()
    decided.issue_extracts(minutes, None, SYSTEM, clock.now())
    db.session.commit()
    assert minutes.document is not None

    revoke(minutes.document, "Rapat diulang")
    db.session.commit()
    render_documents()

    left = db.session.scalars(sa.select(Document).where(Document.kind.in_(documents.EXTRACTS))).all()
    assert [(each.state, each.revoke_reason) for each in left] == [(DocumentState.REVOKED, "Rapat diulang")]


def test_ordered_twice_each_is_made_once(app: Flask) -> None:
    minutes = agreed()

    assert decided.issue_extracts(minutes, None, SYSTEM, clock.now()) == 4
    assert decided.issue_extracts(minutes, None, SYSTEM, clock.now()) == 0
    with pytest.raises(NotFound):
        decided.issue_extracts(minutes, ["0123456789abcdef"], SYSTEM, clock.now())


def test_they_are_as_confidential_as_their_minutes(app: Flask) -> None:
    papers = issue(agreed(security=SecurityClass.LIMITED))

    assert {paper.security for paper in papers.values()} == {SecurityClass.LIMITED}
    token = documents.verification_token(papers["Bappeda"])
    assert app.test_client().get(f"/v/{token}/berkas").status_code == 404


def test_the_page_orders_them_shows_them_and_hands_them_out(app: Flask) -> None:
    minutes = agreed()
    organisation = minutes.meeting.organisation
    secretary, reader = make_officer(organisation, Role.SECRETARY), make_officer(organisation, Role.VIEWER)
    address = f"/kegiatan/{minutes.meeting_id}/notula/{minutes.id}/petikan"
    writer, viewer = signed_in(app, secretary), signed_in(app, reader)
    db.session.commit()

    assert viewer.post(address).status_code == 403
    assert writer.post(address, data={"ticket": "a" * 16}).status_code == 302
    assert "hx-get" in viewer.get(address).text
    render_documents()
    page = viewer.get(address).text
    assert page.count("Unduh PDF") == 4 and "hx-get" not in page
    with zipfile.ZipFile(io.BytesIO(viewer.get(f"{address}.zip").data)) as archive:
        assert len(archive.namelist()) == 4
        for name in archive.namelist():
            pikepdf.open(io.BytesIO(archive.read(name))).close()
    assert viewer.get(f"{address}/semua.pdf").mimetype == "application/pdf"
    assert viewer.get(f"{address}/0123456789abcdef.pdf").status_code == 404


def test_two_institutions_of_long_names_have_two_files_and_the_archive_is_named_by_its_minutes(app: Flask) -> None:
    long = "Direktorat Jenderal " + "Pembangunan Daerah " * 9
    copy = make_minutes(make_ended_session(title="Sidang " + "Pleno " * 40))
    item, acting = copy.items[0], [ActionText("Lapor", f"{long}{end}", "") for end in ("I", "II")]
    rules.save_item(item, ItemText(item.title, "", "", (FIRST,), tuple(acting)), item.revision, SYSTEM, clock.now())
    publish(approve(copy))
    issue(copy)
    client = signed_in(app, make_officer(copy.meeting.organisation, Role.SECRETARY))

    answer = client.get(f"/kegiatan/{copy.meeting_id}/notula/{copy.id}/petikan.zip")

    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert len(names) == len(set(names)) == 3
    assert all(len(name) <= 160 and copy.number.replace("/", "_") in name for name in names)
    assert "Sidang" in answer.headers["Content-Disposition"]


def test_page_and_paper_say_who_issued_it_and_of_which_version_it_is(app: Flask) -> None:
    minutes = agreed()
    old = issue(minutes)["Dinas PUPR"]
    old_page = f"/v/{documents.verification_token(old)}"
    copy = rules.correct_minutes(minutes, "Salah bulan", SYSTEM, clock.now())
    publish(approve(copy))
    secretary = make_officer(copy.meeting.organisation, Role.SECRETARY, "Ratna Dewi")
    decided.issue_extracts(copy, None, actor_of(secretary), clock.now())
    db.session.commit()
    render_documents()
    new = next(row.document for row in decided.list_extracts(copy) if row.institution == "Dinas PUPR")
    assert new is not None

    said, page = words(new), app.test_client().get(f"/v/{documents.verification_token(new)}").text

    assert "Diterbitkan oleh Ratna Dewi" in said and "Disetujui" not in said
    assert "Diterbitkan di aplikasi oleh" in page and "Ratna Dewi" in page and "Disetujui di aplikasi" not in page
    assert "<dt>Versi</dt><dd>2</dd>" in page
    assert "Perubahan ke-1, menggantikan versi 1 (Nomor " in said
    was = app.test_client().get(old_page).text
    assert (
        f"/v/{documents.verification_token(new)}" in was and "Penggantinya: versi 2" in was and "<dt>Versi</dt><dd>1</dd>" in was
    )


def test_whoever_publishes_a_correction_is_told_to_make_them_again_and_the_old_ones_are_still_found(app: Flask) -> None:
    minutes = agreed()
    issue(minutes)
    copy = approve(rules.correct_minutes(minutes, "Salah bulan", SYSTEM, clock.now()))
    client = signed_in(app, make_officer(copy.meeting.organisation, Role.SECRETARY))
    db.session.commit()
    here = f"/kegiatan/{copy.meeting_id}/notula"

    told = client.post(
        f"{here}/{copy.id}/terbitkan",
        data={"dated": clock.local(clock.now(), copy.meeting.timezone).date(), "security": "B"},
        follow_redirects=True,
    )

    assert "Petikan versi sebelumnya berakhir" in told.text
    db.session.commit()
    render_documents()
    assert f"{here}/{minutes.id}/petikan" in client.get(f"{here}/{minutes.id}").text
    assert "Dinas PUPR" in client.get(f"{here}/{minutes.id}/petikan").text
