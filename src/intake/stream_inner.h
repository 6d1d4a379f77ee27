/* stream_inner.h - what stream.c, which takes an answer in, and stream_check.c, which judges its fields, share. */
#ifndef KUA_INTAKE_STREAM_INNER_H
#define KUA_INTAKE_STREAM_INNER_H

#include "intake/stream.h"

struct kua_stream {
	const struct kua_intake_limits *limits;
	struct kua_arena *arena;
	unsigned char header[KUA_PART_HEADER];
	size_t got_header;
	enum kua_part untrusted_type; /* judged when the header is complete */
	char *body;                   /* NULL: collecting a header */
	size_t body_n, got_body;
	size_t total, inner_total;
	enum kua_part last;           /* last complete field; 0 before the first */
	struct kua_raw_item item;     /* the one that is coming */
	struct kua_raw_inner one;     /* the document that is coming */
	bool in_inner;
	size_t n_items, n_inner;      /* whole ones */
	struct kua_visit visit;       /* who gets them */
	bool kept;                    /* in the arrays below, for as long as the arena lives */
	struct kua_arena *scratch;    /* what belongs to the item or document that is coming */
	uint64_t at;                  /* bytes fed */
	KUA_VEC(struct kua_raw_item) items;
	KUA_VEC(struct kua_raw_inner) inner;
	KUA_VEC(struct kua_diagnosed) diagnosed;
	KUA_VEC(uint32_t) wanted;
	struct kua_list metadata;
	const char *media_type;
	bool ended;
};

#define BIT(part) (1u << (part)) /* of a set of enum kua_part */

static inline uint64_t kua_stream_little(const unsigned char *p, size_t n)
{
	uint64_t v = 0;
	for (size_t i = n; i-- > 0;)
		v = v << 8 | p[i];
	return v;
}

/* ---- stream_check.c ---- */

/* May a field of this type and length come now, by the order of fields, their number and all limits? Before memory is taken for it. */
enum kua_code kua_stream_check_field(const struct kua_stream *s, enum kua_part type, uint64_t untrusted_length, struct kua_error *err);
enum kua_code kua_stream_check_text(const struct kua_stream *s, struct kua_error *err); /* of the field that is complete */
enum kua_code kua_stream_check_end(const struct kua_stream *s, struct kua_error *err);  /* does the end announce what came? */

#endif
