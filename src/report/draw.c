/* draw.c - Pango and Cairo, opened at run time. See draw.h. */
#include "report/draw.h"

#include <dlfcn.h>

#define LIBRARY "libpangocairo-1.0.so.0"

enum kua_code draw_load(struct draw *d, struct kua_error *err)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	bool all = library != NULL;
#define FIND(name) all = all && (*(void **)&d->name = dlsym(library, #name)) != NULL;
	DRAW_CALLS(FIND)
#undef FIND
	return all ? KUA_OK : kua_fail(err, KUA_WORLD, "a PDF needs the package libpangocairo-1.0-0, which is not installed here");
}
