/*
 * test_letters.c - letters and forms from a case: what they say in each language (golden files in letters/), who is named, what is never said, how they are
 * numbered, and which of them are overtaken. Everybody is invented. KUA_GOLDEN=1 writes the golden files anew, to be read before they are kept.
 */
#include "publish/letters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../quick.h"

static const char *folder;
static struct kua_languages *languages;

static const char *public[] = {"scope=public", "giver=her sister", "on=2014-02-01"}, *submit[] = {"scope=submit", "giver=her sister"},
                  *government[] = {"scope=government", "giver=she"};
static const struct kua_entity ENTITIES[] = {
	{.id = "per-lind", .kind = "person", .label = "Aliya Lind", .names = {.v = (struct kua_name[]){{.form = "Алия Линд"}, {.form = "A. Lind"}}, .n = 2}},
	{.id = "per-other", .kind = "person", .label = "Bo Tarnov"},
	{.id = "per-none", .kind = "person", .label = "Cy Vell"},
	{.id = "pla-1", .kind = "place", .label = "Aktau"},
};
static const struct kua_document DOCUMENTS[] = {
	{.id = "d-1", .name = "letter.txt", .sha256 = "11", .bytes = 100},
	{.id = "d-2", .name = "botarnov.txt", .sha256 = "22", .bytes = 200},
};
static const struct kua_item ITEMS[] = {
	{.id = "d-1.1", .document = "letter.txt", .document_id = "d-1", .ordinal = 1, .title = "A strike leader is jailed", .published_on = "2014-05-04", .language = "en",
	 .text = "Aliya Lind was arrested in Aktau on 3 March 2014, said Bo Tarnov."},
	{.id = "d-2.1", .document = "botarnov.txt", .document_id = "d-2", .ordinal = 1, .title = "Tarnov & Lind", .published_on = "2014-05-05", .language = "ru",
	 .text = "Алию Линд приговорили к четырем годам."},
};
#define STEP(i, what, when, from, said) .id = i, .person = "per-lind", .step = what, .date = when, .item = from, .quote = said
static const struct kua_case_step STEPS[] = {
	{STEP("s-1", "arrested", "2014-03", "d-1.1", "Aliya Lind was arrested, said Bo Tarnov"), .place = "Aktau", .country = "Kazakhstan", .by = "police",
	 .status = "confirmed"},
	{STEP("s-2", "arrested", "2014-03-03", "d-2.1", "Алию Линд задержали 3 марта"), .country = "Kazakhstan", .start = 4, .status = "confirmed"},
	{STEP("s-3", "sentenced", "2014-05-02", "d-1.1", "she got six years"), .sentence = "six years", .court = "Aktau city court",
	 .charge = "inciting Bo Tarnov", .article = "article 164", .start = 8},
	{STEP("s-4", "sentenced", "2014-05-02", "d-2.1", "к четырем годам"), .sentence = "четыре года", .start = 9},
	{STEP("s-5", "sentenced", NULL, "d-1.1", "since she was sentenced"), .start = 20},
	{STEP("s-6", "award", "2014-05-03", "d-1.1", "she got a prize"), .start = 30},
	{STEP("s-7", "imprisoned", "2014-05-04", "d-1.1", "she is in prison"), .facility = "prison colony 7", .country = "France", .start = 40}, /* spoken of around it */
	{STEP("s-8", "trial due", "2014-04-01", "d-1.1", "the trial is to be"), .start = 50},
};
enum { N_STEPS = sizeof STEPS / sizeof *STEPS };

struct world {
	struct kua_arena *a;
	struct kua_loaded l;
	struct kua_letter_input in;
	struct kua_judgement judgements[4];
	struct kua_letter letter;
	struct kua_error err;
};

static void allow(struct world *w, const char *target, const char **fields, size_t n)
{
	w->judgements[w->l.in.n_judgements++] =
		(struct kua_judgement){.target = target, .verdict = "allow", .kind = "entity", .fields = {.v = fields, .n = n}};
}

