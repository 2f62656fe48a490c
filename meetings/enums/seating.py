"""How a hall is laid out, and whose place a representative takes."""

from meetings.enums.labelled import N_, Labelled


class SeatShape(Labelled):
    ROWS = "rows", N_("Barisan kursi")
    TABLES = "tables", N_("Meja berkelompok")
    U_SHAPE = "u_shape", N_("Meja bentuk U")


class DeputySeat(Labelled):
    """By whose rank a representative is placed."""

    OWN = "own", N_("Menurut jabatan wakil sendiri")
    REPRESENTED = "represented", N_("Menurut jabatan yang diwakili")
