/* tables.c - the fields of every shape, in the order in which they are printed. */
#include <stdlib.h>
#include <string.h>

#include "shapes/shapes.h"

#define TEXT(s, f) {#f, KUA_TEXT, offsetof(struct s, f)}
#define INT(s, f) {#f, KUA_INT, offsetof(struct s, f)}
#define BOOL(s, f) {#f, KUA_BOOL, offsetof(struct s, f)}
#define REAL(s, f) {#f, KUA_REAL, offsetof(struct s, f)}
#define MEAN(s, f) {#f, KUA_MEAN, offsetof(struct s, f)}
#define LIST(s, f) {#f, KUA_LIST, offsetof(struct s, f)}
#define SPANS(s, f) {#f, KUA_SPANS, offsetof(struct s, f)}
#define NAMES(s, f) {#f, KUA_NAMES, offsetof(struct s, f)}
#define JOINED(s, f) {#f, KUA_JOINED, offsetof(struct s, f)}
#define SOURCES(s, f) {#f, KUA_SOURCES, offsetof(struct s, f)}

static const struct kua_field document[] = {
	TEXT(kua_document, id), TEXT(kua_document, name), TEXT(kua_document, sha256), INT(kua_document, bytes),
	TEXT(kua_document, media_type), TEXT(kua_document, origin), TEXT(kua_document, received_at),
	TEXT(kua_document, received_by), TEXT(kua_document, container), TEXT(kua_document, url),
	TEXT(kua_document, captured_at), TEXT(kua_document, declared_type), BOOL(kua_document, read),
	BOOL(kua_document, partial), TEXT(kua_document, reason), LIST(kua_document, metadata),
	LIST(kua_document, diagnostics),
};

static const struct kua_field item[] = {
	TEXT(kua_item, id), TEXT(kua_item, document), TEXT(kua_item, document_id), INT(kua_item, ordinal),
	TEXT(kua_item, title), TEXT(kua_item, author), TEXT(kua_item, issuer), TEXT(kua_item, published_on), LIST(kua_item, categories),
	TEXT(kua_item, language), TEXT(kua_item, kind), LIST(kua_item, addressees),
	TEXT(kua_item, url), LIST(kua_item, pages), INT(kua_item, confidence), TEXT(kua_item, date_from), TEXT(kua_item, date_to), TEXT(kua_item, date_why),
	TEXT(kua_item, text),
};

static const struct kua_field reuse[] = {
	TEXT(kua_reuse, id), TEXT(kua_reuse, a), TEXT(kua_reuse, b), INT(kua_reuse, shared_words),
	INT(kua_reuse, a_words), INT(kua_reuse, b_words), TEXT(kua_reuse, direction), REAL(kua_reuse, probability),
	BOOL(kua_reuse, boilerplate), LIST(kua_reuse, why),
	SPANS(kua_reuse, spans),
};

static const struct kua_field family[] = {
	TEXT(kua_family, id), LIST(kua_family, items), TEXT(kua_family, origin),
};

static const struct kua_field copy[] = {
	TEXT(kua_copy, id), TEXT(kua_copy, family), TEXT(kua_copy, item), TEXT(kua_copy, kind), TEXT(kua_copy, parent),
	REAL(kua_copy, probability), REAL(kua_copy, original), TEXT(kua_copy, also), TEXT(kua_copy, date_from),
	TEXT(kua_copy, date_to), INT(kua_copy, below), REAL(kua_copy, cost), SOURCES(kua_copy, sources), LIST(kua_copy, why),
};

static const struct kua_field drift[] = {
	TEXT(kua_drift, id), TEXT(kua_drift, a), TEXT(kua_drift, b), TEXT(kua_drift, in_a), TEXT(kua_drift, in_b),
	TEXT(kua_drift, kind), TEXT(kua_drift, of), INT(kua_drift, a_start), INT(kua_drift, a_end), INT(kua_drift, b_start),
	INT(kua_drift, b_end),
	TEXT(kua_drift, changed_in), REAL(kua_drift, probability), INT(kua_drift, carried), LIST(kua_drift, also_in),
};

static const struct kua_field entity[] = {
	TEXT(kua_entity, id), TEXT(kua_entity, kind), TEXT(kua_entity, label), NAMES(kua_entity, names),
	LIST(kua_entity, roles),
};

static const struct kua_field mention[] = {
	TEXT(kua_mention, item), INT(kua_mention, start), INT(kua_mention, end), TEXT(kua_mention, entity),
	TEXT(kua_mention, form), TEXT(kua_mention, role),
};

static const struct kua_field join[] = {
	TEXT(kua_join, id), TEXT(kua_join, entity), TEXT(kua_join, a), TEXT(kua_join, b), REAL(kua_join, score),
	BOOL(kua_join, same), LIST(kua_join, reasons), TEXT(kua_join, status),
};

