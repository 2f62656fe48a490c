"""The committee looks at what a room showed."""

import io

import pytest

from meetings.domain.online_points.judging import report_state
from meetings.enums import PointReport, Role
from meetings.extensions import db
from meetings.models import PointArrival, Scan
from tests.factories.minutes import make_officer
from tests.online_points.conftest import jpeg


@pytest.fixture
def committee(region, sign_in):
    return sign_in(make_officer(region.meeting.organisation, Role.COMMITTEE))


def _reported(region) -> PointArrival:
    region.register()
    region.report(photo=(io.BytesIO(jpeg()), "ruang.jpg"), signed=(io.BytesIO(jpeg()), "daftar.jpg"))
    return db.session.scalars(db.select(PointArrival)).one()


def test_the_list_names_each_room_and_what_waits(region, committee):
    index = f"/kegiatan/{region.meeting.id}/titik-daring/"
    assert "Belum ada titik daring" in committee.get(index).text
    _reported(region)

    page = committee.get(index).text

    assert "Kab. Lampung Selatan" in page and "Ruang Sekdakab" in page and "Bukti belum diperiksa" in page
    assert "Ruang Sekdakab" in committee.get(index, query_string={"bukti": "belum", "q": "lampung"}).text
    assert "Tidak ada yang cocok" in committee.get(index, query_string={"q": "palembang"}).text


def test_a_proof_is_looked_at_and_believed(region, committee):
    row = _reported(region)
    room = f"/kegiatan/{region.meeting.id}/titik-daring/{row.point_id}"
    page = committee.get(room).text
    assert "Foto ruang" in page and "Daftar yang ditandatangani" in page
    file = committee.get(f"{room}/laporan/{row.id}/foto")
    assert file.data == jpeg() and file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "private, no-store"

    committee.post(f"{room}/laporan/{row.id}/terima")

    db.session.refresh(row)
    assert report_state(row) is PointReport.BELIEVED and len(region.present()) == 3


def test_a_refused_proof_takes_back_whom_it_recorded_and_nobody_else(region, committee):
    region.register()
    region.report(region.people[:1], shown=region.shown())
    region.report(region.people[1:], photo=(io.BytesIO(jpeg()), "ruang.jpg"))
    row = db.session.scalars(db.select(PointArrival).where(db.not_(PointArrival.from_hall))).one()
    room = f"/kegiatan/{region.meeting.id}/titik-daring/{row.point_id}"
    assert "Tulis alasannya" in committee.post(f"{room}/laporan/{row.id}/tolak", follow_redirects=True).text
    assert len(region.present()) == 3

    page = committee.post(f"{room}/laporan/{row.id}/tolak", data={"reason": "Foto lama"}, follow_redirects=True).text

    assert "kehadiran 2 orang dibatalkan" in page and "Foto lama" in page and "Ditolak" in page
    assert set(region.present()) == {"Supriyanto"}
    again = committee.post(f"{room}/laporan/{row.id}/tolak", data={"reason": "Foto lama"}, follow_redirects=True).text
    assert "kehadiran 0 orang dibatalkan" in again
    assert "sudah ditolak" in committee.post(f"{room}/laporan/{row.id}/terima", follow_redirects=True).text
    region.report(region.people[1:], shown=region.shown())
    assert len(region.present()) == 3
    assert db.session.query(Scan).filter(Scan.undo_reason == "Foto lama").count() == 2


def _photo_then_hall(region) -> tuple[PointArrival, PointArrival]:
    region.register()
    region.report(photo=(io.BytesIO(jpeg()), "ruang.jpg"))
    region.report(region.people[:1], shown=region.shown())
    rows = db.session.scalars(db.select(PointArrival).order_by(PointArrival.from_hall)).all()
    return rows[0], rows[1]


def test_whom_the_hall_proves_after_the_photo_stays_when_the_photo_is_refused(region, committee):
    photo, hall = _photo_then_hall(region)
    room = f"/kegiatan/{region.meeting.id}/titik-daring/{photo.point_id}/laporan"

    committee.post(f"{room}/{photo.id}/tolak", data={"reason": "Foto lama"})
    assert set(region.present()) == {"Supriyanto"}

    committee.post(f"{room}/{hall.id}/tolak", data={"reason": "Bukan dia"})
    assert not region.present()


def test_a_refused_hall_proof_leaves_what_the_photo_recorded(region, committee):
    photo, hall = _photo_then_hall(region)
    committee.post(
        f"/kegiatan/{region.meeting.id}/titik-daring/{photo.point_id}/laporan/{hall.id}/tolak", data={"reason": "Bukan dia"}
    )
    assert len(region.present()) == 3


def test_the_institution_reads_what_became_of_its_report(region, committee):
    row = _reported(region)
    assert "Bukti belum diperiksa" in region.client.get(region.address).text
    committee.post(
        f"/kegiatan/{region.meeting.id}/titik-daring/{row.point_id}/laporan/{row.id}/tolak",
        data={"reason": "Wajah tidak terlihat"},
    )

    page = region.client.get(region.address).text

    assert "Ditolak" in page and "Wajah tidak terlihat" in page and "Bukti belum diperiksa" not in page


def test_who_only_reads_sees_no_faces(region, sign_in):
    row = _reported(region)
    reader = sign_in(make_officer(region.meeting.organisation, Role.REGISTRAR))
    room = f"/kegiatan/{region.meeting.id}/titik-daring/{row.point_id}"

    assert reader.get(f"{room}/laporan/{row.id}/foto").status_code == 403
    assert reader.post(f"{room}/laporan/{row.id}/tolak", data={"reason": "x"}).status_code == 403
    assert len(region.present()) == 3
