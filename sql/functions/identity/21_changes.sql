-- SPDX-License-Identifier: EUPL-1.2
-- Changes of what is registered: names, roles, whose card it is, blocks lifted. Shape is checked when a
-- change is proposed, its sense when it becomes effective: between the two the register goes on changing.

create or replace function identity.check_person_number(p_item json, p_key text, p_field text) returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if json_typeof(p_item -> p_key) is distinct from 'number' then
        perform identity.refuse_document(p_field || '.' || p_key, 'value');
    end if;
    if not exists (select from identity.person p where p.person::text = p_item ->> p_key) then
        perform identity.refuse_document(p_field || '.' || p_key, 'unknown');
    end if;
    return (p_item ->> p_key)::bigint;
end
$body$;
comment on function identity.check_person_number(json, text, text) is 'A member that is an enrolled person''s number, or LG102.';
revoke all on function identity.check_person_number(json, text, text) from public;

create or replace function identity.check_day(p_item json, p_key text, p_field text) returns date
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if json_typeof(p_item -> p_key) = 'null' then
        return null;
    end if;
    perform identity.check_text(p_item, p_key, '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$', p_field);
    begin
        return (p_item ->> p_key)::date;
    exception when datetime_field_overflow then
        perform identity.refuse_document(p_field || '.' || p_key, 'value');
    end;
    return null; -- not reached
end
$body$;
comment on function identity.check_day(json, text, text) is 'A member that is a day or null, or LG102.';
revoke all on function identity.check_day(json, text, text) from public;

create or replace function identity.change_members(p_change text) returns text[]
    language sql immutable set search_path = pg_catalog, pg_temp as
$body$
    select case p_change
        when 'organisation' then array['change', 'cvr', 'kind', 'name', 'region']
        when 'successor' then array['change', 'cvr', 'successor', 'reason']
        when 'role' then array['change', 'person', 'role', 'granted', 'until', 'deputy_for', 'reason']
        when 'link' then array['change', 'person', 'to', 'reason']
        when 'split' then array['change', 'person', 'proof', 'reason']
        when 'unblock' then array['change', 'person', 'certificate', 'reason'] end
$body$;
comment on function identity.change_members(text) is 'Members of each kind of change; null for an unknown kind.';
revoke all on function identity.change_members(text) from public;

-- The register has one successor of each, of the same kind; nobody comes in its own place, however many steps on.
create or replace function identity.successor_now(p_cvr text) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    with recursive after (organisation, n) as (
        select s.successor, 1 from identity.organisation_successor s where s.organisation = p_cvr
        union all
        select s.successor, a.n + 1 from after a join identity.organisation_successor s on s.organisation = a.organisation
        where a.n < 100)
    select a.organisation from after a order by a.n desc limit 1
$body$;
comment on function identity.successor_now(text) is 'Who is there in the place of an organisation now; null: it has no successor.';
revoke all on function identity.successor_now(text) from public;

