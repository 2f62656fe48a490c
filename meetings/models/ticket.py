"""Which forms were taken."""

from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Hash, Model, Moment, Text


class FormTicket(Model):
    """A form that made something: taken once with each content. Neither what was typed nor by whom can be read from it."""

    __tablename__ = "form_ticket"
    content_hash: Mapped[Hash] = mapped_column(primary_key=True)  # of the form with all that was typed into it
    form_hash: Mapped[Hash] = mapped_column(index=True)  # of the ticket and the person who was given it
    led_to: Mapped[Text]  # the address (a path) of what it made
    created_at: Mapped[Moment] = mapped_column(index=True)
