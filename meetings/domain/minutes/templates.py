"""Which items a draft gets beside those of the rundown, by the kind of meeting: as an organisation says, else the ones above it, else as built in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.audit.changes import apply_changes
from meetings.enums import MeetingKind
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Organisation
from meetings.models.base import hold
from meetings.writing.reading import listed_lines, unnumbered

MOST = 20
LONGEST = 300  # characters of a title, as of MinutesItem.title
MOST_TYPED = MOST * (LONGEST + 2)
# In Indonesian like the rundowns of domain/agenda/defaults.py. Sessions of large meetings have what they agree upon in their rundown.
BUILT_IN: dict[MeetingKind, tuple[str, ...]] = {
    MeetingKind.RAKERDA: (),
    MeetingKind.RAKOR: ("Arahan pimpinan", "Kesepakatan"),
    MeetingKind.RAKORNAS: (),
    MeetingKind.WORKING: ("Kesimpulan dan tindak lanjut",),
    MeetingKind.SOCIALISATION: ("Tanya jawab",),
    MeetingKind.VISIT: ("Temuan", "Rekomendasi"),
    MeetingKind.TRAINING: ("Rencana tindak lanjut",),
    MeetingKind.FGD: ("Pokok pikiran", "Rekomendasi"),
    MeetingKind.WORKSHOP: ("Hasil kerja kelompok", "Rencana tindak lanjut"),
}


@dataclass(frozen=True)
class Template:
    """The titles for one kind of meeting; ``of`` names who says so (empty: built in), ``above`` is what would hold without the
    organisation's own word, None where it has none."""

    titles: tuple[str, ...]
    of: str = ""
    above: "Template | None" = None


def templates_of(organisation: Organisation) -> dict[MeetingKind, Template]:
    """What holds in the organisation for each kind of meeting."""
    columns = Organisation.id, Organisation.name, Organisation.minutes_items
    rows = db.session.execute(
        sa.select(*columns).where(Organisation.id.in_(organisation.ancestor_ids)).order_by(Organisation.path)
    ).all()
    found = {kind: Template(titles) for kind, titles in BUILT_IN.items()}
    for identifier, name, said in rows:  # from the root down: the nearest has the last word
        for kind in MeetingKind:
            if kind.value in said:
                above = found[kind] if identifier == organisation.id else None
                found[kind] = Template(tuple(said[kind.value].splitlines()), name, above)
    return found


def added_titles(organisation: Organisation, kind: MeetingKind, rundown: Iterable[str]) -> list[str]:
    """The titles that a draft gets beside those of its ``rundown``, without those that it has already."""
    present = {_same(title) for title in unnumbered(list(rundown))}
    return [title for title in templates_of(organisation)[kind].titles if _same(title) not in present]


def choose_templates(organisation: Organisation, wanted: Mapping[MeetingKind, str], actor: Actor, at: datetime) -> None:
    """Set the titles, a line each, of some kinds for the organisation and the units below it that say nothing themselves. What says the
    same as the one above follows it again, nothing at all means no further items. Raises InvalidInput for too many or too long ones."""
    hold(organisation)
    now = templates_of(organisation)
    said = dict(organisation.minutes_items)
    for kind, text in wanted.items():
        titles = tuple(dict.fromkeys(unnumbered(listed_lines(text))))
        if now[kind].titles in (titles, tuple(text.splitlines())):
            continue
        if len(titles) > MOST:
            raise InvalidInput(_("Paling banyak %(most)d butir.", most=MOST), field=kind.value)
        if any(len(title) > LONGEST for title in titles):
            raise InvalidInput(_("Paling banyak %(max)d karakter.", max=LONGEST), field=kind.value)
        said.pop(kind.value, None)
        if titles != (now[kind].above or now[kind]).titles:
            said[kind.value] = "\n".join(titles)
    if changes := apply_changes(organisation, {"minutes_items": said}):
        record(
            actor,
            Action.ORGANISATION_CHANGED,
            at=at,
            organisation=organisation,
            target=organisation,
            target_name=organisation.name,
            changes=changes,
        )
        db.session.flush()


def _same(title: str) -> str:
    return " ".join(title.split()).casefold()
