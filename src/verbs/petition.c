/*
 * petition.c - kua petition: a text that people sign. One word behind the verb says what is done; the file of signatures is opened with its
 * passphrase, or with a file that holds its key.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "verbs/petition.h"

enum { SECRET_MOST = 4096, KEY_FILE_BYTES = 32 };

/* ---- secrets ---- */

static void keep_first_line(struct kua_buf *b)
{
	b->len = b->data ? strcspn(b->data, "\r\n") : 0;
}

/* A line from the terminal itself, which does not show it. */
static enum kua_code ask_terminal(const char *question, struct kua_buf *out, struct kua_error *err)
{
	struct termios before, silent;
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || tcgetattr(fd, &before) != 0) {
		if (fd >= 0)
			(void)close(fd);
		return kua_fail(err, KUA_USE, "a passphrase is asked for at a terminal; else give --passphrase FILE or --key FILE");
	}
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	(void)tcsetattr(fd, TCSAFLUSH, &silent);
	enum kua_code code = kua_write_all(fd, question, strlen(question), err);
	kua_buf_clear(out);
	for (char c; code == KUA_OK && out->len < SECRET_MOST && read(fd, &c, 1) == 1 && c != '\n';)
		kua_buf_char(out, c);
	(void)tcsetattr(fd, TCSAFLUSH, &before);
	if (code == KUA_OK)
		code = kua_write_all(fd, "\n", 1, err);
	(void)close(fd);
	return code;
}

static enum kua_code ask_twice(struct kua_buf *out, struct kua_error *err)
{
	struct kua_buf again = KUA_BUF_INIT;
	enum kua_code code = ask_terminal("New passphrase of the petition: ", out, err);
	if (code == KUA_OK)
		code = ask_terminal("The same again: ", &again, err);
	if (code == KUA_OK && (again.len != out->len || memcmp(again.data ? again.data : "", out->data ? out->data : "", out->len) != 0))
		code = kua_fail(err, KUA_USE, "the two passphrases differ; nothing was made");
	if (again.data)
		kua_wipe(again.data, again.cap);
	kua_buf_free(&again);
	return code;
}

/* A key file that is not there is made: random bytes that only its owner may read. */
static enum kua_code new_key_file(const char *path, struct kua_buf *out, struct kua_error *err)
{
	unsigned char key[KEY_FILE_BYTES];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return kua_fail(err, KUA_USE, "%s: cannot be made: %s", path, strerror(errno));
	kua_random(key, sizeof key);
	enum kua_code code = kua_write_all(fd, key, sizeof key, err);
	if (code == KUA_OK && fsync(fd) != 0)
		code = kua_fail(err, KUA_WORLD, "%s: cannot be written: %s", path, strerror(errno));
	(void)close(fd);
	kua_buf_add(out, key, sizeof key);
	kua_wipe(key, sizeof key);
	return code;
}

/* A passphrase or the bytes of a key file, from where the options say, or from the terminal; twice where it is a new one. */
static enum kua_code secret_of(struct kua_call *call, enum kua_secret what, bool is_new, struct kua_buf *out, struct kua_error *err)
{
	const char *key = kua_call_option(call, "key"), *passphrase = kua_call_option(call, "passphrase");
	if (what == KUA_KEY_FILE) {
		if (!key)
			return kua_fail(err, KUA_USE, "it is locked with a key file; give --key FILE");
		if (is_new && access(key, F_OK) != 0)
			return new_key_file(key, out, err);
		return kua_read_file(key, SECRET_MOST, out, err);
	}
	if (key)
		return kua_fail(err, KUA_USE, "it is locked with a passphrase, not with a key file");
	if (!passphrase)
		return is_new ? ask_twice(out, err) : ask_terminal("Passphrase of the petition: ", out, err);
	enum kua_code code = strcmp(passphrase, "-") == 0 ? kua_read_fd(STDIN_FILENO, "standard input", SECRET_MOST, out, err)
	                                                  : kua_read_file(passphrase, SECRET_MOST, out, err);
	keep_first_line(out);
	return code;
}

static enum kua_code ask(void *ctx, enum kua_secret what, struct kua_buf *secret, struct kua_error *err)
{
	return secret_of(ctx, what, false, secret, err);
}

