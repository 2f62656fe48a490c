"""Pictures in minutes: what is taken in and what is taken off, where they are shown, and to whom."""

import io
from pathlib import Path

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.documents.kept import verify_files
from meetings.domain.minutes import ItemText
from meetings.domain.minutes.pictures import LARGEST, LONGEST_SIDE, MOST_OF_A_SESSION, add_picture
from meetings.domain.seals import released
from meetings.enums import DocumentState, Role
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import Document, Minutes, MinutesPicture
from meetings.storage import storage
from meetings.writing.figures import figure
from tests.factories.minutes import actor_of, approve, make_minutes, make_officer, publish, submit
from tests.minutes.desk import SignIn, address, officer

GPS, MAKER = 0x8825, 271


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (51, 170, 119, 128) if mode == "RGBA" else "#3a7").save(out, kind, **options)
    return out.getvalue()


def with_place() -> bytes:
    """As a phone takes it: lying on its side, with place and maker."""
    taken = Image.new("RGB", (300, 200), "#3a7")
    facts = taken.getexif()
    facts[MAKER], facts[0x0112], facts[GPS] = "Kamera rahasia", 6, {1: "S", 2: (6.0, 35.0, 1.0)}
    out = io.BytesIO()
    taken.save(out, "JPEG", exif=facts)
    return out.getvalue()


def stored(row: MinutesPicture) -> Image.Image:
    return Image.open(io.BytesIO(storage.get(row.storage_key)))


def add(minutes: Minutes, image: bytes) -> MinutesPicture:
    return add_picture(minutes, image, SYSTEM, clock.now())


def show(minutes: Minutes, row: MinutesPicture, alt: str = "Peserta di ruang", caption: str = "Pembukaan") -> None:
    item = minutes.items[0]
    text = f"<div>Sebelum</div>{figure(row.id, alt, caption)}<div>Sesudah</div>"
    rules.save_item(item, ItemText(item.title, item.speakers, text), item.revision, SYSTEM, clock.now())


