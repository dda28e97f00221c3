-- SPDX-License-Identifier: EUPL-1.2
-- A draw stays when its log ends and the heads of that log become former ones. Which log it is of follows from the entries:
-- the first log that ended behind the draw, or the one of now.
set local role ledger_owner;
alter table grants.voucher_draw drop constraint voucher_draw_size_fkey;
comment on column grants.voucher_draw.size is 'Size of that head, in the log as it was then; its root is in the entry and in the seed.';
reset role;
