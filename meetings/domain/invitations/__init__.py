"""One invitation per participant and letter: its sending, its answer, its new print when the pass changes."""

from meetings.domain.invitations.answers import (
    Answer,
    Substitute,
    answer_invitation,
    may_answer,
    note_opened,
)
from meetings.domain.invitations.byhand import (
    Exported,
    confirm_by_hand,
    export_letters,
    export_links,
    open_whatsapp,
    take_back_by_hand,
    whatsapp_link_of,
)
from meetings.domain.invitations.notices import Told, count_told, notice_run, write_next
from meetings.domain.invitations.renewing import (
    letters_to_send_again,
)
from meetings.domain.invitations.sending import (
    prepare_next,
    send_invitations,
)

__all__ = [
    "Told",
    "write_next",
    "count_told",
    "notice_run",
    "Answer",
    "Exported",
    "Substitute",
    "answer_invitation",
    "confirm_by_hand",
    "export_letters",
    "export_links",
    "letters_to_send_again",
    "may_answer",
    "note_opened",
    "open_whatsapp",
    "prepare_next",
    "take_back_by_hand",
    "whatsapp_link_of",
    "send_invitations",
]
