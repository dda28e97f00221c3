/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/ahead.h"

#include <pthread.h>
#include <stdlib.h>

#define ARENA_LEN      ((size_t)32 * 1024 * 1024) /* untouched pages cost nothing */
#define BUNDLE_LEN_MAX ((size_t)TILE_WIDTH * (BUNDLE_ENTRY_MAX + 2))
#define CHUNK          8U /* entries that a thread takes at once */
#define PLACES         2

/* A bundle, cut into its entries. All but the entries themselves are under the lock. */
struct place {
    struct buffer bytes;
    struct span entries[TILE_WIDTH];
    enum attested said[TILE_WIDTH];
    bool done[TILE_WIDTH];
    unsigned count;
    unsigned next;    /* first that no thread has taken */
    unsigned waiting; /* that are not done */
};

struct ahead {
    const struct trust *trust;
    pthread_mutex_t lock;
    pthread_cond_t work;     /* for the threads: there is something to take, or stop */
    pthread_cond_t progress; /* for the pass: something is done */
    bool stop;
    struct place places[PLACES];
    uint64_t first; /* the bundle that is taken from before the other */
    pthread_t threads[AHEAD_THREADS_MAX];
    struct arena *arenas[AHEAD_THREADS_MAX];
    unsigned thread_count;
};

struct taken {
    struct place *place;
    unsigned first;
    unsigned count;
};

/* None of these fails unless the program is wrong. */
static void lock(struct ahead *ahead)
{
    ensure(pthread_mutex_lock(&ahead->lock) == 0);
}

static void unlock(struct ahead *ahead)
{
    ensure(pthread_mutex_unlock(&ahead->lock) == 0);
}

static void wait_for(struct ahead *ahead, pthread_cond_t *condition)
{
    ensure(pthread_cond_wait(condition, &ahead->lock) == 0);
}

static void wake(pthread_cond_t *condition)
{
    ensure(pthread_cond_broadcast(condition) == 0);
}

static enum attested check(struct arena *arena, const struct trust *trust, struct span entry)
{
    struct leaf leaf;
    const char *reason = NULL;
    enum attested said = ATTESTED_NO_REQUEST;
    if (leaf_parse(arena, entry, &leaf, &reason) == STATUS_OK) {
        said = attested_check(arena, &leaf, trust->attest, trust->attest_count);
    }
    arena_reset(arena);
    return said;
}

/* The next entries that nobody has taken, of the earlier bundle first. Under the lock. */
static bool take(struct ahead *ahead, struct taken *taken)
{
    for (uint64_t i = 0; i < PLACES; i++) {
        struct place *place = &ahead->places[(ahead->first + i) % PLACES];
        unsigned left = place->count - place->next;
        if (left > 0) {
            *taken = (struct taken){place, place->next, left < CHUNK ? left : CHUNK};
            place->next += taken->count;
            return true;
        }
    }
    return false;
}

struct worker {
    struct ahead *ahead;
    struct arena *arena;
};

static void *work(void *context)
{
    struct worker worker = *(struct worker *)context;
    struct ahead *ahead = worker.ahead;
    free(context);
    lock(ahead);
    while (!ahead->stop) {
        struct taken taken;
        enum attested said[CHUNK];
        if (!take(ahead, &taken)) {
            wait_for(ahead, &ahead->work);
            continue;
        }
        unlock(ahead);
        for (unsigned i = 0; i < taken.count; i++) {
            said[i] = check(worker.arena, ahead->trust, taken.place->entries[taken.first + i]);
        }
        lock(ahead);
        for (unsigned i = 0; i < taken.count; i++) {
            taken.place->said[taken.first + i] = said[i];
            taken.place->done[taken.first + i] = true;
        }
        taken.place->waiting -= taken.count;
        wake(&ahead->progress);
    }
    unlock(ahead);
    return NULL;
}

