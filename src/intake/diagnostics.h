/*
 * diagnostics.h - everything intake may say about a document: the catalogue. Each entry has an id by which it is known in the
 * casebook, in exports and in the manual, a level, a sentence that follows "the document:", and what a person can do. (diagnostics.c)
 *
 *   note         worth knowing; nothing is missing
 *   warning      something may be wrong: look at the original
 *   unsupported  there is something Kua cannot read
 *   damaged      the document is broken; what could be read was kept
 *   hostile      it does what no honest document does
 *
 * A document with items and a diagnostic of level unsupported, damaged or hostile is partly read. Ids are never
 * used again for something else. A new entry needs a fixture: tests/intake/test_diagnostics.c has one for each.
 */
#ifndef KUA_INTAKE_DIAGNOSTICS_H
#define KUA_INTAKE_DIAGNOSTICS_H

#include "util/util.h"

enum kua_level { KUA_NOTE, KUA_WARNING, KUA_UNSUPPORTED, KUA_DAMAGED, KUA_HOSTILE };

/* X(NAME, "id", LEVEL, "what it is", "what to do") */
#define KUA_DIAGNOSTICS(X) \
	/* any document */ \
	X(EMPTY, "empty", DAMAGED, "there is nothing in it", \
	  "The file has no bytes, nothing but zero bytes or white space, or a reader found no text. Ask for it again.") \
	X(TOO_LARGE, "too-large", UNSUPPORTED, "it is larger than the limit", \
	  "Split it, or add the parts that matter.") \
	X(NO_READER, "no-reader", UNSUPPORTED, "there is no reader for this format", \
	  "It is kept. Save it in a format that docs/formats.md lists and add that too.") \
	X(NOT_TEXT, "not-text", UNSUPPORTED, "it is no text and of no known format", \
	  "It is kept. If it should be readable, compare it with the original: it may be damaged or encrypted.") \
	X(UNREADABLE, "unreadable", DAMAGED, "it is so damaged that nothing of it can be read", \
	  "It is kept. Ask for it again: it may have been cut off on its way.") \
	X(LIMIT, "limit", DAMAGED, "reading it stopped at a limit", \
	  "What was read until then is kept. The detail names the limit.") \
	X(MEMORY, "memory", HOSTILE, "reading it takes more memory than the limit allows", \
	  "Documents that need so much are rarely honest. Open the original on a machine that you can afford to lose.") \
	X(TIME, "time", HOSTILE, "reading it takes longer than the limit", \
	  "Documents that take so long are rarely honest. Open the original on a machine that you can afford to lose.") \
	X(FORBIDDEN, "forbidden", HOSTILE, "the reader tried what its jail forbids and was stopped", \
	  "The document may attack programs that open it. Do not open the original elsewhere.") \
	X(BROKE_DOWN, "broke-down", HOSTILE, "the reader broke down", \
	  "The document may attack programs that open it. Please report it, if it may be shared.") \
	X(NONSENSE, "nonsense", HOSTILE, "the reader answered nonsense", \
	  "The document may have taken over its reader. Do not open the original elsewhere.") \
	/* text */ \
	X(REPLACED, "characters-replaced", WARNING, "characters were replaced by U+FFFD", \
	  "Some bytes stand for no character in the character set that was found. The text around them may be torn.") \
	X(CONTROLS, "control-characters", WARNING, "control characters were left out", \
	  "The file holds bytes that no text holds. Compare it with the original.") \
	X(PARTS_LEFT_OUT, "parts-left-out", WARNING, "parts of it were left out", \
	  "The detail says which. They stand in the original.") \
	X(DEEP, "deep", HOSTILE, "it is nested deeper than the limit", \
	  "No honest document is so deep. The text in it is kept.") \
	X(RAGGED, "ragged-rows", WARNING, "rows have more or fewer cells than the first", \
	  "A cell may stand in the wrong column. Look at the rows.") \
	X(OPEN_QUOTE, "open-quote", DAMAGED, "a quotation mark is never closed: the last cell took the rest", \
	  "Close the quotation mark in a copy of the table and add that.") \
	/* containers */ \
	X(NESTED_TOO_DEEP, "nested-too-deep", HOSTILE, "documents inside documents beyond the limit were left out", \
	  "No honest archive is so deep.") \
	/* documents with an inner life of their own: office documents, PDF */ \
	X(BROKEN, "broken-parts", DAMAGED, "parts of it are broken or cut off", \
	  "What could be read of them is kept; the detail names one. Ask for the file again, or open it with the program that made it.") \
	X(ENCRYPTED, "encrypted", UNSUPPORTED, "it is encrypted", \
	  "Ask for the password, save it without one, and add that too.") \
	X(MACROS, "macros", WARNING, "it carries programs (macros)", \
	  "Kua does not run them. Do not open the original where they could run.") \
	X(EXTERNAL, "external-content", WARNING, "a program that opens it would fetch something from elsewhere", \
	  "Whoever is behind the address learns who opened it and when, and may send an attack. Do not open the original while online.") \
	X(SIGNED, "signature", NOTE, "it carries a digital signature, which was not checked", \
	  "Check it with the program that made the document.") \
	X(ENTITIES, "own-entities", HOSTILE, "it declares entities of its own, which were left out", \
	  "No honest document of this format does; it is a known way to attack programs.") \
	/* office documents */ \
	X(TRACKED, "tracked-changes", NOTE, "it holds changes that nobody has accepted: what was inserted is read, what was deleted is not", \
	  "The deleted words stand in the original: look at them, and at who deleted them.") \
	X(HIDDEN_SHEETS, "hidden-sheets", NOTE, "it holds sheets that are set not to be seen, which were read", \
	  "Whoever made it may not know that they are there.") \
	X(HIDDEN_TEXT, "hidden-text", NOTE, "it holds text that is set not to be seen, which was left out", \
	  "The detail shows how it begins. It stands in the original.") \
	/* archives */ \
	X(ARCHIVE_DAMAGED, "archive-damaged", DAMAGED, "the archive is damaged", \
	  "What stands in it before the damage was read, in a ZIP what stands behind it too.") \
	X(MEMBERS_TORN, "members-torn", DAMAGED, "members end early or do not have the checksum they should", \
	  "What there is of them was read, and may be wrong or end in the middle.") \
	X(MEMBERS_ENCRYPTED, "members-encrypted", UNSUPPORTED, "members are locked with a password", \
	  "Unlock them with the program that made the archive, and add the files.") \
	X(MEMBERS_TOO_LARGE, "members-too-large", UNSUPPORTED, "members are larger than the limit", \
	  "Take them out of the archive and split them, or add the parts that matter.") \
	X(SYSTEM_FILES, "system-files", NOTE, "files that a system keeps for itself were left out", \
	  "Thumbnails, folder settings and the like: nobody's documents.") \
	X(LINKS, "links-left-out", NOTE, "links and devices were left out", \
	  "They hold nothing themselves and are never followed.") \
	X(OUTSIDE, "leads-outside", WARNING, "names of members lead out of the archive", \
	  "Kua writes no files, so nothing happened. Other programs may overwrite yours: do not unpack it elsewhere.") \
	X(BOMB, "bomb", HOSTILE, "it unpacks into far more than any honest archive", \
	  "It may be made to fill disks. What was unpacked until then is kept. Do not open the original elsewhere.") \
	X(NOT_PAGES, "not-pages", NOTE, "what is no page was left out", \
	  "Scripts, fonts, small images, answers of machines to machines: they stand in the original.") \
	/* mail */ \
	X(MAIL_ENCRYPTED, "mail-encrypted", UNSUPPORTED, "a mail or a part of it is encrypted", \
	  "Ask whoever has the key to decrypt it, and add what comes out.") \
	X(CHARSET_LIE, "character-set-lie", NOTE, "it is not in the character set that it declares", \
	  "It was read in the one that its letters fit.") \
	X(MAIL_DATE, "mail-date", WARNING, "the date of a mail cannot be read", \
	  "The day on which it was received stands for it where that is known.") \
	X(MAIL_DELIMITER, "mail-delimiter", WARNING, "the parts of a mail are not parted as it says", \
	  "They were parted as they look. Compare them with the original.") \
	X(MAIL_CUT, "mail-cut", WARNING, "the end of a mail is missing", \
	  "It may have been cut off on its way. Ask for it again.") \
	X(MAIL_CODE, "mail-code", DAMAGED, "an encoded part of a mail is damaged", \
	  "What could be decoded is kept; an attachment may not open.") \
	X(MAIL_EMPTY, "mail-empty", NOTE, "a mail has no text", \
	  "Its subject stands for it, where it has one.") \
	/* chats */ \
	X(PASSED_ON, "passed-on", NOTE, "it holds messages that were passed on: their author is whom they came from", \
	  "Who passed them on stands in the original.") \
	X(FILES_NAMED, "files-named", NOTE, "it names pictures and files that were sent, which are not in it", \
	  "Add the folder of the export, with its pictures and films.") \
	X(DAY_OR_MONTH, "day-or-month", WARNING, "whether days or months come first in its dates had to be guessed", \
	  "Compare a date with the original: 03/04 may be the third of April or the fourth of March.") \
	/* PDF */ \
	X(SCANNED, "scanned", UNSUPPORTED, "it has pages that are images, without text", \
	  "The detail lists them. Have their letters recognised, or write them off.") \
	X(NO_LETTERS, "letters-unknown", UNSUPPORTED, "it has pages whose letters cannot be told from its fonts", \
	  "The detail lists them. They can be seen but not read: have their letters recognised.") \
	X(RECOGNISED, "recognised-before", NOTE, "its text was recognised in images by whoever made it", \
	  "It may hold errors that the images do not.") \
	X(REVISIONS, "earlier-versions", NOTE, "it still holds earlier versions of itself", \
	  "A PDF can be changed by adding to its end. Programs can show what it said before.") \
	X(DIGEST, "wrong-digest", WARNING, "bytes do not have the digest that was written down when they were captured", \
	  "They may have been changed since, or the program that captured them reckons differently: compare with another copy.") \
	X(REVISITS, "lost-revisits", NOTE, "it says that pages were captured again, and refers to captures that are not in it", \
	  "Add the archive that holds the earlier captures.") \
	/* images */ \
	X(NO_OCR, "no-ocr", UNSUPPORTED, "its letters cannot be recognised here: what does it is not installed", \
	  "Install the packages that the detail names, and add the document again.") \
	X(OCR_INCOMPLETE, "ocr-incomplete", WARNING, "letters of a language cannot be recognised here: its data are not installed", \
	  "Install the packages that the detail names, and add the document again.") \
	X(LETTERS_RECOGNISED, "letters-recognised", NOTE, "its letters were recognised in images", \
	  "Compare names and numbers with the image before you rely on them.") \
	X(OCR_POOR, "ocr-poor", WARNING, "many of its letters were hard to recognise", \
	  "Read the image yourself. A better scan (300 dots an inch, upright, in grey) helps.") \
	X(NO_TEXT, "no-text-in-image", NOTE, "there is no text in the image", \
	  "What the camera wrote into it is kept: kua show prints it.") \
	/* (each format adds its own below) */

enum kua_diagnostic_id {
#define KUA_DIAGNOSTIC_ID(name, id, level, text, advice) KUA_DIAG_##name,
	KUA_DIAGNOSTICS(KUA_DIAGNOSTIC_ID)
#undef KUA_DIAGNOSTIC_ID
	KUA_DIAGS
};

struct kua_diagnostic {
	const char *id;
	enum kua_level level;
	const char *text, *advice;
};
const struct kua_diagnostic *kua_diagnostic(enum kua_diagnostic_id id);
const char *kua_level_name(enum kua_level level);
/*
 * Out of a line as the casebook keeps it, "level id: detail": the entry, and the detail or NULL. NULL where the line is of
 * another version of Kua.
 */
const struct kua_diagnostic *kua_diagnostic_parse(const char *line, const char **detail);

#endif
