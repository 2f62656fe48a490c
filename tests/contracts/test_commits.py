"""A request commits in one place; whoever else does is named here, with the reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "meetings"
ENDS = {"commit", "rollback"}
THEIR_OWN = ROOT / "blueprints" / "api"  # calls of programs end their transactions themselves: a scan is urgent
# "<file>:<function>", and why it does not leave it to the request.
NAMED = {
    "web/saving.py:answered": "the place: what was not confirmed is taken back",
    "web/saving.py:_commit": "the place",
    "web/saving.py:attempt": "what a rule refused is taken back before the page is shown again",
    "web/downloads.py:_letting_go": "reads only: no connection is held while a block is fetched",
    "web/tickets.py:_overtaken": "of two requests with the same form one is taken back",
    "web/edits.py:validate": "a refused save lets go of the row it holds",
    "web/errors.py:_rule_said_no": "the page of an error shows what is stored",
    "web/errors.py:_http_error": "likewise",
    "web/errors.py:_database_away": "likewise",
    "web/errors.py:_unforeseen": "likewise, and the session may be unusable",
    "blueprints/accounts/guarding.py:note_wrong_password": "a wrong password counts, whatever becomes of the request",
    "blueprints/accounts/guarding.py:note_wrong_code": "likewise",
    "blueprints/participants/deciding.py:decide": "of several rows nothing is kept where a colleague has decided one, and all is shown again",
    "blueprints/accounts/views.py:confirm_email": "an address that somebody else has just taken",
}


def endings(path: Path) -> Iterator[str]:
    """``<file>:<function>`` of every call that ends a transaction."""

    def walk(node: ast.AST, function: str) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute) and child.func.attr in ENDS:
                yield function
            inner = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
            yield from walk(child, inner)

    name = path.relative_to(ROOT).as_posix()
    return (f"{name}:{function}" for function in walk(ast.parse(path.read_text()), ""))


def test_views_leave_the_commit_to_the_request() -> None:
    rooms = [path for room in ("blueprints", "web") for path in (ROOT / room).rglob("*.py")]
    found = {each for path in rooms if not path.is_relative_to(THEIR_OWN) for each in endings(path)}

    assert found == set(NAMED)


def test_the_domain_never_ends_a_transaction() -> None:
    assert [each for path in (ROOT / "domain").rglob("*.py") for each in endings(path)] == []
