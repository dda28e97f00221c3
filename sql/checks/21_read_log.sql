-- read log: a read by nobody, or by a person of another organisation
-- SPDX-License-Identifier: EUPL-1.2
select l.read, l.person, l.organisation
from identity.read_log l
left join identity.person p on p.person = l.person
left join identity.human h on h.human = l.human
where p.person is null or h.human is null or p.organisation <> l.organisation
