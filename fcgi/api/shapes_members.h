/* SPDX-License-Identifier: EUPL-1.2 */
/* shapes_members.h - members that many bodies have; included by the tables of shapes alone. */
#ifndef FCGI_API_SHAPES_MEMBERS_H
#define FCGI_API_SHAPES_MEMBERS_H

#include "fcgi/api/shapes.h"
#include "ledger/base/amount.h"

#define TEXT_MAX 4000                        /* characters of one text of an act */
#define ID_MAX   INT64_C(900000000000000000) /* the acts take 18 digits */

#define ID(text)                                                                                   \
    {                                                                                              \
        .name = (text), .kind = SHAPE_INTEGER, .min = 1, .max = ID_MAX                             \
    }
#define ORE(text)                                                                                  \
    {                                                                                              \
        .name = (text), .kind = SHAPE_INTEGER, .min = 0, .max = AMOUNT_ORE_MAX                     \
    }
#define HASH(text)                                                                                 \
    {                                                                                              \
        .name = (text), .kind = SHAPE_SHA256                                                       \
    }
#define REASON(text)                                                                               \
    {                                                                                              \
        .name = (text), .kind = SHAPE_TEXT, .min = 1, .max = TEXT_MAX                              \
    }
#define REASON_OR_NULL(text)                                                                       \
    {                                                                                              \
        .name = (text), .kind = SHAPE_TEXT, .optional = true, .min = 1, .max = TEXT_MAX            \
    }

#endif
