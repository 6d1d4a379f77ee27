/* test_sentences.c - where sentences and paragraphs end, what is a heading, what is direct speech. */
#include "view.h"

/* Sentences parted by " | ", paragraphs by " || "; headings begin with #. */
static const char *sentences_of(struct fixture *f, const char *language, const char *s)
{
	const struct kua_text *t = view(f, language, s);
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_add(&b, "", 0);
	for (size_t i = 0; i < t->n_sentences; i++) {
		const struct kua_sentence *k = &t->sentences[i];
		if (i)
			kua_buf_str(&b, t->sentences[i - 1].paragraph == k->paragraph ? " | " : " || ");
		kua_buf_str(&b, k->heading ? "#" : "");
		for (uint32_t c = k->start; c < k->end; c++)
			kua_buf_char(&b, t->bytes[c] == '\n' ? ' ' : t->bytes[c]);
	}
	const char *out = kua_arena_strdup(f->arena, b.data);
	kua_buf_free(&b);
	return out;
}

struct sentence_case {
	const char *language, *text, *sentences;
};

static void check(struct fixture *f, const struct sentence_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		same(cases[i].text, sentences_of(f, cases[i].language, cases[i].text), cases[i].sentences);
}
#define CHECK(state, cases) check(*(state), cases, sizeof(cases) / sizeof *(cases))

static void full_stops(void **state)
{
	static const struct sentence_case cases[] = {
		{"en", "", ""},
		{"en", "One died. Two fled! Who? Nobody knows", "One died. | Two fled! | Who? | Nobody knows"},
		{"en", "Dr. Lee and Mr. J. Smith met Gen. Ortiz. They left.", "Dr. Lee and Mr. J. Smith met Gen. Ortiz. | They left."},
		{"en", "See No. 5 and p. 12. Then no. Five went.", "See No. 5 and p. 12. | Then no. | Five went."},
		{"en", "In the U.S. Army they fled to the U.S. The rest stayed.",
		 "In the U.S. Army they fled to the U.S. | The rest stayed."},
		{"en", "It was 2.5 m. long. Dec. 16 came.", "It was 2.5 m. long. | Dec. 16 came."},
		{"en", "rights of observers.Many were held.", "rights of observers. | Many were held."},
		{"en", "He said \"No.\" They left. (All of them.) Then", "He said \"No.\" | They left. | (All of them.) | Then"},
		{"en", "\"Why?\" he asked. \"Why not!\" she said.", "\"Why?\" he asked. | \"Why not!\" she said."},
		{"en", "“No.”Many left", "“No.” | Many left"},
		{"en", "It went on... and on... Then it stopped.", "It went on... and on... | Then it stopped."},
		{"en", "It is my brother and I. The rest fled.", "It is my brother and I. | The rest fled."},
		{"en", "**5 May 2014.** He was freed. A note.* Then *all* left. See **it.**", "**5 May 2014.** | He was freed. | A note.* | Then *all* left. | See **it.**"},
		{"en", "They met on Jan. 5 in St. Louis.", "They met on Jan. 5 in St. Louis."},
		{"en", "oil, gas, etc. and more, etc. The end.", "oil, gas, etc. and more, etc. | The end."},
		{"en", "see www.example.org. Write to a@b.org. Now",
		 "see www.example.org. | Write to a@b.org. | Now"},
		{"en", "the detachment no.4 reported.  three died.  dr. lopez fled.",
		 "the detachment no.4 reported. | three died. | dr. lopez fled."},
		{"de", "Am 16. Dezember kam Dr. Braun. Der 3. Prozess begann.", "Am 16. Dezember kam Dr. Braun. | Der 3. Prozess begann."},
		{"ru", "В 2011 г. погибли люди. Им. Абая. Н. Назарбаев ушёл.", "В 2011 г. погибли люди. | Им. Абая. | Н. Назарбаев ушёл."},
		{"es", "El Sr. López murió. ¿Quién lo mató? Nadie.", "El Sr. López murió. | ¿Quién lo mató? | Nadie."},
	};
	CHECK(state, cases);
}

