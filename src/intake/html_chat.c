/*
 * html_chat.c - a chat or channel saved as a page (as messengers export it): each message is an item.
 *
 * A message is an element of a class of data/intake/html.txt that holds a mark of a full date: its time, which
 * often only an attribute gives in full. The first author's mark inside it is the sender; a further one is that of
 * what was passed on, whose text stays the message's. A message that joins the one before it has its sender.
 * Two or more such messages that hold at least half of the page's text make it a chat; what stands around them
 * (the channel's name, lines that part the days) is left out. Messages without text, as pictures alone, are no items.
 *
 * Ranges and marks both stand in the order of the page, so one pass over each is enough.
 */
#include <string.h>

#include "intake/html.h"

#define TIME_BYTES ((size_t)40) /* a line that shows the time and no more */

struct chat {
	struct kua_page *page;
	unsigned unwanted;
	size_t mark;    /* the first that is not before the message */
	bool answering; /* it is a chat: lines that show a time are no text */
};

struct message {
	struct kua_str sender;
	char date[11];
	bool dated;
};

/* What the marks inside r say; the lines that say it become lines about the item. */
static struct message read_marks(struct chat *c, const struct kua_range *r)
{
	struct message m = {.dated = false};
	while (c->mark < c->page->marks.n && c->page->marks.v[c->mark].block < r->first)
		c->mark++;
	for (; c->mark < c->page->marks.n && c->page->marks.v[c->mark].block < r->end; c->mark++) {
		const struct kua_mark *k = &c->page->marks.v[c->mark];
		char iso[11];
		if (k->kind == KUA_MARK_AUTHOR && !m.sender.n)
			m.sender = k->value;
		if (k->kind != KUA_MARK_DATE || m.dated || !kua_whole_date(c->page->w, k->value, iso) ||
		    strlen(iso) != 10)
			continue;
		memcpy(m.date, iso, sizeof iso);
		m.dated = true;
		struct kua_block *shown = &c->page->blocks.v[k->block]; /* within r, so it is there */
		if (c->answering && shown->n <= TIME_BYTES)
			shown->flags |= KUA_BLOCK_META;
	}
	return m;
}

static bool is_wanted(const struct chat *c, const struct kua_block *b)
{
	return !(b->flags & (c->unwanted | KUA_BLOCK_META));
}

static size_t bytes_of(const struct chat *c, size_t first, size_t end)
{
	size_t n = 0;
	for (size_t i = first; i < end; i++)
		n += is_wanted(c, &c->page->blocks.v[i]) ? c->page->blocks.v[i].n : 0;
	return n;
}

static bool is_chat(struct chat *c)
{
	size_t messages = 0, bytes = 0;
	for (size_t i = 0; i < c->page->ranges.n; i++) {
		const struct kua_range *r = &c->page->ranges.v[i];
		if (!r->message || !read_marks(c, r).dated)
			continue;
		messages++;
		bytes += bytes_of(c, r->first, r->end);
	}
	return messages >= 2 && bytes > 0 && bytes * 2 >= bytes_of(c, 0, c->page->blocks.n);
}

static bool answer_message(const struct chat *c, const struct kua_range *r, const struct message *m,
                           struct kua_answer *o)
{
	struct kua_buf text = KUA_BUF_INIT;
	struct kua_found f = {.author = m->sender, .language = c->page->meta.language};
	memcpy(f.date, m->date, sizeof f.date);
	kua_html_join(c->page, c->unwanted | KUA_BLOCK_META, r->first, r->end, SIZE_MAX, true, &text);
	f.text = (struct kua_str){text.data, text.len};
	bool more = text.len == 0 || kua_answer_item(o, &f);
	kua_buf_free(&text);
	return more;
}

bool kua_html_chat(struct kua_page *page, unsigned unwanted, struct kua_answer *o)
{
	struct chat c = {.page = page, .unwanted = unwanted};
	if (!is_chat(&c))
		return false;
	c.mark = 0;
	c.answering = true;
	struct kua_str sender = {NULL, 0};
	bool more = true;
	for (size_t i = 0; more && i < page->ranges.n; i++) {
		const struct kua_range *r = &page->ranges.v[i];
		if (!r->message)
			continue;
		struct message m = read_marks(&c, r);
		sender = m.sender.n || !r->joined ? m.sender : sender;
		m.sender = sender;
		if (m.dated)
			more = answer_message(&c, r, &m, o);
	}
	return true;
}
