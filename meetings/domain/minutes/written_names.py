"""Who a text says led, opened, moderated or spoke, where that is somebody else than the minutes name."""

import re
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from meetings.domain.minutes.facts import around_the_rundown
from meetings.enums import SpeakerRole
from meetings.models import Minutes
from meetings.writing.names import bare_words, sort_key

BY = re.compile(
    r"\b(?:dibuka|dipimpin|ditutup)\s+(?:secara resmi\s+|langsung\s+|kembali\s+)*oleh\s+([^.;\n]{3,120})", re.IGNORECASE
)
# Whoever it was: no other than whom the minutes name.
CHAIR = re.compile(r"(?i:pimpinan|ketua)(?:\s+(?i:rapat|sidang|sesi|acara|musyawarah))?\b(?!\s+[A-Z])")
# Only what is surely the name of a person is compared: a form of address, or two words with capitals.
_ADDRESS = r"(?:Bapak|Ibu|Bpk\.?|Sdri?\.?|Saudara|Saudari|Prof\.?|Drs?\.?|Dra\.?|Ir\.?|KH\.?|Hj?\.?)\s+"
_WORD = r"[A-Z][\w'’]+"
_PERSON = rf"((?:{_ADDRESS})+{_WORD}(?:\s+{_WORD}){{0,4}}|{_WORD}(?:\s+{_WORD}){{1,4}})"
MODERATED = re.compile(
    rf"\b(?:[Dd]imoderatori|[Dd]ipandu)\s+(?:oleh\s+)?(?:moderator,?\s+)?{_PERSON}|\b[Mm]oderator\s*[:,]?\s+{_PERSON}"
)
SPOKE = re.compile(rf"\b[Nn]arasumber\s*[:,]?\s+{_PERSON}")
MODERATOR = f"({SpeakerRole.MODERATOR.label.lower()})"  # as the lines of an item mark who moderates
# What begins so is an office or an institution: many may speak for it.
OFFICES = frozenset(
    re.findall(
        r"\w+",
        """asisten badan bagian bank bappeda bidang bupati camat deputi dinas direktorat direktur dirjen dosen gubernur inspektorat
        inspektur kabag kabid kadis kementerian kepala ketua lembaga lurah menteri perwakilan perum pimpinan plh plt pj pt pusat rektor
        satuan sekda sekretariat sekretaris staf tenaga tim universitas wakil wali dari internal eksternal pertama kedua ketiga utama""",
    )
)


def other_names(minutes: Minutes, text: str) -> Iterator[str]:
    """A sentence for each person whom ``text`` names as chair, moderator or speaker, and who is none as far as the minutes know; where
    these name nobody, nothing is said."""
    for found in BY.finditer(text):
        if minutes.chair_name and not CHAIR.match(found[1]) and not _names(found[1], minutes.chair_name, minutes.chair_position):
            yield _(
                "Teks menyebut «%(text)s», sedangkan pimpinan rapat adalah %(chair)s.",
                text=found[0].strip(),
                chair=minutes.chair_name,
            )
    if not (MODERATED.search(text) or SPOKE.search(text)):
        return
    moderators, speakers = who_acts(minutes)
    for pattern, known in ((MODERATED, moderators), (SPOKE, [*speakers, *moderators])):
        for found in pattern.finditer(text):
            name = next(filter(None, found.groups()))
            if known and not _known(name, [*known, minutes.chair_name]):
                yield _("Teks menyebut «%(text)s», sedangkan yang tercatat: %(names)s.", text=found[0], names="; ".join(known))


def who_acts(minutes: Minutes) -> tuple[list[str], list[str]]:
    """The lines that name the moderators, and those that name the speakers, of the items and around them."""
    moderators, speakers = map(list, around_the_rundown(minutes))
    for line in (line.strip() for item in minutes.items for line in item.speakers.splitlines()):
        if line:
            (moderators if line.lower().endswith(MODERATOR) else speakers).append(line)
    return list(dict.fromkeys(moderators)), list(dict.fromkeys(speakers))


def _known(name: str, lines: Sequence[str]) -> bool:
    words = [word for word in sort_key(name).split() if len(word) > 2]
    if not words or words[0] in OFFICES or bare_words(name).split()[0] in OFFICES:
        return True
    held = " ".join(sort_key(line) + " " + bare_words(line) for line in lines).split()
    return any(word in held for word in words)


def _names(text: str, chair: str, position: str) -> bool:
    """Does a text name the chair: by a word of the name that is long enough to tell people apart, or by the whole office?"""
    words = [word for word in sort_key(chair).split() if len(word) > 2]
    held, office = sort_key(text), bare_words(position)
    by_office = bool(office) and re.search(rf"(?<!wakil )\b{re.escape(office)}\b", bare_words(text)) is not None
    return by_office or not words or any(word in held for word in words)
