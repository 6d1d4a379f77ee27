/* jail.c - the layers of the jail, each one system call or two. What they are for stands in jail.h. */
#include "intake/jail.h"

#include <errno.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum step { STEP_PRIVILEGES = 1, STEP_LANDLOCK, STEP_LIMITS, STEP_DESCRIPTORS, STEP_FILTER };

const char *kua_jail_step(int step)
{
	switch (step) {
	case STEP_PRIVILEGES:
		return "giving up new privileges (no_new_privs)";
	case STEP_LANDLOCK:
		return "landlock, which needs Linux 5.13 or later with landlock switched on";
	case STEP_LIMITS:
		return "limits of memory and time (setrlimit)";
	case STEP_DESCRIPTORS:
		return "closing descriptors (close_range)";
	case STEP_FILTER:
		return "the filter of system calls (seccomp)";
	default:
		return "an unknown step";
	}
}

/* ---- seccomp ---- */

static int allow_plain(scmp_filter_ctx ctx)
{
	static const int calls[] = {
		SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(futex),
		SCMP_SYS(exit),
		SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(clock_gettime),
		SCMP_SYS(getrandom),
	};
	static const int sanitizer_calls[] = {SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield), SCMP_SYS(getpid),
	                                      SCMP_SYS(gettid)};
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < sizeof calls / sizeof *calls; i++)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0);
	for (size_t i = 0; KUA_JAIL_SANITIZED && rc == 0 && i < sizeof sanitizer_calls / sizeof *sanitizer_calls;
	     i++)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, sanitizer_calls[i], 0);
	return rc;
}

static int allow_if(scmp_filter_ctx ctx, int call, unsigned n, const struct scmp_arg_cmp *conditions)
{
	return seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, call, n, conditions);
}

static int allow_checked(scmp_filter_ctx ctx)
{
	static const struct scmp_arg_cmp to_answer = {.arg = 0, .op = SCMP_CMP_EQ, .datum_a = KUA_JAIL_OUT};
	static const struct scmp_arg_cmp not_executable = {.arg = 2, .op = SCMP_CMP_MASKED_EQ,
	                                                   .datum_a = PROT_EXEC, .datum_b = 0};
	static const struct scmp_arg_cmp nobodys_memory[] = {
		{.arg = 2, .op = SCMP_CMP_MASKED_EQ, .datum_a = PROT_EXEC, .datum_b = 0},
		{.arg = 3, .op = SCMP_CMP_MASKED_EQ, .datum_a = MAP_ANONYMOUS, .datum_b = MAP_ANONYMOUS},
	};
	int rc = allow_if(ctx, SCMP_SYS(write), 1, &to_answer);
	if (rc == 0)
		rc = allow_if(ctx, SCMP_SYS(mmap), 2, nobodys_memory);
	if (rc == 0)
		rc = allow_if(ctx, SCMP_SYS(mprotect), 1, &not_executable);
	return rc;
}

/* libseccomp writes the compiled filter to a descriptor only. */
static int export(scmp_filter_ctx ctx, struct kua_jail *jail)
{
	int fd = memfd_create("filter", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	int rc = seccomp_export_bpf(ctx, fd);
	off_t size = rc == 0 ? lseek(fd, 0, SEEK_END) : 0;
	if (rc == 0 && size > 0) {
		jail->program = kua_malloc((size_t)size);
		jail->n = (unsigned short)((size_t)size / sizeof *jail->program);
		if (pread(fd, jail->program, (size_t)size, 0) != size)
			rc = -EIO;
	}
	(void)close(fd);
	return rc;
}

enum kua_code kua_jail_prepare(struct kua_jail *jail, enum kua_jailed who, struct kua_error *err)
{
	*jail = (struct kua_jail){0};
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int rc = ctx ? seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) : -ENOMEM;
	if (rc == 0)
		rc = allow_plain(ctx);
	if (rc == 0)
		rc = allow_checked(ctx);
	if (rc == 0 && who == KUA_JAILED_RECOGNISER)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOENT), SCMP_SYS(openat), 0);
	if (rc == 0)
		rc = export(ctx, jail);
	seccomp_release(ctx);
	if (rc == 0 && jail->n > 0)
		return KUA_OK;
	kua_jail_release(jail);
	return kua_fail(err, KUA_WORLD, "the readers' jail cannot be set up: the filter of system calls: %s",
	                strerror(-rc));
}

