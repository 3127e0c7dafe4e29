// Allocation that cannot fail: out of memory ends the program here and nowhere else.
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

// Return memory of n bytes (uninitialised, zeroed, or resized as realloc does). Never NULL, also
// for n = 0. The caller frees with free(). Out of memory prints one line and exits 3.
void *mem_alloc(size_t n);
void *mem_zero(size_t n);
void *mem_resize(void *old, size_t n);

// As above for count items of size bytes each; a product that overflows counts as out of memory.
void *mem_array(size_t count, size_t size);
void *mem_resize_array(void *old, size_t count, size_t size);

// The end itself, for what cannot be counted or made any more. Never returns.
_Noreturn void mem_exhausted(void);

#endif
