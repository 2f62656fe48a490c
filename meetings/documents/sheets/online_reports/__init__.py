"""Attendance reports of Zoom, Teams, Meet and Webex: who was there, when, and for how long. Pure: bytes in, people and questions out."""

from meetings.documents.sheets.online_reports.connections import Reading
from meetings.documents.sheets.online_reports.people import Attendee, Fault, Faulty
from meetings.documents.sheets.online_reports.reading import Ask, Question, Report, open_report, read_report
from meetings.documents.sheets.online_reports.shapes import Column, Shape
from meetings.documents.sheets.online_reports.times import Order

__all__ = [
    "Ask",
    "Attendee",
    "Column",
    "Fault",
    "Faulty",
    "Order",
    "Question",
    "Reading",
    "Report",
    "Shape",
    "open_report",
    "read_report",
]
