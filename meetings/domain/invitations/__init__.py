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
    export_letters,
    export_links,
    send_by_whatsapp,
)
from meetings.domain.invitations.renewing import (
    letters_to_send_again,
)
from meetings.domain.invitations.sending import (
    prepare_next,
    send_invitations,
)

__all__ = [
    "Answer",
    "Exported",
    "Substitute",
    "answer_invitation",
    "export_letters",
    "export_links",
    "letters_to_send_again",
    "may_answer",
    "note_opened",
    "prepare_next",
    "send_by_whatsapp",
    "send_invitations",
]
