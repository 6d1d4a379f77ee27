/*
 * kept.c - what was found in one item is kept, so that it is not looked for again when other items come.
 *
 * Names in an item depend on its text, and on what was asked of the other texts: is a word met in lower case too often to be a name, is it
 * met inside a sentence with a capital. Each question is kept with its answer, beside what was found; where the collection still gives the
 * same answers, the names are the same. So a word that becomes common has the items read again that asked for it, and no others.
 *
 * The bytes come back out of a file that may be somebody else's: what does not fit the text counts as not there.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

enum { ANSWERS = 2, NUMBERS = 6 }; /* yes and no; of what was found, as they stand in struct fixed */

enum { FULL = 1, GIVEN_ONLY = 2, POSSESSIVE = 4, GUESS = 8, PROSE = 16, APART = 32, OR_PERSON = 64, SPEAKS = 128, HE = 256,
       HAS_ROLE = 512, HAS_WHY = 1024, ALL_BITS = 2047 };

struct fixed { /* without gaps between */
	double why_score;
	uint32_t start, end, full_name, alias_of, born, bits;
	uint8_t kind, strength, none[6];
};
_Static_assert(sizeof(struct fixed) == sizeof(double) + NUMBERS * sizeof(uint32_t) + 8, "all of it is written");

/* ---- in ---- */

void question_note(struct questions *q, enum question about, uint64_t hash, bool answer)
{
	if (q)
		*kua_vec_add(&q->v) = (struct question_asked){hash, (uint8_t)((unsigned)about * ANSWERS + answer)};
}

static int by_question(const void *x, const void *y)
{
	const struct question_asked *a = x, *b = y;
	if (a->what != b->what)
		return a->what < b->what ? -1 : 1;
	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

/* Each question once. */
static void put_questions(struct kua_buf *b, struct questions *q)
{
	uint32_t count[QUESTIONS * ANSWERS] = {0};
	size_t n = 0;
	if (q->v.n)
		qsort(q->v.v, q->v.n, sizeof *q->v.v, by_question);
	for (size_t i = 0; i < q->v.n; i++)
		if (i == 0 || by_question(&q->v.v[i], &q->v.v[i - 1]) != 0) {
			count[q->v.v[i].what]++;
			q->v.v[n++] = q->v.v[i];
		}
	kua_buf_add(b, count, sizeof count);
	for (size_t i = 0; i < n; i++)
		kua_buf_add(b, &q->v.v[i].hash, sizeof q->v.v[i].hash);
}

static void put_text(struct kua_buf *b, const char *s)
{
	kua_buf_add(b, s, strlen(s) + 1);
}

static void put_found(struct kua_buf *b, const struct found *f)
{
	const struct fixed v = {
		.why_score = f->why_score, .start = f->start, .end = f->end, .full_name = f->full_name, .alias_of = f->alias_of, .born = f->born,
		.bits = (uint32_t)(f->full * FULL | f->given_only * GIVEN_ONLY | f->possessive * POSSESSIVE | f->guess * GUESS | f->prose * PROSE |
		                   f->apart * APART | f->or_person * OR_PERSON | f->speaks * SPEAKS | f->he * HE | (f->role != NULL) * HAS_ROLE |
		                   (f->why != NULL) * HAS_WHY),
		.kind = f->kind, .strength = f->strength,
	};
	kua_buf_add(b, &v, sizeof v);
	put_text(b, f->form);
	put_text(b, f->norm);
	if (f->role)
		put_text(b, f->role);
	if (f->why)
		put_text(b, f->why);
}

void kept_names_pack(struct kua_buf *b, struct questions *q, const struct item_mentions *m)
{
	uint32_t n = (uint32_t)m->n;
	put_questions(b, q);
	kua_buf_add(b, &n, sizeof n);
	for (size_t i = 0; i < m->n; i++)
		put_found(b, &m->v[i]);
}

const char *kept_names_mark(const struct kua_text *t, struct kua_arena *a)
{
	return kua_arena_printf(a, "%s %zu %016llx", t->language, t->n, (unsigned long long)kua_hash(t->bytes, t->n));
}

/* ---- out ---- */

static bool same_answers(struct kua_packed *p, const struct lower_counts *counts)
{
	uint32_t count[QUESTIONS * ANSWERS];
	if (!kua_packed_take(p, count, sizeof count))
		return false;
	for (unsigned what = 0; what < QUESTIONS * ANSWERS; what++)
		for (uint32_t i = 0; i < count[what]; i++) {
			uint64_t hash;
			if (!kua_packed_take(p, &hash, sizeof hash) || question_answer(counts, (enum question)(what / ANSWERS), hash) != what % ANSWERS)
				return false;
		}
	return true;
}

/* A text where it is, inside the bytes. */
static bool take_text(struct kua_packed *p, const char **out)
{
	const char *end = p->n ? memchr(p->v, '\0', p->n) : NULL;
	if (!end || !kua_utf8_valid(p->v, (size_t)(end - p->v)))
		return false;
	*out = p->v;
	p->n -= (size_t)(end + 1 - p->v);
	p->v = end + 1;
	return true;
}

static bool take_found(struct kua_packed *p, const struct kua_text *t, size_t n, struct found *out)
{
	struct fixed v;
	if (!kua_packed_take(p, &v, sizeof v) || v.start >= v.end || v.end > t->n || v.full_name > n || v.alias_of > n || v.bits > ALL_BITS ||
	    v.born > UINT16_MAX || v.kind > NAME_ORGANISATION || v.strength > STRONG ||
	    (v.kind == NAME_PERSON && v.full_name && !(v.bits & HAS_WHY)))
		return false;
	*out = (struct found){
		.start = v.start, .end = v.end, .kind = v.kind, .strength = v.strength, .full = v.bits & FULL, .given_only = v.bits & GIVEN_ONLY,
		.possessive = v.bits & POSSESSIVE, .guess = v.bits & GUESS, .prose = v.bits & PROSE, .apart = v.bits & APART,
		.or_person = v.bits & OR_PERSON, .speaks = v.bits & SPEAKS, .he = v.bits & HE, .full_name = v.full_name,
		.born = (uint16_t)v.born, .alias_of = v.alias_of, .why_score = v.why_score,
	};
	return take_text(p, &out->form) && take_text(p, &out->norm) && (!(v.bits & HAS_ROLE) || take_text(p, &out->role)) &&
	       (!(v.bits & HAS_WHY) || take_text(p, &out->why));
}

bool kept_names_unpack(struct kua_packed p, const struct kua_text *t, const struct lower_counts *counts, struct item_mentions *out)
{
	uint32_t n;
	if (!same_answers(&p, counts) || !kua_packed_take(&p, &n, sizeof n) || n > p.n / sizeof(struct fixed))
		return false;
	out->v = KUA_NEW_N(out->arena, struct found, n);
	for (out->n = 0; out->n < n; out->n++)
		if (!take_found(&p, t, n, &out->v[out->n]))
			return false;
	return p.n == 0;
}