void kua_jail_release(struct kua_jail *jail)
{
	free(jail->program);
	*jail = (struct kua_jail){0};
}

/* ---- landlock ---- */

/* The kernel's structure of ABI 6; older headers do not have all of it, older kernels are given less of it. */
struct ruleset {
	uint64_t fs, net, scoped;
};
#define FS_RIGHTS(bits) ((UINT64_C(1) << (bits)) - 1)
#define NET_BIND_AND_CONNECT UINT64_C(3)
#define SCOPE_SOCKETS_AND_SIGNALS UINT64_C(3)

static int restrict_by_landlock(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, (uint32_t)LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return -1;
	struct ruleset r = {.fs = FS_RIGHTS(abi == 1 ? 13 : abi == 2 ? 14 : abi < 5 ? 15 : 16)};
	size_t size = sizeof r.fs;
	if (abi >= 4) {
		r.net = NET_BIND_AND_CONNECT;
		size += sizeof r.net;
	}
	if (abi >= 6) {
		r.scoped = SCOPE_SOCKETS_AND_SIGNALS;
		size += sizeof r.scoped;
	}
	long fd = syscall(SYS_landlock_create_ruleset, &r, size, (uint32_t)0);
	if (fd < 0)
		return -1;
	long rc = syscall(SYS_landlock_restrict_self, (int)fd, (uint32_t)0);
	(void)close((int)fd);
	return rc == 0 ? 0 : -1;
}

int kua_jail_confine(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return STEP_PRIVILEGES;
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return STEP_PRIVILEGES;
	return restrict_by_landlock() == 0 ? 0 : STEP_LANDLOCK;
}

void kua_jail_leave_network(void)
{
	(void)unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

/* ---- all of it ---- */

/* Lower a limit for good; one that is lower already may stay. */
static bool lower(int what, size_t to)
{
	struct rlimit now;
	if (getrlimit((__rlimit_resource_t)what, &now) != 0)
		return false;
	rlim_t value = now.rlim_max < (rlim_t)to ? now.rlim_max : (rlim_t)to;
	/*
	 * of processor time the kernel warns with SIGXCPU, by which the parent knows it, and a second later
	 * kills
	 */
	rlim_t last = what == RLIMIT_CPU && value < now.rlim_max ? value + 1 : value;
	struct rlimit l = {value, last};
	return setrlimit((__rlimit_resource_t)what, &l) == 0;
}

static bool lower_all(const struct kua_intake_limits *limits)
{
	return (KUA_JAIL_SANITIZED || lower(RLIMIT_AS, limits->memory)) && lower(RLIMIT_CPU, limits->seconds) &&
	       lower(RLIMIT_FSIZE, 0) && lower(RLIMIT_NPROC, 0) && lower(RLIMIT_CORE, 0) &&
	       lower(RLIMIT_MEMLOCK, 0) && lower(RLIMIT_NOFILE, 0);
}

int kua_jail_limit(const struct kua_intake_limits *limits)
{
	if (close_range(0, KUA_JAIL_OUT - 1, 0) != 0 || close_range(KUA_JAIL_OUT + 1, ~0u, 0) != 0)
		return STEP_DESCRIPTORS;
	return lower_all(limits) ? 0 : STEP_LIMITS;
}

int kua_jail_enter(const struct kua_jail *jail, const struct kua_intake_limits *limits)
{
	int step = kua_jail_confine();
	if (step == 0)
		step = kua_jail_limit(limits);
	if (step)
		return step;
	struct sock_fprog program = {jail->n, jail->program};
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		return STEP_FILTER;
	return 0;
}
