"""Pages for anybody. Pages about a person stand in ``guests.py``: there a token is the right."""

from meetings.web.rights.kinds import Open, Table

PUBLIC = Open.PUBLIC

ROUTES: Table = {
    "static": PUBLIC,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "set_language": PUBLIC,
    "home.accent": PUBLIC,
    "home.emblem": PUBLIC,
    "rsvp.service_worker": PUBLIC,
    "rsvp.enter_code": PUBLIC,  # a code that opens something is looked up and counted as the tokens of guests.py are
    # scanner: the same shell for everybody; devices fetch with their own token
    "scanner.page": PUBLIC,
    "scanner.service_worker": PUBLIC,
    "scanner.manifest": PUBLIC,
    "kiosk.page": PUBLIC,
    "kiosk.service_worker": PUBLIC,
    "kiosk.manifest": PUBLIC,
    # the way to an account
    "security.static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.forgot_password": PUBLIC,
    "security.reset_password": PUBLIC,
    "security.change_email_confirm": PUBLIC,
    "accounts.confirm_email": PUBLIC,
    "accounts.standing": PUBLIC,
    "security.two_factor_token_validation": PUBLIC,
    "security.two_factor_rescue": PUBLIC,
    "security.tf_select": PUBLIC,
    "security.mf_recovery": PUBLIC,
    "security.two_factor_setup": PUBLIC,  # also the first step after sign-in where a second factor is due
    "security.wan_signin": PUBLIC,
    "security.wan_signin_response": PUBLIC,
}
