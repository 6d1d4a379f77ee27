/*
 * read_mhtml.c - a web page saved as one file in the form of a mail (RFC 2557): the page goes to the reader of pages,
 * with the address it was saved from; its images, styles and frames stay in the original. Browsers say so in the head
 * ("Saved by ..."); a page whose frame holds no text of its own is read from its frames.
 */
#include "intake/mail.h"

#define NESTED 4 /* parts inside parts until the page */

static bool contains(struct kua_str s, const char *what)
{
	return s.n && memmem(s.s, s.n, what, strlen(what));
}

bool kua_mail_is_page(const struct kua_mail_part *part, const char *name)
{
	const struct kua_mail_head *h = &part->head;
	bool named = kua_str_ends(kua_str(name), ".mht") || kua_str_ends(kua_str(name), ".mhtml");
	bool saved = kua_mail_get(h, "snapshot-content-location").n || contains(kua_mail_get(h, "from"), "Saved by ");
	bool page = strncmp(part->type, "multipart/", 10) == 0 || strcmp(part->type, "text/html") == 0;
	return page && (named || saved) && !kua_mail_get(h, "to").n;
}

static bool is_page_part(const struct kua_mail_part *part)
{
	return strcmp(part->type, "text/html") == 0 || strcmp(part->type, "application/xhtml+xml") == 0;
}

/* The address of a part, where it is one of the web. */
static struct kua_str location_of(struct kua_mail *m, const struct kua_mail_part *part)
{
	struct kua_str url = kua_mail_decode(m, kua_mail_get(&part->head, "content-location"));
	return contains(url, "://") ? url : (struct kua_str){NULL, 0};
}

static void read_page(struct kua_mail *m, const struct kua_mail_part *part)
{
	struct kua_buf b = KUA_BUF_INIT, text = KUA_BUF_INIT;
	struct kua_str body = kua_mail_body(m, part, &b), charset = kua_mail_parameter(m, part->content_type, "charset");
	char declared[40] = "", found[40];
	if (charset.n && charset.n < sizeof declared)
		memcpy(declared, charset.s, charset.n);
	else if (!kua_declared_charset(body.s, body.n, declared))
		declared[0] = '\0';
	if (body.n && kua_to_utf8(m->w, body.s, body.n, *declared ? declared : NULL, &text, found, m->o) && text.len)
		kua_read_html(m->w, (struct kua_str){text.data, text.len}, m->o);
	kua_buf_free(&text);
	kua_buf_free(&b);
}

/* The pages below part, the first of which is the one that was saved; the others only where it gave nothing. */
static void read_pages(struct kua_mail *m, const struct kua_mail_part *part, unsigned depth, size_t *left_out)
{
	kua_mail_bodies bodies = {0};
	struct kua_mail_part inside = {0};
	if (is_page_part(part)) {
		if (m->o->items == 0) {
			struct kua_str own = location_of(m, part);
			m->o->url = own.n ? own : m->o->url;
			kua_answer_meta(m->o, "url", m->o->url);
			read_page(m, part);
		} else {
			++*left_out;
		}
	} else if (strncmp(part->type, "multipart/", 10) == 0 && depth < NESTED && kua_mail_split(m, part, part->raw, &bodies)) {
		for (size_t i = 0; i < bodies.n; i++) {
			kua_mail_read_part(m, bodies.v[i], "text/plain", &inside);
			read_pages(m, &inside, depth + 1, left_out);
		}
	} else {
		++*left_out;
	}
	kua_vec_free(&inside.head.fields);
	kua_vec_free(&bodies);
}

void kua_mail_read_page(struct kua_mail *m, const struct kua_mail_part *part)
{
	const struct kua_mail_head *h = &part->head;
	size_t left_out = 0;
	struct kua_str outer = kua_mail_decode(m, kua_mail_get(h, "snapshot-content-location"));
	m->o->url = outer.n ? outer : location_of(m, part);
	kua_answer_meta(m->o, "captured", kua_mail_decode(m, kua_mail_get(h, "date")));
	kua_answer_meta(m->o, "producer", kua_mail_decode(m, kua_mail_get(h, "from")));
	kua_answer_meta(m->o, "title", kua_mail_decode(m, kua_mail_get(h, "subject")));
	read_pages(m, part, 0, &left_out);
	if (left_out)
		kua_answer_diagnose(m->o, KUA_DIAG_NOT_PAGES, "%zu", left_out);
	m->o->url = (struct kua_str){NULL, 0}; /* it lives as long as m */
}
