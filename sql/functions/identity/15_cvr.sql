-- SPDX-License-Identifier: EUPL-1.2

create or replace function identity.is_cvr(p_cvr text) returns boolean
    language sql immutable set search_path = pg_catalog, pg_temp as
$body$
    select p_cvr ~ '^[1-9][0-9]{7}$' and (
        select sum(substr(p_cvr, n, 1)::int * (array[2, 7, 6, 5, 4, 3, 2, 1])[n]) % 11 = 0
        from generate_series(1, 8) n)
        -- a demonstration's: no enterprise has such a number, and none of them keeps the rule by intent
        or p_cvr ~ '^[1-9]000000[0-9]$'
$body$;
comment on function identity.is_cvr(text) is
    'Eight digits that keep modulus 11 (weights 2 7 6 5 4 3 2 1), or a demonstration''s N000000N.';
revoke all on function identity.is_cvr(text) from public;
