"""The tree, letterhead, roles and who may touch them."""

import io
import threading
import time
from datetime import date

import pytest
import sqlalchemy as sa
from PIL import Image

from meetings import clock
from meetings.blueprints.home.colours import accent_css
from meetings.domain import accounts, documents, organisations, outbox
from meetings.domain.audit import SYSTEM
from meetings.domain.letters.papers import compose_content
from meetings.domain.permissions import Permission, permissions_in
from meetings.enums import OrganisationKind, Role
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Delivery, Membership, Organisation, User
from tests.factories import make_letter, make_meeting, make_membership, make_organisation, make_staff, make_user

FORM = {
    "name": "Dinas Kesehatan",
    "short_name": "Dinkes",
    "kind": "department",
    "timezone": "Asia/Jakarta",
    "colour": "#1b4f8f",
    "paper": "A4",
    "protocol_order": "300",
}


def png(size: int = 8) -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (size, size), "navy").save(data, "PNG")
    data.seek(0)
    return data


@pytest.fixture
def city(app):
    return make_organisation()


@pytest.fixture
def administrator(city):
    user = make_user()
    make_membership(user, city, Role.ADMINISTRATOR)
    return user


def test_a_role_holds_for_everything_below(app, city):
    department = make_organisation("Dinas Kesehatan", city)
    other = make_organisation("Pemerintah Kota Lain")
    user = make_user()
    make_membership(user, city, Role.COMMITTEE)

    assert Permission.MEETING_CREATE in permissions_in(user.id, organisation=department)
    assert permissions_in(user.id, organisation=other) == frozenset()


def test_a_unit_is_added_with_other_names_and_audited(app, city, administrator, sign_in):
    client = sign_in(administrator)

    answer = client.post(
        f"/instansi/{city.id}/tambah", data=FORM | {"aliases": "Dinkes\nDin. Kesehatan Kota", "website": "dinkes.kotabogor.go.id"}
    )

    assert answer.status_code == 302
    row = db.session.scalars(sa.select(Organisation).where(Organisation.name == "Dinas Kesehatan")).one()
    assert row.path == f"{city.path}{row.id}/"
    assert len(row.aliases) == 2 and row.website == "https://dinkes.kotabogor.go.id"
    assert db.session.scalar(sa.select(AuditEntry.id).where(AuditEntry.action == "organisation.created"))
    assert "Dinas Kesehatan" in client.get("/instansi/").text


def test_a_new_unit_is_offered_as_what_usually_stands_below(app, city, administrator, sign_in):
    district = make_organisation("Kecamatan Bogor Utara", city, kind=OrganisationKind.DISTRICT)
    client = sign_in(administrator)

    for parent, kind in ((city, "department"), (district, "village")):
        assert f'<option selected value="{kind}">' in client.get(f"/instansi/{parent.id}/tambah").text


def test_a_bad_number_pattern_or_colour_is_named_and_changes_nothing(app, city, administrator, sign_in):
    client = sign_in(administrator)

    answer = client.post(f"/instansi/{city.id}/ubah", data=FORM | {"letter_pattern": "005/{tahun}", "colour": "biru"})

    assert answer.status_code == 422
    assert "{urut}" in answer.text and "#1b4f8f" in answer.text
    db.session.expire_all()
    assert db.session.get_one(Organisation, city.id).name == "Pemerintah Kota Bogor"


def test_a_logo_is_checked_by_its_content(app, city, administrator, sign_in):
    client = sign_in(administrator)

    bad = client.post(
        f"/instansi/{city.id}/ubah",
        data=FORM | {"logo": (io.BytesIO(b"<svg onload='alert(1)'/>"), "logo.png")},
        content_type="multipart/form-data",
    )
    assert bad.status_code == 422
    good = client.post(f"/instansi/{city.id}/ubah", data=FORM | {"logo": (png(), "logo.png")}, content_type="multipart/form-data")
    assert good.status_code == 302
    picture = client.get(f"/instansi/{city.id}/gambar/lambang")
    assert picture.mimetype == "image/png" and picture.data == png().getvalue()
    assert client.get(f"/instansi/{city.id}/pratinjau-kop.pdf").data.startswith(b"%PDF")


