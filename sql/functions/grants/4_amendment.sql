-- SPDX-License-Identifier: EUPL-1.2
-- What the acts of amendments ask of the record.
create or replace function grants.open_request(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select r.entry from grants.amendment_request r
   where r.application = p_application
     and r.entry = (select max(x.entry) from grants.amendment_request x
                     where x.application = p_application)
     and not exists (select from grants.amendment_proposal p
                       join grants.amendment_decision d on d.proposal_entry = p.entry
                      where p.request_entry = r.entry and d.decision = 'amend')
$$;
comment on function grants.open_request(bigint) is
  'The grantee''s newest request while no amendment has granted it, or null. A newer one replaces it.';

create or replace function grants.open_amendment(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.entry from grants.amendment_proposal p
   where p.application = p_application
     and not exists (select from grants.amendment_decision d where d.proposal_entry = p.entry)
$$;
comment on function grants.open_amendment(bigint) is 'The undecided amendment, or null.';

create or replace function grants.counted_paid(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select (select coalesce(sum(i.amount_ore), 0) from grants.instalment i
            join grants.instalment_approved a on a.instalment = i.instalment
           where i.application = p_application)::bigint - grants.claimed_of(p_application)
$$;
comment on function grants.counted_paid(bigint) is
  'Approved for payment less claimed back, in øre: an approved sum is as good as paid.';

create or replace function grants.amendment_input(p_application bigint, p_new_ore bigint)
returns jsonb language sql volatile set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('award_ore', grants.award_amount(p_application), 'new_ore', p_new_ore,
    'committed_ore', ledger.balance('grant:' || p_application || ':committed'),
    'paid_ore', ledger.balance('grant:' || p_application || ':paid'),
    'counted_ore', grants.counted_paid(p_application))
$$;
comment on function grants.amendment_input(bigint, bigint) is 'What rule.amended computes from.';

create or replace function grants.amendment_context(p_application bigint, p_request bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('applied_ore', s.applied_ore, 'units', s.units,
    'asked_ore', (select r.amount_ore from grants.amendment_request r where r.entry = p_request),
    'cap_ore', grants.cap_left(a.application),
    'annexes', (select coalesce(jsonb_agg(x.annex), '[]') from grants.annex x where x.call = a.call),
    'later_start', grants.later_start(a.call, a.organisation),
    'covered_to', (select to_char(max(k.period_to)::timestamp, 'YYYY-MM-DD') from grants.accounts k
                    where k.application = a.application and k.kind = 'part'))
    from grants.application a
    join grants.call c on c.call = a.call
    join grants.award_proposal p on p.entry = grants.award_of(a.application)
    join grants.submission s on s.entry = p.submission_entry
   where a.application = p_application
$$;
comment on function grants.amendment_context(bigint, bigint) is
  'What rule.amendment_violations asks beside the call: caps, what was applied and asked for.';

create or replace function grants.check_amendment(p_application bigint, p_params json)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_found jsonb; v_call jsonb;
begin
  select c.definition::jsonb into v_call from grants.call c
   where c.call = grants.call_of(p_application);
  v_found := rule.amendment_violations(v_call, jsonb_build_object(
      'amount_ore', grants.award_amount(p_application), 'budget', grants.budget_of(p_application)),
    p_params::jsonb,
    grants.amendment_context(p_application, (p_params ->> 'request_entry')::bigint));
  if v_found = '[]' then return; end if;
  perform ledger.fail(case when exists (select from jsonb_array_elements(v_found) f
      where f ->> 'code' in ('not_requested', 'above_applied', 'above_cap')) then 'LG201' else 'LG102' end,
    'the amendment does not keep the rules of the call', jsonb_build_object('violations', v_found));
end
$$;
comment on function grants.check_amendment(bigint, json) is
  'LG102 content; LG201 above what the grantee asked for, or above the cap.';

-- Whoever signed as management what now an auditor must sign has signed too weakly.
create or replace function grants.void_sign_offs(p_application bigint, p_before bigint, p_entry bigint)
returns void language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into grants.sign_off_voided (sign_off_entry, application, entry)
  select s.entry, s.application, p_entry
    from grants.sign_off s
    join grants.accounts a on a.entry = s.accounts_entry
    join grants.call c on c.call = grants.call_of(s.application)
   where s.application = p_application and s.level = 'management'
     and rule.sign_off_satisfies(s.level,
           rule.sign_off_requirement(c.definition::jsonb, a.kind, p_before, grants.rulings_of(c.call)))
     and not rule.sign_off_satisfies(s.level, rule.sign_off_requirement(c.definition::jsonb, a.kind,
           grants.award_amount(p_application), grants.rulings_of(c.call)))
     and not exists (select from grants.sign_off_voided v where v.sign_off_entry = s.entry)
$$;
comment on function grants.void_sign_offs(bigint, bigint, bigint) is
  'Voids the sign-offs that sufficed for the award before an amendment and do not for the one after it.';

create or replace function grants.amendment_postings(p_accounts text[], p_computed jsonb)
returns table (n integer, account text, amount bigint)
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select m.n, m.account, m.amount
    from (select (p_computed ->> 'commit_ore')::bigint - (p_computed ->> 'release_ore')::bigint as more,
                 (p_computed ->> 'claim_ore')::bigint as claim) c,
         lateral (values (1, p_accounts[1], -c.more), (2, p_accounts[2], c.more),
                         (3, p_accounts[3], -c.claim), (4, p_accounts[4], c.claim)) m(n, account, amount)
   where m.amount <> 0
$$;
comment on function grants.amendment_postings(text[], jsonb) is
  'Postings of an amendment: between the call''s available and the grant''s committed, paid and reclaimed.';

create or replace function grants.assert_amendable(
  p_application bigint, p_proposal grants.amendment_proposal, p_computed jsonb)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  -- what finance is about to approve was computed from the award as it still is
  if exists (select from grants.instalment i
              where i.application = p_application and grants.stands(i.instalment)) then
    perform grants.not_now('prepared', 'approve_instalment');
  end if;
  if (p_computed ->> 'wait')::boolean then perform grants.not_now('payable', 'paid'); end if;
  perform grants.assert_under_cap(p_application, p_proposal.amount_ore);
  if p_proposal.request_entry is not null
     and p_proposal.request_entry is distinct from grants.open_request(p_application) then
    perform ledger.fail('LG503', 'the grantee has asked for something else since',
                        jsonb_build_object('entry', grants.open_request(p_application)));
  end if;
end
$$;
comment on function grants.assert_amendable(bigint, grants.amendment_proposal, jsonb) is
  'LG201 above what the cap leaves by now; LG502 while an instalment waits for approval or a payment is under way; '
  'LG503 after a newer request.';
