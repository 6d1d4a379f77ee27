/* petition_rows.c - kua petition add, import, list, check, and what changes the state of single rows. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "verbs/petition.h"

enum { REFUSED_SHOWN = 20 };

/* ---- one signature, typed ---- */

static enum kua_code option_number(struct kua_call *call, const char *name, int64_t *out, struct kua_error *err)
{
	const char *said = kua_call_option(call, name);
	return said ? petition_number(said, name, out, err) : KUA_OK;
}

/* Keep it unless the petition is over. */
static enum kua_code keep_one(struct kua_call *call, struct kua_desk *d, struct kua_signature *s, const char *today, struct kua_error *err)
{
	bool open = false;
	enum kua_code code = kua_desk_begin(d, err);
	if (code == KUA_OK)
		code = kua_desk_is_open(d, today, &open, err);
	if (code == KUA_OK && !open && !s->sheet) { /* that it is over is kept; paper that was signed in time may be typed later */
		code = kua_desk_commit(d, err);
		return code == KUA_OK ? kua_fail(err, KUA_USE, "the petition closed on %s; what was signed on paper before has --sheet N",
		                                 kua_desk_petition(d)->closes) : code;
	}
	if (code == KUA_OK)
		code = kua_desk_add(d, s, call->who, NULL, err);
	if (code == KUA_OK)
		code = kua_desk_commit(d, err);
	return code;
}

enum kua_code petition_add(struct kua_call *call, struct kua_error *err)
{
	const char *today = kua_call_today(call);
	struct kua_signature s = {.name = call->args[2], .email = kua_call_option(call, "email"), .place = kua_call_option(call, "place"),
	                          .day = today, .may_name = kua_call_option(call, "may-name") != NULL, .state = KUA_CONFIRMED};
	struct kua_desk *d = NULL;
	enum kua_code code = option_number(call, "born", &s.born, err);
	if (code == KUA_OK)
		code = option_number(call, "sheet", &s.sheet, err);
	if (code == KUA_OK)
		code = option_number(call, "line", &s.line, err);
	s.how = s.sheet ? "sheet" : "typed";
	if (code == KUA_OK && kua_signature_check(&s, today, err) != KUA_OK)
		code = kua_fail_in(err, "not taken");
	if (code == KUA_OK)
		code = petition_open(call, call->args[1], KUA_WRITE, &d, err);
	if (code == KUA_OK)
		code = keep_one(call, d, &s, today, err);
	if (code == KUA_OK)
		kua_out("signature %" PRId64 "\n", s.nr);
	kua_desk_close(d);
	return code;
}

/* ---- a file of them ---- */

struct importing {
	struct kua_call *call;
	struct kua_desk *desk;
	const char *file, *today;
	enum kua_sign_state state;
	size_t taken, refused, erased;
};

static enum kua_code take(void *ctx, size_t line, const struct kua_signature *s, const char *why, struct kua_error *err)
{
	struct importing *x = ctx;
	bool was = false;
	const char *closes = kua_desk_petition(x->desk)->closes;
	if (s && s->day && closes && strcmp(s->day, closes) > 0) {
		why = "signed after the petition closed";
		s = NULL;
	}
	if (!s) {
		if (x->refused++ < REFUSED_SHOWN)
			kua_note("%s:%zu: not taken: %s", x->file, line, why);
		return KUA_OK;
	}
	enum kua_code code = kua_desk_was_erased(x->desk, s, &was, err);
	if (code != KUA_OK || was) {
		x->erased += was;
		return code;
	}
	struct kua_signature one = *s;
	one.state = x->state;
	one.day = s->day ? s->day : x->today;
	x->taken++;
	return kua_desk_add(x->desk, &one, x->call->who, NULL, err);
}

static bool ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n >= m && strcasecmp(s + n - m, end) == 0;
}

static enum kua_code read_rows(struct kua_call *call, struct importing *x, struct kua_error *err)
{
	const char *path = call->args[2], *format = kua_call_option(call, "format");
	struct kua_columns *columns = NULL;
	struct kua_import in = {.name = x->file, .today = x->today, .fn = take, .ctx = x, .arena = call->arena, .progress = &call->progress};
	bool osdi = format ? strcmp(format, "osdi") == 0 : ends_in(path, ".json") || ends_in(path, ".jsonl");
	if (format && !osdi && strcmp(format, "csv") != 0)
		return kua_fail(err, KUA_USE, "--format '%.20s': signatures come as csv or osdi", format);
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return kua_fail(err, KUA_USE, "%s: %s", path, strerror(errno));
	enum kua_code code = osdi ? KUA_OK : kua_columns_load(call->data_dir, &columns, err);
	in.columns = columns;
	if (code == KUA_OK)
		code = osdi ? kua_osdi_import(fd, &in, err) : kua_csv_import(fd, &in, err);
	if (fd != STDIN_FILENO)
		(void)close(fd);
	if (code == KUA_OK && in.passed_over)
		kua_note("%s: these columns were not taken, as nothing needs them: %s", x->file, in.passed_over);
	kua_columns_free(columns);
	return code;
}

