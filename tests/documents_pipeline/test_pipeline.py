"""Claims, retries and numbers of documents; the bytes they end in."""

import threading
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock, worker
from meetings.domain import documents
from meetings.domain.documents import pipeline
from meetings.domain.documents.freezing import freeze, thaw
from meetings.enums import DocumentKind, DocumentState
from meetings.errors import Conflict
from meetings.extensions import db
from meetings.models import Document, IssuedNumber
from meetings.storage import storage
from tests.factories import make_meeting, make_organisation
from tests.factories.documents import make_final_minutes

STALE = timedelta(minutes=10)


def queue(about_id: str = "uji-1", **values: object) -> Document:
    document = documents.queue_document(
        DocumentKind.RUNDOWN, about_id, meeting=make_meeting(), title="Uji", at=clock.now(), **values
    )
    db.session.commit()
    return document


def claim(document: Document) -> str:
    """Take the document for this process; returns the claim."""
    claim, ids = documents.claim_documents(clock.now())
    db.session.commit()
    assert ids == [document.id]
    return claim


def test_a_document_is_claimed_once(app: Flask) -> None:
    document = queue()

    assert documents.claim_documents(clock.now()).ids == [document.id]
    assert documents.claim_documents(clock.now()).ids == []
    db.session.commit()
    assert (document.state, document.attempts) == (DocumentState.RENDERING, 1)


