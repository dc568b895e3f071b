"""`python -m tests.acceptance.away.full_disk`, as root: a house on a disk of 200 MB that really runs full (F97).

Once with the floor that shows stations out in time, once without any, where the database itself finds no room. Ends with 1
if anything that was answered is gone, or if the database broke although there was a floor.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.acceptance.away.test_disk import filled
from tests.acceptance.crashes import looked_at
from tests.acceptance.field import Field
from tests.acceptance.house import House
from tests.acceptance.settling import settle
from tests.acceptance.stubborn import running
from tests.acceptance.waiting import until

MB = 1_000_000
DISK_MB = 200
LATER_MB = 400
FLOOR_MB = 48
CHARGERS = 8


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=755", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def enlarge(folder: Path) -> None:
    subprocess.run(["mount", "-o", f"remount,size={LATER_MB}m", folder], check=True)


def free_mb(folder: Path) -> float:
    return shutil.disk_usage(folder).free / MB


async def scene(top: Path, floor_mb: int) -> None:
    with small_disk(top / f"disk-{floor_mb}") as disk:
        house = House(top, data_dir=disk / "data", disk_floor_mb=floor_mb)
        house.data_dir, house.calm = disk / "data", False
        house.log = top / f"house-{floor_mb}.log"
        try:
            await asyncio.to_thread(house.start)
            await until(lambda: asyncio.to_thread(house.is_ready), 60)
            told = await _fill(house, disk, floor_mb)
        finally:
            await asyncio.to_thread(house.leave)
        server = (house.data_dir / "postgres.log").read_text()
        broke = server.count("No space left on device")
        sys.stdout.write(f"floor {floor_mb} MB: {told}, the database found no room {broke} times\n")
        assert not (floor_mb and broke)


async def _fill(house: House, disk: Path, floor_mb: int) -> str:
    place = await settle(house, stations=CHARGERS, drivers=CHARGERS)
    finish = asyncio.Event()
    async with running([house.station_url(each) for each in place.stations]) as chargers:
        field = Field(house, place, chargers)
        async with asyncio.timeout(400), asyncio.TaskGroup() as tasks:
            tasks.create_task(field.works_until(finish))
            await until(lambda: field.answered >= 100, 60)
            left = free_mb(disk) - floor_mb - 6
            with filled(disk, int(left * MB)):
                await until(lambda: all(charger.closes for charger in chargers), 300)
                answered, at_mb = field.answered, free_mb(disk)
                await until(lambda: all(503 in each.refusals for each in chargers), 60)
                enlarge(disk)
                await until(lambda: field.answered >= answered + 100, 60)
                finish.set()
        async with looked_at(house) as journal:
            await field.lost_nothing(journal)
    sessions = sum(len(work.energies_wh) for work in field.works)
    return f"shown out at {at_mb:.0f} MB, {field.answered} answers, {sessions} sessions, nothing lost"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        top.chmod(0o755)
        for floor_mb in (FLOOR_MB, 0):
            asyncio.run(scene(top, floor_mb))
    return 0


if __name__ == "__main__":
    sys.exit(main())
