-- foreign keys: a constraint that is not validated, switched off, or does not hold by query
-- SPDX-License-Identifier: EUPL-1.2
select f.relation, f.name, f.fault from meta.broken_constraints() f
