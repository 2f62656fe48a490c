"""Many papers of one kind get their signatures with one key or passphrase, in pieces: the forms, and the answer to the page or its script."""

import time
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from flask import flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import ValidationError

from meetings import clock
from meetings.domain import signing
from meetings.enums import SigningMethod
from meetings.web import current_actor, saving
from meetings.web.signing import KeyFileForm, Result, SignerForm, sign_at_gateway


class ManyKeyForm(KeyFileForm):
    """A key for many papers; ``meant`` answers a question about whose it is, and holds for one paper: a certificate that nobody vouches for does not
    sign many at once."""

    meant = BooleanField(
        _l(
            "Sertifikat elektronik ini memang milik penanda tangan, walaupun namanya lain atau dibuat pemegangnya sendiri (satu naskah sekali tanda tangan)"
        )
    )

    def validate_meant(self, field: BooleanField) -> None:
        """For one paper."""
        if field.data and len(request.form.getlist("ids")) > 1:
            told = _(
                "Sertifikat elektronik atas nama lain atau yang dibuat pemegangnya sendiri menandatangani satu naskah sekali."
            )
            raise ValidationError(f"{told} {_('Pilih satu.')}")


class ManySignerForm(SignerForm):
    """NIK and passphrase for many papers; ``meant`` and ``again`` answer questions about whose the NIK is, and about what went out before."""

    meant = BooleanField(_l("NIK ini memang milik penanda tangan, walaupun namanya lain"))
    again = BooleanField(_l("Yang tidak pasti sudah saya periksa di gateway BSrE: belum ditandatangani. Kirim lagi."))


ManyForm = ManyKeyForm | SignerForm
Shown = TypeVar("Shown", bound=ManyForm)


class Waiting(Protocol):
    """A signature (``id``) that a page offers; ``unsure``: sent to the gateway, and it is not known whether it was put."""

    @property
    def id(self) -> str: ...
    @property
    def unsure(self) -> bool: ...


def form_for(method: SigningMethod | None) -> ManyKeyForm | ManySignerForm | None:
    """What signs by this method on a page of ours, None where none does."""
    return ManyKeyForm() if method is SigningMethod.KEY else ManySignerForm() if method is SigningMethod.BSRE else None


def sign_many(
    desk: signing.Desk,
    form: Shown | None,
    waiting: Iterable[Waiting],
    zone: str,
    again_at: str,
    page: Callable[[Shown], ResponseReturnValue],
) -> ResponseReturnValue:
    """Sign what was ticked of what is ``waiting``, each kept as soon as it is signed; a script sends piece by piece and gets JSON. ``form``: None where nothing is
    signed here (any more); ``page`` shows it with what was wrong, ``again_at`` is the page's address; a key's end is told in ``zone``."""
    by_script, chosen = request.accept_mimetypes.best == "application/json", request.form.getlist("ids")[: signing.MOST]
    if form is not None and not form.validate_on_submit():
        return (jsonify(results=None, faults=form.errors), 422) if by_script else page(form)
    wanted = {each.id: each for each in waiting if form is not None}
    again = isinstance(form, ManySignerForm) and form.again.data
    papers = [each for each in chosen if each in wanted and (again or not wanted[each].unsure)]
    results = list[Result]()
    if form is not None:
        with form.saving():
            results = _sign(desk, form, papers, zone, by_script)
        if form.errors:
            return (jsonify(results=None, faults=form.errors), 422) if by_script else page(form)
    out = set(papers)
    unsent = [Result.not_sent(each, each in wanted) for each in chosen if each not in out]
    if by_script:
        return jsonify(results=[*results, *unsent])
    _tell(results, len(unsent), len(papers) - len(results))
    return redirect(again_at)


def _sign(desk: signing.Desk, form: ManyForm, papers: list[str], zone: str, by_script: bool) -> list[Result]:
    """What became of them, for as long as somebody waits; of a script's first piece. Raises InvalidInput for a key that does not open."""
    sign_piece, begun, results = _signer(desk, form, zone), time.monotonic(), list[Result]()
    while (piece := papers[len(results) :][: signing.PIECE]) and time.monotonic() - begun < signing.PATIENCE:
        results += sign_piece(piece)
        if any(each.stops for each in results) or by_script:
            break
    return results


def _signer(desk: signing.Desk, form: ManyForm, zone: str) -> Callable[[list[str]], list[Result]]:
    meant = isinstance(form, ManyKeyForm | ManySignerForm) and form.meant.data
    if isinstance(form, SignerForm):
        signer, again = form.signer, isinstance(form, ManySignerForm) and form.again.data

        def at_gateway(piece: list[str]) -> list[Result]:
            refusals = sign_at_gateway(desk, piece, signer, meant=meant, again=again)
            return [Result.of(each, refusal) for each, refusal in zip(piece, refusals, strict=True)]

        return at_gateway
    actor, key = current_actor(), signing.open_key(form.key.data.read(), form.key_password.data, clock.now(), zone)

    def with_key(piece: list[str]) -> list[Result]:
        results = list[Result]()
        for each in piece:
            refusal = signing.sign_one(desk, each, key, actor, clock.now(), meant=meant)
            saving.keep_now()
            results.append(Result.of(each, refusal, stops=isinstance(refusal, signing.DoubtfulKey)))
            if results[-1].stops:
                break
        return results

    return with_key


def _tell(results: list[Result], unsent: int, left: int) -> None:
    done = sum(each.state == "signed" for each in results)
    parts = [_("%(n)s ditandatangani.", n=done), *dict.fromkeys(each.told for each in results if each.state != "signed")]
    if unsent:
        parts.append(_("%(n)s tidak ditandatangani: tidak menunggu lagi, atau belum pasti.", n=unsent))
    if left:
        parts.append(_("%(n)s belum sempat; ulangi untuk melanjutkan.", n=left))
    flash(" ".join(parts), "success" if done and done == len(results) and not unsent and not left else "warning")
