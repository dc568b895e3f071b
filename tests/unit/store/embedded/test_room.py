"""F97: what is said of a disk that fills up and empties again, and when a commit is not risked any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from chargehand.store.embedded.room import Level, Room

FLOOR = 50
TOTAL = 1000


class Disk:
    def __init__(self, floor: int = FLOOR) -> None:
        self.free = TOTAL
        self.broken = False
        self.told: list[tuple[Level, int]] = []
        self.room = Room(
            Path("/somewhere"), floor, lambda level, free: self.told.append((level, free)), self._usage
        )

    def _usage(self, _: Path) -> tuple[int, int, int]:
        if self.broken:
            raise OSError
        return TOTAL, TOTAL - self.free, self.free

    def enough(self, free: int) -> bool:
        self.free = free
        return self.room.enough()


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_each_level_is_told_once_on_the_way_down(disk: Disk) -> None:
    said = [disk.enough(free) for free in (900, 201, 199, 150, 99, 80, 50, 49, 10, 0)]
    assert said == [True] * 7 + [False] * 3
    assert disk.told == [(Level.SCARCE, 199), (Level.SHORT, 99), (Level.NONE, 49)]


def test_on_the_way_up_a_little_more_is_wanted(disk: Disk) -> None:
    assert not disk.enough(49)
    assert [disk.enough(free) for free in (51, 62, 63, 120, 126, 240, 251)] == [False, False] + [True] * 5
    assert [level for level, _ in disk.told] == [Level.NONE, Level.SHORT, Level.SCARCE, Level.AMPLE]


def test_a_level_that_is_touched_does_not_flap(disk: Disk) -> None:
    for free in (199, 201, 199, 205, 198):
        assert disk.enough(free)
    assert disk.told == [(Level.SCARCE, 199)]


def test_a_floor_of_nothing_is_never_reached() -> None:
    disk = Disk(floor=0)
    assert disk.enough(0)
    assert disk.told == [(Level.SHORT, 0)]


def test_a_disk_that_cannot_be_looked_at_changes_nothing(disk: Disk) -> None:
    disk.broken = True
    assert disk.room.enough()
    disk.broken = False
    assert not disk.enough(10)
    disk.broken = True
    assert not disk.room.enough()


def test_the_room_that_there_is_can_be_asked_for(tmp_path: Path) -> None:
    room = Room(tmp_path, 1, lambda _level, _free: None)
    assert room.enough()
    assert room.free_bytes > 1
