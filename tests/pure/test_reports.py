"""Delivery reports: who was given up on, and what is none."""

import pytest

from meetings.channels.bounces import Bounce, read_report
from meetings.mailserver import read_mailbox
from tests.support.imap import ordinary_mail, report


def test_a_report_names_mail_recipient_and_reason() -> None:
    found = read_report(report("<abc@rapat.example>", "Budi@Example.go.id", words="User  unknown"))

    assert found == [Bounce("<abc@rapat.example>", "budi@example.go.id", "5.1.1 550 5.1.1 User unknown")]


@pytest.mark.parametrize(
    "mail",
    [
        report("<abc@x>", "budi@example.go.id", action="delayed", status="4.4.1"),
        report("<abc@x>", "budi@example.go.id").replace(b"Message-ID", b"X-Lain"),
        report("<abc@x>", "budi@example.go.id").replace(b"message/delivery-status", b"text/plain"),
        ordinary_mail(),
        b"",
        b"\xff\xfe rusak",
    ],
)
def test_a_delay_and_what_is_no_report_give_up_on_nobody(mail: bytes) -> None:
    assert read_report(mail) == []


def test_a_report_whose_quoted_mail_is_cut_off_is_read() -> None:
    whole = report("<abc@x>", "budi@example.go.id")

    assert len(read_report(whole[: whole.index(b"Subject: Undangan\r\n\r\nIsi")])) == 1


def test_the_address_of_a_mailbox_says_how_it_is_reached() -> None:
    box = read_mailbox("imaps://rapat:r%40hasia@imap.example.go.id/Kembali")

    assert (box.port, box.tls, box.folder, box.password) == (993, "ssl", "Kembali", "r@hasia")
    assert read_mailbox("imap://a:b@imap.example.go.id").tls == "starttls"
