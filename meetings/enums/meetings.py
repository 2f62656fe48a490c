"""Kinds, modes and states of meetings."""

from meetings.enums.labelled import N_, Labelled


class MeetingKind(Labelled):
    RAKERDA = "rakerda", N_("Rapat Kerja Daerah")
    RAKOR = "rakor", N_("Rapat Koordinasi")
    RAKORNAS = "rakornas", N_("Rapat Koordinasi Nasional")
    WORKING = "working", N_("Rapat")
    SOCIALISATION = "socialisation", N_("Sosialisasi")
    VISIT = "visit", N_("Visitasi/Kunjungan")
    TRAINING = "training", N_("Bimbingan Teknis")
    FGD = "fgd", N_("Diskusi Kelompok Terpumpun (FGD)")
    WORKSHOP = "workshop", N_("Lokakarya")


class MeetingMode(Labelled):
    IN_PERSON = "in_person", N_("Luring")
    ONLINE = "online", N_("Daring")
    HYBRID = "hybrid", N_("Hibrida")


class MeetingState(Labelled):
    DRAFT = "draft", N_("Konsep")
    OPEN = "open", N_("Dibuka")
    RUNNING = "running", N_("Berlangsung")
    FINISHED = "finished", N_("Selesai")
    ARCHIVED = "archived", N_("Diarsipkan")
    CANCELLED = "cancelled", N_("Dibatalkan")
