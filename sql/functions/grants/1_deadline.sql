-- SPDX-License-Identifier: EUPL-1.2
-- The deadline of a call: published with it, moved later only by published notices. Everything that asks for it asks here.
create or replace function grants.deadline_at(p_call text, p_before bigint default null)
returns timestamptz language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select n.last_on_time from grants.notice n
                    where n.call = c.call and n.last_on_time is not null and (p_before is null or n.entry < p_before)
                    order by n.number desc limit 1), c.last_on_time)
    from grants.call c where c.call = p_call
$$;
comment on function grants.deadline_at(text, bigint) is
  'Last on-time instant of a call, inclusive: in force now, or right before an entry of the record.';

create or replace function grants.deadline_said(p_call text)
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select json_build_object('zone', c.definition::json #> '{deadline,zone}', 'local', p.change::json -> 'local',
                            'end_of_day', p.change::json -> 'end_of_day')
                     from grants.notice n join grants.notice_proposal p on p.entry = n.proposal_entry
                    where n.call = c.call and n.last_on_time is not null
                    order by n.number desc limit 1), c.definition::json -> 'deadline')
    from grants.call c where c.call = p_call
$$;
comment on function grants.deadline_said(text) is 'The same in local time, as it was published or moved.';
