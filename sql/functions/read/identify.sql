-- SPDX-License-Identifier: EUPL-1.2

create or replace function read.identify(p_profile text, p_serial_number text, p_certificate_sha256 text, p_cvr text)
    returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select identity.identify(p_profile, p_serial_number, p_certificate_sha256, p_cvr)::text
$body$;
comment on function read.identify(text, text, text, text) is
    'Who a certificate is, called before tilsagn.person is set: an enrolled person, an unknown one of a registered '
    'organisation, or neither.';
revoke all on function read.identify(text, text, text, text) from public;
