-- SPDX-License-Identifier: EUPL-1.2
-- What is in no record goes without a confirmation: nobody acted by it, so there is nothing to judge but a date and a hold.

create or replace function identity.failed_due(p_at timestamptz) returns setof text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select f.request from grants.failed_submission f
    where f.noted <= p_at and identity.earliest('failed', identity.day_of(f.answered)) <= identity.day_of(p_at)
      and not identity.on_hold(identity.human_now(f.person), f.application, p_at)
$body$;
comment on function identity.failed_due(timestamptz) is 'Attempts to submit that failed and whose time was over at that instant.';
revoke all on function identity.failed_due(timestamptz) from public;

create or replace function identity.erase_drafts(p_at timestamptz, p_due bigint[], out drafts int, out versions int)
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_due    bigint[];
    v_unsent bigint[];
begin
    -- as due as before, now that nobody sends or saves them
    perform from draft.application a where a.application = any (p_due) order by a.application for update;
    v_due := array(select d.application from draft.due(p_at, p_due) d (application));
    v_unsent := array(select d from unnest(v_due) d
                      where not exists (select from grants.application g where g.application = d));
    select coalesce(sum(draft.keep_sent(d)), 0) into versions from unnest(v_due) d where d <> all (v_unsent);
    delete from draft.version v where v.application = any (v_unsent);
    delete from draft.application a where a.application = any (v_unsent);
    get diagnostics drafts = row_count;
end
$body$;
comment on function identity.erase_drafts(timestamptz, bigint[]) is
    'Erases those of these drafts of which something is still due, whose streams are locked: all of it, or what was not sent.';
revoke all on function identity.erase_drafts(timestamptz, bigint[]) from public;

create or replace function identity.erase_files(p_due bigint[], p_at timestamptz) returns int
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_due bigint[] := p_due;
    v_n   int;
begin
    -- what is about to be named is locked by who names it (store.hold_file) and stays; nobody is waited for
    v_due := array(select f.upload from store.file f where f.upload = any (v_due) order by f.upload for update skip locked);
    v_due := array(select u.upload from store.unnamed(p_at) u (upload) where u.upload = any (v_due));
    delete from store.file f where f.upload = any (v_due);
    get diagnostics v_n = row_count;
    delete from store.upload u where u.upload = any (v_due);
    return v_n;
end
$body$;
comment on function identity.erase_files(bigint[], timestamptz) is 'Erases those of these files that nothing names; how many.';
revoke all on function identity.erase_files(bigint[], timestamptz) from public;

create or replace function identity.erase_unsent(
    p_most int default 200, out drafts int, out versions int, out vouchers int, out files int, out failed int, out rest boolean)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_at    constant timestamptz := ledger.clock();
    v_due   bigint[];
    v_cases bigint[];
    v_files bigint[];
begin
    if current_setting('transaction_isolation') <> 'read committed' then -- it looks again behind its locks
        perform ledger.fail('LG504', 'erasing runs in READ COMMITTED only',
            jsonb_build_object('isolation', current_setting('transaction_isolation')));
    end if;
    v_due := array(select d.application from draft.due(v_at) d (application) order by d.application limit p_most);
    v_cases := array(select distinct d.application from draft.vouchers_due(v_at) d order by d.application limit p_most);
    perform ledger.lock_all(array(select distinct 'grant:' || c from unnest(v_due || v_cases) c), '{}', '{}');
    -- attempts first: what was to be sent stays as long as they do
    delete from grants.failed_submission f where f.request in (select d.request from identity.failed_due(v_at) d (request));
    get diagnostics failed = row_count;
    select e.drafts, e.versions into drafts, versions from identity.erase_drafts(v_at, v_due) e;
    delete from draft.voucher_note n using draft.vouchers_due(v_at) d
    where d.application = any (v_cases) and n.request = d.request and n.line = d.line;
    get diagnostics vouchers = row_count;
    v_files := array(select u.upload from store.unnamed(v_at) u (upload) order by u.upload limit p_most);
    files := identity.erase_files(v_files, v_at);
    rest := p_most in (cardinality(v_due), cardinality(v_cases), cardinality(v_files));
    insert into identity.erasure_run (at, drafts, versions, vouchers, files, failed, rest)
    values (v_at, drafts, versions, vouchers, files, failed, rest);
end
$body$;
comment on function identity.erase_unsent(int) is
    'Erases what was never sent, files that nothing names, and failed attempts to submit whose time is over, so many of each '
    'at most; the operator''s, every night and again while there is a rest. LG504.';
revoke all on function identity.erase_unsent(int) from public;

create or replace function identity.erasure_nights(p_limit int)
    returns table (day date, runs int, drafts int, versions int, vouchers int, files int, failed int, rest boolean)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if not (identity.i_hold('administrator') or identity.i_hold('officer') or identity.i_hold('auditor')) then
        perform ledger.fail('LG401', 'administrators, officers and auditors see what is erased and held');
    end if;
    return query
        select identity.day_of(r.at), count(*)::int, sum(r.drafts)::int, sum(r.versions)::int, sum(r.vouchers)::int,
               sum(r.files)::int, sum(r.failed)::int, (array_agg(r.rest order by r.run desc))[1]
        from identity.erasure_run r
        group by 1 order by 1 desc limit p_limit;
end
$body$;
comment on function identity.erasure_nights(int) is
    'What each of the last days'' runs erased of what is in no record: how much, never whose; rest: its last run left more '
    'than one run takes. LG401.';
revoke all on function identity.erasure_nights(int) from public;
