"""What the service says when something cannot be done."""

import pytest
from flask.testing import FlaskClient

from meetings.enums import Role
from tests.factories import make_membership, make_organisation, make_user


@pytest.mark.parametrize(
    "path",
    [
        "/administrasi/pengguna?q=a%00b",
        "/instansi/?q=%00",
        "/kegiatan/%00",
        "/instansi/%00",
        "/administrasi/pengguna?page=999999999999999999999999",
        "/administrasi/jejak?page=-1",
    ],
)
def test_what_no_database_holds_is_no_fault_of_the_service(app, sign_in, path: str) -> None:
    user = make_user()
    make_membership(user, make_organisation(), Role.ADMINISTRATOR)
    client: FlaskClient = sign_in(user)

    assert client.get(path).status_code in (200, 400, 404)
