/* internal.h - between the files of flow/. */
#ifndef KUA_FLOW_INTERNAL_H
#define KUA_FLOW_INTERNAL_H

#include "flow/flow.h"

/* Read every document of the store again and put its items, inside the caller's transaction. */
enum kua_code kua_flow_reread_(const struct kua_flow *f, struct kua_error *err);

#endif
