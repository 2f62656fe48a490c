"""How an issued paper comes to bear its signatures, whatever kind of paper it is: by the rule of its organisation."""

from meetings.domain.signing.asking import ask_for_signature, forget_signatures, method_for, signatures_of
from meetings.domain.signing.wet import FewerPages, take_scan

__all__ = ["FewerPages", "ask_for_signature", "forget_signatures", "method_for", "signatures_of", "take_scan"]
