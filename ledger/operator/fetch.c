/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/fetch.h"

#include <curl/curl.h>
#include <string.h>

#define CONNECT_SECONDS_MAX 10L

static enum status too_large(const struct fetch_limits *limits, struct fault *fault)
{
    FAULT(fault, "fetch", "", "larger than %zu bytes", limits->bytes_max);
    return STATUS_LIMIT;
}

static enum status fetch_file(
    const char *path, const struct fetch_limits *limits, struct buffer *bytes, struct fault *fault)
{
    FILE *file = fopen(path, "rb");
    char piece[65536];
    size_t got;
    while (file != NULL && !bytes->failed && (got = fread(piece, 1, sizeof(piece), file)) > 0) {
        buffer_put(bytes, (struct span){.data = piece, .len = got});
    }
    bool failed = file == NULL || ferror(file) != 0; /* a directory, for one */
    if (file != NULL) {
        (void)fclose(file);
    }
    if (failed) {
        FAULT(fault, "fetch", "", "cannot be read");
        return STATUS_NOT_FOUND;
    }
    return bytes->failed ? too_large(limits, fault) : STATUS_OK;
}

/* A short count makes the library give up: no byte behind the limit is kept. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the library's own type */
static size_t take(char *data, size_t size, size_t count, void *context)
{
    struct buffer *bytes = context;
    buffer_put(bytes, (struct span){.data = data, .len = size * count});
    return bytes->failed ? 0 : size * count;
}

static bool options_set(
    CURL *curl, const char *address, const struct fetch_limits *limits, struct buffer *bytes)
{
    const char *redirects = strncmp(address, "https://", 8) == 0 ? "https" : "http,https";
    return curl_easy_setopt(curl, CURLOPT_URL, address) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, redirects) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_MAXREDIRS, limits->redirects_max) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_TIMEOUT, limits->seconds_max) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS_MAX) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)limits->bytes_max)
                  == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_USERAGENT, "tilsagn") == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_WRITEDATA, bytes) == CURLE_OK;
}

static enum status status_of(CURL *curl, CURLcode code, const struct fetch_limits *limits,
    const struct buffer *bytes, struct fault *fault)
{
    long answer = 0;
    if (code == CURLE_OK) {
        return STATUS_OK;
    }
    if (bytes->failed || code == CURLE_FILESIZE_EXCEEDED) {
        return too_large(limits, fault);
    }
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    if (code == CURLE_HTTP_RETURNED_ERROR) {
        FAULT(fault, "fetch", "", "the server answers %ld", answer);
        return STATUS_UNAVAILABLE;
    }
    FAULT(fault, "fetch", "", "%s", curl_easy_strerror(code));
    bool refused = code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_TOO_MANY_REDIRECTS
                   || code == CURLE_URL_MALFORMAT || code == CURLE_LOGIN_DENIED;
    return refused ? STATUS_INVALID : STATUS_UNAVAILABLE;
}

static bool question_set(
    CURL *curl, const struct fetch_question *question, struct curl_slist **headers_out)
{
    char header[128];
    (void)snprintf(header, sizeof(header), "Content-Type: %s", question->type);
    *headers_out = curl_slist_append(NULL, header);
    return *headers_out != NULL
           && curl_easy_setopt(curl, CURLOPT_HTTPHEADER, *headers_out) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)question->bytes.len)
                  == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_POSTFIELDS, question->bytes.data) == CURLE_OK;
}

/* `question` may be NULL. */
static enum status fetch_address(const char *address, const struct fetch_question *question,
    const struct fetch_limits *limits, struct buffer *bytes, struct fault *fault)
{
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = NULL;
    enum status status = STATUS_INTERNAL;
    if (curl != NULL && options_set(curl, address, limits, bytes)
        && (question == NULL || question_set(curl, question, &headers))) {
        status = status_of(curl, curl_easy_perform(curl), limits, bytes, fault);
    } else {
        FAULT(fault, "fetch", "", "no memory"); /* uncovered: no memory */
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return status;
}

enum status fetch(const char *source, const struct fetch_limits *limits, struct buffer *bytes,
    struct fault *fault)
{
    ensure(source != NULL && limits != NULL && bytes != NULL);
    buffer_init(bytes, limits->bytes_max);
    return strstr(source, "://") == NULL ? fetch_file(source, limits, bytes, fault)
                                         : fetch_address(source, NULL, limits, bytes, fault);
}

enum status fetch_answer(const char *address, const struct fetch_question *question,
    const struct fetch_limits *limits, struct buffer *bytes, struct fault *fault)
{
    ensure(address != NULL && question != NULL && limits != NULL && bytes != NULL);
    buffer_init(bytes, limits->bytes_max);
    if (strstr(address, "://") == NULL) {
        FAULT(fault, "fetch", "", "no address");
        return STATUS_INVALID;
    }
    return fetch_address(address, question, limits, bytes, fault);
}
