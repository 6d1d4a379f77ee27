/* dossier.h - what the files of a dossier share: dossier.c what belongs to it, dossier_told.c what is told, dossier_gaps.c what does not fit or is not told. */
#ifndef KUA_REPORT_DOSSIER_H
#define KUA_REPORT_DOSSIER_H

#include "report/internal.h"

struct dossier {
	struct report *r;
	const struct telling *event;         /* or NULL */
	const struct kua_told_case *person; /* or NULL */
	const struct kua_entity *entity;    /* of the person */
	KUA_VEC(const struct kua_figure *) figures;
	KUA_VEC(const struct kua_case_step *) steps;
	KUA_VEC(const struct kua_action *) actions;
	struct kua_intern *items; /* in which they stand */
};

bool dossier_rejected(const char *status); /* is that what people said of the claim? */
void dossier_time_line(struct dossier *d);
void dossier_claims(struct dossier *d);
void dossier_contradictions(struct dossier *d);
void dossier_unknown(struct dossier *d);

#endif
