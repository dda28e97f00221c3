/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * reason.h - why a request is not let in. For the log and its counters only: outside, every refusal
 * before the person is known is the same neutral 403.
 */
#ifndef AUTH_REASON_H
#define AUTH_REASON_H

enum auth_reason {
    AUTH_OK = 0,
    AUTH_NOT_VERIFIED,         /* nginx did not say exactly SUCCESS */
    AUTH_MISSING,              /* no certificate came along */
    AUTH_TOO_LARGE,            /* over CERTIFICATE_LEN_MAX */
    AUTH_ENCODING,             /* not URL-encoded as nginx does it */
    AUTH_PEM,                  /* not exactly one PEM block */
    AUTH_DER,                  /* no certificate, or one that re-encodes to other bytes */
    AUTH_EXPIRED,              /* past notAfter */
    AUTH_NOT_YET_VALID,        /* before notBefore */
    AUTH_REVOKED,              /* on the issuing CA's list */
    AUTH_CRL,                  /* a list is missing, expired or broken: nobody can be let in */
    AUTH_CHAIN,                /* does not lead to the pinned root */
    AUTH_ISSUER,               /* of a CA that no profile pins, however named */
    AUTH_WEAK,                 /* key or signature below the security level */
    AUTH_EXTENSION,            /* critical extension that nobody understands, or a malformed one */
    AUTH_PURPOSE,              /* not for a TLS client */
    AUTH_KEY_USAGE,            /* no keyUsage, or without a bit of the profile */
    AUTH_CA,                   /* the certificate of a CA */
    AUTH_POLICY,               /* not exactly one policy of the profile */
    AUTH_OTHER_KIND,           /* policy of a company, citizen or qualified certificate */
    AUTH_SUBJECT,              /* an attribute is missing, repeated, of another type or not text */
    AUTH_SERIAL_NUMBER,        /* not the profile's grammar */
    AUTH_SERIAL_UNKNOWN,       /* a grammar known to exist whose meaning is not (operator hint) */
    AUTH_ORGANISATION,         /* its number is not the profile's grammar, or two differ */
    AUTH_UNKNOWN_PERSON,       /* good certificate, nobody enrolled with it */
    AUTH_UNKNOWN_ORGANISATION, /* good certificate of an organisation that is not registered */
    AUTH_OTHER_ORGANISATION,   /* enrolled under another CVR than the certificate says */
    AUTH_BLOCKED,              /* person or certificate blocked by an administrator */
    AUTH_CROSS_SITE,           /* asked by another site's page */
    AUTH_NO_SESSION,           /* no cookie, or none that names a login */
    AUTH_SESSION_IDLE,         /* the login was not used for too long */
    AUTH_SESSION_OVER,         /* the login has lasted as long as one may */
    AUTH_SESSION_RENEWED,      /* the login belongs to another certificate of the same person */
    AUTH_SESSION_FOREIGN,      /* the cookie is another person's: stolen, or two in one browser */
    AUTH_FORM_TOKEN,           /* the form does not come from a page of this login */
    AUTH_INTERNAL,             /* memory or library failure; see the fault */
};

#define AUTH_REASON_COUNT (AUTH_INTERNAL + 1)

/* A short name for the log, e.g. "revoked"; static. */
const char *auth_reason_name(enum auth_reason reason);

#endif
