"""Shows whether rows that are only added (scans, audit entries) are still all there, as they were written: a chain of keyed seals."""

from meetings.domain.seals.guards import missing_guards
from meetings.domain.seals.releasing import released
from meetings.domain.seals.sealing import latest_seal, seal_next, unsealed_since
from meetings.domain.seals.verifying import Fault, Verified, verify

__all__ = ["Fault", "Verified", "latest_seal", "missing_guards", "released", "seal_next", "unsealed_since", "verify"]