enum kua_code petition_open(struct kua_call *call, const char *path, enum kua_mode mode, struct kua_desk **out, struct kua_error *err)
{
	enum kua_code code = kua_desk_open(path, mode, call->data_dir, ask, call, out, err);
	if (code == KUA_OK && kua_desk_erased_again(*out))
		kua_note("%s: signatures that were erased had come back with an older copy: %lld; %s", path,
		         (long long)kua_desk_erased_again(*out), mode == KUA_WRITE ? "erased again" : "passed over");
	return code;
}

enum kua_code petition_number(const char *said, const char *what, int64_t *out, struct kua_error *err)
{
	char *end;
	errno = 0;
	long long n = strtoll(said, &end, 10);
	if (errno || end == said || *end || n < 1)
		return kua_fail(err, KUA_USE, "'%.40s' is no %s: a number from 1", said, what);
	*out = n;
	return KUA_OK;
}

enum kua_code petition_write_file(const char *path, const struct kua_buf *b, struct kua_error *err)
{
	struct kua_buf made = KUA_BUF_INIT;
	kua_buf_printf(&made, "%s.new-%ld", path, (long)getpid());
	int fd = open(made.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	enum kua_code code = fd < 0 ? kua_fail(err, KUA_WORLD, "%s: cannot be made: %s", path, strerror(errno)) : KUA_OK;
	if (code == KUA_OK)
		code = kua_write_all(fd, b->data ? b->data : "", b->len, err);
	if (code == KUA_OK && fsync(fd) != 0)
		code = kua_fail(err, KUA_WORLD, "%s: cannot be written: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	if (code == KUA_OK && rename(made.data, path) != 0)
		code = kua_fail(err, KUA_WORLD, "%s: cannot be made: %s", path, strerror(errno));
	if (code != KUA_OK && fd >= 0)
		(void)unlink(made.data);
	kua_buf_free(&made);
	return code;
}

/* ---- new and change ---- */

static enum kua_code take_options(struct kua_call *call, struct kua_petition *p, struct kua_error *err)
{
	const struct {
		const char *option, **field;
	} fields[] = {{"title", &p->title}, {"to", &p->to}, {"by", &p->by}, {"contact", &p->contact}, {"closes", &p->closes},
	              {"destroy", &p->destroy_on}, {"address", &p->address}};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (kua_call_option(call, fields[i].option))
			*fields[i].field = kua_call_option(call, fields[i].option);
	const char *asks = kua_call_option(call, "asks"), *text = kua_call_option(call, "text");
	if (asks) {
		p->asks_place = strstr(asks, "place") != NULL;
		p->asks_born = strstr(asks, "born") != NULL;
		if (*asks && !p->asks_place && !p->asks_born)
			return kua_fail(err, KUA_USE, "--asks '%.40s': what a form may ask for beside name and address is place, born, or both", asks);
	}
	if (!text)
		return KUA_OK;
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = kua_read_file(text, KUA_SIGN_TEXT, &b, err);
	while (b.len && strchr("\n\r ", b.data[b.len - 1]))
		b.len--;
	p->text = kua_arena_strndup(call->arena, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return code;
}

static enum kua_code petition_new(struct kua_call *call, struct kua_error *err)
{
	struct kua_buf secret = KUA_BUF_INIT, id = KUA_BUF_INIT;
	unsigned char random[8];
	kua_random(random, sizeof random);
	for (size_t i = 0; i < sizeof random; i++)
		kua_buf_printf(&id, "%02x", random[i]);
	struct kua_petition p = {.id = kua_arena_strdup(call->arena, id.data), .created = kua_call_today(call), .asks_place = true};
	kua_buf_free(&id);
	enum kua_code code = take_options(call, &p, err);
	if (code == KUA_OK && !p.text)
		code = kua_fail(err, KUA_USE, "--text FILE is needed: what people sign");
	if (code == KUA_OK)
		code = kua_petition_check(&p, err);
	if (code == KUA_OK && access(call->args[1], F_OK) == 0)
		code = kua_fail(err, KUA_USE, "%s: is there already and stays as it is", call->args[1]);
	enum kua_secret what = kua_call_option(call, "key") ? KUA_KEY_FILE : KUA_PASSPHRASE;
	if (code == KUA_OK)
		code = secret_of(call, what, true, &secret, err);
	if (code == KUA_OK)
		code = kua_desk_new(call->args[1], &p, what, secret.data ? secret.data : "", secret.len, err);
	if (secret.data)
		kua_wipe(secret.data, secret.cap);
	kua_buf_free(&secret);
	if (code == KUA_OK)
		kua_out("%s: a new petition, open until %s; its names are to be destroyed on %s\n", call->args[1],
		        p.closes ? p.closes : "somebody closes it", p.destroy_on);
	return code;
}

static enum kua_code petition_change(struct kua_call *call, struct kua_error *err)
{
	struct kua_desk *d = NULL;
	enum kua_code code = petition_open(call, call->args[1], KUA_WRITE, &d, err);
	if (code != KUA_OK)
		return code;
	struct kua_petition p = *kua_desk_petition(d);
	code = take_options(call, &p, err);
	if (kua_call_option(call, "closes")) /* who says on which day it closes says that the clock is right, too */
		p.seen = NULL;
	if (code == KUA_OK)
		code = kua_petition_check(&p, err);
	if (code == KUA_OK)
		code = kua_desk_begin(d, err);
	if (code == KUA_OK)
		code = kua_desk_set_petition(d, &p, err);
	if (code == KUA_OK)
		code = kua_desk_commit(d, err);
	if (code == KUA_OK)
		kua_out("%s: changed; a form that is being served shows it once it was started again\n", call->args[1]);
	kua_desk_close(d);
	return code;
}

/* ---- which word ---- */

static const struct {
	const char *word;
	size_t least, most; /* arguments behind it */
	petition_fn *run;
	const char *use;
} words[] = {
	{"new", 1, 1, petition_new, "PETITION --title T --text FILE --destroy DATE"},
	{"change", 1, 1, petition_change, "PETITION"},
	{"add", 2, 2, petition_add, "PETITION NAME"},
	{"import", 2, 2, petition_import, "PETITION FILE"},
	{"list", 1, 1, petition_list, "PETITION"},
	{"check", 1, 1, petition_check, "PETITION"},
	{"confirm", 2, SIZE_MAX, petition_state, "PETITION N..."},
	{"invalid", 2, SIZE_MAX, petition_state, "PETITION N... --why TEXT"},
	{"duplicate", 2, SIZE_MAX, petition_state, "PETITION N... --of N"},
	{"withdraw", 2, SIZE_MAX, petition_state, "PETITION N..."},
	{"erase", 2, SIZE_MAX, petition_erase, "PETITION N..."},
	{"count", 1, 1, petition_count, "PETITION"},
	{"sheet", 2, 2, petition_sheet, "PETITION OUT.pdf"},
	{"handin", 2, 2, petition_handin, "PETITION OUT.pdf"},
	{"receipt", 2, 2, petition_receipt, "PETITION N"},
	{"verify", 2, 2, petition_verify, "LIST CHECKPOINT"},
};

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	size_t i = 0, n = sizeof words / sizeof *words;
	while (i < n && strcmp(words[i].word, call->args[0]) != 0)
		i++;
	if (i == n)
		return kua_fail(err, KUA_USE, "kua petition does not know '%.40s'; see 'kua petition --help'", call->args[0]);
	if (call->n_args - 1 < words[i].least || call->n_args - 1 > words[i].most)
		return kua_fail(err, KUA_USE, "use: kua petition %s %s; see 'kua petition --help'", words[i].word, words[i].use);
	return words[i].run(call, err);
}

const struct kua_verb kua_verb_petition = {
	.name = "petition",
	.args = "WORD PETITION [ARGUMENT...]",
	.summary = "Collect signatures under a text, find who signed twice, and count so that it can be checked",
	.about =
		"To sign a petition shows a political opinion. So the signatures are in a file of their own, sealed with a\n"
		"passphrase or a key file; who takes the file sees how many rows there are and nothing else. There is no way in\n"
		"without the key: keep a second copy of it elsewhere.\n"
		"\n"
		"The words are: new (a petition, from --text FILE), change (its text, days or address), add (one signature, typed\n"
		"from --sheet N --line N), import (a CSV, or OSDI JSON: \"email\", \"town\", \"birth year\" are known in several\n"
		"languages), list, check (find who signed twice), confirm, invalid, duplicate, withdraw, erase, count, sheet\n"
		"(paper to be signed), handin (what is handed in), receipt (the text by which a signer finds their line), verify (a list and its checkpoint).\n"
		"\n"
		"A signature is pending, confirmed, duplicate, invalid, withdrawn or counted; each change says when, who and why,\n"
		"and none is deleted in silence. What is erased is gone from the file, is counted as erased, and does not come\n"
		"back with an older copy of the file: the list PETITION.erased says what may not return. Keep that list apart.\n"
		"\n"
		"check takes two rows that are confirmed for one person where the address is the same and the names fit, or where the name, in\n"
		"whatever script, and the place or the birth year are the same and that name is rare enough among those who\n"
		"signed. Two of one household share an address and are two. What is likely and not sure is printed for you to\n"
		"decide: 'duplicate N --of N', or 'confirm N' of one that was marked and is none.\n"
		"\n"
		"count prints how many there are in each state, and by place where six or more signed. With --list and\n"
		"--checkpoint it writes what can be published: a sorted list of hashes and a signed line about it. Each signer\n"
		"finds their own in it by their receipt; nobody else can tell whose a hash is.\n"
		"\n"
		"sheet prints numbered sheets to be signed on paper (PDF), with the day on which they are to be destroyed. handin\n"
		"writes how many signed, where, how they were counted and the checkpoint, as PDF, ODT, HTML or text by the ending\n"
		"of its name; with --names who allowed to be named. What was confirmed is counted then.",
	.options =
		(const struct kua_option[]){
			{"key", "FILE", "the key is in this file; 'new' makes it"},
			{"passphrase", "FILE", "the passphrase is the first line of this file (-: standard input); else it is asked for"},
			{"title", "TEXT", "what the petition is called"},
			{"text", "FILE", "what people sign"},
			{"to", "WHOM", "whom it is handed to"},
			{"by", "WHO", "who is responsible for the names"},
			{"contact", "TEXT", "how to reach them, to withdraw or ask what is kept"},
			{"closes", "DATE", "the last day on which somebody may sign"},
			{"destroy", "DATE", "the day on which all names are destroyed"},
			{"address", "URL", "where the public finds the form"},
			{"asks", "WHAT", "what is asked for beside name and address: place, born, place,born, or nothing (default: place)"},
			{"email", "ADDRESS", "add: the signer's address"},
			{"place", "PLACE", "add: their town"},
			{"born", "YEAR", "add: the year of their birth"},
			{"may-name", NULL, "add: they allowed to be named in public"},
			{"sheet", "N", "add: typed from the paper sheet of this number"},
			{"line", "N", "add: from this line of it"},
			{"format", "FORMAT", "import: csv or osdi (default: by the file's name); list: text, csv or json"},
			{"state", "STATE", "list: only these; import: pending or confirmed (default: confirmed)"},
			{"of", "N", "duplicate: of this row"},
			{"why", "TEXT", "invalid, duplicate, withdraw: the reason that is kept"},
			{"dry-run", NULL, "check: only print"},
			{"list", "FILE", "count: write the list of hashes"},
			{"checkpoint", "FILE", "count: write the checkpoint; what was confirmed is counted then"},
			{"sheets", "N", "sheet: how many (default: 1); they go on from the last number that was printed"},
			{"lines", "N", "sheet: lines on each, at most 20 (default: 12)"},
			{"language", "LANGUAGE", "sheet, handin: en, ru, kk or fr"},
			{"names", NULL, "handin: with the names of those who allowed to be named"},
			{"receipt", "FILE", "verify: is the line of this receipt in the list?"},
			{"as", "NAME", "who is doing this, for what is kept of each change"},
			{"json", NULL, "lines of JSON"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"A petition whose key is in a file",
	                 "echo 'Free Vadim Kuramshin.' > text.txt && kua petition new free.kuap --key free.key --title 'Free Vadim Kuramshin' "
	                 "--text text.txt --destroy 2099-12-31"},
			{"Sign it from a paper sheet, look for doubles, count",
	                 "kua petition add free.kuap --key free.key 'Aigul Nurbekova' --place Almaty --sheet 1 --line 1 && "
	                 "kua petition check free.kuap --key free.key && kua petition count free.kuap --key free.key"},
			{"Paper to sign on, and what is handed in",
	                 "kua petition sheet free.kuap sheets.pdf --key free.key --sheets 3 && kua petition handin free.kuap handin.html --key free.key"},
			{0},
		},
	.least = 1,
	.most = SIZE_MAX,
	.run = run,
};
