/* appeal.c - kua appeal, kua submission: a letter or a form from one person's case. */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "publish/letters.h"
#include "verbs/verbs.h"

static const char *const forms[] = {"urgent", "letter", "editor", "motion", NULL};
static const char *const bodies[] = {"wgad", "wgeid", "procedures", "committee", NULL};

typedef KUA_VEC(const struct kua_paper *) paper_list;

struct making {
	struct kua_call *call;
	struct kua_letter_input in;
	enum kua_sheet_format format;
	struct kua_paper *addressees;
	size_t n_addressees;
	paper_list to, copies;
};

static bool among(const char *const *v, const char *s)
{
	while (*v && strcmp(*v, s) != 0)
		v++;
	return *v != NULL;
}

/* ---- options ---- */

static enum kua_code format_of(struct making *m, struct kua_error *err)
{
	const char *said = kua_call_option(m->call, "format");
	m->format = KUA_SHEET_AS_TEXT;
	while (said && m->format < KUA_SHEET_FORMATS && strcmp(kua_sheet_formats[m->format], said) != 0)
		m->format++;
	if (m->format == KUA_SHEET_FORMATS)
		return kua_fail(err, KUA_USE, "there is no format '%.40s': text, html, odt or pdf", said);
	if (m->format >= KUA_SHEET_AS_ODT && isatty(STDOUT_FILENO))
		return kua_fail(err, KUA_USE, "%s is nothing for a terminal: send it to a file, with > letter.%s", said, said);
	return KUA_OK;
}

/* A language has a folder of templates. */
static enum kua_code language_of(struct making *m, struct kua_error *err)
{
	const char *said = kua_call_option(m->call, "language");
	struct stat st;
	m->in.language = said ? said : "en";
	bool plain = m->in.language[strspn(m->in.language, "abcdefghijklmnopqrstuvwxyz")] == '\0' && *m->in.language;
	if (plain && stat(kua_arena_printf(m->call->arena, "%s/appeal/%s/phrases.txt", m->call->data_dir, m->in.language), &st) == 0)
		return KUA_OK;
	return kua_fail(err, KUA_USE, "there are no templates in the language '%.40s'; each has a folder in %s/appeal", said ? said : "en",
	                m->call->data_dir);
}

static enum kua_code deadline_of(struct making *m, struct kua_error *err)
{
	const char *said = kua_call_option(m->call, "deadline");
	int64_t day, now;
	m->in.deadline = said;
	if (said && (strlen(said) != strlen("2011-12-16") || !kua_date_last_day(said, &day)))
		return kua_fail(err, KUA_USE, "--deadline '%.40s' is no day like 2011-12-16", said);
	if (said && kua_date_first_day(m->in.today, &now) && day < now)
		return kua_fail(err, KUA_USE, "--deadline %s is over", said);
	return KUA_OK;
}

static enum kua_code with_of(struct making *m, struct kua_error *err)
{
	const char *path = kua_call_option(m->call, "with");
	struct kua_buf b = KUA_BUF_INIT;
	if (!path)
		return KUA_OK;
	enum kua_code code = kua_read_file(path, KUA_LETTER_WITH_BYTES, &b, err);
	if (code == KUA_OK && b.len && memchr(b.data, '\0', b.len))
		code = kua_fail(err, KUA_DATA, "%s: a text holds no NUL", path);
	m->in.with_path = path;
	m->in.with = code == KUA_OK ? kua_arena_strndup(m->call->arena, b.data ? b.data : "", b.len) : NULL;
	kua_buf_free(&b);
	return code;
}

/* ---- addressees ---- */

static const struct kua_paper *addressee_of(const struct making *m, const char *id)
{
	for (size_t i = 0; i < m->n_addressees; i++)
		if (strcmp(m->addressees[i].id, id) == 0)
			return &m->addressees[i];
	return NULL;
}

static void warn_stale(const struct making *m, const struct kua_paper *p)
{
	int64_t age = kua_addressee_age(p, m->in.today);
	if (age == KUA_NONE)
		kua_note("the addressee %s was never checked: see that name, title and address are right, then 'kua write %s addressee --id %s checked_on=%s'",
		         p->id, m->call->args[0], p->id, m->in.today);
	else if (age > KUA_ADDRESSEE_STALE)
		kua_note("the addressee %s was checked %" PRId64 " days ago; after %d days it has to be checked again", p->id, age, KUA_ADDRESSEE_STALE);
}

