"""One page: what waits, the key that signs what names its holder, and the NIK and passphrase with which the gateway signs."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from meetings import clock
from meetings.blueprints.signing import bp
from meetings.config import current_settings
from meetings.domain import minutes, signing
from meetings.domain.attendance.issuing import lists_to_sign
from meetings.domain.certificates.signed import certificates_to_sign
from meetings.domain.invitations import signed
from meetings.domain.minutes import Wanted
from meetings.domain.permissions import Permission, visible_meetings
from meetings.enums import SigningMethod
from meetings.web import current_actor, signing_many
from meetings.web.signing import KeyFileForm, SignerForm


@bp.route("/", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """What waits, by how it is signed; the POST signs, of what was ticked, what names the key's holder."""
    form, wanted = KeyFileForm(), _wanted(SigningMethod.KEY)
    chosen = set(request.form.getlist("ids")) if request.method == "POST" else _mine(wanted)
    if form.validate_on_submit():
        with form.saving():
            at, zone = clock.now(), current_settings().default_zone
            key = signing.open_key(form.key.data.read(), form.key_password.data, at, zone)
            done = minutes.sign_many([each for each in wanted if each.id in chosen], key, current_actor(), at)
            gone = len(chosen - {each.id for each in wanted})
            flash(_told(done, gone, key.certificate.subject), "success" if done.signed and not gone else "warning")
            return redirect(url_for(".index"))
    return _page(form, SignerForm(formdata=None), chosen)


@bp.post("/bsre")
def send() -> ResponseReturnValue:
    """Have the gateway sign what was ticked."""
    chosen, zone = set(request.form.getlist("ids")), current_settings().default_zone
    return signing_many.sign_many(
        minutes.DESK,
        SignerForm(),
        _wanted(SigningMethod.BSRE),
        zone,
        url_for(".index"),
        lambda form: _page(KeyFileForm(formdata=None), form, chosen),
    )


def _page(keyed: KeyFileForm, at_gateway: SignerForm, chosen: set[str]) -> ResponseReturnValue:
    by_key, by_gateway = _wanted(SigningMethod.KEY), _wanted(SigningMethod.BSRE)
    chosen |= _mine([each for each in by_gateway if not each.unsure]) if request.method == "GET" else set()
    status = max(keyed.http_status, at_gateway.http_status)
    lists: dict[str, object] = {"by_key": by_key, "by_gateway": by_gateway, "chosen": chosen}
    visible = visible_meetings(current_user.id, Permission.LETTERS_SIGN)
    lists["attendance"] = lists_to_sign(visible_meetings(current_user.id, Permission.MINUTES_SIGN))
    lists["certificates"] = certificates_to_sign(visible)
    lists["letters"] = signed.letters_to_sign(visible)
    ready = {"ready": signing.gateway_chosen(), "piece": signing.PIECE}
    return render_template("signing/index.html", form=keyed, signer=at_gateway, **lists, **ready), status


def _wanted(method: SigningMethod) -> list[Wanted]:
    return minutes.certificates_wanted(visible_meetings(current_user.id, Permission.MINUTES_SIGN), method)


def _mine(wanted: list[Wanted]) -> set[str]:
    """What is proposed: the blocks that name the person, or all where none does."""
    named = {each.id for each in wanted if signing.same_holder(current_user.name, each.signer)}
    return named or {each.id for each in wanted}


def _told(done: minutes.Bulk, gone: int, holder: str) -> str:
    parts = [_("%(n)s ditandatangani atas nama %(holder)s.", n=done.signed, holder=holder)]
    if done.others:
        parts.append(_("%(n)s dilewati: bloknya menyebut orang lain.", n=done.others))
    if gone:
        parts.append(_("%(n)s tidak menunggu tanda tangan lagi.", n=gone))
    if done.left:
        parts.append(_("%(n)s belum sempat; ulangi dengan kata sandi yang sama.", n=done.left))
    return " ".join(parts)
