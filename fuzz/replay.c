/* replay.c - runs a fuzz target over the files of a folder, so that seeds and past findings are tests without libFuzzer. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An exact-size heap block, so that the sanitizer sees one byte too many. */
static void run(const char *bytes, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);
	if (!copy)
		abort();
	if (n)
		memcpy(copy, bytes, n);
	(void)LLVMFuzzerTestOneInput(n ? copy : copy + 1, n);
	free(copy);
}

int main(int argc, char **argv)
{
	struct kua_error err;
	int ran = 0;
	for (int i = 1; i < argc; i++) {
		DIR *d = opendir(argv[i]);
		if (!d) {
			fprintf(stderr, "%s: no such folder of seeds\n", argv[i]);
			return 1;
		}
		for (struct dirent *e; (e = readdir(d));) {
			if (e->d_name[0] == '.')
				continue;
			char path[4096];
			(void)snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
			struct kua_buf b = KUA_BUF_INIT;
			if (kua_read_file(path, (size_t)64 << 20, &b, &err) != KUA_OK) {
				fprintf(stderr, "%s\n", err.text);
				return 1;
			}
			for (size_t cut = b.len;; cut /= 2) { /* whole, and cut short */
				run(b.data, cut);
				if (cut == 0)
					break;
			}
			kua_buf_free(&b);
			ran++;
		}
		(void)closedir(d);
	}
	printf("%d seeds\n", ran);
	return ran ? 0 : 1;
}