enum kua_code petition_import(struct kua_call *call, struct kua_error *err)
{
	struct importing x = {.call = call, .today = kua_call_today(call), .state = KUA_CONFIRMED, .file = strcmp(call->args[2], "-") ? call->args[2] : "standard input"};
	const char *state = kua_call_option(call, "state");
	if (state && (!kua_sign_state_named(state, &x.state) || x.state > KUA_CONFIRMED))
		return kua_fail(err, KUA_USE, "--state '%.20s': what is imported is pending or confirmed", state);
	enum kua_code code = petition_open(call, call->args[1], KUA_WRITE, &x.desk, err);
	if (code == KUA_OK)
		code = kua_desk_begin(x.desk, err);
	if (code == KUA_OK)
		code = read_rows(call, &x, err);
	if (code == KUA_OK) /* all of the file, or nothing of it */
		code = kua_desk_commit(x.desk, err);
	kua_desk_close(x.desk);
	if (code != KUA_OK)
		return code;
	kua_out("%zu signature%s taken, %zu not\n", x.taken, x.taken == 1 ? "" : "s", x.refused + x.erased);
	if (x.refused > REFUSED_SHOWN)
		kua_note("%s: %zu more lines were not taken", x.file, x.refused - REFUSED_SHOWN);
	if (x.erased)
		kua_note("%s: %zu are of people who were erased at their wish; they are not taken again", x.file, x.erased);
	if (x.refused)
		call->status = 1;
	return KUA_OK;
}

/* ---- the list ---- */

struct listing {
	struct kua_call *call;
	enum kua_sign_state only;
	bool all, csv;
	size_t n;
};

static const char *number_text(struct kua_arena *a, int64_t n)
{
	return n ? kua_arena_printf(a, "%" PRId64, n) : NULL;
}

static void print_fields(const struct listing *l, const struct kua_signature *s, struct kua_arena *a)
{
	const struct {
		const char *name, *value;
	} fields[] = {{"nr", number_text(a, s->nr)}, {"state", kua_sign_state_name(s->state)}, {"name", s->name}, {"email", s->email}, {"place", s->place},
	              {"born", number_text(a, s->born)}, {"day", s->day}, {"how", s->how}, {"sheet", number_text(a, s->sheet)},
	              {"line", number_text(a, s->line)}, {"language", s->language}, {"public", s->may_name ? "yes" : NULL}, {"of", number_text(a, s->of)}};
	struct kua_buf b = KUA_BUF_INIT;
	size_t n = sizeof fields / sizeof *fields;
	if (l->csv && l->n == 0)
		for (size_t i = 0; i < n; i++)
			kua_buf_printf(&b, "%s%s", fields[i].name, i + 1 < n ? "," : "\r\n");
	for (size_t i = 0; i < n; i++) {
		if (l->csv) {
			kua_csv_cell(&b, fields[i].value ? fields[i].value : "");
			kua_buf_str(&b, i + 1 < n ? "," : "\r\n");
		} else if (fields[i].value) {
			kua_buf_printf(&b, "%s\"%s\":", i ? "," : "{\"type\":\"signature\",", fields[i].name);
			kua_json_string(&b, fields[i].value);
		}
	}
	if (!l->csv)
		kua_buf_str(&b, "}\n");
	kua_out_buf(&b);
	kua_buf_free(&b);
}

