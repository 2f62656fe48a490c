"""What somebody chose of an attendance list on paper: whom it names, in which order, in which columns, who signs."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from meetings.documents.pdf.attendance_list import Shape
from meetings.domain.attendance.listing import ORDERS, Filters
from meetings.domain.documents.freezing import thaw
from meetings.domain.people import officials_for
from meetings.extensions import db
from meetings.models import Participant, Person, Session, standing

NOBODY = "-"  # in place of a signer: the list bears no block
CHOSEN = "x-"  # begins the key of a list with anything but the usual choices


@dataclass(frozen=True, slots=True)
class Form:
    """Which of the papers about a session: ``blank`` is to be signed, else it records who came; ``wide``: landscape; ``with_nip``: for
    eyes that may see personal numbers.

    order: a key of `ORDERS`. only_present: leaves out who did not come. institution: only its people. size: of the sheet, where it is not the
    meeting's. signer: id of an official, `NOBODY`, or empty for the chair. The others: see `Shape`; a blank list always has room for pens.
    """

    blank: bool = False
    wide: bool = False
    with_nip: bool = False
    order: str = "protocol"
    only_present: bool = False
    institution: str = ""
    position: str = "own"
    show_institution: bool = True
    recorded: bool = True
    remark: bool = True
    signing: str = ""
    size: str = ""
    signer: str = ""

    @property
    def key(self) -> str:
        """As documents name it: ``filled``, ``blank-wide-nip``; with other choices a name made of them."""
        if self == Form(self.blank, self.wide, self.with_nip):
            parts = ["blank" if self.blank else "filled", "wide" if self.wide else "", "nip" if self.with_nip else ""]
            return "-".join(part for part in parts if part)
        told = json.dumps(self.content, sort_keys=True).encode()
        return CHOSEN + hashlib.sha256(told).hexdigest()[:18]

    @property
    def content(self) -> dict[str, Any]:
        """As the document keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, key: str, content: Mapping[str, Any]) -> "Form":
        """The form with this key and content."""
        if content:
            form: Form = thaw(Form, dict(content))
            return form
        parts = key.split("-")
        return cls(parts[0] == "blank", "wide" in parts, "nip" in parts)

    @property
    def filters(self) -> Filters:
        """Whom it lists, in which order; nobody has arrived on a list that is to be signed."""
        order = self.order if self.order in ORDERS and not (self.blank and self.order == "arrival") else "protocol"
        present = "present" if self.only_present and not self.blank else ""
        return Filters(presence=present, institution=self.institution, order=order)

    @property
    def shape(self) -> Shape:
        """Its columns."""
        told = {"position": self.position, "institution": self.show_institution and not self.institution, "signing": self.signing}
        if self.blank:
            told |= {"recorded": False, "remark": False, "signing": self.signing or "staggered"}
        else:
            told |= {"recorded": self.recorded, "remark": self.remark}
        shape: Shape = thaw(Shape, told)
        return shape


def institutions_of(session: Session) -> list[str]:
    """The institutions of the session's attendance list, by name; one statement."""
    name = Participant.institution
    listed = sa.select(name).where(Participant.meeting_id == session.meeting_id, standing.on_the_list_of(session), name != "")
    return sorted(db.session.scalars(listed.distinct()), key=str.casefold)


def signers_for(session: Session) -> list[Person]:
    """The officials who may sign the session's list."""
    return list(officials_for(session.meeting.organisation))


def signer_of(session: Session, form: Form) -> dict[str, Any]:
    """Who signs, as plain data of a signatory; empty for nobody."""
    if form.signer == NOBODY:
        return {}
    if form.signer:
        return {"official": form.signer}
    return {"position": "Pimpinan Rapat", **session.chair_signer}
