/*
 * read_warc.c - web archives (WARC): each captured page becomes a document inside this one, with its address and the time of
 * its capture.
 *
 * Records are read one behind the other, from the file as it is or out of gzip members. Where a record's length is wrong the next
 * one is looked for: at the next gzip member, or at the next line that begins a record. A revisit says that a page was
 * captured again and was the same: it is answered with the bytes of the capture it refers to. Digests are compared; what programs
 * take them of differs, so any of the usual ways is taken for right.
 */
#include <string.h>

#include "intake/digest.h"
#include "intake/http.h"
#include "intake/members.h"
#include "intake/pages.h"
#include "intake/records.h"
#include "intake/warc.h"

#define REVISITS ((size_t)100000)
#define PASSED ((size_t)1 << 30) /* bytes unpacked again on the way to captures that revisits refer to */

struct revisit { /* in the arena of the reading */
	struct kua_str url, date, digest, refers_to, refers_on;
};

struct place { /* of a record */
	size_t file;
	struct kua_member_at at;
};

struct reading {
	struct kua_records records; /* of the file being read */
	const struct kua_str *files;
	size_t n_files, file; /* the one being read */
	struct kua_members *m;
	struct kua_arena *arena;
	struct kua_buf name, raw_name;
	struct kua_intern *digests, *captures, *addresses; /* of pages: by digest, by address and date, by address */
	KUA_VEC(struct place) by_digest, by_capture, by_address; /* where each is */
	KUA_VEC(struct revisit) revisits;
	size_t left[KUA_CAPTURES], wrong, n_records, lost;
	char wrong_name[160];
	bool stopped, told_info;
	bool data_too; /* there is nothing but answers for machines: then these are what somebody captured */
};

/* ---- times ---- */

/* "2017-03-06T04:03:53.123Z", "20170306040353" -> "2017-03-06T04:03:53Z"; "" where it is none. */
static void read_time(struct kua_str s, char out[21])
{
	char d[14];
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < s.n && n < 14 && s.s[i] != '.'; i++)
		if (s.s[i] >= '0' && s.s[i] <= '9')
			d[n++] = s.s[i];
	if (n == 14)
		(void)snprintf(out, 21, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", d, d + 4, d + 6, d + 8, d + 10, d + 12);
}

/* ---- what is answered ---- */

static struct kua_str own(struct reading *r, struct kua_str s)
{
	return (struct kua_str){kua_arena_strndup(r->arena, s.n ? s.s : "", s.n), s.n};
}

static struct kua_str name_of(struct reading *r, struct kua_str url)
{
	bool outside = r->m->outside; /* addresses lead nowhere */
	kua_buf_clear(&r->raw_name);
	kua_name_of_url(url, &r->raw_name);
	r->m->seen++;
	kua_member_name(r->m, (struct kua_str){r->raw_name.data, r->raw_name.len}, &r->name);
	r->m->outside = outside;
	return (struct kua_str){r->name.data, r->name.len};
}

/* A capture's bytes, with what was said of them. */
struct capture {
	struct kua_str type, plain;
	struct kua_body body;
	enum kua_capture kind;
};

static bool is_answer(const struct kua_record *rec)
{
	return kua_str_is(rec->type, "response") && rec->block.n > 4 && strncasecmp(rec->block.s, "HTTP", 4) == 0;
}

static void open_answer(const struct kua_record *rec, size_t room, struct capture *c)
{
	struct kua_http h;
	kua_http_read(rec->block, &h);
	c->type = h.type.n ? h.type : kua_field(rec->head, "WARC-Identified-Payload-Type");
	c->body.whole = c->plain = h.body;
	if (h.status < 200 || h.status >= 300 || h.status == 206) {
		c->kind = KUA_CAPTURE_ERROR;
		return;
	}
	c->kind = kua_judge_capture(c->type, rec->url, h.body);
	if (!kua_may_be_page(c->type, rec->url) && c->kind != KUA_CAPTURE_PAGE)
		return;
	kua_http_body(&h, room, &c->body);
	c->plain = c->body.plain;
	c->kind = kua_judge_capture(c->type, rec->url, c->plain);
}

