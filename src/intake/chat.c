/* chat.c - see chat.h. */
#include "intake/chat.h"

#include <math.h>

bool kua_chat_message(struct kua_chat *c, const struct kua_message *m)
{
	if (m->file.n && c->files++ == 0)
		kua_one_line(&c->first_file, m->file.s, m->file.n);
	if (!kua_trim(m->text).n) /* a lone "+" or emoji is an answer, and stays */
		return true;
	struct kua_found f = {.author = m->from.n ? m->from : m->sender, .text = kua_trim(m->text),
	                      .language = m->language, .kind = KUA_KIND_MESSAGE};
	memcpy(f.date, m->date, sizeof f.date);
	f.categories = &c->name;
	f.n_categories = c->name.n ? 1 : 0;
	c->passed_on += m->from.n > 0;
	return kua_answer_item(c->o, &f);
}

void kua_chat_end(struct kua_chat *c)
{
	if (c->passed_on)
		kua_answer_diagnose(c->o, KUA_DIAG_PASSED_ON, "%zu messages", c->passed_on);
	if (c->files)
		kua_answer_diagnose(c->o, KUA_DIAG_FILES_NAMED, "%zu, the first is %.200s", c->files, c->first_file.data);
	kua_buf_free(&c->first_file);
}

bool kua_chat_instant(double t, char iso[11])
{
	if (t > 1e14)
		t /= 1e6;
	else if (t > 1e11)
		t /= 1e3;
	if (!(t >= 631152000.0 && t < 7258118400.0))
		return false;
	kua_date_from_day((int64_t)floor(t / 86400), iso);
	return true;
}
