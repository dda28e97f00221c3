-- SPDX-License-Identifier: EUPL-1.2
-- The auditors' standing queries with names, and everything that is recorded about one grant.

create or replace function read.recorded_by(p_entry bigint) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('person', e.person, 'human', e.human, 'name', p.name, 'organisation', e.organisation)
    from portal.record e left join portal.person p on p.person = e.person
    where e.entry = p_entry and e.person is not null
$body$;
comment on function read.recorded_by(bigint) is 'Who made an entry, of whatever stream; null for systems. For auditors.';
revoke all on function read.recorded_by(bigint) from public;

create or replace function read.file_ending(p_media_type text) returns text
    language sql immutable strict set search_path = pg_catalog, pg_temp as
$body$
    select case p_media_type when 'application/pdf' then 'pdf' when 'application/xml' then 'xml' when 'text/csv' then 'csv'
        when 'application/json' then 'json' else 'bin' end
$body$;
comment on function read.file_ending(text) is 'How a file of the store is called that is known by its hash alone: what stands behind the dot.';
revoke all on function read.file_ending(text) from public;

create or replace function read.documents_of(p_entry bigint, p_leaf bytea) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(json_agg(json_build_object('sha256', d.sha256, 'media_type', d.media_type, 'size', d.size,
                                               'name', d.sha256 || '.' || read.file_ending(d.media_type))
                             order by d.place), '[]')
    from (select distinct on (m.words[1]) m.words[1] as sha256, m.place, f.media_type, f.size
          from regexp_matches(convert_from(p_leaf, 'UTF8')
                   || coalesce((select s.files::text from portal.submission s where s.entry = p_entry), ''),
               '[0-9a-f]{64}', 'g') with ordinality m(words, place)
          join portal.file f on f.sha256 = decode(m.words[1], 'hex')
          order by m.words[1], m.place, f.upload) d
$body$;
comment on function read.documents_of(bigint, bytea) is 'The files that a leaf, or the application that it sent, names by their hashes, as far as the current person may see them; and what they are called.';
revoke all on function read.documents_of(bigint, bytea) from public;

create or replace function read.findings(p_filter text, p_cursor text, p_limit int) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    k_queries constant text[] := array['same_hands', 'awarded_and_paid', 'reopened', 'near_threshold', 'overdue', 'last_week',
                                       'same_cost', 'lowered', 'mutual_approvals'];
    k_strict  constant text[] := array['same_hands', 'awarded_and_paid'];
    v_query   text := read.filter_text(p_filter, array['query']) ->> 'query';
    v_start   int := read.page_start(p_cursor);
    v_limit   int := least(greatest(coalesce(p_limit, 50), 1), 200);
    v_now     timestamptz := ledger.clock();
begin
    perform read.assert_auditor();
    if v_query <> all (k_queries) or v_start > 0 and v_query is null then
        perform ledger.fail('LG101', 'no such query, or a cursor without one');
    end if;
    return read.seen_list('findings', null, (
        with found as materialized (
            select f.*, count(*) over (partition by f.query) as total,
                   count(*) filter (where f.linked_entry is null) over (partition by f.query) as unexplained,
                   row_number() over (partition by f.query order by coalesce(f.other_at, f.at) desc, f.days desc,
                                      f.application, f.entry, f.other_entry, f.what, f.due, f.amount_ore) as n
            from portal.finding f where v_query is null or f.query = v_query)
        select json_build_object('now', ledger.rfc3339(v_now), 'now_us', ledger.micros(v_now), 'rows_max', v_limit,
            'queries', json_agg(json_build_object('query', q.query, 'must_be_empty', q.query = any (k_strict),
                'count', coalesce((select max(f.total) from found f where f.query = q.query), 0),
                'unexplained', coalesce((select max(f.unexplained) from found f where f.query = q.query), 0),
                'rows', coalesce((
                    select json_agg(json_build_object('application', f.application, 'call', f.call, 'what', f.what,
                               'entry', f.entry, 'kind', f.kind, 'at', ledger.rfc3339(f.at), 'by', read.recorded_by(f.entry),
                               'other_entry', f.other_entry, 'other_kind', f.other_kind,
                               'other_at', ledger.rfc3339(f.other_at), 'other_by', read.recorded_by(f.other_entry),
                               'amount_ore', f.amount_ore, 'limit_ore', f.limit_ore, 'due', read.day(f.due), 'days', f.days,
                               'times', f.times, 'other_times', f.other_times, 'linked_entry', f.linked_entry)
                               order by f.n)
                    from found f where f.query = q.query and f.n > v_start and f.n <= v_start + v_limit), '[]'),
                'next', case when v_start + v_limit < (select max(f.total) from found f where f.query = q.query)
                             then (v_start + v_limit)::text end) order by q.n))::text
        from unnest(k_queries) with ordinality q(query, n)
        where v_query is null or q.query = v_query));
