"""What domain code raises. Each carries what a person needs to know; the web layer turns it into a form message or
problem JSON with the given HTTP status. Messages are Indonesian and already translated by the raiser's ``gettext``."""


class MeetingsError(Exception):
    """Any rule that said no. ``message`` is for the person; ``field`` names the input it belongs to, if any."""

    status = 400
    code = "error"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def in_words(error: Exception) -> str:
    """What is kept of why background work failed: our own message, or which error it was."""
    return error.message if isinstance(error, MeetingsError) else f"{type(error).__name__}: {error}"


class InvalidInput(MeetingsError):
    """The input breaks a rule; ``field`` (and ``row`` in tables) say where."""

    status = 422
    code = "invalid"

    def __init__(self, message: str, *, field: str | None = None, row: int | None = None) -> None:
        super().__init__(message, field=field)
        self.row = row


class Unauthenticated(MeetingsError):
    """Nobody we know: no token, or one that is wrong, revoked or over."""

    status = 401
    code = "unauthorized"


class NotAllowed(MeetingsError):
    """The actor lacks the right."""

    status = 403
    code = "forbidden"


class SignedOut(Unauthenticated):
    """The person's sign-in has ended: what they typed can be sent again when they are back."""

    code = "signed_out"


class OtherAccount(MeetingsError):
    """The form was opened by another account than the one that is signed in now."""

    status = 409
    code = "other_account"


class NotFound(MeetingsError):
    """Nothing with that id, or not for this actor."""

    status = 404
    code = "not_found"


class Conflict(MeetingsError):
    """A rule refuses it as things stand: it exists already, or something else rests on it. The message names the rule."""

    status = 409
    code = "conflict"


class Overtaken(Conflict):
    """It is not any more as it was when the person saw it; the message says what is now, and that is to be looked at first."""

    code = "overtaken"


class WrongState(Conflict):
    """The object's state does not allow the action; the message says which state would."""

    code = "wrong_state"


class FileLost(MeetingsError):
    """A stored file is gone or is not what was stored: nobody is handed anything in its place."""

    status = 500
    code = "file_lost"


class TooLarge(MeetingsError):
    """An upload or batch beyond its limit."""

    status = 413
    code = "too_large"
