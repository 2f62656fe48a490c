"""Kinds of agenda items."""

from meetings.enums.labelled import N_, Labelled


class AgendaKind(Labelled):
    REGISTRATION = "registration", N_("Registrasi")
    CEREMONY = "ceremony", N_("Seremoni")
    REPORT = "report", N_("Laporan")
    SPEECH = "speech", N_("Sambutan/Arahan")
    SIGNING = "signing", N_("Penandatanganan")
    PRESENTATION = "presentation", N_("Paparan")
    DISCUSSION = "discussion", N_("Diskusi")
    CONCLUSION = "conclusion", N_("Rumusan/Kesimpulan")
    BREAK = "break", N_("Istirahat")
    CLOSING = "closing", N_("Penutupan")
    OTHER = "other", N_("Lainnya")
