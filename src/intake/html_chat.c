/*
 * html_chat.c - a chat or channel saved as a page (as messengers export it): each message is an item.
 *
 * A message is an element of a class of data/intake/html.txt that holds a mark of a full date: its time, which
 * often only an attribute gives in full. The first author's mark inside it is the sender; a further one is whom
 * it was passed on from. A message that joins the one before it has its sender. Two or more such messages that
 * hold at least half of the page's text make it a chat; what stands around them (lines that part the days) is left
 * out, but for a line at the top, which is the chat's name.
 *
 * Ranges and marks both stand in the order of the page, so one pass over each is enough.
 */
#include <string.h>

#include "intake/chat.h"
#include "intake/html.h"

#define TIME_BYTES ((size_t)40)  /* a line that shows the time and no more */
#define NAME_BYTES ((size_t)120) /* of a chat */
#define DATE_WORDS 3

struct chat {
	struct kua_page *page;
	unsigned unwanted;
	size_t mark;    /* the first that is not before the message */
	bool answering; /* it is a chat: lines that show a time are no text */
};

struct message {
	struct kua_str sender, from;
	char date[11];
	bool dated;
};

/* The name of whom a message was passed on from: "John Brown 04.01.2022 08:00:00" without its end. */
static struct kua_str without_date(const struct kua_words *w, struct kua_str name)
{
	char iso[11];
	for (size_t i = name.n, words = 0; i-- > 1 && words < DATE_WORDS;) {
		if (name.s[i] != ' ')
			continue;
		words++;
		if (kua_whole_date(w, (struct kua_str){name.s + i, name.n - i}, iso))
			return kua_trim((struct kua_str){name.s, i});
	}
	return name;
}

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
		else if (k->kind == KUA_MARK_AUTHOR && !m.from.n)
			m.from = without_date(c->page->w, k->value);
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
                           struct kua_chat *chat)
{
	struct kua_buf text = KUA_BUF_INIT;
	struct kua_message msg = {.sender = m->sender, .from = m->from, .language = c->page->meta.language};
	memcpy(msg.date, m->date, sizeof msg.date);
	kua_html_join(c->page, c->unwanted | KUA_BLOCK_META, r->first, r->end, SIZE_MAX, true, &text);
	msg.text = (struct kua_str){text.data, text.len};
	bool more = kua_chat_message(chat, &msg);
	kua_buf_free(&text);
	return more;
}

/* The line above all messages. */
static struct kua_str chat_name(const struct chat *c)
{
	size_t first = SIZE_MAX;
	for (size_t i = 0; first == SIZE_MAX && i < c->page->ranges.n; i++)
		if (c->page->ranges.v[i].message)
			first = c->page->ranges.v[i].first;
	for (size_t i = 0; i < c->page->blocks.n && i < first; i++) {
		struct kua_str line = kua_html_block(c->page, i);
		if (kua_trim(line).n && !kua_html_is_links(&c->page->blocks.v[i]))
			return line.n <= NAME_BYTES ? line : (struct kua_str){NULL, 0};
	}
	return (struct kua_str){NULL, 0};
}

bool kua_html_chat(struct kua_page *page, unsigned unwanted, struct kua_answer *o)
{
	struct chat c = {.page = page, .unwanted = unwanted};
	if (!is_chat(&c))
		return false;
	c.mark = 0;
	c.answering = true;
	struct kua_chat chat = KUA_CHAT(page->w, o);
	chat.name = chat_name(&c);
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
			more = answer_message(&c, r, &m, &chat);
	}
	kua_chat_end(&chat);
	return true;
}
