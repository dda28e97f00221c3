-- SPDX-License-Identifier: EUPL-1.2
-- Hearing of the party before a decision against it (forvaltningsloven § 19), and what such a decision tells about
-- complaints (§ 25): claims, lower awards and requests that are declined.
create or replace function grants.hearing_left(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select max(h.entry) from grants.hearing h
   where h.application = p_application
     and h.entry > (select d.entry from grants.award_decision d
                     where d.proposal_entry = grants.award_of(p_application) and d.decision = 'award')
     and not exists (select from grants.claim_proposal p join grants.claim_decision d on d.proposal_entry = p.entry
                      where p.hearing = h.entry and d.decision = 'claim')
     and not exists (select from grants.amendment_proposal p join grants.amendment_decision d on d.proposal_entry = p.entry
                      where h.entry = case d.decision when 'amend' then coalesce(p.hearing, d.hearing) else d.hearing end)
$$;
comment on function grants.hearing_left(bigint) is
  'The newest hearing since the award that no claim, lower award or declined request rests on yet, or null.';

-- It may still be going on when a decision is proposed; whoever decides waits for its end (grants.assert_heard).
create or replace function grants.heard(p_application bigint, p_unheard text)
returns bigint language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_hearing bigint;
begin
  if p_unheard is not null then return null; end if;
  v_hearing := grants.hearing_left(p_application);
  if v_hearing is null then perform grants.refuse('unheard_reason', 'missing'); end if;
  return v_hearing;
end
$$;
comment on function grants.heard(bigint, text) is
  'The hearing that a decision against the grantee rests on, null with a reason for none; LG102 with neither.';

-- What the grantee asked for itself counts against it in nothing, though it be less than the award.
create or replace function grants.amendment_adverse(p_award bigint, p_asked bigint, p_new bigint)
returns boolean language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select p_new is distinct from p_asked and p_new < greatest(p_award, p_asked)
$$;
comment on function grants.amendment_adverse(bigint, bigint, bigint) is
  'Whether an amended award is lower than the one before or than what was asked for, and not exactly what was asked for.';
