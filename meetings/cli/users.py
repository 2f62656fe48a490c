"""``users``: the first administrator, and help for somebody who is locked out while no administrator is at hand."""

import secrets

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from flask_security import hash_password

from meetings import clock
from meetings.domain import accounts, organisations
from meetings.domain.audit import Actor
from meetings.enums import OrganisationKind, Role
from meetings.errors import MeetingsError
from meetings.extensions import db
from meetings.models import Membership, Organisation, User
from meetings.writing.emails import read_email
from meetings.writing.reading import is_name

CONSOLE = Actor("system", None, "Konsol")


@click.group()
def users() -> None:
    """Pengguna."""


@users.command("create")
@click.option("--email", required=True, help="Alamat surel, dipakai untuk masuk.")
@click.option("--name", required=True, help="Nama lengkap.")
@click.option("--position", default="", help="Jabatan.")
@click.option(
    "--organisation",
    "organisation_name",
    required=True,
    help="Nama atau id instansi; yang pertama dibuat bila belum ada.",
)
@click.option("--new", is_flag=True, help="Instansi itu instansi induk baru, yang dibuat sekarang.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.ADMINISTRATOR.value,
    show_default=True,
)
@click.option(
    "--below/--only-here",
    "reaches_below",
    default=True,
    show_default="--below",
    help="Peran berlaku juga untuk unit di bawahnya, atau di sana saja.",
)
@with_appcontext
def create(email: str, name: str, position: str, organisation_name: str, new: bool, role: str, reaches_below: bool) -> None:
    """Membuat pengguna dengan kata sandi acak dan memberinya peran di sebuah instansi; yang sudah punya akun mendapat perannya saja.

    Pengguna pertama menjadi operator layanan juga.
    """
    at = clock.now()
    password = secrets.token_urlsafe(12)
    first = db.session.scalar(sa.select(User.id).limit(1)) is None
    try:
        organisation = _organisation(organisation_name, new=new)
        user = db.session.scalar(sa.select(User).where(User.email == email.strip().lower()))
        if user is not None:
            password = ""
        elif not is_name(name) or not (address := read_email(email).value):
            raise click.ClickException("Periksa --email dan --name: keduanya harus alamat surel dan nama orang.")
        else:
            user = accounts.create_user(CONSOLE, email=address, name=name.strip(), position=position, password=password, at=at)
        accounts.grant_role(CONSOLE, user, organisation, Role(role), at, reaches_below=reaches_below)
        if first:
            accounts.set_operator(CONSOLE, user, True, at)
    except MeetingsError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    held = f"{user.email} ({Role(role).label}, {organisation.name})"
    click.echo(f"{held} dapat masuk dengan kata sandi: {password}" if password else f"{held} memakai kata sandinya yang ada.")


def _organisation(name: str, *, new: bool) -> Organisation:
    found = db.session.scalars(
        sa.select(Organisation).where(sa.or_(Organisation.id == name, sa.func.lower(Organisation.name) == name.lower()))
    ).all()
    if found and new:
        raise click.ClickException(f"Instansi bernama {name} sudah ada.")
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        raise click.ClickException(f"Ada {len(found)} instansi bernama {name}; sebutkan id-nya.")
    if new or db.session.scalar(sa.select(Organisation.id).limit(1)) is None:
        return organisations.create_organisation(CONSOLE, None, clock.now(), name=name, kind=OrganisationKind.REGENCY)
    raise click.ClickException(f"Tidak ada instansi bernama {name}. Tambahkan --new bila ia instansi induk baru.")


@users.command("list")
@click.option("--search", default="", help="Bagian dari nama atau surel.")
@with_appcontext
def list_(search: str) -> None:
    """Menampilkan pengguna dan perannya (paling banyak 500)."""
    pattern = f"%{search.lower()}%"
    roles = (
        sa.select(Membership.user_id, Membership.role, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .subquery()
    )
    rows: sa.Result[str, str, bool, bool, Role | None, str | None] = db.session.execute(
        sa.select(User.email, User.name, User.active, User.is_operator, roles.c.role, roles.c.name)
        .outerjoin(roles, roles.c.user_id == User.id)
        .where(sa.or_(sa.func.lower(User.name).like(pattern), User.email.like(pattern)))
        .order_by(User.email)
        .limit(500)
    )
    for email, name, active, is_operator, role, organisation in rows:
        state = ("  (operator)" if is_operator else "") + ("" if active else "  (nonaktif)")
        click.echo(f"{email:<36} {name:<32} {role.label if role else '-':<20} {organisation or '-'}{state}")


def _user(email: str) -> User:
    user = db.session.scalar(sa.select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise click.ClickException(f"Tidak ada pengguna dengan surel {email}.")
    return user


@users.command("close")
@click.argument("email")
@with_appcontext
def close(email: str) -> None:
    """Menutup akun, juga yang hanya berperan di satu kegiatan; semua sesi masuknya berakhir."""
    _set_active(email, active=False)


@users.command("open")
@click.argument("email")
@with_appcontext
def open_(email: str) -> None:
    """Membuka kembali akun yang ditutup."""
    _set_active(email, active=True)


def _set_active(email: str, *, active: bool) -> None:
    user = _user(email)
    try:
        accounts.set_active(CONSOLE, user, active, clock.now())
    except MeetingsError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"Akun {user.email} {'dibuka' if active else 'ditutup'}.")


@users.command("operator")
@click.argument("email")
@click.option("--dismiss", is_flag=True, help="Berhentikan, bukan angkat.")
@with_appcontext
def operator(email: str, dismiss: bool) -> None:
    """Mengangkat operator layanan: membuat instansi induk, melihat tugas latar dan ruang simpan, tanpa isi kegiatan."""
    user = _user(email)
    accounts.set_operator(CONSOLE, user, not dismiss, clock.now())
    db.session.commit()
    click.echo(f"{user.email} {'bukan operator lagi' if dismiss else 'menjadi operator layanan'}.")


@users.command("reset-password")
@click.argument("email")
@click.option("--second-factor", is_flag=True, help="Hapus juga verifikasi dua langkah dan kunci sandi.")
@with_appcontext
def reset_password(email: str, second_factor: bool) -> None:
    """Memberi kata sandi acak yang baru, membuka penguncian, dan mengakhiri semua sesi masuk."""
    user, at = _user(email), clock.now()
    password = secrets.token_urlsafe(12)
    user.password = hash_password(password)
    accounts.unlock(CONSOLE, user, at)
    if second_factor:
        accounts.reset_second_factor(CONSOLE, user, at)
    accounts.note_password(CONSOLE, user, None, at)
    db.session.commit()
    click.echo(f"Kata sandi baru untuk {user.email}: {password}")