static void open_capture(struct reading *r, const struct kua_record *rec, struct capture *c)
{
	size_t room = kua_members_room(r->m);
	*c = (struct capture){.type = kua_field(rec->head, "Content-Type"), .plain = rec->block};
	c->body.whole = rec->block;
	r->stopped |= room == 0;
	if (is_answer(rec))
		open_answer(rec, room < KUA_RECORD_BYTES ? room : KUA_RECORD_BYTES, c);
	else
		c->kind = kua_judge_capture(c->type, rec->url, rec->block);
	r->m->unpacked += c->plain.n;
}

static void answer_capture(struct reading *r, const struct capture *c, struct kua_str url, struct kua_str date)
{
	struct kua_found_inner inner = {.url = url, .media_type = c->type, .bytes = c->plain};
	read_time(date, inner.captured_at);
	inner.name = name_of(r, url);
	r->stopped |= !kua_answer_inner(r->m->o, &inner);
}

/* ---- digests ---- */

static void wrong_digest(struct reading *r, struct kua_str url)
{
	if (!r->wrong++)
		(void)snprintf(r->wrong_name, sizeof r->wrong_name, "%.*s", (int)kua_cut(url.s, url.n, 150), url.n ? url.s : "");
}

static void check_digests(struct reading *r, const struct kua_record *rec, const struct capture *c)
{
	struct kua_str block = kua_field(rec->head, "WARC-Block-Digest"), payload = kua_field(rec->head, "WARC-Payload-Digest");
	if (rec->torn)
		return;
	if (kua_check_digest(block, rec->block) == KUA_DIGEST_WRONG) {
		wrong_digest(r, rec->url);
		return;
	}
	struct kua_str ways[4] = {rec->block};
	size_t n = 1, head = kua_head_bytes(rec->block);
	if (kua_str_is(rec->type, "revisit"))
		return;
	if (head)
		ways[n++] = (struct kua_str){rec->block.s + head, rec->block.n - head};
	if (c) {
		ways[n++] = c->body.whole;
		ways[n++] = c->plain;
	}
	bool wrong = false;
	for (size_t i = n; i > 0; i--) { /* the likeliest are last */
		enum kua_digest d = kua_check_digest(payload, ways[i - 1]);
		if (d != KUA_DIGEST_WRONG)
			return;
		wrong = true;
	}
	if (wrong)
		wrong_digest(r, rec->url);
}

/* ---- captures by what later ones refer to ---- */

static void remember(struct kua_intern *in, size_t *n, struct kua_str key, bool *first)
{
	size_t before = kua_intern_count(in);
	*n = kua_intern_add(in, key.n ? key.s : "", key.n);
	*first = kua_intern_count(in) > before;
}

static struct kua_str capture_key(struct reading *r, struct kua_str url, struct kua_str date)
{
	char when[21];
	read_time(date, when);
	const char *key = kua_arena_printf(r->records.scratch, "%s %.*s", when, (int)(url.n < 8000 ? url.n : 8000), url.n ? url.s : "");
	return kua_str(key);
}

static void remember_capture(struct reading *r, const struct kua_record *rec, struct place where)
{
	size_t id;
	bool first;
	struct kua_str digest = kua_field(rec->head, "WARC-Payload-Digest");
	if (digest.n) {
		remember(r->digests, &id, digest, &first);
		if (first)
			*kua_vec_add(&r->by_digest) = where;
	}
	remember(r->captures, &id, capture_key(r, rec->url, rec->date), &first);
	if (first)
		*kua_vec_add(&r->by_capture) = where;
	remember(r->addresses, &id, rec->url, &first);
	if (first)
		*kua_vec_add(&r->by_address) = where;
	else
		r->by_address.v[id] = where; /* the last one before */
}

/* ---- kinds of records ---- */

static void read_capture(struct reading *r, const struct kua_record *rec, struct place where)
{
	struct capture c;
	open_capture(r, rec, &c);
	check_digests(r, rec, &c);
	if (c.kind == KUA_CAPTURE_DATA && r->data_too)
		c.kind = KUA_CAPTURE_PAGE;
	if (c.kind != KUA_CAPTURE_PAGE) {
		r->left[c.kind]++;
	} else if (!r->stopped && c.plain.n) {
		if (c.body.large && !kua_members_room(r->m)) { /* a bomb is no page */
			r->stopped = true;
			kua_http_body_free(&c.body);
			return;
		}
		bool cut = rec->torn || c.body.torn || c.body.large || kua_field(rec->head, "WARC-Truncated").n;
		if (cut)
			kua_members_leave_out(&r->m->torn, rec->url);
		answer_capture(r, &c, rec->url, rec->date);
		remember_capture(r, rec, where);
	}
	kua_http_body_free(&c.body);
}

