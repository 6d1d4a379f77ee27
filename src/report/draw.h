/*
 * draw.h - what is called of Pango and Cairo. They are opened when the first PDF is asked for: they bring thirty other libraries along,
 * and a program that only counts should not pay for that in every start.
 */
#ifndef KUA_REPORT_DRAW_H
#define KUA_REPORT_DRAW_H

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "report/internal.h"

#define DRAW_CALLS(X)                                                                                                          \
	X(cairo_pdf_surface_create_for_stream) X(cairo_pdf_surface_add_outline) X(cairo_tag_begin) X(cairo_tag_end)              \
	X(cairo_create) X(cairo_destroy) X(cairo_surface_destroy) X(cairo_surface_finish) X(cairo_surface_status)              \
	X(cairo_status) X(cairo_status_to_string) X(cairo_show_page) X(cairo_move_to) X(cairo_line_to) X(cairo_stroke)         \
	X(cairo_set_source_rgb) X(cairo_set_line_width) X(cairo_set_dash) X(cairo_arc) X(cairo_new_path)        \
	X(cairo_fill_preserve) X(pango_cairo_create_layout) X(pango_cairo_show_layout_line) X(pango_layout_set_text)           \
	X(pango_layout_set_width) X(pango_layout_set_wrap) X(pango_layout_set_ellipsize) X(pango_layout_set_font_description) X(pango_layout_get_iter)       \
	X(pango_layout_iter_get_line_readonly) X(pango_layout_iter_get_line_extents)             \
	X(pango_layout_get_size) X(pango_layout_iter_get_baseline) X(pango_layout_iter_next_line) X(pango_layout_iter_free)                             \
	X(pango_layout_set_attributes) X(pango_attr_list_new) X(pango_attr_list_insert) X(pango_attr_list_unref)                \
	X(pango_attr_rise_new) X(pango_attr_scale_new) X(pango_attr_background_new) X(pango_attr_weight_new)                   \
	X(pango_font_description_from_string) X(pango_font_description_free) X(g_object_unref)

struct draw {
#define DRAW_CALL(name) __typeof__(&name) name;
	DRAW_CALLS(DRAW_CALL)
#undef DRAW_CALL
};
/* KUA_WORLD where the libraries are not installed. */
enum kua_code draw_load(struct draw *d, struct kua_error *err);

#endif
