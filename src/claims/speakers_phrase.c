/*
 * speakers_phrase.c - the noun phrases that speak, without a parser. Leftwards from a verb stand perhaps a few words that tell
 * when or how, perhaps an aside between commas, and then the phrase: plain words up to an article, a verb, a pronoun or
 * punctuation, with what hangs on them by a preposition ("a source at the presidency"). A phrase of which nothing stands before
 * the preposition tells where ("in the capital police said"). Rightwards, behind "according to", the same the other way round.
 */
#include <string.h>

#include "claims/speakers.h"

#define PHRASE_MOST 14 /* words of a noun phrase */
#define ASIDE_MOST 32  /* tokens between commas */
#define ASIDES 3       /* one behind another: "Ann Lee, 34, a teacher, said" */
#define CLASS_NAME 40

bool kua_speaker_is(const struct kua_scene *s, uint32_t t, const char *name)
{
	return t < s->text->n_tokens && kua_scene_in_class(s, t, name);
}

static bool is(const struct kua_scene *s, uint32_t t, const char *name)
{
	return kua_speaker_is(s, t, name);
}

static bool is_mark(const struct kua_scene *s, uint32_t t, char c)
{
	const struct kua_token *token = &s->text->tokens[t];
	return token->kind == KUA_PUNCT && token->norm[0] == c && !token->norm[1];
}

static bool is_dated(const struct kua_scene *s, uint32_t t)
{
	return s->date_at[t] != KUA_NO_ID || s->time_at[t] != KUA_NO_ID;
}

static bool is_kind(const struct kua_scene *s, uint32_t t, const char *kind)
{
	return s->named_at[t] != KUA_NO_ID && strcmp(s->named[s->named_at[t]].kind, kind) == 0;
}

/* Do both tokens belong to one name? */
static bool one_name(const struct kua_scene *s, uint32_t a, uint32_t b)
{
	return s->named_at[a] != KUA_NO_ID && s->named_at[a] == s->named_at[b];
}

static const struct kua_sentence *sentence_of(const struct kua_scene *s, uint32_t t)
{
	return &s->text->sentences[s->text->tokens[t].sentence];
}

static uint32_t left_end(const struct kua_scene *s, uint32_t t)
{
	uint32_t first = sentence_of(s, t)->first;
	return t - first > SPEAKER_REACH ? t - SPEAKER_REACH : first;
}

static uint32_t right_end(const struct kua_scene *s, uint32_t t)
{
	uint32_t last = sentence_of(s, t)->last;
	return last - t > SPEAKER_REACH ? t + SPEAKER_REACH : last;
}

/* ---- leftwards ---- */

/* Over "later on Friday" to the left. */
static uint32_t skip_when(const struct kua_scene *s, uint32_t start, uint32_t at)
{
	uint32_t i = at;
	while (i > start && (is(s, i - 1, "speaker-when") || is_dated(s, i - 1) ||
	                     (i < at && is_dated(s, i) && is(s, i - 1, "speaker-part"))))
		i--;
	return i;
}

/* Is the verb at token t a noun here: "the reports", "in reports", "Amnesty's report", "reports of"? */
static bool is_noun(const struct kua_scene *s, uint32_t start, uint32_t t, uint32_t behind)
{
	bool after = t > start && (is(s, t - 1, "speaker-the") || is(s, t - 1, "speaker-part") ||
	                           (s->text->tokens[t - 1].flags & KUA_POSSESSIVE));
	bool before = is(s, t, "speaker-noun") && (is(s, behind, "speaker-say") || is(s, behind, "speaker-of"));
	return after || before;
}

/* "was said to": nobody says. "Are saying" is a verb all the same. */
static bool is_passive(const struct kua_scene *s, uint32_t start, uint32_t at, uint32_t verb)
{
	return at > start && is(s, at - 1, "speaker-be") && !is(s, verb, "speaker-saying") && !is(s, verb, "speaker-quoted");
}

