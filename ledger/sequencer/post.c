/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/sequencer/post.h"

#include <curl/curl.h>

#define POSTS_MAX 32

/* A short count makes the library give up: no byte behind the limit is kept. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the library's own type */
static size_t take(char *data, size_t size, size_t count, void *context)
{
    struct buffer *answer = context;
    buffer_put(answer, (struct span){.data = data, .len = size * count});
    return answer->failed ? 0 : size * count;
}

static bool options_set(CURL *curl, struct post *post, struct curl_slist *headers, int64_t wait_ms)
{
    return curl_easy_setopt(curl, CURLOPT_URL, post->url) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.len)
                  == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post->body.data) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)wait_ms) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_USERAGENT, "tilsagn") == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take) == CURLE_OK
           && curl_easy_setopt(curl, CURLOPT_WRITEDATA, &post->answer) == CURLE_OK;
}

/* Runs until each has ended, which its own time limit sees to. */
static bool run(CURLM *all)
{
    int running = 1;
    while (running > 0) {
        if (curl_multi_perform(all, &running) != CURLM_OK
            || (running > 0 && curl_multi_poll(all, NULL, 0, 100, NULL) != CURLM_OK)) {
            return false; /* uncovered: no memory */
        }
    }
    return true;
}

/* What ended well has a status; everything else keeps 0. */
static void codes_take(CURLM *all, CURL *const *curls, struct post *posts, size_t count)
{
    int left = 0;
    for (CURLMsg *told = curl_multi_info_read(all, &left); told != NULL;
         told = curl_multi_info_read(all, &left)) {
        for (size_t i = 0; i < count; i++) {
            long code = 0;
            if (curls[i] == told->easy_handle && told->data.result == CURLE_OK
                && curl_easy_getinfo(curls[i], CURLINFO_RESPONSE_CODE, &code) == CURLE_OK) {
                posts[i].code = (int)code;
            }
        }
    }
}

enum status post_all(struct post *posts, size_t count, int64_t wait_ms)
{
    ensure(posts != NULL && count <= POSTS_MAX && wait_ms > 0);
    CURL *curls[POSTS_MAX] = {NULL};
    struct curl_slist *type = curl_slist_append(NULL, "Content-Type: text/plain");
    struct curl_slist *headers = type == NULL ? NULL : curl_slist_append(type, "Expect:");
    CURLM *all = curl_multi_init();
    bool good = all != NULL && headers != NULL;
    for (size_t i = 0; i < count && good; i++) {
        posts[i].code = 0;
        curls[i] = curl_easy_init();
        good = curls[i] != NULL && options_set(curls[i], &posts[i], headers, wait_ms)
               && curl_multi_add_handle(all, curls[i]) == CURLM_OK;
    }
    good = good && run(all);
    if (good) {
        codes_take(all, curls, posts, count);
    }
    for (size_t i = 0; i < count; i++) {
        if (curls[i] != NULL && all != NULL) {
            (void)curl_multi_remove_handle(all, curls[i]);
        }
        curl_easy_cleanup(curls[i]);
    }
    curl_multi_cleanup(all);
    curl_slist_free_all(type);
    return good ? STATUS_OK : STATUS_INTERNAL; /* uncovered: no memory */
}
