-- time stamp: a reply over something that is neither a signature of the record nor the head that it names
-- SPDX-License-Identifier: EUPL-1.2
select encode(t.sha256, 'hex') as sha256, t.size
from ledger.time_stamp t
where t.size is null and not exists (select from ledger.signature s where s.sha256 = t.sha256)
   or t.size is not null and (t.sha256 is distinct from sha256(t.note)
                              or split_part(convert_from(t.note, 'UTF8'), E'\n', 2) is distinct from t.size::text)
