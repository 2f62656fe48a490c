"""The kinds of mails about accounts, named as Flask-Security names its templates. Their links run out: they are not sent again all
together."""

from meetings.domain import outbox
from meetings.enums import N_

MAILS = {
    kind.name: kind
    for kind in (
        outbox.register_kind("reset_instructions", N_("Atur ulang kata sandi")),
        outbox.register_kind("reset_notice", N_("Kata sandi diganti"), open_body=True),
        outbox.register_kind("change_notice", N_("Kata sandi diganti"), open_body=True),
        outbox.register_kind("change_email_instructions", N_("Alamat surel baru")),
        outbox.register_kind("change_email_notice", N_("Alamat surel diganti"), open_body=True),
        outbox.register_kind("two_factor_rescue", N_("Masuk dua langkah")),
    )
}
