-- SPDX-License-Identifier: EUPL-1.2
-- What entries name by a SHA-256 and the database keeps as text, and the files that people signed: for the
-- dossier of a case, which auditors take away.

create or replace view portal.record_text with (security_barrier) as
    select d.entry, d.sha256, d.ending, d.bytes from (
        select c.entry, c.sha256, 'json' as ending, convert_to(c.definition, 'UTF8') as bytes from grants.call c
        union all
        select a.entry, a.input_sha256, 'json' as ending, convert_to(a.input, 'UTF8') from grants.allocation_proposal a
        union all
        select a.entry, a.report_sha256, 'json' as ending, convert_to(a.report, 'UTF8') from grants.allocation_proposal a
        union all
        select k.entry, k.list_sha256, 'txt' as ending, convert_to(k.list, 'UTF8') from grants.call_closed k
        union all
        select s.entry, s.sha256, 'txt' as ending, convert_to(s.content || E'\n' || coalesce((
                   select string_agg((f ->> 'slot') || ':' || (f ->> 'sha256') || E'\n', ''
                                     order by (f ->> 'slot') collate "C")
                   from jsonb_array_elements(s.files) f), ''), 'UTF8')
        from grants.submission s) d
    where (select identity.i_hold('auditor'));
comment on view portal.record_text is
    'Texts that entries name by their SHA-256, for auditors: definitions of calls, inputs and reports of allocations, '
    'lists of closed calls, applications as they were sent with the hashes of their files.';

create or replace view portal.record_signature with (security_barrier) as
    select x.signature, x.name, x.bytes, x.at from (
        select s.sha256 as signature, 'signature.p7s' as name, s.cms as bytes, null::timestamptz as at from ledger.signature s
        union all
        select k.signature, k.name, k.bytes, null::timestamptz as at from (
            select distinct on (b.signature, v.kind) b.signature,
                   case v.kind when 'certificate' then 'signer.der' when 'authorities' then 'authorities.pem'
                       else 'lists.pem' end as name, v.bytes
            from ledger.signature_evidence b join ledger.evidence v on v.sha256 = b.evidence
            order by b.signature, v.kind, v.sha256) k
        union all
        select t.sha256 as signature, 'stamp.tsr' as name, t.reply as bytes, t.at from ledger.time_stamp t where t.size is null
        union all
        select t.sha256 as signature, 'stamping.pem' as name, v.bytes, t.at
        from ledger.time_stamp t join ledger.evidence v on v.sha256 = t.authorities where t.size is null) x
    where (select identity.i_hold('auditor'));
comment on view portal.record_signature is
    'The files that people signed entries with, what each was verified with, and the time stamp over it if there is one, '
    'for auditors.';
