"""Counts of limits in the database: nothing lost between threads, forgotten when their time is over."""

import threading
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from meetings import clock
from meetings.domain.limits import DatabaseStorage
from meetings.extensions import db
from meetings.models import LimitCount
from meetings.web.limits import in_words, seconds_until


def _end_windows() -> None:
    db.session.execute(sa.update(LimitCount).values(expires_at=clock.now() - timedelta(seconds=1)))
    db.session.commit()


def test_counts_at_once_lose_none(app: Flask) -> None:
    counts = []

    def count() -> None:
        with app.app_context():
            for _ in range(5):
                counts.append(DatabaseStorage().incr("alamat", 60))

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == list(range(1, 31))
    assert DatabaseStorage().get("alamat") == 30


def test_a_window_ends_as_it_was_told(app: Flask) -> None:
    storage = DatabaseStorage()
    before = clock.now().timestamp()
    storage.incr("alamat", 60)
    storage.incr("alamat", 600)

    assert before + 60 <= storage.get_expiry("alamat") <= clock.now().timestamp() + 60
    _end_windows()
    assert storage.get("alamat") == 0
    assert storage.incr("alamat", 60, amount=3) == 3
    assert storage.get_expiry("alamat") > clock.now().timestamp()


def test_what_is_over_is_forgotten_and_no_address_is_kept(app: Flask) -> None:
    storage = DatabaseStorage()
    storage.incr("LIMITER/10.1.2.3", 60)
    kept = db.session.scalar(sa.select(LimitCount.key_hash))
    db.session.commit()
    _end_windows()
    storage.incr("LIMITER/10.4.5.6", 60)

    assert "10.1.2.3" not in kept
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LimitCount)) == 1
    storage.clear("LIMITER/10.4.5.6")
    assert storage.reset() == 0


def test_the_library_limits_with_it(app: Flask) -> None:
    limiter, rate = FixedWindowRateLimiter(DatabaseStorage()), RateLimitItemPerMinute(2)

    assert [limiter.hit(rate, "a") for _ in range(3)] == [True, True, False]
    assert not limiter.test(rate, "a") and limiter.test(rate, "b")
    assert limiter.storage.check()


def test_a_wait_is_never_too_short(app: Flask) -> None:
    now = clock.now().timestamp()

    assert seconds_until(now - 5) == 1
    assert 10 <= seconds_until(now + 10.5) <= 11


def test_a_wait_is_said_in_words_that_are_true(app: Flask) -> None:
    with app.test_request_context():
        said = {seconds: in_words(seconds) for seconds in (1, 90, 91, 3600, 5400, 5401, 86_400)}

    assert said == {
        1: "1 detik", 90: "90 detik", 91: "2 menit", 3600: "60 menit", 5400: "90 menit", 5401: "2 jam", 86_400: "24 jam",
    }  # fmt: skip  # -- table
