"""How somebody's presence at a session is called: on screens, lists, spreadsheets and minutes alike."""

from meetings.enums.labelled import N_, Labelled


class Presence(Labelled):
    """The values are those of frozen papers, too."""

    PRESENT = "present", N_("Hadir")
    EXCUSED = "absent", N_("Berhalangan")  # said no and did not come
    SILENT = "unknown", N_("Tanpa keterangan")  # neither came nor said no, and the session is over
    AWAITED = "awaited", N_("Belum hadir")