create or replace function identity.check_successor(p_item json, p_field text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform identity.check_text(p_item, 'cvr', '^[0-9]{8}$', p_field);
    perform identity.check_text(p_item, 'successor', '^[0-9]{8}$', p_field);
    if identity.kind_now(p_item ->> 'cvr') is null then
        perform identity.refuse_document(p_field || '.cvr', 'unknown');
    elsif identity.kind_now(p_item ->> 'successor') is null then
        perform identity.refuse_document(p_field || '.successor', 'unknown');
    elsif identity.kind_now(p_item ->> 'successor') <> identity.kind_now(p_item ->> 'cvr') then
        perform identity.refuse_document(p_field || '.successor', 'other_kind');
    elsif p_item ->> 'cvr' in (p_item ->> 'successor', identity.successor_now(p_item ->> 'successor')) then
        perform identity.refuse_document(p_field || '.successor', 'circle');
    elsif exists (select from identity.organisation_successor s where s.organisation = p_item ->> 'cvr') then
        perform identity.refuse_document(p_field || '.cvr', 'has_successor');
    end if;
end
$body$;
comment on function identity.check_successor(json, text) is 'LG102 unless an organisation can come in the place of another.';
revoke all on function identity.check_successor(json, text) from public;

create or replace function identity.check_change(p_item json, p_field text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_change text := p_item ->> 'change';
begin
    if identity.change_members(v_change) is null then
        perform identity.refuse_document(p_field || '.change', 'value');
    end if;
    perform identity.check_members(p_item, identity.change_members(v_change), p_field);
    if v_change <> 'organisation' then
        perform identity.check_text(p_item, 'reason', '.', p_field);
    end if;
    case v_change
        when 'organisation' then
            perform identity.check_organisation(p_item, p_field);
            if identity.kind_now(p_item ->> 'cvr') is null then
                perform identity.refuse_document(p_field || '.cvr', 'unknown');
            end if;
        when 'successor' then
            perform identity.check_successor(p_item, p_field);
        when 'role' then
            perform identity.check_person_number(p_item, 'person', p_field);
            perform identity.check_text(p_item, 'role', '^[a-z_]{1,40}$', p_field);
            perform identity.check_day(p_item, 'until', p_field);
            if json_typeof(p_item -> 'granted') <> 'boolean' then
                perform identity.refuse_document(p_field || '.granted', 'value');
            end if;
            if json_typeof(p_item -> 'deputy_for') <> 'null' then
                perform identity.check_person_number(p_item, 'deputy_for', p_field);
            end if;
        when 'link' then
            perform identity.check_person_number(p_item, 'person', p_field);
            perform identity.check_person_number(p_item, 'to', p_field);
        when 'split' then
            perform identity.check_person_number(p_item, 'person', p_field);
            perform identity.check_text(p_item, 'proof', '.', p_field);
        when 'unblock' then
            if (json_typeof(p_item -> 'person') = 'null') = (json_typeof(p_item -> 'certificate') = 'null') then
                perform identity.refuse_document(p_field || '.person', 'value');
            end if;
            if json_typeof(p_item -> 'person') <> 'null' then
                perform identity.check_person_number(p_item, 'person', p_field);
            else
                perform identity.check_text(p_item, 'certificate', '^[0-9a-f]{64}$', p_field);
            end if;
    end case;
end
$body$;
comment on function identity.check_change(json, text) is 'LG102 unless a change of a document is well formed.';
revoke all on function identity.check_change(json, text) from public;

create or replace function identity.assert_deputy(
    p_person bigint, p_role text, p_until date, p_deputy_for bigint, p_field text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if p_until is null then
        perform identity.refuse_document(p_field || '.until', 'value');
    end if;
    if identity.human_now(p_deputy_for) = identity.human_now(p_person) then
        perform identity.refuse_document(p_field || '.deputy_for', 'same_human');
    end if;
    if not identity.holds_role(p_deputy_for, p_role) or not exists (
        select from identity.person p join identity.person q on q.organisation = p.organisation
        where p.person = p_person and q.person = p_deputy_for) then
        perform identity.refuse_document(p_field || '.deputy_for', 'principal_lacks_role');
    end if;
end
$body$;
comment on function identity.assert_deputy(bigint, text, date, bigint, text) is
    'LG102 unless another human of the organisation holds the role and an end is set: separation of duties is '
    'by human, so a deputy takes over the role and none of the principal''s history.';
revoke all on function identity.assert_deputy(bigint, text, date, bigint, text) from public;

create or replace function identity.change_role(p_person bigint, p_role text, p_granted boolean, p_until date,
                                                p_deputy_for bigint, p_field text, p_entry bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_until date;
begin
    if p_role <> all (identity.roles_of_kind((
        select identity.kind_now(p.organisation) from identity.person p where p.person = p_person))) then
        perform identity.refuse_document(p_field || '.role', 'not_of_this_kind_of_organisation');
    end if;
    if not p_granted then
        if p_until is not null or p_deputy_for is not null then
            perform identity.refuse_document(p_field || '.until', 'value');
        elsif not identity.holds_role(p_person, p_role) then
            perform identity.refuse_document(p_field || '.role', 'not_held');
        end if;
    else
        if p_until < identity.today() then
            perform identity.refuse_document(p_field || '.until', 'past');
        elsif p_until > identity.today() + 366 then
            perform identity.refuse_document(p_field || '.until', 'too_long');
        end if;
        select c.until into v_until from identity.role_change c
        where c.person = p_person and c.role = p_role order by c.change desc limit 1;
        -- a role that would end may be given longer, one that stays is not given for a while
        if identity.holds_role(p_person, p_role) and (v_until is null or p_until <= v_until) then
            perform identity.refuse_document(p_field || '.role', 'already_held');
        end if;
        if p_deputy_for is not null then
            perform identity.assert_deputy(p_person, p_role, p_until, p_deputy_for, p_field);
        end if;
    end if;
    insert into identity.role_change (person, role, granted, until, deputy_for, entry)
    values (p_person, p_role, p_granted, p_until, p_deputy_for, p_entry);
    perform identity.assert_roles_fit(p_person);
end
$body$;
comment on function identity.change_role(bigint, text, boolean, date, bigint, text, bigint) is
    'Gives or takes one role, with an end or for somebody else where said; LG102 names what does not fit.';
revoke all on function identity.change_role(bigint, text, boolean, date, bigint, text, bigint) from public;

create or replace function identity.change_organisation(p_item json, p_field text, p_entry bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if identity.kind_now(p_item ->> 'cvr') <> p_item ->> 'kind' and exists (
        select from identity.person p
        where p.organisation = p_item ->> 'cvr' and identity.roles(p.person) <> '{}') then
        perform identity.refuse_document(p_field || '.kind', 'people_hold_roles');
    end if;
    insert into identity.organisation_change (organisation, kind, name, region, entry)
    values (p_item ->> 'cvr', p_item ->> 'kind', p_item ->> 'name', p_item ->> 'region', p_entry);
end
$body$;
comment on function identity.change_organisation(json, text, bigint) is
    'A new name, kind or region; the kind, on which roles and pool hang, only while nobody there holds a role.';
revoke all on function identity.change_organisation(json, text, bigint) from public;

create or replace function identity.change_human(p_item json, p_field text, p_entry bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := (p_item ->> 'person')::bigint;
    v_human  bigint := identity.human_now(v_person);
    v_other  bigint;
begin
    if p_item ->> 'change' = 'link' then
        v_other := identity.human_now((p_item ->> 'to')::bigint);
        if v_other = v_human then
            perform identity.refuse_document(p_field || '.to', 'already_linked');
        end if;
        -- all cards of the one human are the other's
        insert into identity.human_change (person, human, entry)
        select c, v_other, p_entry from unnest(identity.cards(v_human)) c;
    else
        if cardinality(identity.cards(v_human)) < 2 then
            perform identity.refuse_document(p_field || '.person', 'only_card');
        end if;
        v_other := identity.enrol_human(p_item ->> 'proof', p_entry);
        insert into identity.human_change (person, human, entry) values (v_person, v_other, p_entry);
    end if;
    perform identity.assert_roles_fit(v_person);
end
$body$;
comment on function identity.change_human(json, text, bigint) is
    'Two humans found to be one, or one card found to be somebody else''s; LG102.';
revoke all on function identity.change_human(json, text, bigint) from public;

create or replace function identity.apply_change(p_item json, p_field text, p_entry bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    case p_item ->> 'change'
        when 'organisation' then perform identity.change_organisation(p_item, p_field, p_entry);
        when 'successor' then
            perform identity.check_successor(p_item, p_field);
            insert into identity.organisation_successor (organisation, successor, reason, entry)
            values (p_item ->> 'cvr', p_item ->> 'successor', p_item ->> 'reason', p_entry);
        when 'role' then
            perform identity.change_role((p_item ->> 'person')::bigint, p_item ->> 'role', (p_item ->> 'granted')::boolean,
                (p_item ->> 'until')::date, (p_item ->> 'deputy_for')::bigint, p_field, p_entry);
        when 'unblock' then
            if not identity.blocked((p_item ->> 'person')::bigint, p_item ->> 'certificate') then
                perform identity.refuse_document(p_field, 'not_blocked');
            end if;
            insert into identity.block_change (person, certificate, blocked, entry)
            values ((p_item ->> 'person')::bigint, p_item ->> 'certificate', false, p_entry);
        else perform identity.change_human(p_item, p_field, p_entry);
    end case;
end
$body$;
comment on function identity.apply_change(json, text, bigint) is 'Makes one change of a register document effective; LG102.';
revoke all on function identity.apply_change(json, text, bigint) from public;
