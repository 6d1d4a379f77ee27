/* petition_count.c - kua petition count, receipt and verify: how many signed, and how anybody can check it without learning who. */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "verbs/petition.h"

#define LIST_BYTES ((size_t)2 << 30)
enum { LINE_HEX = 2 * KUA_LINE_BYTES };

static enum kua_code count_row(void *ctx, const struct kua_signature *s, struct kua_error *err)
{
	struct petition_tally *c = ctx;
	(void)err;
	if (s->state != KUA_CONFIRMED && s->state != KUA_COUNTED)
		return KUA_OK;
	kua_line_of(c->petition, s, kua_vec_add(&c->lines)->v);
	*kua_vec_add(&c->place) = s->place ? kua_intern_add(c->spelt, s->place, strlen(s->place)) : KUA_NO_ID;
	if (s->state == KUA_CONFIRMED)
		*kua_vec_add(&c->confirmed) = s->nr;
	if (s->may_name)
		*kua_vec_add(&c->named) = kua_arena_printf(c->arena, "%s%s%s", s->name, s->place ? ", " : "", s->place ? s->place : "");
	return KUA_OK;
}

/* ---- what is published ---- */

static enum kua_code write_list(const struct petition_tally *c, const char *path, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	char hex[LINE_HEX + 1];
	for (size_t i = 0; i < c->lines.n; i++)
		kua_buf_printf(&b, "%s\n", sodium_bin2hex(hex, sizeof hex, c->lines.v[i].v, KUA_LINE_BYTES));
	enum kua_code code = petition_write_file(path, &b, err);
	kua_buf_free(&b);
	return code;
}

static enum kua_code mark_counted(struct kua_call *call, struct kua_desk *d, const struct petition_tally *c, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	struct kua_arena *a = kua_arena_new();
	const struct kua_sign_change how = {.day = kua_call_today(call), .who = call->who, .why = "in a published count"};
	for (size_t i = 0; code == KUA_OK && i < c->confirmed.n; i++) {
		struct kua_signature s;
		kua_arena_clear(a);
		code = kua_desk_row(d, c->confirmed.v[i], a, &s, err);
		if (code == KUA_OK)
			code = kua_signature_change(&s, KUA_COUNTED, &how, a, err);
		if (code == KUA_OK)
			code = kua_desk_save(d, &s, err);
		if (i % 20000 == 0)
			kua_tell(&call->progress, "counting", i, c->confirmed.n);
	}
	kua_arena_free(a);
	return code;
}

/* ---- what is printed ---- */

static void print_totals(struct kua_call *call, const struct kua_totals *t)
{
	if (call->json)
		kua_out("{\"type\":\"count\",\"all\":%" PRId64, t->all);
	for (unsigned i = 0; i < KUA_SIGN_STATES; i++)
		if (call->json)
			kua_out(",\"%s\":%" PRId64, kua_sign_state_name((enum kua_sign_state)i), t->state[i]);
		else
			kua_out("%9" PRId64 "  %s\n", t->state[i], kua_sign_state_name((enum kua_sign_state)i));
	if (call->json)
		kua_out(",\"not_kept\":%" PRId64 "}\n", t->refused);
	else
		kua_out("%9" PRId64 "  in all\n", t->all);
	if (!call->json && t->refused)
		kua_out("%9" PRId64 "  not kept: more than %d of one address, or too many in an hour\n", t->refused, (int)KUA_PER_ADDRESS);
}

enum kua_code petition_tally_places(struct kua_call *call, const struct petition_tally *c, struct kua_place_count **v, size_t *n,
                                    struct kua_error *err)
{
	struct kua_names *names = NULL;
	enum kua_code code = kua_names_load(call->data_dir, &names, err);
	if (code != KUA_OK)
		return code;
	const char **places = kua_malloc(kua_mul(c->place.n, sizeof *places));
	for (size_t i = 0; i < c->place.n; i++)
		places[i] = c->place.v[i] == KUA_NO_ID ? NULL : kua_intern_text(c->spelt, c->place.v[i]);
	kua_counts_by_place(names, places, c->place.n, call->arena, v, n);
	free(places);
	kua_names_free(names);
	return KUA_OK;
}