def images_in(document: Document) -> int:
    """How many pictures the PDF holds that are of the text's size."""
    with pikepdf.open(io.BytesIO(storage.get(document.storage_key or ""))) as pdf:
        drawn = (each for each in pdf.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image")
        return sum(image.Width == 300 for image in drawn)


def test_place_and_camera_are_taken_off_and_it_stands_upright(app: Flask) -> None:
    row = add(make_minutes(), with_place())

    kept = stored(row)
    assert kept.size == (row.width, row.height) == (200, 300)
    assert not dict(kept.getexif())
    assert b"Kamera rahasia" not in storage.get(row.storage_key)


@pytest.mark.parametrize(
    ("image", "kept"),
    [
        (picture("JPEG"), "JPEG"),
        (picture("PNG"), "PNG"),
        (picture("PNG", mode="RGBA"), "PNG"),
        (picture("PNG", mode="P"), "PNG"),
        (picture("WEBP"), "JPEG"),
        (picture("WEBP", mode="RGBA"), "PNG"),
        (picture("JPEG", mode="CMYK"), "JPEG"),
    ],
)
def test_drawings_stay_png_and_photographs_become_jpeg(app: Flask, image: bytes, kept: str) -> None:
    assert stored(add(make_minutes(), image)).format == kept


def test_no_more_dots_than_print_needs_are_kept(app: Flask) -> None:
    row = add(make_minutes(), picture(size=(4000, 1000)))

    assert (row.width, row.height) == (LONGEST_SIDE, LONGEST_SIDE // 4)


@pytest.mark.parametrize(
    "image",
    [
        b"",
        b"bukan gambar",
        picture()[:400],
        picture("GIF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture("PNG", size=(6000, 5000)),
        picture() + b"0" * LARGEST,
    ],
    ids=["nothing", "words", "half", "gif", "svg", "too many dots", "too many bytes"],
)
def test_what_is_no_fit_picture_is_refused(app: Flask, image: bytes) -> None:
    with pytest.raises(InvalidInput):
        add(make_minutes(), image)


@pytest.mark.parametrize("side", [5001, 14_000])  # above our bound, and above that of the library
def test_a_picture_of_too_many_dots_is_told_the_bound(app: Flask, side: int) -> None:
    with pytest.raises(InvalidInput, match="paling banyak 25 megapiksel"):
        add(make_minutes(), picture("PNG", (side, side), mode="1"))


def test_the_same_picture_sent_twice_is_one_and_there_is_an_end(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    minutes = make_minutes()
    first = add(minutes, picture())

    assert add(minutes, picture()) is first
    assert MOST_OF_A_SESSION >= 100
    monkeypatch.setattr("meetings.domain.minutes.pictures.MOST_OF_A_SESSION", 1)
    with pytest.raises(InvalidInput):
        add(minutes, picture(size=(301, 200)))


def test_nothing_is_added_to_what_is_handed_in(app: Flask) -> None:
    minutes = make_minutes()
    submit(minutes, actor_of(make_officer(minutes.meeting.organisation, Role.SECRETARY)))

    with pytest.raises(WrongState):
        add(minutes, picture())


def test_caption_and_alternative_text_are_asked_for(app: Flask) -> None:
    minutes = make_minutes()
    row = add(minutes, picture())

    show(minutes, row, alt="", caption="")
    wanting = [each for each in rules.check_minutes(minutes) if each.kind == "picture"]
    show(minutes, row)
    described = [each for each in rules.check_minutes(minutes) if each.kind == "picture"]

    assert [(each.blocks, each.anchor) for each in wanting] == [(False, minutes.items[0].id)] * 2
    assert described == []


@pytest.mark.laid_out
def test_drafts_and_published_minutes_print_it_and_a_later_change_does_not_reach_what_is_out(app: Flask) -> None:
    minutes = make_minutes()
    row = add(minutes, picture())
    show(minutes, row)
    db.session.commit()
    render_documents()
    draft = db.session.get_one(Document, minutes.draft_document_id, populate_existing=True)

    assert images_in(draft) == 1
    published = publish(approve(minutes))
    frozen, picture_id = rules.frozen_minutes(published), row.id
    db.session.execute(sa.delete(MinutesPicture))
    db.session.commit()
    with released("as if its file was never made", SYSTEM, clock.now()):
        db.session.execute(sa.update(Document).values(state=DocumentState.QUEUED, storage_key=None))
    db.session.commit()
    render_documents()  # once more, of what was frozen

    assert images_in(db.session.get_one(Document, published.id, populate_existing=True)) == 1
    assert picture_id in frozen.items[0].discussion_html and frozen.pictures == ()
    assert published.content["pictures"][0]["image"].startswith("pictures/")


def test_a_picture_of_another_session_is_not_printed(app: Flask) -> None:
    minutes, other = make_minutes(), make_minutes()
    show(minutes, add(other, picture()))

    assert rules.compose_minutes(minutes, clock.now()).pictures == ()


def test_the_editor_sends_one_and_the_pages_show_it(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    client = sign_in(officer(minutes, Role.SECRETARY))

    sent = client.post(address(minutes, "/gambar"), data={"picture": (io.BytesIO(picture()), "foto.jpg")})
    row = db.session.get_one(MinutesPicture, sent.json["id"])
    show(minutes, row, alt='Kata "kutip" <b>')
    page = client.get(address(minutes))
    got = client.get(address(minutes, f"/gambar/{row.id}"))

    assert f'<img src="{address(minutes, f"/gambar/{row.id}")}" alt="Kata &quot;kutip&quot; ‹b›">' in page.text
    assert (got.status_code, got.mimetype, got.headers["Cache-Control"]) == (200, "image/jpeg", "private, no-store")
    assert got.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_refused_is_told_to_the_script(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    client = sign_in(officer(minutes, Role.SECRETARY))

    none = client.post(address(minutes, "/gambar"))
    bad = client.post(address(minutes, "/gambar"), data={"picture": (io.BytesIO(b"x"), "foto.jpg")})

    assert (none.status_code, bad.status_code) == (422, 422)
    assert "PNG, JPEG" in bad.json["message"]
    assert db.session.scalar(sa.select(sa.func.count(MinutesPicture.id))) == 0


def test_readers_see_the_pictures_of_what_is_out_and_no_others(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    shown, unused = add(minutes, picture()), add(minutes, picture(size=(310, 200)))
    foreign = add(make_minutes(), picture(size=(320, 200)))
    show(minutes, shown)
    db.session.commit()
    reader = officer(minutes, Role.VIEWER)
    client = sign_in(reader)

    before = client.get(address(minutes, f"/gambar/{shown.id}")).status_code
    publish(approve(minutes))
    after = [client.get(address(minutes, f"/gambar/{each.id}")).status_code for each in (shown, unused, foreign)]

    assert before == 404
    assert after == [200, 404, 404]


def test_who_may_not_read_minutes_sees_no_picture(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    row = add(minutes, picture())
    db.session.commit()

    registrar = sign_in(officer(minutes, Role.REGISTRAR)).get(address(minutes, f"/gambar/{row.id}"))
    nobody = app.test_client().get(address(minutes, f"/gambar/{row.id}"))
    viewer = sign_in(officer(minutes, Role.VIEWER)).post(
        address(minutes, "/gambar"), data={"picture": (io.BytesIO(picture()), "x")}
    )

    assert (registrar.status_code, nobody.status_code, viewer.status_code) == (403, 302, 403)


def test_a_correction_shows_the_pictures_of_what_it_corrects(app: Flask) -> None:
    minutes = make_minutes()
    row = add(minutes, picture())
    show(minutes, row)
    publish(approve(minutes))

    correction = rules.correct_minutes(minutes, "Salah nama", SYSTEM, clock.now())

    assert [each.id for each in rules.compose_minutes(correction, clock.now()).pictures] == [row.id]


def test_the_files_are_among_those_that_the_doctor_reads(app: Flask) -> None:
    row = add(make_minutes(), picture())
    db.session.commit()
    assert not [lost for lost in verify_files() if lost]

    folder = storage.folder
    assert folder is not None
    (Path(folder) / row.storage_key).unlink()

    assert [(lost.table, lost.key) for lost in verify_files() if lost] == [("minutes_picture", row.storage_key)]
