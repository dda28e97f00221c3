-- SPDX-License-Identifier: EUPL-1.2
-- Vouchers on request: an officer asks, the log's next signed head draws the lines, the grantee answers with files,
-- one officer judges and another decides.
set local role ledger_owner;

create table grants.voucher_request (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  accounts_entry bigint not null unique references grants.accounts,
  rule jsonb not null,
  lines jsonb not null,
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.voucher_request is 'Accounts whose vouchers an officer asked for; once, so that nobody draws until it suits.';
comment on column grants.voucher_request.entry is 'Entry of the request.';
comment on column grants.voucher_request.application is 'Grant.';
comment on column grants.voucher_request.accounts_entry is 'Accounts asked about; newer ones void the request.';
comment on column grants.voucher_request.rule is 'Rule of the sample, of the call or the agency''s own, as it was then.';
comment on column grants.voucher_request.lines is 'What is drawn from: line, øre, whether it is taken from before.';
comment on column grants.voucher_request.reason is 'Why, in words that the grantee reads.';
create index voucher_request_application on grants.voucher_request (application, entry);

create table grants.voucher_draw (
  request bigint primary key references grants.voucher_request,
  application bigint not null references grants.application,
  entry bigint not null unique references ledger.entry,
  size bigint not null references ledger.checkpoint,
  seed bytea not null check (octet_length(seed) = 32),
  due date not null
);
comment on table grants.voucher_draw is 'What the log''s first signed head behind a request drew.';
comment on column grants.voucher_draw.request is 'Request.';
comment on column grants.voucher_draw.application is 'Grant.';
comment on column grants.voucher_draw.entry is 'Entry of the draw.';
comment on column grants.voucher_draw.size is 'Size of that head.';
comment on column grants.voucher_draw.seed is 'SHA-256 over the request''s leaf hash and the head''s root.';
comment on column grants.voucher_draw.due is 'Last day of the answer.';

create table grants.voucher_line (
  request bigint not null references grants.voucher_draw,
  line integer not null check (line > 0),
  application bigint not null references grants.application,
  ore bigint not null check (ore > 0),
  why text not null check (why in ('large', 'before', 'drawn')),
  primary key (request, line)
);
comment on table grants.voucher_line is 'Lines whose vouchers are asked for.';
comment on column grants.voucher_line.request is 'Request.';
comment on column grants.voucher_line.line is 'Line of the accounts.';
comment on column grants.voucher_line.application is 'Grant.';
comment on column grants.voucher_line.ore is 'Its cost in these accounts, in øre.';
comment on column grants.voucher_line.why is 'large and before (asked for earlier, not documented in full): always; drawn: by chance, in proportion to the amount.';

create table grants.voucher_answer (
  request bigint primary key references grants.voucher_draw,
  application bigint not null references grants.application,
  entry bigint not null unique references ledger.entry,
  late boolean not null
);
comment on table grants.voucher_answer is 'The grantee''s one answer to a request.';
comment on column grants.voucher_answer.request is 'Request.';
comment on column grants.voucher_answer.application is 'Grant.';
comment on column grants.voucher_answer.entry is 'Entry of the answer.';
comment on column grants.voucher_answer.late is 'Whether it came after the last day.';

create table grants.voucher_note (
  request bigint not null references grants.voucher_answer,
  line integer not null,
  application bigint not null references grants.application,
  note text not null check (char_length(note) <= 4000),
  primary key (request, line),
  foreign key (request, line) references grants.voucher_line
);
comment on table grants.voucher_note is 'What the grantee says of each line asked for.';
comment on column grants.voucher_note.request is 'Request.';
comment on column grants.voucher_note.line is 'Line.';
comment on column grants.voucher_note.application is 'Grant.';
comment on column grants.voucher_note.note is 'What the files show, or why there are none; may be empty beside files.';

create table grants.voucher_file (
  request bigint not null,
  line integer not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  application bigint not null references grants.application,
  filename text not null check (char_length(filename) between 1 and 200),
  primary key (request, line, sha256),
  foreign key (request, line) references grants.voucher_note
);
comment on table grants.voucher_file is 'Files of an answer, by line.';
comment on column grants.voucher_file.request is 'Request.';
comment on column grants.voucher_file.line is 'Line.';
comment on column grants.voucher_file.sha256 is 'File in the store.';
comment on column grants.voucher_file.application is 'Grant.';
comment on column grants.voucher_file.filename is 'Name of the file as uploaded.';
create index voucher_file_sha256 on grants.voucher_file (sha256);

create table grants.voucher_judgement (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  request bigint not null references grants.voucher_draw,
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.voucher_judgement is 'What an officer finds documented, line by line.';
comment on column grants.voucher_judgement.entry is 'Entry of the judgement.';
comment on column grants.voucher_judgement.application is 'Grant.';
comment on column grants.voucher_judgement.request is 'Request judged.';
comment on column grants.voucher_judgement.reason is 'Why, on the whole.';
create index voucher_judgement_request on grants.voucher_judgement (request, entry);

create table grants.voucher_result (
  entry bigint not null references grants.voucher_judgement,
  request bigint not null,
  line integer not null,
  application bigint not null references grants.application,
  result text not null check (result in ('full', 'part', 'none')),
  accepted_ore bigint not null check (accepted_ore >= 0),
  reason text not null check (char_length(reason) <= 4000 and (result = 'full' or reason <> '')),
  primary key (entry, line),
  foreign key (request, line) references grants.voucher_line
);
comment on table grants.voucher_result is 'The lines of such a judgement.';
comment on column grants.voucher_result.entry is 'Entry of the judgement.';
comment on column grants.voucher_result.request is 'Request.';
comment on column grants.voucher_result.line is 'Line.';
comment on column grants.voucher_result.application is 'Grant.';
comment on column grants.voucher_result.result is 'full, part or none of the cost is documented.';
comment on column grants.voucher_result.accepted_ore is 'What is, in øre.';
comment on column grants.voucher_result.reason is 'Why not all of it.';

create table grants.voucher_decision (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  judgement_entry bigint not null unique references grants.voucher_judgement,
  decision text not null check (decision in ('accept', 'decline')),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.voucher_decision is 'Another officer''s decision on a judgement.';
comment on column grants.voucher_decision.entry is 'Entry of the decision.';
comment on column grants.voucher_decision.application is 'Grant.';
comment on column grants.voucher_decision.judgement_entry is 'Judgement decided.';
comment on column grants.voucher_decision.decision is 'accept: it stands; decline: it is to be judged again.';
comment on column grants.voucher_decision.reason is 'Why.';

-- What is gathered before it is sent: work in progress, the grantee's own.
create table draft.voucher_note (
  request bigint not null references grants.voucher_draw,
  line integer not null,
  note text not null check (char_length(note) <= 4000),
  person bigint not null,
  saved_at timestamptz not null,
  primary key (request, line),
  foreign key (request, line) references grants.voucher_line
);
comment on table draft.voucher_note is 'What is to be said of a line, before the answer is sent.';
comment on column draft.voucher_note.request is 'Request.';
comment on column draft.voucher_note.line is 'Line.';
comment on column draft.voucher_note.note is 'Text.';
comment on column draft.voucher_note.person is 'Who saved it last.';
comment on column draft.voucher_note.saved_at is 'When.';

create table draft.voucher_file (
  request bigint not null,
  line integer not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  filename text not null check (char_length(filename) between 1 and 200),
  primary key (request, line, sha256),
  foreign key (request, line) references draft.voucher_note on delete cascade
);
comment on table draft.voucher_file is 'Files gathered for a line.';
comment on column draft.voucher_file.request is 'Request.';
comment on column draft.voucher_file.line is 'Line.';
comment on column draft.voucher_file.sha256 is 'File in the store.';
comment on column draft.voucher_file.filename is 'Name of the file as uploaded.';

reset role;
select meta.make_append_only('grants.voucher_request', 'entry');
select meta.make_append_only('grants.voucher_draw', 'request');
select meta.make_append_only('grants.voucher_line', 'line');
select meta.make_append_only('grants.voucher_answer', 'request');
select meta.make_append_only('grants.voucher_note', 'line');
select meta.make_append_only('grants.voucher_file');
select meta.make_append_only('grants.voucher_judgement', 'entry');
select meta.make_append_only('grants.voucher_result');
select meta.make_append_only('grants.voucher_decision');
select meta.make_mutable('draft.voucher_note');
select meta.make_mutable('draft.voucher_file');

-- The grantee reads what is decided; what is only judged is the agency's.
create function grants.voucher_decided(p_judgement bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.voucher_decision d where d.judgement_entry = p_judgement and d.decision = 'accept')
$$;
comment on function grants.voucher_decided(bigint) is 'Whether a judgement on vouchers was accepted.';

create function grants.visible_voucher(p_organisation text, p_sha256 bytea)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from grants.voucher_file f join grants.application a on a.application = f.application
     where f.sha256 = p_sha256 and a.organisation = p_organisation and grants.visible(f.application))
$$;
comment on function grants.visible_voucher(text, bytea) is
  'Whether a file was sent as a voucher of a grant that the login may see.';

create function grants.own_request(p_request bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from grants.voucher_request r join grants.application a on a.application = r.application
     where r.entry = p_request and a.organisation = ledger.current_organisation() and grants.visible(r.application))
$$;
comment on function grants.own_request(bigint) is 'Whether vouchers were asked for of the current organisation.';

grant create on schema grants to ledger_writer;
alter function grants.voucher_decided(bigint) owner to ledger_writer;
alter function grants.visible_voucher(text, bytea) owner to ledger_writer;
alter function grants.own_request(bigint) owner to ledger_writer;
revoke create on schema grants from ledger_writer;

do $policies$
declare
  v_table text;
begin
  foreach v_table in array array['voucher_request', 'voucher_draw', 'voucher_line', 'voucher_answer', 'voucher_note',
                                 'voucher_file', 'voucher_judgement', 'voucher_result', 'voucher_decision'] loop
    execute format('create policy reader on grants.%I for select to ledger_reader using (
      session_user in (''tilsagn_grantee'', ''tilsagn_agency'') and grants.visible(application)%s)', v_table,
      case v_table when 'voucher_judgement' then ' and (session_user = ''tilsagn_agency'' or grants.voucher_decided(entry))'
                   when 'voucher_result' then ' and (session_user = ''tilsagn_agency'' or grants.voucher_decided(entry))'
                   when 'voucher_decision' then ' and (session_user = ''tilsagn_agency'' or decision = ''accept'')'
                   else '' end);
    execute format('create policy auditor on grants.%I for select to ledger_auditor
      using ((select identity.auditor_login()))', v_table);
  end loop;
end
$policies$;
create policy reader on draft.voucher_note for select to ledger_reader using (
  session_user = 'tilsagn_grantee' and grants.own_request(request));
create policy reader on draft.voucher_file for select to ledger_reader using (
  session_user = 'tilsagn_grantee' and grants.own_request(request));
create policy vouched on store.file for select to ledger_reader using (
  session_user = 'tilsagn_agency' and organisation is not null and grants.visible_voucher(organisation, sha256));
create policy judgement on ledger.entry as restrictive for select to ledger_reader using (
  session_user <> 'tilsagn_grantee' or kind <> 'judge_vouchers' or grants.voucher_decided(entry));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('request_vouchers', 'agency', 'officer', false, 'Asks for vouchers of accounts.'),
  ('draw_vouchers', 'system', '-', false, 'Draws the lines whose vouchers are asked for.'),
  ('submit_vouchers', 'grantee', 'applicant', false, 'Sends the vouchers asked for.'),
  ('judge_vouchers', 'agency', 'officer', false, 'Says line by line what the vouchers document.'),
  ('decide_vouchers', 'agency', 'officer', false, 'Decides on such a judgement.');

insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from (select distinct a.act from rights.act a where a.audience = 'grantee' and exists (
          select from rights.separation s where a.act in (s.act_a, s.act_b)
             and s.why = 'nobody acts for the applicant and for the agency on one case')) g
 cross join (values ('request_vouchers'), ('judge_vouchers'), ('decide_vouchers')) a(act);
insert into rights.separation (act_a, act_b, why)
select 'submit_vouchers', a.act, 'nobody acts for the applicant and for the agency on one case'
  from (select distinct a.act from rights.act a where a.audience = 'agency' and exists (
          select from rights.separation s where a.act in (s.act_a, s.act_b)
             and s.why = 'nobody acts for the applicant and for the agency on one case')) a;
insert into rights.separation (act_a, act_b, why) values
  ('endorse_accounts', 'submit_vouchers', 'the auditor of accounts does not act for the grantee'),
  ('judge_vouchers', 'decide_vouchers', 'what vouchers document is decided by another officer'),
  ('judge_vouchers', 'approve_instalment', 'who judges vouchers does not approve the payments'),
  ('decide_vouchers', 'approve_instalment', 'who judges vouchers does not approve the payments');
