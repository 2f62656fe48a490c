"""A meeting with some of everything, for guards that walk over all pages and for benchmarks with many rows."""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from PIL import Image

from meetings import clock
from meetings.documents.qr import qr_png
from meetings.documents.sheets.online_reports import Reading, open_report, read_report
from meetings.documents.sheets.spreadsheets import dump_sheets
from meetings.domain import documents, passes
from meetings.domain.audit import SYSTEM, Action, record
from meetings.domain.checkin.hall_codes import hall_code, step_at
from meetings.domain.checkin.screens import create_screen, screen_token
from meetings.domain.delegations import DelegationDetails, add_leaders, create_delegation, name_delegates
from meetings.domain.documents import pipeline
from meetings.domain.minutes.revisions import content_of
from meetings.domain.participants import Details
from meetings.domain.participants.imports import stage_import
from meetings.enums import (
    CertificateRole,
    Channel,
    DeliveryState,
    DocumentKind,
    DocumentState,
    MeetingMode,
    ParticipantSource,
    ParticipantStatus,
    QuestionKind,
    RevisionKind,
    Role,
    RunKind,
    ScanDirection,
    ScanMethod,
    ScanStatus,
    ScreenKind,
)
from meetings.extensions import db
from meetings.models import (
    ActionItem,
    Attendance,
    BadgeLayout,
    Certificate,
    CertificateRule,
    Decision,
    Delegate,
    Delegation,
    Delivery,
    Device,
    Document,
    Invitation,
    Letter,
    Meeting,
    MinutesPicture,
    MinutesRevision,
    OnlinePoint,
    OnlineReport,
    Organisation,
    Participant,
    Pass,
    PointArrival,
    Question,
    QuestionAnswer,
    Scan,
    SeatBlock,
    SeatHall,
    SeatPlan,
    Session,
    TaskRun,
    User,
    VirtualLink,
)
from meetings.models.base import insert_new
from meetings.passcode import new_id
from meetings.storage import storage
from meetings.writing.search import search_key
from tests.factories.accounts import make_membership, make_official, make_organisation, make_staff, make_user
from tests.factories.invitations import make_letter
from tests.factories.meetings import make_agenda_item, make_category, make_meeting, make_session, make_speaker
from tests.factories.minutes import make_ended_session, make_minutes, make_note, make_phrase
from tests.factories.participants import make_participant

JOINED = b"Name (original name),Email,Join time,Leave time,Guest\nSiti Aminah,,2026-09-28 08:00:00,2026-09-28 10:00:00,Yes\n"
LIST = b"Nama,Jabatan,Instansi\nSiti Aminah,Kepala Dinas,Dinas Kesehatan\n"


