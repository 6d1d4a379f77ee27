/*
 * sounds.c - how a word sounds, for a search across scripts: the keys of the whole word, those of its stem where it ends as a case
 * does, and its consonants. A Latin word has no endings of cases but may stand for one that has: Tuletaeva for Тулетаевой, so its stem is the
 * word without a last vowel.
 */
#include <string.h>

#include "names/internal.h"

enum { STEM_LETTERS = 5, BONES_LEAST = 3, WORD_BYTES = 120, STEMS = 3 };

/* й and ё as и and е: the words of a full-text index have lost what stands on their letters. */
static void without_marks(char *s, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if ((unsigned char)s[i] == 0xd0 && (unsigned char)s[i + 1] == 0xb9) /* й */
			s[i + 1] = (char)0xb8;
		else if ((unsigned char)s[i] == 0xd1 && (unsigned char)s[i + 1] == 0x91) { /* ё */
			s[i] = (char)0xd0;
			s[i + 1] = (char)0xb5;
		}
}

static size_t letters_in(const char *s, size_t n)
{
	size_t letters = 0;
	for (size_t i = 0; i < n; i++)
		letters += ((unsigned char)s[i] & 0xc0) != 0x80;
	return letters;
}

/* Bytes of the word without an ending of a case, in each way that leaves a stem; how many ways. */
static size_t stems_of(const struct kua_names *names, const char *word, size_t n, size_t out[STEMS])
{
	size_t found = 0;
	if (n && (unsigned char)word[n - 1] < 0x80) {
		out[0] = n - 1;
		return strchr("aeiouy", word[n - 1]) && letters_in(word, n - 1) >= STEM_LETTERS;
	}
	for (size_t i = 0; i < names->cases.n && found < STEMS; i++) { /* the longest first */
		char ending[32];
		size_t length = strlen(names->cases.v[i]);
		if (length >= sizeof ending || length >= n)
			continue;
		memcpy(ending, names->cases.v[i], length);
		without_marks(ending, length);
		if (memcmp(word + n - length, ending, length) == 0 && letters_in(word, n - length) >= STEM_LETTERS)
			out[found++] = n - length;
	}
	return found;
}

static size_t add(struct kua_sound *out, size_t n, const char *key, enum kua_sound_how how)
{
	for (size_t i = 0; i < n; i++)
		if (out[i].how == how && strcmp(out[i].key, key) == 0)
			return n;
	if (n == KUA_SOUNDS || !*key)
		return n;
	(void)snprintf(out[n].key, sizeof out[n].key, "%s", key);
	out[n].how = how;
	return n + 1;
}

static size_t add_keys(const struct kua_names *names, const char *word, size_t length, enum kua_sound_how how, struct kua_sound *out, size_t n)
{
	struct keys keys;
	keys_of(names, word, length, &keys);
	for (size_t i = 0; i < keys.n; i++)
		n = add(out, n, keys.v[i], how);
	for (size_t i = 0; i < keys.n && how == KUA_SOUND_WHOLE; i++) {
		char bones[KEY_MAX];
		skeleton_of(keys.v[i], bones);
		if (strlen(bones) >= BONES_LEAST)
			n = add(out, n, bones, KUA_SOUND_BONES);
	}
	return n;
}

size_t kua_names_sounds(const struct kua_names *names, const char *word, size_t n, struct kua_sound *out)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t found = 0;
	for (size_t i = 0; i < n; i++)
		if (word[i] >= '0' && word[i] <= '9') /* no word to be read aloud */
			return 0;
	kua_fold(&b, word, n);
	if (b.len && b.len <= WORD_BYTES && letters_in(b.data, b.len) >= 3) {
		without_marks(b.data, b.len);
		found = add_keys(names, b.data, b.len, KUA_SOUND_WHOLE, out, found);
		size_t stems[STEMS], n_stems = stems_of(names, b.data, b.len, stems);
		for (size_t i = 0; i < n_stems; i++)
			found = add_keys(names, b.data, stems[i], KUA_SOUND_STEM, out, found);
	}
	kua_buf_free(&b);
	return found;
}
