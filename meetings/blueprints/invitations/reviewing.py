"""A letter on its way: submitted, initialled, approved or returned, and then issued."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from meetings import clock
from meetings.blueprints.invitations import bp
from meetings.blueprints.invitations.forms import SendForm
from meetings.blueprints.invitations.views import find_letter
from meetings.domain import approvals, invitations, letters, meetings
from meetings.domain.letters import review as rules
from meetings.enums import ApprovalState, LetterState
from meetings.errors import NotFound
from meetings.models import Approval, ApprovalStep, Letter
from meetings.web import current_actor, current_meeting
from meetings.web.forms import typed_reason
from meetings.web.rights.check import may
from meetings.web.saving import done, refused_at


@bp.get("/<letter_id>/pemeriksaan")
def review(meeting_id: str, letter_id: str) -> str:
    """What the letter says, what changed since it was last read, who has initialled it and who is next; the decision at the end."""
    letter, actor = find_letter(meeting_id, letter_id), current_actor()
    paper, approval = letters.as_paper(letter, clock.now()), letters.approval_for(letter)
    chain = approvals.chain_for(letter.meeting.organisation, paper.kind)
    former = approvals.before_this(approval, current_user.id) if approval else None
    open_round = approval is not None and approval.state is ApprovalState.IN_REVIEW
    steps = [(each, _names(approval, each)) for each in approval.steps] if approval is not None else []
    step = approvals.next_step(approval) if approval is not None else None
    moved = approval is not None and letter.state is LetterState.DRAFT and approvals.differs(paper, approval)
    submitted = approval is not None and approval.state in (ApprovalState.IN_REVIEW, ApprovalState.APPROVED) and not moved
    wanted = letter.state is LetterState.DRAFT and bool(chain) and not submitted and may("invitations.submit")
    return render_template(
        "invitations/review.html",
        meeting=current_meeting(),
        letter=letter,
        paper=paper,
        parts=[(_(label), paper.said[name]) for name, label in rules.PARTS.items() if name in paper.said],
        approval=approval,
        steps=steps,
        moved=letters.differences(approval.said, dict(paper.said)) if approval is not None and moved else [],
        former=former,
        changes=letters.differences(former.said, approval.said) if approval and former and not moved else [],
        history=approvals.history_of(letter.id),
        my_turn=approval is not None and open_round and not moved and approvals.may_act(approval, actor),
        returnable=approval is not None and letter.state is LetterState.DRAFT and approvals.mine_to_return(approval, actor),
        chain=chain,
        act=step.act if step is not None else None,
        wanted=wanted,  # this reader may hand it in, and nothing is under way
        opened=meetings.allows(letter.meeting, meetings.Activity.INVITE),
        nobody=approvals.names_of(approvals.missing_people(chain, letter.meeting, {actor.id})) if wanted else [],
        missing=letters.missing_parts(letter),
        section="invitations.index",
    )


@bp.post("/<letter_id>/ajukan")
def submit(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """Hand the draft in to be initialled and approved."""
    letter = find_letter(meeting_id, letter_id)
    with refused_at(_page(letter)):
        letters.submit_letter(letter, current_actor(), clock.now())
    return done(
        _("Surat diajukan. Yang mendapat giliran diberi tahu lewat surel."), ".review", meeting_id=meeting_id, letter_id=letter_id
    )


@bp.post("/<letter_id>/tarik")
def withdraw(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """Take it back to go on writing."""
    letter, at = find_letter(meeting_id, letter_id), clock.now()
    with refused_at(_page(letter)):
        approvals.take_back(_round(letter), letters.as_paper(letter, at), current_actor(), at)
    return done(_("Surat ditarik kembali dan dapat diubah."), ".review", meeting_id=meeting_id, letter_id=letter_id)


@bp.post("/<letter_id>/setujui")
def agree(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """Initial it, or approve it with the last step."""
    letter, at = find_letter(meeting_id, letter_id), clock.now()
    approval = _round(letter)
    with refused_at(_page(letter)):
        paper = letters.as_paper(letter, at)
        approvals.agree(approval, paper, current_actor(), at, seen=request.form.get("seen", "")[:100])
    approved = approval.state is ApprovalState.APPROVED
    told = _("Surat disetujui dan siap diterbitkan.") if approved else _("Paraf dibubuhkan; langkah berikutnya diberi tahu.")
    return done(told, ".review", meeting_id=meeting_id, letter_id=letter_id)


@bp.post("/<letter_id>/kembalikan")
def send_back(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """Return it to its writers with a note."""
    letter, at = find_letter(meeting_id, letter_id), clock.now()
    with refused_at(_page(letter)):
        approvals.send_back(_round(letter), letters.as_paper(letter, at), typed_reason("note"), current_actor(), at)
    return done(_("Surat dikembalikan dengan catatan Anda."), ".review", meeting_id=meeting_id, letter_id=letter_id)


@bp.post("/<letter_id>/catatan")
def comment(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """Leave a note for everybody on its way."""
    letter, at = find_letter(meeting_id, letter_id), clock.now()
    with refused_at(_page(letter)):
        approvals.comment(_round(letter), letters.as_paper(letter, at), typed_reason("note"), current_actor(), at)
    return done(_("Catatan disimpan."), ".review", meeting_id=meeting_id, letter_id=letter_id)


@bp.route("/<letter_id>/terbitkan", methods=["GET", "POST"])
def issue(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """Number and date; the letter is sent by another step."""
    meeting, letter = current_meeting(), find_letter(meeting_id, letter_id)
    if letter.state is LetterState.ISSUED:
        return redirect(url_for(".send", meeting_id=meeting_id, letter_id=letter_id))
    form = SendForm(data={"dated": letter.dated})
    if form.validate_on_submit():
        with form.saving():
            at = clock.now()
            dated = form.dated.data or clock.local(at, meeting.timezone).date()
            invitations.issue_alone(letter, current_actor(), at, number=form.number.data or "", dated=dated)
            told = _("Surat nomor %(number)s terbit. Sekarang dapat dikirim.", number=letter.number)
            return done(told, ".index", meeting_id=meeting_id, surat=letter_id)
    letter = find_letter(meeting_id, letter_id)
    missing = letters.missing_parts(letter)
    body = render_template(
        "invitations/issue.html",
        meeting=current_meeting(),
        letter=letter,
        form=form,
        missing=missing,
        section="invitations.index",
    )
    return body, form.http_status


def _names(approval: Approval, step: ApprovalStep) -> list[str]:
    """Who may take a step that nobody has taken yet."""
    return [] if step.decided_at else [each.name for each in approvals.people_of(approval, step)]


def _page(letter: Letter) -> str:
    return url_for("invitations.review", meeting_id=letter.meeting_id, letter_id=letter.id)


def _round(letter: Letter) -> Approval:
    approval = letters.approval_for(letter)
    if approval is None:
        raise NotFound(_("Surat ini belum pernah diajukan."))
    return approval
