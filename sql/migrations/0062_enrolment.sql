-- SPDX-License-Identifier: EUPL-1.2
-- Enrolment: the organisations that everyone knows, and what changes about persons after their enrolment.

-- The 98 municipalities and the five regions under their names in the central register of enterprises.
-- How they were checked (November 2026, before they were written here):
-- * each municipality's CVR with its name in two public lists of independent products, and the number alone
--   in a third; the three agree in all 98, none could be checked only once;
-- * each region's CVR with its name in the register's own search filter and in the specification of this
--   product: two sources, not three;
-- * which region a municipality lies in: by that filter and by a list of a fourth product;
-- * every number by modulus 11 (weights 2 7 6 5 4 3 2 1), which tests/sql/45_organisations.sql repeats.
-- Christiansø (25775635) is no municipality and lies in no region. What changes later, like the merger of
-- two regions, is a proposal that two administrators confirm, never an edit here.
insert into identity.organisation (organisation, kind, name, region) values
    ('29190623', 'region', 'Region Hovedstaden', null),
    ('29190658', 'region', 'Region Sjælland', null),
    ('29190909', 'region', 'Region Syddanmark', null),
    ('29190925', 'region', 'Region Midtjylland', null),
    ('29190941', 'region', 'Region Nordjylland', null),
    ('66137112', 'municipality', 'Albertslund Kommune', 'Region Hovedstaden'),
    ('60183112', 'municipality', 'Allerød Kommune', 'Region Hovedstaden'),
    ('58271713', 'municipality', 'Ballerup Kommune', 'Region Hovedstaden'),
    ('26696348', 'municipality', 'Bornholms Regionskommune', 'Region Hovedstaden'),
    ('65113015', 'municipality', 'Brøndby Kommune', 'Region Hovedstaden'),
    ('12881517', 'municipality', 'Dragør Kommune', 'Region Hovedstaden'),
    ('29188386', 'municipality', 'Egedal Kommune', 'Region Hovedstaden'),
    ('29188335', 'municipality', 'Fredensborg Kommune', 'Region Hovedstaden'),
    ('11259979', 'municipality', 'Frederiksberg Kommune', 'Region Hovedstaden'),
    ('29189129', 'municipality', 'Frederikssund Kommune', 'Region Hovedstaden'),
    ('29188327', 'municipality', 'Furesø Kommune', 'Region Hovedstaden'),
    ('19438414', 'municipality', 'Gentofte Kommune', 'Region Hovedstaden'),
    ('62761113', 'municipality', 'Gladsaxe Kommune', 'Region Hovedstaden'),
    ('65120119', 'municipality', 'Glostrup Kommune', 'Region Hovedstaden'),
    ('29188440', 'municipality', 'Gribskov Kommune', 'Region Hovedstaden'),
    ('29188416', 'municipality', 'Halsnæs Kommune', 'Region Hovedstaden'),
    ('64502018', 'municipality', 'Helsingør Kommune', 'Region Hovedstaden'),
    ('63640719', 'municipality', 'Herlev Kommune', 'Region Hovedstaden'),
    ('29189366', 'municipality', 'Hillerød Kommune', 'Region Hovedstaden'),
    ('55606617', 'municipality', 'Hvidovre Kommune', 'Region Hovedstaden'),
    ('19501817', 'municipality', 'Høje-Taastrup Kommune', 'Region Hovedstaden'),
    ('70960516', 'municipality', 'Hørsholm Kommune', 'Region Hovedstaden'),
    ('11931316', 'municipality', 'Ishøj Kommune', 'Region Hovedstaden'),
    ('64942212', 'municipality', 'Københavns Kommune', 'Region Hovedstaden'),
    ('11715311', 'municipality', 'Lyngby-Taarbæk Kommune', 'Region Hovedstaden'),
    ('29188378', 'municipality', 'Rudersdal Kommune', 'Region Hovedstaden'),
    ('65307316', 'municipality', 'Rødovre Kommune', 'Region Hovedstaden'),
    ('20310413', 'municipality', 'Tårnby Kommune', 'Region Hovedstaden'),
    ('19583910', 'municipality', 'Vallensbæk Kommune', 'Region Hovedstaden'),
    ('29188475', 'municipality', 'Faxe Kommune', 'Region Sjælland'),
    ('44023911', 'municipality', 'Greve Kommune', 'Region Sjælland'),
    ('29188599', 'municipality', 'Guldborgsund Kommune', 'Region Sjælland'),
    ('29189447', 'municipality', 'Holbæk Kommune', 'Region Sjælland'),
    ('29189595', 'municipality', 'Kalundborg Kommune', 'Region Sjælland'),
    ('29189374', 'municipality', 'Køge Kommune', 'Region Sjælland'),
    ('29188548', 'municipality', 'Lejre Kommune', 'Region Sjælland'),
    ('29188572', 'municipality', 'Lolland Kommune', 'Region Sjælland'),
    ('29189625', 'municipality', 'Næstved Kommune', 'Region Sjælland'),
    ('29188459', 'municipality', 'Odsherred Kommune', 'Region Sjælland'),
    ('18957981', 'municipality', 'Ringsted Kommune', 'Region Sjælland'),
    ('29189404', 'municipality', 'Roskilde Kommune', 'Region Sjælland'),
    ('29188505', 'municipality', 'Slagelse Kommune', 'Region Sjælland'),
    ('68534917', 'municipality', 'Solrød Kommune', 'Region Sjælland'),
    ('29189994', 'municipality', 'Sorø Kommune', 'Region Sjælland'),
    ('29208654', 'municipality', 'Stevns Kommune', 'Region Sjælland'),
    ('29189676', 'municipality', 'Vordingborg Kommune', 'Region Sjælland'),
    ('29189692', 'municipality', 'Assens Kommune', 'Region Syddanmark'),
    ('29189765', 'municipality', 'Billund Kommune', 'Region Syddanmark'),
    ('29189803', 'municipality', 'Esbjerg Kommune', 'Region Syddanmark'),
    ('31210917', 'municipality', 'Fanø Kommune', 'Region Syddanmark'),
    ('69116418', 'municipality', 'Fredericia Kommune', 'Region Syddanmark'),
    ('29188645', 'municipality', 'Faaborg-Midtfyn Kommune', 'Region Syddanmark'),
    ('29189757', 'municipality', 'Haderslev Kommune', 'Region Syddanmark'),
    ('29189706', 'municipality', 'Kerteminde Kommune', 'Region Syddanmark'),
    ('29189897', 'municipality', 'Kolding Kommune', 'Region Syddanmark'),
    ('29188955', 'municipality', 'Langeland Kommune', 'Region Syddanmark'),
    ('29189684', 'municipality', 'Middelfart Kommune', 'Region Syddanmark'),
    ('29188947', 'municipality', 'Nordfyns Kommune', 'Region Syddanmark'),
    ('29189722', 'municipality', 'Nyborg Kommune', 'Region Syddanmark'),
    ('35209115', 'municipality', 'Odense Kommune', 'Region Syddanmark'),
    ('29189730', 'municipality', 'Svendborg Kommune', 'Region Syddanmark'),
    ('29189773', 'municipality', 'Sønderborg Kommune', 'Region Syddanmark'),
    ('29189781', 'municipality', 'Tønder Kommune', 'Region Syddanmark'),
    ('29189811', 'municipality', 'Varde Kommune', 'Region Syddanmark'),
    ('29189838', 'municipality', 'Vejen Kommune', 'Region Syddanmark'),
    ('29189900', 'municipality', 'Vejle Kommune', 'Region Syddanmark'),
    ('28856075', 'municipality', 'Ærø Kommune', 'Region Syddanmark'),
    ('29189854', 'municipality', 'Aabenraa Kommune', 'Region Syddanmark'),
    ('29189714', 'municipality', 'Favrskov Kommune', 'Region Midtjylland'),
    ('29189587', 'municipality', 'Hedensted Kommune', 'Region Midtjylland'),
    ('29189919', 'municipality', 'Herning Kommune', 'Region Midtjylland'),
    ('29189927', 'municipality', 'Holstebro Kommune', 'Region Midtjylland'),
    ('29189889', 'municipality', 'Horsens Kommune', 'Region Midtjylland'),
    ('29189617', 'municipality', 'Ikast-Brande Kommune', 'Region Midtjylland'),
    ('29189935', 'municipality', 'Lemvig Kommune', 'Region Midtjylland'),
    ('29189986', 'municipality', 'Norddjurs Kommune', 'Region Midtjylland'),
    ('32264328', 'municipality', 'Odder Kommune', 'Region Midtjylland'),
    ('29189668', 'municipality', 'Randers Kommune', 'Region Midtjylland'),
    ('29189609', 'municipality', 'Ringkøbing-Skjern Kommune', 'Region Midtjylland'),
    ('23795515', 'municipality', 'Samsø Kommune', 'Region Midtjylland'),
    ('29189641', 'municipality', 'Silkeborg Kommune', 'Region Midtjylland'),
    ('29189633', 'municipality', 'Skanderborg Kommune', 'Region Midtjylland'),
    ('29189579', 'municipality', 'Skive Kommune', 'Region Midtjylland'),
    ('29189951', 'municipality', 'Struer Kommune', 'Region Midtjylland'),
    ('29189978', 'municipality', 'Syddjurs Kommune', 'Region Midtjylland'),
    ('29189846', 'municipality', 'Viborg Kommune', 'Region Midtjylland'),
    ('55133018', 'municipality', 'Aarhus Kommune', 'Region Midtjylland'),
    ('29189501', 'municipality', 'Brønderslev Kommune', 'Region Nordjylland'),
    ('29189498', 'municipality', 'Frederikshavn Kommune', 'Region Nordjylland'),
    ('29189382', 'municipality', 'Hjørring Kommune', 'Region Nordjylland'),
    ('29189439', 'municipality', 'Jammerbugt Kommune', 'Region Nordjylland'),
    ('45973328', 'municipality', 'Læsø Kommune', 'Region Nordjylland'),
    ('29189455', 'municipality', 'Mariagerfjord Kommune', 'Region Nordjylland'),
    ('41333014', 'municipality', 'Morsø Kommune', 'Region Nordjylland'),
    ('29189463', 'municipality', 'Rebild Kommune', 'Region Nordjylland'),
    ('29189560', 'municipality', 'Thisted Kommune', 'Region Nordjylland'),
    ('29189471', 'municipality', 'Vesthimmerlands Kommune', 'Region Nordjylland'),
    ('29189420', 'municipality', 'Aalborg Kommune', 'Region Nordjylland');

