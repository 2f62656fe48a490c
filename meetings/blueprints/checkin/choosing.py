"""The attendance list as somebody wants it: whom it names, in which order and columns, on which sheet, signed by whom; as PDF or XLSX."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.blueprints.checkin.papers import address_of
from meetings.domain.attendance.choices import NOBODY, Form, institutions_of, signers_for
from meetings.domain.attendance.papers import order_attendance_list
from meetings.domain.attendance.queries import find_session
from meetings.domain.permissions import Permission
from meetings.enums import Paper
from meetings.models import Meeting, Session
from meetings.web import current_actor, current_meeting
from meetings.web.forms import Form as WebForm
from meetings.web.forms import options, required
from meetings.web.rights.check import may
from meetings.writing.names import with_position

ORDER = [
    ("protocol", _l("Urutan protokol")),
    ("institution", _l("Instansi")),
    ("name", _l("Nama tanpa gelar")),
    ("arrival", _l("Waktu datang")),
]


class ChoicesForm(WebForm):
    """What a list shows; names are those of `Form` in ``domain.attendance.choices``."""

    kind = RadioField(
        _l("Isi"),
        choices=options([("filled", _l("Terisi: siapa yang hadir")), ("blank", _l("Kosong: untuk ditandatangani"))]),
        default="filled",
    )
    who = RadioField(
        _l("Yang dimuat"),
        choices=options([("all", _l("Semua dalam daftar hadir")), ("present", _l("Hanya yang hadir"))]),
        default="all",
        description=_l("Daftar kosong selalu memuat semua."),
    )
    institution = SelectField(_l("Instansi"))
    order = SelectField(
        _l("Urutan"), [required()], choices=options(ORDER), description=_l("Urutan waktu datang hanya untuk daftar terisi.")
    )
    with_nip = BooleanField(_l("NIP di bawah nama"), default=True)
    position = SelectField(
        _l("Jabatan"),
        choices=options(
            [("own", _l("Di kolom sendiri")), ("below", _l("Di bawah nama")), ("", _l("Tidak dicetak"))],
        ),
    )
    show_institution = BooleanField(_l("Kolom instansi"), default=True)
    recorded = BooleanField(_l("Kolom waktu hadir dan cara dicatat"), default=True)
    remark = BooleanField(_l("Kolom keterangan"), default=True)
    signing = SelectField(
        _l("Kolom tanda tangan"),
        choices=options(
            [
                ("", _l("Menurut isinya: hanya pada daftar kosong")),
                ("staggered", _l("Ganjil kiri, genap kanan")),
                ("straight", _l("Lurus satu lajur")),
            ]
        ),
    )
    signer = SelectField(_l("Penanda tangan di bawah daftar"))
    wide = RadioField(_l("Arah kertas"), choices=options([("tall", _l("Tegak")), ("wide", _l("Lanskap"))]), default="tall")
    size = SelectField(_l("Kertas"))

    def __init__(self, meeting: Meeting, session: Session, *, personal: bool, **kw: Any) -> None:
        super().__init__(**kw)
        usual = meeting.sheet
        self.institution.choices = options([("", _l("Semua instansi")), *((name, name) for name in institutions_of(session))])
        officials = [(each.id, with_position(each.full_name, each.own_position)) for each in signers_for(session)]
        chair = session.chair_name or _l("belum ditentukan")
        self.signer.choices = options(
            [("", _l("Pimpinan sesi: %(name)s", name=chair)), *officials, (NOBODY, _l("Tanpa blok tanda tangan"))]
        )
        sizes = [(each.value, _l(each.label)) for each in Paper]
        self.size.choices = options([("", _l("Seperti kegiatan: %(paper)s", paper=_l(usual.label))), *sizes])
        if not personal:
            del self.with_nip

    @property
    def chosen(self) -> Form:
        """As it is ordered."""
        return Form(
            blank=self.kind.data == "blank",
            wide=self.wide.data == "wide",
            with_nip=self.with_nip is not None and self.with_nip.data,
            order=self.order.data,
            only_present=self.who.data == "present" and self.kind.data != "blank",
            institution=self.institution.data,
            position=self.position.data,
            show_institution=self.show_institution.data,
            recorded=self.recorded.data,
            remark=self.remark.data,
            signing=self.signing.data,
            size=self.size.data,
            signer=self.signer.data,
        )


@bp.route("/kehadiran/<session_id>/cetak", methods=["GET", "POST"])
def choose_paper(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """The choices; the POST orders the PDF, or leads to the spreadsheet that shows the same."""
    meeting = current_meeting()
    session = find_session(meeting.id, session_id) or abort(404)
    form = ChoicesForm(meeting, session, personal=may(Permission.PERSONAL_VIEW))
    if form.validate_on_submit():
        chosen = form.chosen
        here: dict[str, Any] = {"meeting_id": meeting_id, "session_id": session_id}
        if request.form.get("as") == "xlsx":
            return redirect(url_for(".attendance_export", kind="xlsx", **here, **_asked(chosen)))
        order_attendance_list(meeting, session, chosen, current_actor(), clock.now())
        return redirect(url_for(".paper", form=address_of(chosen), **here))
    page = render_template("checkin/choose_paper.html", meeting=meeting, session=session, form=form, section="checkin.attendance")
    return page, form.http_status


def _asked(chosen: Form) -> dict[str, Any]:
    """What the spreadsheet is asked for, so that it shows what the paper would."""
    without = {
        "nip": not chosen.with_nip,
        "jabatan": not chosen.position,
        "instansi": not chosen.shape.institution,
        "waktu": not chosen.shape.recorded,
        "kehadiran": not chosen.shape.remark,
    }
    filters = chosen.filters
    asked = {"sort": filters.order, "hadir": filters.presence, "instansi": filters.institution}
    asked["tanpa"] = ",".join(name for name, left_out in without.items() if left_out)
    asked["ttd"] = "1" if chosen.shape.signing else ""
    return {name: value for name, value in asked.items() if value and value != "protocol"}
