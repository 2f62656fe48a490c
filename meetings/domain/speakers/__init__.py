"""Speakers and moderators of a meeting."""

from meetings.domain.speakers.editing import add_speaker, change_speaker, move_speaker, remove_speaker
from meetings.domain.speakers.queries import get_speaker, list_speakers

__all__ = ["add_speaker", "change_speaker", "get_speaker", "list_speakers", "move_speaker", "remove_speaker"]
