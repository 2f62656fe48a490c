"""Providers of virtual rooms."""

from meetings.enums.labelled import N_, Labelled


class PointReport(Labelled):
    """How a room's report of who sits in it stands; ``domain.online_points.judging.report_state`` has the rule."""

    UNSEEN = "unseen", N_("Bukti belum diperiksa")
    BELIEVED = "believed", N_("Diterima")
    REFUSED = "refused", N_("Ditolak")


class LinkState(Labelled):
    """Whether participants see a link on their own page; ``domain.online.queries.link_state`` has the rule."""

    WAITING = "waiting", N_("Belum tampil")
    SHOWN = "shown", N_("Tampil bagi peserta")
    OVER = "over", N_("Sudah lewat")
    HIDDEN = "hidden", N_("Tidak tampil")


class LinkProvider(Labelled):
    ZOOM = "zoom", N_("Zoom")
    MEET = "meet", N_("Google Meet")
    TEAMS = "teams", N_("Microsoft Teams")
    WEBEX = "webex", N_("Webex")
    JITSI = "jitsi", N_("Jitsi")
    YOUTUBE = "youtube", N_("YouTube")
    OTHER = "other", N_("Lainnya")
