"""Messages to people: queued with their cause, sent once by the jobs process, readable by the administrator."""

from meetings.domain.outbox.kinds import Kind, register_kind
from meetings.domain.outbox.messages import (
    Content,
    Message,
    attach_bytes,
    attach_document,
    compose,
    mail_domain,
    one_line,
)
from meetings.domain.outbox.queries import (
    DeliveryFilter,
    count_by_state,
    delivery_kinds,
    find_delivery,
    list_deliveries,
    read_attachment,
)
from meetings.domain.outbox.queue import (
    cancel_delivery,
    log_by_hand,
    queue_message,
    queue_messages,
    retry_delivery,
    send_again,
    withdraw_messages,
)
from meetings.domain.outbox.sealing import read_body, seal_text
from meetings.domain.outbox.sending import (
    back_to_queue,
    begin_transmission,
    claim_deliveries,
    fail_delivery,
    finish_delivery,
    give_back,
    keep_in_outbox,
    leave_uncertain,
    release_stale_deliveries,
    why_not_any_more,
)

__all__ = [
    "Content",
    "DeliveryFilter",
    "Kind",
    "Message",
    "attach_bytes",
    "attach_document",
    "back_to_queue",
    "begin_transmission",
    "cancel_delivery",
    "claim_deliveries",
    "compose",
    "count_by_state",
    "delivery_kinds",
    "fail_delivery",
    "find_delivery",
    "finish_delivery",
    "give_back",
    "keep_in_outbox",
    "leave_uncertain",
    "list_deliveries",
    "log_by_hand",
    "mail_domain",
    "one_line",
    "queue_message",
    "queue_messages",
    "read_attachment",
    "read_body",
    "register_kind",
    "release_stale_deliveries",
    "retry_delivery",
    "seal_text",
    "send_again",
    "why_not_any_more",
    "withdraw_messages",
]