/* "urn:" and the like name what crawlers write for themselves: logs, outlines, pictures of pages. */
static bool is_address(struct kua_str url)
{
	static const char *const others[] = {"urn:", "metadata:", "dns:", "whois:", "filedesc:", "crawler:"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		size_t n = strlen(others[i]);
		if (url.n >= n && strncasecmp(url.s, others[i], n) == 0)
			return false;
	}
	return true;
}

static void read_info(struct reading *r, struct kua_str fields)
{
	static const char *const names[] = {"software", "operator", "description", "isPartOf", "publisher", "hostname"};
	for (size_t i = 0; i < sizeof names / sizeof *names && !r->told_info; i++)
		kua_answer_meta(r->m->o, names[i], kua_field(fields, names[i]));
	r->told_info = true;
}

static void keep_revisit(struct reading *r, const struct kua_record *rec)
{
	if (r->revisits.n >= REVISITS)
		return;
	struct kua_str to = kua_field(rec->head, "WARC-Refers-To-Target-URI");
	*kua_vec_add(&r->revisits) = (struct revisit){
		own(r, rec->url), own(r, rec->date), own(r, kua_field(rec->head, "WARC-Payload-Digest")),
		own(r, to.n ? to : rec->url), own(r, kua_field(rec->head, "WARC-Refers-To-Date"))};
}

static void read_one(struct reading *r, struct kua_record *rec, struct place where)
{
	bool capture = kua_str_is(rec->type, "response") || kua_str_is(rec->type, "resource") ||
	    kua_str_is(rec->type, "conversion");
	if (capture && is_address(rec->url)) {
		read_capture(r, rec, where);
		return;
	}
	check_digests(r, rec, NULL);
	if (kua_str_is(rec->type, "warcinfo"))
		read_info(r, rec->block);
	else if (kua_str_is(rec->type, "revisit"))
		keep_revisit(r, rec);
}

/* ---- the whole ---- */

static void read_file(struct reading *r)
{
	struct kua_record rec;
	for (;;) {
		size_t declared;
		if (r->stopped || !kua_record_next(&r->records))
			return;
		struct place where = {r->file, kua_unpack_here(&r->records.source)};
		if (!kua_record_read(&r->records, &rec))
			return;
		r->n_records++;
		r->records.damaged |= !kua_record_length(&rec, &declared);
		if (declared != SIZE_MAX && declared > KUA_RECORD_BYTES && kua_record_pass(&r->records, declared)) {
			kua_members_leave_out(&r->m->large, rec.url);
			continue;
		}
		kua_record_block(&r->records, &rec, declared);
		read_one(r, &rec, where);
		r->records.damaged |= rec.torn;
		kua_unpack_pass(&r->records.source, rec.block.n);
	}
}

static const struct place *find_original(struct reading *r, const struct revisit *v)
{
	uint32_t id = v->digest.n ? kua_intern_find(r->digests, v->digest.s, v->digest.n) : KUA_NO_ID;
	if (id != KUA_NO_ID)
		return &r->by_digest.v[id];
	struct kua_str key = capture_key(r, v->refers_to, v->refers_on);
	id = v->refers_on.n ? kua_intern_find(r->captures, key.s, key.n) : KUA_NO_ID;
	if (id != KUA_NO_ID)
		return &r->by_capture.v[id];
	id = v->digest.n || !v->refers_to.n ? KUA_NO_ID : kua_intern_find(r->addresses, v->refers_to.s, v->refers_to.n);
	return id == KUA_NO_ID ? NULL : &r->by_address.v[id];
}

/* The capture again, with the revisit's own address and time. */
static void answer_revisit(struct reading *r, const struct revisit *v, const struct place *where)
{
	struct kua_record rec;
	struct capture c;
	size_t declared;
	kua_unpack_close(&r->records.source);
	kua_unpack_open(&r->records.source, r->files[where->file], where->at.file);
	kua_unpack_pass(&r->records.source, where->at.plain);
	if (!kua_record_read(&r->records, &rec))
		return;
	(void)kua_record_length(&rec, &declared);
	kua_record_block(&r->records, &rec, declared);
	open_capture(r, &rec, &c);
	if (c.kind == KUA_CAPTURE_PAGE && !r->stopped)
		answer_capture(r, &c, v->url, v->date);
	kua_http_body_free(&c.body);
}

