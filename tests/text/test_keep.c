/* test_keep.c - a view that was kept is the view that is made, in any language; and damaged bytes are refused or do no harm. */
#include "text/keep.h"
#include "view.h"

static const char *const texts[] = {
	"",
	" \n\n\t ",
	"One",
	"At least 16 oil-workers, aged 20–30, were killed on 16 December 2011, O'Brien said. \"We saw Blair's men,\" she added...\n\n"
	"A heading\n\nThe next paragraph isn't long. It ends here!",
	"По словам Н.А.Назарбаева, в Жаңаөзене погибли 16 человек.\n\nРодные говорят: «Их было больше».",
	"L'homme d’État a été arrêté le 3 mai ; jusqu'ici, rien. « Aujourd'hui », dit-il.",
	"Die Polizei nahm am 3. Mai zwölf Straßenhändler fest, sagte Herr Müller.",
	"中文字 and ２０１１ ﬁne \xf0\x9f\x98\x80 ٢٠١١ a\xcc\x81 so\xc2\xad" "ft",
	"not \xff utf-8 \xc3",
	"said said said said SAID Said \"said\" said's",
};
enum { TEXTS = sizeof texts / sizeof *texts };

static const char *const languages[] = {NULL, "en", "ru", "kk", "fr", "de", "es", "und", "xx"};
enum { LANGUAGES = sizeof languages / sizeof *languages };

static void assert_same_view(const struct kua_text *x, const struct kua_text *y)
{
	assert_ptr_equal(x->bytes, y->bytes);
	assert_int_equal(x->n, y->n);
	assert_string_equal(x->language, y->language);
	assert_int_equal(x->n_tokens, y->n_tokens);
	assert_int_equal(x->n_sentences, y->n_sentences);
	assert_int_equal(x->n_words, y->n_words);
	for (size_t i = 0; i < x->n_tokens; i++) {
		const struct kua_token *k = &x->tokens[i], *m = &y->tokens[i];
		assert_string_equal(k->norm, m->norm);
		assert_true(k->start == m->start && k->end == m->end && k->hash == m->hash && k->roles == m->roles);
		assert_true(k->sentence == m->sentence && k->flags == m->flags && k->kind == m->kind);
	}
	for (size_t i = 0; i < x->n_sentences; i++) {
		const struct kua_sentence *s = &x->sentences[i], *t = &y->sentences[i];
		assert_true(s->start == t->start && s->end == t->end && s->first == t->first && s->last == t->last);
		assert_true(s->paragraph == t->paragraph && s->heading == t->heading);
	}
}

static void a_view_comes_back(void **state)
{
	struct fixture *f = *state;
	for (size_t i = 0; i < TEXTS; i++)
		for (size_t k = 0; k < LANGUAGES; k++) {
			const struct kua_text made = *view(f, languages[k], texts[i]);
			struct kua_buf b = KUA_BUF_INIT;
			struct kua_text back;
			assert_true(kua_text_pack(f->languages, &made, &b));
			assert_true(kua_text_unpack(f->languages, made.bytes, made.n, (struct kua_packed){b.data, b.len}, f->arena, &back));
			assert_same_view(&made, &back);
			/* where it was found, saying it makes no other view: what is kept of the one is good for the other */
			if (!languages[k]) {
				struct kua_text said;
				struct kua_error err;
				assert_int_equal(kua_text_view(f->languages, made.bytes, made.n, made.language, f->arena, &said, &err), KUA_OK);
				assert_same_view(&said, &back);
			}
			kua_buf_free(&b);
		}
}

/* Whatever comes back lies within the text. */
static void assert_sound(const struct kua_text *t)
{
	uint32_t end = 0, token = 0;
	for (size_t i = 0; i < t->n_tokens; i++) {
		assert_true(t->tokens[i].start >= end && t->tokens[i].end >= t->tokens[i].start && t->tokens[i].end <= t->n);
		assert_true(t->tokens[i].sentence < t->n_sentences && t->tokens[i].kind <= KUA_PUNCT);
		assert_true(kua_utf8_valid(t->tokens[i].norm, strlen(t->tokens[i].norm)));
		end = t->tokens[i].end;
	}
	for (size_t i = 0; i < t->n_sentences; i++) {
		assert_true(t->sentences[i].first == token && t->sentences[i].last > token);
		token = t->sentences[i].last;
	}
	assert_int_equal(token, t->n_tokens);
}

static void damaged_bytes_do_no_harm(void **state)
{
	struct fixture *f = *state;
	uint64_t random = 88172645463325252;
	size_t refused = 0, cut = 0;
	for (size_t i = 3; i < TEXTS; i++) {
		const struct kua_text made = *view(f, NULL, texts[i]);
		struct kua_buf b = KUA_BUF_INIT;
		struct kua_text back;
		assert_true(kua_text_pack(f->languages, &made, &b));
		for (size_t round = 0; round < 300; round++) {
			random ^= random << 13, random ^= random >> 7, random ^= random << 17;
			size_t at = (size_t)(random >> 8) % b.len, n = round % 4 ? b.len : at;
			char *bytes = kua_malloc(n); /* of its own, so that a step beyond is seen */
			memcpy(bytes, b.data, n);
			if (n == b.len)
				bytes[at] = (char)(random >> 40);
			bool fits = kua_text_unpack(f->languages, made.bytes, made.n, (struct kua_packed){bytes, n}, f->arena, &back);
			if (fits)
				assert_sound(&back);
			refused += !fits;
			cut += n < b.len;
			assert_true(n == b.len || !fits);
			free(bytes);
		}
		/* of another text */
		if (kua_text_unpack(f->languages, "Short.", 6, (struct kua_packed){b.data, b.len}, f->arena, &back))
			assert_sound(&back);
		kua_buf_free(&b);
	}
	assert_in_range(refused, cut + 200, 300 * TEXTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_view_comes_back),
		cmocka_unit_test(damaged_bytes_do_no_harm),
	};
	return cmocka_run_group_tests_name("kept views", tests, setup, teardown);
}
