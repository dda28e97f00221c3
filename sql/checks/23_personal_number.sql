-- personal number: what looks like a CPR number in a text of an entry's request, or in a text or file of an application that was sent
-- SPDX-License-Identifier: EUPL-1.2
select e.entry, e.kind, f.value ->> 'field' as field, f.value ->> 'place' as place
from (select e.entry, e.kind, p.params
      from ledger.entry e,
           lateral (select convert_from(e.leaf, 'UTF8')::json ->> 'request' as request) r,
           lateral (select r.request::json -> 'params' as params) p
      where p.params::text ~ '[0-9]{6}.?[0-9]{4}'
      union all
      select s.entry, 'submit', json_build_object('content', s.content::json, 'files',
             (select json_agg(f.value ->> 'filename') from jsonb_array_elements(s.files) f))
      from grants.submission s
      where s.content || s.files::text ~ '[0-9]{6}.?[0-9]{4}') e,
     lateral jsonb_array_elements(rule.personal_numbers(e.params, '')) f
union all
select s.entry, 'submit', 'files.' || (f.file ->> 'slot'), format('page %s, line %s', p.place ->> 'page', p.place ->> 'line')
from grants.submission s join grants.application a on a.application = s.application,
     jsonb_array_elements(s.files) f(file)
     join store.file k on encode(k.sha256, 'hex') = f.file ->> 'sha256'
     join store.scan n on n.upload = k.upload,
     jsonb_array_elements(n.places) p(place)
where k.organisation = a.organisation
