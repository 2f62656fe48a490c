"""Channels and states of messages."""

from meetings.enums.labelled import N_, Labelled


class Channel(Labelled):
    EMAIL = "email", N_("Surel")
    WHATSAPP = "whatsapp", N_("WhatsApp")
    PAPER = "paper", N_("Surat cetak")


class DeliveryState(Labelled):
    """``transmitting`` is committed right before the message body goes out: a crash there leaves it ``uncertain``,
    never sent twice by itself. ``handed``: a person has the message open in another program and has not said yet that it left."""

    QUEUED = "queued", N_("Antre")
    SENDING = "sending", N_("Disiapkan")
    TRANSMITTING = "transmitting", N_("Dikirim")
    HANDED = "handed", N_("Belum dikonfirmasi")
    SENT = "sent", N_("Terkirim")
    OUTBOX = "outbox", N_("Di kotak keluar")
    FAILED = "failed", N_("Gagal")
    UNCERTAIN = "uncertain", N_("Tidak pasti")
    CANCELLED = "cancelled", N_("Dibatalkan")


class MessageText(Labelled):
    """The texts that an organisation may word itself, by what they are for."""

    INVITATION = "invitation", N_("Surel undangan")
    WHATSAPP = "whatsapp", N_("Undangan WhatsApp")
    REMINDER = "reminder", N_("Surel pengingat")
    WHATSAPP_REMINDER = "whatsapp_reminder", N_("Pengingat WhatsApp")
