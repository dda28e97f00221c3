-- SPDX-License-Identifier: EUPL-1.2
-- An entry of a ruling says what its effects follow from: the function that puts it takes both.
drop function if exists grants.effects_result(jsonb);
