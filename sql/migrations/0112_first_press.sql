-- SPDX-License-Identifier: EUPL-1.2
-- A submission pressed when the login had ended: its instant is kept with the form, because the press itself
-- was whole, and the content is named by its hash.

alter table session.kept add column pressed timestamptz, add column press_began timestamptz,
    add constraint kept_press check (press_began <= pressed);
comment on column session.kept.pressed is
    'When the whole request had been received (the ledger''s clock); null: not told, or not believed.';
comment on column session.kept.press_began is 'When its first byte came.';