def test_a_unit_takes_emblem_and_head_line_from_above(app, city):
    organisations.set_image(SYSTEM, city, "logo", png().getvalue(), clock.now())
    unit = make_organisation("Sekretariat Daerah", city)

    head = organisations.letterhead_of(unit)

    assert head.logo == png().getvalue()
    assert head.lines == ("PEMERINTAH KOTA BOGOR", "SEKRETARIAT DAERAH")


def test_a_unit_is_reached_by_the_switchboard_of_its_own_government(app, city):
    city.phone, city.fax = "(0251) 8321075", "(0251) 8326530"
    unit = make_organisation("Bagian Umum", make_organisation("Sekretariat Daerah", city))
    direct = make_organisation("Dinas Kesehatan", city)
    direct.phone = "(0251) 8331753"
    below = make_organisation("Pemerintah Kabupaten Bogor", city, kind=OrganisationKind.REGENCY)

    assert organisations.letterhead_of(unit).contact == ("Telp. (0251) 8321075, Faks. (0251) 8326530",)
    assert organisations.letterhead_of(direct).contact == ("Telp. (0251) 8331753, Faks. (0251) 8326530",)
    assert organisations.letterhead_of(below).contact == ()


def test_the_page_of_a_unit_shows_the_letterhead_as_it_is_printed(app, city, administrator, sign_in):
    organisations.set_image(SYSTEM, city, "logo", png().getvalue(), clock.now())
    city.phone = "(0251) 8321075"
    unit = make_organisation("Sekretariat Daerah", city)

    page = sign_in(administrator).get(f"/instansi/{unit.id}").text

    assert "<div>PEMERINTAH KOTA BOGOR</div>" in page and "<strong>SEKRETARIAT DAERAH</strong>" in page
    assert "<small>Telp. (0251) 8321075</small>" in page
    assert f'<img src="/lambang/{unit.id}"' in page
    assert "WIB" in page and "Asia/Jakarta" not in page


def test_a_government_below_another_writes_under_its_own_name(app, city):
    regency = make_organisation("Pemerintah Kabupaten Bogor", city, kind=OrganisationKind.REGENCY)
    unit = make_organisation("Bagian Umum", make_organisation("Sekretariat Daerah", regency))

    assert organisations.letterhead_of(regency).lines == ("PEMERINTAH KABUPATEN BOGOR",)
    assert organisations.letterhead_of(unit).lines == ("PEMERINTAH KABUPATEN BOGOR", "BAGIAN UMUM")


def test_an_organisation_in_use_is_not_removed(app, city):
    unit = make_organisation("Dinas Kesehatan", city)
    make_meeting(organisation=unit)

    with pytest.raises(WrongState):
        organisations.remove_organisation(SYSTEM, unit, clock.now())
    with pytest.raises(WrongState):
        organisations.remove_organisation(SYSTEM, city, clock.now())


def test_an_empty_unit_is_removed(app, city, administrator, sign_in):
    unit_id = make_organisation("Dinas Kesehatan", city).id

    sign_in(administrator).post(f"/instansi/{unit_id}/hapus")

    assert db.session.scalar(sa.select(Organisation.id).where(Organisation.id == unit_id)) is None


def test_a_new_member_gets_an_account_and_a_link(app, city, administrator, sign_in):
    client = sign_in(administrator)

    answer = client.post(
        f"/instansi/{city.id}/pengguna/tambah",
        data={"email": "Notulis@Example.go.id", "name": "Rr. Sari, S.H.", "role": "secretary"},
    )

    assert answer.status_code == 302
    user = db.session.scalars(sa.select(User).where(User.email == "notulis@example.go.id")).one()
    assert user.name == "Rr. Sari, S.H."
    assert db.session.scalars(sa.select(Delivery.address)).all() == ["notulis@example.go.id"]
    mail = db.session.scalars(sa.select(Delivery)).one()
    assert mail.subject == "Akun Anda di layanan Rapat Resmi"
    text, _html = outbox.read_body(mail)
    assert "membuat akun untuk Anda" in text and text.strip().endswith("/lupa-sandi")
    assert "surel untuk notulis@example.go.id tersimpan di kotak keluar" in client.get(answer.location).text
    again = client.post(f"/instansi/{city.id}/pengguna/tambah", data={"email": user.email, "role": "secretary"})
    assert again.status_code == 422
    assert len(db.session.scalars(sa.select(Membership).where(Membership.user_id == user.id)).all()) == 1


