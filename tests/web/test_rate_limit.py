"""So much is taken in a minute, by a clock that the test moves."""

from __future__ import annotations

from capptro_tui.web.rate_limit import RateLimit


class Seconds:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_address_and_all_together() -> None:
    clock = Seconds()
    limit = RateLimit(clock, per_address=2, in_all=5, window=60)
    assert [limit.take("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert [limit.take(f"192.0.2.{last}") for last in range(2, 7)] == [True, True, True, False, False]
    clock.now = 59.9
    assert not limit.take("192.0.2.9")
    clock.now = 60.0
    assert [limit.take("192.0.2.1") for _ in range(3)] == [True, True, False]


def test_a_household_has_one_ipv6_network() -> None:
    limit = RateLimit(Seconds(), per_address=1)
    assert limit.take("2001:db8:0:1::1")
    assert not limit.take("2001:db8:0:1:ffff::2")
    assert limit.take("2001:db8:0:2::1")
    assert limit.take("fe80::1%eth0")
    assert limit.take("no address")


def test_a_flood_is_not_remembered() -> None:
    """Only what was taken is kept, and forgotten after its time."""
    clock = Seconds()
    limit = RateLimit(clock, per_address=1, in_all=10)
    taken = sum(limit.take(f"10.{high}.{low}.1") for high in range(40) for low in range(250))
    assert taken == 10
    assert len(limit._taken) == len(limit._counts) == 10
    clock.now = 61
    limit.take("192.0.2.1")
    assert len(limit._taken) == len(limit._counts) == 1