/* The papers named in an option, with commas between them. */
static enum kua_code chosen(struct making *m, const char *option, paper_list *out, struct kua_error *err)
{
	const char *said = kua_call_option(m->call, option);
	enum kua_code code = KUA_OK;
	for (const char *p = said ? said : ""; *p && code == KUA_OK;) {
		p += strspn(p, ", ");
		size_t n = strcspn(p, ", ");
		const char *id = kua_arena_strndup(m->call->arena, p, n);
		const struct kua_paper *found = addressee_of(m, id);
		p += n;
		if (!n)
			continue;
		if (!found)
			code = kua_fail(err, KUA_USE, "there is no addressee '%.60s'; 'kua papers %s addressee' lists them", id, m->call->args[0]);
		else
			code = kua_addressee_check(found, err);
		if (code == KUA_OK) {
			*kua_vec_add(out) = found;
			warn_stale(m, found);
		}
	}
	return code;
}

/* Who is meant where nobody is said: of one that is there, that one. An urgent action and a letter go to somebody. */
static enum kua_code addressees_of(struct making *m, struct kua_error *err)
{
	bool urgent = strcmp(m->in.form, "urgent") == 0 && !m->in.outcome, letter = strcmp(m->in.form, "letter") == 0;
	enum kua_code code = chosen(m, "to", &m->to, err);
	if (code == KUA_OK)
		code = chosen(m, "copies", &m->copies, err);
	if (code == KUA_OK && m->to.n == 0 && (urgent || letter) && m->n_addressees == 1) {
		*kua_vec_add(&m->to) = &m->addressees[0];
		code = kua_addressee_check(&m->addressees[0], err);
		if (code == KUA_OK)
			warn_stale(m, &m->addressees[0]);
	}
	if (code == KUA_OK && m->to.n == 0 && (urgent || letter))
		code = kua_fail(err, KUA_USE, m->n_addressees ? "say to whom: --to ID; 'kua papers %s addressee' lists them"
		                                              : "nobody is there to write to: kua write %s addressee name='...' address='...' salutation='...'",
		                m->call->args[0]);
	if (code == KUA_OK && m->to.n > 1 && letter)
		code = kua_fail(err, KUA_USE, "a letter has one addressee; write each of them one");
	m->in.addressees = m->to.v;
	m->in.n_addressees = m->to.n;
	m->in.copies = m->copies.v;
	m->in.n_copies = m->copies.n;
	return code;
}

static enum kua_code papers_of(struct making *m, struct kua_error *err)
{
	struct kua_casebook *cb = NULL;
	struct kua_paper *appeals = NULL;
	enum kua_code code = kua_call_open(m->call, KUA_READ, &cb, err);
	if (code == KUA_OK)
		code = kua_casebook_papers(cb, "appeal", true, m->call->arena, &appeals, &m->in.n_appeals, err);
	if (code == KUA_OK)
		code = kua_casebook_papers(cb, "addressee", false, m->call->arena, &m->addressees, &m->n_addressees, err);
	m->in.appeals = appeals;
	kua_casebook_close(cb);
	return code;
}

/* ---- issuing ---- */

static const char *ids_of(const struct making *m)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < m->to.n; i++)
		kua_buf_printf(&b, "%s%s", i ? "," : "", m->to.v[i]->id);
	const char *ids = kua_arena_strndup(m->call->arena, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return ids;
}

static enum kua_code issue(const struct making *m, const struct kua_letter *l, struct kua_error *err)
{
	struct kua_arena *a = m->call->arena;
	struct kua_casebook *cb = NULL;
	struct kua_paper p = {.kind = "appeal", .by = m->call->who, .at = m->call->now};
	const char *const fields[][2] = {{"person", m->in.person->id}, {"form", m->in.form}, {"number", l->number}, {"to", m->in.body},
	                                 {"language", m->in.language}, {"date", m->in.today}, {"deadline", m->in.body ? NULL : l->deadline},
	                                 {"addressees", ids_of(m)}, {"state", l->state}, {"basis", l->basis}, {"outcome", m->in.outcome}};
	struct kua_list said = {0};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i][1] && *fields[i][1])
			kua_list_add(a, &said, kua_arena_printf(a, "%s=%s", fields[i][0], fields[i][1]));
	enum kua_code code = kua_paper_amend(NULL, said.v, said.n, a, &p, err);
	if (code == KUA_OK)
		code = kua_call_open(m->call, KUA_WRITE, &cb, err);
	if (code == KUA_OK)
		code = kua_casebook_begin(cb, err);
	if (code == KUA_OK)
		code = kua_casebook_write(cb, &p, a, err);
	if (code == KUA_OK)
		code = kua_casebook_commit(cb, err);
	kua_casebook_close(cb);
	if (code == KUA_OK)
		kua_note("issued: %s, number %s; 'kua appeals %s' says when its case has changed", p.id, l->number, m->call->args[0]);
	return code;
}

