/* jpeg.c - pixels as a JPEG: ours from the first byte to the last, so nothing of a document's own bytes reaches a browser. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "page/internal.h"

enum { QUALITY = 82 };

struct failing {
	struct jpeg_error_mgr manager;
	jmp_buf out;
};

_Noreturn static void fail(j_common_ptr c)
{
	longjmp(((struct failing *)c->err)->out, 1);
}

static void say_nothing(j_common_ptr c)
{
	(void)c;
}

bool jpeg_write(const struct kua_picture *p, struct kua_buf *out)
{
	struct jpeg_compress_struct c;
	struct failing failing;
	unsigned char *volatile bytes = NULL; /* what the library allocates */
	unsigned char *made = NULL;
	unsigned long n = 0;
	size_t stride = (size_t)p->width * p->channels;
	c.err = jpeg_std_error(&failing.manager);
	failing.manager.error_exit = fail;
	failing.manager.output_message = say_nothing;
	jpeg_create_compress(&c);
	if (setjmp(failing.out)) {
		jpeg_destroy_compress(&c);
		free(bytes);
		return false;
	}
	jpeg_mem_dest(&c, &made, &n);
	c.image_width = p->width;
	c.image_height = p->height;
	c.input_components = (int)p->channels;
	c.in_color_space = p->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, QUALITY, TRUE);
	jpeg_start_compress(&c, TRUE);
	while (c.next_scanline < c.image_height) {
		JSAMPROW row = (JSAMPROW)(uintptr_t)(p->pixels + (size_t)c.next_scanline * stride); /* only read */
		(void)jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	bytes = made;
	kua_buf_add(out, bytes, n);
	jpeg_destroy_compress(&c);
	free(bytes);
	return true;
}