/* "verified by": a participle, which tells more of what stands before it. */
static bool is_done(const struct kua_scene *s, uint32_t t)
{
	return is(s, t + 1, "speaker-by") && (is(s, t, "speaker-say") || is(s, t, "speaker-done"));
}

/* May the word at t stand inside a phrase that speaks? */
static bool is_plain(const struct kua_scene *s, uint32_t t)
{
	if (s->named_at[t] != KUA_NO_ID || is(s, t, "speaker-people"))
		return !is_dated(s, t);
	bool says = is(s, t, "speaker-say") && !is(s, t, "speaker-noun") && !is_done(s, t);
	if (is(s, t, "speaker-those") && t > 0 && is(s, t - 1, "speaker-the")) /* "mothers of the disappeared" */
		return true;
	return s->text->tokens[t].kind != KUA_PUNCT && !is_dated(s, t) && !says && !is(s, t, "speaker-no") &&
	       !is(s, t, "speaker-joint");
}

/* The hyphen of "state-run" at token t. */
static bool joins(const struct kua_scene *s, uint32_t t)
{
	const struct kua_token *tokens = s->text->tokens;
	return is_mark(s, t, '-') && t > 0 && t + 1 < s->text->n_tokens && tokens[t - 1].end == tokens[t].start &&
	       tokens[t].end == tokens[t + 1].start;
}

/* A phrase all of which hangs on a preposition tells where; but the people it ends with may speak: "in Aktau residents said". */
static bool people_at_end(const struct kua_scene *s, uint32_t first, uint32_t at, struct phrase *p)
{
	uint32_t i = at;
	while (i > first && (is(s, i - 1, "speaker-people") || (!is_kind(s, i - 1, "place") && (one_name(s, i - 1, at - 1)))))
		i--;
	p->first = i;
	p->last = p->head = at;
	return i < at;
}

/* "Police and hospital officials said": does the other half stand at the beginning of a clause, with no preposition in it? */
static uint32_t other_half(const struct kua_scene *s, uint32_t start, uint32_t joint)
{
	uint32_t i = joint;
	while (i > start && joint - i < PHRASE_MOST / 2 && (one_name(s, i - 1, i) || is_plain(s, i - 1)) &&
	       !is(s, i - 1, "speaker-part") && !is(s, i - 1, "speaker-the") && !is(s, i - 1, "speaker-when"))
		i--;
	bool article = i > start && is(s, i - 1, "speaker-the");
	uint32_t before = i - article;
	bool opens = before == start || s->text->tokens[before - 1].kind == KUA_PUNCT || is(s, before - 1, "speaker-joint") ||
	             is(s, before - 1, "speaker-that");
	return opens && i < joint ? i : joint + 1;
}

/* The phrase that ends before token `at`. */
static bool phrase_ending(const struct kua_scene *s, uint32_t start, uint32_t at, struct phrase *p)
{
	uint32_t i = at, head = at;
	bool hangs = false; /* a preposition stands at i, and nothing before it so far */
	while (i > start && at - i < PHRASE_MOST) {
		uint32_t t = i - 1;
		if (i < at && (one_name(s, t, i) || joins(s, t))) {
			i--;
		} else if (is(s, t, "speaker-the")) {
			p->the = is(s, t, "speaker-known") || i == at;
			if (t == start || i == at || !is(s, t - 1, "speaker-part"))
				break;
			i = head = t - 1;
			hangs = true;
		} else if (is(s, t, "speaker-part") && i < at) {
			i = head = t;
			hangs = true;
		} else if (is(s, t, "speaker-and") && i < at && !hangs) {
			i = other_half(s, start, t);
			break;
		} else if (is(s, t, "speaker-when") || !is_plain(s, t)) {
			break;
		} else {
			hangs = false;
			i--;
		}
	}
	p->begin = i > start && is(s, i - 1, "speaker-the") ? i - 1 : i;
	p->end = at;
	if (hangs)
		return people_at_end(s, i + 1, at, p);
	p->first = i;
	p->last = at;
	p->head = head;
	return i < at;
}

