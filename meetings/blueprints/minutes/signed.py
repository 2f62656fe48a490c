"""Numbered minutes that wait for their signatures: the scan of a signed print or a key is brought, or they go back to their writers."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from meetings import clock
from meetings.blueprints.minutes import bp
from meetings.blueprints.minutes.forms import GatewayForm, KeyForm, ScanForm, SignedFileForm
from meetings.domain import documents, minutes, signing
from meetings.enums import MinutesStanding, SigningMethod
from meetings.models import Minutes, Signature
from meetings.web import current_actor, current_meeting
from meetings.web.forms import Form, options, typed_reason, with_status
from meetings.web.reading import find_minutes
from meetings.web.saving import done, refused_at
from meetings.web.signing import sign_at_gateway

Places = TypeVar("Places", KeyForm, GatewayForm)


@bp.route("/<minutes_id>/tanda-tangan", methods=["GET", "POST"])
def sign(meeting_id: str, minutes_id: str) -> str | Answer:
    """What is to be done for the signatures that are wanting, and the form that brings one."""
    found = find_minutes(minutes_id)
    if found.standing is not MinutesStanding.SIGNING or found.document is None:
        return _too_late(found)
    wanted = signing.signatures_of(found.document)
    bring = {
        SigningMethod.WET: _bring_scan,
        SigningMethod.ELSEWHERE: _bring_signed_file,
        SigningMethod.KEY: _sign_with_key,
        SigningMethod.BSRE: _sign_at_gateway,
    }
    return bring[wanted[0].method](found, wanted)


def _too_late(found: Minutes) -> Answer:
    if request.method == "POST":
        flash(_("Notula ini tidak menunggu tanda tangan lagi; yang baru Anda kirim tidak dipakai. Lihat keadaannya."), "warning")
    return redirect(url_for(".read", meeting_id=found.meeting_id, minutes_id=found.id))


def _bring_scan(found: Minutes, wanted: Sequence[Signature]) -> str | Answer:
    told = _("Notula nomor %(number)s terbit dengan pindaian bertanda tangan.", number=found.number)
    return _bring(ScanForm(), minutes.bring_scan, told, "minutes/sign.html", found, wanted)


def _bring_signed_file(found: Minutes, wanted: Sequence[Signature]) -> str | Answer:
    told = _("Notula nomor %(number)s terbit dengan tanda tangan elektronik.", number=found.number)
    return _bring(SignedFileForm(), minutes.bring_signed_file, told, "minutes/sign_elsewhere.html", found, wanted)


def _bring(
    form: ScanForm | SignedFileForm,
    bring: Callable[..., None],
    told: str,
    template: str,
    found: Minutes,
    wanted: Sequence[Signature],
) -> str | Answer:
    if form.validate_on_submit():
        with form.saving():
            bring(found, form.file.data.read(), current_actor(), clock.now(), meant=form.meant.data)
            return _signed(found, told)
    doubtful = isinstance(form.refusal, signing.Doubtful) or form.meant.data
    return _page(template, found.id, form, wanted=wanted, doubtful=doubtful)


def _sign_with_key(found: Minutes, wanted: Sequence[Signature]) -> str | Answer:
    form = _with_places(KeyForm(), wanted)
    if form.validate_on_submit():
        with form.saving():
            at, actor = clock.now(), current_actor()
            key = signing.open_key(form.key.data.read(), form.key_password.data, at, current_meeting().timezone)
            minutes.sign_minutes(found, form.place.data, key, actor, at, meant=form.meant.data)
            return _one_more(found)
    doubtful = isinstance(form.refusal, signing.DoubtfulKey) or form.meant.data
    return _page("minutes/sign_with_key.html", found.id, form, wanted=wanted, doubtful=doubtful)


def _sign_at_gateway(found: Minutes, wanted: Sequence[Signature]) -> str | Answer:
    form = _with_places(GatewayForm(), wanted)
    if form.validate_on_submit():
        with form.saving():
            meant, again = form.meant.data, form.again.data
            chosen = [each.id for each in wanted if each.place == form.place.data]
            (refusal,) = sign_at_gateway(minutes.DESK, chosen, form.signer, meant=meant, again=again)
            if refusal is not None:
                raise refusal
            return _one_more(found)
        found = find_minutes(found.id)
        if found.document is None:  # it went back meanwhile
            return _too_late(found)
        wanted = signing.signatures_of(found.document)
    doubtful = isinstance(form.refusal, signing.DoubtfulKey) or form.meant.data
    unsure = [each for each in wanted if each.unsure]
    return _page(
        "minutes/sign_at_gateway.html",
        found.id,
        form,
        wanted=wanted,
        unsure=unsure,
        doubtful=doubtful,
        ready=signing.gateway_chosen(),
    )


def _with_places(form: Places, wanted: Sequence[Signature]) -> Places:
    """The form, with the blocks that nobody has signed yet to choose from."""
    open_ones = [each for each in wanted if each.signed_at is None]
    form.place.choices = options([(str(each.place), each.signer.replace("\n", ", ")) for each in open_ones])
    if form.place.data is None:
        form.place.data = open_ones[0].place
    return form


def _one_more(found: Minutes) -> Answer:
    if found.document is not None and found.document.in_force:
        return _signed(found, _("Notula nomor %(number)s ditandatangani dan terbit.", number=found.number))
    return _signed(found, _("Tanda tangan dibubuhkan. Notula terbit begitu semua tanda tangan ada."))


def _signed(found: Minutes, told: str) -> Answer:
    return done(told, ".read", meeting_id=found.meeting_id, minutes_id=found.id)


def _page(template: str, minutes_id: str, form: Form, **values: object) -> str | Answer:
    found = find_minutes(minutes_id)
    zone = documents.zone_of(found.document) if found.document else found.meeting.timezone
    values |= {"meeting": current_meeting(), "minutes": found, "zone": zone, "form": form, "section": "minutes.index"}
    return with_status(render_template(template, **values), form.http_status)


@bp.post("/<minutes_id>/tanda-tangan/kembalikan")
def take_back(meeting_id: str, minutes_id: str) -> Answer:
    """Return what nobody has signed yet to its writers."""
    found = find_minutes(minutes_id)
    with refused_at(url_for(".read", meeting_id=meeting_id, minutes_id=minutes_id)):
        minutes.take_back_unsigned(found, typed_reason("note"), current_actor(), clock.now())
    told = _("Notula kembali menjadi konsep dan tetap bernomor %(number)s.", number=found.number)
    return done(told, ".read", meeting_id=meeting_id, minutes_id=minutes_id)
