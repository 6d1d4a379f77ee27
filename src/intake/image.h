/*
 * image.h - what an image's bytes say without decoding a pixel: its kind, its size, its pages, what the camera wrote into it.
 * Nothing is copied and nothing allocated but short strings; every number is checked against the bytes there are.
 * (image.c: the frames of formats; exif.c: EXIF and TIFF's directories; read_image.c: the reader)
 */
#ifndef KUA_INTAKE_IMAGE_H
#define KUA_INTAKE_IMAGE_H

#include "intake/internal.h"

enum kua_image_kind {
	KUA_IMAGE_JPEG,
	KUA_IMAGE_PNG,
	KUA_IMAGE_GIF,
	KUA_IMAGE_TIFF,
	KUA_IMAGE_WEBP,
	KUA_IMAGE_BMP,
	KUA_IMAGE_HEIF, /* its pixels cannot be decoded, its EXIF can */
};

#define KUA_IMAGE_PAGES 2000u /* of a TIFF; further ones are left out */

struct kua_image {
	enum kua_image_kind kind;
	uint32_t width, height; /* of the page that was asked for; 0 where that is not known */
	uint32_t pages;
	bool more_pages;        /* than KUA_IMAGE_PAGES */
	bool cut, moving;       /* cut: it ends early */
	unsigned orientation;   /* EXIF's, 1 to 8; 0 where it says nothing */
	struct kua_str exif;    /* a TIFF without the "Exif" before it */
	struct kua_str xmp, comment;
};
/* False where the bytes are no image of these kinds. page counts from 0. */
bool kua_image_look(const char *bytes, size_t n, uint32_t page, struct kua_image *im);
/* Call fn for each text that a PNG carries, as it stands: compressed ones are unpacked to at most KUA_LINE_BYTES. */
void kua_png_texts(struct kua_str png, void (*fn)(void *ctx, struct kua_str key, struct kua_str text), void *ctx);

/* ---- exif.c ---- */

/* The directories of a TIFF: how many pages, the size and orientation of one; false where there is none. */
bool kua_tiff_look(struct kua_str tiff, uint32_t page, struct kua_image *im);
unsigned kua_exif_orientation(struct kua_str tiff);
/* Answer as metadata what the directories of a TIFF say about the picture. */
void kua_exif_answer(struct kua_str tiff, struct kua_answer *o);

#endif