static enum kua_code print_places(struct kua_call *call, const struct petition_tally *c, struct kua_error *err)
{
	struct kua_place_count *v = NULL;
	size_t n = 0;
	enum kua_code code = petition_tally_places(call, c, &v, &n, err);
	if (!call->json && n)
		kua_out("\nconfirmed and counted, by place; places with fewer than %d are among the others:\n", (int)KUA_PLACE_LEAST);
	for (size_t i = 0; i < n; i++)
		if (call->json) {
			struct kua_buf b = KUA_BUF_INIT;
			kua_buf_printf(&b, "{\"type\":\"place\",\"n\":%" PRId64 ",\"place\":", v[i].n);
			kua_json_string(&b, v[i].place);
			kua_buf_str(&b, "}\n");
			kua_out_buf(&b);
			kua_buf_free(&b);
		} else {
			kua_out("%9" PRId64 "  ", v[i].n);
			kua_out_text(v[i].place ? v[i].place : "others");
			kua_out("\n");
		}
	return code;
}

enum kua_code petition_tally_take(struct kua_call *call, struct kua_desk *d, bool publish, struct petition_tally *c, struct kua_error *err)
{
	unsigned char root[KUA_LINE_BYTES];
	*c = (struct petition_tally){.petition = kua_desk_petition(d), .spelt = kua_intern_new(), .arena = call->arena};
	enum kua_code code = kua_desk_each(d, count_row, c, err);
	kua_lines_sort((unsigned char(*)[KUA_LINE_BYTES])c->lines.v, c->lines.n);
	if (code == KUA_OK && publish)
		code = mark_counted(call, d, c, err);
	if (code == KUA_OK)
		code = kua_desk_totals(d, &c->totals, err);
	kua_lines_root((const unsigned char(*)[KUA_LINE_BYTES])c->lines.v, c->lines.n, root);
	kua_checkpoint_write(kua_desk_petition(d), kua_desk_key(d), c->lines.n, root, &c->note);
	const char *list = kua_call_option(call, "list"), *checkpoint = kua_call_option(call, "checkpoint");
	if (code == KUA_OK && list)
		code = write_list(c, list, err);
	return code == KUA_OK && checkpoint ? petition_write_file(checkpoint, &c->note, err) : code;
}

void petition_tally_free(struct petition_tally *c)
{
	kua_vec_free(&c->lines);
	kua_vec_free(&c->confirmed);
	kua_vec_free(&c->place);
	kua_vec_free(&c->named);
	kua_intern_free(c->spelt);
	kua_buf_free(&c->note);
}

enum kua_code petition_count(struct kua_call *call, struct kua_error *err)
{
	bool publish = kua_call_option(call, "checkpoint") != NULL;
	struct petition_tally c = {0};
	struct kua_desk *d = NULL;
	enum kua_code code = petition_open(call, call->args[1], publish ? KUA_WRITE : KUA_READ, &d, err);
	if (code == KUA_OK && publish)
		code = kua_desk_begin(d, err);
	if (code == KUA_OK)
		code = petition_tally_take(call, d, publish, &c, err);
	if (code == KUA_OK && publish)
		code = kua_desk_commit(d, err);
	if (code == KUA_OK) {
		print_totals(call, &c.totals);
		code = print_places(call, &c, err);
	}
	kua_desk_close(d);
	petition_tally_free(&c);
	return code;
}

/* ---- for one signer ---- */

