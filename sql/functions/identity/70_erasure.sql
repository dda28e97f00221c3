-- SPDX-License-Identifier: EUPL-1.2
-- Who of the enrolled can be forgotten, when, and why not yet. A human is forgotten whole: the names of all cards and the
-- proof. Whatever is in doubt stays.

create or replace function identity.retention_years(p_kind text) returns int
    language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as
$body$select case p_kind when 'left' then 1 when 'read' then 5 when 'register' then 5 when 'money' then 5
                    when 'draft' then 1 when 'failed' then 3 end$body$;
comment on function identity.retention_years(text) is
    'How many years the personal data of people are kept: left, who never acted, after the last day in the register; '
    'read, who looked at cases and never acted, as long as identity.read_log names them; '
    'register and money, after the year of the last act or, if later, of the last entry on a grant that they acted on '
    '(regnskabsbekendtgørelsens kap. 9). And of what no person''s record holds: draft, what was never sent, after the last day of its '
    'call; failed, attempts to submit that the portal failed (forældelseslovens § 3). Part of the catalogue, so that another number is another deployment.';
revoke all on function identity.retention_years(text) from public;

create or replace function identity.earliest(p_kind text, p_last date) returns date
    language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as
$body$
    select case when p_kind in ('left', 'read', 'draft', 'failed') then (p_last + make_interval(years => identity.retention_years(p_kind)))::date + 1
                       else make_date(extract(year from p_last)::int + identity.retention_years(p_kind) + 1, 1, 1) end
$body$;
comment on function identity.earliest(text, date) is
    'First day on which it may be erased: the day after the last of its years. A year from 29 February ends on 28 February.';
revoke all on function identity.earliest(text, date) from public;

create or replace function identity.cases_of(p_cards bigint[]) returns bigint[]
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    with own as materialized (
        select e.entry, e.stream from ledger.entry e where e.person = any (p_cards)
    ), acted as materialized (
        select distinct o.stream from own o
    ), wide (stream) as (
        select t.stream from acted a, unnest(rights.case_of(a.stream)) t(stream)
        union
        select t.stream from acted a
        join grants.call c on a.stream = 'appropriation:' || c.appropriation, unnest(grants.streams_of_call(c.call)) t(stream)
        union
        -- acts on the bank's stream, which is no case's: what they posted, and the movements and alarms they were about
        select 'grant:' || split_part(p.account, ':', 2) from own o join ledger.posting p on p.entry = o.entry
        where p.account like 'grant:%'
        union
        select 'grant:' || x.application
        from own o, lateral (
            select l.application from grants.bank_line l where l.statement = o.entry
            union all
            select b.application from grants.instalment_booked b where b.entry = o.entry
            union all
            select b.application from grants.repayment_booked b where b.entry = o.entry
            union all
            select m.application from grants.alarm_proposal q join grants.alarm m on m.alarm = q.alarm where q.entry = o.entry
            union all
            select m.application from grants.alarm_closed q join grants.alarm m on m.alarm = q.alarm where q.entry = o.entry) x
        where x.application is not null
    )
    select coalesce(array_agg(distinct g.application order by g.application), '{}')
    from wide w join grants.application g on w.stream = 'grant:' || g.application
$body$;
comment on function identity.cases_of(bigint[]) is
    'Every application on which one of these cards acted: itself, on its call, its appropriation, its payments, what the bank said of it, or one linked to it.';
revoke all on function identity.cases_of(bigint[]) from public;

create or replace function identity.on_hold(p_human bigint, p_application bigint, p_at timestamptz default 'infinity') returns boolean
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select exists (
        select from identity.hold h join ledger.entry e on e.entry = h.hold
        where e.at <= p_at
          and (h.application = p_application or identity.human_now(h.person) = p_human)
          and not exists (select from identity.hold_lift l join ledger.entry x on x.entry = l.entry
                          where l.hold = h.hold and l.n = 2 and x.at <= p_at))
$body$;
comment on function identity.on_hold(bigint, bigint, timestamptz) is 'Whether a human or a case was held back at that instant; without one, is now.';
revoke all on function identity.on_hold(bigint, bigint, timestamptz) from public;

