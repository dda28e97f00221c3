-- SPDX-License-Identifier: EUPL-1.2
-- Vouchers on request as pools see them: the policies of the tables decide the rows.
create or replace view portal.voucher_request as
  select r.entry, r.application, r.accounts_entry, r.rule, r.lines, r.reason, d.entry as draw_entry, d.size,
         encode(d.seed, 'hex') as seed, d.due, a.entry as answer_entry, a.late
    from grants.voucher_request r
    left join grants.voucher_draw d on d.request = r.entry
    left join grants.voucher_answer a on a.request = r.entry;
comment on view portal.voucher_request is 'Requests for vouchers, what was drawn, and whether it was answered.';

create or replace view portal.voucher_line as
  select v.request, v.application, v.line, v.ore::bigint as ore, v.why, n.note
    from grants.voucher_line v left join grants.voucher_note n on n.request = v.request and n.line = v.line;
comment on view portal.voucher_line is 'Lines asked for, with what the grantee says of them.';

create or replace view portal.voucher_file as
  select f.request, f.application, f.line, encode(f.sha256, 'hex') as sha256, f.filename from grants.voucher_file f;
comment on view portal.voucher_file is 'Files of the answers.';

create or replace view portal.voucher_judgement as
  select j.entry, j.application, j.request, j.reason, d.entry as decision_entry, d.decision, d.reason as decision_reason
    from grants.voucher_judgement j left join grants.voucher_decision d on d.judgement_entry = j.entry;
comment on view portal.voucher_judgement is 'Judgements with their decisions; a grantee sees what was accepted.';

create or replace view portal.voucher_result as
  select x.entry, x.request, x.line, x.result, x.accepted_ore::bigint as accepted_ore, x.reason from grants.voucher_result x;
comment on view portal.voucher_result is 'Their lines.';

create or replace view portal.draft_voucher as
  select n.request, n.line, n.note, n.saved_at from draft.voucher_note n;
comment on view portal.draft_voucher is 'What is gathered and not sent yet: the grantee''s own.';

create or replace view portal.draft_voucher_file as
  select f.request, f.line, encode(f.sha256, 'hex') as sha256, f.filename from draft.voucher_file f;
comment on view portal.draft_voucher_file is 'Files gathered and not sent yet.';

create or replace view audit.voucher_request with (security_barrier) as
    select r.entry, r.application, r.accounts_entry, d.entry as draw_entry, d.size, encode(d.seed, 'hex') as seed, d.due,
           a.entry as answer_entry, a.late
    from grants.voucher_request r
    left join grants.voucher_draw d on d.request = r.entry
    left join grants.voucher_answer a on a.request = r.entry;
comment on view audit.voucher_request is 'Requests for vouchers: whose accounts, what drew the lines, when it was answered.';
comment on column audit.voucher_request.entry is 'Entry of the request.';
comment on column audit.voucher_request.application is 'Grant.';
comment on column audit.voucher_request.accounts_entry is 'Entry of the accounts.';
comment on column audit.voucher_request.draw_entry is 'Entry of the draw; null before it, and when newer accounts came first.';
comment on column audit.voucher_request.size is 'Size of the signed head that gave the seed.';
comment on column audit.voucher_request.seed is 'SHA-256 over the request''s leaf hash and that head''s root.';
comment on column audit.voucher_request.due is 'Last day of the answer.';
comment on column audit.voucher_request.answer_entry is 'Entry of the answer; null while there is none.';
comment on column audit.voucher_request.late is 'Whether the answer came after that day.';

create or replace view audit.voucher_line with (security_barrier) as
    select v.request, v.application, v.line, v.ore::bigint as ore, v.why,
           (select count(*) from grants.voucher_file f where f.request = v.request and f.line = v.line) as files,
           x.entry as judgement_entry, x.result, x.accepted_ore::bigint as accepted_ore, d.entry as decision_entry, d.decision
    from grants.voucher_line v
    left join grants.voucher_result x on x.request = v.request and x.line = v.line
    left join grants.voucher_decision d on d.judgement_entry = x.entry;
comment on view audit.voucher_line is 'Lines drawn, a row for each judgement of them.';
comment on column audit.voucher_line.request is 'Entry of the request.';
comment on column audit.voucher_line.application is 'Grant.';
comment on column audit.voucher_line.line is 'Line of the accounts.';
comment on column audit.voucher_line.ore is 'Its cost there, in øre.';
comment on column audit.voucher_line.why is 'large, before or drawn.';
comment on column audit.voucher_line.files is 'Number of files in the answer.';
comment on column audit.voucher_line.judgement_entry is 'Entry of a judgement; null while there is none.';
comment on column audit.voucher_line.result is 'full, part or none is documented.';
comment on column audit.voucher_line.accepted_ore is 'What is, in øre.';
comment on column audit.voucher_line.decision_entry is 'Entry of the decision; null while it waits.';
comment on column audit.voucher_line.decision is 'accept or decline.';
