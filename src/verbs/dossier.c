/*
 * dossier.c - kua dossier: one event or one person for an inquiry, as a folder: the dossier as HTML and PDF, the annexes as they were received,
 * and a list of hashes that sha256sum -c reads. The folder is made beside its place and moved there when it is whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "custody/custody.h"
#include "publish/letters.h"
#include "report/report.h"
#include "verbs/verbs.h"

enum { NAME_BYTES = 80 }; /* of an annex's file name that stay */

struct annex {
	const char *document, *file; /* file: NULL where it is kept back */
	const char *says;
	const char *sha256;
};

struct making {
	struct kua_call *call;
	const struct kua_loaded *whole; /* with all names */
	const struct kua_public *public; /* who may not be named; NULL: all may */
	struct kua_intern *hidden;       /* documents that name somebody who may not be named */
	KUA_VEC(struct annex) annexes;   /* by number */
	const char *folder;
	struct kua_buf hashes;
};

/* ---- annexes ---- */

static bool hides(const struct kua_public *p, const struct kua_list *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (kua_public_hides(p, v->v[i]))
			return true;
	return false;
}

/* What Kua has not read may name anybody. */
static bool tells_too_much(const struct kua_public *p, const struct kua_document *d)
{
	return !d->read || d->partial == 1 || kua_public_hides(p, d->name) || hides(p, &d->metadata);
}

static void find_hidden(struct making *m)
{
	const struct kua_loaded *l = m->whole;
	for (size_t i = 0; m->public && i < l->n_documents; i++)
		if (tells_too_much(m->public, &l->documents[i]))
			(void)kua_intern_add(m->hidden, l->documents[i].id, strlen(l->documents[i].id));
	for (size_t i = 0; m->public && i < l->in.n_items; i++) {
		const struct kua_item *item = &l->in.items[i];
		if (item->document_id && (kua_public_hides(m->public, item->text) || kua_public_hides(m->public, item->title) ||
		                          kua_public_hides(m->public, item->author) || hides(m->public, &item->addressees)))
			(void)kua_intern_add(m->hidden, item->document_id, strlen(item->document_id));
	}
}

/* "03-letter.txt": what may not stand in a file's name anywhere becomes a hyphen. */
static const char *file_name(struct kua_arena *a, size_t number, const char *name)
{
	const char *slash = strrchr(name, '/'), *last = slash ? slash + 1 : name;
	size_t n = strlen(last), from = n > NAME_BYTES ? n - NAME_BYTES : 0;
	while (((unsigned char)last[from] & 0xc0) == 0x80)
		from++;
	char *out = kua_arena_printf(a, "%02zu-%s", number, last + from);
	for (char *p = out; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f || strchr("<>:\"/\\|?*", *p))
			*p = '-';
	n = strlen(out);
	while (out[n - 1] == '.' || out[n - 1] == ' ')
		out[--n] = '\0';
	return out;
}

static const char *annex_says(void *ctx, const struct kua_document *d, size_t number)
{
	struct making *m = ctx;
	struct kua_arena *a = m->call->arena;
	while (m->annexes.n < number)
		*kua_vec_add(&m->annexes) = (struct annex){0};
	struct annex *x = &m->annexes.v[number - 1];
	if (x->document)
		return x->says;
	bool hidden = kua_intern_find(m->hidden, d->id, strlen(d->id)) != KUA_NO_ID;
	x->document = d->id;
	x->sha256 = d->sha256;
	x->file = hidden ? NULL : file_name(a, number, d->name ? d->name : d->id);
	x->says = hidden ? "kept back: it names somebody who did not allow it, or could not be read whole" : kua_arena_printf(a, "annexes/%s", x->file);
	return x->says;
}

/* ---- files ---- */

static enum kua_code open_new(struct making *m, const char *name, int *fd, struct kua_error *err)
{
	const char *path = kua_arena_printf(m->call->arena, "%s/%s", m->folder, name);
	*fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	return *fd < 0 ? kua_fail(err, KUA_WORLD, "%s: cannot be written: %s", path, strerror(errno)) : KUA_OK;
}

static enum kua_code finish(struct making *m, const char *name, int fd, enum kua_code code, struct kua_error *err)
{
	if (code == KUA_OK && fsync(fd) != 0)
		code = kua_fail(err, KUA_WORLD, "%s/%s: cannot be written: %s", m->folder, name, strerror(errno));
	close(fd);
	return code;
}

static void note_hash(struct making *m, const char *sha256, const char *name)
{
	kua_buf_printf(&m->hashes, "%s  %s\n", sha256, name);
}

