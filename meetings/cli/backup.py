"""``backup`` and ``restore``: one archive with the database and the files.

SQLite is copied with its online backup, so the service may run meanwhile; PostgreSQL through pg_dump. The secrets stay
out unless asked for: without them a stolen archive opens no door, and with them passes already sent stay good, so
they are to be kept, but somewhere else.
"""

import contextlib
import os
import shlex
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from meetings import clock, config, keyring
from meetings.cli import copies, migrations
from meetings.cli.archives import POSTGRES_NAME, SECRETS_NAME, SQLITE_NAME, unpack
from meetings.cli.places import is_in_use
from meetings.config import Settings, current_settings
from meetings.domain import base_address
from meetings.domain.admin import addresses, keys, restored
from meetings.enums import DeliveryState
from meetings.extensions import db
from meetings.models import Delivery, User
from meetings.models.base import change_rows
from meetings.storage import storage

# Also tables that a later version than the archive's has added: they would hold on to what is replaced, and its upgrade fail.
DROP_ALL = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT oid::regclass FROM pg_class c WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
        AND NOT relispartition AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    LOOP EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', name); END LOOP;
    FOR name IN SELECT oid::regprocedure FROM pg_proc p WHERE pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP EXECUTE format('DROP FUNCTION %s', name); END LOOP;
END $$;
"""


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--with-secrets", is_flag=True, help="Sertakan kunci rahasia; arsip lalu membuka segalanya.")
@click.option("--overwrite", is_flag=True, help="Ganti arsip yang sudah ada dengan nama itu.")
@with_appcontext
def backup(target: Path | None, with_secrets: bool, overwrite: bool) -> None:
    """Menyimpan basis data dan berkas ke satu arsip; layanan boleh tetap berjalan."""
    settings: Settings = current_settings()
    target = target or Path(f"cadangan-{clock.now():%Y%m%d-%H%M%S}.tar.gz")
    place = target.absolute().parent
    if not place.is_dir():  # perhaps a disk that is not mounted: the backup would lie beside what it is to survive
        raise click.ClickException(
            f"Folder {place} tidak ada. Buat dahulu (mkdir -p {shlex.quote(str(place))}), atau pilih tempat lain."
        )
    if not overwrite:
        _refuse_existing(target)
    try:
        with tempfile.TemporaryDirectory(dir=place) as folder:
            draft = _pack(settings, Path(folder), with_secrets=with_secrets)
            if not overwrite:  # the name is taken at once, if nobody else has meanwhile
                _refuse_existing(target, take=True)
            os.replace(draft, target)
    except OSError as error:
        raise click.ClickException(f"Cadangan {target} tidak dapat ditulis ({error.strerror or error}).") from error
    click.echo(f"Cadangan tersimpan di {target} ({target.stat().st_size / 1_000_000:.1f} MB).")
    if with_secrets:
        click.echo("Arsip ini membuka segalanya: simpan seperti kunci.")
    else:
        click.echo("Kunci tidak ikut: simpan salinan secrets.json di tempat lain, tanpanya tanda masuk terkirim tidak dikenali.")


def _refuse_existing(target: Path, *, take: bool = False) -> None:
    """Stop where something has the archive's name already; ``take``: from here on we have it."""
    try:
        if take:
            target.open("x").close()
            return
        if not os.path.lexists(target):
            return
    except FileExistsError:
        pass
    raise click.ClickException(
        f"{target} sudah ada dan tidak diubah. Pilih nama lain, atau ulangi dengan --overwrite bila memang hendak diganti."
    )


def _pack(settings: Settings, folder: Path, *, with_secrets: bool) -> Path:
    """The archive as a draft in ``folder``."""
    draft = folder / "archive.tar.gz"
    draft.touch(mode=0o600)
    with tarfile.open(draft, "w:gz", compresslevel=4) as archive:
        dump = _dump(settings, folder)
        archive.add(dump, dump.name)
        _add_files(archive)
        if with_secrets and _secrets(settings).exists():
            archive.add(_secrets(settings), SECRETS_NAME)
    return draft


def _dump(settings: Settings, folder: Path) -> Path:
    if settings.sqlite:
        copy = folder / SQLITE_NAME
        copies.copy_database(copy)
        return copy
    dump = folder / POSTGRES_NAME
    _run_postgres_tool("pg_dump", settings, ["--format=custom", "--no-owner", f"--file={dump}"])
    return dump


def _add_files(archive: tarfile.TarFile) -> None:
    """Files that come or go meanwhile do no harm: the database in this archive names none of them."""
    if storage.folder is None:
        click.echo("Berkas berada di penyimpanan objek dan tidak ikut di arsip ini.", err=True)
        return
    for path in sorted(storage.folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):  # those are still being written
            with contextlib.suppress(FileNotFoundError):
                archive.add(path, str("files" / path.relative_to(storage.folder)))