def test_the_last_administrator_stays(app, city, administrator, sign_in):
    client = sign_in(administrator)
    row = db.session.scalars(sa.select(Membership).where(Membership.user_id == administrator.id)).one()

    client.post(f"/instansi/{city.id}/peran/{row.id}/cabut")

    assert db.session.scalar(sa.select(sa.func.count(Membership.id))) == 1


def test_a_units_administrator_cannot_touch_an_account_that_reaches_further(app, city, administrator, sign_in):
    unit = make_organisation("Dinas Kesehatan", city)
    small = make_user()
    make_membership(small, unit, Role.ADMINISTRATOR)
    in_unit = make_membership(administrator, unit, Role.VIEWER)
    client = sign_in(small)

    for what in ("tutup", "lepas-faktor"):
        assert client.post(f"/instansi/{unit.id}/peran/{in_unit.id}/akun/{what}").status_code == 403
    assert (
        "Nonaktifkan akun" not in client.get(f"/instansi/{unit.id}").text.partition(administrator.name)[2].partition("</tr>")[0]
    )
    db.session.expire_all()
    assert db.session.get_one(User, administrator.id).active


@pytest.mark.parametrize("what", ["tutup", "buka", "buka-kunci", "lepas-faktor", "kirim-tautan"])
def test_an_account_that_also_works_in_a_foreign_meeting_is_not_touched(app, city, administrator, sign_in, what):
    user = make_user("Sari", tf_primary_method="authenticator", tf_totp_secret="x")
    here = make_membership(user, city, Role.VIEWER)
    make_staff(user, make_meeting(make_organisation("Pemerintah Kota Lain")), Role.SECRETARY)
    db.session.commit()

    refused = sign_in(administrator).post(f"/instansi/{city.id}/peran/{here.id}/akun/{what}")

    db.session.expire_all()
    row = db.session.get_one(User, user.id)
    assert refused.status_code == 403 and "di luar jangkauan Anda" in refused.text
    assert row.active and row.tf_primary_method and db.session.scalar(sa.select(sa.func.count(Delivery.id))) == 0


def test_the_page_says_where_such_an_account_is_closed(app, city, administrator, sign_in):
    sari, own = make_user("Sari"), make_user("Tono")
    make_membership(sari, city, Role.VIEWER)
    make_membership(own, city, Role.VIEWER)
    make_membership(sari, make_organisation("Pemerintah Kota Lain"), Role.VIEWER)
    db.session.commit()

    page = sign_in(administrator).get(f"/instansi/{city.id}").text

    assert f"flask users close {sari.email}" in page and f"flask users close {own.email}" not in page


def test_a_role_reaches_down_where_it_is_chosen_and_the_choice_can_be_changed(app, city, administrator, sign_in):
    client, path = sign_in(administrator), f"/instansi/{city.id}/pengguna/tambah"
    client.post(path, data={"email": "sini@example.go.id", "role": "committee"})
    client.post(path, data={"email": "bawah@example.go.id", "role": "committee", "reaches_below": "y"})

    def reach() -> dict[str, bool]:
        db.session.rollback()
        rows = db.session.execute(sa.select(User.email, Membership.reaches_below).join(Membership.user))
        return {email.partition("@")[0]: reaches for email, reaches in rows if email != administrator.email}

    assert reach() == {"sini": False, "bawah": True}
    for row in db.session.scalars(sa.select(Membership).where(Membership.user_id != administrator.id)).all():
        below = "0" if row.reaches_below else "1"
        assert client.post(f"/instansi/{city.id}/peran/{row.id}/jangkauan", data={"reaches_below": below}).status_code == 302
    assert reach() == {"sini": True, "bawah": False}
    assert "unit di bawahnya: ya" in client.get("/administrasi/jejak").text


