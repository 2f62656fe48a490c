"""How an institution's link stands."""

from meetings.enums.labelled import N_, Labelled


class DelegationState(Labelled):
    OPEN = "open", N_("Terbuka")
    OVER = "over", N_("Lewat batas")
    CLOSED = "closed", N_("Ditutup")
    OFF = "off", N_("Tidak menerima isian")
