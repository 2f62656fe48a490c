"""How an issued paper comes to bear its signatures, whatever kind of paper it is: by the rule of its organisation."""

from meetings.documents.signing.pades import Key
from meetings.domain.signing.asking import (
    ask_for_many,
    ask_for_signatures,
    forget_signatures,
    method_for,
    method_in,
    signatures_of,
)
from meetings.domain.signing.desk import MOST, PATIENCE, Desk, bring_file, send_one, sign_one, take_one, wanting
from meetings.domain.signing.elsewhere import holder_doubts, signatures_in, take_signed_file
from meetings.domain.signing.gateway import (
    PIECE,
    GatewayError,
    GatewayRefused,
    Sent,
    Signer,
    Unsure,
    ask_gateway,
    gateway_chosen,
    send_off,
    take_answer,
)
from meetings.domain.signing.keyed import DoubtfulKey, open_key, same_holder, sign_with_key
from meetings.domain.signing.uploads import Doubtful, judge_by_link, no_code_read, pages_of, refuse_our_own
from meetings.domain.signing.wet import take_scan

__all__ = [
    "MOST",
    "PATIENCE",
    "PIECE",
    "Desk",
    "Doubtful",
    "DoubtfulKey",
    "GatewayError",
    "GatewayRefused",
    "Key",
    "Sent",
    "Signer",
    "Unsure",
    "ask_for_many",
    "ask_for_signatures",
    "ask_gateway",
    "bring_file",
    "forget_signatures",
    "gateway_chosen",
    "holder_doubts",
    "judge_by_link",
    "method_for",
    "method_in",
    "no_code_read",
    "open_key",
    "pages_of",
    "refuse_our_own",
    "same_holder",
    "send_off",
    "send_one",
    "sign_one",
    "sign_with_key",
    "signatures_in",
    "signatures_of",
    "take_answer",
    "take_one",
    "take_scan",
    "take_signed_file",
    "wanting",
]