enum kua_code petition_receipt(struct kua_call *call, struct kua_error *err)
{
	struct kua_desk *d = NULL;
	struct kua_signature s;
	int64_t nr = 0;
	enum kua_code code = petition_number(call->args[2], "signature", &nr, err);
	if (code == KUA_OK)
		code = petition_open(call, call->args[1], KUA_READ, &d, err);
	if (code == KUA_OK)
		code = kua_desk_row(d, nr, call->arena, &s, err);
	if (code == KUA_OK && s.state == KUA_ERASED)
		code = kua_fail(err, KUA_USE, "signature %" PRId64 " is erased", nr);
	if (code == KUA_OK) {
		struct kua_buf b = KUA_BUF_INIT;
		kua_line_text(kua_desk_petition(d), &s, &b);
		kua_out_buf(&b); /* as it is: its hash is the line */
		kua_buf_free(&b);
	}
	kua_desk_close(d);
	return code;
}

/* ---- for anybody ---- */

static enum kua_code parse_list(const char *path, struct kua_buf *b, struct petition_tally *c, struct kua_error *err)
{
	size_t number = 0;
	for (char *s = b->data, *end = b->data + b->len; s && s < end; s += LINE_HEX + 1) {
		size_t made = 0;
		struct petition_line *l = kua_vec_add(&c->lines);
		number++;
		if (end - s <= LINE_HEX || s[LINE_HEX] != '\n' || sodium_hex2bin(l->v, sizeof l->v, s, LINE_HEX, NULL, &made, NULL) != 0 ||
		    made != KUA_LINE_BYTES)
			return kua_fail(err, KUA_DATA, "%s:%zu: not a line of %d hex digits", path, number, (int)LINE_HEX);
		if (number > 1 && memcmp(c->lines.v[number - 2].v, l->v, KUA_LINE_BYTES) >= 0)
			return kua_fail(err, KUA_DATA, "%s:%zu: out of order, or the same line twice", path, number);
	}
	return KUA_OK;
}

static enum kua_code find_receipt(const struct petition_tally *c, const char *path, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	unsigned char line[KUA_LINE_BYTES];
	enum kua_code code = kua_read_file(path, KUA_SIGN_TEXT, &b, err);
	if (code != KUA_OK)
		return code;
	(void)crypto_hash_sha256(line, (const unsigned char *)(b.data ? b.data : ""), b.len);
	kua_buf_free(&b);
	for (size_t i = 0; i < c->lines.n; i++)
		if (memcmp(c->lines.v[i].v, line, KUA_LINE_BYTES) == 0) {
			kua_out("the receipt's line is number %zu of the list\n", i + 1);
			return KUA_OK;
		}
	return kua_fail(err, KUA_DATA, "%s: its line is not in the list", path);
}

enum kua_code petition_verify(struct kua_call *call, struct kua_error *err)
{
	struct petition_tally c = {0};
	struct kua_buf list = KUA_BUF_INIT, note = KUA_BUF_INIT;
	struct kua_checkpoint said;
	unsigned char root[KUA_LINE_BYTES];
	enum kua_code code = kua_read_file(call->args[1], LIST_BYTES, &list, err);
	if (code == KUA_OK)
		code = kua_read_file(call->args[2], KUA_SIGN_TEXT, &note, err);
	if (code == KUA_OK && kua_checkpoint_read(note.data ? note.data : "", note.len, call->arena, &said, err) != KUA_OK)
		code = kua_fail_in(err, "%s", call->args[2]);
	if (code == KUA_OK)
		code = parse_list(call->args[1], &list, &c, err);
	if (code == KUA_OK) {
		kua_lines_root((const unsigned char(*)[KUA_LINE_BYTES])c.lines.v, c.lines.n, root);
		if ((int64_t)c.lines.n != said.n || memcmp(root, said.root, sizeof root) != 0)
			code = kua_fail(err, KUA_DATA, "%s: not the list of this checkpoint: that has %" PRId64 " lines, this one %zu", call->args[1], said.n,
			                c.lines.n);
	}
	if (code == KUA_OK) {
		kua_out("%" PRId64 " signatures; the list is that of %s, and its signature holds\n", said.n, said.origin);
		if (kua_call_option(call, "receipt"))
			code = find_receipt(&c, kua_call_option(call, "receipt"), err);
	}
	kua_vec_free(&c.lines);
	kua_buf_free(&list);
	kua_buf_free(&note);
	return code;
}
