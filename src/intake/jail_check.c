/*
 * jail_check.c - proof that the jail holds: for each thing that a reader must not do, a child locks itself in
 * and tries it. The filter must kill it. A child that does nothing forbidden must come through, or the proof
 * would prove nothing. Landlock and the limit of memory are tried without the filter, which would answer for
 * them.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "intake/jail.h"
#include "intake/internal.h"

#define DONE 0     /* it could do what it tried */
#define REFUSED 1  /* it was told no */

static long try_open(void) { return syscall(SYS_openat, AT_FDCWD, "/", O_RDONLY | O_DIRECTORY); }
static long try_create(void) { return syscall(SYS_openat, AT_FDCWD, "/tmp/kua-jail-check", O_WRONLY | O_CREAT,
                                              0600); }
static long try_stat(void) { return syscall(SYS_newfstatat, AT_FDCWD, "/", NULL, 0); }
static long try_unlink(void) { return syscall(SYS_unlinkat, AT_FDCWD, "/tmp/kua-jail-check", 0); }
static long try_socket(void) { return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0); }
static long try_unix(void) { return syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0); }
static long try_fork(void) { return syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL); }
static long try_clone3(void) { return syscall(SYS_clone3, NULL, (size_t)0); }
static long try_exec(void) { return syscall(SYS_execve, "/bin/true", NULL, NULL); }
static long try_exec_fd(void) { return syscall(SYS_execveat, KUA_JAIL_OUT, "", NULL, NULL, AT_EMPTY_PATH); }
static long try_ptrace(void) { return syscall(SYS_ptrace, 16 /* attach */, getppid(), NULL, NULL); }
static long try_kill(void) { return syscall(SYS_kill, getppid(), 0); }
static long try_peek(void) { return syscall(SYS_process_vm_readv, getppid(), NULL, 0UL, NULL, 0UL, 0UL); }
static long try_write(void) { return syscall(SYS_write, 2, "x", (size_t)1); }
static long try_write_in(void) { return syscall(SYS_write, 0, "x", (size_t)1); }
static long try_read(void) { char c; return syscall(SYS_read, 0, &c, (size_t)1); }
static long try_exec_memory(void) { return syscall(SYS_mmap, NULL, (size_t)4096, PROT_READ | PROT_EXEC,
                                                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L); }
static long try_map_file(void) { return syscall(SYS_mmap, NULL, (size_t)4096, PROT_READ, MAP_SHARED,
                                                KUA_JAIL_OUT, 0L); }