static void begin(struct world *w)
{
	*w = (struct world){.a = kua_arena_new()};
	struct kua_case_step *steps = KUA_NEW_N(w->a, struct kua_case_step, N_STEPS);
	memcpy(steps, STEPS, sizeof STEPS);
	w->l.in = (struct kua_accounts_input){.items = ITEMS, .n_items = 2, .entities = ENTITIES, .n_entities = 4, .steps = steps, .n_steps = N_STEPS,
	                                      .judgements = w->judgements, .languages = languages, .data_dir = getenv("KUA_DATA")};
	w->l.documents = kua_arena_alloc(w->a, sizeof DOCUMENTS);
	memcpy(w->l.documents, DOCUMENTS, sizeof DOCUMENTS);
	w->l.n_documents = 2;
	w->in = (struct kua_letter_input){.loaded = &w->l, .person = &ENTITIES[0], .form = "urgent", .scope = "public", .language = "en",
	                                  .today = "2014-06-01", .data_dir = getenv("KUA_DATA"), .with_path = "with.txt"};
}

static void end(struct world *w)
{
	kua_arena_free(w->a);
}

static const char *written(struct world *w)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (kua_letter_write(&w->in, w->a, &w->letter, &w->err) != KUA_OK)
		fail_msg("%s", w->err.text);
	assert_int_equal(kua_sheet_write(&w->letter.filled.sheet, KUA_SHEET_AS_TEXT, &b, &w->err), KUA_OK);
	const char *text = kua_arena_strndup(w->a, b.data, b.len);
	kua_buf_free(&b);
	return text;
}

/* Lines are broken somewhere. */
static const char *in_one_line(struct world *w, const char *text)
{
	char *copy = kua_arena_strdup(w->a, text), *to = copy;
	for (const char *p = copy; *p; p++) {
		char c = *p == '\n' ? ' ' : *p;
		if (c != ' ' || (to > copy && to[-1] != ' '))
			*to++ = c;
	}
	*to = '\0';
	return copy;
}

static void holds(struct world *w, const char *text, const char *part)
{
	if (!strstr(in_one_line(w, text), part))
		fail_msg("'%s' is not in\n%s", part, text);
}

static void lacks(struct world *w, const char *text, const char *part)
{
	if (strstr(in_one_line(w, text), part))
		fail_msg("'%s' is in\n%s", part, text);
}

static const char *minister[] = {"name=Ministry of <Justice>", "title=Minister", "salutation=Dear Minister,", "body=Ministry of Justice",
                                 "address=8 Quay\nAstana | Kazakhstan", "email=m@example.org", "language=en", "checked_on=2014-01-01"};
static const struct kua_paper MINISTER = {.entry = 5, .id = "min", .kind = "addressee", .fields = {.v = minister, .n = 8}};
static const struct kua_paper *const TO[] = {&MINISTER};

static void golden(struct world *w, const char *name)
{
	struct kua_buf path = KUA_BUF_INIT, kept = KUA_BUF_INIT;
	const char *text = written(w);
	kua_buf_printf(&path, "%s/letters/%s.text", folder, name);
	if (getenv("KUA_GOLDEN")) {
		FILE *f = fopen(path.data, "wb");
		assert_non_null(f);
		assert_true(fputs(text, f) >= 0);
		fclose(f);
	}
	assert_int_equal(kua_read_file(path.data, 1 << 20, &kept, &w->err), KUA_OK);
	if (strcmp(kept.data, text) != 0)
		fail_msg("%s is not as it was:\n%s", name, text);
	kua_buf_free(&path);
	kua_buf_free(&kept);
}

static void test_each_form_in_each_language(void **state)
{
	(void)state;
	static const char *const forms[] = {"urgent", "letter", "editor", "motion"}, *const codes[] = {"en", "ru", "fr", "de"};
	static const char *const bodies[] = {"wgad", "wgeid", "procedures", "committee"};
	for (size_t f = 0; f < 4; f++)
		for (size_t l = 0; l < 4; l++) {
			struct world w;
			begin(&w);
			allow(&w, "per-lind", public, 3);
			w.in.form = forms[f];
			w.in.language = codes[l];
			w.in.addressees = TO;
			w.in.n_addressees = 1;
			golden(&w, kua_arena_printf(w.a, "%s.%s", codes[l], forms[f]));
			end(&w);
		}
	for (size_t b = 0; b < 4; b++) {
		struct world w;
		begin(&w);
		allow(&w, "per-lind", submit, 2);
		w.in.form = "submission";
		w.in.scope = "submit";
		w.in.body = bodies[b];
		golden(&w, bodies[b]);
		end(&w);
	}
}