/* ---- making ---- */

static void say_what_is_open(const struct making *m, const struct kua_letter *l)
{
	const char *casebook = m->call->args[0], *id = m->in.person->id;
	size_t needed = 0;
	for (size_t i = 0; i < l->filled.n_missing; i++)
		needed += l->filled.missing[i].needed;
	if (m->in.body && !l->consented)
		kua_note("nobody agreed to a submission for %s: 'kua judge %s %s allow scope=submit giver=WHO on=DATE' says that somebody did", id, casebook, id);
	else if (!l->named)
		kua_note("%s is not named: nobody allowed it; 'kua judge %s %s allow scope=%s giver=WHO' says that somebody did", id, casebook, id,
		         m->in.scope);
	if (l->n_confirmed < l->n_facts)
		kua_note("%zu of %zu facts were confirmed by nobody; read their sources, then 'kua judge %s ID confirm' ('kua cases %s' has the ids)",
		         l->n_facts - l->n_confirmed, l->n_facts, casebook, casebook);
	if (l->n_contradictions)
		kua_note(l->n_contradictions == 1 ? "%zu contradiction stands in brackets: say what is right" : "%zu contradictions stand in brackets: say what is right",
		         l->n_contradictions);
	if (l->filled.n_missing)
		kua_note(l->filled.n_missing == 1 ? "%zu blank is to be filled in%s" : "%zu blanks are to be filled in%s", l->filled.n_missing,
		         needed ? kua_arena_printf(m->call->arena, ", %zu of them needed", needed) : "");
}

static enum kua_code make(struct making *m, struct kua_error *err)
{
	struct kua_letter l;
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = kua_letter_write(&m->in, m->call->arena, &l, err);
	if (code == KUA_OK)
		code = kua_sheet_write(&l.filled.sheet, m->format, &b, err);
	if (code == KUA_OK && kua_call_option(m->call, "issue"))
		code = issue(m, &l, err);
	if (code == KUA_OK) {
		kua_out_buf(&b);
		say_what_is_open(m, &l);
		m->call->status = m->in.body && !l.consented ? 1 : 0;
	}
	kua_buf_free(&b);
	return code;
}

static enum kua_code with_loaded(struct kua_call *call, struct kua_loaded *l, struct kua_error *err)
{
	struct making m = {.call = call};
	bool submission = strcmp(call->verb->name, "submission") == 0;
	const char *form = submission ? "submission" : kua_call_option(call, "form");
	m.in = (struct kua_letter_input){.loaded = l, .form = form ? form : "urgent", .today = kua_call_today(call), .data_dir = call->data_dir,
	                                 .body = submission ? kua_call_option(call, "to") : NULL, .language = "en"};
	m.in.outcome = submission ? NULL : kua_call_option(call, "close");
	m.in.scope = submission ? "submit" : strcmp(m.in.form, "letter") == 0 ? "government" : "public";
	enum kua_code code = kua_letter_person(l->in.entities, l->in.n_entities, call->args[1], &m.in.person, err);
	if (code == KUA_OK)
		code = format_of(&m, err);
	if (code == KUA_OK && !submission)
		code = language_of(&m, err);
	if (code == KUA_OK && !submission)
		code = deadline_of(&m, err);
	if (code == KUA_OK)
		code = with_of(&m, err);
	if (code == KUA_OK)
		code = papers_of(&m, err);
	if (code == KUA_OK && !submission)
		code = addressees_of(&m, err);
	if (code == KUA_OK)
		code = make(&m, err);
	kua_vec_free(&m.to);
	kua_vec_free(&m.copies);
	return code;
}

static enum kua_code run_appeal(struct kua_call *call, struct kua_error *err)
{
	const char *form = kua_call_option(call, "form");
	if (form && !among(forms, form))
		return kua_fail(err, KUA_USE, "there is no form '%.40s': urgent, letter, editor or motion", form);
	if (form && strcmp(form, "urgent") != 0 && kua_call_option(call, "close"))
		return kua_fail(err, KUA_USE, "only an urgent action is closed by one; 'kua write CASEBOOK appeal --id ID outcome=WORDS' closes others");
	return kua_call_with_loaded(call, with_loaded, err);
}

