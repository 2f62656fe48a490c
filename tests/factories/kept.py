"""A meeting of which everything is kept that its pages can hand out: each file, each paper on its way, each message in hand."""

import hashlib
import io
from typing import Any

import sqlalchemy as sa
from PIL import Image

from meetings import clock
from meetings.domain import letters, outbox, passes
from meetings.domain import minutes as minutes_rules
from meetings.domain.attendance.choices import Form
from meetings.domain.attendance.issuing import issue_list
from meetings.domain.audit import SYSTEM
from meetings.domain.documents import pipeline
from meetings.domain.outbox.kinds import find_kind
from meetings.enums import (
    ApprovalAct,
    Channel,
    DeclineReason,
    DeliveryState,
    DocumentKind,
    DocumentState,
    Role,
    RunKind,
    SigningMethod,
)
from meetings.extensions import db
from meetings.models import (
    Absence,
    ActionItem,
    Approval,
    ApprovalStep,
    Certificate,
    Delivery,
    Document,
    Invitation,
    Meeting,
    Minutes,
    Participant,
    Signature,
    TaskRun,
)
from meetings.passcode import new_id
from meetings.storage import storage
from tests.factories.invitations import make_letter
from tests.factories.minutes import approve, make_ended_session, make_minutes
from tests.factories.participants import make_participant
from tests.factories.whole import WholeMeeting

PDF = b"%PDF-1.7 "


def keep_everything(whole: WholeMeeting) -> None:
    """Add what ``whole`` lacks; where a route asks for another row than its neighbours, ``whole.ids`` has it under the route's own name."""
    meeting, ids = whole.meeting, whole.ids
    ids["organisations.image:organisation_id"] = meeting.organisation_id
    meeting.organisation.logo_key = storage.put("images", _picture("PNG"))
    _keep_faces(whole)
    _keep_lists(whole)
    _keep_certificates(whole)
    _keep_minutes(whole)
    _keep_letters(whole)
    _keep_messages(whole)
    db.session.flush()


def make_paper(meeting: Meeting, kind: DocumentKind, about_id: str, **values: Any) -> Document:
    """A paper of the meeting whose file is there."""
    data = PDF + new_id().encode()
    usual = {"state": DocumentState.READY, "title": f"{kind.label} {about_id}", "sha256": hashlib.sha256(data).hexdigest()}
    paper = Document(
        id=new_id(),
        organisation_id=meeting.organisation_id,
        meeting_id=meeting.id,
        kind=kind,
        about_id=about_id,
        storage_key=storage.put("documents", data),
        **usual | values,
    )
    paper.verify_hash = pipeline.verification_hash(paper)
    db.session.add(paper)
    db.session.flush()
    return paper


def _picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (120, 120), "navy").save(made, kind)
    return made.getvalue()


def _keep_faces(whole: WholeMeeting) -> None:
    person = db.session.get_one(Participant, whole.ids["participant_id"])
    person.photo_key = storage.put("photos", _picture("JPEG"))
    batch = make_paper(whole.meeting, DocumentKind.BADGES, new_id())
    whole.ids["badges:document_id"] = batch.id


def _keep_lists(whole: WholeMeeting) -> None:
    meeting, session_id = whole.meeting, whole.ids["session_id"]
    filled = db.session.get_one(Document, whole.ids["document_id"])
    filled.form, filled.state, filled.storage_key = (
        Form(with_nip=True).key,
        DocumentState.READY,
        storage.put("documents", PDF + filled.id.encode()),
    )
    make_paper(meeting, DocumentKind.RECAP, meeting.id, form="recap")
    make_paper(meeting, DocumentKind.RECAP, whole.ids["organisation_id"], form=f"u{whole.administrator.id}")
    make_paper(meeting, DocumentKind.SEATING, meeting.id, form="plan")
    letter = {"letter_key": storage.put("absences", PDF + session_id.encode()), "letter_name": "surat.pdf"}
    of = {"session_id": session_id, "participant_id": whole.ids["participant_id"], "reason": DeclineReason.DUTY}
    db.session.add(Absence(noted_at=clock.now(), by="Panitia", **of, **letter))


def _keep_certificates(whole: WholeMeeting) -> None:
    meeting, helper = whole.meeting, db.session.get_one(Certificate, whole.ids["certificate_id"])
    paper = make_paper(meeting, DocumentKind.CERTIFICATE, helper.id, final=True, state=DocumentState.SIGNING)
    helper.document_id, helper.number = paper.id, "1/S/2026"
    run = TaskRun(meeting_id=meeting.id, kind=RunKind.ISSUE_CERTIFICATES, title="Sertifikat")
    db.session.add_all([Signature(document_id=paper.id, method=SigningMethod.WET, signer="Ketua"), run])
    db.session.flush()
    whole.ids |= {"certificates:document_id": paper.id, "certificates:run_id": run.id}


