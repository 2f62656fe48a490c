"""One page: what waits, and the key that signs what names its holder."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from wtforms import PasswordField

from meetings import clock
from meetings.blueprints.signing import bp
from meetings.config import current_settings
from meetings.domain import minutes, signing
from meetings.domain.minutes import Wanted
from meetings.domain.permissions import Permission, visible_meetings
from meetings.web import current_actor
from meetings.web.forms import Form, required


class ManyForm(Form):
    """A certificate with its key, and its password; neither is kept."""

    key = FileField(_l("Berkas sertifikat (.p12 atau .pfx)"), [FileRequired(_l("Pilih berkas sertifikatnya."))])
    key_password = PasswordField(_l("Kata sandi sertifikat"), [required()])


@bp.route("/", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """The list; the POST signs what was ticked and names the key's holder."""
    form, wanted = ManyForm(), _wanted()
    chosen = set(request.form.getlist("ids")) if request.method == "POST" else _mine(wanted)
    if form.validate_on_submit():
        with form.saving():
            at, zone = clock.now(), current_settings().default_zone
            key = signing.open_key(form.key.data.read(), form.key_password.data, at, zone)
            done = minutes.sign_many([each for each in wanted if each.id in chosen], key, current_actor(), at)
            gone = len(chosen - {each.id for each in wanted})
            flash(_told(done, gone, key.certificate.subject), "success" if done.signed and not gone else "warning")
            return redirect(url_for(".index"))
        wanted = _wanted()
    return render_template("signing/index.html", form=form, wanted=wanted, chosen=chosen), form.http_status


def _wanted() -> list[Wanted]:
    return minutes.certificates_wanted(visible_meetings(current_user.id, Permission.MINUTES_SIGN))


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
