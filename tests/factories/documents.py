"""Papers to print in tests and benchmarks: the Rakerda Kota Bogor of 30 April 2018."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from meetings.documents.pdf.attendance_list import AttendanceList, AttendanceRow
from meetings.documents.pdf.certificate import Attended, Certificate
from meetings.documents.pdf.invitation_letter import (
    Addressee,
    InvitationLetter,
    LetterContent,
    Pass,
    RundownRow,
)
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.minutes import (
    ActionRow,
    CategoryCount,
    Minutes,
    MinutesItem,
    Official,
    Verification,
)
from meetings.documents.pdf.signatory import Signatory
from meetings.enums import Office, OfficeStatus, Presence

STARTS_AT = datetime(2018, 4, 30, 2, tzinfo=UTC)
"""09.00 WIB."""
ZONE = "Asia/Jakarta"
EVENT = "Rapat Kerja Daerah Kota Bogor Tahun 2018"
PASS_LINK = "HTTPS://RAPAT.KOTABOGOR.GO.ID/P/M1ABCDEFGHJKMNPQRSTVWXYZ01234"
LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 110"><path d="M5 5h80v60q0 30-40 42Q5 95 5 65z" '
    b'fill="#1b5e20"/><circle cx="45" cy="48" r="20" fill="#fbc02d"/></svg>'
)
LETTERHEAD = Letterhead(
    lines=("PEMERINTAH DAERAH KOTA BOGOR", "SEKRETARIAT DAERAH"),
    logo=LOGO,
    address="Jalan Ir. H. Juanda Nomor 10, Kota Bogor 16121",
    contact=("Telepon (0251) 8321075, Faksimile (0251) 8326530", "Laman kotabogor.go.id, Pos-el setda@kotabogor.go.id"),
)
ACTING_MAYOR = Signatory(
    "Usmar Hariman", "Wali Kota Bogor", degrees_front="Ir. H.", office=Office.HEAD, status=OfficeStatus.ACTING
)
HEAD_OF_UNIT = Signatory(
    "Taufik",
    "Kepala Bagian Administrasi Pemerintahan",
    degrees_front="Drs.",
    degrees_back="M.Si.",
    rank="Pembina (IV/a)",
    nip="196007211990041004",
)


def make_content(**changes: Any) -> LetterContent:
    """What the letters of one dispatch say."""
    values: dict[str, Any] = {
        "organisation": "Pemerintah Kota Bogor",
        "letterhead": LETTERHEAD,
        "place": "Bogor",
        "date": date(2018, 4, 20),
        "subject": f"Undangan {EVENT}",
        "event": EVENT,
        "starts_at": STARTS_AT,
        "zone": ZONE,
        "venue": "IPB International Convention Centre, Jalan Pajajaran, Kota Bogor",
        "opening": (
            "Dalam rangka menyamakan persepsi, mengevaluasi kebijakan umum, dan merumuskan langkah prioritas "
            "reformasi birokrasi, dengan hormat kami mengundang Saudara untuk hadir pada:",
        ),
        "closing": (
            "Mengingat pentingnya acara tersebut, dimohon hadir tepat waktu dan tidak diwakilkan.",
            "Demikian, atas perhatian dan kehadiran Saudara disampaikan terima kasih.",
        ),
        "signatory": ACTING_MAYOR,
        "issued_at": datetime(2018, 4, 20, 3, tzinfo=UTC),
        "number": "005/1819/Set",
        "dress": "Pakaian Dinas Harian (PDH)",
        "cc": ("Wali Kota Bogor (sebagai laporan)",),
        **changes,
    }
    return LetterContent(**values)


def make_letter(
    name: str = "Dr. Ir. Kasiran Mahendra, M.T.I.",
    position: str = "Camat Bogor Tengah",
    content: LetterContent | None = None,
    number: int = 0,
) -> InvitationLetter:
    """A personal letter with a pass."""
    link = f"{PASS_LINK[:-3]}{number:03d}"
    answer = f"https://rapat.kotabogor.go.id/j/k5x2m7q4abcdefghijklmnop23456{number:03d}"
    return InvitationLetter(content or make_content(), (Addressee(name, position),), "Bogor", Pass(name, link, answer))


def make_rundown() -> tuple[RundownRow, ...]:
    """A morning's rundown."""
    steps = [
        (0, 5, "Pembukaan oleh MC", "MC"),
        (5, 5, "Menyanyikan lagu Indonesia Raya", "Dirigen"),
        (15, 10, "Laporan Ketua Panitia", "Kepala Bagian Administrasi Pemerintahan"),
        (25, 30, "Sambutan sekaligus pembukaan resmi", "Plt. Wali Kota Bogor"),
    ]
    return tuple(
        RundownRow(title, STARTS_AT + timedelta(minutes=start), STARTS_AT + timedelta(minutes=start + length), who)
        for start, length, title, who in steps
    )


