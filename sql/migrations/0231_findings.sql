-- SPDX-License-Identifier: EUPL-1.2
-- The standing queries are read page by page: read.findings(text, text, int).
drop function if exists read.audit_findings();