static const struct kua_field figure[] = {
	TEXT(kua_figure, id), TEXT(kua_figure, item), INT(kua_figure, start), INT(kua_figure, end),
	TEXT(kua_figure, quote), TEXT(kua_figure, act), INT(kua_figure, low), INT(kua_figure, high),
	TEXT(kua_figure, qualifier), TEXT(kua_figure, word), TEXT(kua_figure, people), TEXT(kua_figure, people_kind),
	LIST(kua_figure, names), TEXT(kua_figure, by), TEXT(kua_figure, by_kind), TEXT(kua_figure, means),
	TEXT(kua_figure, act_code), TEXT(kua_figure, said_by), TEXT(kua_figure, via), TEXT(kua_figure, basis),
	TEXT(kua_figure, place), TEXT(kua_figure, country), TEXT(kua_figure, date), TEXT(kua_figure, said_read),
	TEXT(kua_figure, place_read), TEXT(kua_figure, date_read), TEXT(kua_figure, date_words), TEXT(kua_figure, scope),
	TEXT(kua_figure, part_of), LIST(kua_figure, leaves_out), TEXT(kua_figure, as_of),
	TEXT(kua_figure, source_grade), TEXT(kua_figure, information_grade), TEXT(kua_figure, event),
	TEXT(kua_figure, voice), TEXT(kua_figure, rule), LIST(kua_figure, reasons), TEXT(kua_figure, status),
};

static const struct kua_field case_step[] = {
	TEXT(kua_case_step, id), TEXT(kua_case_step, person), TEXT(kua_case_step, name), TEXT(kua_case_step, step),
	TEXT(kua_case_step, date), TEXT(kua_case_step, item), INT(kua_case_step, start), INT(kua_case_step, end),
	TEXT(kua_case_step, quote), TEXT(kua_case_step, detail), TEXT(kua_case_step, place),
	TEXT(kua_case_step, country), TEXT(kua_case_step, court), TEXT(kua_case_step, charge),
	TEXT(kua_case_step, article), TEXT(kua_case_step, sentence), TEXT(kua_case_step, facility),
	TEXT(kua_case_step, lawyer), TEXT(kua_case_step, deadline), TEXT(kua_case_step, by),
	TEXT(kua_case_step, by_kind), TEXT(kua_case_step, means), TEXT(kua_case_step, act_code),
	TEXT(kua_case_step, said_by), TEXT(kua_case_step, source_grade), TEXT(kua_case_step, information_grade),
	TEXT(kua_case_step, rule), TEXT(kua_case_step, status),
};

static const struct kua_field harm[] = {
	TEXT(kua_harm, id), TEXT(kua_harm, item), INT(kua_harm, start), INT(kua_harm, end), TEXT(kua_harm, quote),
	TEXT(kua_harm, act), TEXT(kua_harm, people), TEXT(kua_harm, people_kind), TEXT(kua_harm, by), TEXT(kua_harm, by_kind),
	TEXT(kua_harm, means), TEXT(kua_harm, act_code), TEXT(kua_harm, said_by), TEXT(kua_harm, via), TEXT(kua_harm, basis),
	TEXT(kua_harm, place), TEXT(kua_harm, country), TEXT(kua_harm, date), TEXT(kua_harm, source_grade),
	TEXT(kua_harm, information_grade), TEXT(kua_harm, rule), LIST(kua_harm, reasons), TEXT(kua_harm, status),
};

static const struct kua_field action[] = {
	TEXT(kua_action, id), TEXT(kua_action, kind), TEXT(kua_action, date), TEXT(kua_action, time),
	TEXT(kua_action, place), TEXT(kua_action, country), TEXT(kua_action, organiser), TEXT(kua_action, addressee),
	TEXT(kua_action, signatures),
	LIST(kua_action, demands), TEXT(kua_action, item),
	INT(kua_action, start), INT(kua_action, end), TEXT(kua_action, quote), TEXT(kua_action, rule),
	TEXT(kua_action, status),
};

static const struct kua_field event[] = {
	TEXT(kua_event, id), TEXT(kua_event, label), TEXT(kua_event, place), TEXT(kua_event, from),
	TEXT(kua_event, to),
};

static const struct kua_field voice[] = {
	TEXT(kua_voice, id), TEXT(kua_voice, label), TEXT(kua_voice, kind), TEXT(kua_voice, entity),
};

static const struct kua_field account[] = {
	TEXT(kua_account, id), TEXT(kua_account, event), TEXT(kua_account, act), TEXT(kua_account, place),
	INT(kua_account, low), INT(kua_account, high), TEXT(kua_account, word), LIST(kua_account, qualifiers),
	INT(kua_account, statements), MEAN(kua_account, independent), INT(kua_account, independent_low),
	INT(kua_account, independent_high), LIST(kua_account, voices), LIST(kua_account, figures), LIST(kua_account, names),
	JOINED(kua_account, joined),
};

