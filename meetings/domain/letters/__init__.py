"""Letters of invitation: written, numbered, issued, corrected, printed."""

from meetings.domain.letters.called import kept_prints
from meetings.domain.letters.corrections import (
    changes_since,
    changes_told,
    correct_letter,
    correction_of,
    newest_after,
    newest_held,
    outdated_letters,
    require_current,
)
from meetings.domain.letters.editing import (
    Wording,
    change_letter,
    create_letter,
    issue_letter,
    remove_letter,
)
from meetings.domain.letters.papers import (
    preview_letter,
)
from meetings.domain.letters.queries import (
    find_letter,
    letters_of,
    missing_parts,
    named_signer,
    signer_of,
)
from meetings.domain.letters.review import (
    approval_for,
    as_paper,
    differences,
    is_approved,
    issued_apart,
    letters_settled,
    needs_approval,
    require_approved,
    signing_now,
    signing_of,
    submit_letter,
    to_be_signed,
)
from meetings.domain.letters.wording import said_deadline, unsaid_deadline

__all__ = [
    "approval_for",
    "as_paper",
    "differences",
    "is_approved",
    "issued_apart",
    "letters_settled",
    "needs_approval",
    "require_approved",
    "signing_now",
    "signing_of",
    "submit_letter",
    "to_be_signed",
    "Wording",
    "change_letter",
    "changes_since",
    "changes_told",
    "correct_letter",
    "correction_of",
    "create_letter",
    "find_letter",
    "issue_letter",
    "kept_prints",
    "letters_of",
    "missing_parts",
    "newest_after",
    "newest_held",
    "outdated_letters",
    "preview_letter",
    "remove_letter",
    "require_current",
    "named_signer",
    "signer_of",
    "said_deadline",
    "unsaid_deadline",
]
