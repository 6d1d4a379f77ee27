/*
 * pattern.h - a pattern between its text and its program: the tree that rules_pattern.c reads and rules_program.c writes out.
 */
#ifndef KUA_CLAIMS_PATTERN_H
#define KUA_CLAIMS_PATTERN_H

#include "claims/rules.h"

enum node_kind { N_CLASS, N_SEQUENCE, N_CHOICE, N_REPEAT, N_NONE_OF, N_CAPTURE, N_START, N_END, N_NEXT };

struct node {
	uint8_t kind;
	bool lazy;           /* repeat: as few as will do */
	uint32_t low, high;  /* repeat */
	uint32_t class_id;
	const char *name;    /* capture */
	struct node **kids;
	size_t n;
	const uint32_t *classes; /* none of, next */
	size_t n_classes;
	bool negated;            /* next */
};

/* Write the tree out as a program of the rule, into ld->programs. */
enum kua_code kua_rules_program(struct loading *ld, uint32_t rule, const struct pattern_def *pattern, const struct node *root);

#endif
