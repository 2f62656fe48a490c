"""Users, their sign-ins, roles and tokens."""

from meetings.domain.accounts.lockout import (
    code_free_at,
    count_wrong_code,
    count_wrong_password,
    forget_failures,
    open_passwords,
    password_free_at,
    unlock,
)
from meetings.domain.accounts.mails import MAILS
from meetings.domain.accounts.passwords import is_guessable, note_password
from meetings.domain.accounts.roles import (
    appoint_first_administrator,
    change_reach,
    grant_role,
    revoke_role,
    set_operator,
)
from meetings.domain.accounts.second_factor import SpentTotp, note_factor, reseal_factors, reset_second_factor, spend_code
from meetings.domain.accounts.sessions import (
    end_other_sessions,
    end_session,
    find_user,
    list_sessions,
    session_id,
    start_session,
)
from meetings.domain.accounts.tokens import create_token, list_tokens, revoke_token
from meetings.domain.accounts.users import (
    change_user,
    create_user,
    note_email,
    set_active,
)

__all__ = [
    "MAILS",
    "SpentTotp",
    "appoint_first_administrator",
    "change_reach",
    "change_user",
    "code_free_at",
    "count_wrong_code",
    "count_wrong_password",
    "create_token",
    "create_user",
    "end_other_sessions",
    "end_session",
    "find_user",
    "forget_failures",
    "grant_role",
    "is_guessable",
    "list_sessions",
    "list_tokens",
    "note_email",
    "note_factor",
    "note_password",
    "open_passwords",
    "password_free_at",
    "reseal_factors",
    "reset_second_factor",
    "revoke_role",
    "revoke_token",
    "session_id",
    "set_active",
    "set_operator",
    "spend_code",
    "start_session",
    "unlock",
]