static void test_what_is_said(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	allow(&w, "per-lind", public, 3);
	w.in.addressees = TO;
	w.in.n_addressees = 1;
	const char *text = written(&w);
	holds(&w, text, "Kazakhstan: Aliya Lind, in detention");
	holds(&w, text, "- Aliya Lind was arrested on 3 March 2014 in Aktau.[1][2] "); /* one fact, two sources; the month is the same day */
	holds(&w, text, "Aliya Lind was sentenced on 2 May 2014 to six years (Aktau city court), for inciting B. T. (article 164).[3] [check]");
	holds(&w, text, "[The sources contradict each other: Aliya Lind was sentenced on 2 May 2014 to six years");
	holds(&w, text, "sentenced on 2 May 2014 to “четыре года” [ru].[4] [check]");
	holds(&w, text, "“Aliya Lind was arrested, said […]” – A strike leader");
	holds(&w, text, "Please act before: 13 July 2014");
	w.in.language = "fr";
	w.l.in.steps[7].step = "seen"; /* nothing is said of such a step but its own words */
	text = written(&w);
	holds(&w, text, "- «\u00a0the trial is to be\u00a0» [en][");
	w.in.language = "en";
	w.l.in.steps[7].step = "trial due";
	text = written(&w);
	holds(&w, text, "8 Quay Astana Kazakhstan");
	lacks(&w, text, "Tarn");
	lacks(&w, text, "prize");
	lacks(&w, text, "The trial of"); /* that day is over */
	assert_true(w.letter.named);
	assert_int_equal(w.letter.n_contradictions, 1);
	assert_string_equal(w.letter.deadline, "2014-07-13");
	assert_string_equal(w.letter.basis, "named: yes\narrested 2014-03-03\nsentenced 2014-05-02: six years\nsentenced 2014-05-02: четыре года\n"
	                                    "imprisoned 2014-05-04");
	end(&w);
}

/* What somebody confirmed is told as it was confirmed; a more exact date that nobody confirmed is not slipped under it. */
static void test_what_is_confirmed(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	w.in.form = "motion";
	w.l.in.steps[1].status = "suggested";
	w.l.in.steps[1].by = "soldiers";
	const char *text = written(&w);
	holds(&w, text, "A. L. was arrested in March 2014 in Aktau by police.[1][2] -");
	assert_int_equal(w.letter.n_confirmed, 1);
	w.l.in.steps[0].status = "suggested";
	text = written(&w);
	holds(&w, text, "A. L. was arrested on 3 March 2014 in Aktau by “soldiers” [ru].[1][2] [check]");
	assert_int_equal(w.letter.n_confirmed, 0);
	end(&w);
}

static void test_who_is_named(void **state)
{
	(void)state;
	static const struct {
		const char *form, *scope;
		const char **said;
		size_t n;
		bool named, consented;
	} cases[] = {
		{"urgent", "public", NULL, 0, false, false},      {"urgent", "public", public, 3, true, true},
		{"urgent", "public", government, 2, false, false}, {"letter", "government", government, 2, true, true},
		{"letter", "government", submit, 2, false, false}, {"letter", "government", public, 3, true, false}, {"submission", "submit", submit, 2, true, true},
		{"submission", "submit", public, 3, true, false}, /* to be named everywhere is not to agree to a submission */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world w;
		begin(&w);
		if (cases[i].said)
			allow(&w, "per-lind", cases[i].said, cases[i].n);
		w.in.form = cases[i].form;
		w.in.scope = cases[i].scope;
		w.in.body = strcmp(cases[i].form, "submission") == 0 ? "wgad" : NULL;
		w.in.addressees = TO;
		w.in.n_addressees = 1;
		const char *text = written(&w);
		assert_int_equal(w.letter.named, cases[i].named);
		assert_int_equal(w.letter.consented, cases[i].consented);
		(cases[i].named ? holds : lacks)(&w, text, "Lind");
		if (!cases[i].named) {
			lacks(&w, text, "Линд");
			holds(&w, text, "A. L.");
			holds(&w, text, "per-lind");
		}
		lacks(&w, text, "Tarn");
		end(&w);
	}
}

