-- SPDX-License-Identifier: EUPL-1.2
-- The texts of a call that can be corrected, as published and as they read now. Terms, pool, deadline, criteria, weights,
-- allocation, thresholds, costs, duties, files and whoever may apply are no such texts, neither before anybody has applied:
-- drafts are written by what was published. Whoever got those wrong publishes another call.
create or replace function grants.correctable()
returns text[] language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select array['title.da', 'title.en', 'summary.da', 'summary.en', 'contact', 'expected_answer']
$$;
comment on function grants.correctable() is 'Fields of a call that decide neither money nor rights.';

create or replace function grants.text_published(p_call text, p_field text)
returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case p_field
    when 'expected_answer' then (c.definition::json #>> '{expected_answer,from}') || '/' || (c.definition::json #>> '{expected_answer,to}')
    else c.definition::json #>> string_to_array(p_field, '.') end
    from grants.call c where c.call = p_call and p_field = any (grants.correctable())
$$;
comment on function grants.text_published(text, text) is 'A correctable text as published; the expected answer as first and last day with a slash between.';

create or replace function grants.text_at(p_call text, p_field text, p_before bigint default null)
returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select p.change::json ->> 'after'
                     from grants.notice n join grants.notice_proposal p on p.entry = n.proposal_entry
                    where n.call = p_call and n.decision = 'publish' and p.kind = 'correction'
                      and p.change::json ->> 'field' = p_field and (p_before is null or n.entry < p_before)
                    order by n.number desc limit 1), grants.text_published(p_call, p_field))
$$;
comment on function grants.text_at(text, text, bigint) is 'The same as last corrected: now, or right before an entry of the record.';
