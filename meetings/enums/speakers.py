"""Roles and states of speakers."""

from meetings.enums.labelled import N_, Labelled


class SpeakerRole(Labelled):
    SPEAKER = "speaker", N_("Narasumber")
    MODERATOR = "moderator", N_("Moderator")
    KEYNOTE = "keynote", N_("Pembicara kunci")


class SpeakerState(Labelled):
    PROPOSED = "proposed", N_("Diusulkan")
    INVITED = "invited", N_("Diundang")
    CONFIRMED = "confirmed", N_("Bersedia")
    DECLINED = "declined", N_("Berhalangan")