set local role ledger_owner;

-- A role may end by itself, and may be held for somebody else; both stand in the change that gave it.
alter table identity.role_change
    add column until date,
    add column deputy_for bigint references identity.person,
    add constraint role_change_end check (granted or until is null),
    add constraint role_change_deputy check (deputy_for is null or until is not null and deputy_for <> person);
comment on column identity.role_change.until is 'Last Danish day on which the role is held; null: until it is taken.';
comment on column identity.role_change.deputy_for is 'Whose role it is held for meanwhile; a deputy''s role always ends.';

create table identity.organisation_change (
    change       bigint generated always as identity primary key,
    organisation text not null references identity.organisation,
    kind         text not null
        check (kind in ('municipality', 'region', 'audit_firm', 'agency', 'state_auditor')),
    name         text not null check (length(name) between 1 and 200),
    region       text check (length(region) between 1 and 100),
    entry        bigint not null references ledger.entry
);
create index organisation_change_last on identity.organisation_change (organisation, change desc);
comment on table identity.organisation_change is 'New names and kinds of registered organisations; the last change counts.';
comment on column identity.organisation_change.change is 'Order.';
comment on column identity.organisation_change.organisation is 'CVR number.';
comment on column identity.organisation_change.kind is 'Kind from now on.';
comment on column identity.organisation_change.name is 'Name from now on.';
comment on column identity.organisation_change.region is 'Region from now on.';
comment on column identity.organisation_change.entry is 'By which entry.';

