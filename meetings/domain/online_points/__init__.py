"""Rooms from which institutions join: one account on the screen and many people in front of it, each of them present by name."""

from meetings.domain.online_points.arriving import Proof, Reported, report_arrival
from meetings.domain.online_points.judging import accept_arrival, refuse_arrival
from meetings.domain.online_points.rooms import PointDetails, change_point, register_point, remove_point

__all__ = [
    "PointDetails",
    "Proof",
    "Reported",
    "accept_arrival",
    "change_point",
    "refuse_arrival",
    "register_point",
    "remove_point",
    "report_arrival",
]