static void test_annexes(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	allow(&w, "per-lind", submit, 2);
	w.in.form = "submission";
	w.in.scope = "submit";
	w.in.body = "committee";
	const char *text = written(&w);
	holds(&w, text, "- Annex 1: letter.txt (d-1, 100 bytes, sha256:11)");
	holds(&w, text, "- Annex 2: […] (d-2, 200 bytes, sha256:22)"); /* its name holds a name */
	holds(&w, text, "Annex 1: “she got six years”");
	holds(&w, text, "What is missing");
	holds(&w, text, "[!]");
	assert_true(w.letter.filled.n_missing > 5);
	end(&w);
}

static void test_what_the_writer_adds(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	w.in.form = "motion";
	w.in.with = "# a remark\n\nrole: oil worker,\n  and friend of Bo Tarnov\nask: to write to {person}\nask: [to march]\nproposer: Bo Tarnov\n\n";
	const char *text = written(&w);
	holds(&w, text, "A. L., oil worker, and friend of B. T.");
	holds(&w, text, "- to write to {person}"); /* no template */
	holds(&w, text, "- [to march]");
	holds(&w, text, "Proposed by: Bo Tarnov"); /* who signs is named */
	w.in.form = "urgent";
	w.in.with = "country: Nowhere"; /* where the casebook is wrong, the writer is right */
	holds(&w, written(&w), "Nowhere: A. L., in detention");
	static const char *const wrong[][2] = {{"role", "with.txt:1: a line is"}, {"\nperson: X", "with.txt:2: 'person' is no field that a writer adds"},
	                                       {"facts: X", "'facts' is no field"}, {"xyz: X", "'xyz' is no field"}, {"role: \xff", "UTF-8"}};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		w.in.with = wrong[i][0];
		assert_int_equal(kua_letter_write(&w.in, w.a, &w.letter, &w.err), KUA_DATA);
		if (!strstr(w.err.text, wrong[i][1]))
			fail_msg("'%s': %s", wrong[i][0], w.err.text);
	}
	end(&w);
}

static void test_addressees(void **state)
{
	(void)state;
	static const char *none[] = {"name=X", "address= | \n"}, *mail[] = {"name=X", "email=x@example.org", "checked_on=2014-01"};
	struct kua_error err;
	const struct kua_paper nowhere = {.id = "x", .fields = {.v = none, .n = 2}}, mailed = {.id = "x", .fields = {.v = mail, .n = 3}};
	assert_int_equal(kua_addressee_check(&nowhere, &err), KUA_USE);
	assert_non_null(strstr(err.text, "addressee x has no address"));
	assert_int_equal(kua_addressee_check(&mailed, &err), KUA_OK);
	assert_true(kua_addressee_age(&nowhere, "2014-07-01") == KUA_NONE);
	assert_int_equal(kua_addressee_age(&mailed, "2014-07-30"), KUA_ADDRESSEE_STALE);
	assert_int_equal(kua_addressee_age(&mailed, "2014-07-31"), KUA_ADDRESSEE_STALE + 1);
}

static void test_who_is_meant(void **state)
{
	(void)state;
	const struct kua_entity two[] = {ENTITIES[0], {.id = "per-two", .kind = "person", .label = "Aliya Lind"}, ENTITIES[3]};
	const struct kua_entity *found;
	struct kua_error err;
	assert_int_equal(kua_letter_person(ENTITIES, 4, "Алия Линд", &found, &err), KUA_OK);
	assert_ptr_equal(found, &ENTITIES[0]);
	assert_int_equal(kua_letter_person(ENTITIES, 4, "per-l", &found, &err), KUA_OK);
	assert_int_equal(kua_letter_person(ENTITIES, 4, "Aktau", &found, &err), KUA_USE);
	assert_int_equal(kua_letter_person(ENTITIES, 4, "per-", &found, &err), KUA_USE);
	assert_int_equal(kua_letter_person(two, 3, "Aliya Lind", &found, &err), KUA_USE);
	assert_non_null(strstr(err.text, "one of 2 people"));
}

