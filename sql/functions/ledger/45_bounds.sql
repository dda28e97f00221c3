-- SPDX-License-Identifier: EUPL-1.2

-- An act draws its entry's number moments after its instant, never an hour: what was recorded more than an hour before
-- has a smaller number, and what came more than an hour behind a greater one. So entries found by their instants bound
-- a period by number, and no more than two rows are read for it.
create or replace function ledger.entry_bounds(p_from timestamptz, p_to timestamptz, out above bigint, out below bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select coalesce((select e.entry from ledger.entry e where e.at < p_from - interval '1 hour' order by e.at desc limit 1), 0),
           coalesce((select e.entry from ledger.entry e where e.at >= p_to + interval '1 hour' order by e.at limit 1),
                    (select max(e.entry) + 1 from ledger.entry e), 1)
$body$;
comment on function ledger.entry_bounds(timestamptz, timestamptz) is
    'Numbers between which, both not included, all entries of a period have theirs; null: no such end. It tells numbers alone.';
revoke all on function ledger.entry_bounds(timestamptz, timestamptz) from public;
