/*
 * members.c - names of members, and what was left out of a container. What it is for stands in members.h.
 *
 * Names are UTF-8 where they are valid as such. Others come from the DOS and Windows machines of their time: Cyrillic is
 * found as it is in texts (charset.c), from all such names of the archive together, because one name is too short; what
 * is left is IBM 437, of which the ZIP format speaks, or windows-1252, whichever gives more letters.
 */
#include "intake/members.h"

#include <string.h>
#include <unicode/uchar.h>

void kua_members_init(struct kua_members *m, const struct kua_words *w, struct kua_answer *o, size_t container)
{
	*m = (struct kua_members){.w = w, .o = o, .container = container};
}

void kua_members_leave_out(struct kua_left_out *l, struct kua_str name)
{
	if (l->n++ || !name.n)
		return;
	size_t n = kua_cut(name.s, name.n, sizeof l->first - 1);
	memcpy(l->first, name.s, n);
	l->first[n] = '\0';
}

static void tell(struct kua_members *m, const struct kua_left_out *l, enum kua_diagnostic_id id)
{
	const char *first = l->first[0] ? l->first : "without a name";
	if (l->n == 1)
		kua_answer_diagnose(m->o, id, "%s", first);
	else if (l->n)
		kua_answer_diagnose(m->o, id, "%zu, the first is %s", l->n, first);
}

void kua_members_end(struct kua_members *m)
{
	(void)kua_members_room(m); /* says so where there is none */
	tell(m, &m->system, KUA_DIAG_SYSTEM_FILES);
	tell(m, &m->links, KUA_DIAG_LINKS);
	tell(m, &m->unknown, KUA_DIAG_NOT_PAGES);
	tell(m, &m->locked, KUA_DIAG_MEMBERS_ENCRYPTED);
	tell(m, &m->torn, KUA_DIAG_MEMBERS_TORN);
	tell(m, &m->large, KUA_DIAG_MEMBERS_TOO_LARGE);
	if (m->outside)
		kua_answer_diagnose(m->o, KUA_DIAG_OUTSIDE, NULL);
	kua_buf_free(&m->names);
}

size_t kua_members_room(struct kua_members *m)
{
	size_t all = m->o->limits->inner_bytes, ratio = m->container < all / KUA_BOMB_RATIO ? m->container * KUA_BOMB_RATIO : all;
	size_t bomb = ratio > KUA_BOMB_BYTES ? ratio : KUA_BOMB_BYTES, most = bomb < all ? bomb : all;
	if (m->unpacked < most) {
		size_t left = most - m->unpacked;
		return left < m->o->limits->bytes_in ? left : m->o->limits->bytes_in;
	}
	if (bomb < all)
		kua_answer_diagnose(m->o, KUA_DIAG_BOMB, "%zu bytes became more than %zu", m->container, most);
	else
		kua_answer_diagnose(m->o, KUA_DIAG_LIMIT, "bytes of what is inside it: %zu", all);
	return 0;
}

/* ---- names ---- */

bool kua_is_system_file(struct kua_str name)
{
	static const char *const files[] = {".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini", ".directory"};
	const char *slash = memrchr(name.s, '/', name.n);
	struct kua_str last = slash ? (struct kua_str){slash + 1, (size_t)(name.s + name.n - slash - 1)} : name;
	if (memmem(name.s, name.n, "__MACOSX/", 9))
		return true;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (kua_str_is(last, files[i]))
			return true;
	return false;
}

static size_t count_letters(struct kua_str s, const uint16_t table[128])
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.s[i] >= 0x80)
			n += u_isalpha(table[(unsigned char)s.s[i] - 0x80]) != 0;
	return n;
}

