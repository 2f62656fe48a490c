"""The unit tests of the TypeScript, and that its vectors are what the service makes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from meetings import passcode

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "frontend/scanner/tests/passcodes.json"


def test_scanner_vectors_come_from_the_service() -> None:
    vectors = json.loads(VECTORS.read_text())

    for row in vectors["passes"]:
        assert passcode.read_code(row["code"]) == row["code"]
        assert passcode.roster_hash(vectors["salt"], row["code"]) == row["hash"]
    assert [row["code"] for row in vectors["passes"]] == [
        passcode.derive_code(b"k" * 32, f"pass-{n}") for n in range(len(vectors["passes"]))
    ]


def test_unit_tests_of_the_front_end() -> None:
    path = os.pathsep.join((os.environ["PATH"], str(Path(sys.executable).parent)))
    node = shutil.which("node", path=path)
    assert node, "Node is missing: make setup"

    run = subprocess.run([node, "frontend/test.mjs"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)

    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
