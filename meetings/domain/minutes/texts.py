"""What the editor holds of one item of minutes, and how long it may be."""

from dataclasses import dataclass, field, replace
from datetime import date

from flask_babel import gettext as _

from meetings.domain.minutes.richtext import clean_html, depth
from meetings.errors import InvalidInput

LONGEST = 200_000  # characters of one rich text
LONGEST_LINES = 20_000  # of one decision, one action, the speakers of one item
MOST_NESTED = 20  # elements; lists that are nested much deeper cost the printer time without end


@dataclass(frozen=True)
class ActionText:
    """An action item as typed; ``id`` of the row it stands in, if it has one, ``origin`` of the task that it was when it was restored."""

    text: str
    institution: str = ""
    person: str = ""
    due_on: date | None = None
    id: str = ""
    origin: str = field(default="", compare=False)

    @property
    def is_blank(self) -> bool:
        """Nothing typed: the row is left out."""
        return not (self.text or self.institution or self.person or self.due_on)


@dataclass(frozen=True)
class ItemText:
    """What the editor holds of one item. ``discussion`` is HTML, cleaned here; ``speakers`` a line each."""

    title: str
    speakers: str = ""
    discussion: str = ""
    decisions: tuple[str, ...] = ()
    actions: tuple[ActionText, ...] = ()


def bare(text: ItemText) -> ItemText:
    """Without the empty lines that the editor offers."""
    return replace(
        text,
        discussion=clean_html(text.discussion),
        decisions=tuple(line for line in text.decisions if line),
        actions=tuple(each for each in text.actions if not each.is_blank),
    )


def check_item(text: ItemText) -> None:
    """Raise InvalidInput for what is beyond its limit."""
    for name, most, values in (
        ("title", 300, [text.title]),
        ("institution", 300, [each.institution for each in text.actions]),
        ("person", 300, [each.person for each in text.actions]),
        ("speakers", LONGEST_LINES, [text.speakers]),
        ("decision", LONGEST_LINES, text.decisions),
        ("action", LONGEST_LINES, [each.text for each in text.actions]),
    ):
        if any(len(value) > most for value in values):
            raise InvalidInput(_("Paling banyak %(max)d karakter.", max=most), field=name)
    check_rich(text.discussion, "discussion")


def check_rich(value: str, field: str) -> None:
    """Raise InvalidInput for a rich text that is too long or nested too deeply."""
    if len(value) > LONGEST:
        raise InvalidInput(_("Teks ini terlalu panjang (paling banyak 200.000 karakter)."), field=field)
    if depth(clean_html(value)) > MOST_NESTED:
        message = _(
            "Teks ini bersusun terlalu dalam (paling banyak %(most)d tingkat). Kurangi daftar di dalam daftar.", most=MOST_NESTED
        )
        raise InvalidInput(message, field=field)