@dataclass
class WholeMeeting:
    """The meeting, somebody who may do everything, and one id for each argument that an address can have."""

    meeting: Meeting
    administrator: User
    letter: Letter
    ids: dict[str, str] = field(default_factory=dict)

    def id_for(self, endpoint: str, argument: str) -> str | None:
        """The id for an argument of a route's address: the route's own, else its room's, else everybody's; None where there is none."""
        room = endpoint.partition(".")[0]
        return self.ids.get(f"{endpoint}:{argument}") or self.ids.get(f"{room}:{argument}") or self.ids.get(argument)

    def add_rows(self, number: int) -> None:
        """``number`` more of everything but people."""
        for _ in range(number):
            self._add_one_of_each()
        db.session.flush()

    def _add_one_of_each(self) -> None:
        meeting, at, mark = self.meeting, clock.now(), new_id()
        unit = make_organisation(f"Dinas {mark}", parent=meeting.organisation)
        user = make_user(f"Petugas {mark}")
        official = make_official(unit, name=f"Pejabat {mark}")
        membership = make_membership(user, meeting.organisation, Role.VIEWER)
        staff = make_staff(user, meeting)
        category = make_category(meeting, f"Kategori {mark}")
        session = make_session(meeting, title=f"Sidang {mark}")
        item = make_agenda_item(session, f"Paparan {mark}")
        speaker = make_speaker(meeting, f"Narasumber {mark}", session_id=session.id, agenda_item_id=item.id)
        link = VirtualLink(meeting=meeting, session=session, label=mark, url="https://meet.example/ruang")
        screen = create_screen(meeting, ScreenKind.WELCOME, f"Layar {mark}", None, "", SYSTEM, at)
        alone = create_screen(meeting, ScreenKind.SELF, f"Layar hadir sendiri {mark}", session, "", SYSTEM, at)
        device = Device(meeting=meeting, name=f"Meja {mark}", gate="Pintu A", created_at=at)
        upload = stage_import(meeting, "peserta.csv", LIST, None, at)
        joined = open_report(JOINED.replace(b"Siti Aminah", f"Siti Aminah {mark}".encode()))
        report = OnlineReport(
            meeting_id=meeting.id,
            session=session,
            file_name=f"zoom-{mark}.csv",
            file_key=storage.put("reports", dump_sheets(joined)),
            how={"zone": meeting.timezone},
            created_at=at,
        )
        db.session.add(report)
        task = TaskRun(meeting_id=meeting.id, kind=RunKind.SEND_INVITATIONS, title=mark, total=2, done=1)
        minutes = make_minutes(make_ended_session(meeting, title=f"Sidang selesai {mark}"))
        document = Document(
            organisation_id=meeting.organisation_id,
            meeting_id=meeting.id,
            kind=DocumentKind.ATTENDANCE,
            about_id=session.id,
            form="filled",
            title=f"Daftar hadir {mark}",
            state=DocumentState.FAILED,
            verify_hash=mark,
        )
        place = {"item_id": minutes.items[0].id, "position": 9}
        decision = Decision(text="Disepakati", **place)
        action = ActionItem(meeting_id=meeting.id, origin_id=mark, text="Lengkapi data", institution="Bappeda", **place)
        revision = MinutesRevision(
            minutes_id=minutes.id,
            item_id=minutes.items[0].id,
            kind=RevisionKind.SAVED,
            began_at=at,
            at=at,
            actor_name=user.name,
            title=minutes.items[0].title,
            content=content_of(minutes.items[0]),
        )
        picture = MinutesPicture(
            session_id=minutes.session_id,
            storage_key=storage.put("pictures", qr_png(mark)),
            width=1,
            height=1,
            size=1,
            created_at=at,
        )
        note = make_note(minutes.session, minutes.items[0].agenda_item_id)
        question = Question(
            meeting=meeting,
            text=f"Pertanyaan {mark}",
            help="Boleh lebih dari satu",
            kind=QuestionKind.MANY,
            choices=["Satu", "Dua"],
        )
        paper = Question(meeting=meeting, text=f"Surat {mark}", kind=QuestionKind.FILE, position=2)
        phrase = make_phrase(unit)
        make_phrase(meeting.organisation, f"Frasa {mark}")
        place = 1 + db.session.query(SeatBlock).filter_by(meeting_id=meeting.id).count()
        block = SeatBlock(meeting_id=meeting.id, name=f"Bagian {mark}", prefix=f"{mark}-", lines=2, seats=4, position=place)
        hall = self._hall(session, mark)
        first = db.session.query(BadgeLayout).filter_by(meeting_id=meeting.id).count() == 0
        layout = BadgeLayout(meeting_id=meeting.id, name=f"Kartu {mark}", categories=[category], for_others=first)
        db.session.add_all([layout, link, device, task, document, decision, action, revision, picture, question, paper, block])
        helper = Certificate(
            meeting_id=meeting.id, role=CertificateRole.COMMITTEE, name=f"Panitia {mark}", duty="Ketua", institution="Bappeda"
        )
        db.session.add(helper)
        rule = {"id": new_id(), "meeting_id": meeting.id, "text": f"pada {{kegiatan}} {mark}", "signer": {}}
        db.session.execute(insert_new(CertificateRule), [rule])
        db.session.execute(insert_new(SeatPlan), [{"id": new_id(), "meeting_id": meeting.id}])
        db.session.flush()
        document.verify_hash = pipeline.verification_hash(document)
        record(SYSTEM, Action.USER_CREATED, at=at, meeting=meeting, target=user, target_name=user.name)
        record(
            SYSTEM,
            Action.USER_CREATED,
            at=at,
            organisation=meeting.organisation,
            target=user,
            target_name=user.name,
        )
        self.ids |= {
            "organisation_id": unit.id,
            "emblem_of": unit.id,
            "membership_id": membership.id,
            "official_id": official.id,
            "staff_id": staff.id,
            "category_id": category.id,
            "question_id": question.id,
            "paper_question": paper.id,
            "block_id": block.id,
            "hall_id": hall.id,
            "layout_id": layout.id,
            "session_id": session.id,
            "item_id": item.id,
            "speaker_id": speaker.id,
            "link_id": link.id,
            "device_id": device.id,
            "screen_id": screen.id,
            "import_id": upload.id,
            "report_id": report.id,
            "online_reports:key": read_report(joined, Reading()).people[0].key,
            "task_id": task.id,
            "run_id": task.id,
            "minutes_id": minutes.id,
            "phrase_id": phrase.id,
            "note_id": note.id,
            "minutes:item_id": minutes.items[0].id,
            "revision_id": revision.id,
            "picture_id": picture.id,
            "action_id": action.id,
            "document_id": document.id,
            "certificate_id": helper.id,
            "user_id": user.id,
            "verify:token": documents.verification_token(document),
            "screens:token": screen_token(screen.id),
            "rsvp:shown": hall_code(alone, session.id, step_at(at)),
        }

    def add_people(self, number: int) -> None:
        """``number`` more participants, each invited, with a message sent, and present at one session."""
        at, meeting = clock.now(), self.meeting
        session_id = self.ids["session_id"]
        marks = [new_id() for _ in range(number)]
        categories = [category.id for category in meeting.categories] or [None]
        people = [self._person(index, mark, categories[index % len(categories)]) for index, mark in enumerate(marks)]
        db.session.execute(sa.insert(Participant), people)
        passes.issue_passes(meeting.id, marks, at)
        same = {"meeting_id": meeting.id}
        invited = [same | {"id": f"i{mark}"[:16], "letter_id": self.letter.id, "participant_id": mark} for mark in marks]
        for row in invited:
            row["token_hash"] = passes.token_hash(passes.answer_token(row["id"]))
        db.session.execute(sa.insert(Invitation), invited)
        db.session.execute(sa.insert(Delivery), [self._delivery(row, at) for row in invited])
        db.session.execute(sa.insert(Scan), [self._scan(mark, session_id, at) for mark in marks])
        db.session.execute(sa.insert(Attendance), [self._attendance(mark, session_id, at) for mark in marks])
        key = storage.put("answers", b"%PDF-1.4 surat")
        papers = [
            {
                "id": f"q{mark}"[:16],
                "question_id": self.ids["paper_question"],
                "participant_id": mark,
                "file_key": key,
                "answered_at": at,
            }
            for mark in marks
        ]
        db.session.execute(sa.insert(QuestionAnswer), papers)
        meeting.roster_version += 1
        db.session.flush()
        delegation, delegate = self._delegation(marks[-1])
        room, report = self._room(delegation, delegate)
        newcomer = make_participant(
            meeting, f"Datang {marks[0]}", identity_key=f"datang:{marks[0]}", source=ParticipantSource.WALK_IN
        )
        passes.issue_pass(newcomer, at)
        self.ids |= {
            "newcomer_id": newcomer.id,
            "delegation_id": delegation.id,
            "delegate_id": delegate.id,
            "point_id": room.id,
            "arrival_id": report.id,
            "rsvp:link": passes.institution_token(delegation.id, 1),
            "participant_id": marks[-1],
            "answer_id": papers[-1]["id"],
            "invitation_id": invited[-1]["id"],
            "delivery_id": f"d{marks[-1]}"[:16],
            "rsvp:token": passes.answer_token(invited[-1]["id"]),
            "rsvp:code": passes.code_of(self._pass_of(marks[-1])),
            "letter_id": self.letter.id,
        }

    def _delegation(self, leader_id: str) -> tuple[Delegation, Delegate]:
        """An institution's link that answers for somebody and has named somebody."""
        at, mark = clock.now(), new_id()
        details = DelegationDetails(f"Dinas Nomor {mark}", "Narahubung", quota=5)
        delegation = create_delegation(self.meeting, details, SYSTEM, at)
        add_leaders(delegation, [leader_id], SYSTEM, at)
        (delegate,) = name_delegates(delegation, [Details(name=f"Delegasi {mark}", position="Kepala Seksi")], "Narahubung", at)
        return delegation, delegate

    def _hall(self, session: Session, mark: str) -> SeatHall:
        hall = SeatHall(meeting_id=self.meeting.id, name=f"Aula {mark}")
        db.session.add(hall)
        db.session.flush()
        if (
            db.session.query(SeatHall).filter_by(meeting_id=self.meeting.id).count() > 1
        ):  # the first session keeps the shared plan
            session.hall_id = hall.id
        return hall

    def _room(self, delegation: Delegation, delegate: Delegate) -> tuple[OnlinePoint, PointArrival]:
        """A room from which that institution joins, with a report that nobody has looked at."""
        at, sits = clock.now(), [delegate.participant]
        room = OnlinePoint(
            meeting_id=self.meeting.id,
            delegation=delegation,
            name=f"Ruang {delegate.id}",
            registered_by="Narahubung",
            people=sits,
            created_at=at,
            updated_at=at,
        )
        photo = storage.put("points", self._photo())
        session = db.session.get_one(Session, self.ids["session_id"])
        report = PointArrival(point=room, session=session, told_at=at, by="Operator", photo_key=photo, people=sits)
        db.session.add_all([room, report])
        db.session.flush()
        return room, report

    @staticmethod
    def _photo() -> bytes:
        file = io.BytesIO()
        Image.new("RGB", (8, 8)).save(file, "JPEG")
        return file.getvalue()

    def _pass_of(self, participant_id: str) -> Pass:
        return db.session.scalars(sa.select(Pass).where(Pass.participant_id == participant_id)).one()

    def _person(self, index: int, mark: str, category_id: str | None) -> dict[str, Any]:
        name = f"Peserta {mark}"
        institution = f"Dinas Nomor {index % 80}"
        return {
            "id": mark,
            "meeting_id": self.meeting.id,
            "category_id": category_id,
            "identity_key": f"uji:{mark}",
            "name": name,
            "title_back": "S.Sos., M.Si.",
            "sort_name": name.casefold(),
            "search_text": search_key(f"{name} kepala bidang {institution}"),
            "position": "Kepala Bidang",
            "institution": institution,
            "email": f"{mark}@example.go.id",
            "status": ParticipantStatus.CONFIRMED if index % 3 else ParticipantStatus.INVITED,
        }

    def _delivery(self, invitation: dict[str, Any], at: Any) -> dict[str, Any]:
        return {
            "id": f"d{invitation['participant_id']}"[:16],
            "meeting_id": self.meeting.id,
            "invitation_id": invitation["id"],
            "kind": "invitation",
            "channel": Channel.EMAIL,
            "recipient_name": f"Peserta {invitation['participant_id']}",
            "address": f"{invitation['participant_id']}@example.go.id",
            "subject": "Undangan",
            "message_id": f"<{invitation['id']}@example.go.id>",
            "state": DeliveryState.SENT,
            "next_attempt_at": at,
        }

    def _scan(self, participant_id: str, session_id: str, at: Any) -> dict[str, Any]:
        return {
            "meeting_id": self.meeting.id,
            "id": f"uji-{participant_id}",
            "session_id": session_id,
            "participant_id": participant_id,
            "fingerprint": participant_id,
            "direction": ScanDirection.IN,
            "method": ScanMethod.QR,
            "scanned_at": at,
            "received_at": at,
            "status": ScanStatus.ACCEPTED,
            "gate": "Pintu A",
            "by": "Meja 1",
        }

    def _attendance(self, participant_id: str, session_id: str, at: Any) -> dict[str, Any]:
        return {
            "meeting_id": self.meeting.id,
            "session_id": session_id,
            "participant_id": participant_id,
            "method": ScanMethod.QR,
            "first_in_at": at - timedelta(minutes=5),
            "first_scan_id": f"uji-{participant_id}",
            "first_gate": "Pintu A",
            "first_by": "Meja 1",
            "updated_at": at,
        }


def make_whole_meeting(people: int = 3, rows: int = 2, organisation: Organisation | None = None) -> WholeMeeting:
    """A running meeting (of a new organisation, unless told) with ``people`` participants and ``rows`` of everything else; committed by
    the caller."""
    meeting = make_meeting(organisation, mode=MeetingMode.HYBRID)
    administrator = make_user("Administrator Uji", is_operator=True)
    make_membership(administrator, meeting.organisation, Role.ADMINISTRATOR)
    made = WholeMeeting(meeting, administrator, make_letter(meeting), {"meeting_id": meeting.id})
    made.add_rows(rows)
    made.add_people(people)
    return made