/* Both as tables of the same names, one will do: the charset of the names seen so far. */
static void find_charset(struct kua_members *m, char charset[40])
{
	uint16_t dos[128], windows[128];
	struct kua_str all = {m->names.data, m->names.len};
	struct kua_answer nobody;
	struct kua_buf clean = KUA_BUF_INIT;
	kua_answer_init(&nobody, -1, m->o->limits);
	if (!kua_to_utf8(m->w, all.s, all.n, NULL, &clean, charset, &nobody))
		(void)snprintf(charset, 40, "windows-1252");
	if (strcmp(charset, "utf-8") == 0) /* most of them are: this one is not */
		(void)snprintf(charset, 40, "windows-1252");
	if (strcmp(charset, "windows-1252") == 0 && kua_code_page("ibm-437", dos) && kua_code_page("windows-1252", windows) &&
	    count_letters(all, dos) > count_letters(all, windows))
		(void)snprintf(charset, 40, "ibm-437");
	kua_answer_free(&nobody);
	kua_buf_free(&clean);
}

static void to_utf8(struct kua_members *m, struct kua_str raw, struct kua_buf *out)
{
	char charset[40];
	uint16_t table[128];
	if (kua_utf8_valid(raw.s, raw.n)) {
		kua_buf_add(out, raw.s, raw.n);
		return;
	}
	if (!m->charset[0]) {
		kua_buf_add(&m->names, raw.s, raw.n);
		kua_buf_char(&m->names, '\n');
		find_charset(m, charset);
		if (m->names.len >= KUA_MEMBER_NAMES)
			memcpy(m->charset, charset, sizeof charset);
	} else {
		memcpy(charset, m->charset, sizeof charset);
	}
	if (!kua_code_page(charset, table)) { /* of more bytes a character */
		struct kua_answer nobody;
		kua_answer_init(&nobody, -1, m->o->limits);
		(void)kua_to_utf8(m->w, raw.s, raw.n, charset, out, charset, &nobody);
		kua_answer_free(&nobody);
		return;
	}
	for (size_t i = 0; i < raw.n; i++) {
		unsigned char c = (unsigned char)raw.s[i];
		kua_buf_utf8(out, c < 0x80 ? c : table[c - 0x80]);
	}
}

/* Marks that turn the direction of writing make a program's name look like a picture's. */
static bool turns(uint32_t cp)
{
	return cp == 0x200e || cp == 0x200f || (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

static void without_turns(struct kua_str s, struct kua_buf *out)
{
	for (size_t pos = 0; pos < s.n;) {
		size_t at = pos;
		if (!turns(kua_next_char(s, &pos)))
			kua_buf_add(out, s.s + at, pos - at);
	}
}

/* Append the steps of a path that lead inwards; false where one leads out. */
static bool add_steps(struct kua_str path, struct kua_buf *out)
{
	bool inside = !(path.n && path.s[0] == '/'), dos = !memchr(path.s, '/', path.n);
	for (size_t from = 0, i = 0; i <= path.n; i++) {
		if (i < path.n && path.s[i] != '/' && !(dos && path.s[i] == '\\'))
			continue;
		struct kua_str step = {path.s + from, i - from};
		from = i + 1;
		if (kua_str_is(step, ".."))
			inside = false;
		else if (step.n && !kua_str_is(step, ".")) {
			if (out->len)
				kua_buf_char(out, '/');
			kua_buf_add(out, step.s, step.n);
		}
	}
	return inside;
}

void kua_member_name(struct kua_members *m, struct kua_str raw, struct kua_buf *out)
{
	struct kua_buf utf8 = KUA_BUF_INIT, straight = KUA_BUF_INIT, line = KUA_BUF_INIT;
	kua_buf_clear(out);
	if (raw.n > KUA_LINE_BYTES) { /* the end tells what it is */
		raw = (struct kua_str){raw.s + raw.n - KUA_LINE_BYTES, KUA_LINE_BYTES};
		while (raw.n && ((unsigned char)raw.s[0] & 0xc0) == 0x80)
			raw = (struct kua_str){raw.s + 1, raw.n - 1};
	}
	to_utf8(m, raw, &utf8);
	without_turns((struct kua_str){utf8.data, utf8.len}, &straight);
	kua_one_line(&line, straight.data, straight.len);
	if (line.len && !add_steps((struct kua_str){line.data, line.len}, out))
		m->outside = true;
	if (!out->len)
		kua_buf_printf(out, "member-%zu", m->seen);
	kua_buf_free(&utf8);
	kua_buf_free(&straight);
	kua_buf_free(&line);
}
