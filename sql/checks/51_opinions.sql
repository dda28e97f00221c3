-- opinions: an audit firm, an opinion or a decision on one that is not what its entry says, or an entry without
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.organisation, replace(e.stream, 'grant:', '') as grant_id, l.leaf ->> 'signature' as signature,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('appoint_auditor', 'withdraw_auditor', 'endorse_accounts', 'decide_opinion'))
select 'appointment' as what, a.entry
  from grants.auditor_appointment a left join leaf l on l.entry = a.entry
  cross join lateral (select grants.holder_at(a.application, a.entry) as organisation) g
 where (l.kind, l.grant_id, l.r ->> 'firm', l.organisation)
       is distinct from ('appoint_auditor', a.application::text, a.firm, g.organisation) or a.firm = g.organisation
union all
select 'two firms at once', b.entry
  from grants.auditor_appointment a join grants.auditor_appointment b on b.application = a.application and b.entry > a.entry
  left join grants.auditor_withdrawal w on w.appointment_entry = a.entry
 where w.entry is null or w.entry > b.entry
union all
select 'withdrawal', w.entry
  from grants.auditor_withdrawal w left join leaf l on l.entry = w.entry
 where (l.kind, l.grant_id, l.r ->> 'appointment_entry', l.p ->> 'reason')
       is distinct from ('withdraw_auditor', w.application::text, w.appointment_entry::text, w.reason)
union all
-- signed with an own key, by the firm that was appointed at that moment, over the hash of exactly these accounts
select 'opinion', o.entry
  from grants.endorsement o left join leaf l on l.entry = o.entry
  left join grants.sign_off s on s.entry = o.entry
  left join grants.accounts c on c.entry = o.accounts_entry
  left join grants.auditor_appointment a on a.entry = o.appointment_entry
  left join grants.auditor_withdrawal w on w.appointment_entry = a.entry
 where (l.kind, l.grant_id, l.r ->> 'accounts_entry', l.r ->> 'appointment_entry', l.p ->> 'opinion', l.p ->> 'sha256',
        l.p ->> 'report_sha256', l.p ->> 'note', l.organisation)
       is distinct from ('endorse_accounts', o.application::text, o.accounts_entry::text, o.appointment_entry::text,
        o.opinion, encode(c.sha256, 'hex'), encode(o.report_sha256, 'hex'), o.note, a.firm)
    or (s.level, s.accounts_entry) is distinct from ('auditor', o.accounts_entry)
    or a.entry >= o.entry or w.entry < o.entry
    or not exists (select from ledger.signature g where encode(g.sha256, 'hex') = l.signature)
    or not exists (select from store.file f where f.sha256 = o.report_sha256 and f.organisation = a.firm)
union all
select 'decision on an opinion', d.entry
  from grants.opinion_decision d left join leaf l on l.entry = d.entry
  left join grants.endorsement o on o.entry = d.endorsement_entry
 where (l.kind, l.grant_id, l.p ->> 'endorsement_entry', l.p ->> 'decision', l.p ->> 'reason')
       is distinct from ('decide_opinion', d.application::text, d.endorsement_entry::text, d.decision, d.reason)
    or o.opinion in ('clean', 'emphasis')
union all
select 'entry without its row', l.entry from leaf l
 where case l.kind
   when 'appoint_auditor' then not exists (select from grants.auditor_appointment x where x.entry = l.entry)
   when 'withdraw_auditor' then not exists (select from grants.auditor_withdrawal x where x.entry = l.entry)
   when 'endorse_accounts' then not exists (select from grants.endorsement x where x.entry = l.entry)
   else not exists (select from grants.opinion_decision x where x.entry = l.entry) end