static enum kua_code list_one(void *ctx, const struct kua_signature *s, struct kua_error *err)
{
	struct listing *l = ctx;
	(void)err;
	if (!l->all && s->state != l->only)
		return KUA_OK;
	struct kua_arena *a = kua_arena_new();
	if (l->csv || l->call->json) {
		print_fields(l, s, a);
	} else {
		const char *of = s->of ? kua_arena_printf(a, " of %" PRId64, s->of) : "";
		kua_out("%6" PRId64 "  %-9s%s  ", s->nr, kua_sign_state_name(s->state), of);
		kua_out_text(kua_arena_printf(a, "%s%s%s%s%s%s%s", s->name ? s->name : "(erased)", s->email ? " <" : "", s->email ? s->email : "",
		                              s->email ? ">" : "", s->place ? ", " : "", s->place ? s->place : "",
		                              s->born ? kua_arena_printf(a, ", %" PRId64, s->born) : ""));
		kua_out("\n");
	}
	l->n++;
	kua_arena_free(a);
	return KUA_OK;
}

enum kua_code petition_list(struct kua_call *call, struct kua_error *err)
{
	struct listing l = {.call = call, .all = true};
	const char *state = kua_call_option(call, "state"), *format = kua_call_option(call, "format");
	struct kua_desk *d = NULL;
	if (state && !kua_sign_state_named(state, &l.only))
		return kua_fail(err, KUA_USE, "--state '%.20s': pending, confirmed, duplicate, invalid, withdrawn, counted or erased", state);
	if (format && strcmp(format, "csv") != 0 && strcmp(format, "json") != 0 && strcmp(format, "text") != 0)
		return kua_fail(err, KUA_USE, "--format '%.20s': text, csv or json", format);
	l.all = !state;
	l.csv = format && strcmp(format, "csv") == 0;
	call->json = call->json || (format && strcmp(format, "json") == 0);
	enum kua_code code = petition_open(call, call->args[1], KUA_READ, &d, err);
	if (code == KUA_OK)
		code = kua_desk_each(d, list_one, &l, err);
	kua_desk_close(d);
	return code;
}

/* ---- who signed twice ---- */

static enum kua_code mark(struct kua_desk *d, const struct kua_found_twin *t, const char *today, struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_signature s;
	enum kua_code code = kua_desk_row(d, t->row, a, &s, err);
	const char *why = kua_arena_printf(a, "of signature %" PRId64 ": %s; %.0f %% likely", t->of,
	                                   t->same_address ? "the same address, and the names fit" : "name and place or birth year are the same",
	                                   t->chance * 100);
	if (code == KUA_OK)
		code = kua_signature_change(&s, KUA_DUPLICATE, &(struct kua_sign_change){.day = today, .who = "kua petition check", .why = why}, a, err);
	s.of = t->of;
	if (code == KUA_OK)
		code = kua_desk_save(d, &s, err);
	kua_arena_free(a);
	return code;
}

static enum kua_code print_twin(struct kua_call *call, struct kua_desk *d, const struct kua_found_twin *t, struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_signature s = {0}, of = {0};
	enum kua_code code = kua_desk_row(d, t->row, a, &s, err);
	if (code == KUA_OK)
		code = kua_desk_row(d, t->of, a, &of, err);
	if (code == KUA_OK && call->json) {
		kua_out("{\"type\":\"twin\",\"row\":%" PRId64 ",\"of\":%" PRId64 ",\"chance\":%.3f,\"sure\":%s,\"same_address\":%s}\n", t->row, t->of,
		        t->chance, t->sure ? "true" : "false", t->same_address ? "true" : "false");
	} else if (code == KUA_OK) {
		kua_out("%-9s %3.0f%%  ", t->sure ? "duplicate" : "look at", t->chance * 100);
		kua_out_text(kua_arena_printf(a, "%" PRId64 " %s", t->row, s.name));
		kua_out_text(kua_arena_printf(a, " %s %" PRId64 " %s%s%s%s", t->sure ? "is" : "may be", t->of, of.name, of.place ? ", " : "", of.place ? of.place : "",
		                              t->same_address ? " (the same address)" : ""));
		kua_out("\n");
	}
	kua_arena_free(a);
	return code;
}

static void say_found(size_t sure, size_t doubtful, bool dry)
{
	kua_note("%zu duplicate%s%s; %zu to look at%s", sure, sure == 1 ? "" : "s", !sure ? "" : dry ? ", not marked (--dry-run)" : ", marked", doubtful,
	         doubtful ? ": 'duplicate N --of N' where it is one, else it counts" : "");
}