def test_nobody_gives_a_role_that_reaches_further_than_their_own(app, city, sign_in):
    flat = make_user()
    own = make_membership(flat, city, Role.ADMINISTRATOR, reaches_below=False)
    client = sign_in(flat)

    refused = client.post(
        f"/instansi/{city.id}/pengguna/tambah", data={"email": "b@example.go.id", "role": "viewer", "reaches_below": "y"}
    )
    client.post(f"/instansi/{city.id}/peran/{own.id}/jangkauan", data={"reaches_below": "1"})

    assert refused.status_code == 422 and "tidak berlaku untuk unit" in refused.text
    db.session.expire_all()
    assert [row.reaches_below for row in db.session.scalars(sa.select(Membership))] == [False]


def test_the_last_administrator_of_a_root_reaches_all_of_it(app, city, administrator, sign_in):
    row = db.session.scalars(sa.select(Membership)).one()

    sign_in(administrator).post(f"/instansi/{city.id}/peran/{row.id}/jangkauan", data={"reaches_below": "0"})

    db.session.expire_all()
    assert db.session.get_one(Membership, row.id).reaches_below


def test_a_membership_of_another_organisation_is_out_of_reach(app, city, administrator, sign_in):
    other = make_organisation("Pemerintah Kota Lain")
    foreign = make_membership(make_user(), other, Role.COMMITTEE)

    answer = sign_in(administrator).post(f"/instansi/{city.id}/peran/{foreign.id}/cabut")

    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.SECRETARY, Role.VIEWER])
def test_others_look_but_do_not_change(app, city, role, sign_in):
    user = make_user()
    make_membership(user, city, role)
    client = sign_in(user)

    assert client.get(f"/instansi/{city.id}").status_code == 200
    assert client.get(f"/instansi/{city.id}/ubah").status_code == 403
    assert client.post(f"/instansi/{city.id}/pengguna/tambah", data={}).status_code == 403
    assert client.get("/administrasi/").status_code == 403


def test_a_stranger_sees_nothing(app, city, sign_in):
    client = sign_in(make_user())

    assert client.get(f"/instansi/{city.id}").status_code == 404  # whether it exists is none of their business
    assert client.get("/instansi/").status_code == 403


def test_an_administrator_sees_users_and_audit_of_their_own_tree(app, city, administrator, sign_in):
    unit = make_organisation("Dinas Kesehatan", city)
    small, secretary = make_user("Kepala Dinas"), make_user("Sekretaris Rapat Dinas")
    make_membership(small, unit, Role.ADMINISTRATOR)
    make_membership(small, make_organisation("Pemerintah Kota Lain"), Role.VIEWER)
    make_staff(secretary, make_meeting(unit, title="Rapat Dinas"), Role.SECRETARY)
    accounts.grant_role(SYSTEM, make_user("Staf Kota"), city, Role.VIEWER, clock.now(), reaches_below=True)
    accounts.grant_role(SYSTEM, make_user("Staf Dinas"), unit, Role.VIEWER, clock.now(), reaches_below=True)
    everybody = {"Kepala Dinas", "Sekretaris Rapat Dinas", "Staf Kota", "Staf Dinas"}
    db.session.commit()

    def seen(client, path: str, names: set[str]) -> set[str]:
        page = client.get(path)
        assert page.status_code == 200 and "Pemerintah Kota Lain" not in page.text
        return {name for name in names if name in page.text}

    below, above = sign_in(small), sign_in(administrator)
    assert seen(below, "/administrasi/pengguna", everybody) == everybody - {"Staf Kota"}
    assert seen(above, "/administrasi/pengguna", everybody) == everybody
    granted = {"Staf Kota", "Staf Dinas"}
    assert seen(below, "/administrasi/jejak", granted) == {"Staf Dinas"}
    assert seen(above, "/administrasi/jejak", granted) == granted
    assert above.get("/layanan/").status_code == 403


def test_the_tree_and_user_lists_ask_as_often_for_many_as_for_one(app, city, administrator, sign_in, query_counter):
    client = sign_in(administrator)
    client.get("/instansi/")

    def count(path: str) -> int:
        with query_counter() as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = ("/instansi/", f"/instansi/{city.id}", "/administrasi/pengguna")
    before = [count(path) for path in paths]
    for number in range(12):
        unit = make_organisation(f"Dinas {number}", city, kind=OrganisationKind.DEPARTMENT)
        make_membership(make_user(), unit, Role.SECRETARY)
        make_membership(make_user(), city, Role.VIEWER)
    db.session.commit()
    assert [count(path) for path in paths] == before
    assert max(before) <= 14


