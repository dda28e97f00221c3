-- SPDX-License-Identifier: EUPL-1.2
-- Time stamps of an authority outside; `tilsagn timestamp` asks for them.

create or replace function store.unstamped(p_limit int) returns table (sha256 bytea, size bigint, note bytea)
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    (select s.sha256, null::bigint, null::bytea from ledger.signature s
     where not exists (select from ledger.time_stamp t where t.sha256 = s.sha256)
     order by s.sha256 limit p_limit)
    union all
    select sha256(n.note), n.size, n.note
    from (select c.size, convert_to(o.value || E'\n' || c.size || E'\n' || encode(c.root, 'base64') || E'\n\n'
                     || (select string_agg(s.line || E'\n', '' order by s.key_id)
                         from ledger.checkpoint_signature s where s.size = c.size and s.key_name = o.value), 'UTF8') as note
          from ledger.checkpoint c, meta.setting o where o.name = 'origin' order by c.size desc limit 1) n
    where not exists (select from ledger.time_stamp t where t.size is not null
                      and (t.size = n.size or t.at > identity.real_time() - interval '20 hours'))
$body$;
comment on function store.unstamped(int) is
    'Signatures without a time stamp, and the newest head of the log, as the log alone signed it, unless one of the last '
    '20 hours has one (a daily job that runs a little early must not skip a day).';
revoke all on function store.unstamped(int) from public;

create or replace function store.put_time_stamp(p_sha256 bytea, p_size bigint, p_note bytea, p_at timestamptz,
        p_reply bytea, p_authorities bytea) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if p_size is null and not exists (select from ledger.signature s where s.sha256 = p_sha256) then
        perform ledger.fail('LG301', 'no such signature');
    end if;
    insert into ledger.evidence (sha256, kind, bytes) values (sha256(p_authorities), 'stamping', p_authorities)
    on conflict (sha256) do nothing;
    insert into ledger.time_stamp (sha256, size, note, at, reply, authorities)
    values (p_sha256, p_size, p_note, p_at, p_reply, sha256(p_authorities))
    on conflict (sha256) do nothing;
    return found;
end
$body$;
comment on function store.put_time_stamp(bytea, bigint, bytea, timestamptz, bytea, bytea) is
    'Keeps a reply that was checked, and the CAs that it was checked with; false when there is one already. LG301.';
revoke all on function store.put_time_stamp(bytea, bigint, bytea, timestamptz, bytea, bytea) from public;
