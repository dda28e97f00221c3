-- sent: content or files of a submission that its hash does not cover
-- SPDX-License-Identifier: EUPL-1.2
select s.entry, s.application
  from grants.submission s join grants.application a on a.application = s.application
 where s.sha256 <> sha256(convert_to(s.content || E'\n' || coalesce((
         select string_agg((f ->> 'slot') || ':' || (f ->> 'sha256') || E'\n', ''
                           order by (f ->> 'slot') collate "C")
           from jsonb_array_elements(s.files) f), ''), 'UTF8'))
    or s.title <> s.content::json ->> 'title'
    or s.applied_ore::text <> s.content::json ->> 'applied_ore'
    or s.units <> json_array_length(s.content::json -> 'unit_hours')
    or exists (
      select from jsonb_array_elements(s.files) f where not exists (
        select from store.file t where t.organisation = a.organisation
           and encode(t.sha256, 'hex') = f ->> 'sha256' and t.size::text = f ->> 'bytes'))
