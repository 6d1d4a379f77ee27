/* table.c - the verbs in the order in which --help lists them. */
#include <string.h>

#include "verbs/verbs.h"

const struct kua_verb *const kua_verbs[] = {
	&kua_verb_new, &kua_verb_add, &kua_verb_report, &kua_verb_items, &kua_verb_reprints,
	&kua_verb_people, &kua_verb_places, &kua_verb_figures, &kua_verb_events, &kua_verb_cases,
	&kua_verb_actions, &kua_verb_due, &kua_verb_show, &kua_verb_search, &kua_verb_serve,
	&kua_verb_petition,
	&kua_verb_judge, &kua_verb_write, &kua_verb_papers, &kua_verb_publish, &kua_verb_appeal, &kua_verb_appeals,
	&kua_verb_submission, &kua_verb_dossier, &kua_verb_rebuild, &kua_verb_export, &kua_verb_log, &kua_verb_reuse,
	&kua_verb_names, &kua_verb_claims, &kua_verb_text, &kua_verb_help, NULL,
};

const struct kua_verb *kua_verb_named(const char *name)
{
	for (size_t i = 0; kua_verbs[i]; i++)
		if (strcmp(kua_verbs[i]->name, name) == 0)
			return kua_verbs[i];
	return NULL;
}
