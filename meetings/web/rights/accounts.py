"""Pages of every signed-in user, about themselves."""

from meetings.web.rights.kinds import Open, Table

SIGNED_IN = Open.SIGNED_IN

ROUTES: Table = {
    "home.index": SIGNED_IN,
    "accounts.profile": SIGNED_IN,
    "accounts.back_again": SIGNED_IN,
    "accounts.safety": SIGNED_IN,
    "accounts.end_session": SIGNED_IN,
    "accounts.end_other_sessions": SIGNED_IN,
    "accounts.tokens": SIGNED_IN,
    "accounts.revoke_token": SIGNED_IN,
    "security.change_password": SIGNED_IN,
    "security.change_email": SIGNED_IN,
    "security.verify": SIGNED_IN,
    "security.two_factor_setup_validate": SIGNED_IN,
    "security.mf_recovery_codes": SIGNED_IN,
    "security.wan_register": SIGNED_IN,
    "security.wan_register_response": SIGNED_IN,
    "security.wan_delete": SIGNED_IN,
    "security.wan_verify": SIGNED_IN,
    "security.wan_verify_response": SIGNED_IN,
}
