"""Pictures of the text: taken in from the editor, shown to who may read those minutes."""

import io

from flask import Response, jsonify, request, send_file
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.minutes import bp
from meetings.documents.pdf.engine import image_type
from meetings.domain import minutes
from meetings.domain.minutes.pictures import LARGEST, add_picture, get_picture
from meetings.errors import InvalidInput
from meetings.storage import storage
from meetings.web import current_actor
from meetings.web.reading import find_minutes, may_see_drafts
from meetings.web.saving import attempt


@bp.post("/<minutes_id>/gambar", endpoint="add_picture")
def add(meeting_id: str, minutes_id: str) -> Response:
    """Keep a picture for the text and answer its id, for the editor's script."""
    found = find_minutes(minutes_id)
    with attempt() as made:
        sent = request.files.get("picture")
        if sent is None:
            raise InvalidInput(_("Pilih gambarnya dahulu."), field="picture")
        row = add_picture(found, sent.read(LARGEST + 1), current_actor(), clock.now())
    if made.refusal is None:
        return jsonify(id=row.id)
    answer = jsonify(code=made.refusal.code, message=made.refusal.message, field=made.refusal.field)
    answer.status_code = made.refusal.status
    return answer


@bp.get("/<minutes_id>/gambar/<picture_id>")
def picture(meeting_id: str, minutes_id: str, picture_id: str) -> Response:
    """One picture. Who reads only what was issued sees what these minutes were issued with, and nothing else."""
    found = find_minutes(minutes_id)
    paper = None if may_see_drafts() or found.document is None else minutes.frozen_minutes(found.document)
    data = storage.get(get_picture(found, picture_id, paper=paper).storage_key)
    answer = send_file(io.BytesIO(data), mimetype=image_type(data))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
