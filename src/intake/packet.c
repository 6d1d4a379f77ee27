/* packet.c - packets that carry descriptors (SCM_RIGHTS) over a socket pair. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "intake/keeper.h"

union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int) * KUA_REQUEST_FDS)];
};

bool kua_send_packet(int fd, const void *bytes, size_t n, const int *fds, size_t n_fds)
{
	union control c = {0};
	struct iovec part = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = n};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
	if (n_fds) {
		m.msg_control = c.bytes;
		m.msg_controllen = CMSG_SPACE(sizeof(int) * n_fds);
		struct cmsghdr *h = CMSG_FIRSTHDR(&m);
		h->cmsg_level = SOL_SOCKET;
		h->cmsg_type = SCM_RIGHTS;
		h->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
		memcpy(CMSG_DATA(h), fds, sizeof(int) * n_fds);
	}
	ssize_t put;
	do
		put = sendmsg(fd, &m, MSG_NOSIGNAL);
	while (put < 0 && errno == EINTR);
	return put == (ssize_t)n;
}

long kua_receive_packet(int fd, void *bytes, size_t n, int *fds, size_t *n_fds)
{
	union control c = {0};
	struct iovec part = {.iov_base = bytes, .iov_len = n};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = c.bytes,
	                   .msg_controllen = sizeof c.bytes};
	ssize_t got;
	*n_fds = 0;
	do
		got = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	for (struct cmsghdr *h = got > 0 ? CMSG_FIRSTHDR(&m) : NULL; h; h = CMSG_NXTHDR(&m, h)) {
		if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
			continue;
		size_t count = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count && *n_fds < KUA_REQUEST_FDS; i++)
			memcpy(&fds[(*n_fds)++], CMSG_DATA(h) + i * sizeof(int), sizeof(int));
	}
	return got;
}
