/*
 * sheet.h - the cells of spreadsheets, told row by row, into items: a row is an item, as in a CSV. (sheet.c)
 *
 * The first rows are kept until it is clear which of them names the columns: above it may stand a title, which is
 * told of the document, or notes, which become an item of their own. A sheet of one column is no list but a text. A cell that is merged over several rows
 * stands in each of them.
 */
#ifndef KUA_INTAKE_SHEET_H
#define KUA_INTAKE_SHEET_H

#include "intake/internal.h"

#define KUA_SHEET_COLUMNS ((size_t)1024) /* cells beyond are counted and left out */

struct kua_sheet;
struct kua_sheet *kua_sheet_new(const struct kua_words *w, struct kua_answer *o);
void kua_sheet_free(struct kua_sheet *s);
void kua_sheet_start(struct kua_sheet *s, struct kua_str name); /* a sheet of the book begins */
void kua_sheet_end(struct kua_sheet *s);
/* A cell: row from 1, column from 0. Empty values are nothing. */
void kua_sheet_cell(struct kua_sheet *s, size_t row, size_t column, struct kua_str value);
/* The value of this cell, which comes later, stands in all rows down to that one where the column is empty. */
void kua_sheet_merge(struct kua_sheet *s, size_t row, size_t column, size_t last_row);
/* The same at once: from this row down to that one. */
void kua_sheet_fill(struct kua_sheet *s, size_t column, struct kua_str value, size_t last_row);
/* The row with this number, from 1, ends. False when a limit was passed. */
bool kua_sheet_row(struct kua_sheet *s, size_t number);

/* ---- values ---- */

/* Does a format of numbers show a date or a time? "DD.MM.YYYY" does, "0.00" and "[Red]General" do not. */
bool kua_is_date_format(struct kua_str format);
/* Append the day that a number stands for, as ISO, with the hour if it has one; in_1904: counted from then, else from 1900. */
void kua_sheet_date(double number, bool in_1904, struct kua_buf *out);
/* Append a number as people write it: 15 digits at most. */
void kua_sheet_number(double number, struct kua_buf *out);

#endif
