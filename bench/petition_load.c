/*
 * petition_load.c - sign a petition through its form as fast as it answers: petition_load PORT OUTBOX SIGNATURES THREADS. Each of the threads keeps
 * one connection; all sign, then all confirm by the links of the outbox. Prints signatures a second, each of them signed and confirmed.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 1 << 16, TOKEN = 64, MOST_THREADS = 256 };

struct load {
	int port;
	long n;
	char form[TOKEN];
	char (*links)[40];
	atomic_long next, good;
	int confirms;
};

static int dial(int port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
		perror("connect");
		exit(1);
	}
	return fd;
}

/* One request and its whole answer, in room; its status. */
static int ask(int fd, const char *request, size_t n, char *room)
{
	size_t have = 0, want = 0;
	if (write(fd, request, n) != (ssize_t)n)
		return 0;
	while (!want || have < want) {
		ssize_t got = read(fd, room + have, ROOM - 1 - have);
		if (got <= 0)
			return 0;
		have += (size_t)got;
		room[have] = '\0';
		char *end = strstr(room, "\r\n\r\n"), *length = strcasestr(room, "content-length:");
		if (!want && end && length && length < end)
			want = (size_t)(end + 4 - room) + strtoul(length + 15, NULL, 10);
	}
	return atoi(room + 9);
}

static size_t post(char *to, const char *path, const char *body)
{
	return (size_t)snprintf(to, ROOM, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s", path,
	                        strlen(body), body);
}

static void *run(void *ctx)
{
	struct load *l = ctx;
	char *room = malloc(ROOM), *request = malloc(ROOM), body[512];
	int fd = dial(l->port);
	for (long i; (i = l->next++) < l->n;) {
		if (l->confirms)
			(void)snprintf(body, sizeof body, "t=%s", l->links[i]);
		else
			(void)snprintf(body, sizeof body, "form=%s&name=Signer+%ld&email=s%ld%%40example.org&place=Almaty&agree=yes&language=en", l->form, i, i);
		size_t n = post(request, l->confirms ? "/confirm" : "/sign", body);
		l->good += ask(fd, request, n, room) == 200;
	}
	(void)close(fd);
	free(room);
	free(request);
	return NULL;
}

static double seconds(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double phase(struct load *l, int threads)
{
	pthread_t t[MOST_THREADS];
	double start = seconds();
	l->next = l->good = 0;
	for (int i = 0; i < threads; i++)
		if (pthread_create(&t[i], NULL, run, l) != 0)
			exit(1);
	for (int i = 0; i < threads; i++)
		(void)pthread_join(t[i], NULL);
	if (l->good != l->n) {
		(void)fprintf(stderr, "only %ld of %ld were answered well\n", (long)l->good, l->n);
		exit(1);
	}
	return seconds() - start;
}

static void read_links(struct load *l, const char *outbox)
{
	FILE *f = fopen(outbox, "r");
	char line[4096];
	long n = 0;
	while (f && n < l->n && fgets(line, sizeof line, f)) {
		char *at = strstr(line, "confirm?t=");
		if (at)
			(void)snprintf(l->links[n++], sizeof l->links[0], "%.32s", at + 10);
	}
	if (f)
		(void)fclose(f);
	if (n != l->n)
		exit(1);
}

int main(int argc, char **argv)
{
	if (argc != 5)
		return 2;
	struct load l = {.port = atoi(argv[1]), .n = atol(argv[3])};
	int threads = atoi(argv[4]), fd = dial(l.port);
	char *room = malloc(ROOM);
	static const char get[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
	if (threads < 1 || threads > MOST_THREADS || ask(fd, get, sizeof get - 1, room) != 200)
		return 1;
	char *at = strstr(room, "name=\"form\" value=\"");
	(void)snprintf(l.form, sizeof l.form, "%.*s", (int)strcspn(at + 19, "\""), at + 19);
	(void)close(fd);
	l.links = calloc((size_t)l.n, sizeof *l.links);
	double signing = phase(&l, threads);
	read_links(&l, argv[2]);
	l.confirms = 1;
	double confirming = phase(&l, threads);
	(void)printf("%ld signed in %.2f s, confirmed in %.2f s: %.0f confirmed signatures a second\n", l.n, signing, confirming,
	             (double)l.n / (signing + confirming));
	free(l.links);
	free(room);
	return 0;
}
