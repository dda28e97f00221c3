-- SPDX-License-Identifier: EUPL-1.2
-- Refusals: which stand, and what a decision must tell (forvaltningsloven §§ 22-25).
create or replace function grants.open_refusal(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.entry from grants.refusal_proposal p
   where p.application = p_application
     and not exists (select from grants.refusal_decision d where d.proposal_entry = p.entry)
$$;
comment on function grants.open_refusal(bigint) is 'The undecided proposal to refuse, or null.';

create or replace function grants.refused(p_application bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.refusal_decision d where d.application = p_application and d.decision = 'refuse')
$$;
comment on function grants.refused(bigint) is 'Whether officers refused the application.';

-- None of the five texts says anything about complaints. The general rule: what an agency decides can be brought
-- before the ministry that it belongs to, unless a law says otherwise; it is sent to the agency, which looks at its
-- decision again first. Four weeks, as for repayment claims; never ending on a day on which nobody works.
create or replace function grants.complaint(p_contact text, p_at timestamptz)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('body', 'ministry', 'contact', p_contact, 'weeks', 4, 'source', 'general_rule',
    'by', to_char(rule.term_end(identity.day_of(p_at) + 28), 'YYYY-MM-DD'))
$$;
comment on function grants.complaint(text, timestamptz) is
  'Guidance on complaints for a decision made at this instant: body, where to send it, the last day.';

create or replace function grants.complaint_on(p_application bigint, p_at timestamptz)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select grants.complaint(grants.text_at(c.call, 'contact'), p_at)
    from grants.call c where c.call = grants.call_of(p_application)
$$;
comment on function grants.complaint_on(bigint, timestamptz) is 'Guidance on complaints for a decision on a grant made at this instant.';

create or replace function grants.refusal_letter(p_call text, p_ground text, p_reason jsonb, p_at timestamptz)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('ground', p_ground, 'reason', p_reason,
    'law', jsonb_build_object('account', a.account, 'year', a.year, 'call', c.call, 'title',
      c.definition::jsonb -> 'title', 'sha256', encode(c.sha256, 'hex')),
    'complaint', grants.complaint(grants.text_at(c.call, 'contact'), p_at))
    from grants.call c join grants.appropriation a on a.appropriation = c.appropriation where c.call = p_call
$$;
comment on function grants.refusal_letter(text, text, jsonb, timestamptz) is
  'What a refusal tells: the ground, the reason, the law that the call rests on, and how to complain.';

create or replace function grants.late_reason(p_call text, p_received timestamptz)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'da', format('Ansøgningen var modtaget i sin helhed den %s (dansk tid). Efter opslaget skulle den være modtaget senest '
                 'den %s. En ansøgning, der modtages senere, behandles ikke, uanset hvor kort tid den er forsinket.',
                 t.received, t.last),
    'en', format('The application had been received in full on %s (Danish time). By the call it had to be received on %s '
                 'at the latest. An application received later is not considered, however little it is late.',
                 t.received, t.last))
    from grants.call c, lateral (
      select to_char(p_received at time zone z.zone, 'DD-MM-YYYY HH24:MI:SS.US') as received,
             to_char(grants.deadline_at(p_call) at time zone z.zone, 'DD-MM-YYYY HH24:MI:SS.US') as last
        from (select c.definition::jsonb #>> '{deadline,zone}' as zone) z) t
   where c.call = p_call
$$;
comment on function grants.late_reason(text, timestamptz) is 'The reason of a refusal for lateness, in both languages.';

create or replace function grants.assert_heard(p_application bigint, p_at timestamptz)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if exists (select from grants.hearing h where h.application = p_application
                and h.answer_by >= identity.day_of(p_at)
                and not exists (select from grants.hearing_answer x where x.hearing = h.entry)) then
    perform grants.not_now('hearing', 'answer_hearing');
  end if;
end
$$;
comment on function grants.assert_heard(bigint, timestamptz) is
  'LG502 while the party is being heard: not answered, and its last day is not over.';

create or replace function grants.letter_signed_by(p_entry bigint)
returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(i.value, identity.erased_name())
    from (select d.entry, d.application from grants.refusal_decision d where d.entry = p_entry and d.decision = 'refuse'
          union all
          select d.entry, d.application from grants.admission d where d.entry = p_entry and d.letter is not null
          union all
          select d.entry, d.application from grants.award_decision d where d.entry = p_entry and d.decision = 'award') d
    join ledger.entry e on e.entry = d.entry
    join identity.person p on p.person = e.person
    left join identity.pii i on i.commitment = p.name_commitment
   where grants.visible(d.application)
$$;
comment on function grants.letter_signed_by(bigint) is
  'Name of the officer under a letter of refusal or award, for whoever may read the letter: a written decision says who '
  'made it (Public Administration Act, section 32 b), though applicants see no other names of the agency. Null else.';