/* The comma, dash or bracket at which the aside opens that closes at token t; t where there is none. */
static uint32_t aside_opens(const struct kua_scene *s, uint32_t start, uint32_t t)
{
	char mark = is_mark(s, t, ')') ? '(' : s->text->tokens[t].norm[0];
	uint32_t i = t;
	while (i > start && t - i < ASIDE_MOST) {
		i--;
		if (s->text->tokens[i].kind == KUA_PUNCT && strchr(";:\"", s->text->tokens[i].norm[0]))
			return t;
		if (is_mark(s, i, mark))
			return is(s, i + 1, "speaker-joint") || is(s, i + 1, "speaker-he") || is(s, i + 1, "speaker-they") ? t : i;
	}
	return t;
}

/* The name that stands in tokens from .. to - 1 as an apposition: "Brigadier General Sani Bello", "whose name is" is none. */
static void name_beside(const struct kua_scene *s, uint32_t from, uint32_t to, struct phrase *p)
{
	uint32_t capitals = 0;
	for (uint32_t t = from; t < to && t < from + 8; t++) {
		if (is_mark(s, t, ',') || is(s, t, "speaker-part") || is(s, t, "speaker-who") || is(s, t, "speaker-say"))
			return;
		if (is_kind(s, t, "person") && (t == from || !is(s, t - 1, "speaker-part"))) {
			p->named = s->named_at[t];
			return;
		}
		capitals += (s->text->tokens[t].flags & KUA_CAPITAL) != 0;
	}
	if (capitals == to - from && capitals >= 2 && capitals <= 4 && s->named_at[from] == KUA_NO_ID) {
		p->beside = from;
		p->beside_last = to;
	}
}

/* The pronoun, or the word that hands over to what stands before it, at token t, which the verb follows. */
static bool pronoun_at(const struct kua_scene *s, uint32_t t, struct phrase *p)
{
	if (!is(s, t, "speaker-he") && !is(s, t, "speaker-they") && !is(s, t, "speaker-it") && !is(s, t, "speaker-self"))
		return false;
	p->pronoun = p->begin = t;
	p->end = t + 1;
	return true;
}

/* "A nurse who asked not to be named" before token at: where "who" stands; at where there is none. */
static uint32_t who_before(const struct kua_scene *s, uint32_t start, uint32_t at)
{
	for (uint32_t i = at; i > start && at - i < ASIDE_MOST / 2; i--) {
		uint32_t t = i - 1;
		bool says = is(s, t, "speaker-say") && !is(s, t, "speaker-noun");
		bool his_own = says && t > start && is(s, t - 1, "speaker-who"); /* "Ubah Ogaba, who confirmed it, told" */
		if (s->text->tokens[t].kind == KUA_PUNCT || (says && !his_own))
			return at;
		if (is(s, t, "speaker-who") || (i == at && is(s, t, "speaker-that"))) /* "the man who police say" is said by police */
			return i < at && (is(s, i, "speaker-the") || is(s, i, "speaker-people")) ? at : t;
	}
	return at;
}

/* "A man who gave his name as Yusuf" in tokens who .. to - 1. */
static void name_given(const struct kua_scene *s, uint32_t who, uint32_t to, struct phrase *p)
{
	uint32_t from = to;
	bool names = false;
	while (from > who && (s->text->tokens[from - 1].flags & KUA_CAPITAL))
		from--;
	for (uint32_t t = who; t < from; t++)
		names |= is(s, t, "speaker-names");
	if (names && from < to) {
		p->beside = from;
		p->beside_last = to;
	}
}

