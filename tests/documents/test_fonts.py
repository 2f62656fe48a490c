"""Names in any script are printed, and what no font has is known before anything is."""

from pathlib import Path

import pytest

from meetings.cli.doctor import fonts as doctor_fonts
from meetings.cli.doctor import machine
from meetings.documents.pdf import fonts

GLYPHS = (Path(__file__).parents[1] / "data/lists/21-glyphs.csv").read_text()
STRANGE = "\ue000\U0010ffff"  # for private use; never given to any letter


def test_names_in_hangul_rare_han_and_with_emoji_are_printed() -> None:
    assert fonts.unprintable(GLYPHS) == ""
    assert fonts.unprintable("Đoàn Ma’ruf ꦥꦿꦧꦸ محمّد ᬅᬓ᭄ᬱᬭ สมชาย Ünal – «Ω» \u200d\ufe0f\u00a0") == ""


def test_each_character_without_a_font_is_named_once_and_no_other() -> None:
    assert fonts.unprintable("Budi", f"김{STRANGE}민준", f"é{STRANGE[0]}") == STRANGE


@pytest.mark.parametrize(("lost", "said"), [("𠮷", "Han langka"), ("🎉", "emoji"), ("김", "Hangul")])
def test_the_doctor_says_which_script_would_be_boxes(monkeypatch: pytest.MonkeyPatch, lost: str, said: str) -> None:
    assert doctor_fonts.missing_scripts() == {}

    monkeypatch.setattr(doctor_fonts, "unprintable", lambda *texts: lost if any(lost in text for text in texts) else "")
    finding = machine._fonts()

    assert said in finding.text and "apt-get install fonts-" in finding.mend
