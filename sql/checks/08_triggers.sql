-- triggers: a protecting trigger that is missing, altered or not ENABLE ALWAYS
-- SPDX-License-Identifier: EUPL-1.2
with wanted (relation, name, definition) as (
    select k.relation, 'append_only_rows', 'CREATE TRIGGER append_only_rows BEFORE DELETE OR UPDATE ON '
        || k.relation || ' FOR EACH ROW EXECUTE FUNCTION ledger.deny()'
    from meta.table_kind k where k.kind = 'append_only'
    union all
    select k.relation, 'append_only_statements', 'CREATE TRIGGER append_only_statements BEFORE DELETE OR UPDATE ON '
        || k.relation || ' FOR EACH STATEMENT EXECUTE FUNCTION ledger.deny()'
    from meta.table_kind k where k.kind = 'append_only'
    union all
    select k.relation, 'append_only_truncate', 'CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON '
        || k.relation || ' FOR EACH STATEMENT EXECUTE FUNCTION ledger.deny()'
    from meta.table_kind k where k.kind = 'append_only'
    union all
    values ('ledger.posting', 'balanced', 'CREATE TRIGGER balanced AFTER INSERT ON ledger.posting REFERENCING NEW '
            'TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.balanced()'),
           ('identity.read_log', 'keep_rows', 'CREATE TRIGGER keep_rows BEFORE DELETE OR UPDATE ON '
            'identity.read_log FOR EACH ROW EXECUTE FUNCTION identity.keep_reads()'),
           ('identity.read_log', 'keep_truncate', 'CREATE TRIGGER keep_truncate BEFORE TRUNCATE ON '
            'identity.read_log FOR EACH STATEMENT EXECUTE FUNCTION ledger.deny()'),
           ('identity.pii', 'keep_rows', 'CREATE TRIGGER keep_rows BEFORE DELETE OR UPDATE ON '
            'identity.pii FOR EACH ROW EXECUTE FUNCTION identity.keep_pii()'),
           ('identity.pii', 'keep_truncate', 'CREATE TRIGGER keep_truncate BEFORE TRUNCATE ON '
            'identity.pii FOR EACH STATEMENT EXECUTE FUNCTION identity.keep_pii()'),
           ('store.file', 'keep_rows', 'CREATE TRIGGER keep_rows BEFORE DELETE OR UPDATE ON '
            'store.file FOR EACH ROW EXECUTE FUNCTION store.keep_file()'),
           ('store.file', 'keep_truncate', 'CREATE TRIGGER keep_truncate BEFORE TRUNCATE ON '
            'store.file FOR EACH STATEMENT EXECUTE FUNCTION ledger.deny()'),
           ('store.scan', 'keep_rows', 'CREATE TRIGGER keep_rows BEFORE DELETE OR UPDATE ON '
            'store.scan FOR EACH ROW EXECUTE FUNCTION store.keep_scan()'),
           ('store.scan', 'keep_truncate', 'CREATE TRIGGER keep_truncate BEFORE TRUNCATE ON '
            'store.scan FOR EACH STATEMENT EXECUTE FUNCTION ledger.deny()'),
           ('grants.failed_submission', 'keep_rows', 'CREATE TRIGGER keep_rows BEFORE DELETE OR UPDATE ON '
            'grants.failed_submission FOR EACH ROW EXECUTE FUNCTION grants.keep_failed()'),
           ('grants.failed_submission', 'keep_truncate', 'CREATE TRIGGER keep_truncate BEFORE TRUNCATE ON '
            'grants.failed_submission FOR EACH STATEMENT EXECUTE FUNCTION ledger.deny()'),
           ('store.chunk', 'finished_rows', 'CREATE TRIGGER finished_rows BEFORE INSERT OR DELETE OR UPDATE ON '
            'store.chunk FOR EACH ROW EXECUTE FUNCTION store.deny_finished()'),
           ('store.chunk', 'finished_truncate', 'CREATE TRIGGER finished_truncate BEFORE TRUNCATE ON '
            'store.chunk FOR EACH STATEMENT EXECUTE FUNCTION store.deny_finished()'),
           ('store.upload', 'finished_rows', 'CREATE TRIGGER finished_rows BEFORE DELETE OR UPDATE ON '
            'store.upload FOR EACH ROW EXECUTE FUNCTION store.deny_finished()'),
           ('store.upload', 'finished_truncate', 'CREATE TRIGGER finished_truncate BEFORE TRUNCATE ON '
            'store.upload FOR EACH STATEMENT EXECUTE FUNCTION store.deny_finished()')
)
select coalesce(w.relation, t.tgrelid::regclass::text) as relation, coalesce(w.name, t.tgname::text) as trigger,
       coalesce(t.tgenabled::text, 'missing') as enabled
from wanted w
full join (select x.* from pg_trigger x join pg_class c on c.oid = x.tgrelid
           join pg_namespace n on n.oid = c.relnamespace
           where not x.tgisinternal and n.nspname in ('meta', 'ledger', 'identity', 'rights', 'store', 'session', 'draft',
                                                      'grants')) t
    on t.tgrelid = to_regclass(w.relation) and t.tgname = w.name
where t.tgname is null or t.tgenabled <> 'A'
   or w.definition is not null and pg_get_triggerdef(t.oid) <> w.definition