enum kua_code petition_check(struct kua_call *call, struct kua_error *err)
{
	struct kua_desk *d = NULL;
	struct kua_names *names = NULL;
	struct kua_found_twin *twins = NULL;
	size_t n = 0, sure = 0;
	bool dry = kua_call_option(call, "dry-run") != NULL;
	enum kua_code code = petition_open(call, call->args[1], KUA_WRITE, &d, err);
	if (code == KUA_OK)
		code = kua_names_load(call->data_dir, &names, err);
	if (code == KUA_OK)
		code = kua_desk_begin(d, err);
	if (code == KUA_OK)
		code = kua_desk_check(d, names, &call->progress, &twins, &n, err);
	for (size_t i = 0; code == KUA_OK && i < n; i++) {
		sure += twins[i].sure;
		code = print_twin(call, d, &twins[i], err);
		if (code == KUA_OK && twins[i].sure && !dry)
			code = mark(d, &twins[i], kua_call_today(call), err);
	}
	if (code == KUA_OK)
		code = kua_desk_commit(d, err);
	if (code == KUA_OK)
		say_found(sure, n - sure, dry);
	free(twins);
	kua_names_free(names);
	kua_desk_close(d);
	return code;
}

/* ---- single rows ---- */

static enum kua_code change_one(struct kua_call *call, struct kua_desk *d, int64_t nr, enum kua_sign_state to, int64_t of, struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_signature s;
	enum kua_code code = kua_desk_row(d, nr, a, &s, err);
	const struct kua_sign_change how = {.day = kua_call_today(call), .who = call->who, .why = kua_call_option(call, "why")};
	if (code == KUA_OK)
		code = kua_signature_change(&s, to, &how, a, err);
	s.of = of;
	if (code == KUA_OK)
		code = kua_desk_save(d, &s, err);
	kua_arena_free(a);
	return code;
}

static enum kua_code first_row(struct kua_call *call, struct kua_desk *d, int64_t *of, struct kua_error *err)
{
	const char *said = kua_call_option(call, "of");
	if (!said)
		return kua_fail(err, KUA_USE, "say of which row: --of N");
	enum kua_code code = petition_number(said, "signature", of, err);
	struct kua_signature s;
	return code == KUA_OK ? kua_desk_row(d, *of, call->arena, &s, err) : code;
}

enum kua_code petition_state(struct kua_call *call, struct kua_error *err)
{
	static const struct {
		const char *word;
		enum kua_sign_state to;
	} states[] = {{"confirm", KUA_CONFIRMED}, {"invalid", KUA_INVALID}, {"duplicate", KUA_DUPLICATE}, {"withdraw", KUA_WITHDRAWN}};
	size_t i = 0;
	int64_t of = 0, nr = 0;
	struct kua_desk *d = NULL;
	while (strcmp(states[i].word, call->args[0]) != 0)
		i++;
	if (states[i].to == KUA_INVALID && !kua_call_option(call, "why"))
		return kua_fail(err, KUA_USE, "say why it does not count: --why TEXT");
	enum kua_code code = petition_open(call, call->args[1], KUA_WRITE, &d, err);
	if (code == KUA_OK && states[i].to == KUA_DUPLICATE)
		code = first_row(call, d, &of, err);
	if (code == KUA_OK)
		code = kua_desk_begin(d, err);
	for (size_t k = 2; code == KUA_OK && k < call->n_args; k++) {
		code = petition_number(call->args[k], "signature", &nr, err);
		if (code == KUA_OK && nr == of)
			code = kua_fail(err, KUA_USE, "signature %" PRId64 " cannot be a duplicate of itself", nr);
		if (code == KUA_OK)
			code = change_one(call, d, nr, states[i].to, of, err);
	}
	if (code == KUA_OK)
		code = kua_desk_commit(d, err);
	if (code == KUA_OK)
		kua_out("%zu %s %s\n", call->n_args - 2, call->n_args == 3 ? "signature is" : "signatures are", kua_sign_state_name(states[i].to));
	kua_desk_close(d);
	return code;
}

enum kua_code petition_erase(struct kua_call *call, struct kua_error *err)
{
	struct kua_desk *d = NULL;
	size_t n = 0;
	enum kua_code code = petition_open(call, call->args[1], KUA_WRITE, &d, err);
	for (size_t k = 2; code == KUA_OK && k < call->n_args; k++) {
		int64_t nr = 0;
		size_t rows = 0;
		code = petition_number(call->args[k], "signature", &nr, err);
		if (code == KUA_OK)
			code = kua_desk_erase(d, nr, call->who, kua_call_today(call), &rows, err);
		n += rows;
	}
	if (n)
		kua_out("%zu erased; %s.erased keeps them from coming back with an older copy of the file\n", n, call->args[1]);
	kua_desk_close(d);
	return code;
}
