/* story.c - see story.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "story.h"

static const char letter[] = "I went to Orlun last November. The official number of workers killed is 12. After speaking to survivors I am "
                             "convinced that nearer to 70 were killed. This does not include those who died later.";

static void tell_of_orlun(struct world *w)
{
	add_entity(w, "p-orlun", "place", "Orlun");
	add_entity(w, "n-ann", "person", "Ann Ray");
	add_entity(w, "n-bo", "person", "Bo Lind");
	add_entity(w, "o-fair", "organisation", "Fair Oil Campaign");
	add_item(w, "letter", 1, "2013-07-02", letter)->title = "Who was shot at Orlun?";
	add_item(w, "reprint", 1, "2013-07-09", kua_arena_printf(w->a, "%s",
	                                                         letter))->title = "A letter about Orlun";
	add_item(w, "union", 1, "2013-03-05",
	         "On 16 March 2012 a hundred people were killed in Orlun, hundreds were arrested.")->title =
		"Statement of the union";
	add_item(w, "paper", 1, NULL,
	         "Residents of Orlun insist over 70 were slaughtered; officials speak of 86 injured.");
	w->items.v[3].date_from = w->items.v[3].date_to = NULL;
	for (int i = 0; i < 2; i++) {
		const char *id = i ? "reprint.1" : "letter.1";
		add_figure(w, id, "The official number of workers killed is 12", "killed", "12", "officials",
		           "Orlun", NULL);
		struct kua_figure *f = add_figure(w, id, "I am convinced that nearer to 70 were killed",
		                                  "killed", "~70", "Ann Ray", "Orlun", NULL);
		kua_list_add(w->a, &f->leaves_out, "those who died later");
	}
	add_figure(w, "union.1", "a hundred people were killed in Orlun", "killed", "~100",
	           "Oil Workers' Union", "Orlun", "2012-03-16");
	add_figure(w, "union.1", "hundreds were arrested", "arrested", "hundreds", "Oil Workers' Union",
	           "Orlun", "2012-03-16");
	add_figure(w, "paper.1", "Residents of Orlun insist over 70 were slaughtered", "killed", ">70",
	           "residents", "Orlun", "2012");
	add_figure(w, "paper.1", "officials speak of 86 injured", "injured", "86", "officials", "Orlun", "2012");
	add_reuse(w, "letter.1", "reprint.1", "I went to", "died later.");
	w->reuse.v[0].direction = "a_to_b";
	add_family(w, "fam-letter", "letter.1 reprint.1");
	w->families.v[0].origin = "letter.1";
	add_step(w, "union.1", "hundreds were arrested", "n-bo", "arrested",
	         "2012-03-16")->court = "Orlun city court";
	struct kua_case_step *s = add_step(w, "letter.1", "last November", "n-bo", "sentenced", NULL);
	s->sentence = "four years";
	s->charge = "inciting discord";
	s->lawyer = "Di Sand";
	s->deadline = "2012-12-24";
	add_step(w, "paper.1", "officials speak of", "n-bo", "sentenced", "2012-12-10")->sentence = "five years";
	add_step(w, "letter.1", "After speaking", "n-bo", "trial due", "2031-02-14");
	struct kua_action *x = kua_vec_add(&w->actions);
	*x = (struct kua_action){.id = "x-1", .kind = "commemoration", .date = "2013-12-16", .time = "19:00", .item = "letter.1",
	                         .place = "1 Mill Lane, Sarn", .organiser = "Fair Oil Campaign", .status = "suggested"};
}

static const struct kua_drift drift[] = {
	{"dr-1", "letter.1", "reprint.1", "shot down by armed police", "shot by police", "wording", NULL, 0, 1, 0, 1, NULL, 0, KUA_NONE, {0}},
	{"dr-2", "letter.1", "reprint.1", "Orlun", "Orlunn", "name", NULL, 0, 1, 0, 1, NULL, 0, KUA_NONE, {0}},
	{"dr-3", "letter.1", "reprint.1", "12", "", "number", NULL, 0, 1, 0, 1, NULL, 0, KUA_NONE, {0}},
	{"dr-4", "letter.1", "reprint.1", "12", "21", "number", NULL, 71, 73, 71, 73, NULL, 0, KUA_NONE, {0}},
};

/* Plant hostile text where a document can put its own: never in ids, kinds and dates, which are ours. */
static void plant(struct story *s)
{
	struct world *w = &s->w;
	for (size_t i = 0; i < w->items.n; i++) {
		w->items.v[i].title = "T" HOSTILE;
		w->items.v[i].document = "D" HOSTILE;
	}
	for (size_t i = 0; i < w->figures.n; i++) {
		w->figures.v[i].quote = kua_arena_printf(w->a, "Q%zu%s", i, HOSTILE);
		w->figures.v[i].people = "P" HOSTILE;
		for (size_t k = 0; k < w->figures.v[i].leaves_out.n; k++)
			w->figures.v[i].leaves_out.v[k] = "L" HOSTILE;
		if (w->figures.v[i].word)
			w->figures.v[i].word = "W" HOSTILE;
		else if (i == 4)
			w->figures.v[i].said_by = "S" HOSTILE;
	}
	for (size_t i = 0; i < w->entities.n; i++)
		w->entities.v[i].label = kua_arena_printf(w->a, "E%zu%s", i, HOSTILE);
	for (size_t i = 0; i < w->steps.n; i++) {
		w->steps.v[i].court = w->steps.v[i].sentence = w->steps.v[i].detail = "C" HOSTILE;
		w->steps.v[i].place = "P" HOSTILE;
	}
	w->actions.v[0].place = w->actions.v[0].organiser = "A" HOSTILE;
}

void story_begin(struct story *s, bool hostile)
{
	world_begin(&s->w);
	tell_of_orlun(&s->w);
	if (hostile)
		plant(s);
	world_make(&s->w);
	struct kua_document *documents = KUA_NEW_N(s->w.a, struct kua_document, 3);
	documents[0] = (struct kua_document){.id = "d-1", .name = "letter.txt", .read = 1};
	documents[1] = (struct kua_document){.id = "d-2", .name = "scan.pdf",
	                                     .reason = "the file is damaged at byte 912"};
	documents[2] = (struct kua_document){.id = "d-3", .name = "N" HOSTILE, .reason = "R" HOSTILE,
	                                     .read = !hostile};
	struct kua_drift *d = KUA_NEW_N(s->w.a, struct kua_drift, 4);
	memcpy(d, drift, sizeof drift);
	if (hostile)
		d[0].in_a = d[1].in_b = d[2].in_a = "F" HOSTILE;
	s->in = (struct kua_report_input){.title = hostile ? "B" HOSTILE : "orlun", .as_of = "2026-05-01",
	                                  .documents = documents,
	                                  .n_documents = 3, .drift = d, .n_drift = 4, .in = s->w.in, .result = s->w.out};
	struct kua_told_case *cases;
	struct kua_error err;
	if (kua_accounts_cases(&s->w.in, s->w.a, &cases, &s->in.n_cases, &err) != KUA_OK)
		abort();
	s->in.cases = cases;
}

void story_end(struct story *s)
{
	world_end(&s->w);
}
