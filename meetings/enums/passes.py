"""States of passes."""

from meetings.enums.labelled import N_, Labelled


class PassState(Labelled):
    ACTIVE = "active", N_("Berlaku")
    REVOKED = "revoked", N_("Dicabut")
    REPLACED = "replaced", N_("Diganti")
