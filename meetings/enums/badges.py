"""What badges are printed on, and how large a thing stands on them."""

from meetings.enums.labelled import N_, Labelled


class BadgeStock(Labelled):
    A6_SHEET = "a6_sheet", N_("Kartu A6 (105 × 148 mm), 4 di A4 dengan tanda potong")
    A7_SHEET = "a7_sheet", N_("Kartu A7 (105 × 74 mm), 8 di A4 dengan tanda potong")
    CARD_90 = "card_90", N_("Kartu 90 × 55 mm, 10 di A4 dengan tanda potong")
    LABEL_99 = "label_99", N_("Label 99 × 57 mm, 10 di A4")
    LABEL_105 = "label_105", N_("Label 105 × 74 mm, 8 di A4")
    A6 = "a6", N_("Kartu A6 (105 × 148 mm), satu per halaman")
    CR80 = "cr80", N_("Kartu CR80 (86 × 54 mm), pencetak kartu")
    ROLL_62 = "roll_62", N_("Label gulung 62 mm (100 × 62 mm), pencetak label")


class BadgeSize(Labelled):
    OFF = "off", N_("Tidak dicetak")
    SMALL = "small", N_("Kecil")
    NORMAL = "normal", N_("Sedang")
    LARGE = "large", N_("Besar")
