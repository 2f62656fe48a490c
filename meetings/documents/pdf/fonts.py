"""What the machine's fonts can print, asked of fontconfig as Pango does."""

import ctypes
import ctypes.util
import functools
import unicodedata
from collections.abc import Iterable

UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}  # nothing is drawn for them


class NoFontconfig(RuntimeError):
    """libfontconfig is not on this machine."""


def family_for(name: str) -> str:
    """The family that is printed where ``name`` is asked for. Raises NoFontconfig."""
    library = _library()
    pattern = library.FcNameParse(name.encode())
    library.FcConfigSubstitute(None, pattern, 0)
    library.FcDefaultSubstitute(pattern)
    found = library.FcFontMatch(None, pattern, ctypes.byref(ctypes.c_int()))
    library.FcPatternDestroy(pattern)
    if not found:
        return ""
    family = ctypes.c_char_p()
    library.FcPatternGetString(found, b"family", 0, ctypes.byref(family))
    answer = (family.value or b"").decode(errors="replace")
    library.FcPatternDestroy(found)
    return answer


def unprintable(*texts: str) -> str:
    """The characters of the texts that would be printed as boxes, each once, in their order; empty where fontconfig cannot be asked.

    Characters for private use count: what they show is a font's own affair. Asked often, costs nothing for ASCII."""
    strange = {sign: None for text in texts if not text.isascii() for sign in text if not sign.isascii() and _is_drawn(sign)}
    return "".join(sign for sign in strange if not _has_glyph(sign))


def _is_drawn(sign: str) -> bool:
    return unicodedata.category(sign) not in UNSEEN and not "\ufe00" <= sign <= "\ufe0f"


@functools.lru_cache(maxsize=20_000)
def _has_glyph(sign: str) -> bool:
    if unicodedata.category(sign) == "Co":
        return False
    try:
        library, covered = _library(), _covered()
    except NoFontconfig:
        return True
    return any(library.FcCharSetHasChar(charset, ord(sign)) for charset in covered)


@functools.cache
def _covered() -> Iterable[int]:
    """The characters of every font there is; kept as long as the process runs."""
    library = _library()
    pattern = library.FcPatternCreate()
    wanted = library.FcObjectSetCreate()
    library.FcObjectSetAdd(wanted, b"charset")
    fonts = library.FcFontList(None, pattern, wanted)
    library.FcObjectSetDestroy(wanted)
    library.FcPatternDestroy(pattern)
    charsets: dict[int, None] = {}
    for number in range(fonts.contents.count if fonts else 0):
        charset = ctypes.c_void_p()
        if library.FcPatternGetCharSet(fonts.contents.fonts[number], b"charset", 0, ctypes.byref(charset)) == 0 and charset.value:
            charsets[charset.value] = None
    return list(charsets)


class _FontSet(ctypes.Structure):
    _fields_ = (("count", ctypes.c_int), ("size", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p)))


@functools.cache
def _library() -> ctypes.CDLL:
    name = ctypes.util.find_library("fontconfig") or "libfontconfig.so.1"
    try:
        library = ctypes.CDLL(name)
    except OSError as error:
        raise NoFontconfig(str(error)) from error
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for function, arguments, answer in (
        ("FcInit", [], number),
        ("FcNameParse", [text], pointer),
        ("FcFontMatch", [pointer, pointer, ctypes.POINTER(number)], pointer),
        ("FcConfigSubstitute", [pointer, pointer, number], number),
        ("FcDefaultSubstitute", [pointer], None),
        ("FcPatternCreate", [], pointer),
        ("FcPatternDestroy", [pointer], None),
        ("FcPatternGetString", [pointer, text, number, ctypes.POINTER(text)], number),
        ("FcPatternGetCharSet", [pointer, text, number, ctypes.POINTER(pointer)], number),
        ("FcObjectSetCreate", [], pointer),
        ("FcObjectSetAdd", [pointer, text], number),
        ("FcObjectSetDestroy", [pointer], None),
        ("FcFontList", [pointer, pointer, pointer], ctypes.POINTER(_FontSet)),
        ("FcCharSetHasChar", [pointer, ctypes.c_uint32], number),
    ):
        called = getattr(library, function)
        called.argtypes, called.restype = arguments, answer
    library.FcInit()
    return library
