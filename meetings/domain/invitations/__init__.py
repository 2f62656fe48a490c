"""Letters, one invitation per participant, their sending and their answers."""

from meetings.domain.invitations.answers import Answer, Substitute, answer_invitation, may_answer, note_opened
from meetings.domain.invitations.byhand import Exported, export_letters, export_links, send_by_whatsapp
from meetings.domain.invitations.corrections import (
    changes_since,
    changes_told,
    correct_letter,
    correction_of,
    newest_held,
    outdated_letters,
)
from meetings.domain.invitations.letters import (
    Wording,
    change_letter,
    create_letter,
    issue_letter,
    missing_parts,
    remove_letter,
)
from meetings.domain.invitations.links import (
    answer_link,
    find_invitation,
    find_pass,
    letters_of,
    pass_link,
    pass_page,
)
from meetings.domain.invitations.papers import preview_letter
from meetings.domain.invitations.renewing import letters_to_send_again, replace_pass
from meetings.domain.invitations.sending import prepare_invitations, send_invitations

__all__ = [
    "Answer",
    "Exported",
    "Substitute",
    "Wording",
    "answer_invitation",
    "answer_link",
    "change_letter",
    "changes_since",
    "changes_told",
    "correct_letter",
    "correction_of",
    "create_letter",
    "export_letters",
    "export_links",
    "find_invitation",
    "find_pass",
    "issue_letter",
    "letters_of",
    "letters_to_send_again",
    "may_answer",
    "missing_parts",
    "newest_held",
    "note_opened",
    "outdated_letters",
    "pass_link",
    "pass_page",
    "prepare_invitations",
    "preview_letter",
    "remove_letter",
    "replace_pass",
    "send_by_whatsapp",
    "send_invitations",
]
