"""The list of invitations, choosing recipients, sending and watching it."""

import sqlalchemy as sa
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.invitations import bp
from meetings.blueprints.invitations.forms import SendForm
from meetings.domain import invitations, letters, outbox
from meetings.domain.invitations import queries, recipients, reminders, runs, signed
from meetings.domain.invitations.queries import Wanted
from meetings.domain.invitations.sending import boxes_in, newcomers
from meetings.domain.invitations.states import served, served_otherwise
from meetings.domain.invitations.texts import texts_of
from meetings.domain.letters.former import changed_by
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants import queries as participants
from meetings.domain.participants.categories import list_categories
from meetings.domain.participants.printable import boxes_told
from meetings.domain.permissions import Permission
from meetings.enums import LetterState, SigningMethod
from meetings.errors import InvalidInput, NotFound
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Letter, Participant, standing
from meetings.web import current_actor, current_meeting
from meetings.web.links import page_query
from meetings.web.mails import tell_mail
from meetings.web.rights.check import may
from meetings.web.saving import refused_at
from meetings.web.templating import language
from meetings.web.tickets import creates

ALL, NEW, UNHEARD, FOUND, CHOSEN = "all", "new", "unheard", "found", "chosen"


def read_filter() -> Wanted:
    """The filter in the address."""
    get = request.args.get
    return Wanted(
        text=get("q", "").strip()[:200],
        state=get("state", ""),
        category=get("category", ""),
        institution=get("institution", "")[:300],
        status=get("status", ""),
    )


def find_letter(meeting_id: str, letter_id: str) -> Letter:
    """The letter in the address; NotFound for one of another meeting."""
    letter = letters.find_letter(meeting_id, letter_id)
    if letter is None:
        raise NotFound(_("Surat ini tidak ada pada kegiatan ini."))
    return letter


def way_of(letter: Letter) -> dict[str, object]:
    """What of a letter's way its pages show: its latest round, whether it is reviewed, and whether it is issued apart from sending."""
    draft = letter.state is LetterState.DRAFT
    reviewed = draft and letters.needs_approval(letter)
    method = letters.signing_now(letter) if draft else letters.signing_of(letter)
    return {
        "method": method,
        "elsewhere": method is SigningMethod.ELSEWHERE,
        "approval": letters.approval_for(letter),
        "reviewed": reviewed,
        "unsigned": 0 if draft else signed.count_unsigned(letter),
        "apart": draft and (reviewed or letters.to_be_signed(letter)),
    }


@bp.get("")
def index(meeting_id: str) -> ResponseReturnValue:
    """The meeting's letters, and the recipients of one of them."""
    meeting = current_meeting()
    listed = letters.letters_of(meeting.id)
    wanted = read_filter()
    chosen = request.args.get("surat", "")
    issued = [each for each in listed if each.state is LetterState.ISSUED]
    unsent = recipients.unsent_followers(meeting)
    first = next(iter([each.letter for each in unsent] or issued or listed), None)
    letter = next((each for each in listed if each.id == chosen), first)
    if letter is None:
        return render_template("invitations/empty.html", meeting=meeting)
    later = letters.correction_of(letter)
    to_be_sent = allows(meeting, Activity.INVITE) and later is None
    counts = queries.count_invitations(letter)
    page, rows = queries.list_rows(
        letter,
        wanted,
        request.args.get("page", 1, type=int),
        request.args.get("per_page", 25, type=int),
        corrected=later is not None,
        number=counts.known(wanted),
    )
    return render_template(
        "invitations/index.html",
        meeting=meeting,
        letters=listed,
        letter=letter,
        signer=letters.named_signer(letter),
        wanted=wanted,
        page=page,
        rows=rows,
        counts=counts,
        running=runs.running_run(meeting.id),
        categories=list_categories(meeting.id),
        institutions=participants.institutions_of(meeting.id),
        to_be_sent=to_be_sent,
        may_send=may("invitations.send") and to_be_sent,
        later=later,
        newcomers=recipients.count_newcomers(letter),
        silent=letter.state is LetterState.ISSUED and later is None and reminders.anybody_silent(letter),
        personal=may(Permission.PERSONAL_VIEW),
        missing=letters.missing_parts(letter) if letter.state is LetterState.DRAFT else [],
        **way_of(letter),
        address=page_query("meeting_id", "letter_id"),
        outdated=letters.outdated_letters(meeting, clock.now(), language()),
        unsent=unsent,
    )


