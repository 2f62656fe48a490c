"""Providers of virtual rooms."""

from meetings.enums.labelled import N_, Labelled


class LinkProvider(Labelled):
    ZOOM = "zoom", N_("Zoom")
    MEET = "meet", N_("Google Meet")
    TEAMS = "teams", N_("Microsoft Teams")
    WEBEX = "webex", N_("Webex")
    JITSI = "jitsi", N_("Jitsi")
    OTHER = "other", N_("Lainnya")
