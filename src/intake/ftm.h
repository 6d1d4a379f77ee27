/*
 * ftm.h - FollowTheMoney entities, as Aleph and OpenSanctions exchange them, in lines of JSON: {"id", "schema", "properties"}, where every
 * property is a list of strings. A document with a body is a text; any other entity is a record of lines "Property: value",
 * in which ids of entities that stand in the same file are replaced by their names. (ftm.c)
 */
#ifndef KUA_INTAKE_FTM_H
#define KUA_INTAKE_FTM_H

#include <jansson.h>

#include "intake/fields.h"

bool kua_is_ftm(const json_t *v);

struct kua_ftm; /* names of the entities of a file, by their ids */
struct kua_ftm *kua_ftm_new(void);
void kua_ftm_free(struct kua_ftm *f); /* NULL is fine */
void kua_ftm_learn(struct kua_ftm *f, const json_t *entity);
/* Answer an entity as an item; f may be NULL. False when a limit was passed. */
bool kua_ftm_answer(const struct kua_words *w, const struct kua_ftm *f, json_t *entity, struct kua_answer *o);

#endif