@bp.route("/<letter_id>/kirim", methods=["GET", "POST"])
@creates
def send(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """Who gets the letter, its number and date; the POST issues it and starts the run."""
    meeting, letter = current_meeting(), find_letter(meeting_id, letter_id)
    if letter.state is LetterState.DRAFT and letters.issued_apart(letter):
        onwards = "invitations.review" if letters.needs_approval(letter) else "invitations.issue"
        return redirect(url_for(onwards, meeting_id=meeting_id, letter_id=letter_id))
    wanted = read_filter()
    ids = (request.form if request.method == "POST" else request.args).getlist("ids")[:5000]
    otherwise = recipients.held_otherwise(letter)
    unserved = ~served(letter.id)
    groups: dict[str, list[sa.ColumnElement[bool]]] = {ALL: [unserved]} if otherwise else {}
    groups[NEW] = [unserved, ~served_otherwise(letter)]
    if recipients.some_have_heard(letter):
        groups[UNHEARD] = [*newcomers(letter), unserved]
    if wanted.active:
        groups[FOUND] = queries.narrow(letter, wanted)
    if ids:
        groups[CHOSEN] = [Participant.id.in_(ids)]
    pace = texts_of(meeting.organisation)[1].per_minute
    form = SendForm(data={"dated": letter.dated, "per_minute": pace})
    every = (ALL, NEW)
    # Of the unserved alone these are counted anyhow; asked twice, everybody's letter is looked at twice.
    ways = {name: recipients.count_ways(letter, [each for each in groups[name] if each is not unserved]) for name in groups}
    counts = {name: (ways[name].people, ways[name].bare, 0) for name in groups if name in every}
    counts |= {name: recipients.count_sendable(letter, clauses) for name, clauses in groups.items() if name not in every}
    skipped = {name: recipients.left_out(letter, [standing.LISTED.where()] if name in every else groups[name]) for name in groups}
    skipped[NEW] += [otherwise] if otherwise else []
    narrowest = next(reversed(groups))
    who = request.form.get("who", "") if request.method == "POST" else narrowest if counts[narrowest][0] else ""
    if form.validate_on_submit():
        with form.saving():
            if who not in groups:  # the group that was meant is empty: never send to another one instead
                raise InvalidInput(_("Pilih penerima surat."))
            run_id = invitations.send_invitations(
                letter,
                groups[who],
                current_actor(),
                clock.now(),
                number=form.number.data or "",
                dated=form.dated.data or clock.local(clock.now(), meeting.timezone).date(),
                seen=request.form.get(f"seen-{who}", type=int),
                per_minute=form.per_minute.data,
            )
            return redirect(url_for("invitations.run", meeting_id=meeting.id, run_id=run_id))
    letter = find_letter(meeting_id, letter_id)
    boxed = {name: boxes_in(letter, clauses, clock.now()) for name, clauses in groups.items()}
    body = render_template(
        "invitations/send.html",
        meeting=current_meeting(),
        letter=letter,
        signer=letters.named_signer(letter),
        form=form,
        groups=counts,
        ways={name: way for name, way in ways.items() if way.people},
        skipped=skipped,
        boxed={name: boxes_told(found) for name, found in boxed.items() if found},
        who=who,
        ids=ids,
        wanted=wanted,
        missing=letters.missing_parts(letter) if letter.state is LetterState.DRAFT else [],
        open_for_it=allows(meeting, Activity.INVITE),
        address=page_query("meeting_id", "letter_id"),
        **_moved(letter),
    )
    return body, form.http_status


def _moved(letter: Letter) -> dict[str, object]:
    """What stands on the page of a letter of change, and on that of a letter that needs one."""
    now = clock.now()
    deadline = letter.meeting.answer_deadline
    outdated = letters.outdated_letters(letter.meeting, now, language())
    mine = [each for each in outdated if letter.id in (each.letter.id, letter.corrects_id)]
    return {
        "outdated": mine if letter.state is LetterState.ISSUED else [],
        "former": changed_by(letter),
        "changes": letters.changes_told(letter, language()),
        "unsaid": letters.unsaid_deadline(letter, now, language()),
        "said": letters.said_deadline(letter),
        "answers_closed": deadline is not None and deadline < now,
    }


@bp.post("/penerima/<invitation_id>/surat-baru")
@creates
def send_again(meeting_id: str, invitation_id: str) -> ResponseReturnValue:
    """Send one person the letter that was printed again for their new pass; one that says an old name or office is printed again by it."""
    invitation = require_invitation(meeting_id, invitation_id)
    with refused_at(url_for("invitations.index", meeting_id=meeting_id)):
        run_id = invitations.send_letter_again(invitation, current_actor(), clock.now())
    return redirect(url_for("invitations.run", meeting_id=meeting_id, run_id=run_id))


@bp.post("/pesan/<delivery_id>/kirim-ulang")
def retry(meeting_id: str, delivery_id: str) -> ResponseReturnValue:
    """Send a failed or uncertain mail once more, to the address the participant has now."""
    meeting = current_meeting()
    delivery = db.session.scalar(db.select(Delivery).filter_by(id=delivery_id, meeting_id=meeting.id))
    if delivery is None:
        raise NotFound(_("Pesan ini tidak ada pada kegiatan ini."))
    run_id, back = delivery.task_id, url_for("invitations.index", meeting_id=meeting_id)
    if run_id:
        back = url_for("invitations.run", meeting_id=meeting_id, run_id=run_id)
    with refused_at(back):
        outbox.retry_delivery(delivery, current_actor(), clock.now())
    tell_mail(delivery.recipient_name)
    return redirect(back)


def require_invitation(meeting_id: str, invitation_id: str) -> Invitation:
    """The invitation in the address; NotFound for one of another meeting."""
    invitation = queries.find_row(meeting_id, invitation_id)
    if invitation is None:
        raise NotFound(_("Undangan ini tidak ada pada kegiatan ini."))
    return invitation
