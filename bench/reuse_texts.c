/*
 * reuse_texts.c - made-up news with known answers, for bench/reuse: reuse_texts [--NAME VALUE]... prints lines of JSON.
 *
 * A small random language (Zipf's law over 20,000 words, each with a few likely successors, so that phrases repeat as they do in
 * real text) tells stories; some are reprinted two to nine times, from the first print or from another reprint (a chain). A
 * reprint is cut at its end, loses and gains sentences, now and then changes a figure, and a share of its letters is hurt: seven in
 * ten replaced, the rest dropped or doubled. Some items carry page furniture of their outlet, the same in all its items.
 * Each line has the truth beside it: "story", "parent" (the id it was copied from) and "changed" (a figure, as "12>70").
 * The same arguments give the same bytes.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

enum { WORDS = 20000, BRANCHES = 12, OUTLETS = 40, COPIES_MOST = 9, LINE = 60 };

struct settings {
	double mb;        /* of text; or, where it is 0, items */
	double items;
	double words;     /* of a story */
	double letters;   /* instead: of a story, without spaces */
	double noise;     /* of the letters of a copy */
	double reprinted; /* share of stories */
	double chain;     /* share of copies that are made from another copy */
	double furniture; /* share of items with their outlet's */
	double undated;   /* share of copies without a date */
	double edited;    /* 0: copies are hurt, and neither cut nor edited */
	double seed;
};

struct maker {
	const struct settings *s;
	uint64_t state;
	char (*words)[24];
	uint16_t (*next)[BRANCHES]; /* of each word; 0 where not drawn yet */
	struct kua_buf furniture[OUTLETS];
	size_t bytes, items, stories;
	uint32_t ids; /* an odd step through all numbers of seven digits, so that ids do not follow stories */
};

static uint32_t roll(struct maker *m, uint32_t n)
{
	m->state = m->state * 6364136223846793005u + 1442695040888963407u;
	uint64_t x = (m->state ^ (m->state >> 32)) * 0x9e3779b97f4a7c15u;
	return (uint32_t)(((x >> 32) * n) >> 32);
}

static double chance(struct maker *m)
{
	return roll(m, 1u << 30) / (double)(1u << 30);
}

static void make_words(struct maker *m)
{
	static const char *const onsets[] = {"b", "br", "c", "ch", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "r", "s",
	                                     "sh", "st", "t", "tr", "v", "z", ""};
	static const char *const nuclei[] = {"a", "e", "i", "o", "u", "ai", "ea"};
	static const char *const codas[] = {"", "", "", "n", "r", "s", "t", "l", "nd"};
	struct kua_intern *seen = kua_intern_new();
	for (size_t n = 0; n < WORDS;) {
		char word[24] = "";
		size_t parts = n < 200 ? 1 : 1 + roll(m, 2) + (n > 4000);
		for (size_t i = 0; i < parts; i++) {
			strcat(word, onsets[roll(m, 23)]);
			strcat(word, nuclei[roll(m, 7)]);
			strcat(word, codas[roll(m, 9)]);
		}
		if (kua_intern_add(seen, word, strlen(word)) == n)
			strcpy(m->words[n++], word);
	}
	kua_intern_free(seen);
}

static uint16_t draw(struct maker *m)
{
	return (uint16_t)(pow(WORDS, chance(m)) - 1);
}

static uint16_t follow(struct maker *m, uint16_t word)
{
	if (roll(m, 100) < 35)
		return draw(m);
	if (!m->next[word][0])
		for (int i = 0; i < BRANCHES; i++)
			m->next[word][i] = (uint16_t)(draw(m) + 1);
	double u = chance(m);
	return (uint16_t)(m->next[word][(int)(u * u * BRANCHES)] - 1);
}

/* One sentence; about one in three has a figure in it. */
static void sentence(struct maker *m, uint16_t *word, struct kua_buf *out)
{
	uint32_t n = 8 + roll(m, 23), figure = roll(m, 3 * n);
	for (uint32_t i = 0; i < n; i++) {
		*word = follow(m, *word);
		const char *w = m->words[*word];
		kua_buf_printf(out, "%s%c%s", i ? " " : "", i ? w[0] : w[0] - 32, w + 1);
		if (i == figure)
			kua_buf_printf(out, " %u", 2 + roll(m, 200));
	}
	kua_buf_str(out, ".");
}

