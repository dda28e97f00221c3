-- SPDX-License-Identifier: EUPL-1.2
-- The municipalities and regions that come with the schema: how many, which rule their numbers keep, where
-- they lie; and that a proposed organisation's number keeps the rule too.
set search_path = tap, public;
select no_plan();

create temp view given as select * from identity.organisation o where o.entry is null;
select is((select count(*)::int from given where kind = 'municipality'), 98, '98 municipalities');
select is((select count(*)::int from given where kind = 'region'), 5, 'five regions');
select is((select count(*)::int from given), 103, 'and nobody else');
-- written anew, not by the product's own function
select is((select string_agg(organisation, ', ') from given where mod(
    2 * substr(organisation, 1, 1)::int + 7 * substr(organisation, 2, 1)::int + 6 * substr(organisation, 3, 1)::int
    + 5 * substr(organisation, 4, 1)::int + 4 * substr(organisation, 5, 1)::int + 3 * substr(organisation, 6, 1)::int
    + 2 * substr(organisation, 7, 1)::int + substr(organisation, 8, 1)::int, 11) <> 0), null, 'every number keeps modulus 11');
select is((select string_agg(name, ', ') from given where kind = 'municipality' and name !~ '^[A-ZÆØÅ][[:alpha:]-]+ Kommune$'),
          'Bornholms Regionskommune', 'one municipality is called otherwise');
select is((select count(distinct name)::int from given), 103, 'no name twice');
select is((select array_agg(format('%s %s', region, n) order by n desc, region)
           from (select region, count(*) as n from given where kind = 'municipality' group by region) c),
          array['Region Hovedstaden 29', 'Region Syddanmark 22', 'Region Midtjylland 19', 'Region Sjælland 17', 'Region Nordjylland 11'],
          'every municipality lies in one of the regions');
select is((select string_agg(distinct m.region, ', ') from given m where m.kind = 'municipality'
           and not exists (select from given r where r.kind = 'region' and r.name = m.region)), null, 'which are those five');
select is((select string_agg(name, ', ') from given where kind = 'region' and region is not null), null, 'a region lies in none');
select is(identity.is_cvr(c), w, c || case when w then ' is' else ' is not' end || ' a number of the register')
from (values ('29190925', true), ('29190926', false), ('92190925', false), ('2919092', false), ('291909250', false),
             ('00000000', false), ('10000009', true), ('2919092x', false)) v(c, w);
select is((select string_agg(organisation, ', ') from identity.organisation where not identity.is_cvr(organisation)), null,
          'nobody in the register has another');
select * from finish();