def test_many_workers_share_the_queue_without_overlap(app: Flask) -> None:
    expected = sorted(queue(f"uji-{number}").id for number in range(20))
    taken: list[str] = []
    together = threading.Barrier(5)

    def work() -> None:
        with app.app_context():
            together.wait()
            while claimed := documents.claim_documents(clock.now(), 2).ids:
                db.session.commit()
                taken.extend(claimed)
            db.session.rollback()

    workers = [threading.Thread(target=work) for _ in range(5)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    assert sorted(taken) == expected


def test_publications_come_before_drafts(app: Flask) -> None:
    queue("konsep")
    publication = queue("terbit", final=True)

    assert documents.claim_documents(clock.now()).ids == [publication.id]


def test_finishing_keeps_file_and_hash(app: Flask) -> None:
    document = queue(final=True)
    held = claim(document)

    assert documents.finish_document(document.id, held, b"%PDF isi", clock.now(), pages=3)
    db.session.commit()

    assert (document.state, document.pages, document.size) == (DocumentState.PUBLISHED, 3, 8)
    assert storage.get(document.storage_key) == b"%PDF isi"
    assert document.published_at is not None


def test_a_file_says_until_when_it_shows_the_rows_and_that_they_have_changed(app: Flask) -> None:
    document, begun = queue(), clock.now()
    (held,) = [documents.claim_documents(begun).claim]
    documents.finish_document(document.id, held, b"%PDF isi", begun + timedelta(minutes=2), pages=3)
    db.session.commit()
    assert (document.as_of, document.outdated) == (begun, False)

    documents.requeue_document(document.id, begun + timedelta(minutes=3))
    db.session.commit()

    assert (document.as_of, document.outdated) == (begun, True)


def test_a_draft_that_is_made_is_published_nowhere(app: Flask) -> None:
    document = queue()

    documents.finish_document(document.id, claim(document), b"%PDF isi", clock.now(), pages=3)
    db.session.commit()

    assert (document.state, document.published_at) == (DocumentState.READY, None)


def test_the_outcome_of_a_lost_claim_is_dropped(app: Flask) -> None:
    document = queue()
    held = claim(document)
    documents.requeue_document(document.id, clock.now() - timedelta(minutes=1))
    db.session.commit()
    newer = claim(document)

    assert not documents.finish_document(document.id, held, b"lama", clock.now(), pages=1)
    assert documents.finish_document(document.id, newer, b"baru", clock.now(), pages=1)
    db.session.commit()
    assert storage.get(document.storage_key) == b"baru"


def test_a_published_document_is_never_printed_again(app: Flask) -> None:
    document = queue(final=True)
    documents.finish_document(document.id, claim(document), b"isi", clock.now(), pages=1)
    db.session.commit()

    documents.requeue_document(document.id, clock.now())
    db.session.commit()

    assert document.state is DocumentState.PUBLISHED


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(app: Flask) -> None:
    document = queue()
    at = clock.now()
    for attempt in range(1, pipeline.MOST_ATTEMPTS + 1):
        held = documents.claim_documents(at)
        given_up = documents.fail_document(document.id, held.claim, "rusak", at)
        db.session.commit()
        assert held.ids == [document.id] and given_up is (attempt == pipeline.MOST_ATTEMPTS)
        assert documents.claim_documents(at).ids == []
        assert document.attempts == attempt
        at += timedelta(minutes=1)

    assert (document.state, document.error) == (DocumentState.FAILED, "rusak")


def test_a_dead_process_is_noticed_at_once_and_a_living_one_is_left_alone(app: Flask) -> None:
    mine, dead = queue("saya"), queue("mati")
    documents.claim_documents(clock.now(), 2)
    here = worker.claim_name()
    gone = here.rpartition("/")[0] + "/999999999.1#aaaa"
    db.session.execute(sa.update(Document).where(Document.id == dead.id).values(claimed_by=gone))
    db.session.commit()

    assert documents.release_stale_documents(clock.now(), STALE) == 1
    db.session.commit()
    db.session.expire_all()
    assert (mine.state, dead.state) == (DocumentState.RENDERING, DocumentState.QUEUED)

    assert documents.release_stale_documents(clock.now() + STALE * 2, STALE) == 1


def test_one_that_kills_its_workers_is_given_up(app: Flask) -> None:
    document = queue()
    at = clock.now()
    for _ in range(pipeline.MOST_ATTEMPTS):
        documents.claim_documents(at)
        at += STALE * 2
        documents.release_stale_documents(at, STALE)
        db.session.commit()

    assert document.state is DocumentState.FAILED


def test_the_same_paper_is_queued_once(app: Flask) -> None:
    meeting = make_meeting()
    documents.queue_document(DocumentKind.MINUTES, "x", meeting=meeting, title="a", at=clock.now())
    documents.queue_document(DocumentKind.MINUTES, "x", meeting=meeting, title="a", at=clock.now(), final=True)
    documents.queue_document(DocumentKind.MINUTES, "x", meeting=meeting, title="b", at=clock.now())

    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_numbers_of_many_writers_have_no_gap_and_no_double(app: Flask) -> None:
    organisation_id = make_organisation(unit_code="SETDA").id
    db.session.commit()
    together = threading.Barrier(6)
    given: list[str] = []

    def take() -> None:
        from meetings.models import Organisation

        with app.app_context():
            together.wait()
            for _ in range(5):
                if (
                    db.engine.dialect.name == "postgresql"
                ):  # how long one waits is not the question, on a machine that stands still at times
                    db.session.execute(sa.text("SET LOCAL lock_timeout = '120s'"))
                owner = db.session.get_one(Organisation, organisation_id)
                given.append(documents.assign_number(owner, "minutes", date(2026, 11, 21), "uji"))
                db.session.commit()

    takers = [threading.Thread(target=take) for _ in range(6)]
    for each in takers:
        each.start()
    for each in takers:
        each.join()

    assert sorted(given) == [f"000.1.5/{number:03d}-N/SETDA/2026" for number in range(1, 31)]


def test_a_number_rolled_back_is_free_again(app: Flask) -> None:
    organisation = make_organisation()
    db.session.commit()
    first = documents.assign_number(organisation, "minutes", date(2026, 1, 2), "uji")
    db.session.rollback()

    assert documents.assign_number(organisation, "minutes", date(2026, 1, 2), "uji") == first


def test_patterns_years_and_typed_numbers(app: Flask) -> None:
    organisation = make_organisation(number_patterns={"minutes": "{urut}/{bulan_romawi}/{bulan}/{unit}/{tahun}"})
    organisation.unit_code = "UMUM"

    assert documents.assign_number(organisation, "minutes", date(2026, 4, 1), "a", manual=" 002/IV/04/UMUM/2026 ")
    assert documents.assign_number(organisation, "minutes", date(2026, 4, 1), "b") == "001/IV/04/UMUM/2026"
    assert documents.assign_number(organisation, "minutes", date(2026, 4, 1), "c") == "003/IV/04/UMUM/2026"
    assert documents.assign_number(organisation, "minutes", date(2027, 4, 1), "d") == "001/IV/04/UMUM/2027"
    with pytest.raises(Conflict):
        documents.assign_number(organisation, "minutes", date(2026, 4, 1), "e", manual="001/IV/04/UMUM/2026")
    assert len(db.session.scalars(sa.select(IssuedNumber)).all()) == 4


def test_frozen_data_comes_back_whole(app: Flask) -> None:
    minutes = make_final_minutes()

    assert thaw(type(minutes), freeze(minutes)) == minutes


def test_no_more_are_claimed_than_asked_for(app: Flask) -> None:
    for number in range(6):
        queue(f"uji-{number}")

    assert len(documents.claim_documents(clock.now()).ids) == 1
    assert len(documents.claim_documents(clock.now(), 2).ids) == 2
