/* text.c */
#include "text/text.h"
