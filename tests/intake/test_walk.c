/* test_walk.c - files below a path: order, links, folders without rights, early stop. */
#include "run.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct seen {
	struct kua_buf list;
	size_t left; /* stop after so many */
};

static bool see(void *ctx, const char *path, const char *problem)
{
	struct seen *s = ctx;
	const char *name = strrchr(path, '/');
	kua_buf_printf(&s->list, "%s%s%s;", name ? name + 1 : path, problem ? "!" : "", problem ? problem : "");
	return --s->left > 0;
}

static char root[64];

static void make(const char *name)
{
	char path[200];
	(void)snprintf(path, sizeof path, "%s/%s", root, name);
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	(void)close(fd);
}

static int set_up(void **state)
{
	(void)state;
	char path[200];
	(void)snprintf(root, sizeof root, "/tmp/kua-walk-XXXXXX");
	assert_non_null(mkdtemp(root));
	(void)chmod(root, 0755);
	static const char *const folders[] = {"b", "b/deep", "locked"};
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", root, folders[i]);
		assert_int_equal(mkdir(path, 0755), 0);
	}
	static const char *const files[] = {"c", "a", "b/2", "b/10", "b/deep/x", "B", "ы", "locked/hidden"};
	for (size_t i = 0; i < 8; i++)
		make(files[i]);
	(void)snprintf(path, sizeof path, "%s/link", root);
	assert_int_equal(symlink("b", path), 0);
	(void)snprintf(path, sizeof path, "%s/round", root);
	assert_int_equal(symlink(".", path), 0);
	(void)snprintf(path, sizeof path, "%s/pipe", root);
	assert_int_equal(mkfifo(path, 0600), 0);
	(void)snprintf(path, sizeof path, "%s/locked", root);
	return chmod(path, 0);
}

static int clean_up(void **state)
{
	(void)state;
	char command[200];
	(void)snprintf(command, sizeof command, "chmod 700 %s/locked; rm -rf %s", root, root);
	return system(command);
}

static enum kua_code walk(const char *path, size_t most, struct seen *s)
{
	struct kua_error err = {0};
	*s = (struct seen){.left = most};
	kua_buf_str(&s->list, "");
	return kua_intake_walk(path, see, s, &err);
}

/* As somebody without rights: 0 where all is as it should be. */
static int check_as_nobody(void)
{
	struct seen s;
	if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
		return 77;
	if (walk(root, 100, &s) != KUA_OK)
		return 1;
	int same = strcmp(s.list.data, "B;a;10;2;x;c;locked!Permission denied;ы;") == 0;
	kua_buf_free(&s.list);
	return same ? 0 : 2;
}

static void byte_order_links_and_locked_folders(void **state)
{
	(void)state;
	int status;
	pid_t pid = fork();
	if (pid == 0)
		_exit(check_as_nobody());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void one_file_and_a_link_as_the_path_itself(void **state)
{
	(void)state;
	struct seen s;
	char path[200];
	(void)snprintf(path, sizeof path, "%s/a", root);
	assert_int_equal(walk(path, 100, &s), KUA_OK);
	assert_string_equal(s.list.data, "a;");
	kua_buf_free(&s.list);
	(void)snprintf(path, sizeof path, "%s/link", root);
	assert_int_equal(walk(path, 100, &s), KUA_OK);
	assert_string_equal(s.list.data, "10;2;x;");
	kua_buf_free(&s.list);
}

static void stops_when_told(void **state)
{
	(void)state;
	struct seen s;
	assert_int_equal(walk(root, 3, &s), KUA_OK);
	assert_string_equal(s.list.data, "B;a;10;");
	kua_buf_free(&s.list);
}

static void what_is_not_there(void **state)
{
	(void)state;
	struct seen s;
	char path[200];
	(void)snprintf(path, sizeof path, "%s/none", root);
	assert_int_equal(walk(path, 3, &s), KUA_USE);
	kua_buf_free(&s.list);
	(void)snprintf(path, sizeof path, "%s/pipe", root);
	assert_int_equal(walk(path, 3, &s), KUA_USE);
	kua_buf_free(&s.list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(byte_order_links_and_locked_folders),
		    cmocka_unit_test(one_file_and_a_link_as_the_path_itself),
		cmocka_unit_test(stops_when_told), cmocka_unit_test(what_is_not_there),
	};
	return cmocka_run_group_tests(tests, set_up, clean_up);
}
