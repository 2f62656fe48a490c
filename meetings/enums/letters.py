"""States and classes of letters."""

from meetings.enums.labelled import N_, Labelled


class LetterState(Labelled):
    DRAFT = "draft", N_("Konsep")
    ISSUED = "issued", N_("Terbit")


class SendingState(Labelled):
    """How far one person's letter has come, as the list of recipients says it; ``domain.invitations.states`` has the rule."""

    WAITING = "waiting", N_("Belum dikirimi")
    OTHER = "other", N_("Memegang surat lain")
    NOT_FOR = "not_for", N_("Tidak dikirimi surat ini")
    RENEWED = "renewed", N_("Perlu dikirim lagi")
    PRINTING = "printing", N_("Surat sedang dibuat")
    NOT_PRINTED = "not_printed", N_("Surat gagal dibuat")
    SIGNING = "signing", N_("Menunggu tanda tangan")
    PRINTED = "printed", N_("Surat siap, belum dikirim")
    ON_THE_WAY = "on_the_way", N_("Surel antre")
    KEPT = "kept", N_("Di kotak keluar")
    FAILED = "failed", N_("Surel gagal")
    UNCERTAIN = "uncertain", N_("Surel tidak pasti")
    HANDED = "handed", N_("WhatsApp belum dikonfirmasi")
    SENT = "sent", N_("Terkirim")
    BY_HAND = "by_hand", N_("Terkirim lewat WhatsApp")
    HANDED_OVER = "handed_over", N_("Diserahkan langsung")


class RunOutcome(Labelled):
    """Where a run of letters and their mails stands, as its page says it; ``domain.invitations.states`` has the rule."""

    WAITING = "waiting", N_("Menunggu giliran")
    PREPARING = "preparing", N_("Surat dan surel disiapkan")
    SENDING = "sending", N_("Surel dikirim")
    PAUSED = "paused", N_("Dijeda, tidak ada surel yang dikirim")
    CANCELLED = "cancelled", N_("Dibatalkan, yang sudah terkirim tetap terkirim")
    BROKEN = "broken", N_("Pengiriman gagal")
    TROUBLED = "troubled", N_("Selesai, ada yang gagal atau tidak pasti")
    KEPT = "kept", N_("Selesai disiapkan, surel belum terkirim")
    SIGNING = "signing", N_("Surat selesai, menunggu tanda tangan")
    PRINTED = "printed", N_("Surat selesai, tidak ada surel yang dikirim")
    DONE = "done", N_("Selesai, semua terkirim")


class Urgency(Labelled):
    NORMAL = "normal", N_("Biasa")
    IMPORTANT = "important", N_("Penting")
    URGENT = "urgent", N_("Segera")
    VERY_URGENT = "very_urgent", N_("Sangat Segera")


class SecurityClass(Labelled):
    NORMAL = "B", N_("Biasa")
    LIMITED = "T", N_("Terbatas")
    SECRET = "R", N_("Rahasia")
    TOP_SECRET = "SR", N_("Sangat Rahasia")

    @property
    def printed(self) -> str:
        """As papers bear it at their head; ordinary ones bear none."""
        return "" if self is SecurityClass.NORMAL else self.label.upper()

    def is_below(self, other: "SecurityClass") -> bool:
        """Whether fewer people are kept from what bears it."""
        order = list(SecurityClass)
        return order.index(self) < order.index(other)
