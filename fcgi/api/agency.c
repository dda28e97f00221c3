/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"

enum status api_list_tasks(struct exchange *x)
{
    return reply_read(x, READ_TASKS, DB_NO_VALUES);
}

enum status api_list_proposals(struct exchange *x)
{
    return reply_read(x, READ_PROPOSALS, DB_NO_VALUES);
}

enum status api_read_proposal(struct exchange *x)
{
    return read_by_id(x, READ_PROPOSAL, "proposal");
}

enum status api_list_agency_calls(struct exchange *x)
{
    return reply_read(x, READ_AGENCY_CALLS, DB_NO_VALUES);
}

enum status api_read_agency_call(struct exchange *x)
{
    return read_by_call(x, READ_AGENCY_CALL);
}

enum status api_list_agency_applications(struct exchange *x)
{
    return read_by_call(x, READ_AGENCY_APPLICATIONS);
}

enum status api_read_rulings(struct exchange *x)
{
    return read_by_call(x, READ_CALL_RULINGS);
}

enum status api_read_notices(struct exchange *x)
{
    return read_by_call(x, READ_CALL_NOTICES);
}

enum status api_read_contested(struct exchange *x)
{
    return read_by_call(x, READ_CONTESTED);
}

enum status api_read_ranking(struct exchange *x)
{
    return read_by_call(x, READ_RANKING);
}

enum status api_read_agency_application(struct exchange *x)
{
    return read_by_id(x, READ_AGENCY_APPLICATION, "application");
}

enum status api_list_agency_grants(struct exchange *x)
{
    return reply_read(x, READ_AGENCY_GRANTS, DB_NO_VALUES);
}

enum status api_read_agency_grant(struct exchange *x)
{
    return read_by_id(x, READ_AGENCY_GRANT, "application");
}

enum status api_read_reporting(struct exchange *x)
{
    return read_by_id(x, READ_REPORTING, "application");
}

enum status api_read_computation(struct exchange *x)
{
    return read_by_version(x, READ_INSTALMENT_COMPUTATION);
}

enum status api_list_instalments(struct exchange *x)
{
    return reply_read(x, READ_INSTALMENTS, DB_NO_VALUES);
}

enum status api_read_instalment(struct exchange *x)
{
    return read_by_id(x, READ_INSTALMENT, "instalment");
}

enum status api_list_batches(struct exchange *x)
{
    return reply_read(x, READ_BATCHES, DB_NO_VALUES);
}

enum status api_read_batch(struct exchange *x)
{
    return read_by_id(x, READ_BATCH, "batch");
}