static bool worker_start(struct ahead *ahead, unsigned n)
{
    struct worker *worker = malloc(sizeof(*worker)); /* start-up */
    struct arena *arena = arena_create(ARENA_LEN);
    if (worker != NULL && arena != NULL) {
        *worker = (struct worker){.ahead = ahead, .arena = arena};
        ahead->arenas[n] = arena;
        if (pthread_create(&ahead->threads[n], NULL, work, worker) == 0) {
            return true;
        }
    }
    ahead->arenas[n] = NULL; /* uncovered: no memory or thread at start-up */
    arena_destroy(arena);    /* uncovered: likewise */
    free(worker);            /* uncovered: likewise */
    return false;            /* uncovered: likewise */
}

enum status ahead_open(const struct trust *trust, unsigned threads, struct ahead **ahead_out)
{
    ensure(trust != NULL && threads > 0 && threads <= AHEAD_THREADS_MAX && ahead_out != NULL);
    struct ahead *ahead = calloc(1, sizeof(*ahead)); /* start-up */
    if (ahead == NULL) {
        return STATUS_INTERNAL; /* uncovered: no memory at start-up */
    }
    ahead->trust = trust;
    for (unsigned i = 0; i < PLACES; i++) {
        buffer_init(&ahead->places[i].bytes, BUNDLE_LEN_MAX);
    }
    ensure(pthread_mutex_init(&ahead->lock, NULL) == 0);
    ensure(pthread_cond_init(&ahead->work, NULL) == 0);
    ensure(pthread_cond_init(&ahead->progress, NULL) == 0);
    while (ahead->thread_count < threads && worker_start(ahead, ahead->thread_count)) {
        ahead->thread_count++;
    }
    if (ahead->thread_count == 0) {
        ahead_close(ahead);     /* uncovered: no thread at all */
        return STATUS_INTERNAL; /* uncovered: likewise */
    }
    *ahead_out = ahead;
    return STATUS_OK;
}

void ahead_close(struct ahead *ahead)
{
    if (ahead == NULL) {
        return;
    }
    lock(ahead);
    ahead->stop = true;
    wake(&ahead->work);
    unlock(ahead);
    for (unsigned i = 0; i < ahead->thread_count; i++) {
        ensure(pthread_join(ahead->threads[i], NULL) == 0);
        arena_destroy(ahead->arenas[i]);
    }
    for (unsigned i = 0; i < PLACES; i++) {
        buffer_free(&ahead->places[i].bytes);
    }
    ensure(pthread_cond_destroy(&ahead->progress) == 0);
    ensure(pthread_cond_destroy(&ahead->work) == 0);
    ensure(pthread_mutex_destroy(&ahead->lock) == 0);
    free(ahead);
}

struct buffer *ahead_place(struct ahead *ahead, uint64_t bundle)
{
    struct place *place = &ahead->places[bundle % PLACES];
    lock(ahead);
    ensure(place->waiting == 0);
    place->count = 0;
    place->next = 0;
    unlock(ahead);
    buffer_clear(&place->bytes);
    return &place->bytes;
}

void ahead_begin(struct ahead *ahead, uint64_t bundle, unsigned skip)
{
    struct place *place = &ahead->places[bundle % PLACES];
    struct span rest = buffer_span(&place->bytes);
    unsigned count = 0;
    /* No thread looks at a place without entries. */
    while (count < TILE_WIDTH && bundle_next(&rest, &place->entries[count]) == STATUS_OK) {
        place->said[count] = ATTESTED;
        place->done[count] = count < skip;
        count++;
    }
    lock(ahead);
    place->count = count;
    place->next = skip < count ? skip : count;
    place->waiting = count - place->next;
    ahead->first = bundle == 0 ? 0 : bundle - 1;
    wake(&ahead->work);
    unlock(ahead);
}

enum status ahead_take(struct ahead *ahead, uint64_t bundle, unsigned n, struct span *entry_out,
    enum attested *attested_out)
{
    struct place *place = &ahead->places[bundle % PLACES];
    ensure(n < TILE_WIDTH);
    lock(ahead);
    bool there = n < place->count;
    while (there && !place->done[n]) {
        wait_for(ahead, &ahead->progress);
    }
    if (there) {
        *attested_out = place->said[n];
        *entry_out = place->entries[n];
    }
    unlock(ahead);
    return there ? STATUS_OK : STATUS_NOT_FOUND;
}
