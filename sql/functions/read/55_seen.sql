-- SPDX-License-Identifier: EUPL-1.2
-- A document of a case goes through one of these on its way out: what was not logged is not answered. They
-- are volatile, and so is every read that uses them; the tests hold the list of both.
create or replace function read.seen_case(p_what text, p_application bigint, p_document text)
returns text language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform identity.log_read(p_what, 'case', p_application, null, null);
  return p_document;
end
$$;
comment on function read.seen_case(text, bigint, text) is 'The document of one case, logged.';

create or replace function read.seen_cases(p_what text, p_applications bigint[], p_document text)
returns text language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform identity.log_read(p_what, 'case', null, p_applications, null);
  return p_document;
end
$$;
comment on function read.seen_cases(text, bigint[], text) is 'A document about several cases, logged under each.';

create or replace function read.seen_list(p_what text, p_subject text, p_document text)
returns text language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform identity.log_read(p_what, 'list', null, null, p_subject);
  return p_document;
end
$$;
comment on function read.seen_list(text, text, text) is 'A list with the headings of many cases, logged once.';

create or replace function read.seen_people(p_what text, p_subject text, p_document text)
returns text language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  if p_document is not null then
    perform identity.log_read(p_what, 'person', null, null, p_subject);
  end if;
  return p_document;
end
$$;
comment on function read.seen_people(text, text, text) is 'A document about people, logged: of one, or of those a search finds.';

create or replace function read.seen_entry(p_what text, p_stream text, p_document text)
returns text language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  if p_stream ~ '^grant:[0-9]{1,18}$' then
    perform identity.log_read(p_what, 'case', substr(p_stream, 7)::bigint, null, null);
  else
    perform identity.log_read(p_what, 'record', null, null, p_stream);
  end if;
  return p_document;
end
$$;
comment on function read.seen_entry(text, text, text) is 'The document of an entry, logged under its case if it has one.';