struct print { /* one item: its sentences, one a line */
	struct kua_buf text;
	uint32_t id;
	long day;
	bool dated;
	char changed[32];
};

static void write_story(struct maker *m, struct print *p)
{
	uint16_t word = draw(m);
	size_t letters = 0, words = 0;
	while (m->s->letters > 0 ? letters < (size_t)m->s->letters : words < (size_t)m->s->words) {
		size_t from = p->text.len;
		sentence(m, &word, &p->text);
		for (size_t i = from; i < p->text.len; i++) {
			bool space = p->text.data[i] == ' ';
			letters += !space;
			words += space;
			if (m->s->letters > 0 && letters >= (size_t)m->s->letters)
				p->text.data[p->text.len = i + 1] = '\0';
		}
		kua_buf_char(&p->text, '\n');
		words++;
	}
}

static void hurt(struct maker *m, const char *s, size_t n, struct kua_buf *out)
{
	for (size_t i = 0; i < n; i++) {
		bool figure = s[i] >= '0' && s[i] <= '9';
		if (s[i] == '\n' || figure || chance(m) >= m->s->noise) {
			kua_buf_char(out, s[i]);
			continue;
		}
		uint32_t kind = roll(m, 100);
		if (kind >= 70 && kind < 85)
			kua_buf_char(out, s[i]);
		if (kind < 85)
			kua_buf_char(out, (char)('a' + roll(m, 26)));
	}
}

/* Change the first figure of the sentence, now and then. */
static void change(struct maker *m, struct print *copy, struct kua_buf *line)
{
	size_t at = strcspn(line->data, "0123456789"), n = strspn(line->data + at, "0123456789");
	if (!n || *copy->changed || roll(m, 20))
		return;
	struct kua_buf rest = KUA_BUF_INIT;
	kua_buf_str(&rest, line->data + at + n);
	unsigned was = (unsigned)strtoul(line->data + at, NULL, 10), is = was + 1 + roll(m, 90);
	(void)snprintf(copy->changed, sizeof copy->changed, "%u>%u", was, is);
	line->len = at;
	kua_buf_printf(line, "%u%s", is, rest.data);
	kua_buf_free(&rest);
}

static void copy_print(struct maker *m, const struct print *from, struct print *copy)
{
	size_t lines = 0, kept = 0;
	for (const char *p = from->text.data; *p; p++)
		lines += *p == '\n';
	double u = chance(m);
	size_t keep = m->s->edited > 0 ? (size_t)((double)lines * (1 - 0.4 * u * u)) : lines, add = SIZE_MAX;
	keep = keep < 3 ? 3 : keep;
	if (m->s->edited > 0 && roll(m, 10) < 3)
		add = roll(m, (uint32_t)keep);
	struct kua_buf line = KUA_BUF_INIT;
	uint16_t word = draw(m);
	for (const char *p = from->text.data; *p && kept < keep; kept++) {
		size_t n = strcspn(p, "\n") + 1;
		kua_buf_clear(&line);
		kua_buf_add(&line, p, n);
		p += n;
		if (kept == add) {
			sentence(m, &word, &copy->text);
			kua_buf_char(&copy->text, '\n');
		}
		if (m->s->edited > 0 && roll(m, 100) < 3)
			continue;
		if (m->s->edited > 0)
			change(m, copy, &line);
		hurt(m, line.data, line.len, &copy->text);
	}
	if (!copy->text.len)
		kua_buf_add(&copy->text, from->text.data, from->text.len);
	kua_buf_free(&line);
}

