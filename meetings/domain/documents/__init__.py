"""Issued documents: queueing, rendering exactly once, numbers, verification."""

from meetings.domain.documents.numbers import assign_number, check_dated, year_of
from meetings.domain.documents.pipeline import (
    MOST_ATTEMPTS,
    claim_documents,
    fail_document,
    fail_documents,
    finish_document,
    give_back_documents,
    queue_document,
    release_stale_documents,
    renew_claim,
    renew_document,
    requeue_document,
    verification_token,
)
from meetings.domain.documents.verifying import (
    EXTRACTS,
    ISSUED,
    Issued,
    count_former_documents,
    find_issued,
    other_version,
    rehash_documents,
    zone_of,
)

__all__ = [
    "MOST_ATTEMPTS",
    "EXTRACTS",
    "ISSUED",
    "Issued",
    "assign_number",
    "check_dated",
    "claim_documents",
    "count_former_documents",
    "rehash_documents",
    "fail_document",
    "fail_documents",
    "find_issued",
    "finish_document",
    "give_back_documents",
    "other_version",
    "queue_document",
    "release_stale_documents",
    "renew_claim",
    "renew_document",
    "requeue_document",
    "verification_token",
    "year_of",
    "zone_of",
]
