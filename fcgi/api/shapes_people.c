/* SPDX-License-Identifier: EUPL-1.2 */
/* The bodies of the resources about people, access and organisations. */
#include "fcgi/api/shapes.h"

enum { UNIT_MAX = 80, TEXT_MAX = 200 };

#define ID_MAX INT64_C(999999999999999999)

static const char *const refusals[] = {
    "unknown_here", "left", "duplicate", "wrong_organisation", "other", NULL};
static const char *const blocks[] = {
    "lost", "stolen", "left", "suspicion", "mistake", "other", NULL};
static const char *const holds[] = {
    "complaint", "audit", "police", "court", "access", "other", NULL};
static const char *const roles[] = {"applicant", "management", NULL};

static const struct shape_member asking[] = {
    {.name = "unit", .kind = SHAPE_LINE, .optional = true, .min = 1, .max = UNIT_MAX},
};
const struct shape shape_access_asking = SHAPE_OF(asking);

static const struct shape_member role_item = {.kind = SHAPE_CHOICE, .choices = roles};
static const struct shape_member grant[] = {
    {.name = "proof", .kind = SHAPE_LINE, .min = 1, .max = TEXT_MAX},
    {.name = "roles", .kind = SHAPE_LIST, .min = 1, .max = 2, .item = &role_item},
    {.name = "unit", .kind = SHAPE_LINE, .optional = true, .min = 1, .max = UNIT_MAX},
    {.name = "until", .kind = SHAPE_DAY, .optional = true},
};
const struct shape shape_access_grant = SHAPE_OF(grant);

static const struct shape_member refusal[] = {
    {.name = "reason", .kind = SHAPE_CHOICE, .choices = refusals},
};
const struct shape shape_access_refusal = SHAPE_OF(refusal);

static const struct shape_member role_change[] = {
    {.name = "role", .kind = SHAPE_CHOICE, .choices = roles},
    {.name = "granted", .kind = SHAPE_BOOLEAN},
    {.name = "until", .kind = SHAPE_DAY, .optional = true},
    {.name = "deputy_for", .kind = SHAPE_INTEGER, .optional = true, .min = 1, .max = ID_MAX},
};
const struct shape shape_role_change = SHAPE_OF(role_change);

static const struct shape_member unit[] = {
    {.name = "unit", .kind = SHAPE_LINE, .optional = true, .min = 1, .max = UNIT_MAX},
};
const struct shape shape_unit = SHAPE_OF(unit);

static const struct shape_member sharing[] = {{.name = "shared", .kind = SHAPE_BOOLEAN}};
const struct shape shape_sharing = SHAPE_OF(sharing);

static const struct shape_member block[] = {
    {.name = "person", .kind = SHAPE_INTEGER, .optional = true, .min = 1, .max = ID_MAX},
    {.name = "certificate", .kind = SHAPE_SHA256, .optional = true},
    {.name = "reason", .kind = SHAPE_CHOICE, .choices = blocks},
};
const struct shape shape_block = SHAPE_OF(block);

static const struct shape_member hold[] = {
    {.name = "person", .kind = SHAPE_INTEGER, .optional = true, .min = 1, .max = ID_MAX},
    {.name = "application", .kind = SHAPE_INTEGER, .optional = true, .min = 1, .max = ID_MAX},
    {.name = "cause", .kind = SHAPE_CHOICE, .choices = holds},
    {.name = "reference", .kind = SHAPE_LINE, .min = 1, .max = 40},
};
const struct shape shape_hold = SHAPE_OF(hold);

static const struct shape_member register_proposal[] = {
    {.name = "subject", .kind = SHAPE_LINE, .min = 1, .max = 64},
    {.name = "title", .kind = SHAPE_LINE, .min = 1, .max = TEXT_MAX},
    {.name = "document", .kind = SHAPE_OBJECT},
};
const struct shape shape_register_proposal = SHAPE_OF(register_proposal);
