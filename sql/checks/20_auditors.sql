-- auditors: an auditor's login that is nobody's, or that has anything beyond the views of schema audit
-- SPDX-License-Identifier: EUPL-1.2
select f.login, f.fault from meta.auditor_faults() f
