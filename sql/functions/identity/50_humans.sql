-- SPDX-License-Identifier: EUPL-1.2

create or replace function identity.humans_of(p_human bigint) returns bigint[]
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return array[p_human];
end
$body$;
comment on function identity.humans_of(bigint) is
    'Every number under which this natural person was enrolled: duties are kept apart over all of them.';
revoke all on function identity.humans_of(bigint) from public;
