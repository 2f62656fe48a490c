"""Passes: the code in a QR, who holds one, and the addresses of the public pages that codes and tokens open."""

from meetings.domain.passes.addresses import (
    answer_link,
    answer_token,
    count_former_codes,
    find_invitation,
    find_pass,
    pass_link,
    pass_page,
    rehash_codes,
    token_hash,
)
from meetings.domain.passes.issuing import (
    REPRESENTED,
    WITHDRAWN,
    active_pass,
    code_of,
    end_pass,
    follows_pass,
    hash_of,
    issue_pass,
    issue_passes,
    replace_pass,
    resume_pass,
)

__all__ = [
    "follows_pass",
    "REPRESENTED",
    "WITHDRAWN",
    "active_pass",
    "answer_link",
    "answer_token",
    "code_of",
    "count_former_codes",
    "end_pass",
    "find_invitation",
    "find_pass",
    "hash_of",
    "issue_pass",
    "issue_passes",
    "pass_link",
    "pass_page",
    "rehash_codes",
    "replace_pass",
    "resume_pass",
    "token_hash",
]
