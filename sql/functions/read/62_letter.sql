-- SPDX-License-Identifier: EUPL-1.2
-- The letter of an award: what was decided then, whatever was changed since.
create or replace function read.award_letter(p_application bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('award_letter', a.application,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'application', a.application, 'entry', a.entry, 'at', ledger.rfc3339(a.at), 'at_us', ledger.micros(a.at),
    'stream', e.stream, 'version', e.version, 'leaf_hash', encode(e.leaf_hash, 'hex'),
    'organisation', read.organisation(a.applicant), 'call', read.call_head(a.call, t.now), 'title', a.title,
    'parties', read.parties(read.text_list(a.content::json -> 'parties')),
    'applied_ore', a.applied_ore, 'amount_ore', a.decided_ore,
    'lines', (select coalesce(json_agg(json_build_object('year', l.year, 'amount_ore', l.amount_ore) order by l.year), '[]')
                from portal.award_line l where l.entry = a.proposal_entry),
    'year_by_year', coalesce((c.definition #>> '{payment,year_by_year}')::boolean, false),
    'project', c.definition -> 'project', 'payment', c.definition -> 'payment',
    'own_funding', c.definition ->> 'co_financing' is not null, 'budget', read.budget(c.definition, a.content::json),
    'duties', c.definition -> 'duties', 'continues', a.continues, 'conditions', coalesce(k.letter -> 'conditions', '[]'), 'obligations', k.letter -> 'obligations', 'sign_off', k.letter -> 'sign_off',
    'reason', a.reason, 'law', k.letter -> 'law', 'complaint', k.letter -> 'complaint',
    'submission', json_build_object('entry', a.submission_entry, 'sha256', a.sha256),
    'by', (read.by(a.entry)::jsonb || jsonb_build_object('name', grants.letter_signed_by(a.entry)))::json,
    'amended', case when a.amended_entry is not null then json_build_object('entry', a.amended_entry,
      'at', ledger.rfc3339(a.amended_at)) end,
    'log', read.log_place(a.entry))::text)
    from (select ledger.clock() as now) t, portal.award a
    join published.call c on c.call = a.call
    join portal.entry e on e.entry = a.entry,
         lateral (select coalesce(a.letter, grants.award_letter(a.proposal_entry, a.at)) as letter) k
   where a.application = p_application and session_user in ('tilsagn_grantee', 'tilsagn_agency')
$$;
comment on function read.award_letter(bigint) is
  'The letter of an award as it was decided, with the place of its entry in the log; null without an award.';
