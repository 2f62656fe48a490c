"""Which font family the machine really prints for a family name, asked of fontconfig as Pango does."""

import ctypes
import ctypes.util

# What documents are set in, and the Debian package that brings it. Arial is printed as Liberation Sans,
# Bookman Old Style as TeX Gyre Bonum; Noto covers the scripts that names may be written in.
FAMILIES = {
    "Liberation Sans": "fonts-liberation",
    "Liberation Serif": "fonts-liberation",
    "TeX Gyre Bonum": "fonts-texgyre",
    "Noto Sans": "fonts-noto-core",
    "Noto Sans Arabic": "fonts-noto-core",
    "Noto Sans Javanese": "fonts-noto-core",
}


class NoFontconfig(RuntimeError):
    """libfontconfig is not on this machine."""


def missing_families() -> dict[str, str]:
    """Families that something else would be printed for, each with the package to install. Raises NoFontconfig."""
    library = _library()
    return {family: package for family, package in FAMILIES.items() if _match(library, family) != family}


def _library() -> ctypes.CDLL:
    name = ctypes.util.find_library("fontconfig") or "libfontconfig.so.1"
    try:
        library = ctypes.CDLL(name)
    except OSError as error:
        raise NoFontconfig(str(error)) from error
    for function, arguments in {
        "FcNameParse": [ctypes.c_char_p],
        "FcFontMatch": [ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_int)],
    }.items():
        getattr(library, function).argtypes = arguments
        getattr(library, function).restype = ctypes.c_void_p
    library.FcConfigSubstitute.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]
    library.FcDefaultSubstitute.argtypes = [ctypes.c_void_p]
    library.FcPatternDestroy.argtypes = [ctypes.c_void_p]
    library.FcPatternGetString.argtypes = [
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_char_p),
    ]
    library.FcInit()
    return library


def _match(library: ctypes.CDLL, family: str) -> str:
    pattern = library.FcNameParse(family.encode())
    library.FcConfigSubstitute(None, pattern, 0)
    library.FcDefaultSubstitute(pattern)
    found = library.FcFontMatch(None, pattern, ctypes.byref(ctypes.c_int()))
    library.FcPatternDestroy(pattern)
    if not found:
        return ""
    name = ctypes.c_char_p()
    library.FcPatternGetString(found, b"family", 0, ctypes.byref(name))
    answer = (name.value or b"").decode(errors="replace")
    library.FcPatternDestroy(found)
    return answer