/* The phrase that ends before at, where asides and clauses with "who" are skipped. */
static bool phrase_over_asides(const struct kua_scene *s, uint32_t start, uint32_t at, struct phrase *p)
{
	for (unsigned n = 0; n < ASIDES && at > start; n++) {
		uint32_t behind = at, who = who_before(s, start, at);
		if (who < at)
			at = who;
		uint32_t t = at > start ? at - 1 : start;
		bool mark = s->text->tokens[t].kind == KUA_PUNCT && strchr(",)-", s->text->tokens[t].norm[0]);
		if (who < behind)
			name_given(s, who, behind, p);
		if (who < behind || !mark)
			return at > start && (pronoun_at(s, at - 1, p) || phrase_ending(s, start, at, p));
		uint32_t open = aside_opens(s, start, t);
		if (open == t)
			return false;
		if (p->named == KUA_NO_ID && p->beside == p->beside_last)
			name_beside(s, open + 1, t, p);
		if (open > start && is_plain(s, open - 1) && s->text->tokens[open - 1].kind != KUA_NUMERAL)
			return phrase_ending(s, start, open, p);
		at = open + 1; /* "Ann Lee, 34, a teacher" */
	}
	return false;
}

static struct phrase no_phrase(void)
{
	return (struct phrase){.named = KUA_NO_ID, .pronoun = KUA_NO_ID};
}

bool kua_phrase_before(const struct kua_scene *s, uint32_t verb, uint32_t behind, struct phrase *out)
{
	uint32_t start = left_end(s, verb), at = skip_when(s, start, verb);
	*out = no_phrase();
	out->begin = at;
	out->end = verb;
	if (is_noun(s, start, at, behind) || is_passive(s, start, at, verb))
		return false;
	while (at > start && is(s, at - 1, "speaker-be"))
		at = skip_when(s, start, at - 1);
	bool joint = at > start && (is(s, at - 1, "speaker-joint") || is(s, at - 1, "speaker-and"));
	bool bare = at == start || s->text->tokens[at - 1].kind == KUA_PUNCT;
	if (joint || (bare && is(s, verb, "speaker-saying"))) {
		out->same = !is(s, verb, "speaker-noun") || joint;
		return out->same;
	}
	if (at == start)
		return false;
	if (pronoun_at(s, at - 1, out))
		return true;
	if (!phrase_over_asides(s, start, at, out))
		return false;
	out->end = verb;
	bool place = out->last - out->first == 1 && is_kind(s, out->first, "place"); /* "South Africa recorded 12 deaths" */
	return !(is(s, verb, "speaker-noun") || (place && is(s, verb, "speaker-counts"))) || (!place && kua_phrase_speaks(s, out));
}

bool kua_phrase_owner(const struct kua_scene *s, uint32_t at, struct phrase *out)
{
	uint32_t start = left_end(s, at);
	*out = no_phrase();
	while (at > start && !(s->text->tokens[at - 1].flags & KUA_POSSESSIVE) && s->text->tokens[at - 1].kind == KUA_WORD &&
	       !is(s, at - 1, "speaker-no") && !is(s, at - 1, "speaker-the"))
		at--;
	if (at == start || !(s->text->tokens[at - 1].flags & KUA_POSSESSIVE))
		return false;
	uint32_t from = at - 1;
	while (from > start && !is(s, from - 1, "speaker-part")) /* "by Amnesty's estimate" */
		from--;
	return phrase_ending(s, from, at, out);
}

/* ---- rightwards ---- */

/* May a preposition at t carry the phrase on? "of the union", "at the hospital"; "in a statement", "on Monday" may not. */
static bool goes_on(const struct kua_scene *s, uint32_t t, uint32_t end)
{
	if (!is(s, t, "speaker-part") || t + 1 >= end || is_dated(s, t + 1) || s->number_at[t + 1] != KUA_NO_ID)
		return false;
	return is(s, t, "speaker-of") || is(s, t + 1, "speaker-known") || (s->text->tokens[t + 1].flags & KUA_CAPITAL);
}

