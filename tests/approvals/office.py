"""A house whose letters are initialled and approved."""

from dataclasses import replace

from meetings import clock
from meetings.domain import approvals, letters
from meetings.domain.audit import Actor
from meetings.domain.letters.editing import COPIED
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Approval, User
from tests.factories import make_letter, make_meeting, make_membership, make_participant, make_user


def actor(user: User) -> Actor:
    return Actor("user", user.id, user.name)


class Office:
    """A house whose letters a secretary initials, then a named person, before its head approves them."""

    def __init__(self) -> None:
        self.meeting = make_meeting()
        self.house = self.meeting.organisation
        self.writer, self.secretary = self.officer("Penyusun", Role.COMMITTEE), self.officer("Sekretaris", Role.SECRETARY)
        self.named, self.head = self.officer("Kabag", Role.SECRETARY), self.officer("Kepala", Role.APPROVER)
        self.house.approvals = {"letter": [{"role": "secretary"}, {"user": self.named.id}, {"role": "approver"}]}
        self.letter = make_letter(self.meeting)
        make_participant(self.meeting, "Tamu", email="tamu@example.go.id")
        db.session.commit()

    def officer(self, name: str, role: Role) -> User:
        user = make_user(name)
        make_membership(user, self.house, role)
        return user

    @property
    def round(self) -> Approval:
        found = letters.approval_for(self.letter)
        assert found is not None
        return found

    def submit(self, by: User | None = None) -> Approval:
        made = letters.submit_letter(self.letter, actor(by or self.writer), clock.now())
        db.session.commit()
        return made

    def agree(self, by: User, seen: str | None = None) -> None:
        at = clock.now()
        paper = letters.as_paper(self.letter, at)
        approvals.agree(self.round, paper, actor(by), at, seen=paper.digest if seen is None else seen)
        db.session.commit()

    def send_back(self, by: User, note: str = "Salah nama") -> None:
        at = clock.now()
        approvals.send_back(self.round, letters.as_paper(self.letter, at), note, actor(by), at)
        db.session.commit()

    def change(self, by: User, **values: str) -> None:
        now = letters.Wording(**{name: getattr(self.letter, name) for name in COPIED})
        letters.change_letter(self.letter, replace(now, **values), actor(by), clock.now())
        db.session.commit()

    def waiting(self, user: User) -> list[str]:
        return [each.about_id for each in approvals.papers_waiting(user.id)]


def approved(office: Office) -> Office:
    office.submit()
    for each in (office.secretary, office.named, office.head):
        office.agree(each)
    return office
