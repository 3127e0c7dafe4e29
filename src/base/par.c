// Work shared among threads: parts are handed out one at a time by an atomic counter.
#define _GNU_SOURCE // sched_getaffinity
#include "base/par.h"

#include "base/mem.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct work {
    atomic_size_t next;
    size_t parts;
    void (*run)(void *context, size_t part);
    void *context;
};

static void *take_parts(void *p)
{
    struct work *work = p;
    for (;;) {
        size_t part = atomic_fetch_add_explicit(&work->next, 1, memory_order_relaxed);
        if (part >= work->parts)
            return NULL;
        work->run(work->context, part);
    }
}

void par_run(unsigned threads, size_t parts, void (*run)(void *context, size_t part), void *context)
{
    struct work work = {.parts = parts, .run = run, .context = context};
    size_t helpers = threads > 1 ? threads - 1 : 0;
    if (parts <= helpers)
        helpers = parts ? parts - 1 : 0;
    pthread_t *thread = mem_array(helpers, sizeof *thread);
    size_t started = 0;
    // A thread that cannot be had is no failure: those that run take its parts.
    while (started < helpers && pthread_create(&thread[started], NULL, take_parts, &work) == 0)
        started++;
    take_parts(&work);
    for (size_t i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    free(thread);
}

unsigned par_cores(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return (unsigned)CPU_COUNT(&set);
    long n = sysconf(_SC_NPROCESSORS_ONLN); // more processors than a set holds
    return n > 0 ? (unsigned)n : 1;
}