@pytest.mark.parametrize("side", [5001, 14_000])  # above our bound, and above that of the library
def test_a_picture_that_unpacks_to_gigabytes_is_refused(app, city, side):
    small_file = io.BytesIO()
    Image.new("1", (side, side)).save(small_file, "PNG")

    with pytest.raises(InvalidInput) as refused:
        organisations.set_image(SYSTEM, city, "logo", small_file.getvalue(), clock.now())

    assert (refused.value.field, "25 megapiksel" in refused.value.message) == ("logo", True)


def test_what_was_done_in_a_removed_unit_stays_readable_above_it(app, city, administrator, sign_in):
    unit_id = make_organisation("Dinas Kesehatan", city).id
    client = sign_in(administrator)
    client.post(f"/instansi/{unit_id}/pengguna/tambah", data={"email": "notulis@example.go.id", "role": "secretary"})

    client.post(f"/instansi/{unit_id}/hapus")

    actions = db.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.organisation_id == city.id)).all()
    assert set(actions) >= {"role.granted", "organisation.removed"}
    assert db.session.get(Organisation, unit_id) is None


def test_a_change_is_told_in_words(app, city, administrator, sign_in):
    client = sign_in(administrator)
    client.post(f"/instansi/{city.id}/ubah", data=FORM | {"aliases": "Dinkes", "letter_pattern": "005/{urut}"})

    page = client.get("/administrasi/jejak").text

    for words in ("Nama lain", "dinas kesehatan", "Pola nomor", "005/{urut}", "Perangkat daerah", "Singkatan"):
        assert words in page, words
    assert "number_patterns" not in page


def test_a_role_is_never_given_by_oversight(app, city, administrator, sign_in):
    client = sign_in(administrator)
    path = f"/instansi/{city.id}/pengguna/tambah"

    assert '<option selected value="viewer">' in client.get(path).text
    assert client.post(path, data={"email": "baru@example.go.id"}).status_code == 422


def test_two_administrators_who_remove_each_other_at_once_leave_one(app, city, administrator):
    other = make_user()
    make_membership(other, city, Role.ADMINISTRATOR)
    db.session.commit()
    ids = db.session.scalars(sa.select(Membership.id)).all()
    begin = threading.Barrier(2)

    def remove(membership_id: str) -> None:
        with app.app_context():
            membership = db.session.get_one(Membership, membership_id)
            begin.wait()
            try:
                accounts.revoke_role(SYSTEM, membership, clock.now())
                time.sleep(0.2)  # the other one counts meanwhile
                db.session.commit()
            except WrongState:
                db.session.rollback()

    threads = [threading.Thread(target=remove, args=(each,)) for each in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Membership.id))) == 1


def test_a_unit_numbers_by_the_pattern_of_the_nearest_above_it(app, city, administrator, sign_in):
    unit = make_organisation("Bagian Umum", city, unit_code="UM")
    client, day = sign_in(administrator), date(2026, 12, 1)
    assert "(pola bawaan)" in client.get(f"/instansi/{unit.id}").text
    city.number_patterns = {"letter": "400.14/{urut}/{unit}"}
    db.session.commit()

    assert documents.assign_number(unit, "letter", day, "letter:1") == "400.14/001/UM"
    assert f"400.14/{{urut}}/{{unit}} (dari {city.name})" in client.get(f"/instansi/{unit.id}").text
    assert "400.14/" in compose_content(make_letter(make_meeting(organisation=unit)), clock.now()).number_pattern

    unit.number_patterns = {"letter": "500/{urut}"}
    assert documents.assign_number(unit, "letter", day, "letter:2") == "500/002"
    assert documents.assign_number(unit, "minutes", day, "minutes:1").startswith("000.1.5/001-N/")


def test_a_page_says_which_paper_its_links_are_made_for(app, city, administrator, sign_in):
    """The organisation's colour is made paler for dark paper. Without a script an administrator's page stays light, whatever the device likes."""
    page, guest = sign_in(administrator).get("/instansi/").text, app.test_client().get("/u/tidakada").text

    assert '<html lang="id" data-bs-theme="light">' in page and '<html lang="id">' in guest
    assert "@media (prefers-color-scheme:dark){:root:not([data-bs-theme=light])" in accent_css("1b4f8f")
