/* reuse.c */
#include "reuse/reuse.h"