/* Behind "reports" at the end of "according to media reports" nothing of the phrase comes but a preposition. */
static bool ends_phrase(const struct kua_scene *s, uint32_t t, uint32_t end)
{
	return t >= end || s->text->tokens[t].kind == KUA_PUNCT || is(s, t, "speaker-part") || is_dated(s, t);
}

static bool phrase_from(const struct kua_scene *s, uint32_t at, uint32_t end, struct phrase *p)
{
	uint32_t i = at;
	p->begin = at;
	while (i < end && is(s, i, "speaker-the")) {
		p->the |= is(s, i, "speaker-known");
		i++;
	}
	p->first = i;
	p->head = 0;
	while (i < end && i - at < PHRASE_MOST) {
		if (i > at && (one_name(s, i - 1, i) || joins(s, i))) {
			i++;
		} else if (i > p->first && is_dated(s, i) && is(s, i - 1, "speaker-done")) { /* "released on Tuesday by" */
			i++;
		} else if (i > p->first && goes_on(s, i, end)) {
			p->head = p->head ? p->head : i;
			i += 1 + (uint32_t)is(s, i + 1, "speaker-the");
		} else if (i > p->first && is(s, i, "speaker-and") && i + 1 < end && is(s, i + 1, "speaker-people")) {
			i++;
		} else if (is(s, i, "speaker-say") && i > p->first && !ends_phrase(s, i + 1, end)) {
			break;
		} else if (is_plain(s, i) && !is(s, i, "speaker-part") && !is(s, i, "speaker-the") && !is(s, i, "speaker-when") &&
		           (s->number_at[i] == KUA_NO_ID || i == p->first)) {
			i++;
		} else {
			break;
		}
	}
	p->last = p->end = i;
	p->head = p->head ? p->head : i;
	return i > p->first;
}

/* "His lawyer, the veteran advocate Ann Lee," from behind the first comma; a clause is no name. */
static void find_beside(const struct kua_scene *s, uint32_t from, uint32_t end, struct phrase *p)
{
	uint32_t close = from;
	while (close < end && close - from < 8 && (s->named_at[close] != KUA_NO_ID || is_plain(s, close)))
		close++;
	if (close == from || (close < end && s->text->tokens[close].kind != KUA_PUNCT))
		return;
	name_beside(s, from, close, p);
	if (p->named != KUA_NO_ID || p->beside < p->beside_last)
		p->end = close;
}

bool kua_phrase_behind(const struct kua_scene *s, uint32_t at, struct phrase *out)
{
	*out = no_phrase();
	if (at >= s->text->n_tokens)
		return false;
	uint32_t end = right_end(s, at);
	if (pronoun_at(s, at, out))
		return true;
	if (!phrase_from(s, at, end, out))
		return false;
	if (out->last < end && is_mark(s, out->last, ',') && s->named_at[out->head - 1] == KUA_NO_ID)
		find_beside(s, out->last + 1, end, out);
	return true;
}

bool kua_phrase_opening(const struct kua_scene *s, uint32_t sentence, struct phrase *out)
{
	const struct kua_sentence *st = &s->text->sentences[sentence];
	uint32_t at = st->first, end = right_end(s, st->first);
	*out = no_phrase();
	while (at < end && (is(s, at, "speaker-joint") || is(s, at, "speaker-and") || is(s, at, "speaker-when")))
		at++;
	if (at < end && (is(s, at, "speaker-part") || is_dated(s, at))) {
		while (at < end && !is_mark(s, at, ','))
			at++;
		at++;
	}
	return at < end && kua_phrase_behind(s, at, out);
}

/* ---- what it is called ---- */

