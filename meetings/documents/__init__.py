"""Plain data in, bytes out.

Every paper is a frozen dataclass (``InvitationLetter``, ``AttendanceList``, ``Minutes``) and one function
that turns it into a PDF. Nothing here knows the database, the web or who asked: whoever calls has already
decided what is printed, in which order and in which words.
"""
