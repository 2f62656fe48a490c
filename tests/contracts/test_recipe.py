"""What the developer's guide says of adding a field is done here, in a copy of the project, and works."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.sources import ROOT

# What the committee does with the new field. It runs in the copy, in a process of its own.
SCRIPT = """
import os
from pathlib import Path
from flask_migrate import check, migrate, upgrade
from tests.support.databases import make_app
from meetings import clock
from meetings.domain.audit.reading import list_entries, read_entry
from meetings.extensions import db
from meetings.models import Meeting
folder = Path(os.environ["FOLDER"])
app = make_app(folder, f"sqlite:///{folder}/one.sqlite3")
with app.app_context():
    upgrade()
    migrate(message="meeting motto")
    upgrade()
    check()
    from tests.factories.whole import make_whole_meeting
    from tests.support.client import signed_in
    from tests.support.html_forms import post_forms
    whole = make_whole_meeting(people=1, rows=1)
    meeting, client = whole.meeting, signed_in(app, whole.administrator)
    address = f"/kegiatan/{meeting.id}/ubah"
    form = next(form for form in post_forms(app, address, client.get(address).text) if "motto" in form.values)
    too_long, saved = (client.post(address, data={**form.values.to_dict(flat=False), "motto": text}) for text in ("x" * 301, "Satu data"))
    print(too_long.status_code, saved.status_code, db.session.get_one(Meeting, meeting.id, populate_existing=True).motto)
    print("Satu data" in client.get(f"/kegiatan/{meeting.id}").text)
    print([read_entry(entry) for entry in list_entries(db.true(), page=1).items][0])
"""


def recipe() -> list[tuple[str, str, str]]:
    """(file, words of the line above, what is added) in the guide's order."""
    text = (ROOT / "docs/developer.md").read_text()
    block = re.search(r"^### A new field.*?^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block
    steps = re.findall(r"^# (\S+), below: (.+)\n((?:(?!# ).*\n)+)", block[1], re.MULTILINE)
    assert len(steps) > 4
    return steps


def test_the_recipe_for_a_new_field_works(tmp_path: Path) -> None:
    for name in ("meetings", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name, above, added in recipe():
        path = tmp_path / name
        lines = path.read_text().splitlines(keepends=True)
        [place] = [number for number, line in enumerate(lines) if above in line]
        lines.insert(place + 1, added)
        path.write_text("".join(lines))

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "FOLDER": str(tmp_path / "instance")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    told = done.stdout.splitlines()
    assert told[-3:-1] == ["422 302 Satu data", "True"]
    assert "Semboyan" in told[-1] and "Satu data" in told[-1], "the audit trail says it by its label"
