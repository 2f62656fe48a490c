"""Letters of invitation: written, numbered, issued, corrected, printed."""

from meetings.domain.letters.corrections import (
    changes_since,
    changes_told,
    correct_letter,
    correction_of,
    newest_held,
    outdated_letters,
    require_current,
)
from meetings.domain.letters.editing import (
    Wording,
    change_letter,
    create_letter,
    issue_letter,
    missing_parts,
    remove_letter,
)
from meetings.domain.letters.papers import (
    preview_letter,
)
from meetings.domain.letters.queries import (
    find_letter,
    letters_of,
    signer_of,
)
from meetings.domain.letters.wording import unsaid_deadline

__all__ = [
    "Wording",
    "change_letter",
    "changes_since",
    "changes_told",
    "correct_letter",
    "correction_of",
    "create_letter",
    "find_letter",
    "issue_letter",
    "letters_of",
    "missing_parts",
    "newest_held",
    "outdated_letters",
    "preview_letter",
    "remove_letter",
    "require_current",
    "signer_of",
    "unsaid_deadline",
]
