"""Which font families and scripts of papers the machine lacks, each with the Debian package that brings it."""

from meetings.documents.pdf.fonts import NoFontconfig, family_for, unprintable

# What documents are set in. Arial is printed as Liberation Sans, Bookman Old Style as TeX Gyre Bonum.
FAMILIES = {
    "Liberation Sans": "fonts-liberation",
    "Liberation Serif": "fonts-liberation",
    "TeX Gyre Bonum": "fonts-texgyre",
    "Noto Sans": "fonts-noto-core",
    "Noto Sans Arabic": "fonts-noto-core",
    "Noto Sans Javanese": "fonts-noto-core",
}
# What names may be written in besides, by a few characters of each.
SCRIPTS = {
    "Hangul": ("김민준", "fonts-wqy-zenhei"),
    "Kana": ("たろう", "fonts-hanazono"),
    "Han": ("李明王", "fonts-hanazono"),
    "Han langka": ("𠮷𪜀𫝀", "fonts-hanazono"),
    "emoji": ("🎉👩🏽💻", "fonts-noto-color-emoji"),
    "Thai": ("สมชาย", "fonts-noto-core"),
    "Bali, Bugis, Sunda, Batak": ("ᬅᨅᮃᯀ", "fonts-noto-core"),
}


def missing_families() -> dict[str, str]:
    """Families that something else would be printed for, each with the package to install. Raises NoFontconfig."""
    return {family: package for family, package in FAMILIES.items() if family_for(family) != family}


def missing_scripts() -> dict[str, str]:
    """Scripts that would be printed as boxes, each with the package to install."""
    return {name: package for name, (signs, package) in SCRIPTS.items() if unprintable(signs)}


__all__ = ["NoFontconfig", "missing_families", "missing_scripts"]