static enum kua_code put_file(struct making *m, const char *name, const struct kua_buf *b, struct kua_error *err)
{
	int fd;
	enum kua_code code = open_new(m, name, &fd, err);
	return code == KUA_OK ? finish(m, name, fd, kua_write_all(fd, b->data, b->len, err), err) : code;
}

static enum kua_code put_report(struct making *m, const struct kua_report_input *in, const struct kua_dossier *dossier,
                                enum kua_report_format format, const char *name, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	char sha256[KUA_SHA256_HEX + 1];
	enum kua_code code = kua_report_dossier(in, dossier, &(struct kua_report_options){.format = format, .all = true}, &b, err);
	if (code == KUA_OK)
		code = put_file(m, name, &b, err);
	if (code == KUA_OK) {
		kua_sha256(b.data, b.len, sha256);
		note_hash(m, sha256, name);
	}
	kua_buf_free(&b);
	return code;
}

static enum kua_code put_annexes(struct making *m, struct kua_casebook *cb, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	int fd;
	for (size_t i = 0; i < m->annexes.n && code == KUA_OK; i++) {
		const struct annex *x = &m->annexes.v[i];
		if (!x->file)
			continue;
		code = open_new(m, x->says, &fd, err);
		if (code != KUA_OK)
			break;
		code = finish(m, x->says, fd, kua_casebook_bytes_to(cb, x->document, fd, err), err);
		note_hash(m, x->sha256, x->says);
	}
	return code == KUA_OK ? put_file(m, "SHA256SUMS", &m->hashes, err) : code;
}

/* Take away what was made, where something went wrong. */
static void clear(struct making *m)
{
	static const char *const own[] = {"dossier.html", "dossier.pdf", "SHA256SUMS"};
	struct kua_arena *a = m->call->arena;
	for (size_t i = 0; i < m->annexes.n; i++)
		if (m->annexes.v[i].file)
			(void)unlink(kua_arena_printf(a, "%s/%s", m->folder, m->annexes.v[i].says));
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		(void)unlink(kua_arena_printf(a, "%s/%s", m->folder, own[i]));
	(void)rmdir(kua_arena_printf(a, "%s/annexes", m->folder));
	(void)rmdir(m->folder);
}

/* ---- the whole ---- */

static enum kua_code folder_new(struct making *m, const char *out, struct kua_error *err)
{
	struct stat st;
	size_t n = strlen(out);
	while (n > 1 && out[n - 1] == '/')
		n--;
	if (stat(out, &st) == 0)
		return kua_fail(err, KUA_USE, "%s is there already; a dossier is written into a new folder", out);
	m->folder = kua_arena_printf(m->call->arena, "%.*s.part-%ld", (int)n, out, (long)getpid());
	if (mkdir(m->folder, 0777) != 0 || mkdir(kua_arena_printf(m->call->arena, "%s/annexes", m->folder), 0777) != 0)
		return kua_fail(err, KUA_WORLD, "%s: cannot be made: %s", m->folder, strerror(errno));
	return KUA_OK;
}

/* Exactly one event or person whose id begins with what was said; else the person who is called so. */
static enum kua_code about(const struct kua_call *call, const struct kua_loaded *l, const char **event, const char **person, struct kua_error *err)
{
	const char *said = call->args[1];
	size_t n = strlen(said), found = 0;
	for (size_t i = 0; n && i < l->result.n_events; i++)
		if (strncmp(l->result.events[i].id, said, n) == 0) {
			*event = l->result.events[i].id;
			found++;
		}
	for (size_t i = 0; n && i < l->in.n_entities; i++)
		if (strcmp(l->in.entities[i].kind, "person") == 0 && strncmp(l->in.entities[i].id, said, n) == 0) {
			*person = l->in.entities[i].id;
			found++;
		}
	if (found == 1)
		return KUA_OK;
	const struct kua_entity *called = NULL;
	struct kua_error none;
	if (n && !found && kua_letter_person(l->in.entities, l->in.n_entities, said, &called, &none) == KUA_OK) {
		*person = called->id;
		return KUA_OK;
	}
	return kua_fail(err, KUA_USE, found ? "more than one event or person begins with '%s'"
	                                    : "there is no event or person '%s'; 'kua events' and 'kua people' list them", said);
}

