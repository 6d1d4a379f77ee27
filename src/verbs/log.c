/* log.c - kua log: the journal, and whether it and everything it vouches for still fits. */
#include <inttypes.h>
#include <string.h>

#include <jansson.h>

#include "verbs/verbs.h"

/* ---- entries ---- */

/* The sealed text stands in the line as it is, so that anybody can follow the seals. */
static enum kua_code print_json(void *ctx, const struct kua_journal_entry *e, struct kua_error *err)
{
	(void)ctx, (void)err;
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_printf(&b, "{\"type\":\"journal\",\"entry\":%" PRId64 ",\"body\":", e->entry);
	kua_buf_str(&b, e->body);
	kua_buf_printf(&b, ",\"seal\":\"%s\"}\n", e->seal);
	kua_out_buf(&b);
	kua_buf_free(&b);
	return KUA_OK;
}

/* Append the member of that name with words around it, where the entry has it. */
static void add_member(struct kua_buf *b, const json_t *body, const char *name, const char *before, const char *after)
{
	const json_t *v = json_object_get(body, name);
	size_t i;
	json_t *part;
	if (json_is_string(v))
		kua_buf_printf(b, "%s%s%s", before, json_string_value(v), after);
	else if (json_is_integer(v))
		kua_buf_printf(b, "%s%lld%s", before, (long long)json_integer_value(v), after);
	json_array_foreach(v, i, part) if (json_is_string(part))
		kua_buf_printf(b, "%s%s%s", before, json_string_value(part), after);
}

/* What the entry says beside who, when and action, in words. */
static void describe(struct kua_buf *b, const char *action, const json_t *body)
{
	static const struct {
		const char *name, *before, *after;
	} judged[] = {{"target", "", ""},   {"verdict", " ", ""},   {"other", " ", ""},        {"fields", " ", ""},
	              {"quote", " “", "”"}, {"form", " “", "”"}, {"other_form", " “", "”"}, {0}},
	  others[] = {{"kind", "", " "},        {"id", "", " "},          {"name", "", ""},         {"bytes", ", ", " bytes"}, {"origin", ", from ", ""},
	              {"withdraws", "entry ", ""}, {"note", "", ""},
	              {"option", ", with ", ""}, {"why", "because: ", ""}, {0}};
	bool judge = strcmp(action, "judge") == 0;
	for (size_t i = 0; judge && judged[i].name; i++)
		add_member(b, body, judged[i].name, judged[i].before, judged[i].after);
	for (size_t i = 0; !judge && others[i].name; i++)
		add_member(b, body, others[i].name, others[i].before, others[i].after);
}

static enum kua_code print_text(void *ctx, const struct kua_journal_entry *e, struct kua_error *err)
{
	struct kua_call *call = ctx;
	struct kua_buf b = KUA_BUF_INIT;
	(void)err;
	json_t *body = json_loads(e->body, 0, NULL);
	describe(&b, e->action, body);
	json_decref(body);
	kua_out("%5" PRId64 "  %.10s %.5s  ", e->entry, e->at, e->at + 11);
	kua_out_bold(call, e->action);
	kua_out(" by ");
	kua_out_text(e->who);
	kua_out("\n");
	if (b.len)
		kua_out_wrapped(call, 7, b.data);
	kua_buf_free(&b);
	return KUA_OK;
}

/* ---- checking ---- */

struct checking {
	struct kua_casebook *cb;
	int64_t documents;
	char seal[65]; /* of the last entry */
};

static enum kua_code check_bytes(void *ctx, const void *record, struct kua_error *err)
{
	struct checking *c = ctx;
	const struct kua_document *d = record;
	c->documents++;
	return kua_casebook_bytes_to(c->cb, d->id, -1, err);
}

static enum kua_code last_seal(void *ctx, const struct kua_journal_entry *e, struct kua_error *err)
{
	struct checking *c = ctx;
	(void)err;
	(void)snprintf(c->seal, sizeof c->seal, "%s", e->seal);
	return KUA_OK;
}

static enum kua_code check(struct kua_call *call, struct kua_casebook *cb, struct kua_error *err)
{
	struct checking c = {.cb = cb};
	int64_t entries;
	enum kua_code code = kua_casebook_begin(cb, err); /* one state for all the questions */
	if (code == KUA_OK)
		code = kua_journal_check(cb, &entries, err);
	if (code == KUA_OK)
		code = kua_journal_each(cb, last_seal, &c, err);
	if (code == KUA_OK)
		code = kua_casebook_each(cb, KUA_DOCUMENT, NULL, NULL, NULL, check_bytes, &c, err);
	if (code != KUA_OK)
		return code;
	if (call->json)
		kua_out("{\"type\":\"check\",\"entries\":%" PRId64 ",\"documents\":%" PRId64 ",\"seal\":\"%s\"}\n", entries,
		        c.documents, c.seal);
	else
		kua_out("%" PRId64 " %s, %" PRId64 " %s: all fit\nlast seal %s\n", entries, entries == 1 ? "entry" : "entries",
		        c.documents, c.documents == 1 ? "document" : "documents", c.seal);
	return KUA_OK;
}

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	struct kua_casebook *cb;
	enum kua_code code = kua_casebook_open(call->args[0], KUA_READ, &cb, err);
	if (code != KUA_OK)
		return code;
	code = kua_call_option(call, "check") ? check(call, cb, err)
	                                      : kua_journal_each(cb, call->json ? print_json : print_text, call, err);
	kua_casebook_close(cb);
	return code;
}

const struct kua_verb kua_verb_log = {
	.name = "log",
	.args = "CASEBOOK",
	.summary = "Show the journal: what people did, in order",
	.about = "Every document that came in and every judgement, with who and when. Each entry seals the one before it: its\n"
	         "seal is the SHA-256 of the seal before (64 zeros for the first), a newline, and the entry's body, which\n"
	         "--json prints as it was sealed.\n"
	         "\n"
	         "With --check the seals are followed from the first entry to the last, documents and entries are compared\n"
	         "both ways, and the preserved bytes of each document are hashed again. Keep or publish the last seal: with\n"
	         "it anybody can show later that nothing before it was changed or taken away.",
	.options =
		(const struct kua_option[]){
			{"check", NULL, "follow the seals and hash every document again"},
			{"json", NULL, "lines of JSON"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"What was done", "kua log case.kua"},
			{"Does it all still fit?", "kua log case.kua --check"},
			{0},
		},
	.least = 1,
	.most = 1,
	.run = run,
};
