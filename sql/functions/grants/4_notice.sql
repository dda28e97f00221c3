-- SPDX-License-Identifier: EUPL-1.2
-- Notices about published calls: what one may say at this moment, and which proposal can be published.
create or replace function grants.notice_sha256(p_kind text, p_change text)
returns bytea language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to(p_kind || E'\n' || p_change, 'UTF8'))
$$;
comment on function grants.notice_sha256(text, text) is 'Hash by which a proposal and its decision name what a notice says.';

create or replace function grants.notice_head(p_call text)
returns bytea language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select n.sha256 from grants.notice n
                    where n.call = c.call and n.number is not null order by n.number desc limit 1), c.sha256)
    from grants.call c where c.call = p_call
$$;
comment on function grants.notice_head(text) is 'Hash that the next notice of a call is chained to.';

-- The clock is that of the act, read behind the call's lock: whoever sends meanwhile waits, or is waited for.
create or replace function grants.later_deadline(p_call text, p_change json, p_at timestamptz)
returns timestamptz language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_last timestamptz := grants.deadline_at(p_call); v_zone text; v_until text; v_new timestamptz;
begin
  perform grants.check_object(p_change, array['local:any', 'end_of_day:flag'], 'params.change');
  if p_at > v_last then perform grants.not_now('deadline_passed', 'before the deadline'); end if;
  select c.definition::json #>> '{deadline,zone}', c.definition::json #>> '{project,to}' into v_zone, v_until
    from grants.call c where c.call = p_call;
  if p_change ->> 'local' !~ '^20[0-9]{2}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?$'
     or (p_change ->> 'local' ~ 'T') = (p_change ->> 'end_of_day')::boolean then
    perform grants.refuse('change.local', 'malformed');
  end if;
  v_new := grants.last_on_time(json_build_object('zone', v_zone, 'local', p_change ->> 'local',
                                                 'end_of_day', p_change -> 'end_of_day'));
  if v_new is null then perform grants.refuse('change.local', 'no_such_time'); end if;
  if v_new <= v_last then perform grants.refuse('change.local', 'not_later'); end if;
  if identity.day_of(v_new) > v_until::date then perform grants.refuse('change.local', 'after_project'); end if;
  return v_new;
end
$$;
comment on function grants.later_deadline(text, json, timestamptz) is
  'The instant to which a deadline moves: strictly later, an hour that exists, not behind the project. LG502 when it has passed.';

-- Whoever asked is named by kind of organisation: a question tells who means to apply.
create or replace function grants.check_answer(p_call text, p_change json, p_at timestamptz)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  perform grants.check_object(p_change, array['question:text', 'answer:text', 'asked_by:name', 'replaces:count?'], 'params.change');
  if p_at > grants.deadline_at(p_call) then perform grants.not_now('deadline_passed', 'before the deadline'); end if;
  if p_change ->> 'asked_by' not in ('municipality', 'region', 'other') then
    perform ledger.refuse_request('params.change.asked_by: expected municipality, region or other');
  end if;
  if p_change ->> 'replaces' is not null and not exists (
       select from grants.answers_in_force(p_call) a where a = (p_change ->> 'replaces')::integer) then
    perform grants.refuse('change.replaces', 'no_answer');
  end if;
end
$$;
comment on function grants.check_answer(text, json, timestamptz) is
  'LG101 unless it is a question with its answer, LG102 unless what it replaces is an answer in force, LG502 after the deadline.';

create or replace function grants.answers_in_force(p_call text)
returns setof integer language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select n.number from grants.notice n join grants.notice_proposal p on p.entry = n.proposal_entry
   where n.call = p_call and n.decision = 'publish' and p.kind = 'answer' and not exists (
     select from grants.notice m join grants.notice_proposal q on q.entry = m.proposal_entry
      where m.call = p_call and m.decision = 'publish' and q.kind = 'answer' and q.change::json ->> 'replaces' = n.number::text)
$$;
comment on function grants.answers_in_force(text) is 'Numbers of the answers that no newer one has replaced.';

create or replace function grants.check_correction(p_call text, p_change json)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_field text := p_change ->> 'field'; v_after text := p_change ->> 'after';
begin
  perform grants.check_object(p_change, array['field:any', 'before:text', 'after:text'], 'params.change');
  if v_field <> all (grants.correctable()) then perform grants.refuse('change.field', 'never_corrected'); end if;
  if p_change ->> 'before' is distinct from grants.text_at(p_call, v_field) then
    perform grants.refuse('change.before', 'differs');
  end if;
  if v_after = p_change ->> 'before' then perform grants.refuse('change.after', 'same_text'); end if;
  if v_field = 'contact' and v_after !~ '^[A-Za-z0-9._-]{1,64}@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+$' then
    perform grants.refuse('change.after', 'malformed');
  end if;
  if v_field = 'expected_answer' then
    if v_after !~ '^[0-9-]{10}/[0-9-]{10}$' or not grants.is_day(split_part(v_after, '/', 1))
       or not grants.is_day(split_part(v_after, '/', 2)) then
      perform grants.refuse('change.after', 'malformed');
    end if;
    if split_part(v_after, '/', 2) < split_part(v_after, '/', 1)
       or split_part(v_after, '/', 2)::date < identity.day_of(grants.deadline_at(p_call)) then
      perform grants.refuse('change.after', 'before_deadline');
    end if;
  end if;
end
$$;
comment on function grants.check_correction(text, json) is
  'LG101 unless field, before and after; LG102 unless the field is a correctable text, before is how it reads, and after is another '
  'text that can stand there.';

create or replace function grants.check_notice(p_call text, p_kind text, p_change json, p_at timestamptz)
returns timestamptz language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  case p_kind
    when 'deadline' then return grants.later_deadline(p_call, p_change, p_at);
    when 'answer' then perform grants.check_answer(p_call, p_change, p_at);
    when 'correction' then perform grants.check_correction(p_call, p_change);
    else perform ledger.refuse_request('params.kind: expected deadline, answer or correction');
  end case;
  return null;
end
$$;
comment on function grants.check_notice(text, text, json, timestamptz) is
  'Raises unless this may be added to the call at this instant; the deadline that follows, or null.';

create or replace function grants.notice_topic(p_kind text, p_change json)
returns text language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case p_kind
    when 'answer' then coalesce('answer ' || (p_change ->> 'replaces'), 'question ' || (p_change ->> 'question'))
    when 'correction' then 'correction ' || (p_change ->> 'field')
    else p_kind end
$$;
comment on function grants.notice_topic(text, json) is 'What a notice is about: of two proposals on one topic the newer can be published.';

create or replace function grants.open_notices(p_call text)
returns setof bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.entry
    from (select distinct on (grants.notice_topic(p.kind, p.change::json)) p.entry, p.kind
            from grants.notice_proposal p where p.call = p_call
           order by grants.notice_topic(p.kind, p.change::json), p.entry desc) o
   where not exists (select from grants.notice n where n.proposal_entry = o.entry)
     and (o.kind not in ('deadline', 'answer') or ledger.clock() <= grants.deadline_at(p_call))
$$;
comment on function grants.open_notices(text) is 'Proposed notices that can be published: the newest on each topic, unless it is decided on or its time has passed.';
