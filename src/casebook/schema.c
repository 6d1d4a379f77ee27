/*
 * schema.c - the tables, made from the tables of fields in shapes/, and the proof that a file has exactly these.
 *
 * Every shape but the judgement has a table of its name: a column per field (TEXT, INTEGER, REAL; lists as JSON text,
 * null when empty) and nr, a number that means nothing outside this file: the full-text index refers to it. Beside them:
 *
 *   bytes      each document's bytes once, in parts packed with zstd
 *   origin     the second, third ... name or origin of bytes that came again
 *   waiting    documents that came inside others and are not read yet
 *   journal    what people did; the only truth about judgements, which are read from it and kept nowhere else
 *   category   which items (by nr) have a category, as json is slow to look into
 *   setting    small facts about the casebook itself
 *   search     the full-text index over the items' titles and texts (which stay in the table item)
 *   found      the full-text index over what was found in them: claims, and the names of people, places and organisations
 *   spelling   how each word of the index search sounds, so that a search finds it in another script
 *   paper      which entry of the journal holds which version of what a campaign writes itself
 *   made       what stages made of single items, so that it need not be made again; digests of the rows of each (groups.c)
 *   saved      searches that people keep, by the entry of the journal that keeps each
 *
 * A file that somebody else made may hold triggers, views or expressions that run when we read it. So a casebook is
 * accepted only where its schema is, word for word, what this program makes. What FTS5 makes for itself may be worded
 * differently by another version of SQLite: there the names and that they are plain tables must agree.
 *
 * No trigger stands on inserts: a statement with one opens a savepoint, and at each of them FTS5 writes its index out.
 */
#include <string.h>

#include "casebook/internal.h"

static const char *const others[] = {
	"CREATE TABLE bytes (sha256 TEXT NOT NULL, part INTEGER NOT NULL, size INTEGER NOT NULL, packed BLOB NOT NULL, "
	"PRIMARY KEY (sha256, part)) STRICT",
	"CREATE TABLE origin (entry INTEGER PRIMARY KEY, document TEXT NOT NULL, name TEXT NOT NULL, "
	"origin TEXT NOT NULL, container TEXT, url TEXT, captured_at TEXT, declared_type TEXT) STRICT",
	"CREATE INDEX origin_document ON origin (document)",
	"CREATE TABLE waiting (nr INTEGER PRIMARY KEY, document TEXT NOT NULL UNIQUE, root TEXT NOT NULL, "
	"depth INTEGER NOT NULL) STRICT",
	"CREATE TABLE journal (entry INTEGER PRIMARY KEY, body TEXT NOT NULL, seal TEXT NOT NULL) STRICT",
	"CREATE TABLE category (name TEXT NOT NULL, nr INTEGER NOT NULL, PRIMARY KEY (name, nr)) STRICT, WITHOUT ROWID",
	"CREATE TABLE setting (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT",
	"CREATE VIRTUAL TABLE search USING fts5(title, text, content='item', content_rowid='nr', "
	"tokenize='unicode61 remove_diacritics 2')",
	"CREATE VIRTUAL TABLE found USING fts5(label, text, more, tokenize='unicode61 remove_diacritics 2')",
	"CREATE TABLE spelling (key TEXT NOT NULL, how INTEGER NOT NULL, term TEXT NOT NULL, name INTEGER NOT NULL, "
	"PRIMARY KEY (key, how, term)) STRICT, WITHOUT ROWID",
	"CREATE TABLE made (stage TEXT NOT NULL, item TEXT NOT NULL, mark TEXT NOT NULL, packed BLOB NOT NULL, "
	"PRIMARY KEY (stage, item)) STRICT, WITHOUT ROWID",
	"CREATE TABLE saved (entry INTEGER PRIMARY KEY, name TEXT NOT NULL, query TEXT NOT NULL) STRICT",
	"CREATE TABLE paper (entry INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, latest INTEGER NOT NULL) STRICT",
	"CREATE INDEX paper_id ON paper (id, latest)",
	"CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
	"BEGIN SELECT RAISE(ABORT, 'an entry of the journal cannot be changed'); END",
	"CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal "
	"BEGIN SELECT RAISE(ABORT, 'an entry of the journal cannot be deleted'); END",
	"CREATE TRIGGER document_no_update BEFORE UPDATE OF id, name, sha256, bytes, origin, received_at, received_by, "
	"container, url, captured_at, declared_type "
	"ON document BEGIN SELECT RAISE(ABORT, 'what the journal says of a document cannot be changed'); END",
	"CREATE TRIGGER bytes_no_update BEFORE UPDATE ON bytes "
	"BEGIN SELECT RAISE(ABORT, 'preserved bytes cannot be changed'); END",
};

