"""How an issued paper comes to bear its signatures, whatever kind of paper it is: by the rule of its organisation."""

from meetings.documents.signing.pades import Key
from meetings.domain.signing.asking import ask_for_signatures, forget_signatures, method_for, signatures_of
from meetings.domain.signing.elsewhere import take_signed_file
from meetings.domain.signing.keyed import DoubtfulKey, open_key, same_holder, sign_with_key
from meetings.domain.signing.uploads import Doubtful
from meetings.domain.signing.wet import take_scan

__all__ = [
    "Doubtful",
    "DoubtfulKey",
    "Key",
    "ask_for_signatures",
    "forget_signatures",
    "method_for",
    "open_key",
    "same_holder",
    "sign_with_key",
    "signatures_of",
    "take_scan",
    "take_signed_file",
]