create or replace function identity.case_held(p_application bigint) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case
        when identity.on_hold(null, p_application) then 'hold'
        when exists (select from grants.dispute d where d.application = p_application
                     and not exists (select from grants.dispute_resolved r where r.dispute = d.dispute)) then 'dispute'
        when exists (select from grants.alarm a where a.application = p_application
                     and not exists (select from grants.alarm_closed c where c.alarm = a.alarm)) then 'alarm'
        when exists (select from grants.claim c where c.application = p_application and grants.claim_stands(c.claim, identity.today())) then 'claim'
        when grants.open_reopening(p_application) is not null then 'reopening'
        when exists (select from grants.hearing h where h.application = p_application
                     and not exists (select from grants.hearing_answer x where x.hearing = h.entry)
                     and h.answer_by >= identity.today()) then 'hearing'
        when (grants.closing_of(p_application)).entry is not null then null
        when grants.award_of(p_application) is not null then 'open_case'
        when grants.refused(p_application) then null
        when grants.contested_waits(p_application) then 'open_case'
        when exists (select from grants.call_closed k join grants.application a on a.call = k.call
                     where a.application = p_application
                       and not exists (select from grants.counting(k.call) n where n.application = p_application)) then null
        else 'open_case' end
$body$;
comment on function identity.case_held(bigint) is
    'Why nobody who acted on a case may be forgotten: hold, dispute, alarm, claim, reopening, hearing, or that it is not at '
    'its end; null when nothing is in the way.';
revoke all on function identity.case_held(bigint) from public;

create or replace function identity.last_day(p_cards bigint[]) returns date
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select max(identity.day_of(d.at))
    from (select e.at from identity.person p join ledger.entry e on e.entry = p.entry where p.person = any (p_cards)
          union all
          select e.at from identity.role_change r join ledger.entry e on e.entry = r.entry where r.person = any (p_cards)
          union all
          select r.until::timestamp at time zone 'Europe/Copenhagen' from identity.role_change r
          where r.person = any (p_cards) and r.until is not null
          union all
          select e.at from identity.human_change c join ledger.entry e on e.entry = c.entry where c.person = any (p_cards)
          union all
          select s.last_at from identity.seen s where s.person = any (p_cards)
          union all
          select l.at from identity.read_log l where l.person = any (p_cards)
          union all
          select e.at from ledger.entry e where e.person = any (p_cards)) d
$body$;
comment on function identity.last_day(bigint[]) is
    'Danish day on which one of these cards was last enrolled, given or stripped of a role, seen, reading or acting; or on which a role ended by itself.';
revoke all on function identity.last_day(bigint[]) from public;

create or replace function identity.forgettable(
    p_human bigint, out cards bigint[], out kind text, out last date, out earliest date, out held text)
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_cases bigint[];
begin
    cards := identity.cards(p_human);
    if not exists (select from identity.person p join identity.pii i on i.commitment = p.name_commitment
                   where p.person = any (cards)) then
        held := 'erased';
        return;
    end if;
    if exists (select from unnest(cards) c where identity.roles(c) <> '{}') then
        held := 'role';
        return;
    end if;
    v_cases := identity.cases_of(cards);
    last := identity.last_day(cards);
    kind := case when v_cases <> '{}' or exists (
                     select from ledger.entry e where e.person = any (cards) and e.stream not like all (array['system', 'organisation:%']))
                 then 'money'
                 when exists (select from ledger.entry e where e.person = any (cards)) then 'register'
                 when exists (select from identity.read_log l where l.person = any (cards)) then 'read' else 'left' end;
    select greatest(last, max(identity.day_of(e.at))) into last
    from unnest(v_cases) c(application) join ledger.entry e on e.stream = 'grant:' || c.application;
    earliest := identity.earliest(kind, last);
    select w.why into held from (
        select 'hold' as why where identity.on_hold(p_human, null)
        union all
        select identity.case_held(c.application) from unnest(v_cases) c(application)
        union all
        -- a movement of the bank that belongs to nobody may be anybody's
        select 'alarm' where kind = 'money' and exists (
            select from grants.alarm a where a.application is null
            and not exists (select from grants.alarm_closed c where c.alarm = a.alarm))) w
    where w.why is not null limit 1;