static const struct kua_field toll[] = {
	TEXT(kua_toll, id), TEXT(kua_toll, event), TEXT(kua_toll, act), TEXT(kua_toll, profile), INT(kua_toll, low),
	INT(kua_toll, high), LIST(kua_toll, low_figures), LIST(kua_toll, high_figures), INT(kua_toll, best),
	LIST(kua_toll, best_figures), INT(kua_toll, named), INT(kua_toll, independent), TEXT(kua_toll, as_of),
	LIST(kua_toll, left_out),
};

static const struct kua_field case_[] = {
	TEXT(kua_case, id), TEXT(kua_case, person), TEXT(kua_case, label), TEXT(kua_case, status), TEXT(kua_case, state),
	TEXT(kua_case, as_of), LIST(kua_case, steps), LIST(kua_case, contradictions), LIST(kua_case, due),
};

static const struct kua_field judgement[] = {
	INT(kua_judgement, entry), TEXT(kua_judgement, target), TEXT(kua_judgement, other),
	TEXT(kua_judgement, verdict), TEXT(kua_judgement, by), TEXT(kua_judgement, at), TEXT(kua_judgement, kind),
	TEXT(kua_judgement, item), TEXT(kua_judgement, quote), TEXT(kua_judgement, before),
	TEXT(kua_judgement, after), TEXT(kua_judgement, form), TEXT(kua_judgement, other_form),
	LIST(kua_judgement, fields),
};

#define SHAPE(name, is_derived) \
	{#name, sizeof(struct kua_##name), name, sizeof name / sizeof name[0], is_derived}

const struct kua_shape kua_shapes[KUA_SHAPES] = {
	[KUA_DOCUMENT] = SHAPE(document, false), [KUA_ITEM] = SHAPE(item, true),
	[KUA_REUSE] = SHAPE(reuse, true),        [KUA_FAMILY] = SHAPE(family, true),
	[KUA_COPY] = SHAPE(copy, true),
	[KUA_DRIFT] = SHAPE(drift, true),        [KUA_ENTITY] = SHAPE(entity, true),
	[KUA_MENTION] = SHAPE(mention, true),    [KUA_JOIN] = SHAPE(join, true),
	[KUA_FIGURE] = SHAPE(figure, true),      [KUA_CASE_STEP] = SHAPE(case_step, true),
	[KUA_HARM] = SHAPE(harm, true),          [KUA_ACTION] = SHAPE(action, true),
	[KUA_EVENT] = SHAPE(event, true),
	[KUA_VOICE] = SHAPE(voice, true),        [KUA_ACCOUNT] = SHAPE(account, true),
	[KUA_TOLL] = SHAPE(toll, true),
	[KUA_CASE] = {"case", sizeof(struct kua_case), case_, sizeof case_ / sizeof case_[0], true}, /* case is C's word */
	[KUA_JUDGEMENT] = SHAPE(judgement, false),
};

const struct kua_shape *kua_shape_named(const char *type)
{
	for (size_t i = 0; i < KUA_SHAPES; i++)
		if (strcmp(kua_shapes[i].type, type) == 0)
			return &kua_shapes[i];
	return NULL;
}

const struct kua_field *kua_shape_field(const struct kua_shape *shape, const char *name)
{
	for (size_t i = 0; i < shape->n; i++)
		if (strcmp(shape->fields[i].name, name) == 0)
			return &shape->fields[i];
	return NULL;
}

int64_t kua_item_page(const struct kua_item *it, int64_t offset)
{
	int64_t page = 0;
	for (size_t i = 0; i < it->pages.n; i++) {
		char *end;
		long long number = strtoll(it->pages.v[i], &end, 10);
		if (*end != ':' || strtoll(end + 1, NULL, 10) > offset)
			break;
		page = number;
	}
	return page;
}

/* An id, held against an item: by its document, by its ordinal. */
static int compare_item(const void *key, const void *record)
{
	const char *id = key, *dot = strrchr(id, '.');
	const struct kua_item *it = record;
	const char *in = it->document_id ? it->document_id : "";
	size_t n = dot ? (size_t)(dot - id) : strlen(id);
	int c = strncmp(id, in, n);
	if (c || in[n])
		return c ? c : -1;
	long long ordinal = dot ? strtoll(dot + 1, NULL, 10) : 0;
	return ordinal != it->ordinal ? (ordinal < it->ordinal ? -1 : 1) : strcmp(id, it->id);
}

const struct kua_item *kua_item_find(const struct kua_item *v, size_t n, const char *id)
{
	return n ? bsearch(id, v, n, sizeof *v, compare_item) : NULL;
}