static const struct {
	enum kua_shape_kind kind;
	const char *columns;
} indexes[] = {
	{KUA_DOCUMENT, "sha256"},
	{KUA_DOCUMENT, "container"},
	{KUA_DOCUMENT, "name"},
	{KUA_DOCUMENT, "read"},
	{KUA_ITEM, "document_id, ordinal, id, published_on, date_from, date_to, language"}, /* all that a search goes by */
	{KUA_ITEM, "published_on"},
	{KUA_ITEM, "author"},
	{KUA_REUSE, "a"},
	{KUA_REUSE, "b"},
	{KUA_REUSE, "shared_words"},
	{KUA_ENTITY, "kind, label"},
	{KUA_COPY, "family"},
	{KUA_COPY, "item"},
	{KUA_DRIFT, "a"},
	{KUA_DRIFT, "b"},
	{KUA_MENTION, "item, start, \"end\""},
	{KUA_MENTION, "entity, item"},
	{KUA_JOIN, "entity"},
	{KUA_JOIN, "status, id"},
	{KUA_FIGURE, "item"},
	{KUA_FIGURE, "event"},
	{KUA_FIGURE, "status, id"},
	{KUA_CASE_STEP, "item"},
	{KUA_CASE_STEP, "person"},
	{KUA_CASE_STEP, "status, id"},
	{KUA_HARM, "item"},
	{KUA_HARM, "status, id"},
	{KUA_ACTION, "item"},
	{KUA_ACTION, "status, id"},
	{KUA_ACTION, "date"},
	{KUA_EVENT, "\"from\""},
	{KUA_ACCOUNT, "event"},
	{KUA_TOLL, "event"},
	{KUA_TOLL, "profile, independent"},
	{KUA_CASE, "person"},
	{KUA_CASE, "label"},
};

void cb_name(struct kua_buf *b, const char *name)
{
	kua_buf_printf(b, "\"%s\"", name); /* names are our own: letters and _ */
}

static const char *column_type(enum kua_field_type type)
{
	switch (type) {
	case KUA_INT:
	case KUA_BOOL: return "INTEGER";
	case KUA_REAL:
	case KUA_MEAN: return "REAL";
	case KUA_TEXT:
	case KUA_LIST:
	case KUA_SPANS:
	case KUA_NAMES:
	case KUA_JOINED:
	case KUA_SOURCES: break;
	}
	return "TEXT";
}

static void table(struct kua_buf *b, const struct kua_shape *shape)
{
	kua_buf_str(b, "CREATE TABLE ");
	cb_name(b, shape->type);
	kua_buf_str(b, " (nr INTEGER PRIMARY KEY");
	for (size_t i = 0; i < shape->n; i++) {
		const struct kua_field *f = &shape->fields[i];
		kua_buf_str(b, ", ");
		cb_name(b, f->name);
		kua_buf_printf(b, " %s%s", column_type(f->type), strcmp(f->name, "id") == 0 ? " NOT NULL UNIQUE" : "");
	}
	kua_buf_str(b, ") STRICT;\n");
}

void cb_schema(struct kua_buf *b)
{
	for (size_t i = 0; i < KUA_SHAPES; i++)
		if (i != KUA_JUDGEMENT)
			table(b, &kua_shapes[i]);
	for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++) {
		const char *type = kua_shapes[indexes[i].kind].type;
		kua_buf_printf(b, "CREATE INDEX %s_%zu ON \"%s\" (%s);\n", type, i, type, indexes[i].columns);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		kua_buf_printf(b, "%s;\n", others[i]);
}

/* A database in memory with the schema as it should be. */
static sqlite3 *model_new(const struct cb_file *kind)
{
	sqlite3 *db = NULL;
	struct kua_buf b = KUA_BUF_INIT;
	kind->schema(&b);
	if (sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) ||
	    sqlite3_exec(db, b.data, NULL, NULL, NULL)) {
		(void)sqlite3_close(db);
		db = NULL;
	}
	kua_buf_free(&b);
	return db;
}

static const char *column(sqlite3_stmt *s, int at)
{
	const char *t = (const char *)sqlite3_column_text(s, at);
	return t ? t : "";
}

/* Do two rows of (type, name, tbl_name, sql) describe the same thing? */
static bool row_equal(sqlite3_stmt *is, sqlite3_stmt *should)
{
	for (int i = 0; i < 3; i++)
		if (strcmp(column(is, i), column(should, i)) != 0)
			return false;
	bool made_by_fts = strncmp(column(is, 1), "search_", 7) == 0 || strncmp(column(is, 1), "found_", 6) == 0;
	return made_by_fts ? strncmp(column(is, 3), "CREATE TABLE ", 13) == 0
	                   : strcmp(column(is, 3), column(should, 3)) == 0;
}

static enum kua_code compare(struct kua_casebook *cb, sqlite3_stmt *is, sqlite3_stmt *should, struct kua_error *err)
{
	bool row, model_row = true;
	do {
		enum kua_code code = cb_step(cb, is, &row, err);
		if (code != KUA_OK)
			return code;
		model_row = sqlite3_step(should) == SQLITE_ROW;
		if (row != model_row || (row && !row_equal(is, should)))
			return kua_fail(err, KUA_DATA, "%s: not a %s that this kua can read (its tables are not those it makes, at \"%.60s\")",
			                cb->path, cb->kind->name, row ? column(is, 1) : column(should, 1));
	} while (row);
	return KUA_OK;
}

enum kua_code cb_schema_check(struct kua_casebook *cb, struct kua_error *err)
{
	static const char list[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name, tbl_name";
	sqlite3 *model = model_new(cb->kind);
	sqlite3_stmt *should = NULL, *is = NULL;
	enum kua_code code = KUA_OK;
	if (!model || sqlite3_prepare_v2(model, list, -1, &should, NULL) != SQLITE_OK)
		code = kua_fail(err, KUA_BUG, "%s: the schema to compare with cannot be made", cb->path);
	else if (!(is = cb_take(cb, list, err)))
		code = err->code;
	else
		code = compare(cb, is, should, err);
	if (is)
		cb_give(cb, is);
	(void)sqlite3_finalize(should);
	(void)sqlite3_close(model);
	return code;
}