def _secrets(settings: Settings) -> Path:
    return settings.instance_path / SECRETS_NAME


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Ganti data yang sudah ada.")
@with_appcontext
def restore(source: Path, replace: bool) -> None:
    """Mengembalikan arsip cadangan; hentikan layanan lebih dahulu."""
    settings: Settings = current_settings()
    if not replace and not _is_missing(settings) and _holds_data():
        raise click.ClickException("Basis data sudah berisi. Ulangi dengan --replace bila isinya memang hendak diganti.")
    if is_in_use(settings.instance_path):
        raise click.ClickException("Layanan masih berjalan di sini; hentikan dahulu. Tidak ada yang diubah.")
    with tempfile.TemporaryDirectory(dir=settings.instance_path) as folder:
        try:
            copy = unpack(settings, source, Path(folder))
        except click.ClickException:
            _undo_first_start(settings)
            raise
        ended = _ended_access(settings)
        _restore_database(settings, copy)
        _restore_files(settings, Path(folder))
    migrations.bring_up_to_date()
    held = _hold_mail()
    again = restored.keep_ended(ended, clock.now())
    db.session.commit()
    click.echo("Cadangan dikembalikan. Jalankan layanan kembali. Semua orang masuk lagi.")
    if again:
        click.echo(f"{again} token, perangkat, dan akun yang sudah ditutup sesudah cadangan dibuat tetap ditutup.")
    else:
        click.echo("Token API atau perangkat yang dicabut sesudah cadangan dibuat: periksa dan cabut lagi bila ada.")
    _tell_keys(settings)
    _tell_address(settings)
    if held:
        click.echo(
            f"{held} pesan yang belum terkirim saat dicadangkan disimpan di kotak keluar; kirim dari sana bila belum sampai."
        )


def _undo_first_start(settings: Settings) -> None:
    """Nothing is restored: keys that this very command has made would be taken for those of the next one's data."""
    if (made := _secrets(settings).absolute()) in keyring.MADE:
        made.unlink(missing_ok=True)


def _is_missing(settings: Settings) -> bool:
    """Whether there is no database file yet; whoever only asks must not make one."""
    return settings.sqlite and not Path(str(db.engine.url.database)).exists()


def _ended_access(settings: Settings) -> restored.Ended:
    """What was closed in the database that is replaced; nothing where there is none, or one of another version."""
    if _is_missing(settings):
        return {}
    try:
        return restored.ended_access()
    except SQLAlchemyError:
        return {}
    finally:
        db.session.rollback()


def _tell_keys(settings: Settings) -> None:
    """Which keys are others than those that the data was written with, and what that costs."""
    if _secrets(settings).exists():  # they may have come with the archive
        settings = config.load(settings.instance_path)
    if not keys.are_known():
        click.echo("Bila secrets.json di sini bukan kunci lama, kembalikan: tanpanya tanda masuk terkirim ditolak.")
    rotated = keys.rotated_keys(settings)
    if rotated:
        click.echo(f"Cadangan ini dari sebelum kunci {', '.join(rotated)} diganti: jalankan `flask secrets reseal`.", err=True)
    foreign = [name for name in keys.foreign_keys(settings) if name not in rotated]
    for name in foreign:
        click.echo(f"Kunci {name} bukan kunci cadangan ini: {keys.LOSSES[name]}", err=True)
    if foreign:
        click.echo(
            "Kembalikan secrets.json yang lama. Bila sudah hilang: flask secrets adopt, lalu kerjakan yang disebut di atas.",
            err=True,
        )


def _tell_address(settings: Settings) -> None:
    """What of the copy leads to the address that it was made under, if that is another one than here."""
    base_address.note_address(settings.base_url, clock.now())
    leads = addresses.former_leads(clock.now())
    db.session.commit()
    if leads is not None and leads.any:
        click.echo(f"{addresses.in_words(leads)} {addresses.ADVICE.capitalize()}.", err=True)


def _holds_data() -> bool:
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table(User.__tablename__):
            return False
        return connection.execute(sa.select(User.id).limit(1)).first() is not None


def _restore_database(settings: Settings, copy: Path) -> None:
    db.engine.dispose()
    if settings.sqlite:
        path = Path(str(db.engine.url.database))
        with sqlite3.connect(copy) as kept, sqlite3.connect(path) as destination:
            kept.backup(destination)
        kept.close()
        destination.close()
    else:
        drop, script = copy.with_name("drop.sql"), copy.with_name("restore.sql")
        drop.write_text(DROP_ALL)
        _run_tool("pg_restore", ["--no-owner", f"--file={script}", str(copy)])
        all_or_nothing = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run_postgres_tool("psql", settings, [*all_or_nothing, f"--file={drop}", f"--file={script}"])


def _hold_mail() -> int:
    """What waited when the backup was made may have gone out since then: a person decides. Returns how many."""
    held = change_rows(
        sa.update(Delivery)
        .where(
            Delivery.state.in_((DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.TRANSMITTING, DeliveryState.OUTBOX))
        )
        .values(
            state=sa.case(
                (Delivery.state == DeliveryState.TRANSMITTING, DeliveryState.UNCERTAIN.value), else_=DeliveryState.OUTBOX.value
            ),
            claimed_by="",
            error="Dikembalikan dari cadangan; mungkin sudah terkirim.",
        )
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return held


def _restore_files(settings: Settings, folder: Path) -> None:
    if (folder / SECRETS_NAME).exists():
        shutil.copyfile(folder / SECRETS_NAME, _secrets(settings))
        _secrets(settings).chmod(0o600)
    if storage.folder is not None and (folder / "files").exists():
        shutil.copytree(folder / "files", storage.folder, dirs_exist_ok=True)


def _run_postgres_tool(tool: str, settings: Settings, arguments: list[str]) -> None:
    """Run a PostgreSQL client program on the database; the password travels in its environment, not on the command line."""
    url = sa.make_url(settings.database_url)
    place = url.set(drivername="postgresql", password=None).render_as_string()
    _run_tool(tool, [f"--dbname={place}", *arguments], PGPASSWORD=url.password or "")


def _run_tool(tool: str, arguments: list[str], **environment: str) -> None:
    path = shutil.which(tool)
    if path is None:
        raise click.ClickException(f"{tool} tidak ditemukan; pasang paket postgresql-client.")
    done = subprocess.run(  # noqa: S603 -- ours
        [path, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise click.ClickException(f"{tool} gagal: {done.stderr.strip()}")
