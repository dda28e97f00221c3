-- SPDX-License-Identifier: EUPL-1.2

create or replace function read.identify(p_profile text, p_serial_number text, p_certificate_sha256 text)
    returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select identity.describe(identity.find(p_profile, p_serial_number), p_certificate_sha256)::text
$body$;
comment on function read.identify(text, text, text) is
    'Person of a certificate, called before tilsagn.person is set; NULL when unknown.';
revoke all on function read.identify(text, text, text) from public;
