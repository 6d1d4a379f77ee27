#include "intake/internal.h"
void kua_read_html(const struct kua_words *w, struct kua_str text, struct kua_answer *o)
{
	kua_read_text(w, text, o);
}
