/* test_tokens.c - tokens, their normal form, flags and offsets; folding and scripts. */
#include <unicode/uchar.h>

#include "view.h"

/* Tokens as "norm norm ...", each with a mark for what matters: ^ capital, ^^ all capitals, # numeral, ' possessive. */
static const char *tokens_of(struct fixture *f, const char *language, const char *s)
{
	const struct kua_text *t = view(f, language, s);
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_add(&b, "", 0);
	for (size_t i = 0; i < t->n_tokens; i++) {
		const struct kua_token *k = &t->tokens[i];
		kua_buf_printf(&b, "%s%s%s%s%s", i ? " " : "",
		               k->flags & KUA_ALL_CAPS ? "^^" : k->flags & KUA_CAPITAL ? "^" : "",
		               k->kind == KUA_NUMERAL ? "#" : "", k->norm, k->flags & KUA_POSSESSIVE ? "+" : "");
	}
	const char *out = kua_arena_strdup(f->arena, b.data);
	kua_buf_free(&b);
	return out;
}

static void words_are_cut(void **state)
{
	static const struct {
		const char *language, *text, *tokens;
	} cases[] = {
		{"en", "", ""},
		{"en", "Two oil-workers died.", "^two oil - workers died ."},
		{"en", "O'Brien and D’Arcy don't", "^o'brien and ^d'arcy don't"},
		{"en", "Blair's, Blair’s and workers' rights", "^blair+ , ^blair+ and workers+ rights"},
		{"en", "the US's role, 2011’s", "the ^^us+ role , #2011+"},
		{"en", "it's that's", "it's that's"},
		{"en", "‘British values’ and ‘workers’", "' ^british values ' and ' workers '"},
		{"en", "the U.N. at 6.30p.m. in D.C", "the ^^u.n. at #6.30 p.m. in ^d . ^c"},
		{"en", "J.K.Smith, J. Smith", "^^j.k. ^smith , ^j . ^smith"},
		{"en", "observers.Many", "observers . ^many"},
		{"en", "16,000 16.12.2011 16th 7pm 1990s 3d", "#16,000 #16.12.2011 #16th #7pm #1990s #3d"},
		{"en", "wait... what… -- – —", "wait ... what ... - - -"},
		{"en", "``quoted'' “x” «y» „z“", "\" quoted \" \" x \" \" y \" \" z \""},
		{"en", "see http://example.org/a?b=1, www.example.org.", "see http://example.org/a?b=1 , www.example.org ."},
		{"en", "£1,000 5% a&b", "£ #1,000 #5 % a & b"},
		{"en", "ﬁne ＡＢＣ １２ Straße", "fine ^^abc #12 ^strasse"},
		{"fr", "L'homme d’État jusqu'ici aujourd'hui", "^l' homme d' ^état jusqu' ici aujourd'hui"},
		{"en", "l'homme", "l'homme"},
		{"ru", "Н.А.Назарбаев, Жаңаөзен", "^^н.а. ^назарбаев , ^жаңаөзен"},
		{"und", "中文字", "中 文 字"},
		{"und", "٢٠١١", "#2011"},
		{"und", "a\xcc\x81 \xcc\x81 so\xc2\xad" "ft", "á soft"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		same(cases[i].text, tokens_of(*state, cases[i].language, cases[i].text), cases[i].tokens);
}

static void bytes_that_are_not_utf8_part_words(void **state)
{
	static const char s[] = "ab\xff" "cd\0ef \xe2\x80 g\xf0\x9f";
	const struct kua_text *t = view_bytes(*state, "en", s, sizeof s - 1);
	assert_int_equal(t->n_tokens, 4);
	assert_string_equal(t->tokens[0].norm, "ab");
	assert_string_equal(t->tokens[1].norm, "cd");
	assert_string_equal(t->tokens[2].norm, "ef");
	assert_string_equal(t->tokens[3].norm, "g");
	assert_int_equal(t->tokens[1].start, 3);
	assert_true(t->tokens[1].flags & KUA_SPACE_BEFORE);
}

static void offsets_lead_back(void **state)
{
	const char *s = "Aron’s poem, «Степь» – U.N.";
	const struct kua_text *t = view(*state, "en", s);
	assert_int_equal(t->n_words, 4);
	assert_memory_equal(s + t->tokens[0].start, "Aron", 4);
	assert_int_equal(t->tokens[0].end, 4);
	assert_int_equal(t->tokens[1].start, 9); /* behind ’s */
	for (size_t i = 0; i < t->n_tokens; i++)
		assert_int_equal(t->tokens[i].hash, kua_hash(t->tokens[i].norm, strlen(t->tokens[i].norm)));
	assert_int_equal(t->tokens[t->n_tokens - 1].end, strlen(s));
	assert_true(t->tokens[0].flags & KUA_PARAGRAPH_START);
	assert_false(t->tokens[0].flags & KUA_SPACE_BEFORE);
}

static void stop_words_are_known(void **state)
{
	const struct kua_text *t = view(*state, "en", "The police of Aktau");
	assert_true(t->tokens[0].flags & KUA_STOP_WORD);
	assert_false(t->tokens[1].flags & KUA_STOP_WORD);
	assert_true(t->tokens[2].flags & KUA_STOP_WORD);
	assert_false(t->tokens[3].flags & KUA_STOP_WORD);
}

static void folded(const char *s, size_t n, const char *want)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, s, n);
	assert_non_null(b.data);
	same(s, b.data, want);
	kua_buf_free(&b);
}

