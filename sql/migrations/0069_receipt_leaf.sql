-- SPDX-License-Identifier: EUPL-1.2
-- The portal host gives a receipt only for a record whose request it attested itself, and so it is shown the
-- record.
alter type ledger.act_reply add attribute leaf bytea;
comment on type ledger.act_reply is
    'Answer of an act; verdict is result.verdict where the act gives one; replayed: this is the first '
    'answer to a repeated request; leaf is the record, from which the portal host makes the receipt.';