create table identity.human_change (
    change bigint generated always as identity primary key,
    person bigint not null references identity.person,
    human  bigint not null references identity.human,
    entry  bigint not null references ledger.entry
);
create index human_change_person on identity.human_change (person, change desc);
create index human_change_human on identity.human_change (human);
comment on table identity.human_change is
    'Persons found to be another human than was thought at enrolment; the last change counts. Entries keep the '
    'human as it was known then, so whoever compares humans asks for the cards that are theirs now.';
comment on column identity.human_change.change is 'Order.';
comment on column identity.human_change.person is 'Which card.';
comment on column identity.human_change.human is 'Whose it is from now on.';
comment on column identity.human_change.entry is 'By which entry.';

create table identity.access_request (
    request          bigint generated always as identity primary key,
    profile          text not null check (profile ~ '^[a-z0-9-]{1,32}$'),
    serial_number    text not null check (length(serial_number) between 1 and 200),
    organisation     text not null references identity.organisation,
    certificate      text not null check (certificate ~ '^[0-9a-f]{64}$'),
    name_commitment  bytea not null check (octet_length(name_commitment) = 32),
    proof_commitment bytea check (octet_length(proof_commitment) = 32),
    unit             text check (length(unit) between 1 and 80),
    at               timestamptz not null,
    outcome          text check (outcome in ('granted', 'refused')),
    entry            bigint references ledger.entry,
    constraint access_request_decided check ((outcome is null) = (entry is null))
);
create unique index access_request_certificate on identity.access_request (certificate) where outcome is null;
create unique index access_request_serial on identity.access_request (profile, serial_number) where outcome is null;
create index access_request_organisation on identity.access_request (organisation, at);
comment on table identity.access_request is
    'People with a good certificate of a registered organisation who ask to be enrolled: no record, the decision '
    'is one. Goes 30 days after it was made, with its name unless that became a person''s.';
