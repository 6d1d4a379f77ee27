/* names.c */
#include "names/names.h"