static enum kua_code run_submission(struct kua_call *call, struct kua_error *err)
{
	const char *to = kua_call_option(call, "to");
	if (!to || !among(bodies, to))
		return kua_fail(err, KUA_USE, "say to which body: --to wgad, wgeid, procedures or committee");
	return kua_call_with_loaded(call, with_loaded, err);
}

/* ---- the table entries ---- */

#define FORMAT_OPTION {"format", "text|html|odt|pdf", "text unless said; odt is for LibreOffice and Word, to go on writing in"}
#define WITH_OPTION {"with", "FILE", "what no casebook knows: lines 'field: text' (docs/templates.md)"}

const struct kua_verb kua_verb_appeal = {
	.name = "appeal",
	.args = "CASEBOOK PERSON",
	.summary = "Write an urgent action, a letter, a letter to the editor or a motion from a person's case",
	.about =
		"PERSON is an id of 'kua people', the beginning of one, or a name. The letter is written from the steps of the case by a template\n"
		"that is plain text (data/appeal, docs/templates.md); each fact has its source as an endnote. Nothing is invented: what the\n"
		"casebook does not know is a blank like [... pronoun]; what the sources contradict each other about, what nobody has confirmed, and words in\n"
		"another language stand in brackets for whoever sends it. Somebody has to read it before it goes out.\n"
		"\n"
		"A person is named only where somebody allowed it: for the public (a letter to an official: to a government), by 'kua judge ID\n"
		"allow'. Everybody else is treated in the same way; initials and a case number stand instead.\n"
		"\n"
		"Addressees are papers: 'kua write CASEBOOK addressee name=... title=... salutation=... address=... checked_on=...'. One without an\n"
		"address is refused; one that was not checked for 180 days is warned of.\n"
		"\n"
		"--issue keeps what went out, with what the case said then. The next one for this person is further information, under the same number, and says\n"
		"what is new; 'kua appeals' tells which have been overtaken.",
	.options =
		(const struct kua_option[]){
			{"form", "urgent|letter|editor|motion", "urgent action unless said"},
			{"language", "CODE", "en unless said; ru, fr, de"},
			{"to", "ID,ID...", "addressees: ids of papers"},
			{"copies", "ID,ID...", "who gets a copy"},
			{"deadline", "DATE", "until when to act; six weeks from today unless said"},
			WITH_OPTION,
			FORMAT_OPTION,
			{"close", "WORDS", "nobody needs to act any more, and why: instead of a letter"},
			{"issue", NULL, "it goes out: keep it among the casebook's papers"},
			{"as", "NAME", "who issues it, for the journal"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"A motion for a union branch", "kua appeal case.kua 'Vadim Kuramshin' --form motion"},
			{"A letter to the editor as a text document", "kua appeal case.kua 'Vadim Kuramshin' --form editor --language de --format odt > brief.odt"},
			{0},
		},
	.least = 2,
	.most = 2,
	.run = run_appeal,
};

const struct kua_verb kua_verb_submission = {
	.name = "submission",
	.args = "CASEBOOK PERSON",
	.summary = "Fill in a communication to a body of the United Nations as far as the casebook knows",
	.about =
		"--to wgad (Working Group on Arbitrary Detention), wgeid (on Enforced or Involuntary Disappearances), procedures (special procedures)\n"
		"or committee (Human Rights Committee). The fields stand in the order in which each body asks for them. What is not known is a blank; the end lists\n"
		"what is missing, what the body cannot do without first ([!]). Documents are annexes, numbered, with their SHA-256. Compare it with the body's own\n"
		"present form before sending.\n"
		"\n"
		"It takes the person's consent (or that of who may give it): 'kua judge ID allow scope=submit giver=WHO on=DATE'. Without it the\n"
		"exit status is 1, and initials stand for the name.",
	.options =
		(const struct kua_option[]){
			{"to", "wgad|wgeid|procedures|committee", "the body"},
			WITH_OPTION,
			FORMAT_OPTION,
			{"issue", NULL, "it goes out: keep it among the casebook's papers"},
			{"as", "NAME", "who issues it, for the journal"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"What is known for the working group", "kua submission case.kua 'Vadim Kuramshin' --to wgad || true"},
			{0},
		},
	.least = 2,
	.most = 2,
	.run = run_submission,
};
