/* numbers.c - any bytes as a text: its view must hold together, and its numbers be in order and in range. */
#include "view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_text t;
	if (view_of(data, size, a, &t)) {
		size_t n;
		uint32_t at = 0;
		const struct kua_number *v = kua_text_numbers(languages(), &t, a, &n);
		for (size_t i = 0; i < n; i++) {
			MUST(v[i].first >= at && v[i].last > v[i].first && v[i].last <= t.n_tokens);
			MUST(v[i].word ? v[i].low == KUA_NONE && v[i].high == KUA_NONE : v[i].low >= 0 && v[i].low <= v[i].high);
			MUST(!v[i].is_range || v[i].low < v[i].high);
			at = v[i].last;
		}
		struct kua_buf once = KUA_BUF_INIT, twice = KUA_BUF_INIT;
		kua_fold(&once, t.bytes, t.n);
		MUST(kua_utf8_valid(once.data, once.len));
		kua_fold(&twice, once.data, once.len);
		MUST(kua_utf8_valid(twice.data, twice.len));
		(void)kua_script(t.bytes, t.n);
		kua_buf_free(&once);
		kua_buf_free(&twice);
	}
	kua_arena_free(a);
	return 0;
}