static long try_memfd(void) { return syscall(SYS_memfd_create, "x", 0U); }
static long try_unshare(void) { return syscall(SYS_unshare, 0); }
static long try_mount(void) { return syscall(SYS_mount, "x", "/", "tmpfs", 0UL, NULL); }
static long try_limits(void) { return syscall(SYS_prlimit64, 0, 0, NULL, NULL); }
static long try_prctl(void) { return syscall(SYS_prctl, PR_GET_DUMPABLE, 0UL, 0UL, 0UL, 0UL); }
static long try_ioctl(void) { return syscall(SYS_ioctl, KUA_JAIL_OUT, 0UL, NULL); }
static long try_dup(void) { return syscall(SYS_dup, KUA_JAIL_OUT); }
static long try_uring(void) { return syscall(SYS_io_uring_setup, 1U, NULL); }
static long try_bpf(void) { return syscall(SYS_bpf, 0, NULL, 0U); }
static long try_shm(void) { return syscall(SYS_shmget, 0, (size_t)4096, 0600 | 01000 /* create */); }
static long try_message(void) { return syscall(SYS_msgget, 0, 0600 | 01000); }
static long try_pipe(void) { int ends[2]; return syscall(SYS_pipe2, ends, 0); }
static long try_pair(void) { int ends[2]; return syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, ends); }
static long try_send(void) { return syscall(SYS_sendto, KUA_JAIL_OUT, "x", (size_t)1, 0, NULL, 0); }
static long try_pidfd(void) { return syscall(SYS_pidfd_open, getppid(), 0); }
static long try_queue_signal(void) { return syscall(SYS_rt_sigqueueinfo, getppid(), 0, NULL); }
static long try_poke(void) { return syscall(SYS_process_vm_writev, getppid(), NULL, 0UL, NULL, 0UL, 0UL); }
static long try_namespace(void) { return syscall(SYS_setns, KUA_JAIL_OUT, 0); }
static long try_root(void) { return syscall(SYS_chroot, "/"); }
static long try_folder(void) { return syscall(SYS_chdir, "/"); }
static long try_rename(void) { return syscall(SYS_renameat, AT_FDCWD, "/tmp/a", AT_FDCWD, "/tmp/b"); }
static long try_link(void) { return syscall(SYS_symlinkat, "/", AT_FDCWD, "/tmp/kua-jail-check"); }
static long try_watch(void) { return syscall(SYS_inotify_init1, 0); }
static long try_faults(void) { return syscall(SYS_userfaultfd, 0); }
static long try_counters(void) { return syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0UL); }
static long try_keys(void) { return syscall(SYS_keyctl, 0, 0, 0, 0, 0); }
static long try_personality(void) { return syscall(SYS_personality, 0xffffffffUL); }
static long try_group(void) { return syscall(SYS_setpgid, 0, 0); }
static long try_signal(void) { return syscall(SYS_rt_sigaction, SIGTERM, NULL, NULL, (size_t)8); }
static long try_alarm(void) { return syscall(SYS_setitimer, 0, NULL, NULL); }
static long try_filter(void) { return syscall(SYS_seccomp, 2U /* what it can do */, 0U, NULL); }
static long try_names(void) { char b[400]; return syscall(SYS_uname, b); }
static long try_folder_name(void) { char b[400]; return syscall(SYS_getcwd, b, sizeof b); }
static long try_setuid(void) { return syscall(SYS_setuid, 0); }

static long try_protect(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return p == MAP_FAILED ? -1 : syscall(SYS_mprotect, p, (size_t)4096, PROT_READ | PROT_EXEC);
}

static const struct probe {
	const char *what;
	long (*try)(void);
} probes[] = {
	{"open a folder", try_open}, {"create a file", try_create}, {"look at a path", try_stat},
	{"remove a file", try_unlink},
	{"make an internet socket", try_socket}, {"make a local socket", try_unix}, {"fork", try_fork},
	{"clone", try_clone3},
	{"execute a program", try_exec}, {"execute a descriptor", try_exec_fd}, {"trace its parent", try_ptrace},
	{"signal its parent", try_kill}, {"read its parent's memory", try_peek},
	{"write to standard error", try_write},
	{"write to another descriptor", try_write_in}, {"read from a descriptor", try_read},
	{"map memory that can be executed", try_exec_memory}, {"make memory executable", try_protect},
	{"map a file", try_map_file},
	{"make a memory file", try_memfd}, {"enter a namespace", try_unshare}, {"mount", try_mount},
	{"change its limits", try_limits},
	{"change its own settings", try_prctl}, {"control a device", try_ioctl}, {"copy a descriptor", try_dup},
	{"use io_uring", try_uring}, {"use bpf", try_bpf}, {"change its user", try_setuid},
	{"share memory", try_shm}, {"make a message queue", try_message}, {"make a pipe", try_pipe},
	{"make a pair of sockets", try_pair}, {"send", try_send}, {"take hold of its parent", try_pidfd},
	{"queue a signal", try_queue_signal}, {"write its parent's memory", try_poke},
	{"join a namespace", try_namespace}, {"change its root", try_root}, {"change its folder", try_folder},
	{"rename a file", try_rename}, {"make a link", try_link}, {"watch files", try_watch},
	{"handle page faults", try_faults}, {"count events of the processor", try_counters}, {"use keys", try_keys},
	{"change its personality", try_personality}, {"change its process group", try_group},
	{"handle signals", try_signal}, {"set an alarm", try_alarm}, {"change the filter", try_filter},
	{"ask for the machine's name", try_names}, {"ask for its folder", try_folder_name},
};