end
$body$;
comment on function read.findings(text, text, int) is
    'Every standing query with its count and its newest rows, or a page of the rows of one; filter {query}. LG401 for others '
    'than auditors, LG101.';
revoke all on function read.findings(text, text, int) from public;

create or replace function read.warned() returns table (application bigint, query text, doc json)
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select w.application, w.query,
           json_build_object('query', w.query, 'what', w.what, 'entry', w.entry, 'kind', w.kind, 'at', ledger.rfc3339(w.at),
               'other_application', w.other_application, 'other_entry', w.other_entry, 'other_kind', w.other_kind,
               'other_at', ledger.rfc3339(w.other_at), 'amount_ore', w.amount_ore, 'limit_ore', w.limit_ore,
               'due', read.day(w.due), 'days', w.days)
    from portal.warning w
    order by w.query, w.other_application, w.due, w.entry, w.other_entry, w.what, w.amount_ore
$body$;
comment on function read.warned() is
    'What the standing queries find about each grant, for who decides on its money. None for others.';
revoke all on function read.warned() from public;

create or replace function read.warnings(p_application bigint, p_queries text[] default null) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(json_agg(w.doc order by w.n), '[]')
    from read.warned() with ordinality w(application, query, doc, n)
    where w.application = p_application and (p_queries is null or w.query = any (p_queries))
$body$;
comment on function read.warnings(bigint, text[]) is 'What is found about one grant, or by the named queries.';
revoke all on function read.warnings(bigint, text[]) from public;

create or replace function read.case_streams(p_application bigint, p_call text) returns setof text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select 'grant:' || p_application
    union all select 'call:' || p_call
    union all select distinct 'batch:' || r.batch from portal.instalment_released r where r.application = p_application
$body$;
comment on function read.case_streams(bigint, text) is 'The streams that tell of a case: its own, its call''s, those of its payments.';
revoke all on function read.case_streams(bigint, text) from public;

create or replace function read.case_record(p_application bigint) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_now timestamptz := ledger.clock();
begin
    perform read.assert_auditor();
    return (
        select read.seen_case('case_record', a.application, json_build_object(
            'now', ledger.rfc3339(v_now), 'now_us', ledger.micros(v_now), 'application', a.application,
            'call', a.call, 'call_title', c.definition -> 'title', 'organisation', read.organisation(grants.holder_at(a.application, null)),
            'title', case when c.opened_entry is not null then (select k.title from portal.last_on_time k where k.application = a.application) end,
            'size', (select max(s.size) from published.checkpoint s),
            'balances', read.balances(a.application),
            'entries', coalesce((
                select json_agg(json_build_object('entry', e.entry, 'stream', e.stream, 'version', e.version,
                    'kind', e.kind, 'at', ledger.rfc3339(e.at), 'at_us', ledger.micros(e.at),
                    'received', ledger.rfc3339(e.received), 'person', read.recorded_by(e.entry), 'role', e.role,
                    'amount_ore', e.amount_ore, 'leaf_hash', encode(e.leaf_hash, 'hex'), 'log_index', e.leaf_index,
                    'proven', e.leaf_index < (select max(s.size) from published.checkpoint s),
                    'signature', convert_from(e.leaf, 'UTF8')::json -> 'signature',
                    'postings', coalesce((
                        select json_agg(json_build_object('account', o.account, 'amount_ore', o.amount,
                                   'balance_after_ore', o.balance_after) order by o.n)
                        from portal.record_posting o where o.entry = e.entry), '[]'),
                    'documents', read.documents_of(e.entry, e.leaf)) order by e.entry)
                from portal.record e
                where e.stream in (select read.case_streams(a.application, a.call))), '[]'))::text)
        from portal.application a join published.call c on c.call = a.call
        where a.application = p_application);
end
$body$;
comment on function read.case_record(bigint) is
    'Every entry of a case, its call and the batches that paid it, oldest first: who, which documents by their hashes, and '
    'where it stands in the log; NULL when there is no such case, LG401 for others than auditors.';
revoke all on function read.case_record(bigint) from public;
