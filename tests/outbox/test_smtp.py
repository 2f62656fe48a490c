"""The message on the wire: headers exact, nothing injected, the server's answers understood."""

import email
import email.policy
import smtplib
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest

from meetings.channels import smtp
from meetings.mailserver import read_address
from tests.support.mail import Inbox
from tests.support.ports import free_port

AT = datetime(2026, 4, 30, 2, 0, tzinfo=UTC)


def _mail(**values: object) -> smtp.Mail:
    defaults = {
        "sender": '"Panitia, Rakerda" <rapat@bogor.example>',
        "recipient_name": "Budi",
        "recipient": "budi@example.go.id",
        "subject": "Undangan",
        "text": "Isi\n",
        "message_id": "<satu@bogor.example>",
        "date": AT,
    }
    return smtp.Mail(**{**defaults, **values})


def _read(mail: smtp.Mail):
    data = smtp.build_message(mail)
    assert max(len(line) for line in data.splitlines()) <= 998
    assert data.isascii()
    return email.message_from_bytes(data, policy=email.policy.default)


def _displayed(mail: smtp.Mail, header: str) -> str:
    """The name in an address header as mail programs join its encoded words (Python's own parser puts blanks between them)."""
    raw = email.message_from_bytes(smtp.build_message(mail))[header]
    name, _address = parseaddr(raw.replace("\r\n", ""))
    return str(make_header(decode_header(name)))


def test_hostile_names_arrive_exactly(hostile):
    text = f"Yth. {hostile}\n"
    mail = _mail(
        recipient_name=hostile,
        subject=f"Undangan {hostile}",
        text=text,
        html=f"<p>{hostile}</p>",
        attachments=(smtp.Attachment(f"{hostile[:60]}.pdf", "application/pdf", b"%PDF"),),
    )
    read = _read(mail)

    assert [address.addr_spec for address in read["To"].addresses] == ["budi@example.go.id"]
    assert _displayed(mail, "To") == hostile
    assert read["Subject"] == f"Undangan {hostile}"
    assert read.get_body(("plain",)).get_content().replace("\r\n", "\n") == text
    assert read.get_body(("html",)).get_content().strip() == f"<p>{hostile}</p>"
    assert next(read.iter_attachments()).get_filename() == f"{hostile[:60]}.pdf"


def test_the_headers_of_a_machine_letter():
    read = _read(_mail(reply_to="panitia@example.go.id"))

    assert read["From"].addresses[0].display_name == "Panitia, Rakerda"
    assert read["Reply-To"].addresses[0].addr_spec == "panitia@example.go.id"
    assert read["Message-ID"] == "<satu@bogor.example>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Date"].datetime == AT


@pytest.mark.parametrize("field", ["subject", "recipient_name", "recipient", "reply_to", "message_id"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_no_header_can_be_injected(field, end):
    value = f"x@example.go.id{end}Bcc: semua@example.org" if field != "subject" else f"Halo{end}Bcc: semua@example.org"
    try:
        data = smtp.build_message(_mail(**{field: value}))
    except smtp.Refused:
        return
    assert email.message_from_bytes(data, policy=email.policy.default)["Bcc"] is None


def test_addresses_of_other_scripts():
    assert _read(_mail(recipient="budi@münchen.example"))["To"].addresses[0].domain == "xn--mnchen-3ya.example"
    with pytest.raises(smtp.Refused):
        smtp.build_message(_mail(recipient="بدي@example.go.id"))
    with pytest.raises(smtp.Refused):
        smtp.build_message(_mail(recipient="tanpa-at"))


def test_the_calendar_part_says_its_method():
    attachment = smtp.Attachment(
        "undangan.ics", "text/calendar; method=PUBLISH; charset=utf-8", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    )
    part = next(_read(_mail(attachments=(attachment,))).iter_attachments())

    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "PUBLISH"
    assert part.get_payload(decode=True) == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def inbox():
    made = Inbox().start()
    yield made
    made.stop()


def test_one_connection_carries_many_messages(inbox):
    with smtp.Connection(inbox.url) as connection:
        for _ in range(5):
            connection.send(_mail(), lambda: True)

    assert (len(inbox.messages), inbox.connections) == (5, 1)


@pytest.mark.parametrize(
    ("answer", "error"), [("550 tidak dikenal", smtp.Refused), ("451 coba nanti", smtp.TryLater), ("421 tutup", smtp.TryLater)]
)
def test_a_refused_recipient_leaves_nothing_and_the_next_goes_on(inbox, answer, error):
    inbox.answers["budi@example.go.id"] = answer
    began = []
    with smtp.Connection(inbox.url) as connection:
        with pytest.raises(error):
            connection.send(_mail(), lambda: began.append(1) or True)
        connection.send(_mail(recipient="siti@example.go.id"), lambda: True)

    assert began == [] and inbox.recipients == ["siti@example.go.id"]


@pytest.mark.parametrize(("answer", "error"), [("554 isi ditolak", smtp.Refused), ("452 penuh", smtp.TryLater)])
def test_a_refused_body_is_certain_too(inbox, answer, error):
    inbox.data_answers["budi@example.go.id"] = answer
    with smtp.Connection(inbox.url) as connection, pytest.raises(error):
        connection.send(_mail(), lambda: True)


def test_a_refused_sender_is_no_fault_of_the_message(inbox):
    inbox.sender_answer = "553 bukan alamat Anda"
    with smtp.Connection(inbox.url) as connection:
        with pytest.raises(smtp.ServerDown, match="rapat@bogor.example: 553 bukan alamat Anda"):
            connection.send(_mail(), lambda: True)
        with pytest.raises(smtp.ServerDown, match="MEETINGS_MAIL_FROM"):
            connection.send(_mail(sender="Panitia"), lambda: True)


@pytest.mark.parametrize("answer", [(-1, b""), (354, b"lagi")])
def test_an_answer_nobody_understands_after_the_body_is_uncertain(inbox, monkeypatch, answer):
    monkeypatch.setattr(smtplib.SMTP, "data", lambda self, message: answer)
    with smtp.Connection(inbox.url) as connection, pytest.raises(smtp.Uncertain):
        connection.send(_mail(), lambda: True)


def test_a_wrong_address_for_replies_keeps_no_letter_back():
    assert _read(_mail(reply_to="bukan alamat"))["Reply-To"] is None


def test_a_lost_claim_sends_nothing(inbox):
    with smtp.Connection(inbox.url) as connection, pytest.raises(smtp.ClaimLost):
        connection.send(_mail(), lambda: False)
    assert inbox.messages == []


def test_nobody_listening_is_a_server_that_is_down():
    with smtp.Connection(f"smtp://127.0.0.1:{free_port()}?tls=none") as connection, pytest.raises(smtp.ServerDown):
        connection.send(_mail(), lambda: True)


def test_the_default_encryption_follows_port_and_host():
    def tls(url: str) -> tuple[str, int]:
        server = read_address(url)
        return server.tls, server.port

    assert tls("smtp://mail.go.id") == ("starttls", 587)
    assert tls("smtp://mail.go.id:465") == ("ssl", 465)
    assert tls("smtp://mail.go.id:2525?tls=none") == ("none", 2525)
    assert tls("smtp://localhost:1025") == ("none", 1025)