static const char *without_quotes(const struct kua_scene *s, const char *name)
{
	static const char *const marks[] = {"\"", "“", "”", "„", "«", "»"};
	struct kua_buf b = KUA_BUF_INIT;
	for (const char *p = name; *p;) {
		size_t k = 0;
		while (k < sizeof marks / sizeof *marks && strncmp(p, marks[k], strlen(marks[k])) != 0)
			k++;
		if (k < sizeof marks / sizeof *marks)
			p += strlen(marks[k]);
		else
			kua_buf_char(&b, *p++);
	}
	const char *out = kua_arena_strndup(s->arena, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return out;
}

/* A capital only because the sentence begins: "Residents of the town". */
static bool begins_small(const struct kua_scene *s, uint32_t first, uint32_t last)
{
	const struct kua_token *t = &s->text->tokens[first];
	bool opens = (t->flags & KUA_SENTENCE_START) || (first > 0 && s->text->tokens[first - 1].kind == KUA_PUNCT);
	return opens && (t->flags & KUA_CAPITAL) && !(t->flags & KUA_ALL_CAPS) && s->named_at[first] == KUA_NO_ID &&
	       (last - first == 1 ? is(s, first, "speaker-people") || is(s, first, "people-who-speak") : !(s->text->tokens[first + 1].flags & KUA_CAPITAL));
}

const char *kua_speaker_plain(const struct kua_scene *s, uint32_t first, uint32_t last)
{
	while (first + 1 < last && (is(s, first, "speaker-the") || is(s, first, "article")))
		first++;
	while (last > first && (s->text->tokens[last - 1].kind == KUA_PUNCT || is(s, last - 1, "speaker-the") ||
	                        is(s, last - 1, "speaker-part")))
		last--;
	if (first >= last)
		return NULL;
	const char *words = without_quotes(s, kua_scene_words(s, first, last));
	if (!begins_small(s, first, last))
		return words;
	const char *norm = s->text->tokens[first].norm;
	uint32_t length = s->text->tokens[first].end - s->text->tokens[first].start;
	return strlen(words) >= length ? kua_arena_printf(s->arena, "%s%s", norm, words + length) : words;
}

static size_t count_words(const char *s)
{
	size_t n = 1;
	for (; *s; s++)
		n += *s == ' ';
	return n;
}

/* Names that other letters than Latin write are mostly of languages that inflect them; of as many words the label is the nominative. */
static bool may_be_inflected(const struct kua_named *n)
{
	const char *form = n->mention->form, *label = n->label;
	bool latin = (unsigned char)form[0] < 0x80 || (unsigned char)label[0] < 0x80;
	return !latin && strcmp(n->kind, "person") == 0 && count_words(form) == count_words(label);
}

/* A mention's name: the full one for a short form, the nominative for an inflected one. */
static const char *name_of_mention(const struct kua_scene *s, uint32_t named)
{
	const struct kua_named *n = &s->named[named];
	bool short_form = !strchr(n->mention->form, ' ');
	bool label = n->label && (short_form || may_be_inflected(n));
	return without_quotes(s, label ? n->label : n->mention->form);
}

/* The person at the end of the first part: "the police chief Ann Lee"; not that of "Ann Lee's lawyer". */
static uint32_t person_in(const struct kua_scene *s, const struct phrase *p)
{
	for (uint32_t t = p->head; t > p->first; t--)
		if (is_kind(s, t - 1, "person")) {
			uint32_t last = t - 1;
			return s->text->tokens[last].flags & KUA_POSSESSIVE ? KUA_NO_ID : s->named_at[last];
		}
	return KUA_NO_ID;
}

/* Is some word of the first part of class "speaker-" name? */
static bool has(const struct kua_scene *s, const struct phrase *p, const char *name)
{
	for (uint32_t t = p->first; t < p->head; t++)
		if (is(s, t, name))
			return true;
	return false;
}

/* What stands behind the preposition, where the phrase only speaks for it: "spokesman for the army", "report by Amnesty". */
static bool speaks_for(const struct kua_scene *s, const struct phrase *p, struct phrase *body)
{
	if (p->head + 1 >= p->last)
		return false;
	bool by = is(s, p->head, "speaker-by"), from = by || is(s, p->head, "speaker-from"), mouth = has(s, p, "speaker-mouth");
	if ((!mouth && !has(s, p, "speaker-paper")) || (by && has(s, p, "speaker-checked")))
		return false;
	*body = no_phrase();
	body->first = p->head + 1;
	while (body->first + 1 < p->last && is(s, body->first, "speaker-the"))
		body->first++;
	body->last = body->head = p->last;
	bool known = s->named_at[body->first] != KUA_NO_ID ? !is_kind(s, body->first, "place")
	                                                   : (s->text->tokens[body->first].flags & KUA_CAPITAL) != 0;
	return known || (from && !mouth) || has(s, body, "speaker-people");
}

/* Cut off what was only done to them ("witnesses interviewed for this report"), and where they are ("residents near Aktau"). */
static uint32_t own_end(const struct kua_scene *s, const struct phrase *p)
{
	for (uint32_t t = p->first + 1; t < p->last; t++) {
		bool place = t + 1 < p->last && is(s, t, "speaker-where") &&
		             (is_kind(s, t + 1, "place") || is_kind(s, p->last - 1, "place"));
		bool done = s->named_at[t] == KUA_NO_ID &&
		            (is_done(s, t) || (is(s, t, "speaker-done") && (t + 1 == p->last || is(s, t + 1, "speaker-part"))));
		if (place || done)
			return t;
	}
	return p->last;
}

static const char *plain_name(const struct kua_scene *s, const struct phrase *p)
{
	uint32_t last = own_end(s, p), named = s->named_at[p->first];
	uint32_t end = p->head < last && !is(s, p->head, "speaker-of") ? p->head : last; /* "Reuters from Khartoum" */
	bool whole = named != KUA_NO_ID && named == s->named_at[end - 1];
	return whole ? name_of_mention(s, named) : kua_speaker_plain(s, p->first, last);
}

const char *kua_phrase_name(const struct kua_scene *s, const struct phrase *p)
{
	struct phrase body;
	if (p->first >= p->last)
		return NULL;
	uint32_t person = person_in(s, p);
	if (person == KUA_NO_ID)
		person = p->named;
	if (person != KUA_NO_ID)
		return name_of_mention(s, person);
	if (p->beside < p->beside_last)
		return kua_speaker_plain(s, p->beside, p->beside_last);
	return plain_name(s, speaks_for(s, p, &body) ? &body : p);
}

bool kua_phrase_is_person(const struct kua_scene *s, const struct phrase *p)
{
	return p->first < p->last && (person_in(s, p) != KUA_NO_ID || p->named != KUA_NO_ID || p->beside < p->beside_last ||
	                              has(s, p, "speaker-person"));
}

bool kua_phrase_speaks(const struct kua_scene *s, const struct phrase *p)
{
	bool named = kua_phrase_is_person(s, p) || is_kind(s, p->first, "organisation") || is_kind(s, p->head - 1, "organisation");
	return named || has(s, p, "speaker-people") || has(s, p, "speaker-body") || has(s, p, "speaker-media") || has(s, p, "speaker-paper") ||
	       (s->text->tokens[p->first].flags & KUA_CAPITAL);
}

bool kua_phrase_is_paper(const struct kua_scene *s, const struct phrase *p)
{
	return p->first < p->last && has(s, p, "speaker-paper");
}

bool kua_phrase_passes(const struct kua_scene *s, const struct phrase *p, bool named)
{
	if (p->first >= p->last || has(s, p, "speaker-deaf"))
		return false;
	bool body = named && (is_kind(s, p->first, "organisation") || is_kind(s, p->head - 1, "organisation"));
	for (uint32_t t = p->first; t < p->head && !body; t++)
		body = (s->text->tokens[t].flags & KUA_CAPITAL) && is(s, t, "speaker-media-name");
	return body || has(s, p, "speaker-media");
}