/* Nobody serves a sentence whose end is past: what is known is said, and no more. */
static void test_a_sentence_that_is_over(void **state)
{
	(void)state;
	static const char *const said[][3] = {
		{"en", "A. L. was sentenced on 2 May 2014 to six years; the sentence would have ended on 2 May 2020, and no release is known.", "no release known"},
		{"de", "A. L. wurde am 2. Mai 2014 verurteilt („six years“ [en]); die Strafe wäre am 2. Mai 2020 verbüßt gewesen, von einer Freilassung ist nichts bekannt.",
		 "keine Freilassung bekannt"},
		{"fr", "A. L.\u00a0: condamnation le 2 mai 2014\u00a0: «\u00a0six years\u00a0» [en]\u202f; la peine aurait pris fin le 2 mai 2020, et aucune libération n’est connue.",
		 "aucune libération connue"},
		{"ru", "приговор 2 мая 2014\u202fг.: «six years» [en]; срок должен был закончиться 2 мая 2020\u202fг., об освобождении ничего не известно.", "срок истёк"},
	};
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		struct world w;
		begin(&w);
		w.l.in.n_steps = 3; /* arrested twice, sentenced */
		w.in.language = said[i][0];
		w.in.today = "2020-05-02"; /* its last day */
		lacks(&w, written(&w), said[i][2]);
		w.in.today = "2020-05-03";
		const char *text = written(&w);
		holds(&w, text, said[i][1]);
		holds(&w, text, said[i][2]);
		end(&w);
	}
}

/* In Russian the month stands in another case behind its preposition, and a source's words are the source's. */
static void test_russian_months_and_words(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	w.l.in.steps[0].date = "2014-03";
	w.l.in.steps[1] = (struct kua_case_step){STEP("s-2", "sentenced", "2014", "d-2.1", "приговорили"), .sentence = "четырем годам"};
	w.l.in.n_steps = 2;
	w.in.form = "editor";
	w.in.language = "ru";
	const char *text = written(&w);
	holds(&w, text, "- В марте 2014\u00a0г. — арест (Актау) («police» [en]).");
	holds(&w, text, "- В 2014\u00a0г. — приговор: «четырем годам».");
	end(&w);
}

static void test_no_case(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	w.in.person = &ENTITIES[2];
	assert_int_equal(kua_letter_write(&w.in, w.a, &w.letter, &w.err), KUA_USE);
	assert_non_null(strstr(w.err.text, "nothing is told of a case of per-none"));
	end(&w);
}

/* A case at the limit, and one past it. */
static void test_many_steps(void **state)
{
	(void)state;
	for (size_t n = KUA_LETTER_STEPS; n <= KUA_LETTER_STEPS + 1; n++) {
		struct world w;
		begin(&w);
		struct kua_case_step *v = KUA_NEW_N(w.a, struct kua_case_step, n);
		for (size_t i = 0; i < n; i++)
			v[i] = (struct kua_case_step){STEP(kua_arena_printf(w.a, "s-%zu", i), "held", kua_arena_printf(w.a, "%04zu-01-01", 1000 + i), "d-1.1", "held")};
		w.l.in.steps = v;
		w.l.in.n_steps = n;
		assert_int_equal(kua_letter_write(&w.in, w.a, &w.letter, &w.err), n > KUA_LETTER_STEPS ? KUA_LIMIT : KUA_OK);
		end(&w);
	}
}

/* ---- appeals that went out ---- */

static struct kua_paper appeal(struct world *w, const char *id, int64_t entry, const char *number)
{
	struct kua_list fields = {0};
	const char *const v[] = {"person=per-lind", "form=urgent", kua_arena_printf(w->a, "number=%s", number), "language=en", "date=2014-06-01",
	                         "deadline=2014-07-13", "addressees=min", kua_arena_printf(w->a, "state=%s", w->letter.state),
	                         kua_arena_printf(w->a, "basis=%s", w->letter.basis)};
	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		kua_list_add(w->a, &fields, v[i]);
	return (struct kua_paper){.id = id, .entry = entry, .kind = "appeal", .fields = fields};
}

static void test_further_information(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	w.l.in.n_steps = 4;
	(void)written(&w);
	assert_string_equal(w.letter.number, "1");
	struct kua_paper v[2] = {appeal(&w, "appeal-9", 9, "1")};
	w.in.appeals = v;
	w.in.n_appeals = 1;
	w.l.in.n_steps = N_STEPS;
	w.in.today = "2015-06-20";
	const char *text = written(&w);
	assert_string_equal(w.letter.number, "2");
	holds(&w, text, "Second UA 1/14"); /* the number of the first */
	holds(&w, text, "Index: 1/14/2");
	holds(&w, text, "- A. L. was serving a sentence at prison colony 7 on 4 May 2014.");
	holds(&w, text, "What is new");
	holds(&w, text, "UA 1/14/1, 1 June 2014");
	w.in.language = "fr"; /* a translation of the first */
	(void)written(&w);
	assert_string_equal(w.letter.number, "1");
	w.in.language = "en";
	v[1] = v[0]; /* the same paper, closed */
	v[1].gone = true;
	w.in.n_appeals = 2;
	(void)written(&w);
	assert_string_equal(w.letter.number, "1");
	end(&w);
}

