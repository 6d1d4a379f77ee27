/*
 * read_text.c - plain text: mails, a page of posts, letters or notes, or one item.
 *
 * One item keeps its text whole, furniture apart: a line that was taken as its title, its author or its date
 * stays where it stands, for nobody can be sure that it is not the text's own. (In a page of posts these lines
 * belong to the page's make-up and are left out; posts.c.)
 */
#include "intake/internal.h"

void kua_read_text(const struct kua_words *w, struct kua_str text, struct kua_answer *o)
{
	if (kua_read_mail(w, text, o) || kua_split_posts(w, text, (struct kua_str){NULL, 0}, o) || kua_split_parts(w, text, o))
		return;
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_found f = {0};
	kua_strings categories = {0};
	kua_leave_out_furniture(w, text, &b);
	f.text = (struct kua_str){b.data, b.len};
	if (b.len) {
		kua_find_byline(w, f.text, text, &f);
		kua_find_categories(w, text, &categories);
		f.categories = categories.v;
		f.n_categories = categories.n;
		(void)kua_answer_item(o, &f);
	}
	kua_vec_free(&categories);
	kua_buf_free(&b);
}