end
$body$;
comment on function identity.forgettable(bigint) is
    'Whether a human may be forgotten: their cards, the kind of data, its last day, the first day on which it may go, and '
    'what holds it whatever the day: erased already, a role, a hold, or a case (identity.case_held).';
revoke all on function identity.forgettable(bigint) from public;

create or replace function identity.erasure_document(p_today date, p_grants int default 2000) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    with gone as materialized (
        select distinct identity.human_now(p.person) as human
        from identity.person p join identity.pii i on i.commitment = p.name_commitment
        where not exists (select from identity.role_change r where r.person = p.person)
           or identity.roles(p.person) = '{}'
    ), due as materialized (
        select g.human, f.cards, f.kind, f.last, f.earliest from gone g, identity.forgettable(g.human) f
        where f.held is null and f.earliest <= p_today order by g.human limit 100
    ), met as (
        -- a grant is locked once, whoever of them acted on it
        select c.application, min(d.human) as human from due d, unnest(identity.cases_of(d.cards)) c(application) group by c.application
    ), listed as (
        select json_build_object('human', d.human, 'persons', d.cards, 'kind', d.kind,
                   'last', to_char(d.last::timestamp, 'YYYY-MM-DD'), 'earliest', to_char(d.earliest::timestamp, 'YYYY-MM-DD')) as item,
               d.human
        from due d
        where d.human = (select min(f.human) from due f) or (select count(*) from met m where m.human <= d.human) <= p_grants
    )
    select json_build_object('v', 1, 'day', to_char(p_today::timestamp, 'YYYY-MM-DD'), 'humans', json_agg(l.item order by l.human))::text
    from listed l
    having count(*) > 0
       -- the last proposal stands as long as it would say the same of the same people
       and jsonb_agg(l.item order by l.human) is distinct from (
           select (identity.read_document(p.sha256) -> 'humans')::jsonb
           from ledger.proposal p
           where p.kind = 'erasure' and (select count(*) from ledger.confirmation c where c.proposal = p.proposal) < 2
             and not exists (select from ledger.proposal n where n.kind = 'erasure' and n.proposal > p.proposal))
$body$;
comment on function identity.erasure_document(date, int) is
    'What is to be put before two administrators on that day: at most 100 humans whose time is over, and no more than leave '
    'so many grants to be locked (one human at least); null when there is nobody, or the last proposal waits and says the same.';
revoke all on function identity.erasure_document(date, int) from public;

create or replace function identity.erasure_due() returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$select identity.erasure_document(identity.today())$body$;
comment on function identity.erasure_due() is 'identity.erasure_document of today, for the operator''s nightly proposal.';
revoke all on function identity.erasure_due() from public;

create or replace function identity.erasure_faults(p_document json, p_today date) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(jsonb_agg(jsonb_build_object('human', h.value -> 'human', 'state', case
               when f.held is not null then f.held when f.earliest > p_today then 'too_early' else 'changed' end)
               order by h.n), '[]')
    from json_array_elements(p_document -> 'humans') with ordinality h(value, n),
         identity.forgettable((h.value ->> 'human')::bigint) f
    where f.held is not null or f.earliest > p_today
       or (h.value ->> 'kind', h.value ->> 'earliest', h.value ->> 'last', (h.value -> 'persons')::jsonb) is distinct from
          (f.kind, to_char(f.earliest::timestamp, 'YYYY-MM-DD'), to_char(f.last::timestamp, 'YYYY-MM-DD'), to_jsonb(f.cards))
$body$;
comment on function identity.erasure_faults(json, date) is
    'The humans of a proposal of whom it is not true on that day, and why: held, too early, or changed since.';
revoke all on function identity.erasure_faults(json, date) from public;

create or replace function identity.check_erasure(p_document json, p_today date) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_item   json;
    v_faults jsonb;