/* ---- what may be done, and what landlock and the limits do by themselves ---- */

static long allowed(void)
{
	char *p = malloc((size_t)8 << 20);
	if (!p)
		return -1;
	memset(p, 1, (size_t)8 << 20);
	long put = write(KUA_JAIL_OUT, p, 1);
	free(p);
	return put == 1 ? 0 : -1;
}

static long too_much_memory(void)
{
	void *p = mmap(NULL, KUA_INTAKE_MEMORY + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return p == MAP_FAILED ? -1 : 0;
}

static long open_without_filter(void)
{
	return open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* ---- running one ---- */

static const struct kua_intake_limits limits = {
	.bytes_in = KUA_INTAKE_BYTES, .bytes_out = KUA_INTAKE_OUT, .memory = KUA_INTAKE_MEMORY,
	    .seconds = KUA_INTAKE_SECONDS,
	.items = KUA_INTAKE_ITEMS, .text = KUA_INTAKE_TEXT,
};

_Noreturn static void child(const struct kua_jail *jail, bool filter, long (*try)(void), int out)
{
	(void)dup2(out, KUA_JAIL_OUT);
	int step = filter ? kua_jail_enter(jail, &limits) : kua_jail_confine();
	if (step)
		_exit(KUA_JAIL_STATUS + step);
	_exit(try() >= 0 ? DONE : REFUSED);
}

/* The status of a child that tried, or -1 where there was none. */
static int status_of(const struct kua_jail *jail, bool filter, long (*try)(void))
{
	int ends[2], status = -1;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0)
		child(jail, filter, try, ends[1]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	(void)close(ends[0]);
	(void)close(ends[1]);
	return pid < 0 ? -1 : status;
}

static enum kua_code expect(int status, bool killed, int exit_status, const char *what, struct kua_error *err)
{
	if (status < 0)
		return kua_fail(err, KUA_WORLD, "the jail could not be tried: no process could be started: %s",
		                strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) > KUA_JAIL_STATUS)
		return kua_fail(err, KUA_WORLD, "the readers' jail cannot be set up: %s",
		                kua_jail_step(WEXITSTATUS(status) - KUA_JAIL_STATUS));
	if (killed ? WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS : WIFEXITED(status) &&
	    WEXITSTATUS(status) == exit_status)
		return KUA_OK;
	return kua_fail(err, KUA_WORLD, "the readers' jail does not hold: %s", what);
}

static enum kua_code check_all(const struct kua_jail *jail, struct kua_error *err)
{
	enum kua_code code = expect(status_of(jail, true, allowed), false, DONE,
	                            "what a reader needs is refused", err);
	if (code == KUA_OK)
		code = expect(status_of(jail, false, open_without_filter), false, REFUSED,
		              "landlock lets it open a folder", err);
	if (code == KUA_OK && !KUA_JAIL_SANITIZED)
		code = expect(status_of(jail, true, too_much_memory), false, REFUSED,
		              "it can take more memory than its limit", err);
	for (size_t i = 0; code == KUA_OK && i < sizeof probes / sizeof *probes; i++) {
		char what[100];
		(void)snprintf(what, sizeof what, "it can %s", probes[i].what);
		code = expect(status_of(jail, true, probes[i].try), true, 0, what, err);
	}
	return code;
}

enum kua_code kua_intake_jail_check(struct kua_error *err)
{
	struct kua_jail jail;
	enum kua_code code = kua_jail_prepare(&jail, KUA_JAILED_READER, err);
	if (code == KUA_OK)
		code = check_all(&jail, err);
	kua_jail_release(&jail);
	if (code == KUA_OK)
		code = kua_jail_prepare(&jail, KUA_JAILED_RECOGNISER, err);
	if (code == KUA_OK)
		code = expect(status_of(&jail, true, try_open), false, REFUSED, "who recognises letters can open a file", err);
	kua_jail_release(&jail);
	return code;
}
