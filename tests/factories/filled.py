"""Every field of every form over stored rows with something in it, as rows of a long life have: lines, odd minutes, inner spaces."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from meetings import clock
from meetings.domain import minutes as minutes_rules
from meetings.domain import passes, people
from meetings.domain.audit import SYSTEM
from meetings.domain.badges.layouts import SIZES
from meetings.domain.invitations.texts import BUILT_IN
from meetings.domain.participants import Details, name_representative, restrict_to_sessions
from meetings.domain.participants.sessions import restrict_category
from meetings.enums import (
    AgendaKind,
    BadgeSize,
    BadgeStock,
    CertificateMeasure,
    CertificateNumbering,
    DocumentState,
    LetterheadChoice,
    LinkProvider,
    MeetingKind,
    MeetingMode,
    Office,
    OfficeStatus,
    OrganisationKind,
    Paper,
    SecurityClass,
    SpeakerRole,
    SpeakerState,
    Urgency,
)
from meetings.extensions import db
from meetings.models import (
    ActionItem,
    AgendaItem,
    BadgeLayout,
    Category,
    CertificateRule,
    Decision,
    Delegate,
    Delegation,
    Invitation,
    Letter,
    Minutes,
    MinutesItem,
    OnlinePoint,
    OnlineReport,
    Organisation,
    OrganisationAlias,
    Participant,
    Person,
    SeatBlock,
    Session,
    Speaker,
    VirtualLink,
)
from meetings.writing.institutions import institution_key
from tests.factories.accounts import make_official
from tests.factories.minutes import approve, make_ended_session, make_minutes
from tests.factories.participants import make_participant
from tests.factories.whole import WholeMeeting

LINES = "Baris pertama\nBaris kedua,  dua spasi\n\nSesudah baris kosong"
RICH = "<div>Pembahasan <strong>penting</strong></div><ul><li>satu</li><li>dua</li></ul>"
OFFICIAL = {
    "name": "Taufik Hidayat",
    "title_front": "Drs.",
    "title_back": "M.Si.",
    "position": "Asisten Administrasi  Umum",
    "rank": "Pembina Tingkat I (IV/b)",
    "nip": "196805121994031005",
    "office": Office.SECRETARY,
    "status": OfficeStatus.ACTING,
    "letterhead": LetterheadChoice.UNIT,
}
MANDATE = {
    "on_behalf_of": "Wali Kota Bogor",
    "through": "Sekretaris Daerah",
    "show_degrees": True,
    "show_rank": True,
    "show_nip": False,
}


def fill(whole: WholeMeeting) -> None:
    """Fill what ``whole.ids`` names, and add what the walk over all pages lacks: an answered invitation, a published follow-up."""
    _fill_meeting(whole)
    _fill_organisation(whole)
    _fill_people(whole)
    official = _fill_officials(whole)
    _fill_letter(whole, official)
    _fill_minutes(whole, official)
    _fill_delegation(whole)
    _fill_certificates(whole, official)
    _add_follow_up(whole)
    db.session.flush()


def _odd(moment: datetime) -> datetime:
    """No form shows seconds, but rows have them."""
    return moment.replace(second=37, microsecond=123456)


def _set(row: object, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _fill_meeting(whole: WholeMeeting) -> None:
    meeting, now = whole.meeting, clock.now()
    _set(
        meeting,
        kind=MeetingKind.RAKOR,
        starts_on=meeting.starts_on - timedelta(days=1),  # a session of now may reach into a neighbour of today
        ends_on=meeting.ends_on + timedelta(days=1),
        theme=LINES,
        purpose=LINES,
        mode=MeetingMode.HYBRID,
        place="Balai Kota  Bogor",
        address="Jalan Ir. H. Juanda Nomor 10",
        map_url="https://peta.example.go.id/balai-kota",
        timezone="Asia/Makassar",
        dress="PDH  khaki",
        contact_name="Siti Aminah",
        contact_phone="0812-3456-7890",
        contact_email="Panitia@Example.go.id",
        paper=Paper.F4_215,
        answer_deadline=_odd(now + timedelta(days=2)),
        refuse_declined=True,
        self_checkin=True,
        sign_on_screen=True,
    )
    _set(
        db.session.get_one(Session, whole.ids["session_id"]),
        starts_at=_odd(now - timedelta(hours=1)),
        ends_at=_odd(now + timedelta(hours=2)),
        capacity=120,
        chair_name="Dr. Bima  Arya",
        chair_position="Wali Kota Bogor",
        secretary_name="Ade Sarip",
        recorder_name="Siti Aminah",
        notes=LINES,
        checkin_opens_at=_odd(now - timedelta(hours=3)),
        checkin_closes_at=_odd(now + timedelta(hours=3)),
        presence_ends_at=_odd(now + timedelta(hours=2, minutes=30)),
    )
    _set(
        db.session.get_one(AgendaItem, whole.ids["item_id"]),
        kind=AgendaKind.DISCUSSION,
        starts_at=_odd(now),
        minutes=25,
        responsible="Bappeda  Kota Bogor",
        notes=LINES,
        in_minutes=False,
    )
    block = db.session.get_one(SeatBlock, whole.ids["block_id"])
    _set(
        block,
        reserved=f"{block.prefix}A-1\n{block.prefix}B-4",
        from_centre=False,
        categories=[db.session.get_one(Category, whole.ids["category_id"])],
    )
    _set(
        db.session.get_one(Speaker, whole.ids["speaker_id"]),
        role=SpeakerRole.MODERATOR,
        state=SpeakerState.CONFIRMED,
        title_front="Prof. Dr.",
        title_back="S.T.,  M.T.",
        job_title="Kepala Bappeda",
        institution="Pemerintah Kota Bogor",
        topic=LINES,
        minutes=30,
        phone="0812 3456 7890",
        email="Budi@Example.go.id",
        notes=LINES,
    )
    _set(
        db.session.get_one(VirtualLink, whole.ids["link_id"]),
        provider=LinkProvider.OTHER,
        meeting_code="812 3456 7890",
        passcode="rahasia",
        visible_from=_odd(now - timedelta(hours=1)),
        visible_until=_odd(now + timedelta(hours=1)),
        host_notes=LINES,
    )


def _fill_organisation(whole: WholeMeeting) -> None:
    row = db.session.get_one(Organisation, whole.ids["organisation_id"])
    _set(
        row,
        short_name="Diskominfo",
        kind=OrganisationKind.DEPARTMENT,
        unit_code="Org",
        address="Jalan Ir. H. Juanda  Nomor 10",
        postal_code="16121",
        phone="(0251) 321075",
        fax="(0251) 321076",
        website="https://kotabogor.example.go.id",
        email="Info@Example.go.id",
        protocol_order=7,
        colour="#1B4F8F",
        letterhead_lines="PEMERINTAH DAERAH\nKOTA BOGOR",
        paper=Paper.F4_215,
        number_patterns={"letter": "{urut}/UM", "minutes": "{urut}/N", "attendance": "{urut}/DH", "certificate": "{urut}/S"},
        signing={"minutes": "approval", "letter": "approval"},
        approvals={"letter": []},
        message_texts={kind.value: f"{text}\n\nSalam  takzim" for kind, text in BUILT_IN.items()},
        mails_per_minute=30,
        minutes_items={"rakerda": "Rumusan\nRekomendasi  komisi", "rakornas": "Arahan", "visit": "Temuan"},
    )
    row.aliases = [OrganisationAlias(name=institution_key(name)) for name in ("Diskominfo", "Dinas Kominfo Kota Bogor")]
    _set(whole.administrator, position="Kepala Bagian  Umum", phone="0812-1111-2222", locale="en")


def _fill_people(whole: WholeMeeting) -> None:
    category, session = (
        db.session.get_one(kind, whole.ids[key]) for kind, key in ((Category, "category_id"), (Session, "session_id"))
    )
    _set(category, colour="#aa3311", protocol_order=3, quota=40, greeted=True)
    sizes = dict.fromkeys(SIZES, BadgeSize.SMALL)
    layout = db.session.get_one(BadgeLayout, whole.ids["layout_id"])
    _set(layout, stock=BadgeStock.CR80, band=False, line="Wajib  dikenakan", for_others=True, **sizes)
    restrict_category(category, [session], clock.now())
    participant = db.session.get_one(Participant, whole.ids["participant_id"])
    _set(
        participant,
        category_id=whole.ids["category_id"],
        title_front="Dr.",
        nip="196805121994031005",
        rank="Pembina",
        grade="IV/a",
        phone="+6281234567890",
        email="Peserta@example.go.id",
        protocol_order=12,
        own_sessions=True,
        seat="A-12",
        door_notes="Kursi roda",
        notes=LINES,
    )
    restrict_to_sessions(participant, [session], SYSTEM, clock.now())
    newcomer = db.session.get_one(Participant, whole.ids["newcomer_id"])
    _set(newcomer, category_id=whole.ids["category_id"], title_front="Ir.", phone="+6281234500000", email="datang@example.go.id")
    guest = make_participant(whole.meeting, "Tamu Diwakili", email="tamu@example.go.id")
    passes.issue_passes(whole.meeting.id, [guest.id], clock.now())
    details = Details(
        name="Wakil Tamu",
        title_front="Ir.",
        title_back="M.Si.",
        nip="197001011995031001",
        position="Sekretaris Dinas",
        institution="Dinas yang Lain",  # named by the committee: not the institution of the one who is represented
        phone="+6281222233334",
        email="wakil@example.go.id",
    )
    name_representative(guest, details, SYSTEM, clock.now(), basis="Surat tugas 1/2026")
    invitation = Invitation(
        meeting_id=whole.meeting.id, letter=whole.letter, participant=guest, token_hash=guest.id, opened_at=clock.now()
    )
    db.session.add(invitation)
    db.session.flush()
    token = passes.answer_token(invitation.id)
    invitation.token_hash = passes.token_hash(token)
    whole.ids["rsvp:token"] = token


def _fill_officials(whole: WholeMeeting) -> Person:
    """The unit's own with everything in it, and one of the meeting's house, who chairs, records and signs; returns the latter."""
    unit = db.session.get_one(Organisation, whole.ids["organisation_id"])
    _set(people.get_official(unit, whole.ids["official_id"]), **OFFICIAL)
    official = make_official(whole.meeting.organisation, **OFFICIAL)
    session = db.session.get_one(Session, whole.ids["session_id"])
    session.chair = session.recorder = official
    session.follow_officials()
    return official


def _fill_certificates(whole: WholeMeeting, official: Person) -> None:
    _set(
        db.session.scalars(sa.select(CertificateRule).where(CertificateRule.meeting_id == whole.meeting.id)).one(),
        measure=CertificateMeasure.SHARE,
        least=75,
        jp_minutes=60,
        back=True,
        numbering=CertificateNumbering.SHARED,
        text=f"pada  {{kegiatan}}\n{LINES}",
        signer=people.up_to_date({"official": official.id}),
        sessions=[db.session.get_one(Session, whole.ids["session_id"])],
    )


def _fill_delegation(whole: WholeMeeting) -> None:
    _set(
        db.session.get_one(Delegation, whole.ids["delegation_id"]),
        contact_phone="+6281234567890",
        contact_email="Bappeda@Example.go.id",
        deadline=_odd(clock.now() + timedelta(days=1)),
        category_id=whole.ids["category_id"],
        sessions=[db.session.get_one(Session, whole.ids["session_id"])],
        limited=True,
    )
    _set(
        db.session.get_one(Delegate, whole.ids["delegate_id"]).participant,
        title_front="Drs.",
        title_back="M.Si.",
        nip="197001011998031001",
        phone="+6281234567891",
        email="Delegasi@Example.go.id",
    )
    report = db.session.get_one(OnlineReport, whole.ids["report_id"])
    report.said = {whole.ids["online_reports:key"]: "-"}
    _set(
        db.session.get_one(OnlinePoint, whole.ids["point_id"]),
        place="Kantor Bupati",
        account_name="KAB_UJI",
        contact_name="Operator Uji",
        contact_phone="+6281234567892",
    )


def _fill_letter(whole: WholeMeeting, official: Person) -> None:
    _set(
        db.session.get_one(Letter, whole.ids["letter_id"]),
        dated=date(2026, 11, 30),
        urgency=Urgency.VERY_URGENT,
        security=SecurityClass.LIMITED,
        attachment_text="1 (satu) berkas",
        addressee_place="Bogor",
        religious_greeting=True,
        opening=LINES,
        time_text="pukul 09.00  WIB sampai selesai",
        closing=LINES,
        signatory=people.up_to_date(MANDATE | {"official": official.id}),
        copies=["Wali Kota Bogor (sebagai laporan)", "Ketua  DPRD"],
    )


def _fill_minutes(whole: WholeMeeting, official: Person) -> None:
    minutes = db.session.get_one(Minutes, whole.ids["minutes_id"])
    _set(
        minutes,
        room="Ruang  Paseban",
        opening=RICH,
        closing=RICH,
        started_at=_odd(minutes.started_at or clock.now()),
        ended_at=_odd(minutes.ended_at or clock.now()),
        signatory=people.up_to_date(MANDATE | {"official": official.id}),
        recorder=people.up_to_date({"official": official.id}),
        recorder_name=official.full_name,
        copies={"lines": ["Wali Kota Bogor", "Arsip"]},
        layout="v2009",
    )
    item = db.session.get_one(MinutesItem, whole.ids["minutes:item_id"])
    _set(item, speakers="Budi Santoso, Kepala Bappeda\nSiti Aminah", discussion=RICH)
    item.decisions = [Decision(position=n, text=text) for n, text in enumerate(("Disepakati", LINES), start=1)]
    item.actions = [
        ActionItem(
            id=f"tindakan{n}",
            meeting_id=whole.meeting.id,
            origin_id=f"tindakan{n}",
            position=n,
            text=LINES,
            institution="Bappeda",
            person="Budi Santoso",
            due_on=date(2026, 12, n),
        )
        for n in (1, 2)
    ]


def _add_follow_up(whole: WholeMeeting) -> None:
    minutes = make_minutes(make_ended_session(whole.meeting, title="Sidang terbit"))
    action = ActionItem(
        id="tindaklanjut", origin_id="tindaklanjut", meeting_id=whole.meeting.id, position=1, text=LINES, institution="Bappeda"
    )
    minutes.items[0].actions.append(action)
    approve(minutes)
    minutes_rules.publish_minutes(minutes, SYSTEM, clock.now()).state = DocumentState.PUBLISHED
    whole.ids["action_id"] = action.id
