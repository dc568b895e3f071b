"""Databases that tests use one after the other: each is as new when it is taken, and most are only emptied in between.

Making and dropping one costs a quarter of a second, more than most tests that want one.
"""

from __future__ import annotations

import itertools
import os
from graphlib import TopologicalSorter
from urllib.parse import urlsplit, urlunsplit

import asyncpg

_numbers = itertools.count(1)

_SHAPE = """
select md5(string_agg(line, E'\\n' order by line)) from (
    select concat_ws(' ', 'column', relname, relkind, attname, format_type(atttypid, atttypmod), attnotnull) as line
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and attnum > 0
    union all
    select concat_ws(' ', 'constraint', conrelid::regclass, conname) from pg_constraint
    where connamespace = 'public'::regnamespace
    union all
    select concat_ws(' ', 'function', oid::regprocedure) from pg_proc where pronamespace = 'public'::regnamespace
    union all
    select concat_ws(' ', 'trigger', tgrelid::regclass, tgname, tgenabled) from pg_trigger where not tgisinternal
    union all
    select concat_ws(' ', 'schema', nspname) from pg_namespace where nspname !~ '^pg_'
    union all
    select concat_ws(' ', 'setting', setconfig::text) from pg_db_role_setting
    join pg_database on pg_database.oid = setdatabase where datname = current_database()
) as shape
"""
_TABLES = """
select relname from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> 'migration'
"""
_REFERENCES = """
select source.relname as source, target.relname as target
from pg_constraint join pg_class source on source.oid = conrelid join pg_class target on target.oid = confrelid
where contype = 'f' and connamespace = 'public'::regnamespace
"""
_OTHERS_GONE = """
select coalesce(bool_and(pg_terminate_backend(pid, 5000)), true) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""
_STANDING = "alter table {0} disable trigger user; delete from {0}; alter table {0} enable trigger user"
_EMPTIED = {"audit": _STANDING, "audit_head": _STANDING}
"""How tables are emptied that refuse it (S43)."""
_NUMBERS_FROM_ONE = """
select setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) from pg_sequences
where schemaname = 'public' and last_value is not null
"""


def named(dsn: str, database: str) -> str:
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{database}"))


async def ask(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def drop(dsn: str, name: str) -> None:
    """Drop the database also when somebody is connected; the server's own vacuum yields only to a drop without force."""
    try:
        await ask(dsn, f"drop database if exists {name} with (force)")
    except asyncpg.InsufficientPrivilegeError:
        await ask(dsn, f"drop database if exists {name}")


class Databases:
    """Copies of `template`. What comes back changed in more than its rows is dropped and never seen again."""

    def __init__(self, server_dsn: str, template: str) -> None:
        self._server_dsn = server_dsn
        self._template = template
        self._free: list[str] = []
        self._shape = ""
        self._tables: list[str] = []
        """Those that refer to others before these."""

    async def take(self) -> str:
        """The name of an empty one with the newest schema, at which nobody else is."""
        if self._free:
            return self._free.pop()
        name = f"test_{os.getpid()}_{next(_numbers)}"
        await ask(self._server_dsn, f"create database {name} template {self._template}")
        return name

    async def give_back(self, name: str) -> None:
        """Nobody is connected to it any more; it is empty again, or gone."""
        if await self._is_emptied(name):
            self._free.append(name)
        else:
            await drop(self._server_dsn, name)

    async def drop_all(self) -> None:
        """None is left of those that were given back."""
        while self._free:
            await drop(self._server_dsn, self._free.pop())

    async def _is_emptied(self, name: str) -> bool:
        if not self._shape:
            await self._learn()
        connection = await asyncpg.connect(named(self._server_dsn, name))
        try:
            if not await connection.fetchval(_OTHERS_GONE):
                return False
            if await connection.fetchval(_SHAPE) != self._shape:
                return False
            look = " union all ".join(
                f"select '{each}' where exists (select from {each})" for each in self._tables
            )
            used = {str(row[0]) for row in await connection.fetch(look)}
            async with connection.transaction():
                for table in self._tables:
                    if table in used:
                        await connection.execute(_EMPTIED.get(table, "delete from {0}").format(table))
                await connection.execute(_NUMBERS_FROM_ONE)
        finally:
            await connection.close()
        return True

    async def _learn(self) -> None:
        connection = await asyncpg.connect(named(self._server_dsn, self._template))
        try:
            self._shape = str(await connection.fetchval(_SHAPE))
            referred: dict[str, set[str]] = {str(row[0]): set() for row in await connection.fetch(_TABLES)}
            for row in await connection.fetch(_REFERENCES):
                source, target = str(row["source"]), str(row["target"])
                if source != target and source in referred:
                    referred[target].add(source)
            self._tables = list(TopologicalSorter(referred).static_order())
        finally:
            await connection.close()
