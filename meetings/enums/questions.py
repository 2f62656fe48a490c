"""What a meeting asks of those who come."""

from meetings.enums.labelled import N_, Labelled


class QuestionKind(Labelled):
    TEXT = "text", N_("Teks")
    ONE = "one", N_("Pilih satu")
    MANY = "many", N_("Pilih beberapa")
    NUMBER = "number", N_("Angka")
    FILE = "file", N_("Berkas PDF atau JPG")


class Audience(Labelled):
    ALL = "all", N_("Semua yang hadir")
    IN_PERSON = "in_person", N_("Yang hadir di tempat")
    ONLINE = "online", N_("Yang hadir daring")
    REPRESENTATIVES = "representatives", N_("Para wakil")
