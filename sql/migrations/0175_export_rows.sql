-- SPDX-License-Identifier: EUPL-1.2
-- Exports were one function that put all rows together before the first left. Now one begins and logs, another fetches.
drop function if exists read.entries_export(text);
drop function if exists read.reads_export(text);
