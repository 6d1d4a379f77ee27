/* bytes.h - numbers as containers store them: little-endian, at any address. */
#ifndef KUA_INTAKE_BYTES_H
#define KUA_INTAKE_BYTES_H

#include <stdint.h>
#include <string.h>

static inline uint16_t kua_le16(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;
	return (uint16_t)(b[0] | b[1] << 8);
}

static inline uint32_t kua_le32(const char *p)
{
	return (uint32_t)kua_le16(p) | (uint32_t)kua_le16(p + 2) << 16;
}

static inline uint64_t kua_le64(const char *p)
{
	return (uint64_t)kua_le32(p) | (uint64_t)kua_le32(p + 4) << 32;
}

#endif
