/*
 * keeper.h - the keeper: a small process, forked before any secret is in memory, whose children read documents.
 *
 * The parent keeps one end of a packet socket. A request is one packet: a struct kua_request and three
 * descriptors (document, answer, report). The keeper forks a reader for it and, when the reader has ended,
 * writes one struct kua_report to the report socket. If the parent shuts its side of that socket down, the
 * keeper kills the reader's process group; since only the keeper reaps its children, that can never hit a
 * stranger who got the same process id. When the parent goes, the keeper kills all readers and ends. Requests
 * from several threads are told apart by their descriptors.
 *
 * Fork is cheap because the keeper is small and warm: word lists loaded, one sample of each format read, ICU's
 * data in place and told to look for no files.
 */
#ifndef KUA_INTAKE_KEEPER_H
#define KUA_INTAKE_KEEPER_H

#include <semaphore.h>
#include <sys/types.h>

#include "intake/internal.h"

/* The parent's side. */
struct kua_intake {
	int control; /* to the keeper */
	pid_t keeper;
	int ocr_control; /* to the one whose readers recognise letters */
	pid_t ocr_keeper;
	sem_t recognising; /* readers of it at a time */
	struct kua_intake_limits limits; /* all of them set */
};

/*
 * A reader's first byte, written when the jail is shut and no byte of the document has been touched. Only a
 * reader that never got so far is believed when it says, by its status, that there is no jail.
 */
#define KUA_JAILED 'J'

#define KUA_REQUEST_FDS 3
enum kua_task {
	KUA_TASK_READ,
	KUA_TASK_RECOGNISE, /* the letters of a page; of the second keeper */
	KUA_TASK_JOIN,      /* the document is pages that were recognised */
	KUA_TASK_DRAW,      /* how a page looks; of the first keeper */
};
#define KUA_SEEN 32 /* pages with which another is compared */
#define KUA_PIXELS_HEX 32
#define KUA_MARKS_BYTES ((size_t)8192)
struct kua_page_request {
	uint32_t page;   /* to recognise or to draw, from 1 */
	uint32_t width;  /* of the picture, in pixels */
	uint32_t n_marks; /* bytes of what is marked in it: for each its kind (enum kua_shown), its text and a NUL */
	char marks[KUA_MARKS_BYTES];
	uint32_t n_seen; /* digests of pages whose letters are known: such a one is only said to be the same */
	char seen[KUA_SEEN][KUA_PIXELS_HEX];
};
struct kua_request {
	char name[256]; /* the end of the document's name */
	char type[128]; /* the media type that its container declares; "" where it has none */
	uint64_t at, n; /* which bytes of the descriptor are the document */
	uint32_t task;  /* enum kua_task */
	struct kua_page_request page;
};

/* What a task on a document of n bytes may cost. */
struct kua_intake_limits kua_limits_for(const struct kua_intake_limits *limits, enum kua_task task, uint64_t n);
#define KUA_RECOGNISING_TIMES 5u /* more seconds for the letters of a page than for another document */
#define KUA_RECOGNISING_CLOCK 10 /* times as many by the clock: only a reader that does nothing meets that */

struct kua_report {
	int32_t failed; /* errno where no reader could be forked, else 0 */
	int32_t status; /* as from waitpid */
	uint64_t spent; /* milliseconds of processor time */
};

/* In the jail: draw a page of a PDF or an image and answer its pixels. (picture.c) */
void kua_draw_page(const char *bytes, size_t n, const struct kua_page_request *page, unsigned seconds, struct kua_answer *o);
#define KUA_META_PICTURE "picture" /* "WIDTH HEIGHT CHANNELS PAGES"; the pixels are the only document inside */

/* The picture in an answer, in the parent; false where it is none, whatever it says. */
bool kua_picture_of(const struct kua_reading *r, struct kua_picture *out);

/* The keeper's first packet: whether it can work. */
struct kua_hello {
	struct kua_error err; /* code KUA_OK: ready */
};

/* What a jailed reader does: kua_reader_run, or what a test puts in its place. */
typedef void kua_reader_fn(const struct kua_words *w, const char *bytes, size_t n, const char *name,
                           struct kua_answer *o);

/* The keeper's life, in a freshly forked process. */
_Noreturn void kua_keeper_run(int control, const char *data_dir, const struct kua_intake_limits *limits,
                              kua_reader_fn *read);
/*
 * The life of the second keeper, whose readers recognise letters. It sleeps until the first request; then it loads
 * libraries and languages (ocr.h), which no secret can have reached, and goes on as the first one does. It says no hello.
 */
_Noreturn void kua_ocr_keeper_run(int control, const struct kua_intake_limits *limits);
/*
 * Ask for one task on a document, as kua_intake_take does for reading it. page: the one to recognise, or NULL.
 * spent: milliseconds of processor time that it took, or NULL.
 */
enum kua_code kua_intake_ask(struct kua_intake *in, enum kua_task task, const struct kua_page_request *page,
                             const struct kua_given *given, struct kua_arena *a, struct kua_reading *out, uint64_t *spent,
                             struct kua_error *err);
/* A sealed memory file of the bytes, or -1. */
int kua_memory_file(const char *bytes, size_t n);
/* kua_intake_start with readers of another kind, for tests of the parent; no trial document is read. */
enum kua_code kua_intake_start_with(const char *data_dir, const struct kua_intake_limits *limits,
                                    kua_reader_fn *read,
                                    struct kua_intake **out, struct kua_error *err);

/*
 * Packets with descriptors. send: false with errno. receive: bytes, 0 at the end, -1 with errno; *n_fds is set.
 */
bool kua_send_packet(int fd, const void *bytes, size_t n, const int *fds, size_t n_fds);
long kua_receive_packet(int fd, void *bytes, size_t n, int *fds, size_t *n_fds);

#endif
