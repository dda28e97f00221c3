-- SPDX-License-Identifier: EUPL-1.2
-- How long what was never sent is kept, and what its owners are told before it goes.

create or replace function draft.goes_on(p_application bigint, p_at timestamptz) returns date
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select greatest(identity.earliest('draft', identity.day_of(grants.deadline_at(a.call))),
                    -- whoever still writes, and the owners of drafts older than this rule, have 30 days
                    identity.day_of(v.saved_at) + 31,
                    (select min(identity.day_of(r.at)) from identity.erasure_run r) + 31,
                    -- what was to be sent belongs to the attempt
                    (select max(identity.earliest('failed', identity.day_of(x.answered)))
                     from grants.failed_submission x where x.application = a.application))
    from draft.application a
    join draft.version v on v.application = a.application and v.version = a.version
    where a.application = p_application
      and exists (select from identity.erasure_run)
      and (not exists (select from grants.application g where g.application = a.application)
           or exists (select from draft.version o where o.application = a.application and o.version <> (
                select s.version from grants.submission s where s.application = a.application order by s.entry desc limit 1)))
      and not identity.on_hold(null, a.application, p_at)
      and not exists (select from (select o.person from draft.version o where o.application = a.application
                                   union
                                   select x.person from grants.failed_submission x where x.application = a.application) w
                      where identity.on_hold(identity.human_now(w.person), null, p_at))
$body$;
comment on function draft.goes_on(bigint, timestamptz) is
    'First day on which a draft goes that was never sent, or the versions of an application other than the one sent last; '
    'null when there is nothing of it, or the case or somebody who wrote it was held back then.';
revoke all on function draft.goes_on(bigint, timestamptz) from public;

create or replace function draft.erased_on(p_application bigint) returns date
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select greatest(d.day, identity.today())
    from (select draft.goes_on(a.application, ledger.clock()) as day from draft.application a
          where a.application = p_application and a.organisation = ledger.current_organisation()
            -- of versions that nobody sees any more there is nothing to tell
            and a.version is distinct from (select s.version from grants.submission s
                                            where s.application = a.application order by s.entry desc limit 1)) d
    where d.day <= identity.today() + 30
$body$;
comment on function draft.erased_on(bigint) is
    'What the own organisation is told of draft.goes_on() from 30 days before, when it is the newest version that goes; null otherwise.';
revoke all on function draft.erased_on(bigint) from public;

create or replace function draft.due(p_at timestamptz, p_among bigint[] default null) returns setof bigint
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select a.application
    from (select k.call, grants.deadline_at(k.call) as last from grants.call k offset 0) c
    join draft.application a on a.call = c.call
    where (p_among is null or a.application = any (p_among))
      and identity.earliest('draft', identity.day_of(c.last)) <= identity.day_of(p_at)
      and draft.goes_on(a.application, p_at) <= identity.day_of(p_at)
$body$;
comment on function draft.due(timestamptz, bigint[]) is 'Drafts of which something goes at that instant; of all, or of these.';
revoke all on function draft.due(timestamptz, bigint[]) from public;

create or replace function draft.vouchers_due(p_at timestamptz)
    returns table (application bigint, request bigint, line integer)
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select r.application, n.request, n.line
    from draft.voucher_note n join grants.voucher_request r on r.entry = n.request
    where identity.earliest('draft', identity.day_of(n.saved_at)) <= identity.day_of(p_at)
      and (grants.voucher_voided(n.request) or (grants.closing_of(r.application)).entry is not null
           or exists (select from grants.voucher_judgement j where j.request = n.request))
      and not identity.on_hold(identity.human_now(n.person), r.application, p_at)
$body$;
comment on function draft.vouchers_due(timestamptz) is
    'Lines gathered for a request that takes no answer any more, a year after they were saved.';
revoke all on function draft.vouchers_due(timestamptz) from public;

create or replace function draft.keep_sent(p_application bigint) returns int
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_sent grants.submission;
    v_n    int;
begin
    select s.* into v_sent from grants.submission s where s.application = p_application order by s.entry desc limit 1;
    -- twenty saves later the version that was sent is not here any more; the record has it
    insert into draft.version (application, version, content, sha256, saved_at, person)
    select p_application, v_sent.version, v_sent.content, v_sent.sha256, e.at, e.person
    from ledger.entry e where e.entry = v_sent.entry
    on conflict do nothing;
    if found then
        insert into draft.attachment (application, version, slot, filename, media_type, bytes, sha256, attached_at)
        select p_application, v_sent.version, f ->> 'slot', f ->> 'filename', f ->> 'media_type', (f ->> 'bytes')::bigint,
               decode(f ->> 'sha256', 'hex'), v_sent.received
        from jsonb_array_elements(v_sent.files) f;
    end if;
    update draft.application a set version = v_sent.version where a.application = p_application;
    delete from draft.version v where v.application = p_application and v.version <> v_sent.version;
    get diagnostics v_n = row_count;
    return v_n;
end
$body$;
comment on function draft.keep_sent(bigint) is
    'Forgets every version of an application but the one that was sent last; how many.';
revoke all on function draft.keep_sent(bigint) from public;