static struct kua_overtaken *overtaken(struct world *w, const struct kua_paper *v, size_t n, const struct kua_paper *to, size_t n_to)
{
	struct kua_overtaken *out;
	size_t n_out;
	if (kua_appeals_overtaken(&w->l, v, n, to, n_to, w->in.today, w->in.data_dir, w->a, &out, &n_out, &w->err) != KUA_OK)
		fail_msg("%s", w->err.text);
	return out;
}

static void why_is(const struct kua_overtaken *o, size_t n, const char *const *expected)
{
	assert_int_equal(o->why.n, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(o->why.v[i], expected[i]);
}

static void test_overtaken(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	allow(&w, "per-lind", public, 3);
	(void)written(&w);
	struct kua_paper v[2] = {appeal(&w, "appeal-9", 9, "1")}, changed = MINISTER;
	struct kua_overtaken *o = overtaken(&w, v, 1, &MINISTER, 1);
	why_is(o, 0, NULL);
	assert_false(o->late || o->followed || o->outcome);
	w.in.today = "2014-07-14";
	assert_true(overtaken(&w, v, 1, &MINISTER, 1)->late);
	w.in.today = "2014-07-13";
	assert_false(overtaken(&w, v, 1, &MINISTER, 1)->late);
	why_is(overtaken(&w, v, 1, NULL, 0), 1, (const char *const[]){"the addressee min no longer stands"});
	changed.entry = 10;
	why_is(overtaken(&w, v, 1, &changed, 1), 1, (const char *const[]){"the addressee min was changed since"});
	w.l.in.steps[6] = (struct kua_case_step){STEP("s-7", "released", "2014-06-10", "d-1.1", "she is free")};
	why_is(overtaken(&w, v, 1, &MINISTER, 1), 3,
	       (const char *const[]){"how things stand: imprisoned then, released now", "new: released 2014-06-10", "no longer so: imprisoned 2014-05-04"});
	w.l.in.n_judgements = 0;
	o = overtaken(&w, v, 1, &MINISTER, 1);
	assert_string_equal(o->why.v[0], "it names somebody who may no longer be named: withdraw it");
	v[1] = appeal(&w, "appeal-11", 11, "2");
	o = overtaken(&w, v, 2, &MINISTER, 1);
	assert_true(o[0].followed && !o[1].followed && o[0].why.n == 0 && o[1].why.n > 0);
	kua_list_add(w.a, &v[1].fields, "outcome=free");
	o = overtaken(&w, v, 2, &MINISTER, 1);
	assert_string_equal(o[1].outcome, "free");
	assert_int_equal(o[1].why.n, 0);
	v[0].fields.v[0] = "person=per-gone";
	why_is(overtaken(&w, v, 1, &MINISTER, 1), 1, (const char *const[]){"its person is no longer in the casebook under this id"});
	end(&w);
}

int main(int argc, char **argv)
{
	struct kua_error err;
	folder = argc > 1 ? argv[1] : ".";
	if (kua_languages_load(getenv("KUA_DATA"), &languages, &err) != KUA_OK)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_form_in_each_language), cmocka_unit_test(test_what_is_said),
		cmocka_unit_test(test_what_is_confirmed), cmocka_unit_test(test_who_is_named),
		cmocka_unit_test(test_annexes),                    cmocka_unit_test(test_what_the_writer_adds), cmocka_unit_test(test_addressees),
		cmocka_unit_test(test_who_is_meant),               cmocka_unit_test(test_a_sentence_that_is_over), cmocka_unit_test(test_russian_months_and_words), cmocka_unit_test(test_no_case),        kua_slow_test(test_many_steps),
		cmocka_unit_test(test_further_information),        cmocka_unit_test(test_overtaken),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	kua_languages_free(languages);
	return failed;
}
