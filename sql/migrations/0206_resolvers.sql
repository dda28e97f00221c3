-- SPDX-License-Identifier: EUPL-1.2
-- A dispute is resolved by two who decided nothing of what the statement shows: the award and its payments were kept apart
-- from it already (0081), what else moves its figures was not.
insert into rights.separation (act_a, act_b, why)
select d.act, r.act, 'who decided or approved does not resolve the dispute'
  from unnest(array['decide_amendment', 'give_line', 'decide_claim', 'decide_settlement', 'decide_termination', 'decide_reopening',
                    'decide_transfer']) d(act),
       unnest(array['propose_resolution', 'confirm_resolution']) r(act);
