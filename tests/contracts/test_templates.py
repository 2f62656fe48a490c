"""Every template compiles; pages keep to the security policy and take their words from the catalogue."""

from pathlib import Path

import pytest
from flask import Flask

from meetings import create_app
from meetings.documents.pdf.engine import environment as environment_of_documents
from tests.support.databases import environment
from tests.support.templates import TEMPLATES, complaints


@pytest.fixture(scope="module")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("templates")
    return create_app(environment(folder, f"sqlite:///{folder}/none.sqlite3"))


def test_every_template_compiles(bare_app: Flask) -> None:
    names = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt")]

    assert names
    for name in names:
        room, _, rest = name.partition("/")
        if room == "documents":
            environment_of_documents().get_template(rest)
        else:
            bare_app.jinja_env.get_template(name)


def test_pages_have_no_inline_code_and_every_word_is_in_the_catalogue() -> None:
    found = [str(complaint) for complaint in complaints()]

    assert not found, "\n" + "\n".join(found)