comment on column identity.access_request.request is 'Number.';
comment on column identity.access_request.profile is 'Trust profile of the certificate.';
comment on column identity.access_request.serial_number is 'Its subject''s serialNumber.';
comment on column identity.access_request.organisation is 'CVR that the certificate names.';
comment on column identity.access_request.certificate is 'SHA-256 of the certificate.';
comment on column identity.access_request.name_commitment is 'Commitment to the name that the certificate names.';
comment on column identity.access_request.proof_commitment is 'Commitment to the proof that a manager gave, if any.';
comment on column identity.access_request.unit is 'Unit that the person says to belong to.';
comment on column identity.access_request.at is 'When they asked.';
comment on column identity.access_request.outcome is 'Null while it is open.';
comment on column identity.access_request.entry is 'Entry of the decision.';

create table identity.seen (
    person      bigint not null references identity.person,
    certificate text not null check (certificate ~ '^[0-9a-f]{64}$'),
    first_at    timestamptz not null,
    last_at     timestamptz not null check (last_at >= first_at),
    primary key (person, certificate)
);
comment on table identity.seen is
    'When a certificate was first and last used: what the access review asks, and how a renewed '
    'certificate is told from a new person. Not a record.';
comment on column identity.seen.person is 'Who.';
comment on column identity.seen.certificate is 'SHA-256 of the certificate.';
comment on column identity.seen.first_at is 'First login or call.';
comment on column identity.seen.last_at is 'Last login, or the day of the last call.';