static void answer_revisits(struct reading *r)
{
	size_t passed = 0;
	for (size_t i = 0; i < r->revisits.n && !r->stopped; i++) {
		const struct place *where = find_original(r, &r->revisits.v[i]);
		passed += where ? where->at.plain : 0;
		if (where && passed <= PASSED)
			answer_revisit(r, &r->revisits.v[i], where);
		else
			r->lost++;
	}
}

static void tell_left_out(const struct reading *r)
{
	static const char *const what[KUA_CAPTURES] = {
		[KUA_CAPTURE_PART] = "scripts, styles and fonts", [KUA_CAPTURE_IMAGE] = "small images",
		[KUA_CAPTURE_MEDIA] = "sounds and films", [KUA_CAPTURE_DATA] = "answers for machines",
		[KUA_CAPTURE_BLANK] = "without words", [KUA_CAPTURE_ERROR] = "redirects and errors",
	};
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < KUA_CAPTURES; i++)
		if (r->left[i] && what[i])
			kua_buf_printf(&b, "%s%zu %s", b.len ? ", " : "", r->left[i], what[i]);
	if (b.len)
		kua_answer_diagnose(r->m->o, KUA_DIAG_NOT_PAGES, "%s", b.data);
	kua_buf_free(&b);
}

static void diagnose(const struct reading *r)
{
	struct kua_answer *o = r->m->o;
	tell_left_out(r);
	if (r->wrong)
		kua_answer_diagnose(o, KUA_DIAG_DIGEST, "%zu, the first is %s", r->wrong,
		                    r->wrong_name[0] ? r->wrong_name : "without an address");
	if (r->lost)
		kua_answer_diagnose(o, KUA_DIAG_REVISITS, "%zu", r->lost);
	if (r->records.damaged)
		kua_answer_diagnose(o, KUA_DIAG_ARCHIVE_DAMAGED, "%zu records could be read", r->n_records);
}

static void read_files(struct reading *r)
{
	for (r->file = 0; r->file < r->n_files && !r->stopped; r->file++) {
		kua_unpack_close(&r->records.source);
		kua_unpack_open(&r->records.source, r->files[r->file], 0);
		read_file(r);
		r->records.damaged |= r->records.source.damaged;
	}
	if (r->m->o->inner || !r->left[KUA_CAPTURE_DATA] || r->data_too)
		return;
	memset(r->left, 0, sizeof r->left);
	r->wrong = r->n_records = r->revisits.n = 0;
	r->data_too = true;
	read_files(r);
}

void kua_read_records(struct kua_members *m, const struct kua_str *files, size_t n)
{
	struct reading r = {.m = m, .files = files, .n_files = n, .arena = kua_arena_new(), .records.scratch = kua_arena_new(),
	                    .digests = kua_intern_new(), .captures = kua_intern_new(), .addresses = kua_intern_new()};
	read_files(&r);
	answer_revisits(&r);
	diagnose(&r);
	kua_unpack_close(&r.records.source);
	kua_intern_free(r.digests);
	kua_intern_free(r.captures);
	kua_intern_free(r.addresses);
	kua_vec_free(&r.by_digest);
	kua_vec_free(&r.by_capture);
	kua_vec_free(&r.by_address);
	kua_vec_free(&r.revisits);
	kua_buf_free(&r.name);
	kua_buf_free(&r.raw_name);
	kua_arena_free(r.arena);
	kua_arena_free(r.records.scratch);
}

bool kua_is_warc(struct kua_str file)
{
	struct kua_unpack s;
	kua_unpack_open(&s, file, 0);
	bool is = kua_is_record(kua_unpack_peek(&s, 8));
	kua_unpack_close(&s);
	return is;
}

bool kua_read_warc(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	(void)name;
	struct kua_members m;
	struct kua_str file = {bytes, n};
	if (!kua_is_warc(file))
		return false;
	kua_answer_media_type(o, "application/warc");
	kua_members_init(&m, w, o, n);
	kua_read_records(&m, &file, 1);
	if (!o->inner)
		kua_answer_diagnose(o, KUA_DIAG_EMPTY, "no captured page");
	kua_members_end(&m);
	return true;
}
