"""Roles and second factors."""

from meetings.enums.labelled import N_, Labelled


class Role(Labelled):
    """What a user may do in an organisation (and all below it) or in one meeting; see domain/permissions/table.py."""

    ADMINISTRATOR = "administrator", N_("Administrator")
    COMMITTEE = "committee", N_("Panitia")
    SECRETARY = "secretary", N_("Sekretaris")
    APPROVER = "approver", N_("Pemberi persetujuan")
    REGISTRAR = "registrar", N_("Petugas registrasi")
    VIEWER = "viewer", N_("Pembaca")


class FactorChange(Labelled):
    """What happened to somebody's second factor or passkeys, as the audit tells it."""

    APP_ADDED = "app_added", N_("aplikasi autentikator dipasang")
    APP_REMOVED = "app_removed", N_("aplikasi autentikator dilepas")
    PASSKEY_ADDED = "passkey_added", N_("kunci sandi ditambahkan")
    PASSKEY_REMOVED = "passkey_removed", N_("kunci sandi dihapus")
    ALL_REMOVED = "all_removed", N_("semuanya dilepas")
