-- What stations look like.

-- name: put_picture
-- The station's picture is this one. No row: there is no such station.
with known as (
    update station set picture = $4, version = version + 1 where identity = $1 returning identity
), kept as (
    insert into station_picture (station, kind, content) select identity, $2, $3 from known
    on conflict (station) do update set kind = excluded.kind, content = excluded.content
)
select true from known

-- name: drop_picture
-- The station has no picture. No row: there is no such station.
with known as (
    update station set picture = '', version = version + 1 where identity = $1 returning identity
), gone as (
    delete from station_picture p using known k where p.station = k.identity
)
select true from known

-- name: picture
-- The picture of the charger that drivers know by this public id.
select p.kind, p.content, s.picture as tag
  from station s join station_picture p on p.station = s.identity where s.public_id = $1
