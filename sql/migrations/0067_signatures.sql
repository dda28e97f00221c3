-- SPDX-License-Identifier: EUPL-1.2
-- Acts that need the person's own signature. The table is append-only for everybody; what an installation
-- says is a migration's.
alter table rights.act disable trigger append_only_rows;
update rights.act set needs_signature = true where act in ('release_batch', 'grant_agency_role');
alter table rights.act enable always trigger append_only_rows;