static enum kua_code write_all(struct making *m, struct kua_report_input *in, const struct kua_dossier *dossier, struct kua_error *err)
{
	struct kua_casebook *cb = NULL;
	const char *out = m->call->args[2], *what = dossier->person ? dossier->person : in->event;
	enum kua_code code = put_report(m, in, dossier, KUA_REPORT_HTML, "dossier.html", err);
	if (code == KUA_OK)
		code = put_report(m, in, dossier, KUA_REPORT_PDF, "dossier.pdf", err);
	if (code == KUA_OK)
		code = kua_call_open(m->call, KUA_WRITE, &cb, err);
	if (code == KUA_OK)
		code = put_annexes(m, cb, err);
	if (code == KUA_OK && rename(m->folder, out) != 0)
		code = kua_fail(err, KUA_WORLD, "%s: cannot be put in its place: %s", out, strerror(errno));
	if (code == KUA_OK)
		code = kua_casebook_begin(cb, err);
	if (code == KUA_OK)
		code = kua_journal_add(cb, m->call->who, m->call->now, "dossier", what, err);
	if (code == KUA_OK)
		code = kua_casebook_commit(cb, err);
	kua_casebook_close(cb);
	return code;
}

static void tell(struct making *m)
{
	size_t kept = 0;
	for (size_t i = 0; i < m->annexes.n; i++)
		kept += m->annexes.v[i].document && !m->annexes.v[i].file;
	kua_out("%s: dossier.html, dossier.pdf, %zu annex%s, SHA256SUMS\n", m->call->args[2], m->annexes.n - kept,
	        m->annexes.n - kept == 1 ? "" : "es");
	if (kept)
		kua_note("%zu document%s kept back, for %s somebody who did not allow it or could not be read whole; --names is for those who may see all",
		         kept, kept == 1 ? " is" : "s are", kept == 1 ? "it names" : "they name");
}

static enum kua_code scope_of(const struct kua_call *call, const char **scope, struct kua_error *err)
{
	const char *said = kua_call_option(call, "for");
	*scope = said ? said : "submit";
	if (said && kua_call_option(call, "names"))
		return kua_fail(err, KUA_USE, "--for and --names are two answers to one question; choose one");
	return strcmp(*scope, "submit") == 0 || strcmp(*scope, "government") == 0 || strcmp(*scope, "public") == 0
	               ? KUA_OK
	               : kua_fail(err, KUA_USE, "--for takes submit, government or public, not '%s'", *scope);
}

static enum kua_code dossier(struct kua_call *call, struct kua_loaded *l, struct kua_error *err)
{
	const char *scope, *today = kua_call_today(call);
	struct kua_loaded whole = *l;
	struct making m = {.call = call, .whole = &whole, .hidden = kua_intern_new(), .hashes = KUA_BUF_INIT};
	struct kua_dossier d = {.annex = annex_says, .ctx = &m};
	struct kua_public *public = NULL;
	struct kua_report_input input = {0};
	const char *event = NULL;
	enum kua_code code = scope_of(call, &scope, err);
	if (code == KUA_OK)
		code = about(call, l, &event, &d.person, err);
	if (code == KUA_OK && !kua_call_option(call, "names")) {
		m.public = public = kua_public_new(l, scope, today);
		find_hidden(&m);
		kua_public_loaded(public, l, NULL, call->arena);
	}
	if (code == KUA_OK)
		code = kua_call_report_input(call, l, NULL, &input, err);
	input.event = event;
	if (code == KUA_OK)
		code = folder_new(&m, call->args[2], err);
	if (code == KUA_OK)
		code = write_all(&m, &input, &d, err);
	if (code == KUA_OK)
		tell(&m);
	else if (m.folder)
		clear(&m);
	kua_public_free(public);
	kua_intern_free(m.hidden);
	kua_vec_free(&m.annexes);
	kua_buf_free(&m.hashes);
	return code;
}

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	return kua_call_with_loaded(call, dossier, err);
}

const struct kua_verb kua_verb_dossier = {
	.name = "dossier",
	.args = "CASEBOOK EVENT|PERSON FOLDER",
	.summary = "Write one event or person for an inquiry: account, claims with passages, annexes",
	.about =
		"Into a new folder: dossier.html and dossier.pdf, the documents they cite as annexes, byte for byte as they were received,\n"
		"and SHA256SUMS, by which 'sha256sum -c' proves that. The dossier has the account or the case, a time line, every claim with\n"
		"its passage, its document and its grades, what contradicts itself and what is not known.\n"
		"\n"
		"Nobody is named who did not allow it for this purpose ('kua judge ID allow scope=submit'), and a document that names such a\n"
		"person is listed with its hash but kept back. --names is for those who may see everything: the victim's own lawyer.",
	.options =
		(const struct kua_option[]){
			{"for", "SCOPE", "submit (unless said), government or public: for whom names must have been allowed"},
			{"names", NULL, "with all names and all annexes"},
			{"as", "NAME", "who is doing this, for the journal"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"The event that is told of most",
	                 "kua dossier case.kua $(kua export case.kua --format csv --type event | sed -n '2s/,.*//p') dossier"},
			{"Are the annexes what was received?", "cd dossier && sha256sum -c SHA256SUMS"},
			{0},
		},
	.least = 3,
	.most = 3,
	.run = run,
};
