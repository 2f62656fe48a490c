"""One invitation per participant and letter: its sending, its answer, its new print when the pass changes."""

from meetings.domain.invitations.answers import (
    Answer,
    Substitute,
    answer_by_pass,
    answer_invitation,
    may_answer,
    note_opened,
)
from meetings.domain.invitations.byhand import (
    Exported,
    calls_off,
    confirm_by_hand,
    export_letters,
    export_links,
    link_of,
    open_whatsapp,
    take_back_by_hand,
)
from meetings.domain.invitations.misnamed import misnamed_letters
from meetings.domain.invitations.notices import Told, count_told, notice_run, write_next
from meetings.domain.invitations.renewing import letters_to_send_again
from meetings.domain.invitations.sending import (
    issue_alone,
    prepare_next,
    send_invitations,
    send_letter_again,
)

__all__ = [
    "Told",
    "write_next",
    "count_told",
    "notice_run",
    "Answer",
    "Exported",
    "Substitute",
    "answer_by_pass",
    "answer_invitation",
    "calls_off",
    "confirm_by_hand",
    "link_of",
    "issue_alone",
    "export_letters",
    "export_links",
    "letters_to_send_again",
    "may_answer",
    "misnamed_letters",
    "note_opened",
    "open_whatsapp",
    "prepare_next",
    "take_back_by_hand",
    "send_invitations",
    "send_letter_again",
]