static void folding_unifies(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	(void)state;
	folded("", 0, "");
	folded("Hello  \t\n World", 15, "hello world");
	folded("“A” ‘b’ – c", strlen("“A” ‘b’ – c"), "\"a\" 'b' - c");
	folded("ЖАҢАӨЗЕН", strlen("ЖАҢАӨЗЕН"), "жаңаөзен");
	folded("ẞ\xc2\xa0Ｘ", strlen("ẞ\xc2\xa0Ｘ"), "ss x");
	folded("a\0b", 3, "a b");
	folded("a\xff", 2, "a\xef\xbf\xbd");
	kua_buf_str(&b, "kept ");
	kua_fold(&b, "X", 1);
	assert_string_equal(b.data, "kept x");
	kua_buf_free(&b);
}

/* What goes past ICU comes out as what does not: the same letters behind one that only ICU knows. */
static void folding_knows_plain_letters(void **state)
{
	(void)state;
	static const char wide[] = "（"; /* becomes ( and joins nothing */
	for (uint32_t c = 1; c < 0x600; c++) {
		struct kua_buf in = KUA_BUF_INIT, alone = KUA_BUF_INIT, behind = KUA_BUF_INIT;
		kua_buf_str(&in, wide);
		kua_buf_utf8(&in, c);
		kua_buf_str(&in, "ж");
		kua_fold(&alone, in.data + strlen(wide), in.len - strlen(wide));
		kua_fold(&behind, in.data, in.len);
		assert_string_equal(behind.data + 1, alone.data);
		kua_buf_free(&in);
		kua_buf_free(&alone);
		kua_buf_free(&behind);
	}
	folded("И\xcc\x86", 4, "й"); /* a mark makes another letter */
	folded("xЖ\xd0", 4, "xж\xef\xbf\xbd");
}

/* Pieces must not show: a long text folds as its halves do, and folding twice changes nothing. */
static void folding_has_no_seams(void **state)
{
	struct kua_buf text = KUA_BUF_INIT, once = KUA_BUF_INIT, twice = KUA_BUF_INIT;
	(void)state;
	for (int i = 0; i < 3000; i++)
		kua_buf_str(&text, i % 7 ? "Őe\xcc\x81" : "Ж’ ");
	kua_fold(&once, text.data, text.len);
	kua_fold(&twice, once.data, once.len);
	assert_string_equal(once.data, twice.data);
	assert_null(strstr(once.data, "\xcc\x81")); /* every accent found its letter */
	kua_buf_free(&text);
	kua_buf_free(&once);
	kua_buf_free(&twice);
}

