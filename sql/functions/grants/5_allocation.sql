-- SPDX-License-Identifier: EUPL-1.2
-- What an allocation computes from, gathered from the record, and what was decided.
create or replace function grants.allocation_size(p_call text, p_submission bigint)
returns numeric language sql stable set search_path = pg_catalog, pg_temp as $$
  -- one municipality without a number: the sum is unknown
  select case when bool_and(v.value is not null) then sum(v.value) end
    from grants.submission_party p
    join grants.call c on c.call = p_call
    left join grants.annex_value v
      on v.call = p_call and v.annex = c.definition::jsonb #>> '{allocation,key_annex}' and v.cvr = p.cvr
   where p.entry = p_submission
$$;
comment on function grants.allocation_size(text, bigint) is
  'The size of the target group of an application''s municipalities together; null when one is missing.';

create or replace function grants.allocation_input(p_call text, p_reading text)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('pool_ore', ledger.balance('call:' || p_call || ':available'),
    'reading', p_reading,
    'applicants', (select coalesce(jsonb_agg(jsonb_build_object('application', k.application,
        'cvr', k.organisation, 'municipalities', n.n, 'applied_ore', k.applied_ore,
        'guarantee_ore', n.n * (c.definition::jsonb #>> '{limits,floor_ore}')::bigint,
        'size', grants.allocation_size(p_call, k.entry)) order by k.organisation collate "C"), '[]'::jsonb)
      from (select c.* from grants.counting(p_call) c where not grants.refused(c.application)) k,
           lateral (select count(*) as n from grants.submission_party p where p.entry = k.entry) n))
    from grants.call c where c.call = p_call
$$;
comment on function grants.allocation_input(text, text) is
  'The input of rule.allocation: the pool that is left and every eligible application, by CVR.';

create or replace function grants.allocation_of(p_call text)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select d.proposal_entry from grants.allocation_decision d
   where d.call = p_call and d.decision = 'allocate'
$$;
comment on function grants.allocation_of(text) is 'The proposal that became the allocation, or null.';

create or replace function grants.open_allocation(p_call text)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.entry from grants.allocation_proposal p
   where p.call = p_call
     and not exists (select from grants.allocation_decision d where d.proposal_entry = p.entry)
   order by p.entry desc limit 1
$$;
comment on function grants.open_allocation(text) is 'The newest undecided allocation, or null.';

create or replace function grants.allocated_to(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select s.award_ore::bigint from grants.allocation_share s
   where s.application = p_application
     and s.entry = grants.allocation_of(grants.call_of(p_application))
$$;
comment on function grants.allocated_to(bigint) is
  'What the decided allocation gives an application; null before the decision, and without a share.';

-- Past the policies and for pages: only of a call whose applications are opened.
create or replace function grants.allocation_shown(p_call text, p_reading text)
returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('input', i.input, 'report', rule.allocation(i.input))
    from (select grants.allocation_input(p_call, p_reading) as input) i
   where grants.call_state(p_call) = 'opened'
$$;
comment on function grants.allocation_shown(text, text) is
  'An allocation as it would be now, with its input; null while the applications are sealed.';
