/*
 * report.h - the account as people read it: text for a terminal, one self-contained HTML page, Markdown. Pure: records
 * in, a buffer out. First what is contested, then copies and what changed on the way, then cases, then what is coming, then what
 * could not be read.
 */
#ifndef KUA_REPORT_H
#define KUA_REPORT_H

#include "accounts/accounts.h"

struct kua_report_input {
	const char *title; /* the casebook's name */
	const char *as_of; /* today */
	const struct kua_document *documents;
	size_t n_documents;
	const struct kua_drift *drift;
	size_t n_drift;
	struct kua_accounts_input in;      /* items, families, entities, claims */
	struct kua_accounts_result result; /* events, voices, accounts, tolls */
	const struct kua_told_case *cases; /* of kua_accounts_cases */
	size_t n_cases;
	const char *event; /* only this event; NULL means all */
};

enum kua_report_format { KUA_REPORT_TEXT, KUA_REPORT_HTML, KUA_REPORT_MD };

struct kua_report_options {
	enum kua_report_format format;
	unsigned columns; /* text: width of the terminal; 0 means 80 */
	bool colour;
	bool all;         /* text: nothing cut; else the most contested events and the most important lines, with counts of the rest */
};

void kua_report_write(const struct kua_report_input *in, const struct kua_report_options *options,
                      struct kua_buf *out);

/* One number on the line from zero that heads an act's figures. */
struct kua_axis_mark {
	int64_t at, voices;
	bool open; /* upwards */
};
/* The line as inline SVG, in place of n (at least one) numbers; it takes its colours from the page's style. */
void kua_report_axis(const struct kua_axis_mark *marks, size_t n, struct kua_buf *out);

#endif