/* The tokeniser folds common letters by itself: each, in a word, must come out as kua_fold has it, with the same case. */
static void letters_of_tokens_fold_as_all_do(void **state)
{
	struct fixture *f = *state;
	for (uint32_t c = 0x21; c < 0x530; c++) {
		struct kua_buf word = KUA_BUF_INIT, want = KUA_BUF_INIT;
		kua_buf_utf8(&word, c);
		bool is_upper = u_isupper((UChar32)c) || u_istitle((UChar32)c);
		kua_buf_str(&word, "m");
		kua_fold(&want, word.data, word.len);
		const struct kua_text *t = view(f, "und", word.data);
		if (t->n_tokens == 1 && t->tokens[0].start == 0 && t->tokens[0].end == word.len) {
			same(word.data, t->tokens[0].norm, want.data);
			assert_int_equal(t->tokens[0].hash, kua_hash(want.data, want.len));
			if (u_isalpha((UChar32)c))
				assert_int_equal((t->tokens[0].flags & KUA_CAPITAL) != 0, is_upper);
		}
		kua_buf_free(&word);
		kua_buf_free(&want);
	}
}

/* One of the n at random, always the same ones. */
static const char *pick(uint64_t *random, const char *const *from, size_t n)
{
	*random = *random * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return from[(*random >> 33) % n];
}

/* A text is cut the same whether its language was known before or found while it was cut. */
static void finding_the_language_cuts_nothing_else(void **state)
{
	static const char *const starts[] = {
		"The police said that they were there and that it was not so. ", "La police dit que les hommes de la ville ne sont pas dans la rue. ",
		"Полиция сказала, что их там не было и что это не так. ", "x ", "",
	};
	static const char *const pieces[] = {
		"'", "’", "''", "‘", "s", "S", "l'", "d’", "qu'", "jusqu'", "aujourd'hui", "boss", "o'neill's", "it's", "U.N.", "O.", "http://x.org", "www.a",
		"2011", "16th", "1990s", "\"", ".", ",", "(", " ", " ", " ", "\n", "\n\n", "\xc2\xad", "\xcc\x81", "\xe3\x85\xa4", "и", "Ж", "-", "\xff", "the", "les",
	};
	struct fixture *f = *state;
	uint64_t random = 1;
	for (size_t k = 0; k < 4000; k++) {
		struct kua_buf b = KUA_BUF_INIT;
		const char *start = starts[k % (sizeof starts / sizeof *starts)];
		kua_buf_add(&b, start, strlen(start));
		for (size_t i = 0; i < 12; i++) {
			const char *piece = pick(&random, pieces, sizeof pieces / sizeof *pieces);
			kua_buf_add(&b, piece, strlen(piece));
		}
		struct kua_text found = *view_bytes(f, NULL, b.data, b.len);
		const struct kua_text *known = view_bytes(f, found.language, b.data, b.len);
		assert_int_equal(found.n_tokens, known->n_tokens);
		for (size_t i = 0; i < found.n_tokens; i++) {
			const struct kua_token *x = &found.tokens[i], *y = &known->tokens[i];
			if (x->start != y->start || x->end != y->end || strcmp(x->norm, y->norm) != 0 || x->hash != y->hash || x->roles != y->roles ||
			    x->sentence != y->sentence || x->flags != y->flags || x->kind != y->kind)
				fail_msg("token %zu of \"%s\"", i, b.data);
		}
		kua_buf_free(&b);
	}
}

static void scripts_are_named(void **state)
{
	(void)state;
	assert_string_equal(kua_script("12 Астана", strlen("12 Астана")), "Cyrl");
	assert_string_equal(kua_script("Astana", 6), "Latn");
	assert_string_equal(kua_script("قتل", 6), "Arab");
	assert_string_equal(kua_script("12, 5", 5), "Zyyy");
	assert_string_equal(kua_script("", 0), "Zyyy");
	assert_string_equal(kua_script("\xff", 1), "Zyyy");
}

static void a_text_has_a_limit(void **state)
{
	struct fixture *f = *state;
	struct kua_error err;
	struct kua_text t;
	assert_int_equal(kua_text_view(f->languages, "", KUA_TEXT_MAX + 1, "en", f->arena, &t, &err), KUA_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_cut),
		cmocka_unit_test(bytes_that_are_not_utf8_part_words),
		cmocka_unit_test(offsets_lead_back),
		cmocka_unit_test(stop_words_are_known),
		cmocka_unit_test(folding_unifies),
		cmocka_unit_test(folding_knows_plain_letters),
		cmocka_unit_test(folding_has_no_seams),
		cmocka_unit_test(letters_of_tokens_fold_as_all_do),
		cmocka_unit_test(finding_the_language_cuts_nothing_else),
		cmocka_unit_test(scripts_are_named),
		cmocka_unit_test(a_text_has_a_limit),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
