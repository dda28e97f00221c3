-- SPDX-License-Identifier: EUPL-1.2
-- A case as one file: what belongs into it, in the order in which it is written.

create or replace function read.signature_lines(p_at timestamptz) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select format(E'cat authorities.pem lists.pem > store.pem\n'
        'openssl cms -verify -cades -binary -inform DER -in signature.p7s -content request.json -CAfile store.pem '
        '-crl_check_all -x509_strict -attime %1$s -out /dev/null\n'
        'openssl cms -verify -cades -binary -inform DER -in signature.p7s -content request.json -CAfile store.pem '
        '-crl_check_all -x509_strict -attime %1$s -signer signer.pem -out /dev/null\n'
        'openssl x509 -in signer.pem -outform DER | cmp - signer.der\n',
        floor(extract(epoch from p_at))::bigint)
$body$;
comment on function read.signature_lines(timestamptz) is
    'How OpenSSL verifies a signature as at an instant, also when every certificate has expired since.';
revoke all on function read.signature_lines(timestamptz) from public;

create or replace function read.stamp_lines(p_at timestamptz) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select format(E'openssl ts -verify -data signature.p7s -in stamp.tsr -CAfile stamping.pem -attime %s\n',
        floor(extract(epoch from p_at))::bigint)
$body$;
comment on function read.stamp_lines(timestamptz) is
    'How OpenSSL verifies the time stamp over a signature as at the instant that it names.';
revoke all on function read.stamp_lines(timestamptz) from public;

create or replace function read.dossier_export(p_application bigint)
    returns table (path text, leaf_index bigint, bytes bytea)
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_call text;
    v_size bigint;
begin
    perform read.assert_auditor();
    select a.call into v_call from portal.application a where a.application = p_application;
    if not found then
        return;
    end if;
    perform identity.log_read('dossier_export', 'case', p_application, null, null);
    -- The newest that a quorum cosigned, if it has the whole case.
    select coalesce(
        (select max(w.size) from published.witnessed w
         where w.size > (select max(e.leaf_index) from portal.record e
                         where e.stream in (select read.case_streams(p_application, v_call)))),
        (select max(c.size) from published.checkpoint c)) into v_size;
    return query
        with entries as materialized (
            select e.entry, e.leaf_index, e.at, e.leaf, convert_from(e.leaf, 'UTF8')::json as doc from portal.record e
            -- With what the log's beginning says of one before it: no dossier looks more whole than its log is.
            where (e.stream in (select read.case_streams(p_application, v_call)) or e.stream like 'log:%') and e.leaf_index < v_size),
        signed as (
            -- One signature may stand in several entries of one act.
            select distinct on (e.doc ->> 'signature') e.leaf_index, e.at, e.doc ->> 'request' as request,
                   e.doc ->> 'signature' as sha256
            from entries e where e.doc ->> 'signature' is not null order by e.doc ->> 'signature', e.leaf_index),
        texts as (
            select distinct on (t.sha256) encode(t.sha256, 'hex') as sha256, t.ending, t.bytes
            from portal.record_text t join entries e on e.entry = t.entry order by t.sha256, t.entry),
        files as (
            select distinct f.name
            from entries e cross join lateral json_to_recordset(read.documents_of(e.entry, e.leaf)) f(sha256 text, name text)
            where f.sha256 not in (select t.sha256 from texts t))
        select x.path, x.leaf_index, x.bytes from (
            select 1 as part, 'checkpoint' as path, v_size as leaf_index, convert_to(read.checkpoint_note(v_size), 'UTF8') as bytes
            union all
            select 2 as part, 'log.vkey' as path, null::bigint, convert_to(string_agg(k.key_name || '+' || k.key_id || '+'
                       || encode('\x01'::bytea || k.public_key, 'base64') || E'\n', '' order by k.at desc, k.key_id), 'UTF8')
            from published.log_key k, published.log o where k.key_name = o.origin
            union all
            select 3 as part, 'attest.vkeys' as path, null::bigint, convert_to(string_agg(a.name || '+' || a.key_id || '+'
                       || encode('\x01'::bytea || a.public_key, 'base64') || E'\n', '' order by a.added_at desc, a.key_id), 'UTF8')
            from published.attest_key a
            union all
            select 4 as part, 'entries/' || lpad(e.leaf_index::text, 9, '0') || '.json', e.leaf_index, e.leaf from entries e
            union all
            select 5 as part, 'documents/' || t.sha256 || '.' || t.ending, null::bigint, t.bytes from texts t
            union all
            select 6 as part, 'signatures/' || s.sha256 || '/' || g.name, s.leaf_index, g.bytes
            from signed s join portal.record_signature g on g.signature = decode(s.sha256, 'hex')
            union all
            select 6 as part, 'signatures/' || s.sha256 || '/request.json', s.leaf_index, convert_to(s.request, 'UTF8') from signed s
            union all
            select 6 as part, 'signatures/' || s.sha256 || '/verify.txt', s.leaf_index,
                   convert_to(read.signature_lines(s.at) || coalesce(read.stamp_lines(g.at), ''), 'UTF8')
            from signed s left join portal.record_signature g on g.signature = decode(s.sha256, 'hex') and g.name = 'stamp.tsr'
            union all
            select 7 as part, 'documents/' || f.name, null::bigint, null::bytea from files f) x
        where v_size is not null
        order by x.part, x.leaf_index, x.path;
end
$body$;
comment on function read.dossier_export(bigint) is
    'What the dossier of a case holds under one checkpoint, in its order: that (leaf_index: its size), public keys, every '
    'entry of the case, its call and its payments with its place in the log, texts and signed files that they name; last, '
    'without their bytes, the documents that read.file_chunk() gives. Nothing when there is no such case.';
revoke all on function read.dossier_export(bigint) from public;
