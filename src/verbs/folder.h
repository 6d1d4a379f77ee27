/*
 * folder.h - a folder of files that is replaced as a whole: whoever looks at it sees the old files or the new ones. A file whose bytes are as they were
 * stays the same file, with its time. Files of somebody else in it stay; those that we made and no longer make are gone. SHA256SUMS in it says
 * which are ours, and what is in them.
 */
#ifndef KUA_VERBS_FOLDER_H
#define KUA_VERBS_FOLDER_H

#include "util/util.h"

#define KUA_FOLDER_SUMS "SHA256SUMS"

struct kua_folder;
/* A folder that is not there yet, that is empty, or that was made so before; another is KUA_USE. Somebody else who is at it is KUA_WORLD. */
enum kua_code kua_folder_begin(const char *path, struct kua_folder **out, struct kua_error *err);
/* A file as it is in the folder now; nothing is appended where there is none. */
enum kua_code kua_folder_before(const struct kua_folder *f, const char *name, size_t most, struct kua_buf *b, struct kua_error *err);
enum kua_code kua_folder_put(struct kua_folder *f, const char *path, const void *bytes, size_t n, struct kua_error *err);
/* Put these files as they are, if all of them still have the bytes that SHA256SUMS says: then *kept is true, and else none is put. */
enum kua_code kua_folder_keep(struct kua_folder *f, const char *const *paths, size_t n, bool *kept, struct kua_error *err);
/* The lines of SHA256SUMS for what was put until now, in order of the paths. */
void kua_folder_sums(struct kua_folder *f, struct kua_buf *b);
struct kua_folder_counts {
	size_t files, written, removed;
};
/* Put the new files in the place of the old ones. */
enum kua_code kua_folder_commit(struct kua_folder *f, struct kua_folder_counts *counts, struct kua_error *err);
/* Whether all files that SHA256SUMS says are still there with their bytes, so that nothing need be put; and how many they are. */
bool kua_folder_unchanged(const struct kua_folder *f, struct kua_folder_counts *counts);
/* The files that were put, or where none was, those that are there, in order of their paths; good until its end. */
size_t kua_folder_files(struct kua_folder *f, const char *const **names);
const char *kua_folder_path(const struct kua_folder *f); /* without a slash at its end */
/* Release it; without a commit the folder is as it was. NULL is fine. */
void kua_folder_end(struct kua_folder *f);

/* These files of a folder as a ZIP below one folder `inside`, with one time for all of them: made beside the path, then renamed to it. */
enum kua_code kua_zip_write(const char *path, const char *folder, const char *inside, const char *const *names, size_t n, const char *time,
                            struct kua_error *err);

#endif
