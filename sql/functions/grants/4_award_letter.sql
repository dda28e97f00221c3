-- SPDX-License-Identifier: EUPL-1.2
-- What a letter of award tells (forvaltningsloven §§ 22-26): kept in the entry of the decision, because days,
-- guidance and readings of the call may be others later.
create or replace function grants.award_obligations(p_definition jsonb, p_part date, p_final date)
returns jsonb language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('what', o.what, 'due', to_char(o.due, 'YYYY-MM-DD'))
                            order by o.due, o.what), '[]')
    from (select 'part_accounts' as what, p_part as due
          union all select 'final_accounts', p_final
          union all
          select (r ->> 'report') || '_report', case r ->> 'report' when 'final' then p_final else p_part end
            from jsonb_array_elements(p_definition -> 'reports') r) o
   where o.due is not null
$$;
comment on function grants.award_obligations(jsonb, date, date) is 'What is to be sent under an award, and by when.';

create or replace function grants.award_letter(p_proposal bigint, p_at timestamptz)
returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'law', jsonb_build_object('account', a.account, 'year', a.year, 'call', c.call, 'title',
      c.definition::jsonb -> 'title', 'sha256', encode(c.sha256, 'hex')),
    'complaint', grants.complaint(grants.text_at(c.call, 'contact'), p_at),
    'conditions', p.conditions,
    'obligations', grants.award_obligations(c.definition::jsonb, p.part_accounts_due, p.final_accounts_due),
    'sign_off', jsonb_build_object(
      'part', rule.sign_off_requirement(c.definition::jsonb, 'part', p.amount_ore::bigint, grants.rulings_of(c.call)),
      'final', rule.sign_off_requirement(c.definition::jsonb, 'final', p.amount_ore::bigint, grants.rulings_of(c.call))))
    from grants.award_proposal p
    join grants.application g on g.application = p.application
    join grants.call c on c.call = g.call
    join grants.appropriation a on a.appropriation = c.appropriation
   where p.entry = p_proposal
     and (session_user not in ('tilsagn_grantee', 'tilsagn_agency') or grants.visible(p.application))
$$;
comment on function grants.award_letter(bigint, timestamptz) is
  'What the letter of an award decided at this instant tells of law, complaints, conditions, obligations and sign-offs.';
