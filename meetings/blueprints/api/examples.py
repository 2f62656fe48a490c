"""What each call sends and gets, by shape; a test holds the examples against the shapes."""

from typing import Any

from meetings.domain.checkin.badge_contract import BadgeRequest, Face, FaceRequest, PrintedBadge
from meetings.domain.checkin.beside_contract import Handled, HandledScans, Serving, SignatureResults, Signatures
from meetings.domain.checkin.contract import Check, Checked, Pairing, PairRequest, Released, Results, Roster, Scans
from meetings.domain.checkin.walk_in_contract import WalkInResults, WalkIns

_MEETING = {"id": "k3v9x2m7q0t5w8ab", "title": "Rapat Kerja Daerah", "timezone": "Asia/Makassar"}
_SESSION = {
    "id": "p1d6h4n8s2c7f0zz",
    "title": "Pleno I",
    "room": "Aula Utama",
    "starts_at": "2026-12-01T00:30:00Z",
    "ends_at": "2026-12-01T04:00:00Z",
    "checkin_opens_at": "2026-11-30T23:30:00Z",
    "checkin_closes_at": "2026-12-01T04:30:00Z",
}
_PERSON = {
    "id": "r8j2b5y1e6g3u9kk",
    "name": "Dr. Siti Rahma, M.Si.",
    "position": "Kepala Dinas",
    "organisation": "Dinas Kesehatan",
    "category": "Kepala OPD",
    "colour": "#0b5d8f",
    "representing": None,
}
_SCAN = {
    "id": "3f0c0c9e-7a1b-4c1e-9a53-0f6cf6e3b1aa",
    "code": "HTTPS://RAPAT.EXAMPLE.GO.ID/P/M1ABCDEFGHJKMNPQRSTVWXYZ0123X",
    "session": _SESSION["id"],
    "direction": "in",
    "scanned_at": "2026-12-01T00:12:07.250Z",
    "offline": False,
    "method": "qr",
    "force": False,
}
_TYPED = {"name": "Drs. Budi Santoso", "position": "Sekretaris", "organisation": "Dinas Sosial", "category": "c5n8q1t4v7x0z3bb"}
_WALK_IN = {
    "id": "c4f1f6f2-27a3-4a53-8d0e-6f3d6a1b9e10",
    **_TYPED,
    "session": _SESSION["id"],
    "scanned_at": "2026-12-01T00:12:07.250Z",
    "offline": False,
    "apart": [],
}
_COUNTS = {"session": _SESSION["id"], "expected": 250, "present": 118}
_UNKNOWN_ID = "9b1d7a52-6a0e-4f4e-8a51-2f0f4f1f7c11"

EXAMPLES: dict[type, Any] = {
    PairRequest: {"code": "7KQ2M-9XW4T", "name": "Meja 1"},
    Pairing: {
        "token": "mZk0m3Jw1yq3x9T2kq7vH4sD8pLr5bNc",
        "device": {"id": "d4w7z1a9l5x2v8oo", "name": "Meja 1", "gate": "Pintu A"},
        "meeting": _MEETING,
    },
    Check: {"checks": {"camera": "good", "torch": "watch", "sound": "good", "copy": "good", "clock": "good"}},
    Checked: {"device": "d4w7z1a9l5x2v8oo", "checked_at": "2026-11-30T08:10:00Z", "ready": True},
    Handled: {"scans": ["0d0c1f2e-6d1b-4b8e-9f1a-3a5b7c9d1e2f"]},
    HandledScans: {"scans": ["0d0c1f2e-6d1b-4b8e-9f1a-3a5b7c9d1e2f"]},
    Signatures: {
        "signatures": [
            {
                "scan": "0d0c1f2e-6d1b-4b8e-9f1a-3a5b7c9d1e2f",
                "strokes": "M20 60l30 -40 20 55 30 -45 25 20",
                "signed_at": "2026-12-01T00:05:58Z",
            }
        ]
    },
    SignatureResults: {"results": [{"scan": "0d0c1f2e-6d1b-4b8e-9f1a-3a5b7c9d1e2f", "status": "kept"}]},
    Serving: {
        "serving": [{"device": {"id": "d4w7z1a9l5x2v8oo", "name": "Meja 1", "gate": "Pintu A"}, "meeting": _MEETING}],
        "server_time": "2026-12-01T00:10:00Z",
    },
    Released: {"device": "d4w7z1a9l5x2v8oo"},
    Roster: {
        "cursor": "eJyrVspMUbJSMjQyNlHSUUrOLy1RslJKSsxLTVGqBQA",
        "server_time": "2026-12-01T00:10:00Z",
        "salt": "5f2b8c1d9e3a4f60718293a4b5c6d7e8",
        "sessions": [_SESSION],
        "participants": [
            {
                **_PERSON,
                "code_hash": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                "status": "confirmed",
                "sessions": None,
                "attended": {_SESSION["id"]: "2026-12-01T00:05:41Z"},
                "notes": "Kursi A1",
            }
        ],
        "walk_ins": {"categories": [{"id": "c5n8q1t4v7x0z3bb", "name": "Undangan lain", "left": 12}]},
        "removed": [],
        "revoked": ["9a78695a4b3c2d1e0f1e2d3c4b5a6978"],
    },
    Scans: {"scans": [_SCAN, {**_SCAN, "id": _UNKNOWN_ID, "code": "salah"}]},
    Results: {
        "results": [
            {
                "id": _SCAN["id"],
                "status": "already",
                "reason": None,
                "participant": {**_PERSON, "notes": "Kursi A1"},
                "first": {"at": "2026-12-01T00:05:41Z", "gate": "Pintu A", "by": "Meja 1"},
            },
            {"id": _UNKNOWN_ID, "status": "refused", "reason": "unknown", "participant": None, "first": None},
        ],
        "counts": _COUNTS,
        "server_time": "2026-12-01T00:12:07.310Z",
    },
    BadgeRequest: {"participant": _PERSON["id"], "code": _SCAN["code"]},
    PrintedBadge: {"picture": "iVBORw0KGgo=", "width": 85.6, "height": 54, "printed": 1},
    FaceRequest: {"participant": _PERSON["id"]},
    Face: {"picture": "/9j/4AAQSkZJRg=="},
    WalkIns: {"walk_ins": [_WALK_IN]},
    WalkInResults: {
        "results": [
            {
                "id": _WALK_IN["id"],
                "status": "refused",
                "reason": "similar",
                "participant": None,
                "first": None,
                "typed": _TYPED,
                "similar": [_PERSON["id"]],
            },
        ],
        "counts": _COUNTS,
        "server_time": "2026-12-01T00:12:07.310Z",
    },
}