begin
    perform identity.check_members(p_document, array['v', 'day', 'humans'], 'document');
    if (p_document ->> 'v') <> '1' or json_typeof(p_document -> 'humans') <> 'array'
       or json_array_length(p_document -> 'humans') not between 1 and 100
       or (select count(*) <> count(distinct h.value ->> 'human') from json_array_elements(p_document -> 'humans') h) then
        perform identity.refuse_document('humans', 'value');
    end if;
    for v_item in select h.value from json_array_elements(p_document -> 'humans') h loop
        perform identity.check_members(v_item, array['human', 'persons', 'kind', 'last', 'earliest'], 'humans');
        if (v_item ->> 'human') !~ '^[1-9][0-9]{0,17}$' then
            perform identity.refuse_document('humans.human', 'value');
        end if;
    end loop;
    v_faults := identity.erasure_faults(p_document, p_today);
    if v_faults <> '[]' then
        perform ledger.fail('LG502', 'not all of them may be forgotten now', jsonb_build_object(
            'state', v_faults -> 0 ->> 'state', 'needed', 'due', 'humans', v_faults));
    end if;
end
$body$;
comment on function identity.check_erasure(json, date) is
    'LG102 unless a proposal to erase is well formed; LG502 when one of its people is held, is not due, or is not as it says.';
revoke all on function identity.check_erasure(json, date) from public;

create or replace function identity.erasure_streams(p_document json) returns text[]
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select array_agg(distinct 'grant:' || c.application) || 'batch:bank'::text
    from json_array_elements(p_document -> 'humans') h,
         unnest(identity.cases_of(identity.cards((h.value ->> 'human')::bigint))) c(application)
$body$;
comment on function identity.erasure_streams(json) is
    'Cases that must stand still, and the bank, while it is decided that nothing on them is open.';
revoke all on function identity.erasure_streams(json) from public;

create or replace function identity.erasure_commitments(p_document json)
    returns table (commitment bytea, field text)
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    with card as materialized (
        select p.person, p.human, p.name_commitment
        from json_array_elements(p_document -> 'humans') h, json_array_elements_text(h.value -> 'persons') c
        join identity.person p on p.person = c::bigint
    )
    select i.commitment, i.field from identity.pii i where i.commitment in (
        select c.name_commitment from card c
        union all
        -- a proof goes with the last card that hangs on it, under either number
        select m.proof_commitment from identity.human m
        where m.human in (select c.human from card c union select identity.human_now(c.person) from card c)
          and not exists (select from identity.person q
                          where (q.human = m.human or identity.human_now(q.person) = m.human)
                            and q.person not in (select c.person from card c)))
$body$;
comment on function identity.erasure_commitments(json) is 'What a proposal to erase erases: names of cards, and the proofs behind them.';
revoke all on function identity.erasure_commitments(json) from public;

create or replace function identity.plan_erasure(p_document json, p_at timestamptz) returns ledger.effect
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_key    int;
    v_effect ledger.effect;
begin
    -- the last locks, as in every act: nobody of them is given a role or linked meanwhile
    for v_key in select distinct ((h.value ->> 'human')::bigint % 2147483647)::int as k
                 from json_array_elements(p_document -> 'humans') h order by k loop
        perform pg_advisory_xact_lock(101, v_key);
    end loop;
    perform identity.check_erasure(p_document, identity.day_of(p_at));
    select jsonb_build_object('erased', jsonb_agg(encode(c.commitment, 'hex') order by c.commitment)) into v_effect.result
    from identity.erasure_commitments(p_document) c;
    return v_effect;
end
$body$;
comment on function identity.plan_erasure(json, timestamptz) is
    'Locks the people of a proposal to erase, holds it to the rules at that instant, and says which commitments go. LG102, LG502.';
revoke all on function identity.plan_erasure(json, timestamptz) from public;

create or replace function identity.apply_erasure(p_document json, p_entry bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    insert into identity.erased (commitment, field, entry)
    select c.commitment, c.field, p_entry from identity.erasure_commitments(p_document) c;
    perform identity.redact_documents(p_entry);
    delete from identity.pii i using identity.erased e where e.entry = p_entry and i.commitment = e.commitment;
end
$body$;
comment on function identity.apply_erasure(json, bigint) is
    'Erases salts and values, and names and proofs in the documents by which these people were enrolled.';
revoke all on function identity.apply_erasure(json, bigint) from public;