def _keep_minutes(whole: WholeMeeting) -> None:
    meeting, draft = whole.meeting, db.session.get_one(Minutes, whole.ids["minutes_id"])
    assert draft.draft_document
    draft.draft_document.storage_key = storage.put("documents", PDF + draft.id.encode())
    published = make_minutes(make_ended_session(meeting, title="Sidang yang terbit"))
    mark = new_id()
    action = {"id": mark, "origin_id": mark, "meeting_id": meeting.id, "position": 1}
    published.items[0].actions.append(ActionItem(text="Melengkapi data", institution="Bappeda", **action))
    approve(published)
    paper = minutes_rules.publish_minutes(published, SYSTEM, clock.now())
    listed = issue_list(meeting, published.session, SYSTEM, clock.now())
    for each in (paper, listed):
        each.state, each.storage_key = DocumentState.PUBLISHED, storage.put("documents", PDF + each.id.encode())
    make_paper(meeting, DocumentKind.EXTRACT, published.id, final=True, state=DocumentState.PUBLISHED)
    steps = ("ask_to_revoke", "keep", "revoke", "take_back_revoke")
    whole.ids |= {f"minutes.{step}:minutes_id": published.id for step in steps}
    whole.ids |= {f"checkin.{step}:session_id": published.session_id for step in ("issued", "issued_file")}
    whole.ids |= {"decided:minutes_id": published.id, "rsvp:document_id": paper.id}


def _keep_letters(whole: WholeMeeting) -> None:
    """A draft that was handed in, and an issued letter that waits for a pen."""
    meeting, ids = whole.meeting, whole.ids
    handed_in = make_letter(meeting)
    round_ = Approval(meeting_id=meeting.id, kind=DocumentKind.LETTER, about_id=handed_in.id, name=handed_in.subject)
    round_.steps = [ApprovalStep(act=ApprovalAct.APPROVE, role=Role.APPROVER)]
    issued = make_letter(meeting)
    letters.issue_letter(issued, SYSTEM, clock.now())
    issued.frozen = issued.frozen | {"signing": SigningMethod.WET.value}
    person = make_participant(meeting, f"Penerima {new_id()}", email="penerima@example.go.id")
    passes.issue_pass(person, clock.now())
    invitation = Invitation(id=new_id(), meeting_id=meeting.id, letter=issued, participant=person)
    invitation.token_hash = passes.token_hash(passes.answer_token(invitation.id))
    db.session.add_all([round_, invitation])
    db.session.flush()
    values = {"final": True, "state": DocumentState.SIGNING}
    invitation.document = make_paper(meeting, DocumentKind.LETTER, invitation.id, **values)
    issued.signed = make_paper(meeting, DocumentKind.LETTER, issued.id, final=True, state=DocumentState.PUBLISHED)
    db.session.add(Signature(document_id=invitation.document.id, method=SigningMethod.WET, signer="Ketua"))
    ids |= {f"invitations.{step}:letter_id": handed_in.id for step in ("agree", "comment", "send_back", "review")}
    for_pens = ("for_all_pdf", "sign", "sign_one", "sign_many", "unsigned_pdf")
    ids |= {f"invitations.{step}:letter_id": issued.id for step in for_pens}
    ids |= {"invitations:document_id": invitation.document.id, "invitations.letter_pdf:invitation_id": invitation.id}


def _keep_messages(whole: WholeMeeting) -> None:
    """One that a person sends by WhatsApp, and a mail that may be read."""
    meeting, ids, kind = whole.meeting, whole.ids, find_kind("cancellation")
    assert kind
    entry = {"name": "acara.ics", "type": "text/calendar", "key": storage.put("pictures", b"kalender" + meeting.id.encode())}
    words: dict[str, Any] = {
        "recipient_name": "Tamu",
        "subject": "Batal",
        "text": "Batal.",
        "html": "<p>Batal.</p>",
        "attachments": [entry],
    }
    outbox.queue_message(kind=kind, address=f"{meeting.id}@example.go.id", at=clock.now(), meeting_id=meeting.id, **words)
    found = sa.select(Delivery.id).where(Delivery.address == f"{meeting.id}@example.go.id")
    by_hand = Delivery(
        id=new_id(), meeting_id=meeting.id, invitation_id=ids["invitations.letter_pdf:invitation_id"], kind="invitation", channel=Channel.WHATSAPP,
        recipient_name="Tamu", address="+6281234567890", subject="Undangan", state=DeliveryState.HANDED, message_id=new_id(),
        next_attempt_at=clock.now(),
    )  # fmt: skip  # -- table
    db.session.add(by_hand)
    ids |= {"outbox:delivery_id": db.session.scalars(found).one(), "invitations:delivery_id": by_hand.id}