-- Administrators all lost: a proposal of its own kind, a wait that everyone sees, then the entry that says
-- that the line of administrators was broken here.
alter table ledger.proposal drop constraint proposal_kind_check;
alter table ledger.proposal add constraint proposal_kind_check
    check (kind in ('register', 'appropriation', 'call', 'annex', 'recovery'));
create table identity.recovery (
    proposal     bigint not null references ledger.proposal,
    step         text not null check (step in ('scheduled', 'stopped', 'done')),
    at           timestamptz not null,
    effective_at timestamptz,
    entry        bigint not null unique references ledger.entry,
    primary key (proposal, step),
    constraint recovery_wait check ((step = 'scheduled') = (effective_at is not null))
);
comment on table identity.recovery is 'How far a recovery of the administrators has come.';
comment on column identity.recovery.proposal is 'Proposal of kind recovery.';
comment on column identity.recovery.step is 'What happened.';
comment on column identity.recovery.at is 'When.';
comment on column identity.recovery.effective_at is 'Earliest instant at which the new administrators may be enrolled.';
comment on column identity.recovery.entry is 'By which entry.';

reset role;

select meta.make_append_only('identity.organisation_change');
select meta.make_append_only('identity.human_change');
select meta.make_mutable('identity.access_request');
select meta.make_mutable('identity.seen');
select meta.make_append_only('identity.recovery');

create policy reader on identity.organisation_change for select to ledger_reader using (
    session_user in ('tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public'));
create policy reader on identity.human_change for select to ledger_reader using (
    session_user = 'tilsagn_agency'
    or session_user = 'tilsagn_grantee' and exists (
        select from identity.person p where p.person = human_change.person));
create policy reader on identity.access_request for select to ledger_reader using (
    session_user = 'tilsagn_agency'
    or session_user = 'tilsagn_grantee' and organisation = (select ledger.current_organisation()));
create policy reader on identity.seen for select to ledger_reader using (
    session_user = 'tilsagn_agency'
    or session_user = 'tilsagn_grantee' and exists (
        select from identity.person p where p.person = seen.person));
-- a manager sees which of the own people are blocked, and the names of those who ask
create policy own on identity.block_change for select to ledger_reader using (
    session_user = 'tilsagn_grantee' and exists (
        select from identity.person p where p.person = block_change.person));
create policy asking on identity.pii for select to ledger_reader using (
    session_user = 'tilsagn_grantee' and field = 'name' and exists (
        select from identity.access_request r where r.name_commitment = pii.commitment));
create policy reader on identity.recovery for select to ledger_reader using (session_user = 'tilsagn_agency');

insert into rights.act (act, audience, role, description) values
    ('propose', 'agency', 'administrator', 'Proposes a register change.'),
    ('grant_agency_role', 'agency', 'administrator', 'Confirms a register change that gives a role in the agency.'),
    ('block', 'agency', 'administrator', 'Blocks a person or a certificate at once.'),
    ('grant_access', 'grantee', 'management', 'Enrols a colleague who asked for access.'),
    ('refuse_access', 'grantee', 'management', 'Refuses a request for access to the own organisation.'),
    ('refuse_access', 'agency', 'administrator', 'Refuses a request for access.'),
    ('change_role', 'grantee', 'management', 'Gives or takes a role of a colleague.'),
    ('set_unit', 'grantee', 'management', 'Says which unit a colleague belongs to.'),
    ('confirm_recovery', 'agency', 'officer', 'Confirms that the administrators are lost.'),
    ('confirm_recovery', 'agency', 'finance', 'Confirms that the administrators are lost.'),
    ('stop_recovery', 'agency', 'administrator', 'Stops a recovery of the administrators.'),
    ('stop_recovery', 'agency', 'officer', 'Stops a recovery of the administrators.'),
    ('stop_recovery', 'agency', 'finance', 'Stops a recovery of the administrators.'),
    ('recover_administrators', 'operator', '-', 'Enrols new administrators after the published wait.');
