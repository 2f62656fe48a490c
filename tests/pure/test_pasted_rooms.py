"""Texts that virtual rooms are forwarded with, as they are pasted."""

import pytest

from meetings.domain.online.pasted import read_invitation
from meetings.enums import LinkProvider as L

ZOOM_ID = """Sekretariat Daerah mengundang Anda ke rapat Zoom yang terjadwal.

Topik: Rakornas Percepatan RB
Waktu: 28 Sep 2022 09:00 AM Jakarta

Gabung Rapat Zoom
https://us02web.zoom.us/j/81234567890?pwd=aGVsbG8.1

ID Rapat: 812 3456 7890
Kode Sandi: RB2022

Temukan nomor lokal Anda: https://us02web.zoom.us/u/kdGhXYZ
"""
ZOOM_EN = (
    "Find your local number: https://zoom.us/u/abc\nJoin Zoom Meeting\nhttps://zoom.us/j/99\nMeeting ID: 99\r\nPasscode: 1 2\r\n"
)
MEET = "Rapat mingguan\nSenin, 3 Oktober · 09.00\nInfo bergabung dengan Google Meet\nLink panggilan video: https://meet.google.com/abc-defg-hij\nAtau telepon: \u202a(ID) +62 21 1 PIN: \u202a9#"
TEAMS = """________________
Rapat Microsoft Teams
Bergabung: https://teams.microsoft.com/l/meetup-join/19%3ameeting_X%40thread.v2/0?context=%7b%7d
ID Rapat: 412 345 678 90
Kode sandi: aB3xYz
Perlu bantuan? <https://aka.ms/JoinTeamsMeeting> | Opsi: https://teams.microsoft.com/meetingOptions/?x=1
"""
WEBEX = "Meeting link: https://pemda.webex.com/pemda/j.php?MTID=m1\nMeeting number (access code): 2551 234 5678\nMeeting password: RaKer2026\n"
JITSI = "Klik untuk bergabung: https://meet.jit.si/RakerdaBogor."
OWN = "Ruang kami: (https://vicon.kotabogor.go.id/r/7)"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (ZOOM_ID, (L.ZOOM, "https://us02web.zoom.us/j/81234567890?pwd=aGVsbG8.1", "812 3456 7890", "RB2022")),
        (ZOOM_EN, (L.ZOOM, "https://zoom.us/j/99", "99", "1 2")),
        (MEET, (L.MEET, "https://meet.google.com/abc-defg-hij", "abc-defg-hij", "")),
        (
            TEAMS,
            (
                L.TEAMS,
                "https://teams.microsoft.com/l/meetup-join/19%3ameeting_X%40thread.v2/0?context=%7b%7d",
                "412 345 678 90",
                "aB3xYz",
            ),
        ),
        (WEBEX, (L.WEBEX, "https://pemda.webex.com/pemda/j.php?MTID=m1", "2551 234 5678", "RaKer2026")),
        (JITSI, (L.JITSI, "https://meet.jit.si/RakerdaBogor", "", "")),
        ("Siaran: https://youtu.be/xyz", (L.YOUTUBE, "https://youtu.be/xyz", "", "")),
        (OWN, (L.OTHER, "https://vicon.kotabogor.go.id/r/7", "", "")),
    ],
)
def test_the_room_its_number_and_its_code_are_read(text, read):
    found = read_invitation(text)

    assert found is not None and (found.provider, found.url, found.meeting_code, found.passcode) == read


@pytest.mark.parametrize("text", ["", "ID Rapat: 1", "http://zoom.us/j/1", "javascript:alert(1)"])
def test_without_an_address_there_is_no_room(text):
    assert read_invitation(text) is None
