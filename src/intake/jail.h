/*
 * jail.h - how a reader locks itself in.
 *
 * What confinement each layer gives, so that no single hole opens the door:
 *   no_new_privs   nothing executed could gain rights; the kernel asks it of the other two
 *   landlock       no path can be opened, made or removed, no TCP port bound or connected (ABI 4), no abstract
 *                  socket, no signal to anybody outside (ABI 6). The oldest kernel that will do is 5.13
 *   seccomp        a process that asks for anything but memory, its own end and writing to descriptor 1 is killed
 *   rlimits        address space, processor time, no files written, no descriptors, no processes, no core dump
 *   network        a namespace of its own without any interface, where the kernel lets us make one; some systems do
 *                  not, so this is a bonus: seccomp forbids every socket call anyway
 *   descriptors    all closed but the answer's; the document is mapped, read-only, before the door shuts
 *
 * A layer that cannot be set up is an error (the namespace apart): there is no reading without the jail. The
 * filter is made once, by the keeper; a reader only loads it, so nothing is allocated between fork and jail.
 */
#ifndef KUA_INTAKE_JAIL_H
#define KUA_INTAKE_JAIL_H

#include <linux/filter.h>

#include "intake/intake.h"

/*
 * The one descriptor of a jailed reader, and the exit status that says at which step the jail failed (plus that
 * step).
 */
#define KUA_JAIL_OUT 1
#define KUA_JAIL_STATUS 80

struct kua_jail {
	struct sock_filter *program; /* free() */
	unsigned short n;
};

/*
 * Everybody's jail is the same but for one answer: who recognises letters is told that a file is not there when it asks to open one,
 * where a reader is killed. Tesseract looks for a file beside the image before it says how a page stands.
 */
enum kua_jailed { KUA_JAILED_READER, KUA_JAILED_RECOGNISER };
enum kua_code kua_jail_prepare(struct kua_jail *jail, enum kua_jailed who, struct kua_error *err);
void kua_jail_release(struct kua_jail *jail);

/* no_new_privs and landlock. 0, or the failed step. The keeper does this too, and every reader once more. */
int kua_jail_confine(void);
/*
 * A network namespace of our own; no matter if that is not permitted. Before confine, in a process of one
 * thread.
 */
void kua_jail_leave_network(void);
/* All of the jail for the calling process, which has its answer on KUA_JAIL_OUT. 0, or the failed step. */
int kua_jail_enter(const struct kua_jail *jail, const struct kua_intake_limits *limits);
/* Only the limits and the closing of descriptors: what is left where the user wants no jail. 0, or the failed step. */
int kua_jail_limit(const struct kua_intake_limits *limits);
/* What a step is called. */
const char *kua_jail_step(int step);

/* Address sanitizers map terabytes and need a few calls more: then the limit of memory is not set. */
#if defined(__SANITIZE_ADDRESS__)
#define KUA_JAIL_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KUA_JAIL_SANITIZED 1
#endif
#endif
#ifndef KUA_JAIL_SANITIZED
#define KUA_JAIL_SANITIZED 0
#endif

#endif
