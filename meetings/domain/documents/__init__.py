"""Issued documents: queueing, rendering exactly once, numbers, verification."""

from meetings.domain.documents.numbers import assign_number
from meetings.domain.documents.pipeline import (
    claim_documents,
    fail_document,
    finish_document,
    queue_document,
    release_stale_documents,
    verification_token,
)

__all__ = [
    "assign_number",
    "claim_documents",
    "fail_document",
    "finish_document",
    "queue_document",
    "release_stale_documents",
    "verification_token",
]