static void put(struct maker *m, const struct print *p, const struct print *parent)
{
	uint32_t outlet = roll(m, OUTLETS);
	bool dressed = chance(m) < m->s->furniture;
	static const int months[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	long day = p->day % 365, month = 0;
	while (day >= months[month])
		day -= months[month++];
	printf("{\"id\":\"i%07u\",\"story\":%zu,\"series\":\"outlet-%u\"", p->id, m->stories, outlet);
	if (parent)
		printf(",\"parent\":\"i%07u\"", parent->id);
	if (*p->changed)
		printf(",\"changed\":\"%s\"", p->changed);
	if (p->dated)
		printf(",\"date\":\"%ld-%02ld-%02ld\"", 2001 + p->day / 365, month + 1, day + 1);
	fputs(",\"text\":\"", stdout);
	for (size_t i = 0; i < p->text.len; i++)
		if (p->text.data[i] != '\n')
			putchar(p->text.data[i]);
		else if (i + 1 < p->text.len)
			fputs(i % 5 ? " " : "\\n\\n", stdout);
	if (dressed)
		printf("\\n\\n%s", m->furniture[outlet].data);
	fputs("\"}\n", stdout);
	m->bytes += p->text.len + (dressed ? m->furniture[outlet].len : 0);
	m->items++;
}

static uint32_t next_id(struct maker *m)
{
	m->ids = (m->ids + 6180339) % 10000000;
	return m->ids;
}

static void tell_story(struct maker *m)
{
	struct print prints[COPIES_MOST + 1] = {0};
	size_t n = 1 + (chance(m) < m->s->reprinted ? 2 + roll(m, COPIES_MOST - 1) : 0);
	m->stories++;
	prints[0] = (struct print){.id = next_id(m), .day = roll(m, 3000), .dated = true};
	write_story(m, &prints[0]);
	put(m, &prints[0], NULL);
	for (size_t i = 1; i < n; i++) {
		size_t from = i > 1 && chance(m) < m->s->chain ? 1 + roll(m, (uint32_t)i - 1) : 0;
		double late = -log(1 - chance(m)) * (roll(m, 100) < 85 ? 1.5 : 60);
		prints[i].id = next_id(m);
		prints[i].day = prints[from].day + (long)late;
		prints[i].dated = chance(m) >= m->s->undated;
		copy_print(m, &prints[from], &prints[i]);
		put(m, &prints[i], &prints[from]);
	}
	for (size_t i = 0; i < n; i++)
		kua_buf_free(&prints[i].text);
}

static bool set(struct settings *s, const char *name, const char *value)
{
	const struct {
		const char *name;
		double *at;
	} all[] = {
		{"--mb", &s->mb}, {"--items", &s->items}, {"--words", &s->words}, {"--letters", &s->letters},
		{"--noise", &s->noise}, {"--reprinted", &s->reprinted}, {"--chain", &s->chain},
		{"--furniture", &s->furniture}, {"--undated", &s->undated}, {"--edited", &s->edited}, {"--seed", &s->seed},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(all[i].name, name) == 0) {
			*all[i].at = strtod(value, NULL);
			return true;
		}
	return false;
}

int main(int argc, char **argv)
{
	struct settings s = {.items = 1000, .words = 410, .noise = 0.02, .reprinted = 0.4, .edited = 1, .seed = 1};
	for (int i = 1; i < argc; i += 2)
		if (i + 1 == argc || !set(&s, argv[i], argv[i + 1])) {
			fprintf(stderr, "reuse_texts: unknown option %s\n", argv[i]);
			return 2;
		}
	struct maker m = {.s = &s, .state = (uint64_t)s.seed, .ids = (uint32_t)s.seed * 7919};
	m.words = kua_calloc(WORDS, sizeof *m.words);
	m.next = kua_calloc(WORDS, sizeof *m.next);
	make_words(&m);
	for (int i = 0; i < OUTLETS; i++) {
		uint16_t word = draw(&m);
		for (int k = 0; k < 3; k++) {
			sentence(&m, &word, &m.furniture[i]);
			kua_buf_char(&m.furniture[i], ' ');
		}
	}
	while (s.mb > 0 ? (double)m.bytes < s.mb * 1e6 : (double)m.items < s.items)
		tell_story(&m);
	for (int i = 0; i < OUTLETS; i++)
		kua_buf_free(&m.furniture[i]);
	free(m.words);
	free(m.next);
	return fflush(stdout) == 0 ? 0 : 3;
}
