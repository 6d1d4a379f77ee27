/* public.h - what public.c, which cuts names out of texts, tells public_records.c beside publish.h. */
#ifndef KUA_PUBLISH_PUBLIC_H
#define KUA_PUBLISH_PUBLIC_H

#include "publish/publish.h"

/* Seen at once, of a text in ASCII: nothing of it is cut. False says nothing. */
bool public_nothing_to_cut(const struct kua_public *p, const char *text);

#endif
