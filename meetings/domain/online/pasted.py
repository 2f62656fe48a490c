"""The text that Zoom, Meet, Teams, Webex or Jitsi gives to be forwarded: which room, by which number and code."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from meetings.domain.online.editing import provider_of
from meetings.enums import LinkProvider

_ADDRESS = re.compile(r"https://[^\s<>\"']+", re.IGNORECASE)
_BESIDE = re.compile(r"^/(?:u|skype|w|rec|test|download)/|/dialin|/legal|meetingoptions|/helpcenter|/learn", re.IGNORECASE)
_LABEL = r"(?im)^[^\S\n]*(?:{})[^\S\n]*(?:\([^)\n]*\))?[^\S\n]*[:：][^\S\n]*(\S[^\n]*?)[^\S\n]*$"
_NUMBER = re.compile(
    _LABEL.format(
        r"ID rapat|meeting ID|webinar ID|ID webinar|meeting number|nomor rapat|nomor pertemuan|ID pertemuan|access code"
    )
)
_CODE = re.compile(
    _LABEL.format(r"kode sandi|kata sandi(?: rapat)?|passcode|password|meeting password|sandi|kode akses|webinar passcode")
)
_MEET = re.compile(r"^/([a-z]{3}-[a-z]{4}-[a-z]{3})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PastedRoom:
    """What a forwarded text says of a virtual room; texts may be empty."""

    provider: LinkProvider
    url: str
    meeting_code: str
    passcode: str


def read_invitation(text: str) -> PastedRoom | None:
    """The room that such a text leads to; None where it holds no address. Of several addresses the first counts that a known provider's rooms
    have, and that is none of those beside it (dial-in numbers, help, options)."""
    addresses = [found.group().rstrip(".,;:!?)]}>*_") for found in _ADDRESS.finditer(text)]
    known = [
        each for each in addresses if provider_of(each) is not LinkProvider.OTHER and not _BESIDE.search(urlsplit(each).path)
    ]
    url = next(iter([*known, *addresses]), None)
    if url is None:
        return None
    provider = provider_of(url)
    meet = _MEET.match(urlsplit(url).path) if provider is LinkProvider.MEET else None
    number, code = _NUMBER.search(text), _CODE.search(text)
    return PastedRoom(
        provider=provider,
        url=url,
        meeting_code=(meet.group(1) if meet else number.group(1) if number else "")[:80],
        passcode=(code.group(1) if code else "")[:80],
    )
