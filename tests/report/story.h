/*
 * story.h - an invented casebook with everything a report shows, and hostile text planted in every field a
 * document can fill.
 */
#ifndef KUA_TESTS_STORY_H
#define KUA_TESTS_STORY_H

#include "../accounts/world.h"
#include "report/report.h"

/* What is planted: markup, a terminal's escape sequence, a mark that turns the line, a line end. */
#define HOSTILE "<script>x()</script>\033]0;t\a&\"'[a](http://h/)`\xe2\x80\xae\n# h"

struct story {
	struct world w;
	struct kua_report_input in;
};

void story_begin(struct story *s, bool hostile);
void story_end(struct story *s);

#endif
