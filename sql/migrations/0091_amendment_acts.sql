-- SPDX-License-Identifier: EUPL-1.2
-- Who may ask for, propose and decide an amendment, and whom that keeps from paying.
insert into rights.act (act, audience, role, needs_signature, description) values
  ('request_amendment', 'grantee', 'management', true, 'Asks for an amendment of a grant.'),
  ('propose_amendment', 'agency', 'officer', false, 'Proposes an amendment of an award.'),
  ('decide_amendment', 'agency', 'officer', false, 'Decides a proposed amendment.');

insert into rights.separation (act_a, act_b, why) values
  ('propose_amendment', 'decide_amendment', 'the proposer of an amendment does not decide it'),
  ('propose_amendment', 'approve_instalment', 'who amends an award does not approve its payments'),
  ('decide_amendment', 'approve_instalment', 'who amends an award does not approve its payments'),
  ('propose_amendment', 'release_batch', 'who amends an award does not release its payments'),
  ('decide_amendment', 'release_batch', 'who amends an award does not release its payments');
-- Both sides of a case, with every act that stands on one of them already.
with side (act, grantee) as (
  select distinct a.act, a.audience = 'grantee'
    from rights.act a
   where a.audience in ('grantee', 'agency') and exists (
     select from rights.separation s where a.act in (s.act_a, s.act_b)
        and s.why = 'nobody acts for the applicant and for the agency on one case')
  union values ('request_amendment', true), ('propose_amendment', false), ('decide_amendment', false))
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from side g join side a on g.grantee and not a.grantee
 where 'request_amendment' = g.act or a.act in ('propose_amendment', 'decide_amendment');