def make_rows(count: int = 250) -> tuple[AttendanceRow, ...]:
    """People as an attendance list shows them; every ninth is absent, every seventeenth a representative."""
    rows = []
    for number in range(1, count + 1):
        absent = number % 9 == 0
        rows.append(
            AttendanceRow(
                f"Drs. Peserta Nomor{number} Kusumawardhana, M.Si.",
                f"19600721199004{number:04d}",
                "Kepala Bidang Pengembangan Sarana dan Prasarana",
                "Dinas Pekerjaan Umum dan Penataan Ruang",
                Presence.EXCUSED if absent else Presence.PRESENT,
                None if absent else STARTS_AT - timedelta(minutes=number % 80),
                representing="Kepala Dinas Kesehatan" if number % 17 == 0 and not absent else "",
            )
        )
    return tuple(rows)


def make_attendance(**changes: Any) -> AttendanceList:
    """A filled attendance list of twenty."""
    values: dict[str, Any] = {
        "organisation": "Pemerintah Kota Bogor",
        "letterhead": LETTERHEAD,
        "kind": "Rapat Kerja Daerah",
        "event": EVENT,
        "starts_at": STARTS_AT,
        "ends_at": STARTS_AT + timedelta(hours=3),
        "zone": ZONE,
        "venue": "IPB International Convention Centre",
        "rows": make_rows(20),
        "issued_at": STARTS_AT,
        "session": "Sidang Pleno",
        "place": "Bogor",
        "signatory": HEAD_OF_UNIT,
        **changes,
    }
    return AttendanceList(**values)


def make_items() -> tuple[MinutesItem, ...]:
    """Two agenda items, the second with decisions and an action item."""
    return (
        MinutesItem(
            "Laporan Ketua Panitia",
            "<div>Rakerda diikuti <strong>250 orang</strong> peserta.</div>",
            speakers=("Drs. Taufik, M.Si.",),
            starts_at=STARTS_AT,
            ends_at=STARTS_AT + timedelta(minutes=10),
        ),
        MinutesItem(
            "Penandatanganan kerja sama",
            "<p>Disaksikan pimpinan rapat.</p><ul><li>pos bersama</li></ul>",
            decisions=("Pos bersama mulai bekerja 1 Juli 2018.",),
            actions=(
                ActionRow("Menyusun prosedur operasi", "Kepala Satpol PP", "Satuan Polisi Pamong Praja", date(2018, 5, 31)),
            ),
        ),
    )


def make_minutes(**changes: Any) -> Minutes:
    """A draft."""
    values: dict[str, Any] = {
        "organisation": "Pemerintah Kota Bogor",
        "letterhead": LETTERHEAD,
        "kind": "Rapat Kerja Daerah",
        "event": EVENT,
        "zone": ZONE,
        "venue": "IPB International Convention Centre",
        "items": make_items(),
        "issued_at": STARTS_AT,
        "session": "Sidang Pleno",
        "invited_from": STARTS_AT,
        "began_at": STARTS_AT + timedelta(minutes=12),
        "ended_at": STARTS_AT + timedelta(hours=3),
        "invitation_number": "005/1819/Set",
        "invitation_date": date(2018, 4, 20),
        "agenda": tuple(item.title for item in make_items()),
        "chair": Official("Usmar Hariman", "Plt. Wali Kota Bogor"),
        "secretary": Official("Drs. Taufik, M.Si."),
        "recorder": Official("Sari Winarsih, S.H."),
        "participants": (CategoryCount("Camat", 6, 6), CategoryCount("Lurah", 68, 61)),
        "place": "Bogor",
        "signed_on": date(2018, 5, 2),
        "signatory": ACTING_MAYOR,
        **changes,
    }
    return Minutes(**values)


def make_final_minutes(**changes: Any) -> Minutes:
    """Approved and numbered, with its verification link."""
    values: dict[str, Any] = {
        "state": "final",
        "number": "000.1.5/214/Adpem/2018",
        "application": "Rapat Kota Bogor",
        "verification": Verification("https://rapat.kotabogor.go.id/v/k5x2m7q4abcdefghijklmnop23456012"),
        "approved_by": "Usmar Hariman",
        "approved_at": STARTS_AT + timedelta(days=2),
        **changes,
    }
    return make_minutes(**values)


def make_certificate(sessions: int = 0, **changes: Any) -> Certificate:
    """For a participant, with so many sessions on its back."""
    attended = Attended(
        "Sidang Komisi: Penataan Kelembagaan dan Penguatan Pengawasan", "Rabu, 30 September 2026", "09.00 s.d. 12.00 WIB", 180
    )
    values: dict[str, Any] = {
        "organisation": "Pemerintah Kota Bogor",
        "letterhead": LETTERHEAD,
        "colour": "#1b5e20",
        "name": "Dr. Ir. Kasiran Mahendra, M.T.I.",
        "duty": "Peserta",
        "text": f"pada {EVENT} yang diselenggarakan oleh Sekretariat Daerah Kota Bogor.",
        "issued_at": STARTS_AT,
        "signed_on": date(2018, 5, 2),
        "zone": ZONE,
        "office": "Camat Bogor Tengah",
        "number": "000.1.5/001-S/Setda/2018",
        "lessons": 8,
        "sessions": (attended,) * sessions,
        "place": "Bogor",
        "signatory": HEAD_OF_UNIT,
        "check_url": "https://rapat.kotabogor.go.id/v/k5x2m7q4abcdefghijklmnop23456012",
        **changes,
    }
    return Certificate(**values)