static void lines(void **state)
{
	static const struct sentence_case cases[] = {
		{"en", "A heading\n\nA sentence here. Another one.\n\nMike Smith", "#A heading || A sentence here. | Another one. || Mike Smith"},
		{"en",
		 "The workers of the town went to the square early in the morning and they\n"
		 "waited there for the mayor, who did not come. Police closed all the roads\n"
		 "around noon, and nobody who lived there could leave the town or enter it.\n"
		 "Nobody knows why.\n"
		 "Then the shooting began.",
		 "The workers of the town went to the square early in the morning and they "
		 "waited there for the mayor, who did not come. | Police closed all the roads "
		 "around noon, and nobody who lived there could leave the town or enter it. | "
		 "Nobody knows why. || Then the shooting began."},
		{"en", "Campaign Office\n12 Long Road\nLondon\nWrite soon.", "#Campaign Office || #12 Long Road || #London || Write soon."},
		{"en", "We demand:\n- release of all\n- an inquiry\n1. One more\n2. Another",
		 "#We demand: || - release of all || - an inquiry || 1. One more || 2. Another"},
		{"en", "It was said\nthat they left.", "It was said that they left."},
		{"en", "One.\r\n\r\nTwo.\r\nThree.", "One. || Two. || Three."},
		{"en", "One sentence without a stop", "One sentence without a stop"},
	};
	CHECK(state, cases);
}

/* Words inside direct speech, parted by spaces; quotes by " / ". */
static const char *speech_of(struct fixture *f, const char *s)
{
	const struct kua_text *t = view(f, "en", s);
	struct kua_buf b = KUA_BUF_INIT;
	bool inside = false;
	kua_buf_add(&b, "", 0);
	for (size_t i = 0; i < t->n_tokens; i++) {
		bool in = t->tokens[i].flags & KUA_IN_QUOTES;
		if (in && t->tokens[i].kind != KUA_PUNCT)
			kua_buf_printf(&b, "%s%s", !b.len ? "" : inside ? " " : " / ", t->tokens[i].norm);
		inside = in;
	}
	const char *out = kua_arena_strdup(f->arena, b.data);
	kua_buf_free(&b);
	return out;
}

static void direct_speech(void **state)
{
	static const char *const cases[][2] = {
		{"She said: \"They shot at us.\" Then she left.", "they shot at us"},
		{"“They shot at us,” she said. “We ran.”", "they shot at us / we ran"},
		{"«They shot at us», she said.", "they shot at us"},
		{"„They shot at us“, she said.", "they shot at us"},
		{"'They shot at us,' she said, in the workers' hall.", "they shot at us"},
		{"‘They shot at the workers’ hall and at us,’ she said.", "they shot at the workers hall and at us"},
		{"The so-called ‘reform’ and a “forward plan” failed.", ""},
		{"“No,” he said.", "no"},
		{"“First paragraph goes on.\n\n“Second ends here.” Then.", "first paragraph goes on / second ends here"},
		{"\"It never closes here. He left.\n\nThe next one is free.", "it never closes here"},
		{"It never opens.\" He left the hall.", ""},
		{"«Мы просим, — заявил он. — Всё тихо». Да", "мы просим / всё тихо"},
		{"— Нас били, — сказал рабочий. — Потом стреляли.", "нас били / потом стреляли"},
		{"— Кто вы? — спросил он.", "кто вы"},
		{"— release of all\n— an inquiry", ""},
		{"“It was the army — all of it — that shot.”", "it was the army all of it that shot"},
		{"a 5\" pipe and a 6\" pipe", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		same(cases[i][0], speech_of(*state, cases[i][0]), cases[i][1]);
}

static void sentences_cover_all_tokens(void **state)
{
	const struct kua_text *t = view(*state, "en", "\"A.\" B! C... (D.) e.\n\nF");
	uint32_t at = 0;
	for (size_t i = 0; i < t->n_sentences; i++) {
		assert_int_equal(t->sentences[i].first, at);
		assert_true(t->tokens[at].flags & KUA_SENTENCE_START);
		for (at = t->sentences[i].first; at < t->sentences[i].last; at++)
			assert_int_equal(t->tokens[at].sentence, i);
	}
	assert_int_equal(at, t->n_tokens);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_stops),
		cmocka_unit_test(lines),
		cmocka_unit_test(direct_speech),
		cmocka_unit_test(sentences_cover_all_tokens),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
